"""The register for anyone; applications for their applicant and the authority, each deed by one service."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from institutions.models import ConditionFinding, Filing, Qualification
from institutions.models.choices import Kind
from institutions.rest.serializers import (
    DraftInput,
    FilingOutput,
    FindingOutput,
    NoteInput,
    QualificationOutput,
    ReasonsInput,
    SectionsInput,
    StartInput,
)
from institutions.rest.serializers import (
    reasons as listed,
)
from institutions.services import decisions, drafts, filings, reviews
from institutions.states import FilingState, QualificationState
from portal.rest.resources.regions import RegionFilter
from portal.rest.scopes import declare
from portal.rest.viewsets import PublicViewSet, ScopedList, ScopedViewSet, creation, deed

READ = declare("filing:read", _("读取机构申请"))
WRITE = declare("filing:write", _("办理机构申请"))


class QualificationFilter(django_filters.FilterSet):
    """By holder, place, kind, standing and term."""

    organisation = django_filters.CharFilter(field_name="organisation__code", help_text=_("统一社会信用代码"))
    region = RegionFilter("region__path")
    kind = django_filters.ChoiceFilter(choices=Kind.choices)
    state = django_filters.ChoiceFilter(choices=QualificationState.choices)
    valid_to_before = django_filters.DateFilter(field_name="valid_to", lookup_expr="lt")

    class Meta:
        model = Qualification
        fields: ClassVar = ["kind", "state"]


@extend_schema_view(
    list=extend_schema(summary=_("技术服务机构名录")),
    retrieve=extend_schema(summary=_("一项机构资质")),
)
class QualificationViewSet(PublicViewSet):
    """Every qualification announced, also those that have ended."""

    model = Qualification
    serializer_class = QualificationOutput
    filterset_class = QualificationFilter
    orderings: ClassVar = {"newest": ("-granted_on", "-pk"), "ending": ("valid_to", "pk")}

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("organisation", "region").prefetch_related("scopes__business")


class FindingFilter(django_filters.FilterSet):
    """By holder, place, and whether it stands."""

    organisation = django_filters.CharFilter(
        field_name="qualification__organisation__code", help_text=_("统一社会信用代码")
    )
    region = RegionFilter("qualification__region__path")
    is_standing = django_filters.BooleanFilter(field_name="ended_on", lookup_expr="isnull", help_text=_("尚未终结"))

    class Meta:
        model = ConditionFinding
        fields: ClassVar = ["code"]


@extend_schema_view(list=extend_schema(summary=_("条件保持问题"), description=_("每夜核对所发现的不再符合的条件。")))
class FindingViewSet(ScopedList):
    """What the nightly sweep found, as far as the asker may see."""

    model = ConditionFinding
    serializer_class = FindingOutput
    filterset_class = FindingFilter
    orderings: ClassVar = {"due": ("rectify_by", "pk"), "newest": ("-pk",)}
    reading = READ

    def rows(self, queryset: Any) -> QuerySet[Any]:
        return queryset.for_list()


class FilingFilter(django_filters.FilterSet):
    """By applicant, kind, state and day."""

    organisation = django_filters.CharFilter(field_name="organisation__code", help_text=_("统一社会信用代码"))
    kind = django_filters.ChoiceFilter(choices=Kind.choices)
    state = django_filters.ChoiceFilter(choices=FilingState.choices)
    submitted_from = django_filters.DateFilter(field_name="submitted_on", lookup_expr="gte")

    class Meta:
        model = Filing
        fields: ClassVar = ["kind", "state"]


@extend_schema_view(
    list=extend_schema(summary=_("机构申请")),
    retrieve=extend_schema(summary=_("一件机构申请")),
    create=extend_schema(summary=_("新申请")),
    sections=extend_schema(summary=_("填写申请各部分")),
    submit=extend_schema(summary=_("提交申请或者补正材料")),
    withdraw=extend_schema(summary=_("撤回申请")),
    accept=extend_schema(summary=_("受理")),
    require_correction=extend_schema(summary=_("一次性告知补正")),
    refuse_acceptance=extend_schema(summary=_("不予受理")),
    begin_review=extend_schema(summary=_("开始材料审查")),
    draft=extend_schema(summary=_("拟定决定")),
    review=extend_schema(summary=_("审核")),
    send_back=extend_schema(summary=_("退回重拟")),
    approve=extend_schema(summary=_("签发：审查合格")),
    reject=extend_schema(summary=_("签发：审查不合格")),
)
class FilingViewSet(ScopedViewSet):
    """Applications, and the deeds of the table of moves."""

    model = Filing
    serializer_class = FilingOutput
    filterset_class = FilingFilter
    reading, writing = READ, WRITE
    is_told_as_made = True

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.select_related("organisation", "region")

    @creation(StartInput)
    def create(
        self,
        request: Request,
        *,
        kind: str,
        type: str,  # noqa: A002 - the field's own name
        sections: dict[str, Any],
        submit: bool,
    ) -> Filing:
        organisation = filings.applicant_of(request.user)  # type: ignore[arg-type]
        if organisation is None:
            raise PermissionDenied(_now("只有单位经办人可以申请"))
        return filings.file(organisation, kind, type, sections, hands_in=submit, **self.told())

    @deed(SectionsInput)
    def sections(self, request: Request, filing: Filing, *, sections: dict[str, Any]) -> None:
        drafts.save_sections(filing, sections, **self.told())

    @deed()
    def submit(self, request: Request, filing: Filing) -> None:
        filings.submit(filing, **self.told())

    @deed(NoteInput)
    def withdraw(self, request: Request, filing: Filing, *, reason: str) -> None:
        filings.withdraw(filing, reason=reason, **self.told())

    @deed()
    def accept(self, request: Request, filing: Filing) -> None:
        filings.accept(filing, **self.told())

    @deed(ReasonsInput)
    def require_correction(self, request: Request, filing: Filing, *, reasons: list[dict[str, Any]]) -> None:
        filings.require_correction(filing, listed(reasons), **self.told())

    @deed(ReasonsInput)
    def refuse_acceptance(self, request: Request, filing: Filing, *, reasons: list[dict[str, Any]]) -> None:
        filings.refuse_acceptance(filing, listed(reasons), **self.told())

    @deed()
    def begin_review(self, request: Request, filing: Filing) -> None:
        reviews.begin(filing, **self.told())

    @deed(DraftInput)
    def draft(self, request: Request, filing: Filing, *, reasons: list[dict[str, Any]], **facts: Any) -> None:
        decisions.draft(filing, reasons=listed(reasons), **facts, **self.told())

    @deed()
    def review(self, request: Request, filing: Filing) -> None:
        decisions.review(filing, **self.told())

    @deed(NoteInput)
    def send_back(self, request: Request, filing: Filing, *, reason: str) -> None:
        decisions.send_back(filing, reason=reason, **self.told())

    @deed()
    def approve(self, request: Request, filing: Filing) -> None:
        decisions.approve(filing, **self.told())

    @deed()
    def reject(self, request: Request, filing: Filing) -> None:
        decisions.reject(filing, **self.told())

    def told(self) -> dict[str, Any]:
        """Who asks, and the day."""
        return {"by": self.request.user, "on": timezone.localdate()}
