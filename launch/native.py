"""System libraries, fonts and the browser: found, fetched from Debian's packages, or said to be missing."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from launch.console import say
from launch.place import Place, is_root

# WeasyPrint opens these by name. Without the last a page of Chinese takes fifty times as long to write.
LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libharfbuzz-subset.so.0",
)
DEBIAN = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_PAPERS = (
    "Pango is missing, so no PDF can be made; install it (Debian: "
    "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0) and launch again."
)
NO_BROWSER = "no Chromium on this machine (Debian: apt install chromium), so the tests in a browser are skipped"


def prepare(place: Place) -> dict[str, str]:
    """Make papers printable; the variables every process needs for it."""
    variables = {"FONTCONFIG_FILE": str(_write_fonts(place))}
    prefix = place.state / "native"
    if _opens(place, {}):
        return variables
    if is_root() and _install(DEBIAN) and _opens(place, {}):
        return variables
    path = {"LD_LIBRARY_PATH": _library_path(prefix)}
    if not _opens(place, path):
        _fetch(place, prefix, DEBIAN)
    if _opens(place, path):
        return variables | path
    say(NO_PAPERS)
    return variables


def browser() -> dict[str, str]:
    """Where the tests find Chromium, or the sentence with which they skip."""
    found = os.environ.get("CHROMIUM") or _first(BROWSERS)
    if not found and is_root() and _install(("chromium",)):
        found = _first(BROWSERS)
    if found:
        return {"CHROMIUM": found}
    say(NO_BROWSER)
    return {"CHROMIUM_MISSING": NO_BROWSER}


def _first(names: Iterable[str]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def _opens(place: Place, variables: dict[str, str]) -> bool:
    """Whether a Python started with these variables can open every library."""
    attempt = f"import ctypes\nfor name in {LIBRARIES!r}: ctypes.CDLL(name)"
    environment = {**os.environ, **variables}
    opened = subprocess.run([str(place.python), "-c", attempt], env=environment, capture_output=True, check=False)
    return opened.returncode == 0


def _library_path(prefix: Path) -> str:
    folders = [str(prefix / "usr/lib" / f"{os.uname().machine}-linux-gnu")]
    return ":".join(filter(None, [*folders, os.environ.get("LD_LIBRARY_PATH", "")]))


def _write_fonts(place: Place) -> Path:
    """Our own font list: the system's if it has one, and always the Chinese faces among our packages.

    Pango stops the whole process with a segmentation fault where no configuration is found at all.
    """
    folders = (
        place.site_packages / "pylopdf_fonts_zh_cn",
        place.state / "fonts",
        place.state / "native/usr/share/fonts",
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
    )
    listed = "".join(f"  <dir>{folder}</dir>\n" for folder in folders)
    content = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"{listed}  <cachedir>{place.state / 'fontconfig'}</cachedir>\n</fontconfig>\n"
    )
    file = place.state / "fonts.conf"
    if not file.is_file() or file.read_text() != content:
        place.state.mkdir(exist_ok=True)
        file.write_text(content)
    return file


def _install(packages: tuple[str, ...]) -> bool:
    """Install Debian packages as root; the lists are fetched only when they turn out too old."""
    if not shutil.which("apt-get"):
        return False
    say("installing from Debian: " + " ".join(packages))
    return _apt("install", *packages) or (_apt("update") and _apt("install", *packages))


def _apt(verb: str, *packages: str) -> bool:
    command = ["apt-get", "-y", "-qq", "-o", "DPkg::Lock::Timeout=120", "--no-install-recommends", verb, *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0


def _fetch(place: Place, prefix: Path, packages: tuple[str, ...]) -> None:
    """Without root: let apt-get work in a folder of ours and unpack what it would have installed."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return
    say("fetching Pango from Debian into .state/native, since this user may not install packages")
    home = place.state / "apt"
    for folder in ("state/lists/partial", "cache/archives/partial", "packages"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "-qq"]
    for option in (
        f"Dir::State={home}/state",
        f"Dir::Cache={home}/cache",
        "Dir::State::status=/var/lib/dpkg/status",
        "APT::Sandbox::User=",
        "Debug::NoLocking=1",
    ):
        apt += ["-o", option]
    if not _runs([*apt, "update"], home):
        return
    simulated = subprocess.run(
        [*apt, "install", "-s", "--no-install-recommends", *packages], capture_output=True, text=True, check=False
    )
    wanted = [line.split()[1] for line in simulated.stdout.splitlines() if line.startswith("Inst ")]
    if not wanted or not _runs([*apt, "download", *wanted], home / "packages"):
        return
    for package in sorted((home / "packages").glob("*.deb")):
        _runs(["dpkg-deb", "-x", str(package), str(prefix)], home)
    shutil.rmtree(home, ignore_errors=True)


def _runs(command: list[str], folder: Path) -> bool:
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
