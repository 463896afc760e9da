"""Which tests name which clause, figure or move; read from their source, so that the register can say so."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from portal.law.model import Clause, Figure
from portal.law.register import Register, cited, value_of

TEST: Final = "test_"
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


def gather(register: Register, tests: Path) -> None:
    """Enter into the register every test under the folder that names an entry, itself or through what it uses."""
    for file in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        where = file.relative_to(tests.parent).as_posix()
        namespace = _namespace(register, tree)
        definitions = dict(_definitions(tree))
        for name, node in definitions.items():
            if name.startswith(TEST):
                _enter(register, f"{where}::{name}", where, list(_reached(node, definitions)), namespace)


def _enter(register: Register, test: str, where: str, nodes: list[ast.AST], namespace: dict[str, Any]) -> None:
    words = set()
    for node in nodes:
        value = cited(node, namespace) or value_of(node, namespace)
        if isinstance(value, Figure) and value.code in register.figures:
            register.figures[value.code].tests.add(test)
        elif isinstance(value, Clause) and value.key in register.clauses:
            register.clauses[value.key].tests.add(test)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.add(node.value)
        elif isinstance(node, ast.Attribute):
            words.add(node.attr)
    for code in words & register.figures.keys():
        register.figures[code].tests.add(test)
    for key in words & register.clauses.keys():
        register.clauses[key].tests.add(test)
    for entry in register.moves:
        package = entry.move.place.module.split(".")[:-1]
        if entry.move.name in words and any(part in where for part in package):
            entry.tests.add(test)


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """What a test file defines at its top: tests, fixtures, constants; and the tests of its classes."""
    for statement in tree.body:
        if isinstance(statement, _FUNCTIONS):
            yield statement.name, statement
        elif isinstance(statement, ast.ClassDef):
            yield statement.name, statement
            for member in statement.body:
                if isinstance(member, _FUNCTIONS):
                    yield member.name, member
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, statement.value


def _reached(node: ast.AST, definitions: dict[str, ast.AST]) -> Iterator[ast.AST]:
    """The nodes of a test, and of the helpers, fixtures and constants of its file it uses, however far."""
    seen: set[int] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        for part in ast.walk(current):
            yield part
            name = part.id if isinstance(part, ast.Name) else part.arg if isinstance(part, ast.arg) else None
            if name in definitions:
                pending.append(definitions[name])


class _Shelf:
    """Stands for an imported module: its attributes are the register's names under it."""

    def __init__(self, register: Register, dotted: str) -> None:
        self._register, self._dotted = register, dotted

    def __getattr__(self, name: str) -> Any:
        dotted = f"{self._dotted}.{name}"
        return self._register.names.get(dotted) or _Shelf(self._register, dotted)


def _namespace(register: Register, tree: ast.Module) -> dict[str, Any]:
    """What the names of a test file mean, as far as they come from modules of the register."""
    found: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                dotted = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = register.names.get(dotted) or _Shelf(register, dotted)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                found[name] = _Shelf(register, alias.name if alias.asname else name)
    return found
