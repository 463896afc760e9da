"""What must come before a grave decision: telling, hearing, and a decision on the record; with the terms of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from institutions.rules import sources
from portal.law import Clause, Figure, Objection
from portal.law import phrase as _

REQUEST_WITHIN: Final = Figure(
    "hearing_request_within", 5, "working_days", sources.PENALTY_HEARING, _("被告知后申请听证的期限")
)
NOTICE_BEFORE: Final = Figure(
    "hearing_notice_before", 7, "working_days", sources.HEARING, _("举行听证前通知当事人的期限")
)
HOLD_WITHIN: Final = Figure(
    "hearing_hold_within", 20, "working_days", sources.LICENCE_HEARING, _("收到听证申请后组织听证的期限")
)
DECIDE_WITHIN: Final = Figure(
    "proceeding_decide_within", 90, "calendar_days", sources.DECIDE_PENALTY, _("自立案之日起作出处理决定的期限")
)


class Measure(StrEnum):
    """What a proceeding may end in; the name of the move it makes on the qualification."""

    SUSPEND = "suspend"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    REVOKE_FRAUD = "revoke_fraud"
    REVOKE_PENALTY = "revoke_penalty"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Safeguards:
    """What the party has before a measure: the clauses it is told by and heard by, if it is."""

    basis: Clause
    tell: Clause | None = None
    hear: Clause | None = None


#: Whether withdrawing and revoking a licence is preceded by a hearing the Licensing Law does not say; we offer it.
SAFEGUARDS: Final = {
    Measure.SUSPEND: Safeguards(sources.FALSE_REPORTS, sources.TELL_BEFORE, sources.PENALTY_HEARING_RIGHT),
    Measure.REVOKE_PENALTY: Safeguards(sources.FALSE_REPORTS, sources.TELL_BEFORE, sources.PENALTY_HEARING_RIGHT),
    Measure.REVOKE_FRAUD: Safeguards(sources.REVOKE, sources.BE_HEARD, sources.LICENCE_HEARING),
    Measure.WITHDRAW: Safeguards(sources.WITHDRAW_LICENCE, sources.BE_HEARD, sources.LICENCE_HEARING),
    Measure.CANCEL: Safeguards(sources.CANCELLATION, sources.BE_HEARD),
    Measure.RESUME: Safeguards(sources.FALSE_REPORTS),
}
#: The measures that are administrative penalties; the others are about the licence.
PENALTIES: Final = frozenset({Measure.SUSPEND, Measure.REVOKE_PENALTY})


@dataclass(frozen=True)
class Summons:
    """A hearing to be announced: `earliest` is the first day the law allows, `latest` the last."""

    held_on: date
    earliest: date
    latest: date
    place: str
    chair: str
    is_official: bool
    has_investigated: bool


@dataclass(frozen=True)
class Sitting:
    """A hearing held, as it is entered in the file."""

    planned_on: date
    held_on: date
    on: date
    chair: str
    attendees: Sequence[str]
    record: str


@dataclass(frozen=True)
class Proposal:
    """A decision as drafted, and what the party has said before."""

    imposes: bool
    reasons: int
    is_told: bool
    must_tell: bool
    statements: int
    response: str
    was_heard: bool
    on_record: str


def opening_objections(facts: str, reasons: Sequence[tuple[str, str]]) -> list[Objection]:
    """A case is opened on facts, and on reasons each with its clause."""
    found = []
    if not facts.strip():
        found.append(Objection(_("请写明认定的事实"), sources.TELL_BEFORE, "facts"))
    if not reasons or any(not text.strip() or not basis.strip() for text, basis in reasons):
        found.append(Objection(_("至少一条理由，每条理由都应写明内容和依据"), sources.TELL_BEFORE, "reasons"))
    return found


def summons_objections(summons: Summons) -> list[Objection]:
    """Seven working days before, within the term, somewhere, under an official who did not investigate the case."""
    found = []
    if summons.held_on < summons.earliest:
        message = _("应当在举行听证的七个工作日前通知当事人")
        found.append(Objection(message, sources.HEARING, "held_on", str(summons.earliest), str(summons.held_on)))
    if summons.held_on > summons.latest:
        message = _("应当在收到申请后的期限内组织听证")
        found.append(Objection(message, sources.LICENCE_HEARING, "held_on", str(summons.latest), str(summons.held_on)))
    if not summons.place.strip():
        found.append(Objection(_("请写明听证地点"), sources.HEARING, "place"))
    if not summons.is_official:
        message = _("听证主持人应当是本机关的工作人员")
        found.append(Objection(message, sources.HEARING_CHAIR, "chair", found=summons.chair))
    if summons.has_investigated:
        message = _("听证主持人不能是本案调查人员")
        found.append(Objection(message, sources.HEARING_CHAIR, "chair", found=summons.chair))
    return found


def sitting_objections(sitting: Sitting) -> list[Objection]:
    """Held on the day announced or later, before today's end, with a record and those present."""
    found = []
    if not sitting.planned_on <= sitting.held_on <= sitting.on:
        message = _("听证日期应在通知的日期或者延期后的日期，且不晚于今日")
        found.append(Objection(message, sources.HEARING, "held_on", str(sitting.planned_on), str(sitting.held_on)))
    if not sitting.record.strip():
        found.append(Objection(_("听证应当制作笔录"), sources.HEARING_RECORD, "record"))
    if not [name for name in sitting.attendees if name.strip()]:
        found.append(Objection(_("请写明参加听证的人员"), sources.HEARING_RECORD, "attendees"))
    return found


def draft_objections(proposal: Proposal) -> list[Objection]:
    """Nothing grave without telling; what the party said is answered; after a hearing, on its record."""
    found = []
    if proposal.imposes and proposal.must_tell and not proposal.is_told:
        found.append(Objection(_("作出决定前应当告知当事人并听取意见"), sources.TELL_BEFORE))
    if proposal.statements and not proposal.response.strip():
        found.append(Objection(_("应当说明对陈述申辩意见的采纳情况"), sources.STATEMENT, "response"))
    if proposal.was_heard and not proposal.on_record.strip():
        found.append(Objection(_("应当根据听证笔录作出决定，说明采信情况"), sources.ON_THE_RECORD, "on_record"))
    return found
