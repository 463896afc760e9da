"""Filling in an application, section by section: every save is a version, and nobody's work is lost."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from institutions.models import BusinessScope, Filing, SectionSave
from institutions.models.choices import Section
from institutions.rules import sources
from institutions.services import sections
from institutions.states import EDIT, EDITABLE, FILING
from portal.accounts.models import User
from portal.attachments.models import Attachment
from portal.database.among import Among
from portal.database.entering import enter
from portal.database.joining import joined
from portal.database.kept import kept
from portal.errors import Refused, Stale
from portal.law import Objection
from portal.law import phrase as _
from portal.workflow import warrant


@transaction.atomic
def save_section(filing: Filing, section: str, data: Any, *, version: int, by: User, on: date) -> SectionSave:
    """
    Replace one section by what the form holds; returns the save, whose `version` the next form must bring.

    `version` is the version the form was filled in on, 0 for none yet. Raises `Stale` with what changed if somebody
    saved meanwhile, `Refused` with every fault of the data; then nothing is written. The same content again is no save.
    """
    filing = locked(filing, by, on=on)
    last = latest(filing, section).get(section)
    found = last.version if last else 0
    if found == version:
        return write(filing, {section: data}, by=by, on=on)[section]
    with transaction.atomic():
        trial = write(filing, {section: data}, by=by, on=on)[section]
        if last is not None and trial.pk == last.pk:
            return last
        transaction.set_rollback(True)
    raise Stale(version, found, changes(filing, section, version, found))


@joined()
def save_sections(filing: Filing, parts: Mapping[str, Any], *, by: User, on: date) -> dict[str, SectionSave]:
    """Replace several sections at once, all or none, whatever their versions: what an imported workbook does."""
    filing = locked(filing, by, on=on)
    return write(filing, parts, by=by, on=on)


def versions(filing: Filing) -> dict[str, SectionSave]:
    """The latest save of each section, for the forms and the "saved at" beside them."""
    rows = SectionSave.objects.filter(filing=filing).order_by("section", "-version").distinct("section")
    return {row.section: row for row in rows.select_related("by")}


def locked(filing: Filing, by: User, *, on: date) -> Filing:
    """The application as it stands, locked; refused unless it may be written in that day, and by this person."""
    row = _locked.first(filing.pk)
    if row is None:
        raise Filing.DoesNotExist
    Refused.unless_clear(warrant.objections(FILING, EDIT, row, by, on=on))
    if row.state not in EDITABLE:
        raise Refused(Objection(_("申请当前为“%(state)s”，不能修改") % {"state": row.state_label}, sources.APPLICATION))
    return row  # type: ignore[no-any-return]


@kept
def _locked(key: int) -> QuerySet[Filing]:
    return Filing.objects.filter(pk=key).select_for_update(of=("self",)).select_related("organisation__region")


def latest(filing: Filing, *wanted: str) -> dict[str, SectionSave]:
    """The last save of each of these sections, where there is one."""
    return {row.section: row for row in _latest(filing.pk, list(wanted))}


@kept
def _latest(filing: int, wanted: list[str]) -> QuerySet[SectionSave]:
    rows = SectionSave.objects.filter(Among(F("section"), wanted), filing=filing)
    return rows.order_by("section", "-version").distinct("section")


def write(filing: Filing, parts: Mapping[str, Any], *, by: User | None, on: date) -> dict[str, SectionSave]:
    """Write the rows of these sections and remember what they now say; the caller holds the lock."""
    rows = sections.write(filing, parts, by=by, on=on)
    return keep(filing, sections.told(filing, parts, rows), by=by)


def keep(filing: Filing, said: Mapping[str, Any], *, by: User | None) -> dict[str, SectionSave]:
    """Remember what these sections now say; what says the same as before is no save."""
    saves = latest(filing, *said)
    fresh = [
        SectionSave(
            filing=filing,
            section=section,
            version=saves[section].version + 1 if section in saves else 1,
            data=now,
            by=by,
        )
        for section, now in said.items()
        if section not in saves or saves[section].data != now
    ]
    enter(fresh)
    return {**saves, **{save.section: save for save in fresh}}


def changes(filing: Filing, section: str, before: int, after: int) -> dict[str, tuple[str, str]]:
    """What somebody else changed between two versions, by label."""
    saves = SectionSave.objects.filter(filing=filing, section=section, version__in=[before, after])
    data = {save.version: save.data for save in saves}
    then, now = (sections.flat(section, data.get(version)) for version in (before, after))
    labels = dict.fromkeys([*then, *now])
    return {label: (then.get(label, ""), now.get(label, "")) for label in labels if then.get(label) != now.get(label)}


@transaction.atomic
def add_evidence(
    filing: Filing, item: str, attachment: Attachment, *, note: str = "", by: User, on: date
) -> SectionSave:
    """Note one more paper; the same file for the same item again is no second row."""
    filing = locked(filing, by, on=on)
    rows = sections.read(filing, Section.EVIDENCE)[Section.EVIDENCE]
    key = str(attachment.key)
    if not any(row["item"] == item and row["attachment"] == key for row in rows):
        rows.append({"item": item, "attachment": key, "note": note})
    return write(filing, {Section.EVIDENCE: rows}, by=by, on=on)[Section.EVIDENCE]


@transaction.atomic
def remove_evidence(filing: Filing, item: str, key: str, *, by: User, on: date) -> SectionSave:
    """Take a paper off the list; one already taken off changes nothing."""
    filing = locked(filing, by, on=on)
    rows = sections.read(filing, Section.EVIDENCE)[Section.EVIDENCE]
    kept = [row for row in rows if (row["item"], row["attachment"]) != (item, key)]
    return write(filing, {Section.EVIDENCE: kept}, by=by, on=on)[Section.EVIDENCE]


def businesses_for(filing: Filing, *, on: date) -> list[tuple[str, str]]:
    """The scopes an application of this kind may ask for on this day, as (code, name)."""
    open_now = BusinessScope.objects.filter(Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gt=on))
    return list(open_now.filter(kind=filing.kind).values_list("code", "name"))
