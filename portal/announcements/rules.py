"""The figures of announcements, and when the public may object."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.law import Figure, Objection
from portal.law.instruments import DISCLOSURE, DUAL_PUBLICITY, OPINIONS, PENALTIES, PERSONAL_DATA

#: Neither the Opinions nor the Measures fix a period; five working days is what provinces announce.
OBJECTION_PERIOD: Final = Figure(
    "announcements.objection_period",
    5,
    "working_days",
    OPINIONS.article(1, confirmed=False),
    _("公告异议期"),
    confirmed=False,
)
#: By analogy with a request for government information (Regulations, article 33).
ANSWER_PERIOD: Final = Figure(
    "announcements.answer_period",
    20,
    "working_days",
    DISCLOSURE.article(33, 2),
    _("公告异议答复期限"),
    confirmed=False,
)
#: What was published and turns out wrong is withdrawn within three days, and the reason is published.
WITHDRAWAL: Final = PENALTIES.article(48, 2)
CORRECTION: Final = DISCLOSURE.article(41)
#: Licences and penalties are published within seven working days of the decision.
PUBLISHING: Final = DUAL_PUBLICITY.article(0)
PUBLISH_WITHIN: Final = Figure(
    "announcements.publish_within", 7, "working_days", PUBLISHING, _("行政许可、行政处罚信息公示期限")
)
CORRECT_WITHIN: Final = Figure(
    "announcements.correct_within", 3, "working_days", WITHDRAWAL, _("公示信息更正、撤回期限")
)
OBJECTING: Final = OPINIONS.article(1, confirmed=False)
PROTECTION: Final = PERSONAL_DATA.article(51)
REASON_LENGTH: Final = 10
REASON_LIMIT: Final = 5000


@dataclass(frozen=True)
class Complaint:
    """What a member of the public sends in; `on` is the day, `until` the last day to object (None: no period)."""

    reason: str
    name: str
    phone: str
    is_anonymous: bool
    on: date
    since: date
    until: date | None
    is_in_force: bool


def objections(complaint: Complaint) -> list[Objection]:
    """Every reason not to take the objection; a refusal to name oneself is none."""
    found = []
    if not complaint.is_in_force:
        found.append(Objection(_("该公告已被更正或撤回"), OBJECTING))
    if complaint.until is None:
        found.append(Objection(_("该公告未设异议期"), OBJECTING))
    elif not complaint.since <= complaint.on <= complaint.until:
        found.append(Objection(_("不在异议期内"), OBJECTING, required=str(complaint.until), found=str(complaint.on)))
    length = len(complaint.reason.strip())
    if length < REASON_LENGTH:
        found.append(Objection(_("请写明事实和理由"), OBJECTING, "reason", str(REASON_LENGTH), str(length)))
    if length > REASON_LIMIT:
        found.append(Objection(_("理由过长，请作为附件提交"), OBJECTING, "reason", str(REASON_LIMIT), str(length)))
    if not complaint.is_anonymous:
        if not complaint.name.strip():
            found.append(Objection(_("实名提出的，请填写姓名"), OBJECTING, "name"))
        if not complaint.phone.strip():
            found.append(Objection(_("实名提出的，请填写联系电话"), OBJECTING, "phone"))
    return found
