"""The words after `python3 launch`."""

from collections.abc import Sequence
from pathlib import Path

from launch import benchmark, managing, processes, running, testing
from launch.console import Trouble, complain, tell
from launch.place import Place

HELP = """\
python3 launch                  install what is missing, start the portal, stop it with Ctrl-C
python3 launch test             check and test everything, on servers of its own
python3 launch test ARGUMENTS   hand the arguments to pytest: a path, -k WORD, --reuse-db
python3 launch manage COMMAND   a manage.py command, on the running servers or on servers started for it
python3 launch bench            seed a nation and measure the portal on it; --only WORDS for a part
python3 launch help             this

DATABASE_URL and REDIS_URL, when set, name servers of yours; PORT names the port. docs/operations.md tells the rest.
"""
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; the exit code."""
    place = Place(Path(__file__).resolve().parent.parent)
    processes.listen()
    try:
        return _obey(place, arguments)
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    except KeyboardInterrupt:
        complain("interrupted.")
        return INTERRUPTED


def _obey(place: Place, arguments: Sequence[str]) -> int:
    match list(arguments):
        case []:
            return running.run(place)
        case ["test", *rest]:
            return testing.test(place, rest)
        case ["manage", *rest]:
            return managing.manage(place, rest)
        case ["bench", *rest]:
            return benchmark.bench(place, rest)
        case ["help" | "-h" | "--help"]:
            tell(HELP)
            return 0
        case unknown:
            tell(HELP)
            raise Trouble(f"there is no “{unknown[0]}”.")
