"""The virtual environment and the packages in it, exactly as the locks say."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from launch import stamps
from launch.console import Trouble, say
from launch.place import Place, is_root

# A lock that holds another's pins makes both stand: `launch test` prepares `launch` as well.
CONTAINS = {"local": ("local",), "test": ("test", "local"), "node": ("node",)}


def prepare(place: Place, lock: str) -> None:
    """Make `.venv` hold what `requirements/<lock>.lock` pins; nothing is done when it does already."""
    value = _value(place, lock)
    if _python_runs(place) and stamps.is_fresh(_stamp(place, lock), value):
        return
    if not _python_runs(place):
        say("making .venv")
        _make(place)
    say(f"installing the packages of requirements/{lock}.lock")
    _install(place, lock)
    for contained in CONTAINS[lock]:
        stamps.put(_stamp(place, contained), _value(place, contained))
    say("packages are in place")


def _value(place: Place, lock: str) -> str:
    return stamps.digest((place.root / f"requirements/{lock}.lock").read_bytes(), sys.version)


def _stamp(place: Place, lock: str) -> Path:
    return place.venv / "stamps" / lock


def _python_runs(place: Place) -> bool:
    """Whether the environment's Python still works: the one it was made from may have been removed."""
    return place.python.exists() and _quiet([str(place.python), "-c", "import sys"])


def _make(place: Place) -> None:
    shutil.rmtree(place.venv, ignore_errors=True)
    if _quiet([sys.executable, "-m", "venv", str(place.venv)]):
        return
    # Debian splits `ensurepip` off into python3-venv; the system's pip can furnish the environment instead.
    shutil.rmtree(place.venv, ignore_errors=True)
    if (
        _quiet([sys.executable, "-m", "pip", "--version"])
        and _quiet([sys.executable, "-m", "venv", "--without-pip", str(place.venv)])
        and _quiet([sys.executable, "-m", "pip", "--python", str(place.python), "install", "-q", "pip"])
    ):
        return
    shutil.rmtree(place.venv, ignore_errors=True)
    if is_root() and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _quiet(["apt-get", "update", "-qq"], environment)
        _quiet(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "python3-venv"], environment)
        if _quiet([sys.executable, "-m", "venv", str(place.venv)]):
            return
        shutil.rmtree(place.venv, ignore_errors=True)
    raise Trouble("Python has neither venv nor pip here; install python3-venv (Debian: apt install python3-venv).")


def _install(place: Place, lock: str) -> None:
    locked = ["--require-hashes", "-r", str(place.root / f"requirements/{lock}.lock")]
    pip = [str(place.python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    installer = str(place.root / "requirements/installer.lock")
    if _quiet([*pip, "--require-hashes", "-r", installer]):
        uv = [str(place.venv / "bin/uv"), "pip", "install", "-q", "--python", str(place.python)]
        if _quiet([*uv, *locked], _uv_environment(_pip_settings(place))):
            return
        say("uv could not install them; trying pip, which takes longer")
    if subprocess.run([*pip, *locked], check=False).returncode:
        raise Trouble(f"the packages of requirements/{lock}.lock could not be installed; pip says why above.")


def _uv_environment(told: Mapping[str, str]) -> dict[str, str]:
    """Give uv what pip was told: uv reads no pip.conf, so mirrors and certificates would be lost."""
    environment = {
        "UV_LINK_MODE": "copy",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "true",
        # pip weighs all indexes alike; the hashes make sure of what is taken.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    for ours, theirs in (("UV_DEFAULT_INDEX", "index-url"), ("UV_INDEX", "extra-index-url"), ("SSL_CERT_FILE", "cert")):
        if theirs in told:
            environment[ours] = told[theirs]
    return {**environment, **os.environ}


def _pip_settings(place: Place) -> dict[str, str]:
    """What pip was configured with, in its files or in the environment, the stronger last."""
    listed = subprocess.run(
        [str(place.python), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    return parse_pip_settings(listed.stdout)


def parse_pip_settings(listed: str) -> dict[str, str]:
    """Read `pip config list`: lines like `global.index-url='...'`; for pip, environment beats install beats global."""
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listed.splitlines():
        name, separator, value = line.partition("=")
        section, _, setting = name.rpartition(".")
        if separator and section in found:
            found[section][setting] = str(ast.literal_eval(value))
    return {**found["global"], **found["install"], **found[":env:"]}


def _quiet(command: list[str], environment: Mapping[str, str] | None = None) -> bool:
    """Run a command whose failure we can live with, and say whether it went well."""
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode == 0
