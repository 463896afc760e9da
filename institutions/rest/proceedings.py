"""Proceedings for their party and the authority: the party speaks and is heard, the authority makes its moves."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from institutions.models import Proceeding
from institutions.models.choices import Measure
from institutions.rest.serializers import (
    HearingRecordInput,
    NoteInput,
    ProceedingOutput,
    RemarkInput,
    StatementInput,
    SummonsInput,
    VerdictInput,
)
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
    notify=extend_schema(summary=_("告知权利")),
    proceed=extend_schema(summary=_("无须事先告知，拟定决定")),
    announce_hearing=extend_schema(summary=_("通知听证")),
    record_hearing=extend_schema(summary=_("登记听证笔录")),
    draft=extend_schema(summary=_("拟定决定")),
    review=extend_schema(summary=_("审核")),
    send_back=extend_schema(summary=_("退回重拟")),
    sign=extend_schema(summary=_("签发处理决定")),
    drop=extend_schema(summary=_("签发：不予处理")),
)
class ProceedingViewSet(ScopedViewSet):
    """Cases against qualifications, opened at the authority's desk, and the deeds of the table of moves."""

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

    @deed()
    def notify(self, request: Request, proceeding: Proceeding) -> None:
        proceedings.notify(proceeding, **self.told())

    @deed()
    def proceed(self, request: Request, proceeding: Proceeding) -> None:
        proceedings.proceed(proceeding, **self.told())

    @deed(SummonsInput)
    def announce_hearing(self, request: Request, proceeding: Proceeding, *, chair: str, **facts: Any) -> None:
        who = proceedings.chairs(proceeding, on=timezone.localdate()).filter(username=chair).first()
        proceedings.announce_hearing(proceeding, chair=who, **facts, **self.told())

    @deed(HearingRecordInput)
    def record_hearing(self, request: Request, proceeding: Proceeding, **facts: Any) -> None:
        proceedings.record_hearing(proceeding, **facts, **self.told())

    @deed(VerdictInput)
    def draft(self, request: Request, proceeding: Proceeding, **facts: Any) -> None:
        proceedings.draft(proceeding, **facts, **self.told())

    @deed()
    def review(self, request: Request, proceeding: Proceeding) -> None:
        proceedings.review(proceeding, **self.told())

    @deed(NoteInput)
    def send_back(self, request: Request, proceeding: Proceeding, *, reason: str) -> None:
        proceedings.send_back(proceeding, reason=reason, **self.told())

    @deed()
    def sign(self, request: Request, proceeding: Proceeding) -> None:
        proceedings.sign(proceeding, **self.told())

    @deed()
    def drop(self, request: Request, proceeding: Proceeding) -> None:
        proceedings.drop(proceeding, **self.told())

    def told(self) -> dict[str, Any]:
        """Who asks, and the day."""
        return {"by": self.request.user, "on": timezone.localdate()}
