"""Keeping of the figures: a new value is a new row, and ends the one before it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.postgres.forms import DateRangeField, RangeWidget
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.figures import loading, values
from portal.figures.models import FigureRow

#: What says which figure it is, and where: fixed once written, since files were decided by it.
FIXED = ("code", "region", "value", "unit")


class FigureForm(forms.ModelForm):
    """A new row may begin within the period of the one in force, which then ends; not before a later one."""

    period = DateRangeField(
        label=_("适用期间"),
        required=False,
        help_text=_("含起始日，不含截止日；空白表示不限"),
        widget=RangeWidget(AdminDateWidget()),
    )

    class Meta:
        model = FigureRow
        fields = ("code", "region", "value", "unit", "period", "basis", "label", "is_confirmed")

    def clean_period(self) -> DateRange:
        return self.cleaned_data["period"] or DateRange(None, None)

    def clean_unit(self) -> str:
        unit = str(self.cleaned_data["unit"])
        if unit not in values.UNITS:
            raise forms.ValidationError(_("没有这种单位，可用：%(units)s") % {"units": "、".join(sorted(values.UNITS))})
        return unit

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"value", "unit"} <= cleaned.keys() and not values.is_fit(cleaned["value"], cleaned["unit"]):
            self.add_error("value", _("应为不小于零的数；人数、天数、月数、年数应为整数"))
        if self.instance.pk is None and {"code", "period"} <= cleaned.keys():
            row = FigureRow(code=cleaned["code"], region=cleaned.get("region"), period=cleaned["period"])
            if loading.later_rows(row).exists():
                self.add_error("period", _("该日或者其后已有同一数值的记录"))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """A new row overlaps the one it supersedes until that is ended; `clean` looks for those it may not overlap."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        return excluded if self.instance.pk else excluded | {"period"}


@admin.register(FigureRow)
class FigureRowAdmin(admin.ModelAdmin):
    """The value of a written row is never changed: a later row supersedes it."""

    form = FigureForm
    list_display = ("code", "label", "region", "value", "unit", "period", "is_confirmed")
    list_filter = ("is_confirmed", "unit")
    search_fields = ("code", "label", "basis")
    autocomplete_fields = ("region",)
    list_select_related = ("region",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return FIXED if obj else ()

    def save_model(self, request: HttpRequest, obj: FigureRow, form: Any, change: Any) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            loading.supersede(obj)
