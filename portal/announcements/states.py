"""The life of an objection to an announcement."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from portal.access import Role
from portal.announcements.rules import ANSWER_PERIOD, OBJECTING
from portal.law import phrase as _
from portal.workflow.machine import Clock, Machine, Move


class State(TextChoices):
    """Where an objection stands."""

    RECEIVED = "received", gettext_lazy("已收到")
    ACCEPTED = "accepted", gettext_lazy("已受理")
    NOT_ACCEPTED = "not_accepted", gettext_lazy("不予受理")
    ANSWERED = "answered", gettext_lazy("已答复")


OFFICIALS: Final = (Role.OFFICER, Role.REVIEWER, Role.APPROVER)
OBJECTION: Final = Machine(
    kind="announcements.publicobjection",
    label=_("公告异议"),
    states=State,
    moves=(
        Move(
            "accept", State.RECEIVED, State.ACCEPTED, OFFICIALS, OBJECTING, _("受理异议"),
            effect=_("进入核查，期满前答复"),
        ),
        Move(
            "decline", State.RECEIVED, State.NOT_ACCEPTED, OFFICIALS, OBJECTING, _("不予受理"),
            effect=_("向异议人说明理由"), is_final_word=True,
        ),
        Move(
            "answer", State.ACCEPTED, State.ANSWERED, (Role.REVIEWER, Role.APPROVER), OBJECTING, _("答复并公开"),
            effect=_("答复在公告页公开，异议人身份不公开"), apart_from=("accept",), is_final_word=True,
        ),
    ),
    initial=State.RECEIVED,
    terminal=frozenset({State.NOT_ACCEPTED, State.ANSWERED}),
    clocks=(
        Clock("answer", _("答复期限"), ANSWER_PERIOD, runs_in=frozenset({State.RECEIVED, State.ACCEPTED})),
    ),
)  # fmt: skip
