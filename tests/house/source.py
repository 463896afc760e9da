"""The tree as the sweeps read it: our packages, their modules, their syntax."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.ROOT)
CHAPTERS: tuple[str, ...] = tuple(settings.CHAPTERS)
OURS = ("portal", *CHAPTERS)


def modules(*parts: str) -> Iterator[Path]:
    """Our Python files, migrations aside; with `parts`, only those under a folder or file of that name."""
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            inner = path.relative_to(ROOT)
            if "migrations" in inner.parts:
                continue
            if not parts or any(part in (*inner.parts, inner.stem) for part in parts):
                yield path


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def our_models() -> list[type]:
    """Every concrete model of ours."""
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]
