"""Sweep 6: every clause a rule, move or figure rests on is named by a test."""

import ast

import pytest

from tests.house import source


def clauses() -> list[tuple[str, str]]:
    """(module, name) of every constant in our rules and states that is made from an instrument's article."""
    found = []
    for path in source.modules("rules", "states", "warrant", "clocks"):
        for node in source.tree(path).body:
            target = node.target if isinstance(node, ast.AnnAssign) else None
            if isinstance(node, ast.Assign):
                target = node.targets[0]
            value = getattr(node, "value", None)
            is_clause = (
                isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "article"
            )
            is_figure = isinstance(value, ast.Call) and getattr(value.func, "id", "") == "Figure"
            if isinstance(target, ast.Name) and (is_clause or is_figure):
                found.append((source.named(path), target.id))
    return found


TESTS = "\n".join(path.read_text() for path in sorted((source.ROOT / "tests").rglob("test_*.py")))


@pytest.mark.parametrize(("module", "name"), clauses(), ids=lambda part: part)
def test_every_clause_and_figure_is_named_by_a_test(module, name):
    assert name in TESTS, f"{name} of {module} is asserted nowhere"
