"""Every address of the portal with real arguments: whose row it shows, and who must not see it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from institutions.models import Filing, PanelSeat, Proceeding, Qualification
from portal.accounts.models import Assignment, Invitation, Registration
from portal.accounts.services import invitations
from portal.announcements.models import Announcement, PublicityList, PublicObjection
from portal.attachments.models import Attachment
from portal.documents.models import Document
from portal.jobs.models import Job
from portal.notifications.models import Endpoint, Message
from portal.reports.models import ReportRun
from portal.rest.models import ApiToken
from portal.web.models import SavedSearch
from tests.country import SPREADSHEET

#: An official and an expert of the next province, the clerk of another unit, and one who belongs nowhere.
STRANGERS: Final = ("hubei.officer", "hubei.approver", "hubei.expert1", "changjiang.clerk", "newcomer")


@dataclass(frozen=True)
class Row:
    """Arguments of an address, the account that owns what it shows, and accounts to whom it does not exist."""

    args: tuple[Any, ...]
    owner: str
    strangers: tuple[str, ...] = STRANGERS
    body: dict[str, Any] | None = None

    @property
    def sent(self) -> dict[str, Any]:
        """What goes with a request: to the interface a sound document, so that nothing but the row can be amiss."""
        if self.body is None:
            return {}
        headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
        return {"data": self.body, "content_type": "application/json", "headers": headers}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    name: str
    takes: int
    view: Callable[..., Any]

    def url(self, args: tuple[Any, ...] = ()) -> str:
        return reverse(self.name, args=args)

    @property
    def key(self) -> str:
        """Its name in the tables below; a name with and without arguments is two addresses."""
        return f"{self.name}/{self.takes}" if self.takes else self.name


def addresses(resolver: URLResolver | None = None, space: str = "", takes: int = 0) -> Iterator[Address]:
    """All named patterns, those of packages too."""
    for pattern in (resolver or get_resolver()).url_patterns:
        found = takes + pattern.pattern.regex.groups
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, space + (f"{pattern.namespace}:" if pattern.namespace else ""), found)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Address(space + pattern.name, found, pattern.callback)


def _filing(organisation: str) -> Filing:
    return Filing.objects.get(organisation__name=organisation)


def of_draft(*more: Any) -> Callable[[], Row]:
    """A page of an application that is being written: not even the authority sees it yet."""
    return lambda: Row(
        (_filing("河南安平安全评价有限公司").number, *more), "anping.clerk", (*STRANGERS, "henan.officer")
    )


def of_filing(*more: Any, owner: str = "henan.officer") -> Callable[[], Row]:
    return lambda: Row((_filing("河南中正安全技术有限公司").number, *more), owner)


def _publicity_list(*more: Any) -> Callable[[], Row]:
    def row() -> Row:
        found = PublicityList.objects.filter(region="410000").first()
        assert found is not None
        return Row((found.name, *more), "henan.officer")

    return row


def of_case(*more: Any, owner: str = "henan.officer") -> Callable[[], Row]:
    """A page of the case whose party has asked to be heard."""
    return lambda: Row((Proceeding.objects.get(organisation__name="开封汴安安全评价有限公司").number, *more), owner)


def _seat() -> Row:
    seat = PanelSeat.objects.select_related("expert__user").filter(declared_on=None).first()
    assert seat is not None
    others = PanelSeat.objects.filter(panel=seat.panel).values("expert")
    undrawn = type(seat.expert).objects.filter(region="410000").exclude(pk__in=others).select_related("user")[0]
    return Row((seat.pk,), seat.expert.user.username, (*STRANGERS, undrawn.user.username, "boan.clerk"))


def _seat_to_replace() -> Row:
    seat = PanelSeat.objects.select_related("panel__filing").filter(declared_on=None).first()
    assert seat is not None
    return Row((seat.panel.filing.number, seat.pk), "henan.officer", (*STRANGERS, "zhongzheng.clerk"))


def _held(*more: Any, owner: str = "henan.officer") -> Callable[[], Row]:
    """The page of a qualification in force, for the authority."""

    def row() -> Row:
        found = Qualification.objects.filter(region="410000", state="active").first()
        assert found is not None
        return Row((found.number, *more), owner)

    return row


def _to_interface(body: dict[str, Any]) -> Callable[[], Row]:
    """A deed on an application, asked of the interface."""
    return lambda: Row((_filing("河南中正安全技术有限公司").number,), "henan.officer", body=body)


def _case_to_interface(body: dict[str, Any], owner: str = "henan.officer") -> Callable[[], Row]:
    return lambda: Row(
        (Proceeding.objects.get(organisation__name="开封汴安安全评价有限公司").number,), owner, body=body
    )


def _evidence() -> Row:
    file = Attachment.objects.filter(organisation__name="河南中正安全技术有限公司").first()
    assert file is not None
    return Row((file.key,), "zhongzheng.clerk")


def _message() -> Row:
    message = Message.objects.filter(user__username="zhongzheng.clerk").first()
    assert message is not None
    return Row((message.uuid,), "zhongzheng.clerk", (*STRANGERS, "henan.officer"))


def _job() -> Row:
    job = Job.objects.get(owner__username="henan.officer", title="导出")
    return Row((job.uuid,), "henan.officer", (*STRANGERS, "henan.reviewer"))


def _report(*more: Any) -> Callable[[], Row]:
    def row() -> Row:
        run = ReportRun.objects.filter(region="410000").first()
        assert run is not None
        return Row((run.uuid, *more), "henan.officer", (*STRANGERS, "zhongzheng.clerk"))

    return row


def _announcement() -> Announcement:
    found = Announcement.objects.published().filter(region="410000").select_related("document").first()
    assert found is not None
    return found


def _private_paper() -> Row:
    paper = Document.objects.filter(is_public=False, region="410000").select_related("organisation").first()
    assert paper is not None
    return Row((paper.code,), "henan.officer")


def _yongan(model: type, **found: Any) -> Any:
    return model.objects.filter(organisation__name="郑州永安安全评价有限公司", **found).get()


#: What the party may do to a case by the interface.
PARTY_DEEDS: Final[dict[str, dict[str, Any]]] = {"state": {"text": "意见"}, "ask-hearing": {}, "waive": {}}
#: What the authority may do to it.
CASE_DEEDS: Final[dict[str, dict[str, Any]]] = {
    "notify": {},
    "proceed": {},
    "announce-hearing": {"held_on": "2027-03-01", "at": "09:30", "place": "听证室", "chair": "henan.reviewer"},
    "record-hearing": {"held_on": "2026-11-20", "attendees": ["当事人"], "text": "笔录"},
    "draft": {"verdict": "impose"},
    "review": {},
    "send-back": {"reason": "理由不充分"},
    "sign": {},
    "drop": {},
}
_REASONS: Final = {"reasons": [{"text": "营业执照已过期"}]}
#: Every deed of the interface on an application, with a sound body.
DEEDS: Final[dict[str, dict[str, Any]]] = {
    "sections": {"sections": {}},
    "submit": {},
    "withdraw": {"reason": "不再申请"},
    "accept": {},
    "require-correction": _REASONS,
    "refuse-acceptance": _REASONS,
    "begin-review": {},
    "draft": {"outcome": "grant"},
    "review": {},
    "send-back": {"reason": "理由不充分"},
    "approve": {},
    "reject": {},
}
#: How each address that takes arguments gets real ones. An address without a maker fails, and so does a stale maker.
MAKERS: Final[dict[str, Callable[[], Row]]] = {
    "institutions:qualification/1": lambda: Row((Qualification.objects.first().number,), "henan.officer"),
    "institutions:filing/1": of_filing(),
    "institutions:filing-draft/1": of_draft(),
    "institutions:filing-section/2": of_draft("basics"),
    "institutions:filing-checklist/1": of_draft(),
    "institutions:evidence-add/1": of_draft(),
    "institutions:evidence-remove/1": of_draft(),
    "institutions:filing-review/1": of_draft(),
    "institutions:filing-submit/1": of_draft(),
    "institutions:filing-extend/1": of_filing(owner="henan.approver"),
    "institutions:filing-move/2": of_filing("require_correction"),
    "institutions:filing-content/1": of_filing(),
    "institutions:filing-record/1": of_filing(),
    "institutions:filing-import/1": of_draft(),
    "institutions:filing-template/1": of_draft(),
    "institutions:seat-replace/2": _seat_to_replace,
    "institutions:qualification-file/1": _held(),
    "institutions:qualification-conditions/1": _held(),
    "institutions:qualification-move/2": _held("rectify"),
    "publicity-file/2": _publicity_list("csv"),
    "publicity-hand-over/1": _publicity_list(),
    "institutions:proceeding-open/2": _held("suspend"),
    "institutions:proceeding/1": of_case(),
    "institutions:proceeding-statement/1": of_case(owner="bianan.clerk"),
    "institutions:proceeding-move/2": of_case("announce_hearing"),
    "institutions:seat/1": _seat,
    "registration-letter/1": lambda: Row((_yongan(Registration).pk,), "newcomer", STRANGERS[:-1]),
    "endpoint-deed/2": lambda: Row((_yongan(Endpoint).uuid, "disable"), "yongan.clerk"),
    "attachments:download/1": _evidence,
    "documents:pdf/1": _private_paper,
    "announcement/1": lambda: Row((_announcement().key,), "henan.officer"),
    "object-to/1": lambda: Row((_announcement().key,), "henan.officer"),
    "objection/1": lambda: Row((PublicObjection.objects.get().number,), "henan.officer"),
    "verify/1": lambda: Row((_announcement().document.code,), "henan.officer"),
    "organisation/1": lambda: Row((_announcement().organisation.code,), "henan.officer"),
    "law-clause/1": lambda: Row(
        (str(_filing("河南中正安全技术有限公司").machine["accept"].basis.key),), "henan.officer"
    ),
    "message/1": _message,
    "job/1": _job,
    "job-progress/1": _job,
    "job-cancel/1": _job,
    "job-result/1": _job,
    "report/1": _report(),
    "report-file/2": _report("xlsx"),
    "accounts:registration-withdraw/1": lambda: Row(
        (_yongan(Registration).pk,), "newcomer", ("henan.officer", "changjiang.clerk")
    ),
    "accounts:registration-confirm/1": lambda: Row((_yongan(Registration).pk,), "yongan.clerk"),
    "accounts:registration-refuse/1": lambda: Row((_yongan(Registration).pk,), "yongan.clerk"),
    "accounts:invitation-withdraw/1": lambda: Row((_yongan(Invitation).key,), "yongan.clerk"),
    "accounts:invitation-accept/1": lambda: Row((invitations.token_of(_yongan(Invitation)),), "henan.officer"),
    "accounts:member-list/1": lambda: Row(
        (_yongan(Assignment, role="organisation_admin").organisation.code,),
        "yongan.clerk",
        (*STRANGERS, "henan.officer"),
    ),
    "accounts:assignment-revoke/1": lambda: Row((_yongan(Assignment).pk,), "yongan.clerk"),
    "api-announcement-detail/1": lambda: Row((_announcement().document.code,), "henan.officer"),
    "api-qualification-detail/1": lambda: Row((Qualification.objects.published().first().number,), "henan.officer"),
    "api-proceeding-detail/1": of_case(),
    **{f"api-proceeding-{deed}/1": _case_to_interface(body, "bianan.clerk") for deed, body in PARTY_DEEDS.items()},
    **{f"api-proceeding-{deed}/1": _case_to_interface(body) for deed, body in CASE_DEEDS.items()},
    "api-filing-detail/1": of_filing(),
    **{f"api-filing-{deed}/1": _to_interface(body) for deed, body in DEEDS.items()},
    "api-organisation-detail/1": lambda: Row((_announcement().organisation.code,), "henan.officer"),
    "api-organisation-check/1": lambda: Row((_announcement().organisation.code,), "henan.officer"),
    "import/1": lambda: Row((SPREADSHEET.code,), "henan.officer", ("henan.reviewer", "changjiang.clerk")),
    "import-template/1": lambda: Row((SPREADSHEET.code,), "henan.officer", ("henan.reviewer", "changjiang.clerk")),
    "forget-search/1": lambda: Row((SavedSearch.objects.get().pk,), "henan.officer", (*STRANGERS, "henan.reviewer")),
    "token-revoke/1": lambda: Row((ApiToken.objects.get(user__username="yongan.clerk").uuid,), "yongan.clerk"),
}
