"""How an application's content and checklist are laid out for reading, with personal numbers left out."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Filing
from institutions.models.choices import Item, Section
from institutions.rules import sources
from institutions.services import assessments, sections
from institutions.services.details import Details, details_of
from institutions.states import FILING, PROCEEDING
from institutions.views.section_forms import parts_of
from portal.workflow.models import Step

#: Between those who draft, review and sign.
INSIDE: Final = frozenset(
    move.name for machine in (FILING, PROCEEDING) for move in machine.moves if move.basis == sources.FOUR_EYES
)


def told(steps: Iterable[Step], *, is_official: bool) -> list[Step]:
    """The steps of a matter as this reader may know them: what reviewer and signer remark on a draft stays inside."""
    shown = list(steps)
    for step in shown:
        if not is_official and step.move in INSIDE:
            step.note = ""
    return shown


def checklist(filing: Filing) -> dict[str, Any]:
    """Every condition as it stands today with the papers that are missing, and how many want nothing more."""
    conditions: list[dict[str, Any]] = [
        {"condition": condition, "missing": [Item(item).label for item in condition.missing]}
        for condition in assessments.conditions_of(filing, on=timezone.localdate())
    ]
    met = sum(entry["condition"].is_met and not entry["missing"] for entry in conditions)
    return {"conditions": conditions, "met": met}


def content(filing: Filing) -> list[dict[str, Any]]:
    """Each part as a table: the labels, and the rows as people read them."""
    details = details_of(filing)
    return [{"label": Section(part).label, **_table(filing, details, part)} for part in parts_of(filing)]


def _table(filing: Filing, details: Details, part: Section) -> dict[str, Any]:
    if part in (Section.BASICS, Section.CHANGE):
        named = sections.BASICS if part == Section.BASICS else sections.CHANGE
        return {"pairs": [(sections.label_of(Filing, field), _said(filing, field)) for field in named]}
    model, fields, _unique = sections.TABLES[part]
    return {
        "heads": [sections.label_of(model, field) for field in fields],
        "rows": [[_in_a_cell(_said(row, field)) for field in fields] for row in details.by_table[model]],
    }


def _in_a_cell(value: Any) -> Any:
    """Tables write a day as 2026-11-23."""
    return value.isoformat() if isinstance(value, date) else value


def _said(row: models.Model, field: str) -> Any:
    """A value in words: the label of a choice, yes or no, a list joined."""
    display = getattr(row, f"get_{field}_display", None)
    value = display() if display else getattr(row, field)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return _("、").join(map(str, value))
    return value if value not in (None, "") else "—"
