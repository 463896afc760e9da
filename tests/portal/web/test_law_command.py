"""`manage.py law` and `load_figures` tell and enter what the code rests on."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import TextChoices

from portal.access import Role
from portal.figures.models import FigureRow
from portal.law.instruments import LICENSING
from portal.web import diagrams, lawbook
from portal.workdays import rules
from portal.workflow.machine import Machine, Move, registry


class Stage(TextChoices):
    DRAFT = "draft", "草稿"
    SENT = "sent", "已提交"


@pytest.fixture
def machine():
    made = Machine(
        "test-letter",
        "信件",
        Stage,
        (Move("send", Stage.DRAFT, Stage.SENT, Role.APPLICANT, LICENSING.article(29), "提交"),),
        Stage.DRAFT,
        frozenset({Stage.SENT}),
    )
    yield made
    del registry[made.kind]


def law(*arguments):
    out = StringIO()
    call_command("law", *arguments, stdout=out)
    return out.getvalue()


def test_the_register_cites_figures_with_their_places_and_tests():
    text = law()
    assert "《中华人民共和国行政许可法》第四十二条" in text
    assert f"= {rules.LICENCE_DECISION.code}" in text
    assert "portal.workdays.rules:" in text
    assert "test_law_command.py::test_the_register_cites_figures_with_their_places_and_tests" in text


def test_the_register_is_data_too():
    entries = {entry["key"]: entry for entry in json.loads(law("--json"))}
    codes = [figure["code"] for figure in entries["licensing-42"]["figures"]]
    assert codes == [rules.LICENCE_DECISION.code, rules.LICENCE_EXTENSION.code]
    assert any("EXTENDED_ONCE" in place for place in entries["licensing-42"]["places"])


def test_a_move_stands_in_the_register_at_its_own_line(machine):
    [row] = [row for row in lawbook.moves() if row.machine == machine.kind]
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if 'Move("send"' in text)
    assert (row.name, row.place.line, row.basis) == ("send", line, LICENSING.article(29))


def test_the_diagram_shows_every_state_and_move(machine):
    assert diagrams.mermaid(machine).splitlines() == [
        "---",
        "title: 信件",
        "---",
        "stateDiagram-v2",
        '    state "草稿" as draft',
        '    state "已提交" as sent',
        "    [*] --> draft",
        "    draft --> sent: 提交（单位经办人）",
        "    sent --> [*]",
    ]
    assert "title: 信件" in law("--diagram")


@pytest.mark.django_db
def test_every_declared_figure_is_entered_once():
    call_command("load_figures", stdout=StringIO())
    entered = list(FigureRow.objects.values_list("code", flat=True))
    assert sorted(entered) == [figure.code for figure in lawbook.figures()]
    out = StringIO()
    call_command("load_figures", stdout=out)
    assert out.getvalue().startswith("0 ")
