"""The life of a qualification."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from institutions.rules import periods, sources
from portal.access import Role
from portal.workflow.machine import Clock, Machine, Move


class QualificationState(TextChoices):
    """Where a qualification stands; that a change or renewal is pending is told by its open filing, not here."""

    ACTIVE = "active", _("有效")
    RECTIFYING = "rectifying", _("限期整改")
    SUSPENDED = "suspended", _("停业整顿")
    EXPIRED = "expired", _("有效期届满")
    CANCELLED = "cancelled", _("已注销")
    WITHDRAWN = "withdrawn", _("已撤回")
    REVOKED_FRAUD = "revoked_fraud", _("已撤销")
    REVOKED_PENALTY = "revoked_penalty", _("已吊销")


Q = QualificationState
#: Its holder may work on it.
IN_FORCE = (Q.ACTIVE, Q.RECTIFYING)
#: It has not ended; at most one such a kind and organisation.
HELD = (Q.ACTIVE, Q.RECTIFYING, Q.SUSPENDED)
ENDED = frozenset(QualificationState) - frozenset(HELD)

QUALIFICATION = Machine(
    "institutions.qualification",
    _("机构资质"),
    QualificationState,
    (
        Move("rectify", Q.ACTIVE, Q.RECTIFYING, Role.OFFICER, sources.SUPERVISION, _("责令限期整改"), aside=True),
        Move("clear", Q.RECTIFYING, Q.ACTIVE, Role.OFFICER, sources.SUPERVISION, _("整改合格")),
        Move(
            "suspend",
            (Q.ACTIVE, Q.RECTIFYING),
            Q.SUSPENDED,
            Role.APPROVER,
            sources.FALSE_REPORTS,
            _("责令停业整顿"),
            aside=True,
            is_final_word=True,
        ),
        Move("resume", Q.SUSPENDED, Q.ACTIVE, Role.APPROVER, sources.FALSE_REPORTS, _("恢复执业")),
        Move("expire", HELD, Q.EXPIRED, Role.CLOCK, sources.VALIDITY, _("有效期届满")),
        Move(
            "cancel",
            (*HELD, Q.EXPIRED, Q.WITHDRAWN, Q.REVOKED_FRAUD, Q.REVOKED_PENALTY),
            Q.CANCELLED,
            Role.APPROVER,
            sources.CANCELLATION,
            _("注销"),
            _("公告注销，既往结果的责任不变"),
            aside=True,
            is_final_word=True,
        ),
        Move(
            "withdraw",
            HELD,
            Q.WITHDRAWN,
            Role.APPROVER,
            sources.WITHDRAW_LICENCE,
            _("撤回"),
            aside=True,
            is_final_word=True,
        ),
        Move(
            "revoke_fraud",
            HELD,
            Q.REVOKED_FRAUD,
            Role.APPROVER,
            sources.REVOKE,
            _("撤销"),
            _("三年内不得再次申请"),
            aside=True,
            is_final_word=True,
        ),
        Move(
            "revoke_penalty",
            HELD,
            Q.REVOKED_PENALTY,
            Role.APPROVER,
            sources.FALSE_REPORTS,
            _("吊销"),
            aside=True,
            is_final_word=True,
        ),
    ),
    initial=Q.ACTIVE,
    terminal=frozenset({Q.ACTIVE, *ENDED}),
    clocks=(Clock("rectification", _("整改期限"), periods.RECTIFY_WITHIN, frozenset({Q.RECTIFYING})),),
)
#: What is done to a qualification only at the end of a proceeding, signed by a third person.
GRAVE = frozenset({"suspend", "resume", "cancel", "withdraw", "revoke_fraud", "revoke_penalty"})
