"""Whether the conditions are kept up (INS-R24): explained for one, swept for all, recorded, told once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from institutions import events
from institutions.models import ConditionFinding, Filing, Professional, Qualification
from institutions.rules import conditions, facts, periods
from institutions.rules.scale import Condition
from institutions.rules.words import Kind, Post
from institutions.services import assessments
from portal.audit.trail import record
from portal.documents.wording import recorded
from portal.events import announce
from portal.figures import table
from portal.figures.table import Figures
from portal.workdays import terms

#: How many of those found are weighed and written in one transaction.
BATCH: Final = 100


@dataclass(frozen=True)
class Swept:
    """What a sweep did: findings opened, found again, and ended."""

    opened: int
    still: int
    ended: int


def short(on: date) -> QuerySet[Filing]:
    """The application of every qualification in force whose holder no longer meets the conditions: one statement."""
    carrying = Filing.objects.carrying(Qualification.objects.in_force(on))
    return carrying.short_of_conditions(on, table.everywhere(on))


def explain(qualification: Qualification, *, on: date) -> list[Condition]:
    """Each condition with its figure, what is counted today and its clause; empty if nothing decided carries it."""
    filing = Filing.objects.carrying([qualification.pk]).with_organisation().first()
    if filing is None:
        return []
    load([filing], on=on)
    figures = table.on(on, qualification.region)
    return conditions.kept_up(facts_of(filing, on=on), figures)


def load(filings: Sequence[Filing], *, on: date) -> None:
    """Fetch what the conditions weigh of several applications, a query a table."""
    prefetch_related_objects(
        filings,
        Prefetch("professional_set", Professional.objects.with_presence(on).select_related("person")),
        "keypost_set",
        "premises_set",
        "equipment_set",
        "qualification__scopes__business__specialties",
    )


def facts_of(filing: Filing, *, on: date) -> facts.Facts:
    """What the holder has today: the application's means and people, less who is gone; the scopes it covers today."""
    assert filing.qualification is not None  # noqa: S101 - it carries one
    people = {
        row.person_id: replace(assessments.professional(row, on=on), is_gone=row.is_gone)
        for row in filing.professional_set.all()
    }
    posts = {Post(row.post): people.get(row.person_id) for row in filing.keypost_set.all()}
    live = [row.business for row in filing.qualification.scopes.all() if row.covers(on)]
    return facts.Facts(
        kind=Kind(filing.kind),
        professionals=tuple(people.values()),
        posts={post: None if person is None or person.is_gone else person for post, person in posts.items()},
        scopes=assessments.needs_of(live),
        **assessments.means_of(filing, filing.premises_set.all(), filing.equipment_set.all()),
    )


def sweep(*, on: date) -> Swept:
    """
    Find who no longer complies, open what is new, note what still stands, end what is over.

    The same day again changes nothing; a sweep that died is made good by the next. Each batch is a transaction.
    """
    found = list(short(on).values_list("pk", "qualification"))
    done = [settle([pk for pk, _key in found[n : n + BATCH]], on=on) for n in range(0, len(found), BATCH)]
    opened, still, ended = (sum(counts) for counts in zip(*done, strict=True)) if done else (0, 0, 0)
    over = ConditionFinding.objects.standing().beside(key for _pk, key in found)
    keys = list(over.order_by("qualification").values_list("qualification", flat=True).distinct())
    for n in range(0, len(keys), BATCH):
        ended += end(keys[n : n + BATCH], on=on)
    return Swept(opened, still, ended)


@transaction.atomic
def settle(filings: Iterable[int], *, on: date) -> tuple[int, int, int]:
    """Bring the findings of these applications' qualifications in step with what the rules say of each."""
    rows = list(Filing.objects.with_organisation().filter(pk__in=list(filings)).order_by("pk"))
    standing = locked([row.qualification_id for row in rows])
    load(rows, on=on)
    figures = table.everywhere(on)
    opened = still = ended = 0
    for row in rows:
        assert row.qualification is not None and row.region is not None  # noqa: S101, PT018 - it carries one
        there = figures.at(row.qualification.region.path)
        unmet = [one for one in conditions.kept_up(facts_of(row, on=on), there) if not one.is_met]
        open_ = {finding.code: finding for finding in standing if finding.qualification_id == row.qualification_id}
        new = [one for one in unmet if one.code not in open_]
        for condition in unmet:
            if condition.code in open_:
                still += see(open_[condition.code], condition, on=on)
        cured = [finding for code, finding in open_.items() if code not in {one.code for one in unmet}]
        close(cured, ConditionFinding.Ending.CURED, on=on)
        open_all(row.qualification, new, there, on=on)
        opened, ended = opened + len(new), ended + len(cured)
    return opened, still, ended


def locked(qualifications: Iterable[int | None]) -> list[ConditionFinding]:
    """The standing findings of these qualifications, which no other sweep touches meanwhile."""
    keys = [key for key in qualifications if key is not None]
    list(Qualification.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
    rows = ConditionFinding.objects.standing().filter(qualification__in=keys)
    return list(rows.select_related("qualification__organisation"))


def said(condition: Condition) -> dict[str, str]:
    """A condition in the words of the record."""
    return {
        "name": recorded(condition.name)[:200],
        "required": recorded(condition.required)[:200],
        "found": recorded(condition.found)[:400],
        "basis": str(condition.basis)[:200],
    }


def open_all(qualification: Qualification, unmet: Sequence[Condition], figures: Figures, *, on: date) -> None:
    """Open a finding for each condition, due by the term in force, and tell authority and institution once."""
    if not unmet:
        return
    within = periods.RECTIFY_WITHIN
    rectify_by = terms.after(on, figures.days(within), within.unit).on
    for condition in unmet:
        finding = ConditionFinding.objects.create(
            qualification=qualification,
            code=condition.code,
            opened_on=on,
            seen_on=on,
            rectify_by=rectify_by,
            **said(condition),
        )
        record("institutions.finding.open", finding, by=None, facts={"code": condition.code, "on": on.isoformat()})
    names = tuple(recorded(condition.name) for condition in unmet)
    announce(events.ConditionsLost(*facts_for(qualification), on, names, rectify_by))


def see(finding: ConditionFinding, condition: Condition, *, on: date) -> bool:
    """Note that a finding still stands, and what is counted now."""
    facts_now = {**said(condition), "seen_on": max(on, finding.seen_on)}
    if any(getattr(finding, name) != value for name, value in facts_now.items()):
        for name, value in facts_now.items():
            setattr(finding, name, value)
        finding.save(update_fields=list(facts_now))
    return True


def close(findings: Sequence[ConditionFinding], ending: str, *, on: date) -> None:
    """End findings, and tell where a qualification has none left because all was put right."""
    for finding in findings:
        finding.ended_on, finding.ending = on, ending
        finding.save(update_fields=["ended_on", "ending"])
        record("institutions.finding.end", finding, by=None, facts={"code": finding.code, "how": ending})
    for qualification in {finding.qualification for finding in findings}:
        left = ConditionFinding.objects.standing().filter(qualification=qualification).exists()
        if ending == ConditionFinding.Ending.CURED and not left:
            announce(events.ConditionsRegained(*facts_for(qualification), on))


@transaction.atomic
def end(qualifications: Sequence[int], *, on: date) -> int:
    """End the findings of qualifications the sweep no longer names: put right, or no longer in force."""
    findings = locked(qualifications)
    in_force = set(Qualification.objects.in_force(on).filter(pk__in=list(qualifications)).values_list("pk", flat=True))
    cured = [finding for finding in findings if finding.qualification_id in in_force]
    close(cured, ConditionFinding.Ending.CURED, on=on)
    close([one for one in findings if one not in cured], ConditionFinding.Ending.MOOT, on=on)
    return len(findings)


def standing_of(qualification: Qualification) -> QuerySet[ConditionFinding]:
    """What stands against a qualification, the soonest due first."""
    return ConditionFinding.objects.standing().filter(qualification=qualification)


def facts_for(qualification: Qualification) -> tuple[str, str, str]:
    return qualification.number, qualification.organisation.code, qualification.kind
