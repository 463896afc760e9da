"""Ask: the register of law of the installed portal and chapters, with the moves of all machines."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeGuard

from django.apps import apps
from django.conf import settings

from portal.law import Figure, evidence
from portal.law.register import ClauseEntry, MoveRow, Place, Register, compile_register, modules
from portal.workflow.machine import Machine, registry


def roots() -> list[Path]:
    """The packages that speak of law: the portal, and every chapter."""
    return [settings.ROOT / "portal", *(Path(apps.get_app_config(chapter).path) for chapter in settings.CHAPTERS)]


def register(tests: Path | None = None) -> Register:
    """The register; with the folder of the tests, also which tests name what."""
    found = compile_register(modules(roots()), moves())
    if tests is not None:
        evidence.gather(found, tests)
    return found


def figures() -> list[Figure]:
    """Every figure declared, by code."""
    declared = compile_register(modules(roots())).figures
    return [declared[code].figure for code in sorted(declared)]


def moves() -> Iterator[MoveRow]:
    """The moves of every machine that has been declared."""
    for machine in registry.values():
        lines = _lines(machine)
        for move in machine.moves:
            yield MoveRow(
                machine.kind,
                move.name,
                str(move.label),
                tuple(source.value for source in move.sources),
                move.target.value,
                tuple(str(role.label) for role in move.roles),
                move.basis,
                Place(machine.states.__module__, lines.get(move.name, lines[""])),
            )


def rows(entry: ClauseEntry) -> dict[str, Any]:
    """A clause with all that rests on it, for JSON."""
    return {
        "key": entry.clause.key,
        "clause": str(entry.clause),
        "is_confirmed": entry.clause.confirmed,
        "places": [str(place) for place in entry.places],
        "tests": sorted(entry.tests),
        "figures": [
            {
                "code": item.figure.code,
                "label": str(item.figure.label),
                "value": str(item.figure.value),
                "unit": item.figure.unit,
                "is_confirmed": item.figure.confirmed,
                "places": [str(place) for place in item.places],
                "tests": sorted(item.tests),
            }
            for item in entry.figures
        ],
        "moves": [
            {
                "machine": item.move.machine,
                "move": item.move.name,
                "label": item.move.label,
                "from": list(item.move.sources),
                "to": item.move.target,
                "by": list(item.move.roles),
                "place": str(item.move.place),
                "tests": sorted(item.tests),
            }
            for item in entry.moves
        ],
    }


def _lines(machine: Machine) -> dict[str, int]:
    """Where a machine is declared beside its states: the line of each move by its name, of the machine by ""."""
    source = Path(sys.modules[machine.states.__module__].__file__ or "").read_text(encoding="utf-8")
    lines = {"": 1}
    for node in ast.walk(ast.parse(source)):
        if not _is_call(node, "Machine") or not _says(node, machine.kind):
            continue
        lines[""] = node.lineno
        lines |= {
            str(part.args[0].value): part.lineno
            for part in ast.walk(node)
            if _is_call(part, "Move") and part.args and isinstance(part.args[0], ast.Constant)
        }
    return lines


def _is_call(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _says(node: ast.Call, word: str) -> bool:
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    return any(isinstance(value, ast.Constant) and value.value == word for value in values)
