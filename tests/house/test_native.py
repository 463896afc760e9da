"""Libraries, faces and the browser: what is missing is named, with what it costs and how to come by it."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from launch import native
from launch.console import Trouble
from launch.place import Place

ROOT = Path(__file__).resolve().parents[2]
#: Lets no library be opened whose name begins like the first argument, as on a machine without it.
WITHOUT = """
import ctypes
class CDLL(ctypes.CDLL):
    def __init__(self, name, *rest, **options):
        if name and name.startswith({missing!r}):
            raise OSError(name)
        super().__init__(name, *rest, **options)
ctypes.CDLL = CDLL
"""


@pytest.fixture
def without(tmp_path, monkeypatch):
    """A project on a machine that lacks some libraries and has no program to install them with."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CHROMIUM", raising=False)

    def make(missing):
        place, start = Place(tmp_path), tmp_path / "start"
        (place.venv / "lib/python3.11/site-packages").mkdir(parents=True)
        place.python.parent.mkdir()
        start.mkdir()
        (start / "sitecustomize.py").write_text(WITHOUT.format(missing=missing))
        place.python.write_text(f'#!/bin/sh\nPYTHONPATH="{start}" exec "{sys.executable}" "$@"\n')
        place.python.chmod(0o755)
        return place

    return make


def test_a_sound_machine_is_told_nothing(without, capsys):
    assert set(native.prepare(without("no library"))) == {"FONTCONFIG_FILE"}
    assert capsys.readouterr().out == ""


def test_a_machine_without_pango_is_told_what_to_install(without, capsys):
    native.prepare(without("libpango"))
    sentence = capsys.readouterr().out
    assert "libpango-1.0.so.0, libpangoft2-1.0.so.0 cannot be opened, so no PDF can be made" in sentence
    assert "apt install libpango-1.0-0 libpangoft2-1.0-0)" in sentence


def test_a_machine_without_the_subsetter_is_told_that_papers_are_slow(without, capsys):
    native.prepare(without("libharfbuzz-subset"))
    sentence = capsys.readouterr().out
    assert "so a page of Chinese takes fifty times as long to write" in sentence
    assert "apt install libharfbuzz-subset0)" in sentence


def test_a_python_that_does_not_run_opens_nothing(without, capsys):
    place = without("no library")
    place.python.write_text("#!/bin/sh\nexit 127\n")
    native.prepare(place)
    sentence = capsys.readouterr().out
    assert all(package in sentence for package in native.LIBRARIES.values())


def with_a_face_named(family, place):
    """The portal's own faces, given another family name by a rule of fontconfig."""
    fonts = next((ROOT / ".venv").glob("lib/python3*/site-packages/pylopdf_fonts_zh_cn"))
    file = place.root / "fonts.conf"
    file.write_text(
        f'<?xml version="1.0"?>\n<fontconfig><dir>{fonts}</dir><cachedir>{place.root}/cache</cachedir>\n'
        '<match target="scan"><edit name="family" mode="assign" binding="same">'
        f"<string>{family}</string></edit></match></fontconfig>\n"
    )
    return {"FONTCONFIG_FILE": str(file)}


@pytest.mark.parametrize(("family", "is_told"), [("仿宋", False), ("FangSong_GB2312", False), ("Noto Serif SC", True)])
def test_the_face_of_official_papers_is_looked_for(without, family, is_told, capsys):
    place = without("no library")
    native.look_for_faces(place, with_a_face_named(family, place))
    assert (native.NO_FANGSONG.format(fonts=place.state / "fonts") in capsys.readouterr().out) is is_told


def test_where_no_face_can_be_looked_for_nothing_is_said_of_faces(without, capsys):
    native.look_for_faces(without("libfontconfig"), {})
    assert capsys.readouterr().out == ""


def test_the_faces_looked_for_are_those_that_papers_are_set_in():
    style = (ROOT / "portal/documents/layout/paper.css").read_text()
    (body,) = re.findall(r"^  font: 16pt/28\.95pt (.+);$", style, re.MULTILINE)
    tried = tuple(face.strip('" ') for face in body.split(","))
    assert tried[: len(native.FANGSONG)] == native.FANGSONG
    assert native.SUBSETTER in native.LIBRARIES


def test_a_place_with_any_letter_in_its_name_has_a_readable_list_of_fonts(tmp_path):
    place = Place(tmp_path / "安全 & 生产 <1>")
    (place.venv / "lib/python3.11/site-packages").mkdir(parents=True)
    tree = ET.parse(native._write_fonts(place))
    assert str(place.state / "fonts") in [folder.text for folder in tree.findall("dir")]


def test_a_browser_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(Trouble, match="CHROMIUM names /nowhere/chromium"):
        native.browser()


def test_a_machine_without_a_browser_says_why_tests_are_skipped(without, capsys):
    without("no library")
    assert native.browser() == {"CHROMIUM_MISSING": native.NO_BROWSER}
    assert native.NO_BROWSER in capsys.readouterr().out
