"""Organisations as anyone may read them."""

from typing import Any, ClassVar

import django_filters
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from portal.parties.models import Organisation
from portal.rest.resources.regions import RegionFilter, RegionOutput
from portal.rest.serializers import ModelOutputSerializer, OutputSerializer
from portal.rest.viewsets import PublicViewSet
from portal.search import names


class FormerNameOutput(OutputSerializer):
    """A name an organisation bore."""

    name = serializers.CharField()


class OrganisationLine(ModelOutputSerializer):
    """An organisation in a list."""

    region = RegionOutput()

    class Meta:
        model = Organisation
        fields: ClassVar = ["code", "code_status", "name", "status", "region", "founded_on", "ended_on"]


class OrganisationOutput(ModelOutputSerializer):
    """An organisation with its former names."""

    region = RegionOutput()
    former_names = FormerNameOutput(many=True)

    class Meta:
        model = Organisation
        fields: ClassVar = [
            "code",
            "code_status",
            "name",
            "status",
            "region",
            "registered_address",
            "website",
            "founded_on",
            "ended_on",
            "former_names",
        ]


class OrganisationFilter(django_filters.FilterSet):
    """By place, state and name."""

    region = RegionFilter("region__path")
    status = django_filters.ChoiceFilter(choices=Organisation.Status.choices)
    name = django_filters.CharFilter(method="named", help_text=_("名称或曾用名的任何部分、拼音首字母"))

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = []

    def named(self, queryset: Any, _field: str, value: str) -> Any:
        return queryset.filter(names.borne(value, "organisation", "pk"))


@extend_schema_view(
    list=extend_schema(summary=_("单位名录")),
    retrieve=extend_schema(summary=_("一个单位"), description=_("以统一社会信用代码或者曾用代码查找。")),
)
class OrganisationViewSet(PublicViewSet):
    """The register of organisations."""

    model = Organisation
    lookup_field = "code"
    serializer_class = OrganisationOutput
    list_serializer_class = OrganisationLine
    filterset_class = OrganisationFilter
    orderings: ClassVar = {"code": ("code",), "newest": ("-pk",)}

    def rows(self, queryset: Any) -> Any:
        return queryset.select_related("region") if self.action == "list" else queryset.with_names()

    def get_object(self) -> Any:
        found = self.get_queryset().by_code(self.kwargs["code"]).first()
        if found is None:
            raise Http404
        return found
