"""The tables and the small country in them: brought up to date when something may have changed."""

from pathlib import Path

from launch import stamps
from launch.console import say
from launch.place import Instance, Place
from launch.servers import Portal


def fill(portal: Portal) -> None:
    """Migrate and seed, unless this very cluster was filled by this very source and nobody touched it since."""
    stamp = _stamp(portal.instance)
    value = _value(portal)
    if value and stamps.is_fresh(stamp, value):
        say("the tables are as the last launch left them")
        return
    portal.manage("migrate", "--no-input")
    say("the tables are up to date")
    if portal.place.has_command("seed"):
        portal.manage("seed")
        say("the small country is in place")
    if portal.place.has_command("demo_accounts"):
        _welcome(portal.instance).write_text(portal.ask("demo_accounts"))
    stamps.put(stamp, value)


def doubt(instance: Instance) -> None:
    """Look again at the next launch: somebody is about to run a command that may change anything."""
    _stamp(instance).unlink(missing_ok=True)


def welcome(instance: Instance) -> str:
    """Who may sign in to this portal, for the person who launched it."""
    file = _welcome(instance)
    return file.read_text() if file.is_file() else ""


def _stamp(instance: Instance) -> Path:
    return instance.home / "filled"


def _welcome(instance: Instance) -> Path:
    return instance.home / "accounts.txt"


def _value(portal: Portal) -> str:
    """What the content of the tables depends on; nothing where the cluster is not ours to know."""
    if not portal.cluster:
        return ""
    return stamps.digest(portal.cluster, stamps.of_trees(_sources(portal.place)))


def _sources(place: Place) -> list[Path]:
    return [place.root / "requirements", *(place.root / name for name in place.packages())]
