"""What of this chapter goes to the credit platform: qualifications found fit, and penalties."""

from datetime import date
from typing import Final

from institutions.models import Filing, Proceeding, Qualification, choices
from institutions.rules.hearings import PENALTIES, SAFEGUARDS, Measure
from institutions.rules.words import FilingType, Regime
from institutions.services.qualifications import scope_names
from institutions.states import HELD
from portal.accounts.models import User
from portal.announcements import fields
from portal.announcements.publicity import Kind
from portal.announcements.services import publicity
from portal.documents.models import Document
from portal.documents.wording import recorded

#: What the platform calls a qualification: the accreditation is 认可; a finding announced under the policy is 其他.
CLASSES: Final = {Regime.LICENSE: "认可", Regime.ANNOUNCEMENT: "其他"}
PENALTY_CLASSES: Final = {Measure.SUSPEND: "责令停产停业", Measure.REVOKE_PENALTY: "暂扣或吊销许可证件"}


def enter_licence(filing: Filing, qualification: Qualification, paper: Document, *, by: User | None, on: date) -> None:
    """A favourable decision: what was granted, for what, until when; a cancellation ends what was told before."""
    if FilingType(filing.type) == FilingType.CANCELLATION:
        return
    facts = {
        "xk_xkws": paper.title,
        "xk_xklb": CLASSES[Regime(filing.regime)],
        "xk_xkzs": "安全评价检测检验机构资质证书" if filing.regime == Regime.LICENSE else "",
        "xk_xkbh": qualification.number,
        "xk_nr": "、".join(scope_names(qualification)),
        "xk_yxqz": qualification.valid_from,
        "xk_yxqzi": qualification.valid_to,
        "xk_zt": fields.VALID,
    }
    publicity.enter(Kind.LICENCE, paper, facts, subject=subject_of(qualification), decided_on=on, by=by)


def enter_penalty(proceeding: Proceeding, paper: Document, *, by: User | None, on: date) -> None:
    """A penalty as signed; what is no penalty is told by the state of the licence alone."""
    measure = Measure(proceeding.measure)
    if measure not in PENALTIES:
        return
    qualification = proceeding.qualification
    reasons = list(proceeding.proceedingreason_set.values_list("text", "basis"))
    facts = {
        "cf_xdr_lb": "法人及非法人组织",
        "cf_wfxw": "；".join(text for text, _basis in reasons),
        "cf_sy": proceeding.facts,
        "cf_yj": "；".join([*dict.fromkeys(basis for _text, basis in reasons), str(SAFEGUARDS[measure].basis)]),
        "cf_cflb": PENALTY_CLASSES[measure],
        "cf_nr": recorded(choices.Measure(measure).label),
        "cf_nr_zkdx": qualification.number if measure == Measure.REVOKE_PENALTY else "",
    }
    publicity.enter(Kind.PENALTY, paper, facts, subject=f"institutions:{proceeding.number}", decided_on=on, by=by)


def follow_state(qualification: Qualification, *, reason: str, on: date) -> None:
    """The licence as told before is told anew where its standing is another."""
    told = publicity.latest(Kind.LICENCE, subject_of(qualification))
    status = fields.VALID if qualification.state in HELD else fields.INVALID
    if told is not None and told.fields["xk_zt"] != status:
        publicity.correct(told, {"xk_zt": status, "xk_bz": reason[:200]}, reason=reason, by=None, on=on)


def subject_of(qualification: Qualification) -> str:
    return f"institutions:{qualification.number}"
