"""System libraries, fonts and the browser: found, fetched from Debian's packages, or said to be missing."""

import os
import shutil
import subprocess
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from launch.console import Trouble, say
from launch.place import Place, is_root

# What WeasyPrint opens by name, and the Debian package that brings it.
SUBSETTER = "libharfbuzz-subset.so.0"
LIBRARIES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libfontconfig.so.1": "libfontconfig1",
    SUBSETTER: "libharfbuzz-subset0",
}
# The face in which GB/T 9704 wants the text of a paper, by the names that our style sheet tries.
FANGSONG = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "FandolFang")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_FANGSONG = (
    "no Fangsong face on this machine, so papers are set in the Song face that comes with the portal; to have what "
    "GB/T 9704 asks for, put FangSong_GB2312, FZXiaoBiaoSong, KaiTi_GB2312 and SimHei into {fonts} and launch again"
)
OPENING = f"""
import ctypes
for name in {list(LIBRARIES)}:
    try:
        ctypes.CDLL(name)
    except OSError:
        continue
    print(name)
"""
SEARCHING = f"""
import ctypes
config = ctypes.CDLL("libfontconfig.so.1")
config.FcNameParse.restype = config.FcObjectSetCreate.restype = ctypes.c_void_p
config.FcFontList.restype = ctypes.POINTER(ctypes.c_int)  # how many it holds comes first in a set of fonts
config.FcFontList.argtypes = [ctypes.c_void_p] * 3
every = config.FcObjectSetCreate()
if not any(config.FcFontList(None, config.FcNameParse(name.encode()), every).contents.value for name in {FANGSONG!a}):
    print("none")
"""
NO_BROWSER = "no Chromium on this machine (Debian: apt install chromium), so the tests in a browser are skipped"


def prepare(place: Place) -> dict[str, str]:
    """Make papers printable, or say what stands in the way; the variables every process needs for it."""
    variables = {"FONTCONFIG_FILE": str(_write_fonts(place))}
    lacking = _missing(place, variables)
    if lacking and is_root() and _install(packages_of(lacking)):
        lacking = _missing(place, variables)
    if not lacking:
        return variables
    prefix = place.state / "native"
    fetched = variables | {"LD_LIBRARY_PATH": _library_path(prefix)}
    if _missing(place, fetched):
        _fetch(place, prefix, packages_of(lacking))
    still = _missing(place, fetched)
    if still:
        say(complaint(still))
    return fetched if len(still) < len(lacking) else variables


def packages_of(libraries: Iterable[str]) -> tuple[str, ...]:
    """The Debian packages with these libraries."""
    return tuple(LIBRARIES[library] for library in libraries)


def complaint(lacking: Collection[str]) -> str:
    """Which libraries are missing, what that costs, and how to come by them."""
    is_slow_only = set(lacking) == {SUBSETTER}
    cost = "a page of Chinese takes fifty times as long to write" if is_slow_only else "no PDF can be made"
    packages = " ".join(packages_of(lacking))
    return (
        f"{', '.join(lacking)} cannot be opened, so {cost}; install what is missing "
        f"(Debian: apt install {packages}) and launch again"
    )


def look_for_faces(place: Place, variables: Mapping[str, str]) -> None:
    """Say so when papers cannot be set in the face that the standard names; no package brings that one."""
    if _told(place, variables, SEARCHING) == "none":
        say(NO_FANGSONG.format(fonts=place.state / "fonts"))


def browser() -> dict[str, str]:
    """Where the tests find Chromium, or the sentence with which they skip."""
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        raise Trouble(f"CHROMIUM names {named}, which is no program; name a Chromium there, or nothing.")
    found = named or _first(BROWSERS)
    if not found and is_root() and _install(("chromium",)):
        found = _first(BROWSERS)
    if found:
        return {"CHROMIUM": found}
    say(NO_BROWSER)
    return {"CHROMIUM_MISSING": NO_BROWSER}


def _first(names: Iterable[str]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def _missing(place: Place, variables: Mapping[str, str]) -> list[str]:
    """The libraries that a Python started with these variables cannot open."""
    opened = _told(place, variables, OPENING).split()
    return [library for library in LIBRARIES if library not in opened]


def _told(place: Place, variables: Mapping[str, str], program: str) -> str:
    """What a program prints in a Python of ours that was started with these variables."""
    answer = subprocess.run(
        [str(place.python), "-c", program],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()


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
    listed = "".join(f"  <dir>{escape(str(folder))}</dir>\n" for folder in folders)
    content = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"{listed}  <cachedir>{escape(str(place.state / 'fontconfig'))}</cachedir>\n</fontconfig>\n"
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
