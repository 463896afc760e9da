"""Keeping of the holiday notices: edited day by day, or imported as a table."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from portal.workdays import notices
from portal.workdays.forms import NoticeForm
from portal.workdays.models import Adjustment, HolidayNotice
from portal.workdays.sheet import HOLIDAY, MAKEUP, REQUIRED, Faulty


class AdjustmentInline(admin.TabularInline):
    model = Adjustment
    extra = 0


@admin.register(HolidayNotice)
class HolidayNoticeAdmin(admin.ModelAdmin):
    """Every change counts at once in every process."""

    list_display = ("year", "url", "changed_at")
    inlines = (AdjustmentInline,)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    change_list_template = "admin/workdays/holidaynotice/change_list.html"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        notices.touch(form.instance)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.import_notice)
        return [path("import/", view, name="workdays_holidaynotice_import"), *super().get_urls()]

    def import_notice(self, request: HttpRequest) -> HttpResponse:
        """Load a notice; every fault is shown by its line, and then nothing is loaded."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = NoticeForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                years = notices.load(form.content)
            except Faulty as faulty:
                for fault in faulty.faults:
                    form.add_error(None, str(fault))
            else:
                text = _("已导入年度：%(years)s") % {"years": "、".join(str(year) for year in years)}
                messages.success(request, text)
                return HttpResponseRedirect(reverse("admin:workdays_holidaynotice_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("导入节假日安排"),
            "opts": self.opts,
            "form": form,
            "columns": REQUIRED,
            "kinds": (HOLIDAY, MAKEUP),
        }
        return TemplateResponse(request, "admin/workdays/holidaynotice/import.html", context)
