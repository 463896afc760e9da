"""The docket: what waits, of which kind, until when, as far as the asker may see."""

from typing import Any, ClassVar

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.access import Role
from portal.rest.resources.announcements import PartyOutput
from portal.rest.resources.regions import RegionFilter, RegionOutput
from portal.rest.scopes import DOCKET_READ
from portal.rest.serializers import ModelOutputSerializer
from portal.rest.viewsets import ScopedList
from portal.workflow.models import DocketEntry


class DocketLine(ModelOutputSerializer):
    """A matter in the docket."""

    state_label = serializers.CharField(read_only=True)
    organisation = PartyOutput(allow_null=True)
    region = RegionOutput(allow_null=True)
    is_mine = serializers.SerializerMethodField(help_text=_("由本人承办"))

    class Meta:
        model = DocketEntry
        fields: ClassVar = [
            "kind",
            "number",
            "title",
            "organisation",
            "region",
            "state",
            "state_label",
            "state_since",
            "waiting_for",
            "clock",
            "due_on",
            "is_certain",
            "paused_on",
            "is_mine",
            "opened_on",
            "closed_on",
        ]

    def get_is_mine(self, entry: DocketEntry) -> bool:
        return entry.assignee_id == self.context["request"].user.pk


class DocketFilter(django_filters.FilterSet):
    """By kind, state, turn, place and deadline."""

    region = RegionFilter("region_path")
    waiting_for = django_filters.ChoiceFilter(choices=Role.choices)
    organisation = django_filters.CharFilter(field_name="organisation__code", help_text=_("统一社会信用代码"))
    due_by = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    is_live = django_filters.BooleanFilter(field_name="closed_on", lookup_expr="isnull", help_text=_("未办结"))
    is_overdue = django_filters.BooleanFilter(method="overdue", help_text=_("今天已逾期"))

    class Meta:
        model = DocketEntry
        fields: ClassVar = ["kind", "state"]

    def overdue(self, queryset: Any, _field: str, value: bool) -> Any:
        return queryset.overdue(timezone.localdate()) if value else queryset


@extend_schema_view(list=extend_schema(summary=_("待办事项"), description=_("本人可见的全部事项，先到期的在前。")))
class DocketViewSet(ScopedList):
    """The docket of whoever asks."""

    model = DocketEntry
    reading = DOCKET_READ
    serializer_class = DocketLine
    filterset_class = DocketFilter
    orderings: ClassVar = {"due": ("due_on", "pk"), "newest": ("-pk",)}

    def rows(self, queryset: Any) -> Any:
        return queryset.select_related("organisation", "region")
