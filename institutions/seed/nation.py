"""The chapter's part of the nation: institutions with their people, and applications in every state."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from institutions.models import BusinessScope, Filing, Qualification, QualificationScope, QualificationSeries
from institutions.models.choices import FilingType, Kind
from institutions.rules import numbering, periods
from institutions.rules import words as codes
from institutions.seed import details, journeys
from institutions.seed.journeys import Planned, Standing
from institutions.services.notices import KINDS
from institutions.services.papers import ANNOUNCEMENT, QUALIFICATION_KIND
from institutions.states import FILING, QUALIFICATION
from portal.access import Role
from portal.announcements.models import Announcement
from portal.documents import organs
from portal.documents.wording import long_date
from portal.figures import table
from portal.figures.table import Figures
from portal.seed import announcing, loading
from portal.seed.announcing import Notice
from portal.seed.matters import Life, Loader
from portal.seed.nation import Nation
from portal.workflow.models import ClockRun, DocketEntry, Step

INSTITUTIONS: Final = 12_000
#: Qualifications that have ended, of other applicants.
ENDED: Final = 3_000
#: Applications to change something, of those that hold a qualification.
CHANGES: Final = 45_000
#: Applications that ended otherwise or are under way, by where they stand.
OTHERS: Final = {
    "withdrawn": 470_000, "not_accepted": 200_000, "rejected": 30_000, "draft": 60_000, "submitted": 50_000,
    "correction_required": 25_000, "accepted": 15_000, "doc_review": 15_000, "expert_review": 8_000,
    "expert_overrun": 2_000, "site_check": 8_000, "decision_draft": 7_000, "drafted": 5_000, "reviewed": 5_000,
}  # fmt: skip
#: Days the nation's records go back.
PAST: Final = 1_750
BATCH: Final = 20_000
FILING_NAMES: Final = (
    "number", "organisation_id", "kind", "type", "regime", "region_id", "qualification_id", "is_legal_person",
    "fixed_assets", "registered_capital", "legal_representative", "registered_address", "office_address", "postcode",
    "phone", "website", "contact", "introduction", "changed_on", "change_note", "organisation_name", "submitted_on",
    "received_on", "accepted_on", "decided_on", "is_deemed_accepted", "is_late", "has_priority",
)  # fmt: skip
QUALIFICATION_NAMES: Final = (
    "number", "organisation_id", "kind", "regime", "region_id", "granted_on", "valid_from", "valid_to",
    "announcement_id", "end_reason",
)  # fmt: skip
LABELS: Final = {kind.value: str(kind.label) for kind in Kind}


def populate(nation: Nation) -> None:
    """Institutions, their qualifications and announcements, then every application in the order of its days."""
    figures = table.on(nation.on)
    standings = _standings(nation, figures)
    granted = [_granted(nation, standing) for standing in standings]
    changed = _changes(nation, standings[: nation.share(INSTITUTIONS)])
    _announce(nation, [*granted, *changed])
    _load_qualifications(nation, standings, figures)
    planned = [*granted, *changed, *_others(nation)]
    planned.sort(key=lambda one: (one.begun_on, one.applicant.key, one.kind))
    with loading.unindexed(Step, ClockRun, DocketEntry, Filing, Qualification):
        decided = _load_filings(planned, figures)
    loading.settle(Step, ClockRun, DocketEntry, Filing, Qualification)
    details.load(nation, decided)


def _standings(nation: Nation, figures: Figures) -> list[Standing]:
    """Those held today, then those that have ended; numbered by province and kind."""
    held, total = nation.share(INSTITUTIONS), nation.share(INSTITUTIONS) + nation.share(ENDED)
    scopes = {kind.value: list(BusinessScope.objects.filter(kind=kind.value, until=None)) for kind in Kind}
    runs: dict[tuple[str, str], QualificationSeries] = {}
    found = []
    for place, key in enumerate(loading.keys(Qualification, total)):
        holder = nation.applicants[place]
        kind = (Kind.EVALUATION if holder.name.endswith("评价有限公司") else Kind.INSPECTION).value
        granted = nation.ago(nation.rng.randrange(60, PAST) if place < held else nation.rng.randrange(1_835, 1_890))
        series = runs.get((holder.province.code, kind))
        if series is None:
            series, _new = QualificationSeries.objects.get_or_create(region_id=holder.province.code, kind=kind)
            runs[holder.province.code, kind] = series
        series.last += 1
        number = numbering.number(
            figures.choice(numbering.PATTERNS[codes.Kind(kind)]),
            province=organs.SHORT.get(holder.province.code[:2], holder.province.code),
            ordinal=series.last,
            year=granted.year,
        )
        scope = nation.rng.choice(scopes[kind])
        found.append(Standing(key, place, number, holder, kind, scope, granted, periods.last_day(granted, figures)))
    QualificationSeries.objects.bulk_update(runs.values(), ["last"])
    return found


def _granted(nation: Nation, standing: Standing) -> Planned:
    """The application a qualification came from, decided on the day it was granted."""
    state = "certified" if standing.place % 3 == 0 else "announced"
    turns = journeys.ending_on(nation, standing.holder, state, standing.granted_on)
    kind, first = standing.kind, FilingType.INITIAL.value
    return Planned(turns[0].on - timedelta(days=1), standing.holder, kind, first, state, turns, standing)


def _changes(nation: Nation, standings: list[Standing]) -> list[Planned]:
    found = []
    for number in range(nation.share(CHANGES)):
        standing = standings[number % len(standings)]
        days = (nation.on - standing.granted_on).days - 1
        decided = standing.granted_on + timedelta(days=nation.rng.randrange(40, max(days, 41)))
        turns = journeys.ending_on(nation, standing.holder, "announced", min(decided, nation.ago(1)))
        begun = turns[0].on - timedelta(days=1)
        found.append(
            Planned(begun, standing.holder, standing.kind, FilingType.CHANGE.value, "announced", turns, standing)
        )
    return found


def _others(nation: Nation) -> Iterator[Planned]:
    """What was taken back, refused or is under way: of any applicant, with one open application of a kind each."""
    rng, free = nation.rng, [(one, kind.value) for kind in Kind for one in nation.applicants]
    rng.shuffle(free)
    for state, number in OTHERS.items():
        for _count in range(nation.share(number)):
            if state in journeys.OPEN:
                applicant, kind = free.pop()
                turns = journeys.under_way(nation, applicant, state)
                begun = (turns[0].on if turns else nation.on) - timedelta(days=rng.randrange(1, 20))
            else:
                applicant, kind = rng.choice(nation.applicants), rng.choice(("evaluation", "inspection"))
                turns = journeys.ending_on(nation, applicant, state, nation.ago(rng.randrange(30, PAST)))
                begun = turns[0].on - timedelta(days=rng.randrange(1, 9))
            yield Planned(begun, applicant, kind, FilingType.INITIAL.value, state, turns)


def _announce(nation: Nation, planned: list[Planned]) -> None:
    keys = loading.keys(Announcement, len(planned))
    notices = []
    for key, one in zip(keys, planned, strict=True):
        standing = one.standing
        assert standing is not None  # noqa: S101 - only what was granted is announced
        decided = next(turn.on for turn in one.turns if turn.move == "approve")
        standing.announcement = key
        notices.append(
            Notice(
                key, KINDS[codes.FilingType(one.type)], one.applicant.province.code, one.applicant.key, decided,
                nation.officials[one.applicant.province.code][Role.APPROVER], _facts(one, standing),
                QUALIFICATION_KIND, f"{standing.key}", f"{standing.number}-{key}",
            )
        )  # fmt: skip
    announcing.publish(nation, ANNOUNCEMENT, notices)


def _facts(one: Planned, standing: Standing) -> dict[str, Any]:
    """What `notices.facts_of` says of it."""
    return {
        "addressee": one.applicant.name, "credit_code": one.applicant.code, "kind": LABELS[one.kind],
        "filing_type": str(FilingType(one.type).label), "is_license": one.state == "certified",
        "name": one.applicant.name, "qualification": standing.number, "scopes": [standing.scope.name],
        "legal_representative": one.applicant.representative, "registered_address": one.applicant.address,
        "office_address": one.applicant.address, "website": "", "valid_from": long_date(standing.granted_on),
        "valid_to": long_date(standing.valid_to),
    }  # fmt: skip


def _load_qualifications(nation: Nation, standings: list[Standing], figures: Figures) -> None:
    loader = Loader(QUALIFICATION, QUALIFICATION_NAMES, figures, opened_as=Role.APPROVER)
    held = nation.share(INSTITUTIONS)
    loader.load(_lived(nation, one, is_held=place < held) for place, one in enumerate(standings))
    loading.load(
        QualificationScope,
        ("qualification_id", "business_id", "since"),
        ((one.key, one.scope.pk, one.granted_on) for one in standings),
    )


def _lived(nation: Nation, one: Standing, *, is_held: bool) -> Life:
    hands = nation.officials[one.holder.province.code]
    turns, reason = journeys.of_qualification(
        one.place, hands, one.granted_on, one.valid_to, nation.on, is_held=is_held
    )
    regime = codes.Regime.LICENSE if one.place % 3 == 0 else codes.Regime.ANNOUNCEMENT
    return Life(
        one.key, one.number, f"{one.holder.name} {LABELS[one.kind]}", one.holder.key, one.holder.province,
        one.granted_on, hands[Role.APPROVER], turns,
        (one.number, one.holder.key, one.kind, regime.value, one.holder.province.code, one.granted_on, one.granted_on,
         one.valid_to, one.announcement, reason),
    )  # fmt: skip


def _load_filings(planned: list[Planned], figures: Figures) -> dict[int, Planned]:
    """Load the applications in batches; those decided, by key."""
    loader = Loader(FILING, FILING_NAMES, figures)
    keys = loading.keys(Filing, len(planned))
    ordinals = loading.take("institutions_filing_number", len(planned))
    decided: dict[int, Planned] = {}
    for start in range(0, len(planned), BATCH):
        lives = []
        for place in range(start, min(start + BATCH, len(planned))):
            one = planned[place]
            prefix = "PJ" if one.kind == Kind.EVALUATION.value else "JC"
            lives.append(_life(keys[place], f"{prefix}{one.begun_on.year}{ordinals[place]:06d}", one))
            if one.state in journeys.DECIDED:
                decided[keys[place]] = one
        loader.load(lives)
    return decided


def _life(key: int, number: str, one: Planned) -> Life:
    applicant, days = one.applicant, {turn.move: turn.on for turn in one.turns}
    submitted = days.get("submit")
    place = applicant.province if submitted else None
    received = days.get("resubmit") or submitted
    accepted = received if "deem_accepted" in days else days.get("accept")
    regime = codes.Regime.LICENSE if one.state == "certified" else codes.Regime.ANNOUNCEMENT
    title = f"{applicant.name} {LABELS[one.kind]} {FilingType(one.type).label}"
    return Life(
        key, number, title, applicant.key, place, one.begun_on, applicant.clerk, one.turns,
        (number, applicant.key, one.kind, one.type, regime.value if submitted else "", place.code if place else None,
         one.standing.key if one.standing else None, True, 1580, 2000, applicant.representative, applicant.address,
         applicant.address, "", "", "", applicant.representative, "", days.get("submit") if one.type == "change"
         else None, "法定代表人变更" if one.type == "change" else "", applicant.name if submitted else "", submitted,
         received, accepted, days.get("approve") or days.get("reject"),
         "deem_accepted" in days, False, one.type == "change"),
    )  # fmt: skip
