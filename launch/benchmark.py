"""`python3 launch bench`: a nation on servers of its own, which keep what they store as production's would."""

from collections.abc import Sequence
from pathlib import Path

from launch import environment, frontend, native, processes, servers
from launch.place import Place, free_instance
from launch.testing import ADDRESS


def bench(place: Place, arguments: Sequence[str]) -> int:
    """Run `benchmarks/`; its databases stay, so that a second run measures at once."""
    instance = free_instance(place, "bench")
    environment.prepare(place, "test")
    with servers.started(instance, "portal.settings.local", ADDRESS, native.prepare(place)) as portal:
        frontend.build(portal)
        command: list[str | Path] = [place.python, "-m", "benchmarks", *arguments]
        return processes.foreground(command, portal.environment, place.root)
