"""The trail is read here, by the audit administrator; nothing is written."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.access.admin import ReadOnlyAdmin
from portal.audit.models import Entry


class KindFilter(admin.SimpleListFilter):
    """The kinds of subject the trail tells of."""

    title = _("对象类别")
    parameter_name = "subject_kind"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, kind) for kind in Entry.objects.kinds() if kind]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(subject_kind=self.value()) if self.value() else queryset


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """Newest first."""

    list_display = ["at", "actor_name", "acting_as", "verb", "subject_kind", "subject_number"]
    list_filter = [KindFilter]
    search_fields = ["actor_name", "verb", "subject_number"]
    ordering = ["-id"]
