"""The life of a filing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from institutions.rules import periods, sources
from portal.access import Role
from portal.workflow.machine import Clock, Machine, Move


class FilingState(TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交，待受理")
    CORRECTION_REQUIRED = "correction_required", _("待补正")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    ACCEPTED = "accepted", _("已受理")
    DOC_REVIEW = "doc_review", _("材料审查")
    EXPERT_REVIEW = "expert_review", _("专家评审（期限中止）")
    EXPERT_OVERRUN = "expert_overrun", _("专家评审（已超三个月，恢复计时）")
    SITE_CHECK = "site_check", _("现场核查")
    DECISION_DRAFT = "decision_draft", _("拟定决定")
    DRAFTED = "drafted", _("待审核")
    REVIEWED = "reviewed", _("待签发")
    APPROVED = "approved", _("审查合格")
    REJECTED = "rejected", _("审查不合格")
    ANNOUNCED = "announced", _("已公告")
    CERTIFICATE_DUE = "certificate_due", _("已公告，待发证")
    CERTIFIED = "certified", _("已发证")
    WITHDRAWN = "withdrawn", _("已撤回")


S = FilingState
CLOSED = frozenset({S.NOT_ACCEPTED, S.REJECTED, S.ANNOUNCED, S.CERTIFIED, S.WITHDRAWN})
OPEN = tuple(state for state in FilingState if state not in CLOSED)
#: The applicant may write in it.
EDITABLE = frozenset({S.DRAFT, S.CORRECTION_REQUIRED})
UNDER_REVIEW = frozenset(
    {S.ACCEPTED, S.DOC_REVIEW, S.EXPERT_REVIEW, S.EXPERT_OVERRUN, S.SITE_CHECK, S.DECISION_DRAFT, S.DRAFTED, S.REVIEWED}
)

FILING = Machine(
    "institutions.filing",
    _("机构条件审查"),
    FilingState,
    (
        Move("submit", S.DRAFT, S.SUBMITTED, Role.APPLICANT, sources.APPLICATION, _("提交申请"), _("出具接收凭证")),
        Move("accept", S.SUBMITTED, S.ACCEPTED, Role.OFFICER, sources.ACCEPT, _("受理"), _("出具受理通知书")),
        Move(
            "require_correction",
            S.SUBMITTED,
            S.CORRECTION_REQUIRED,
            Role.OFFICER,
            sources.CORRECTION,
            _("一次性告知补正"),
            _("出具补正告知书，列明全部内容"),
        ),
        Move(
            "refuse_acceptance",
            S.SUBMITTED,
            S.NOT_ACCEPTED,
            Role.OFFICER,
            sources.REFUSE_ACCEPTANCE,
            _("不予受理"),
            _("出具不予受理通知书"),
            aside=True,
            is_final_word=True,
        ),
        Move(
            "deem_accepted",
            S.SUBMITTED,
            S.ACCEPTED,
            Role.CLOCK,
            sources.CORRECTION,
            _("视为受理"),
            counts_from="received_on",
        ),
        Move(
            "resubmit",
            S.CORRECTION_REQUIRED,
            S.SUBMITTED,
            Role.APPLICANT,
            sources.CORRECTION,
            _("提交补正材料"),
            _("出具接收凭证"),
        ),
        Move(
            "lapse",
            S.CORRECTION_REQUIRED,
            S.WITHDRAWN,
            Role.CLOCK,
            periods.CORRECT_WITHIN.basis,
            _("逾期未补正，视为撤回"),
        ),
        Move("begin_review", S.ACCEPTED, S.DOC_REVIEW, Role.OFFICER, sources.DECISION, _("开始材料审查")),
        Move(
            "convene",
            S.DOC_REVIEW,
            S.EXPERT_REVIEW,
            Role.OFFICER,
            sources.EXPERT_REVIEW,
            _("组织专家评审"),
            _("随机抽取专家，中止计时，书面告知"),
        ),
        Move(
            "overrun",
            S.EXPERT_REVIEW,
            S.EXPERT_OVERRUN,
            Role.CLOCK,
            sources.EXPERT_REVIEW,
            _("专家评审超过三个月"),
            aside=True,
        ),
        Move(
            "conclude",
            (S.EXPERT_REVIEW, S.EXPERT_OVERRUN),
            S.SITE_CHECK,
            Role.OFFICER,
            sources.EXPERT_REVIEW,
            _("专家评审结束"),
            _("恢复计时"),
        ),
        Move(
            "go_to_site",
            S.DOC_REVIEW,
            S.SITE_CHECK,
            Role.OFFICER,
            sources.SITE_CHECK,
            _("不组织专家评审，现场核查"),
            aside=True,
        ),
        Move("record_site_check", S.SITE_CHECK, S.DECISION_DRAFT, Role.OFFICER, sources.SITE_CHECK, _("登记现场核查")),
        Move(
            "skip_site", S.DOC_REVIEW, S.DECISION_DRAFT, Role.OFFICER, sources.DECISION, _("材料审查结束"), aside=True
        ),
        Move("draft", S.DECISION_DRAFT, S.DRAFTED, Role.OFFICER, sources.DECISION, _("拟定决定")),
        Move("review", S.DRAFTED, S.REVIEWED, Role.REVIEWER, sources.FOUR_EYES, _("审核"), apart_from=("draft",)),
        Move(
            "send_back",
            S.DRAFTED,
            S.DECISION_DRAFT,
            Role.REVIEWER,
            sources.FOUR_EYES,
            _("退回重拟"),
            apart_from=("draft",),
            aside=True,
        ),
        Move(
            "approve",
            S.REVIEWED,
            S.APPROVED,
            Role.APPROVER,
            sources.GRANT,
            _("签发：审查合格"),
            _("当日公告"),
            apart_from=("draft", "review"),
            is_final_word=True,
        ),
        Move(
            "reject",
            S.REVIEWED,
            S.REJECTED,
            Role.APPROVER,
            sources.REASONS,
            _("签发：审查不合格"),
            _("出具决定书，说明全部理由和救济途径"),
            apart_from=("draft", "review"),
            is_final_word=True,
        ),
        Move(
            "return",
            S.REVIEWED,
            S.DECISION_DRAFT,
            Role.APPROVER,
            sources.FOUR_EYES,
            _("退回重拟"),
            apart_from=("draft", "review"),
            aside=True,
        ),
        Move("announce", S.APPROVED, S.ANNOUNCED, Role.APPROVER, sources.OPEN_DECISION, _("公告")),
        Move(
            "announce_before_certificate",
            S.APPROVED,
            S.CERTIFICATE_DUE,
            Role.APPROVER,
            sources.OPEN_DECISION,
            _("公告，待发证"),
            aside=True,
        ),
        Move("certify", S.CERTIFICATE_DUE, S.CERTIFIED, Role.OFFICER, sources.DELIVER, _("颁发资质证书")),
        Move(
            "withdraw",
            tuple(state for state in OPEN if state not in {S.APPROVED, S.CERTIFICATE_DUE}),
            S.WITHDRAWN,
            Role.APPLICANT,
            sources.WITHDRAW_APPLICATION,
            _("撤回申请"),
            aside=True,
            is_final_word=True,
        ),
    ),
    initial=S.DRAFT,
    terminal=CLOSED,
    clocks=(
        Clock("acceptance", _("受理期限"), periods.ACCEPT_WITHIN, frozenset({S.SUBMITTED}), lapse="deem_accepted"),
        Clock("correction", _("补正期限"), periods.CORRECT_WITHIN, frozenset({S.CORRECTION_REQUIRED}), lapse="lapse"),
        Clock(
            "decision",
            _("审查期限"),
            periods.DECIDE_WITHIN,
            UNDER_REVIEW,
            pauses_in=frozenset({S.EXPERT_REVIEW}),
            pause_basis=sources.TIME_EXCLUDED,
            extension=periods.EXTEND_BY,
        ),
        Clock(
            "expert_review",
            _("专家评审不计时的上限"),
            periods.EXPERT_REVIEW_LIMIT,
            frozenset({S.EXPERT_REVIEW}),
            lapse="overrun",
        ),
        Clock("certificate", _("发证期限"), periods.CERTIFY_WITHIN, frozenset({S.CERTIFICATE_DUE})),
    ),
)
#: Deeds that change no state, with those who may do them.
EDIT = Move("edit", tuple(EDITABLE), S.DRAFT, Role.APPLICANT, sources.APPLICATION, _("填写申请"))
EXTEND = Move("extend", tuple(UNDER_REVIEW), S.DOC_REVIEW, Role.APPROVER, sources.DECIDE, _("批准延长期限"))
REPLACE_EXPERT = Move(
    "replace_expert", S.EXPERT_REVIEW, S.EXPERT_REVIEW, Role.OFFICER, sources.IMPARTIALITY, _("替换专家")
)
