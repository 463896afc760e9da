"""The public announcement of an approved application."""

from datetime import date
from typing import Final

from institutions.models import Filing, Qualification
from institutions.rules.words import FilingType
from institutions.services import papers
from institutions.services.qualifications import enter_announcement, scope_names
from portal.accounts.models import User
from portal.announcements.models import Announcement
from portal.announcements.services import notices as announcements
from portal.documents.wording import long_date

#: The kind of announcement each type of application ends in; a cancellation announces itself.
KINDS: Final = {
    FilingType.INITIAL: "institution-found-fit",
    FilingType.CHANGE: "institution-changed",
    FilingType.SCOPE_CHANGE: "institution-changed",
    FilingType.RE_VERIFICATION: "institution-changed",
    FilingType.RENEWAL: "institution-renewed",
}


def publish(filing: Filing, qualification: Qualification, *, by: User, on: date) -> Announcement | None:
    """Announce it the same day, under a number and with the period to object."""
    kind = KINDS.get(FilingType(filing.type))
    if kind is None:
        return None
    assert filing.region is not None  # noqa: S101 - handed in
    announcement = announcements.publish(
        papers.ANNOUNCEMENT,
        kind=kind,
        region=filing.region,
        context=facts_of(filing, qualification),
        subject_kind=papers.QUALIFICATION_KIND,
        subject_key=qualification.pk,
        subject_number=filing.number,
        organisation=filing.organisation,
        on=on,
        by=by,
    )
    enter_announcement(qualification, announcement)
    return announcement


def facts_of(filing: Filing, qualification: Qualification) -> dict[str, object]:
    """What the public is told (Measures, annexes 2 and 3): no personal data beyond the legal representative's name."""
    organisation = filing.organisation
    return {
        **papers.common(filing),
        "name": organisation.name,
        "qualification": qualification.number,
        "scopes": list(scope_names(qualification)),
        "legal_representative": filing.legal_representative,
        "registered_address": filing.registered_address,
        "office_address": filing.office_address,
        "website": filing.website,
        "valid_from": long_date(qualification.valid_from),
        "valid_to": long_date(qualification.valid_to),
    }
