"""
The register of law: every clause and figure the code rests on, where it stands, and which tests name it.

It reads the source itself, so that nothing can be in the code and not in the register. Moves are handed in as rows by
whoever knows the machines.
"""

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from portal.law.model import Clause, Figure, Instrument

#: A module that speaks of law says this word.
MARK: Final = "portal.law"
ASIDE: Final = frozenset({"migrations", "settings", "tests"})


@dataclass(frozen=True)
class Place:
    """A line of a module; `name` is the constant there, "" where the clause is cited on the spot."""

    module: str
    line: int
    name: str = ""

    def __str__(self) -> str:
        return f"{self.module}:{self.line}" + (f" {self.name}" if self.name else "")


@dataclass(frozen=True)
class MoveRow:
    """One move of one machine, as its owner tells it."""

    machine: str
    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    basis: Clause
    place: Place


@dataclass
class FigureEntry:
    """A figure and where it is declared."""

    figure: Figure
    places: list[Place] = field(default_factory=list)
    tests: set[str] = field(default_factory=set)


@dataclass
class MoveEntry:
    """A move and the tests that make it."""

    move: MoveRow
    tests: set[str] = field(default_factory=set)


@dataclass
class ClauseEntry:
    """A clause, where it is cited, and the figures and moves that rest on it."""

    clause: Clause
    places: list[Place] = field(default_factory=list)
    tests: set[str] = field(default_factory=set)
    figures: list[FigureEntry] = field(default_factory=list)
    moves: list[MoveEntry] = field(default_factory=list)


@dataclass
class Register:
    """All clauses by key, in the order of their instruments and articles; `names` leads from dotted names to values."""

    clauses: dict[str, ClauseEntry] = field(default_factory=dict)
    figures: dict[str, FigureEntry] = field(default_factory=dict)
    moves: list[MoveEntry] = field(default_factory=list)
    names: dict[str, Clause | Figure | Instrument] = field(default_factory=dict)

    def entry(self, clause: Clause) -> ClauseEntry:
        return self.clauses.setdefault(clause.key, ClauseEntry(clause))


def modules(roots: Iterable[Path]) -> Iterator[ModuleType]:
    """The modules under these packages that speak of law; each root is a package's folder beside the others."""
    for root in roots:
        for file in sorted(root.rglob("*.py")):
            parts = file.relative_to(root.parent).with_suffix("").parts
            if ASIDE.isdisjoint(parts) and MARK in file.read_text(encoding="utf-8"):
                yield importlib.import_module(".".join(part for part in parts if part != "__init__"))


def compile_register(found: Iterable[ModuleType], moves: Iterable[MoveRow] = ()) -> Register:
    """Everything these modules declare or cite, and the moves."""
    register = Register()
    for module in found:
        _read_module(register, module)
    for row in moves:
        entry = MoveEntry(row)
        register.moves.append(entry)
        register.entry(row.basis).moves.append(entry)
    register.clauses = {
        entry.clause.key: entry
        for entry in sorted(
            register.clauses.values(),
            key=lambda entry: (entry.clause.instrument.code, entry.clause.article, entry.clause.key),
        )
    }
    return register


def cited(call: ast.AST, namespace: dict[str, Any]) -> Clause | None:
    """The clause a `SOMETHING.article(...)` with plain numbers means in a namespace; None for any other expression."""
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "article"):
        return None
    instrument = value_of(call.func.value, namespace)
    if not isinstance(instrument, Instrument):
        return None
    try:
        numbers = [ast.literal_eval(argument) for argument in call.args]
        named = {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg}
    except ValueError:
        return None
    return instrument.article(*numbers, **named)


def value_of(expression: ast.AST, namespace: dict[str, Any]) -> Any:
    """What a name or a dotted name means in a namespace; None if nothing."""
    if isinstance(expression, ast.Name):
        return namespace.get(expression.id)
    if isinstance(expression, ast.Attribute):
        return getattr(value_of(expression.value, namespace), expression.attr, None)
    return None


def _read_module(register: Register, module: ModuleType) -> None:
    namespace = vars(module)
    for name, value in namespace.items():
        if isinstance(value, Clause | Figure | Instrument):
            register.names[f"{module.__name__}.{name}"] = value
    if module.__file__ is None:
        return
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    constants = _constants(tree)
    lines: dict[str, set[int]] = defaultdict(set)
    declaring: set[int] = set()
    for name, (line, end) in constants.items():
        value = namespace.get(name)
        if isinstance(value, Figure):
            _declare(register, value, Place(module.__name__, line, name))
            declaring.update(range(line, end + 1))
        elif isinstance(value, Clause):
            register.entry(value).places.append(Place(module.__name__, line, name))
            lines[value.key].add(line)
    for node in ast.walk(tree):
        clause = cited(node, namespace)
        if clause is not None and isinstance(node, ast.expr) and node.lineno not in lines[clause.key] | declaring:
            lines[clause.key].add(node.lineno)
            register.entry(clause).places.append(Place(module.__name__, node.lineno))


def _declare(register: Register, figure: Figure, place: Place) -> None:
    entry = register.figures.setdefault(figure.code, FigureEntry(figure))
    entry.places.append(place)
    under = register.entry(figure.basis).figures
    if entry not in under:
        under.append(entry)


def _constants(tree: ast.Module) -> dict[str, tuple[int, int]]:
    """The names a module assigns at its top, with their first and last lines."""
    found = {}
    for statement in tree.body:
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = [statement.target]
        lines = (statement.lineno, statement.end_lineno or statement.lineno)
        found.update({target.id: lines for target in targets if isinstance(target, ast.Name)})
    return found
