"""The roads applications take through the table of moves, with days and hands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from institutions.models import BusinessScope
from institutions.states import CLOSED, FilingState
from portal.access import Role
from portal.seed.matters import Turn
from portal.seed.nation import Applicant, Nation

OPEN: Final = frozenset(state.value for state in FilingState if state not in CLOSED)
DECIDED: Final = frozenset({"announced", "certified", "rejected"})
CLERK: Final = "clerk"
#: Who makes each move (None: the portal itself), and how many days after the one before, at least and at most.
HANDS: Final[dict[str, tuple[str | Role | None, int, int]]] = {
    "submit": (CLERK, 1, 9),
    "accept": (Role.OFFICER, 1, 5),
    "deem_accepted": (None, 8, 9),
    "require_correction": (Role.OFFICER, 1, 5),
    "resubmit": (CLERK, 3, 25),
    "lapse": (None, 31, 32),
    "refuse_acceptance": (Role.OFFICER, 1, 5),
    "begin_review": (Role.OFFICER, 1, 5),
    "convene": (Role.OFFICER, 1, 4),
    "overrun": (None, 92, 93),
    "conclude": (Role.OFFICER, 20, 70),
    "go_to_site": (Role.OFFICER, 1, 4),
    "record_site_check": (Role.OFFICER, 2, 7),
    "skip_site": (Role.OFFICER, 1, 4),
    "draft": (Role.OFFICER, 1, 4),
    "review": (Role.REVIEWER, 0, 2),
    "reject": (Role.APPROVER, 0, 2),
    "approve": (Role.APPROVER, 0, 2),
    "announce": (Role.APPROVER, 0, 0),
    "announce_before_certificate": (Role.APPROVER, 0, 0),
    "certify": (Role.OFFICER, 1, 8),
    "withdraw": (CLERK, 1, 20),
}
_TAKEN = ("submit", "accept")
_READ = (*_TAKEN, "begin_review")
_SEEN = (*_READ, "skip_site")
_AGREED = (*_SEEN, "draft", "review")
#: The roads to each state, each as likely as it is often named.
ROADS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "draft": ((),),
    "submitted": (("submit",), ("submit",), ("submit", "require_correction", "resubmit")),
    "correction_required": (("submit", "require_correction"),),
    "not_accepted": (("submit", "refuse_acceptance"),),
    "accepted": (_TAKEN, _TAKEN, ("submit", "deem_accepted")),
    "doc_review": (_READ,),
    "expert_review": ((*_READ, "convene"),),
    "expert_overrun": ((*_READ, "convene", "overrun"),),
    "site_check": ((*_READ, "go_to_site"), (*_READ, "convene", "conclude")),
    "decision_draft": (_SEEN, (*_READ, "go_to_site", "record_site_check")),
    "drafted": ((*_SEEN, "draft"),),
    "reviewed": (_AGREED,),
    "rejected": ((*_AGREED, "reject"),),
    "announced": ((*_AGREED, "approve", "announce"),),
    "certified": ((*_AGREED, "approve", "announce_before_certificate", "certify"),),
    "withdrawn": (("withdraw",),) * 8 + (("submit", "withdraw"), ("submit", "require_correction", "lapse")),
}
#: How long ago, at most, the last move to a state was made where the clock would do the next by itself.
FRESH: Final = {"submitted": 5, "correction_required": 27, "expert_review": 85, "draft": 25}
USUAL_AGE, LATE_AGE, LATE_SHARE = 14, 45, 0.08


@dataclass(slots=True)
class Standing:
    """A qualification of the nation: whose, since when, and what was announced of it last."""

    key: int
    place: int
    number: str
    holder: Applicant
    kind: str
    scope: BusinessScope
    granted_on: date
    valid_to: date
    announcement: int = 0


@dataclass(slots=True)
class Planned:
    """An application to be loaded: by whom, for what, and how it went."""

    begun_on: date
    applicant: Applicant
    kind: str
    type: str
    state: str
    turns: list[Turn] = field(default_factory=list)
    standing: Standing | None = None


def ending_on(nation: Nation, applicant: Applicant, state: str, day: date) -> list[Turn]:
    """A road to the state whose decision, or last move, falls on the day."""
    road = nation.rng.choice(ROADS[state])
    last = road.index("approve") if "approve" in road else len(road) - 1
    gaps = [_gap(nation, move) for move in road]
    return _turns(nation, applicant, road, gaps, day - timedelta(days=sum(gaps[1 : last + 1])))


def under_way(nation: Nation, applicant: Applicant, state: str) -> list[Turn]:
    """A road to the state whose last move is recent, or for some of the officials' turns too long ago."""
    rng, road = nation.rng, nation.rng.choice(ROADS[state])
    if not road:
        return []
    most = FRESH.get(state) or (LATE_AGE if rng.random() < LATE_SHARE else USUAL_AGE)
    gaps = [_gap(nation, move) for move in road]
    return _turns(nation, applicant, road, gaps, nation.ago(rng.randrange(0, most) + sum(gaps[1:])))


def _gap(nation: Nation, move: str) -> int:
    _who, least, most = HANDS[move]
    return least + int(nation.rng.random() * (most - least + 1))


def _turns(nation: Nation, applicant: Applicant, road: Sequence[str], gaps: Sequence[int], first: date) -> list[Turn]:
    officials = nation.officials[applicant.province.code]
    turns, day, received = [], first, first
    for place, (move, gap) in enumerate(zip(road, gaps, strict=True)):
        day = day + timedelta(days=gap) if place else first
        if move in {"submit", "resubmit"}:
            received = day
        who = HANDS[move][0]
        by = applicant.clerk if who == CLERK else officials[who] if isinstance(who, Role) else None
        turns.append(Turn(move, day, by, received if move == "deem_accepted" else None))
    return turns


def of_qualification(
    place: int, hands: Mapping[Role, int], granted: date, until: date, on: date, *, is_held: bool
) -> tuple[list[Turn], str]:
    """What became of the qualification in this place of the list, and the reason the register shows where it ended."""
    later = granted + (min(on, until) - granted) / 2
    signer, officer = hands[Role.APPROVER], hands[Role.OFFICER]
    if is_held:
        if place % 50 == 0:
            return [Turn("suspend", later, signer)], ""
        return ([Turn("rectify", later, officer)], "") if place % 33 == 0 else ([], "")
    move, reason = (
        ("expire", "有效期届满未延续"), ("cancel", "法人资格终止"), ("withdraw", "许可所依据的客观情况发生重大变化"),
        ("revoke_fraud", "以欺骗手段取得资质"), ("revoke_penalty", "出具虚假报告"),
    )[place % 5]  # fmt: skip
    if move == "expire":
        return [Turn(move, until + timedelta(days=1), None)], reason
    return [Turn(move, later, signer)], reason
