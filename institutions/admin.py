"""The administration: case files to read, reference rows to keep."""

from django.contrib import admin

from institutions import models
from portal.access.admin import Kept, ReadOnlyAdmin
from portal.workflow.admin import StateFilter


class SpecialtyInline(Kept, admin.TabularInline):
    model = models.ScopeSpecialty
    extra = 0


@admin.register(models.BusinessScope)
class BusinessScopeAdmin(Kept, admin.ModelAdmin):
    """Scopes and their specialties: what annex 1 says, and whether it was read there."""

    list_display = ["code", "kind", "name", "is_confirmed", "since", "until"]
    list_filter = ["kind", "is_confirmed"]
    search_fields = ["code", "name"]
    inlines = [SpecialtyInline]


@admin.register(models.Expert)
class ExpertAdmin(Kept, admin.ModelAdmin):
    """The register of experts."""

    list_display = ["user", "region", "employer", "title", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["user__name"]
    raw_id_fields = ["user", "region", "employer"]


@admin.register(models.Filing)
class FilingAdmin(ReadOnlyAdmin):
    list_display = ["number", "organisation", "kind", "type", "state", "region", "received_on", "decided_on"]
    list_filter = ["kind", "type", StateFilter]
    search_fields = ["number", "organisation__name", "organisation__code"]
    list_select_related = ["organisation", "region"]


@admin.register(models.Qualification)
class QualificationAdmin(ReadOnlyAdmin):
    list_display = ["number", "organisation", "kind", "state", "valid_from", "valid_to"]
    list_filter = ["kind", StateFilter]
    search_fields = ["number", "organisation__name", "organisation__code"]
    list_select_related = ["organisation"]


@admin.register(models.ConditionFinding)
class ConditionFindingAdmin(ReadOnlyAdmin):
    list_display = ["qualification", "code", "opened_on", "seen_on", "rectify_by", "ended_on", "ending"]
    list_filter = ["ending"]
    search_fields = ["qualification__number", "code"]
    list_select_related = ["qualification"]


@admin.register(models.Proceeding)
class ProceedingAdmin(ReadOnlyAdmin):
    list_display = ["number", "organisation", "measure", "state", "region", "opened_on", "notified_on", "decided_on"]
    list_filter = ["measure", StateFilter]
    search_fields = ["number", "organisation__name", "organisation__code"]
    list_select_related = ["organisation", "region"]


@admin.register(models.ApplicationBar)
class ApplicationBarAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "ground", "since", "until", "lifted_on"]
    list_filter = ["ground"]
    list_select_related = ["organisation"]


@admin.register(models.Panel)
class PanelAdmin(ReadOnlyAdmin):
    list_display = ["filing", "size", "seed", "convened_on", "concluded_on", "favours"]
    list_select_related = ["filing"]


@admin.register(models.Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["filing", "outcome", "drafted_by", "reviewed_by", "decided_by", "decided_on", "is_current"]
    list_select_related = ["filing", "drafted_by", "reviewed_by", "decided_by"]


@admin.register(models.Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ["kind", "subject", "due_on", "days", "sent_on"]
    list_filter = ["kind"]
