"""Proceedings for their party and the authority, with what the party may do: state its case, be heard, or not."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from institutions.models import Proceeding
from institutions.models.choices import Measure
from institutions.rest.serializers import ProceedingOutput, RemarkInput, StatementInput
from institutions.rest.views import READ, WRITE
from institutions.services import proceedings
from institutions.states import ProceedingState
from portal.rest.resources.regions import RegionFilter
from portal.rest.viewsets import ScopedViewSet, deed


class ProceedingFilter(django_filters.FilterSet):
    """By party, place, measure and state."""

    organisation = django_filters.CharFilter(field_name="organisation__code", help_text=_("统一社会信用代码"))
    region = RegionFilter("region__path")
    measure = django_filters.ChoiceFilter(choices=Measure.choices)
    state = django_filters.ChoiceFilter(choices=ProceedingState.choices)

    class Meta:
        model = Proceeding
        fields: ClassVar = ["measure", "state"]


@extend_schema_view(
    list=extend_schema(summary=_("资质处理案件")),
    retrieve=extend_schema(summary=_("一件资质处理案件")),
    state=extend_schema(summary=_("陈述申辩")),
    ask_hearing=extend_schema(summary=_("申请听证")),
    waive=extend_schema(summary=_("放弃听证")),
)
class ProceedingViewSet(ScopedViewSet):
    """Cases against qualifications; the authority moves them at its desk."""

    model = Proceeding
    serializer_class = ProceedingOutput
    filterset_class = ProceedingFilter
    reading, writing = READ, WRITE

    def rows(self, queryset: Any) -> QuerySet[Any]:
        return queryset.for_list()

    @deed(StatementInput)
    def state(self, request: Request, proceeding: Proceeding, *, text: str) -> None:
        proceedings.state(proceeding, text=text, **self.told())

    @deed(RemarkInput)
    def ask_hearing(self, request: Request, proceeding: Proceeding, *, reason: str) -> None:
        proceedings.ask_hearing(proceeding, reason=reason, **self.told())

    @deed(RemarkInput)
    def waive(self, request: Request, proceeding: Proceeding, *, reason: str) -> None:
        proceedings.waive(proceeding, reason=reason, **self.told())

    def told(self) -> dict[str, Any]:
        """Who asks, and the day."""
        return {"by": self.request.user, "on": timezone.localdate()}
