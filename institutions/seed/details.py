"""What the nation's decided applications say in detail: people, posts, means, scopes, and the decision itself."""

import json
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from stdnum.cn import ric

from institutions.models import (
    Decision,
    DecisionReason,
    Equipment,
    FilingScope,
    KeyPost,
    Premises,
    Professional,
    ScopeSpecialty,
    Shareholder,
)
from institutions.models.choices import Kind
from institutions.rules import sources
from institutions.seed.journeys import Planned
from portal.access import Role
from portal.parties import cipher
from portal.parties.models import Employment, Person
from portal.seed import loading
from portal.seed.nation import Nation

#: People an institution counts on.
STAFF: Final = 25
POSTS: Final = {
    Kind.EVALUATION.value: ("technical_director", "process_control_director"),
    Kind.INSPECTION.value: ("head_of_testing", "technical_director", "quality_director"),
}
USUAL_SPECIALTIES: Final = ("安全", "机械", "电气")
#: One in so many has let its premises shrink below what the conditions ask.
CRAMPED: Final = 25
SENIORS, LEVEL_ONE, LEVEL_TWO, ENGINEERS, SIGNATORIES = 8, 6, 15, 10, 2
PROFESSIONAL: Final = (
    "filing_id", "person_id", "evaluator_level", "evaluator_certificate", "engineer_level", "engineer_category",
    "engineer_certificate", "title", "title_name", "is_signatory", "specialties", "years_in_industry", "is_full_time",
    "contract_from", "insured_unit", "insured_months",
)  # fmt: skip
DECISION: Final = (
    "id", "filing_id", "outcome", "bases", "note", "conditions", "is_false_materials", "drafted_by_id", "drafted_on",
    "reviewed_by_id", "reviewed_on", "decided_by_id", "decided_on", "is_current",
)  # fmt: skip
#: Birthdays of the nation's people: every third day, so that no made-up number meets one of the small country's.
BORN, BIRTHDAYS = date(1962, 1, 2), 4_000


def load(nation: Nation, decided: dict[int, Planned]) -> None:
    """Load what belongs to these applications, by key."""
    _load_decisions(nation, decided)
    held = [(key, one) for key, one in decided.items() if one.standing is not None and one.type == "initial"]
    keys = loading.keys(Person, len(held) * STAFF)
    skills = _skills()
    with loading.unindexed(Person, Employment, Professional):
        loading.load(
            Person,
            ("id", "key", "name", "identity_cipher", "identity_hash"),
            (
                row
                for place, (_key, one) in enumerate(held)
                for row in _people(nation, one.applicant.place.code, keys[place * STAFF : (place + 1) * STAFF])
            ),
        )
        loading.load(
            Employment,
            ("person_id", "organisation_id", "post", "is_full_time", "period"),
            (
                (keys[place * STAFF + number], one.applicant.key, "", True, f"[{one.begun_on - timedelta(days=400)},)")
                for place, (_key, one) in enumerate(held)
                for number in range(STAFF)
            ),
        )
        loading.load(
            Professional,
            PROFESSIONAL,
            (
                _professional(key, one, keys[place * STAFF + number], number, skills)
                for place, (key, one) in enumerate(held)
                for number in range(STAFF)
            ),
        )
    _load_means(held, keys)
    loading.settle(Person, Employment, Professional, KeyPost, Equipment, Premises, Decision)


def _people(nation: Nation, region: str, keys: range) -> Iterator[tuple[Any, ...]]:
    for key in keys:
        number = nation.born[region] = nation.born.get(region, 0) + 1
        born = BORN + timedelta(days=3 * (number % BIRTHDAYS))
        front = f"{region}{born:%Y%m%d}000"
        identity = front + ric.calc_check_digit(front + "0")
        public = uuid.UUID(int=nation.rng.getrandbits(128), version=4)
        sealed = cipher.seal(identity, f"person.identity:{public}")
        yield key, public, nation.person_name(), sealed, cipher.fingerprint(identity)


def _skills() -> dict[int, list[str]]:
    """By scope, pairs of neighbouring specialties it needs, as JSON: together its people have all of them."""
    found: dict[int, list[str]] = {}
    for scope, specialty in ScopeSpecialty.objects.order_by("scope", "pk").values_list("scope", "specialty"):
        found.setdefault(scope, []).append(specialty)
    return {
        scope: [json.dumps(pair, ensure_ascii=False) for pair in zip(names, names[1:] + names[:1], strict=True)]
        for scope, names in [(0, list(USUAL_SPECIALTIES)), *found.items()]
    }


def _professional(filing: int, one: Planned, person: int, number: int, skills: dict[int, list[str]]) -> tuple[Any, ...]:
    pairs = skills.get(one.standing.scope.pk if one.standing else 0, skills[0])
    is_evaluation = one.kind == Kind.EVALUATION.value
    level = 1 if number < LEVEL_ONE else 2 if number < LEVEL_TWO else 3
    is_senior, is_engineer = number < SENIORS, number < ENGINEERS
    return (
        filing, person, level if is_evaluation else None, f"S{person:09d}" if is_evaluation else "",
        "intermediate" if is_engineer else "", "chemical" if is_engineer else "", "",
        "senior" if is_senior else "intermediate", "高级工程师" if is_senior else "工程师", number < SIGNATORIES,
        pairs[number % len(pairs)], 9 + number % 7, True, one.begun_on - timedelta(days=400), one.applicant.name, 24,
    )  # fmt: skip


def _load_means(held: list[tuple[int, Planned]], keys: range) -> None:
    """Posts, equipment, premises, owners and scopes of those that hold, or held, a qualification."""
    posts = (
        (key, post, keys[place * STAFF + number], one.begun_on - timedelta(days=300))
        for place, (key, one) in enumerate(held)
        for number, post in enumerate(POSTS[one.kind])
    )
    loading.load(KeyPost, ("filing_id", "post", "person_id", "appointed_on"), posts)
    loading.load(
        Equipment,
        ("filing_id", "name", "model", "serial", "quantity", "value", "bought_on"),
        ((key, "气相色谱仪", "GC-2014", "", 5, Decimal(180), one.begun_on - timedelta(days=300)) for key, one in held),
    )
    loading.load(
        Premises,
        ("filing_id", "address", "use", "area", "tenure"),
        (
            (key, one.applicant.address, use, area, "owned")
            for place, (key, one) in enumerate(held)
            for use, area in (("office", Decimal(1260 if place % CRAMPED else 640)), ("archive", Decimal(130)))
        ),
    )
    owners = ((key, one.applicant.representative, "", Decimal(100), "") for key, one in held)
    loading.load(Shareholder, ("filing_id", "name", "code", "share", "affiliation"), owners)
    scopes = ((key, one.standing.scope.pk) for key, one in held if one.standing)
    loading.load(FilingScope, ("filing_id", "business_id"), scopes)


def _load_decisions(nation: Nation, decided: dict[int, Planned]) -> None:
    """Each decision with its three hands, and one reason for each refusal."""
    bases = {True: json.dumps([str(sources.GRANT)]), False: json.dumps([str(sources.REASONS)])}
    keys = loading.keys(Decision, len(decided))
    refused = []

    def rows() -> Iterator[tuple[Any, ...]]:
        for key, (filing, one) in zip(keys, decided.items(), strict=True):
            hands = nation.officials[one.applicant.province.code]
            days, grants = {turn.move: turn.on for turn in one.turns}, one.state != "rejected"
            if not grants:
                refused.append((key, "现有专职安全评价人员少于规定人数", str(sources.REASONS), "", ""))
            yield (
                key, filing, "grant" if grants else "refuse", bases[grants], "", "[]", False, hands[Role.OFFICER],
                days["draft"], hands[Role.REVIEWER], days["review"], hands[Role.APPROVER],
                days.get("approve") or days["reject"], True,
            )  # fmt: skip

    loading.load(Decision, DECISION, rows())
    loading.load(DecisionReason, ("decision_id", "text", "basis", "required", "found"), refused)
