"""The most memory an export takes: in a process of its own, which has done nothing before."""

import sys
from pathlib import Path

import django


def main(count: int) -> None:
    """Write such a file, and print the bytes this process held at most (Linux keeps count)."""
    django.setup()
    # Models stand behind the set-up.
    from benchmarks import exchange  # noqa: PLC0415

    for _ours, _reference in exchange.export(count, 1):
        pass
    held = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    print(int(held) * 1024)


if __name__ == "__main__":
    main(int(sys.argv[1]))
