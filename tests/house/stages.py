"""Rows of Henan in states the demo country does not rest in, brought there by the services and the engine."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from institutions.models import Filing, Qualification
from institutions.services import filings, qualifications, reviews
from portal.accounts.models import User
from portal.announcements.models import PublicObjection
from portal.announcements.services import objections
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
    ("announcements.publicobjection", "answer"): objection_accepted,
}
