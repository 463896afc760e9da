"""Announcements as anyone may read them; corrected and withdrawn ones say so."""

from typing import Any, ClassVar

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.announcements.models import Announcement
from portal.rest.resources.regions import RegionFilter, RegionOutput
from portal.rest.serializers import ModelOutputSerializer, OutputSerializer
from portal.rest.viewsets import PublicViewSet


class PartyOutput(OutputSerializer):
    """An organisation in one line."""

    code = serializers.CharField()
    name = serializers.CharField()


class AnnouncementLine(ModelOutputSerializer):
    """An announcement in a list; `code` leads to the detail and verifies its paper."""

    code = serializers.CharField(source="document.code", help_text=_("公文验证码"))
    region = RegionOutput()
    organisation = PartyOutput(allow_null=True)

    class Meta:
        model = Announcement
        fields: ClassVar = [
            "code",
            "number",
            "kind",
            "title",
            "region",
            "organisation",
            "published_on",
            "objection_until",
            "is_certain",
            "status",
            "status_on",
        ]


class AnnouncementOutput(AnnouncementLine):
    """An announcement with its facts and its place in the chain of corrections."""

    supersedes = serializers.CharField(source="supersedes.document.code", default=None, allow_null=True)

    class Meta(AnnouncementLine.Meta):
        fields: ClassVar = [*AnnouncementLine.Meta.fields, "reason", "facts", "supersedes"]


class AnnouncementFilter(django_filters.FilterSet):
    """By kind, place, organisation, state and day."""

    region = RegionFilter("region__path")
    organisation = django_filters.CharFilter(field_name="organisation__code", help_text=_("统一社会信用代码"))
    published_from = django_filters.DateFilter(field_name="published_on", lookup_expr="gte")
    published_to = django_filters.DateFilter(field_name="published_on", lookup_expr="lte")
    open_to_objection = django_filters.BooleanFilter(method="contestable", help_text=_("今天仍在异议期内"))

    class Meta:
        model = Announcement
        fields: ClassVar = ["kind", "status"]

    def contestable(self, queryset: Any, _field: str, value: bool) -> Any:
        return queryset.open_to_objection(timezone.localdate()) if value else queryset


@extend_schema_view(
    list=extend_schema(summary=_("公告")),
    retrieve=extend_schema(summary=_("一件公告"), description=_("以公文验证码查找。")),
)
class AnnouncementViewSet(PublicViewSet):
    """The announcements of every organ."""

    model = Announcement
    lookup_field = "document__code"
    lookup_url_kwarg = "code"
    serializer_class = AnnouncementOutput
    list_serializer_class = AnnouncementLine
    filterset_class = AnnouncementFilter
    orderings: ClassVar = {"newest": ("-published_on", "-pk"), "oldest": ("published_on", "pk")}

    def rows(self, queryset: Any) -> Any:
        return queryset.select_related("region", "organisation", "document", "supersedes__document")
