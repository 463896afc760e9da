"""The register knows every clause, figure and move, where it stands, and which tests name it."""

import importlib
import sys
from datetime import date

import pytest

from portal.law import Clause, Figure, Instrument, evidence
from portal.law.register import MoveRow, Place, compile_register, modules
from portal.workdays import rules

SOURCE = '''"""A chapter's rules."""
from portal.law import Figure, Instrument, Objection
ACT = Instrument("act", "某法")
NO_BAN = ACT.article(8)
STAFF = Figure(
    "staff", 25, "persons", basis=ACT.article(6, item=3), label="人员", confirmed=False
)

def objections(number):
    return [Objection("不得重复", ACT.article(9, 2))] if number else [ACT.article(number)]
'''
TESTS = '''"""Tests."""
import pytest
from {package} import rules
from {package}.rules import ACT, NO_BAN as BAN

CASES = [(1, rules.STAFF)]

@pytest.fixture
def ban():
    return BAN

def test_the_ban_is_named_through_a_fixture(ban):
    assert ban

@pytest.mark.parametrize("case", CASES)
def test_the_figure_is_named_through_a_table(case):
    assert case

class TestCited:
    def test_the_ninth_article_is_cited_on_the_spot(self):
        assert ACT.article(9, paragraph=2)

def test_nothing_is_named():
    assert True

def test_a_basis_is_named(filing):
    assert filing.accept() == rules.STAFF.basis
'''
PLACE = Place("registered.states", 3)


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """A package with rules, and a folder of tests beside it."""
    package = tmp_path / "registered"
    (package / "migrations").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "rules.py").write_text(SOURCE)
    (package / "silent.py").write_text("raise RuntimeError\n")
    (package / "migrations" / "0001.py").write_text("import portal.law\nraise RuntimeError\n")
    tests = tmp_path / "tests" / "registered"
    tests.mkdir(parents=True)
    (tests / "test_rules.py").write_text(TESTS.format(package="registered"))
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield package
    for name in [name for name in sys.modules if name.split(".")[0] == "registered"]:
        del sys.modules[name]


@pytest.fixture
def register(chapter):
    act = Instrument("act", "某法")
    move = MoveRow(
        "filing",
        "accept",
        "受理",
        ("submitted",),
        "accepted",
        ("承办人员",),
        act.article(10),
        Place("registered.states", 3),
    )
    found = compile_register(modules([chapter]), [move])
    evidence.gather(found, chapter.parent / "tests")
    return found


def naming(entry):
    return {test.partition("::")[2] for test in entry.tests}


def test_clauses_stand_in_the_order_of_the_law(register):
    assert list(register.clauses) == ["act-6-0-3", "act-8", "act-9-2", "act-10"]


def test_each_clause_tells_where_it_stands(register):
    assert [str(place) for place in register.clauses["act-8"].places] == ["registered.rules:4 NO_BAN"]
    assert [str(place) for place in register.clauses["act-9-2"].places] == ["registered.rules:10"]


def test_a_figure_rests_on_its_clause_and_is_marked_where_unread(register):
    [entry] = register.clauses["act-6-0-3"].figures
    assert (entry.figure.code, entry.figure.confirmed, str(entry.places[0])) == (
        "staff",
        False,
        "registered.rules:5 STAFF",
    )


def test_a_move_rests_on_its_clause(register):
    [entry] = register.clauses["act-10"].moves
    assert entry.move.name == "accept"


def test_tests_are_found_through_fixtures_tables_and_classes(register):
    assert naming(register.clauses["act-8"]) == {"test_the_ban_is_named_through_a_fixture"}
    assert naming(register.clauses["act-9-2"]) == {"test_the_ninth_article_is_cited_on_the_spot"}
    assert naming(register.clauses["act-6-0-3"]) == {"test_a_basis_is_named"}
    assert naming(register.figures["staff"]) == {"test_the_figure_is_named_through_a_table", "test_a_basis_is_named"}
    assert naming(register.moves[0]) == {"test_a_basis_is_named"}


def test_everything_the_working_days_declare_is_registered():
    found = compile_register([rules])
    declared = list(vars(rules).values())
    assert {value.code for value in declared if isinstance(value, Figure)} == set(found.figures)
    assert {value.key for value in declared if isinstance(value, Clause)} <= set(found.clauses)


def test_a_figure_declared_in_two_modules_is_told_with_both_places(chapter):
    (chapter / "second.py").write_text(SOURCE)
    importlib.invalidate_caches()
    found = compile_register(modules([chapter]))
    assert [place.module for place in found.figures["staff"].places] == ["registered.rules", "registered.second"]


def test_every_clause_reads_as_officials_cite_it():
    law = Instrument("act", "某法", in_force=date(2020, 1, 1))
    assert str(law.article(32, 1, 4)) == "《某法》第三十二条第一款第（四）项"
