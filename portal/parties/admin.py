"""Organisations and persons, to be read: they change through services only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.access.admin import ReadOnlyAdmin
from portal.parties.models import (
    CodeOverride,
    Employment,
    FormerCode,
    FormerName,
    FormerRegion,
    Organisation,
    Person,
    Succession,
)
from portal.parties.services import people
from portal.parties.services.organisations import KIND
from portal.search import names


class ReadOnly:
    """Neither added nor changed nor removed here."""

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False


class FormerNames(ReadOnly, admin.TabularInline):
    model = FormerName
    fields = ("name", "period")


class FormerCodes(ReadOnly, admin.TabularInline):
    model = FormerCode
    fields = ("code", "until")


class FormerRegions(ReadOnly, admin.TabularInline):
    model = FormerRegion
    fields = ("region", "until")


class Overrides(ReadOnly, admin.TabularInline):
    model = CodeOverride
    fields = ("code", "objections", "reason", "decided_by_name", "decided_on")


class Successors(ReadOnly, admin.TabularInline):
    model = Succession
    fk_name = "predecessor"
    fields = ("successor", "kind", "on", "note")


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "region", "status", "code_status")
    list_filter = ("status", "code_status")
    list_select_related = ("region",)
    search_fields = ("code", "name")
    search_help_text = _("名称的一部分、拼音首字母或者代码，现用、曾用均可")
    ordering = ("code",)
    inlines = (FormerNames, FormerCodes, FormerRegions, Overrides, Successors)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """By the index of names, and by codes: two million rows are not read for a word."""
        if not search_term.strip():
            return queryset, False
        coded = Organisation.objects.by_code(search_term).values("pk")
        return queryset.filter(pk__in=names.keys(search_term, KIND).union(coded)), False


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    """By name, or by the whole identity number; what is sealed is shown masked."""

    list_display = ("name", "masked_identity")
    fields = ("name", "masked_identity", "masked_phone")
    readonly_fields = ("masked_identity", "masked_phone")
    search_fields = ("=name",)
    search_help_text = _("姓名，或者完整的身份证件号码")
    ordering = ("pk",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """An identity number is looked up by its hash."""
        if any(character.isdigit() for character in search_term):
            return queryset.by_identity(search_term), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("身份证件号码"))
    def masked_identity(self, person: Person) -> str:
        return people.masked(person, "identity") or "—"

    @admin.display(description=_("手机号码"))
    def masked_phone(self, person: Person) -> str:
        return people.masked(person, "phone") or "—"


@admin.register(Employment)
class EmploymentAdmin(ReadOnlyAdmin):
    list_display = ("person", "organisation", "post", "is_full_time", "period")
    list_select_related = ("person", "organisation")
    search_fields = ("=person__name", "=organisation__code", "organisation__name")
    ordering = ("-pk",)
