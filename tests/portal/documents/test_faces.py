"""No paper is drawn where its last faces are unknown, and none leaves copies of them behind."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from portal.documents import faces, pdf

ASK = "from portal.documents import faces\nprint([fault.msg for fault in faces.check()])"


def told_with(folders, tmp_path):
    """What the check says in a process whose list of fonts is these folders."""
    file = tmp_path / "fonts.conf"
    listed = "".join(f"<dir>{folder}</dir>" for folder in folders)
    file.write_text(f'<?xml version="1.0"?>\n<fontconfig>{listed}<cachedir>{tmp_path}/cache</cachedir></fontconfig>\n')
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "FONTCONFIG_FILE": str(file)},
        cwd=Path(faces.__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_machine_with_our_faces_is_sound():
    assert [fault for fault in run_checks(include_deployment_checks=True) if fault.id == "documents.E001"] == []


def test_a_machine_without_faces_is_told_which(tmp_path):
    assert told_with([], tmp_path) == "['No font on this machine is called Noto Serif SC or Noto Sans SC.']"


def test_the_faces_among_our_packages_are_enough(tmp_path):
    (package,) = (Path(path) / "pylopdf_fonts_zh_cn" for path in sys.path if path.endswith("site-packages"))
    assert told_with([package], tmp_path) == "[]"


def test_no_paper_is_drawn_in_empty_boxes(monkeypatch):
    monkeypatch.setattr(faces, "NEEDED", (("No Such Face",),))
    pdf.setting.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="No Such Face"):
        pdf.setting()


def test_every_stack_of_the_style_sheet_ends_in_faces_that_are_demanded():
    stacks = re.findall(r'font(?:-family)?:[^;]*?((?:"[^"]+",? ?)+)', (pdf.STYLES / "paper.css").read_text())
    ends = {tuple(re.findall('"([^"]+)"', stack)[:-3:-1]) for stack in stacks}
    assert ends == set(faces.NEEDED)


def test_a_process_that_drew_a_paper_leaves_nothing_behind(issue, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pdf.setting.cache_clear()
    pdf.ensure(issue())
    assert list(tmp_path.iterdir()) == []
