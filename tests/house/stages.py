"""Rows of Henan in states the demo country does not rest in, brought there by the services and the engine."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from institutions.models import Filing, Proceeding, Qualification
from institutions.services import filings, proceedings, qualifications, reviews
from institutions.services.filings import Reason
from portal.accounts.models import User
from portal.announcements.models import PublicObjection
from portal.announcements.services import objections
from portal.workdays import terms
from portal.workflow import engine


def user(name: str) -> User:
    return User.objects.get_by_natural_key(name)


def filing_of(name: str) -> Filing:
    return Filing.objects.select_related("organisation__region", "region").get(organisation__name=name)


def accepted() -> Filing:
    return filings.accept(filing_of("河南中正安全技术有限公司"), by=user("henan.officer"), on=timezone.localdate())


def going_to_site() -> Filing:
    filing = filing_of("平顶山科安矿山安全评价有限公司")
    reviews.go_to_site(filing, reason="专业单一，无需专家评审", by=user("henan.officer"), on=timezone.localdate())
    return filing


def checked_on_site() -> Filing:
    filing, today = going_to_site(), timezone.localdate()
    reviews.record_site_check(
        filing,
        checked_on=today,
        place=filing.organisation.office_address,
        persons=["何承办", "随行检查员"],
        findings="人员、场所、设备与申请材料一致。",
        is_passed=True,
        by=user("henan.officer"),
        on=today,
    )
    return filing


def approved() -> Filing:
    """Between the signature and the announcement: inside one transaction of the service, so the engine alone stops."""
    filing = filing_of("安阳金盾安全评价有限公司")
    with engine.move(filing, "approve", by=user("henan.approver"), on=timezone.localdate()):
        pass
    return filing


def awaiting_certificate() -> Filing:
    filing = approved()
    with engine.move(filing, "announce_before_certificate", by=user("henan.approver"), on=timezone.localdate()):
        pass
    return filing


def supervised(measure: str, by: str) -> Qualification:
    held = Qualification.objects.get(organisation__name="河南华安安全科技有限公司")
    qualifications.supervise(held, measure, reason="抽查发现报告失实", by=user(by), on=timezone.localdate())
    return held


def opened(days: int = 0) -> Proceeding:
    """A case against an institution of long standing, opened so many days ago."""
    held = Qualification.objects.get(organisation__name="河南华安安全科技有限公司")
    reason = Reason("出具失实报告", "《中华人民共和国安全生产法》第九十二条")
    on = timezone.localdate() - timedelta(days=days)
    return proceedings.start(
        held, "suspend", facts="抽查发现报告失实", reasons=[reason], by=user("henan.officer"), on=on
    )


def hearing_announced() -> Proceeding:
    case, today = opened(), timezone.localdate()
    proceedings.notify(case, by=user("henan.officer"), on=today)
    proceedings.ask_hearing(case, reason="请求质证", by=user("huaan.clerk"), on=today)
    proceedings.announce_hearing(
        case,
        held_on=terms.after(today, 10, "working_days").on,
        at=time(9, 30),
        place="听证室",
        chair=user("henan.reviewer"),
        by=user("henan.officer"),
        on=today,
    )
    return case


def silent() -> Proceeding:
    """Told twenty days ago, and nothing was heard of the party."""
    case, today = opened(20), timezone.localdate()
    proceedings.notify(case, by=user("henan.officer"), on=today - timedelta(days=20))
    proceedings.lapse(case, on=today)
    return case


def drafted() -> Proceeding:
    case = silent()
    proceedings.draft(case, "impose", by=user("henan.officer"), on=timezone.localdate())
    return case


def agreed() -> Proceeding:
    case = drafted()
    proceedings.review(case, by=user("henan.reviewer"), on=timezone.localdate())
    return case


def objection_accepted() -> PublicObjection:
    objection = PublicObjection.objects.select_related("region").get()
    objections.accept(objection, by=user("henan.officer"), on=timezone.localdate())
    return objection


#: By move: how a row comes to where it starts.
STAGES: dict[tuple[str, str], Callable[[], Any]] = {
    ("institutions.filing", "begin_review"): accepted,
    ("institutions.filing", "record_site_check"): going_to_site,
    ("institutions.filing", "draft"): checked_on_site,
    ("institutions.filing", "announce"): approved,
    ("institutions.filing", "announce_before_certificate"): approved,
    ("institutions.filing", "certify"): awaiting_certificate,
    ("institutions.qualification", "clear"): lambda: supervised("rectify", "henan.officer"),
    ("institutions.qualification", "resume"): lambda: supervised("suspend", "henan.approver"),
    ("institutions.proceeding", "notify"): opened,
    ("institutions.proceeding", "proceed"): opened,
    ("institutions.proceeding", "record_hearing"): hearing_announced,
    ("institutions.proceeding", "draft"): silent,
    **dict.fromkeys((("institutions.proceeding", "review"), ("institutions.proceeding", "send_back")), drafted),
    **dict.fromkeys((("institutions.proceeding", name) for name in ("sign", "drop", "return")), agreed),
    ("announcements.publicobjection", "answer"): objection_accepted,
}
