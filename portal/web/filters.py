"""Filters that several lists share."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.regions.models import Region


class AnyOf(django_filters.MultipleChoiceFilter):
    """One of several values of a column of the row's own: no row is found twice, and none is looked for twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"distinct": False, **options})


def _regions(_request: Any) -> QuerySet[Region]:
    """Asked anew for every form: a set of rows kept with the filter would be copied with each."""
    return Region.objects.all()


class RegionFilter(django_filters.ModelChoiceFilter):
    """A division by its code, with all below it; `under` is the queryset's adjective."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("地区（区划代码）"))
        widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "6", "placeholder": "410000"})
        super().__init__(queryset=_regions, widget=widget, **options)

    def filter(self, qs: Any, value: Region | None) -> QuerySet[Any]:
        return qs.under(value.path) if value else qs
