"""From a section's saved content to its form, and from the form back to what the service takes."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict

from institutions.forms import ROWS, SINGLE, Commitment, Scopes, rows_formset
from institutions.models.choices import FilingType, Section
from portal.law import Objection

#: The parts an application of each type consists of, in the order they are filled in.
FULL: Final = (
    Section.BASICS,
    Section.SCOPES,
    Section.POSTS,
    Section.PROFESSIONALS,
    Section.EQUIPMENT,
    Section.PREMISES,
    Section.SHAREHOLDERS,
    Section.EVIDENCE,
    Section.COMMITMENT,
)
PARTS: Final[dict[str, tuple[Section, ...]]] = {
    FilingType.INITIAL: FULL,
    FilingType.RENEWAL: FULL,
    FilingType.SCOPE_CHANGE: FULL,
    FilingType.RE_VERIFICATION: (Section.CHANGE, *FULL),
    FilingType.CHANGE: (Section.CHANGE, Section.BASICS, Section.POSTS, Section.EVIDENCE, Section.COMMITMENT),
    FilingType.CANCELLATION: (Section.CHANGE, Section.EVIDENCE, Section.COMMITMENT),
}
BLANK_ROWS: Final = 2
_PLACE: Final = re.compile(r"^(?P<section>[a-z]+)\.(?P<row>\d+)(?:\.(?P<field>\w+))?")


def parts_of(filing: Any) -> tuple[Section, ...]:
    return PARTS[filing.type]


def form_for(
    section: str, saved: Any, data: QueryDict | None, *, businesses: list[tuple[str, str]], files: list[tuple[str, str]]
) -> Any:
    """The form of a section, filled with what was saved, or bound to what was sent."""
    if section in SINGLE:
        return SINGLE[section](data, initial=saved or {})
    if section == Section.SCOPES:
        form = Scopes(data, initial={"businesses": [row["business"] for row in saved or []]})
        field = form.fields["businesses"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - told to the type checker
        field.choices = businesses
        return form
    if section == Section.COMMITMENT:
        letter = Commitment(data, initial=(saved or [{}])[0])
        attachment = letter.fields["attachment"]
        assert isinstance(attachment, forms.ChoiceField)  # noqa: S101 - told to the type checker
        attachment.choices = [("", "—"), *files]
        return letter
    formset = rows_formset(section, BLANK_ROWS)
    return formset(data, initial=[_shown(row) for row in saved or []], prefix="rows")


def content_of(section: str, form: Any) -> Any:
    """What a valid form says, as the service takes it; untouched and deleted rows are left out."""
    if section in SINGLE:
        return form.cleaned_data
    if section == Section.SCOPES:
        return [{"business": code} for code in form.cleaned_data["businesses"]]
    if section == Section.COMMITMENT:
        row = _given(form.cleaned_data)
        return [row] if row else []
    return [
        _given(row.cleaned_data)
        for row in form.forms
        if row.cleaned_data and not row.cleaned_data.get("DELETE") and _is_filled(row)
    ]


def errors_of(section: str, form: Any, objections: tuple[Objection, ...]) -> dict[str, list[str]]:
    """Every fault by the name of its input, for the page and for autosave; "" for those of the whole section."""
    found: dict[str, list[str]] = {}
    parts = form.forms if section in ROWS else [form]
    for part in parts:
        for name, errors in getattr(part, "errors", {}).items():
            found.setdefault(part.add_prefix(name) if name != "__all__" else "", []).extend(map(str, errors))
    if section in ROWS and (whole := form.non_form_errors()):
        found.setdefault("", []).extend(map(str, whole))
    kept = _kept_rows(form) if section in ROWS and not found else []
    for objection in objections:
        found.setdefault(_input_of(section, objection.field, kept), []).append(str(objection))
    return found


def _kept_rows(form: Any) -> list[Any]:
    return [row for row in form.forms if row.cleaned_data and not row.cleaned_data.get("DELETE") and _is_filled(row)]


def _input_of(section: str, place: str, kept: list[Any]) -> str:
    """`professionals.3.title` is the third row that was kept, wherever it stands in the form."""
    match = _PLACE.match(place)
    if match and kept and match["field"] and int(match["row"]) <= len(kept):
        return kept[int(match["row"]) - 1].add_prefix(match["field"])
    return place.removeprefix(f"{section}.") if place.startswith(f"{section}.") and not match else ""


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(row)
    if isinstance(shown.get("specialties"), list):
        shown["specialties"] = "、".join(shown["specialties"])
    return shown


def _given(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Only what was said: an empty text or number takes the table's own default, and a known person needs no name."""
    row = {name: value for name, value in cleaned.items() if name != "DELETE" and value not in ("", None, [])}
    if row.get("person"):
        row.pop("name", None)
        row.pop("identity", None)
    return row


def _is_filled(row: Any) -> bool:
    """A blank row's ticked boxes do not make it a row."""
    return any(value not in ("", None, [], False, True) for name, value in row.cleaned_data.items() if name != "DELETE")
