"""The demo country: every state somebody will look for is there, and it grows once."""

from datetime import date

from institutions.models import Filing, Qualification
from institutions.states import FilingState, QualificationState
from portal.audit.models import Entry
from portal.seed.growing import grow
from portal.workflow import docket

ON = date(2026, 9, 18)


def test_the_country_has_an_institution_at_every_stage(db, settings):
    settings.DEMO = True
    country = grow(ON)
    assert {
        FilingState.DRAFT,
        FilingState.SUBMITTED,
        FilingState.CORRECTION_REQUIRED,
        FilingState.DOC_REVIEW,
        FilingState.EXPERT_REVIEW,
        FilingState.DRAFTED,
        FilingState.REVIEWED,
        FilingState.REJECTED,
        FilingState.WITHDRAWN,
        FilingState.ANNOUNCED,
    } == set(Filing.objects.values_list("state", flat=True))
    assert {QualificationState.ACTIVE, QualificationState.CANCELLED, QualificationState.SUSPENDED} == set(
        Qualification.objects.values_list("state", flat=True)
    )
    assert len(country.organisations) >= 15
    assert list(docket.discrepancies()) == []
    assert Entry.objects.exists()
