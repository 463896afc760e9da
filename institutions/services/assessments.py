"""Gather the facts of an application for the rules, and ask them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, QuerySet

from institutions.models import ApplicationBar, BusinessScope, Equipment, Filing, Premises, Professional, Qualification
from institutions.models.choices import Use
from institutions.rules import conditions, facts
from institutions.rules import filing as rules
from institutions.rules.dates import add_years
from institutions.rules.scale import Condition
from institutions.rules.thresholds import BREACH_YEARS
from institutions.rules.words import FilingType, Ground, Item, Kind, Level, Post
from institutions.services.details import Details, details_of
from portal.database.among import Among
from portal.database.kept import kept
from portal.figures import table
from portal.figures.table import Figures
from portal.law import Objection, Words
from portal.law import phrase as _
from portal.parties.models import Employment
from portal.regions.models import Region

PROVINCE: Final = 1


def figures_of(filing: Filing, *, on: date) -> Figures:
    """The figures in force for this application: those of the competent authority, also before it is handed in."""
    if filing.region is not None:
        return table.on(on, filing.region)
    return table.among(on, filing.organisation.region.path_codes[: PROVINCE + 1])


def competent_for(filing: Filing) -> Region:
    """The region it was handed in to, or the province the applicant is registered in (Measures, article 3)."""
    if filing.region is not None:
        return filing.region
    codes = filing.organisation.region.path_codes
    return _of_code.first(codes[min(PROVINCE, len(codes) - 1)])  # type: ignore[no-any-return]


@kept
def _of_code(code: str) -> QuerySet[Region]:
    return Region.objects.filter(code=code)


def conditions_of(filing: Filing, *, on: date) -> list[Condition]:
    """The checklist: every condition with what was counted, held or not; empty where the type weighs none."""
    if FilingType(filing.type) not in rules.BY_CONDITIONS:
        return []
    figures = figures_of(filing, on=on)
    return conditions.of(facts_of(filing, details_of(filing), figures, on=on), figures)


def objections_to(filing: Filing, *, on: date) -> list[Objection]:
    """Every reason why it cannot be handed in."""
    return rules.objections(submission_of(filing, details_of(filing), on=on), figures_of(filing, on=on))


def verdict_on(filing: Filing, *, on: date) -> tuple[list[Objection], list[Objection]]:
    """Objections and warnings alike, from facts gathered once."""
    submission, figures = submission_of(filing, details_of(filing), on=on), figures_of(filing, on=on)
    return rules.objections(submission, figures), rules.warnings(submission, figures)


def facts_of(filing: Filing, details: Details, figures: Figures, *, on: date) -> facts.Facts:
    """What the conditions weigh."""
    professionals = {row.person_id: professional(row, on=on) for row in details.professionals}
    return facts.Facts(
        kind=Kind(filing.kind),
        is_legal_person=filing.is_legal_person,
        **means_of(filing, details.premises, details.equipment),
        website=filing.website,
        professionals=tuple(professionals.values()),
        posts={
            Post(row.post): professionals.get(row.person_id) or facts.Professional(row.person.name)
            for row in details.posts
        },
        scopes=scopes_of(details),
        evidence=evidence_of(details),
        is_committed=bool(details.letters),
        breaches=breaches_of(filing, figures, on=on),
    )


def means_of(filing: Filing, premises: Iterable[Premises], equipment: Iterable[Equipment]) -> dict[str, Any]:
    """Assets, rooms and equipment, as the conditions measure them."""
    rooms = list(premises)
    return {
        "fixed_assets": filing.fixed_assets,
        "workspace": area(row.area for row in rooms if row.use != Use.LABORATORY),
        "archive_room": area(row.area for row in rooms if row.use == Use.ARCHIVE),
        "laboratory": area(row.area for row in rooms if row.use == Use.LABORATORY),
        "equipment_value": area(row.value * row.quantity for row in equipment),
    }


def professional(row: Professional, *, on: date) -> facts.Professional:
    """A row of the list as the conditions see it."""
    starts = row.contract_from is not None and row.contract_from <= on
    return facts.Professional(
        name=row.person.name,
        evaluator_level=row.evaluator_level or 0,
        engineer=Level(row.engineer_level),
        title=Level(row.title),
        years=row.years_in_industry,
        specialties=frozenset(row.specialties),
        is_full_time=row.is_full_time,
        is_under_contract=starts and (row.contract_to is None or row.contract_to >= on),
        insured_months=row.insured_months if is_own(row) else 0,
    )


def is_own(row: Professional) -> bool:
    """Whether the applicant itself pays the insurance, under its name of today or of the application."""
    return row.insured_unit.strip() in {row.filing.organisation.name, row.filing.organisation_name} - {""}


def area(parts: Iterable[Decimal]) -> Decimal | None:
    """The sum, or None of nothing: not given is not the same as zero."""
    given = list(parts)
    return sum(given, Decimal(0)) if given else None


def scopes_of(details: Details) -> tuple[facts.ScopeNeed, ...]:
    return needs_of(row.business for row in details.scopes)


def needs_of(scopes: Iterable[BusinessScope]) -> tuple[facts.ScopeNeed, ...]:
    """What each scope of business needs."""
    return tuple(
        facts.ScopeNeed(
            scope.code,
            scope.name,
            {need.specialty: need.minimum for need in scope.specialties.all()},
            all(need.is_confirmed for need in scope.specialties.all()) and scope.is_confirmed,
        )
        for scope in scopes
    )


def evidence_of(details: Details) -> frozenset[Item]:
    return frozenset(Item(row.item) for row in details.evidence)


def breaches_of(filing: Filing, figures: Figures, *, on: date) -> tuple[str, ...]:
    """Major breaches of trust in the years before the application."""
    first = add_years(on, -figures.days(BREACH_YEARS))
    records = ApplicationBar.objects.since(first).filter(
        organisation=filing.organisation_id, ground=Ground.MAJOR_BREACH, since__lte=on
    )
    return tuple(records.values_list("reference", flat=True))


def submission_of(filing: Filing, details: Details, *, on: date) -> rules.Submission:
    """What handing in is judged by."""
    all_held = all_held_by(filing.organisation_id)
    return rules.Submission(
        kind=Kind(filing.kind),
        type=FilingType(filing.type),
        on=on,
        founded_on=filing.organisation.founded_on,
        bars=bars_of(filing.organisation_id),
        shareholders=tuple(rules.Shareholder(row.name, row.affiliation) for row in details.shareholders),
        elsewhere=elsewhere_of(filing, details, on=on),
        stated=stated_in(filing, details),
        duplicates=tuple(_open_besides(filing.organisation_id, filing.kind, filing.pk)),
        holding=next((holding_of(held) for held in all_held if held.kind == filing.kind), None),
        holds_any=bool(all_held),
        changed_on=filing.changed_on,
        has_scopes=bool(details.scopes),
        has_people=bool(details.professionals),
        evidence=evidence_of(details),
        is_committed=bool(details.letters),
    )


@kept
def _open_besides(organisation: int, kind: str, filing: int) -> QuerySet[Filing, str]:
    return Filing.objects.open().of_kind(organisation, kind).exclude(pk=filing).values_list("number", flat=True)


def bars_of(organisation: int) -> tuple[rules.Bar, ...]:
    rows = _standing_bars(organisation)
    return tuple(rules.Bar(Ground(row.ground), row.since, row.until, row.reference) for row in rows)


@kept
def _standing_bars(organisation: int) -> QuerySet[ApplicationBar]:
    return ApplicationBar.objects.standing().filter(organisation=organisation)


def elsewhere_of(filing: Filing, details: Details, *, on: date) -> tuple[rules.Elsewhere, ...]:
    """Who of the list works full-time or is filed at another unit, by name."""
    persons = {row.person_id for row in details.professionals}
    found = _elsewhere(list(persons), filing.organisation_id, on)
    return tuple(rules.Elsewhere(person, unit) for person, unit in sorted(found))


@kept
def _elsewhere(persons: list[int], organisation: int, on: date) -> QuerySet[Employment, tuple[str, str]]:
    employed = Employment.objects.filter(Among(F("person"), persons), period__contains=on, is_full_time=True)
    filed = Professional.objects.practising_elsewhere(persons, organisation, on)
    elsewhere = employed.exclude(organisation=organisation).values_list("person__name", "organisation__name")
    return elsewhere.union(filed.values_list("person__name", "filing__organisation__name"))


def stated_in(filing: Filing, details: Details) -> tuple[rules.Stated, ...]:
    """Every date the applicant states of the past."""
    rows: list[tuple[Words, str, date | None]] = [
        *(
            (_("%(name)s 的劳动合同起始日", name=row.person.name), "professionals", row.contract_from)
            for row in details.professionals
        ),
        *((_("%(name)s 的购置日期", name=row.name), "equipment", row.bought_on) for row in details.equipment),
        *((str(row), "posts", row.appointed_on) for row in details.posts),
        *((_("承诺书签署日期"), "commitment", row.signed_on) for row in details.letters),
        (_("变更日期"), "change", filing.changed_on),
    ]
    return tuple(rules.Stated(label, section, day) for label, section, day in rows if day is not None)


def holding_of(held: Qualification) -> rules.Holding:
    """What the rules ask of a qualification held."""
    return rules.Holding(held.number, held.granted_on, held.valid_to)


def held_by(organisation: int, kind: str) -> Qualification | None:
    """The qualification of this kind an organisation holds."""
    return next((held for held in all_held_by(organisation) if held.kind == kind), None)


@kept
def all_held_by(organisation: int) -> QuerySet[Qualification]:
    """The qualifications an organisation holds, of either kind."""
    return Qualification.objects.held().filter(organisation=organisation)
