"""Organs are reference rows; papers and numbers are for reading."""

from typing import Any

from django.contrib import admin

from portal.access.admin import Kept, ReadOnlyAdmin
from portal.documents.models import DocNumber, DocSeries, Document, Organ


@admin.register(Organ)
class OrganAdmin(Kept, admin.ModelAdmin):
    list_display = ("name", "mark", "region", "emblem", "seal_mm")
    search_fields = ("name", "mark")
    raw_id_fields = ("region", "organisation")

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("title", "number", "organ", "issued_on", "status", "times_checked")
    list_filter = ("status", "paper", "layout")
    list_select_related = ("organ",)
    search_fields = ("number", "title", "code")


@admin.register(DocSeries)
class DocSeriesAdmin(ReadOnlyAdmin):
    list_display = ("organ", "code", "year", "last")
    list_select_related = ("organ",)


@admin.register(DocNumber)
class DocNumberAdmin(ReadOnlyAdmin):
    list_display = ("text", "series", "ordinal", "is_void", "void_reason")
    list_filter = ("is_void",)
    list_select_related = ("series__organ",)
    search_fields = ("text",)
