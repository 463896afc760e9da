"""`python3 launch bench`: measure the portal, once there is something that measures it."""

from collections.abc import Sequence
from pathlib import Path

from launch import environment, native, processes, servers
from launch.console import Trouble
from launch.place import Place, free_instance
from launch.testing import ADDRESS


def bench(place: Place, arguments: Sequence[str]) -> int:
    """Run `benchmarks/` on servers of its own, which keep what they store as production's would."""
    if not (place.root / "benchmarks/__main__.py").is_file():
        raise Trouble("there is nothing to measure with yet: this checkout has no benchmarks/__main__.py.")
    instance = free_instance(place, "bench")
    environment.prepare(place, "test")
    with servers.started(instance, "portal.settings.local", ADDRESS, native.prepare(place)) as portal:
        command: list[str | Path] = [place.python, "-m", "benchmarks", *arguments]
        return processes.foreground(command, portal.environment, place.root)
