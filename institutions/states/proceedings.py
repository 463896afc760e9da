"""The life of a proceeding: opened, the party told and heard, decided by three persons."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from institutions.rules import hearings, sources
from portal.access import Role
from portal.workflow.machine import Clock, Machine, Move


class ProceedingState(TextChoices):
    """Where a proceeding stands."""

    OPENED = "opened", _("已立案")
    NOTIFIED = "notified", _("已告知权利，待陈述申辩")
    HEARING_ASKED = "hearing_asked", _("已申请听证（期限中止）")
    HEARING_ANNOUNCED = "hearing_announced", _("已通知听证（期限中止）")
    DECISION_DUE = "decision_due", _("待拟定决定")
    DRAFTED = "drafted", _("待审核")
    REVIEWED = "reviewed", _("待签发")
    SIGNED = "signed", _("已作出决定")
    DROPPED = "dropped", _("已终止，不予处理")


P = ProceedingState
DONE = frozenset({P.SIGNED, P.DROPPED})
LIVE = tuple(state for state in ProceedingState if state not in DONE)

PROCEEDING = Machine(
    "institutions.proceeding",
    _("机构资质处理"),
    ProceedingState,
    (
        Move(
            "notify",
            P.OPENED,
            P.NOTIFIED,
            Role.OFFICER,
            sources.TELL_BEFORE,
            _("告知权利"),
            _("出具告知书，告知事实、理由、依据和陈述、申辩、听证的权利"),
        ),
        Move(
            "proceed",
            P.OPENED,
            P.DECISION_DUE,
            Role.OFFICER,
            sources.TELL_BEFORE,
            _("无须事先告知，拟定决定"),
            aside=True,
        ),
        Move(
            "ask_hearing",
            P.NOTIFIED,
            P.HEARING_ASKED,
            Role.APPLICANT,
            sources.PENALTY_HEARING,
            _("申请听证"),
            _("决定期限中止"),
        ),
        Move(
            "waive",
            (P.NOTIFIED, P.HEARING_ASKED, P.HEARING_ANNOUNCED),
            P.DECISION_DUE,
            Role.APPLICANT,
            sources.PENALTY_HEARING,
            _("放弃听证"),
            _("不再举行听证，陈述申辩意见仍予考虑"),
            aside=True,
            is_final_word=True,
        ),
        Move(
            "lapse_request",
            P.NOTIFIED,
            P.DECISION_DUE,
            Role.CLOCK,
            sources.PENALTY_HEARING,
            _("逾期未申请听证"),
        ),
        Move(
            "announce_hearing",
            P.HEARING_ASKED,
            P.HEARING_ANNOUNCED,
            Role.OFFICER,
            sources.HEARING,
            _("通知听证"),
            _("举行听证七个工作日前通知时间、地点，指定非本案调查人员主持"),
        ),
        Move(
            "record_hearing",
            P.HEARING_ANNOUNCED,
            P.DECISION_DUE,
            Role.OFFICER,
            sources.HEARING,
            _("登记听证笔录"),
            _("恢复计时，根据听证笔录作出决定"),
        ),
        Move("draft", P.DECISION_DUE, P.DRAFTED, Role.OFFICER, sources.DECIDE_PENALTY, _("拟定决定")),
        Move("review", P.DRAFTED, P.REVIEWED, Role.REVIEWER, sources.FOUR_EYES, _("审核"), apart_from=("draft",)),
        Move(
            "send_back",
            P.DRAFTED,
            P.DECISION_DUE,
            Role.REVIEWER,
            sources.FOUR_EYES,
            _("退回重拟"),
            apart_from=("draft",),
            aside=True,
        ),
        Move(
            "sign",
            P.REVIEWED,
            P.SIGNED,
            Role.APPROVER,
            sources.DECIDE_PENALTY,
            _("签发处理决定"),
            _("出具决定书并公告，名录同时变更"),
            apart_from=("draft", "review"),
            is_final_word=True,
        ),
        Move(
            "drop",
            P.REVIEWED,
            P.DROPPED,
            Role.APPROVER,
            sources.DECIDE_PENALTY,
            _("签发：不予处理"),
            _("告知当事人终止处理"),
            apart_from=("draft", "review"),
            aside=True,
            is_final_word=True,
        ),
        Move(
            "return",
            P.REVIEWED,
            P.DECISION_DUE,
            Role.APPROVER,
            sources.FOUR_EYES,
            _("退回重拟"),
            apart_from=("draft", "review"),
            aside=True,
        ),
    ),
    initial=P.OPENED,
    terminal=DONE,
    clocks=(
        Clock(
            "request",
            _("申请听证、陈述申辩的期限"),
            hearings.REQUEST_WITHIN,
            frozenset({P.NOTIFIED}),
            lapse="lapse_request",
        ),
        Clock(
            "hearing",
            _("组织听证的期限"),
            hearings.HOLD_WITHIN,
            frozenset({P.HEARING_ASKED, P.HEARING_ANNOUNCED}),
        ),
        Clock(
            "decision",
            _("作出决定的期限"),
            hearings.DECIDE_WITHIN,
            frozenset(LIVE),
            pauses_in=frozenset({P.HEARING_ASKED, P.HEARING_ANNOUNCED}),
            pause_basis=sources.TIME_EXCLUDED,
        ),
    ),
)
#: A deed that changes no state: the party speaks for itself until the decision is drafted.
STATE = Move(
    "state",
    (P.NOTIFIED, P.HEARING_ASKED, P.HEARING_ANNOUNCED, P.DECISION_DUE),
    P.NOTIFIED,
    Role.APPLICANT,
    sources.STATEMENT,
    _("陈述申辩"),
)
