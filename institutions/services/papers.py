"""The official papers of this chapter, and their issue."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from institutions.models import Filing, Proceeding, Qualification, choices
from institutions.services import samples
from portal.accounts.models import User
from portal.documents import issuing, organs
from portal.documents.models import Document
from portal.documents.papers import ANNOUNCEMENTS, Layout, Paper, Seal, Series
from portal.documents.wording import long_date, recorded

REVIEW: Final = Series("institution-review", "审")
LICENSING_SEAL: Final = "行政许可专用章"
FILING_KIND: Final = "institutions.filing"
QUALIFICATION_KIND: Final = "institutions.qualification"
PROCEEDING_KIND: Final = "institutions.proceeding"


def _letter(code: str, title: Any, template: str, sample: dict[str, Any]) -> Paper:
    return Paper(
        f"institutions-{code}",
        title,
        template,
        REVIEW,
        Layout.LETTER,
        Seal.DEDICATED,
        LICENSING_SEAL,
        sample=sample,
    )


RECEIPT: Final = _letter("receipt", _("申请材料接收凭证"), "institutions/documents/receipt.html", samples.RECEIPT)
CORRECTION: Final = _letter(
    "correction", _("申请材料补正告知书"), "institutions/documents/correction.html", samples.CORRECTION
)
ACCEPTANCE: Final = _letter("acceptance", _("受理通知书"), "institutions/documents/acceptance.html", samples.ACCEPTANCE)
REFUSED_ACCEPTANCE: Final = _letter(
    "refused_acceptance",
    _("不予受理通知书"),
    "institutions/documents/refused_acceptance.html",
    samples.REFUSED_ACCEPTANCE,
)
EXPERT_REVIEW: Final = _letter(
    "expert_review", _("专家评审时间告知书"), "institutions/documents/expert_review.html", samples.EXPERT_REVIEW
)
EXTENSION: Final = _letter(
    "extension", _("延长审查期限告知书"), "institutions/documents/extension.html", samples.EXTENSION
)
DECISION_GRANT: Final = Paper(
    "institutions-decision_grant",
    _("条件审查决定书"),
    "institutions/documents/decision_grant.html",
    REVIEW,
    sample=samples.DECISION_GRANT,
)
DECISION_REFUSE: Final = Paper(
    "institutions-decision_refuse",
    _("不予通过条件审查决定书"),
    "institutions/documents/decision_refuse.html",
    REVIEW,
    sample=samples.DECISION_REFUSE,
)
ANNOUNCEMENT: Final = Paper(
    "institutions-announcement",
    _("机构条件审查公告"),
    "institutions/documents/announcement.html",
    ANNOUNCEMENTS,
    is_public=True,
    sample=samples.ANNOUNCEMENT,
)
CANCELLATION: Final = Paper(
    "institutions-cancellation",
    _("机构资质注销公告"),
    "institutions/documents/cancellation.html",
    ANNOUNCEMENTS,
    is_public=True,
    sample=samples.CANCELLATION,
)
RECTIFICATION: Final = _letter(
    "rectification",
    _("责令限期整改指令书"),
    "institutions/documents/rectification.html",
    samples.RECTIFICATION,
)
RIGHTS_NOTICE: Final = _letter(
    "rights_notice", _("处理事先告知书"), "institutions/documents/rights_notice.html", samples.RIGHTS_NOTICE
)
HEARING_NOTICE: Final = _letter(
    "hearing_notice", _("听证通知书"), "institutions/documents/hearing_notice.html", samples.HEARING_NOTICE
)
PROCEEDING_DROPPED: Final = _letter(
    "proceeding_dropped",
    _("终止处理通知书"),
    "institutions/documents/proceeding_dropped.html",
    samples.PROCEEDING_DECISION,
)
PROCEEDING_DECISION: Final = Paper(
    "institutions-proceeding_decision",
    _("机构资质处理决定书"),
    "institutions/documents/proceeding_decision.html",
    REVIEW,
    sample=samples.PROCEEDING_DECISION,
)
PROCEEDING_ANNOUNCEMENT: Final = Paper(
    "institutions-proceeding_announcement",
    _("机构资质处理公告"),
    "institutions/documents/proceeding_announcement.html",
    ANNOUNCEMENTS,
    is_public=True,
    sample=samples.PROCEEDING_ANNOUNCEMENT,
)
CERTIFICATE: Final = Paper(
    "institutions-certificate",
    _("安全评价检测检验机构资质证书"),
    "institutions/documents/certificate.html",
    None,
    Layout.CERTIFICATE,
    is_public=True,
    sample=samples.CERTIFICATE,
)


def issue(
    paper: Paper, filing: Filing, context: Mapping[str, Any], *, on: date, by: User | None, title: str = ""
) -> Document:
    """Issue a paper of an application in the name of the competent authority; the same facts again give the same."""
    assert filing.region is not None  # noqa: S101 - a paper is issued only on what was handed in
    return issuing.issue(
        paper,
        organ=organs.of(filing.region),
        context={**common(filing), **context},
        subject_kind=FILING_KIND,
        subject_key=filing.pk,
        subject_number=filing.number,
        organisation=filing.organisation,
        on=on,
        by=by,
        title=title,
    )


def issue_for(
    paper: Paper, qualification: Qualification, context: Mapping[str, Any], *, on: date, by: User | None
) -> Document:
    """Issue a paper of a qualification; a certificate bears the qualification's own number."""
    return issuing.issue(
        paper,
        organ=organs.of(qualification.region),
        context=context,
        subject_kind=QUALIFICATION_KIND,
        subject_key=qualification.pk,
        subject_number=qualification.number,
        organisation=qualification.organisation,
        on=on,
        by=by,
        number="" if paper.series else qualification.number,
    )


def issue_in(
    paper: Paper, proceeding: Proceeding, context: Mapping[str, Any], *, on: date, by: User | None
) -> Document:
    """Issue a paper of a proceeding, to the party."""
    return issuing.issue(
        paper,
        organ=organs.of(proceeding.region),
        context=context,
        subject_kind=PROCEEDING_KIND,
        subject_key=proceeding.pk,
        subject_number=proceeding.number,
        organisation=proceeding.organisation,
        on=on,
        by=by,
    )


def common(filing: Filing) -> dict[str, Any]:
    """What every paper of an application may name."""
    return {
        "addressee": filing.organisation_name or filing.organisation.name,
        "credit_code": filing.organisation.code,
        "filing_number": filing.number,
        "kind": choices.Kind(filing.kind).label,
        "filing_type": choices.FilingType(filing.type).label,
        "received": long_date(filing.received_on) if filing.received_on else "",
        "is_license": filing.regime == "license",
    }


def common_for(qualification: Qualification) -> dict[str, Any]:
    """What every paper of a qualification may name."""
    return {
        "addressee": qualification.organisation.name,
        "credit_code": qualification.organisation.code,
        "qualification": qualification.number,
        "kind": recorded(choices.Kind(qualification.kind).label),
    }


def of(filing: Filing) -> list[Document]:
    """Every paper of an application, oldest first."""
    return list(Document.objects.about(FILING_KIND, filing.pk))


def papers_of(subject: Filing | Proceeding | Qualification, user: User) -> QuerySet[Document]:
    """The papers issued on it that this person may see, oldest first."""
    return Document.objects.all().visible_to(user).about(subject.machine.kind, subject.pk)
