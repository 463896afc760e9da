"""A region as it is told, and the filter "in this region or below"."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portal.regions import table
from portal.regions.facts import CODE_LENGTH
from portal.rest.serializers import OutputSerializer


class RegionOutput(OutputSerializer):
    """A division by its GB/T 2260 code."""

    code = serializers.CharField(help_text=gettext_lazy("行政区划代码（GB/T 2260）"))
    name = serializers.CharField()


@extend_schema_field({"type": "string", "pattern": r"^\d{6}$"})
class RegionFilter(django_filters.CharFilter):
    """Rows of a division and all below it, by its code; `path` names the field that holds the division's path."""

    def __init__(self, path: str, **kwargs: Any) -> None:
        super().__init__(help_text=gettext_lazy("行政区划代码，含下级"), **kwargs)
        self.path = path

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        if not (value.isascii() and value.isdecimal() and len(value) == CODE_LENGTH):
            raise serializers.ValidationError({"region": _("行政区划代码为六位数字")})
        region = table.resolve(value, timezone.localdate())
        return qs.filter(**{f"{self.path}__startswith": region.path})
