"""`python3 launch manage ...`: a `manage.py` command on the running servers, or on servers started for it."""

import os
from collections.abc import Sequence
from pathlib import Path

from launch import environment, filling, native, processes, servers, variables
from launch.console import speak_aside
from launch.place import Instance, Place
from launch.running import FIRST_PORT, HOST, SETTINGS


def manage(place: Place, arguments: Sequence[str]) -> int:
    """Run the command on our terminal; its exit code."""
    speak_aside()
    environment.prepare(place, "local")
    extra = native.prepare(place)
    command: list[str | Path] = [place.python, "manage.py", *arguments]
    instance = Instance(place, "run")
    filling.doubt(instance)
    if instance.take():
        address = f"http://{HOST}:{os.environ.get('PORT', FIRST_PORT)}"
        with servers.started(instance, SETTINGS, address, extra) as portal:
            return processes.foreground(command, portal.environment, place.root)
    address = instance.address.read_text().strip() if instance.address.exists() else f"http://{HOST}:{FIRST_PORT}"
    yielding = (*variables.SERVERS, *variables.IDENTITY)
    return processes.foreground(command, servers.describe(instance, SETTINGS, address, extra, yielding), place.root)
