"""Sweep 9: every template compiles, is used, and holds no inline script or style."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.house import source

TEMPLATES = sorted((source.ROOT / "templates").rglob("*.html"))
#: Asked for by libraries under these names.
ASKED_FOR_BY_LIBRARIES = ("account/", "mfa/", "usersessions/", "allauth/", "admin/", "django/", "40", "429", "50")


def name_of(path: Path) -> str:
    return str(path.relative_to(source.ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_it_compiles(path):
    get_template(name_of(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_it_holds_no_inline_script_or_style(path):
    text = path.read_text()
    if "/documents/" in name_of(path) or name_of(path).startswith("documents/"):
        return  # a paper is a file of its own, with its styles inside
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text) == []
    assert re.findall(r"\son\w+=[\"']", text) == []
    assert re.findall(r"\sstyle=[\"']", text) == []


def test_every_template_is_used():
    names = {name_of(path) for path in TEMPLATES}
    words = "\n".join(path.read_text() for path in [*source.modules(), *TEMPLATES] if path.suffix in {".py", ".html"})
    unused = {name for name in names if name not in words and not name.startswith(ASKED_FOR_BY_LIBRARIES)}
    assert sorted(unused) == []
