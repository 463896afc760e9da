"""Who works where, from when until when."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.parties import basis, events
from portal.parties.actor import Actor
from portal.parties.models import Employment, Organisation, Person
from portal.parties.services.organisations import locked


@transaction.atomic
def employ(
    person: Person,
    organisation: Organisation,
    *,
    since: date,
    by: Actor | None,
    on: date,
    until: date | None = None,
    is_full_time: bool = True,
    post: str = "",
) -> Employment:
    """
    Record that a person works at an organisation from `since` (until the day before `until`).

    Refused when the dates cannot be, or when a full-time place overlaps another: the other unit is not named.
    The very same employment again is returned as it stands.
    """
    # It may end, or be merged into another, at this very moment: who comes second finds it ended.
    organisation = locked(organisation)
    Refused.unless_clear(_date_objections(person, organisation, since, until, on))
    period = DateRange(since, until)
    same = Employment.objects.filter(
        person=person, organisation=organisation, period=period, is_full_time=is_full_time, post=post
    ).first()
    if same is not None:
        return same
    Refused.unless_clear(_overlap_objections(person, organisation, period, is_full_time=is_full_time))
    employment = Employment(
        person=person, organisation=organisation, period=period, is_full_time=is_full_time, post=post
    )
    try:
        with transaction.atomic():
            employment.save(force_insert=True)
    except IntegrityError as error:  # another clerk was quicker by a moment
        found = _overlap_objections(person, organisation, period, is_full_time=is_full_time)
        if found:
            raise Refused(*found) from error
        raise
    announce(
        events.EmploymentStarted(employment.pk, person.pk, organisation.pk, is_full_time, by.pk if by else None, since)
    )
    return employment


@transaction.atomic
def end(employment: Employment, *, by: Actor | None, on: date) -> None:
    """End an employment: `on` is the first day the person no longer works there."""
    employment = Employment.objects.select_for_update().get(pk=employment.pk)
    if employment.period.upper == on:
        return
    if on <= employment.period.lower or (employment.period.upper is not None and employment.period.upper < on):
        raise Refused(
            Objection(_("离职日期须晚于入职日期，且不晚于已登记的离职日期"), basis.DATES, "on", found=str(on))
        )
    _end(employment, by, on)


def end_all(organisation: Organisation, *, by: Actor | None, on: date) -> None:
    """End every open employment at an organisation that ends; the caller holds the transaction."""
    for employment in _running(organisation, on):
        _end(employment, by, on)


def carry_over(organisation: Organisation, successor: Organisation, *, by: Actor | None, on: date) -> None:
    """
    Continue every open employment with the successor; the caller holds the transaction.

    Who works there already is not employed twice.
    """
    for employment in _running(organisation, on):
        until, start = employment.period.upper, max(on, employment.period.lower)
        _end(employment, by, on)
        period = DateRange(start, until)
        if _overlap_objections(employment.person, successor, period, is_full_time=employment.is_full_time):
            continue
        row = Employment.objects.create(
            person=employment.person,
            organisation=successor,
            post=employment.post,
            is_full_time=employment.is_full_time,
            period=period,
        )
        announce(
            events.EmploymentStarted(
                row.pk, row.person_id, successor.pk, row.is_full_time, by.pk if by else None, start
            )
        )


def _running(organisation: Organisation, on: date) -> list[Employment]:
    rows = Employment.objects.select_for_update(of=("self",)).select_related("person").filter(organisation=organisation)
    return list(rows.filter(period__overlap=DateRange(on, None)).order_by("pk"))


def _end(employment: Employment, by: Actor | None, on: date) -> None:
    """End it that day; one that was to begin then or later never was, which is told as an end on its first day."""
    first, key = employment.period.lower, employment.pk
    if first < on:
        employment.period = DateRange(first, on)
        employment.save(update_fields=["period"])
    else:
        employment.delete()
    person, organisation, last = employment.person_id, employment.organisation_id, max(first, on)
    announce(events.EmploymentEnded(key, person, organisation, by.pk if by else None, last))


def _date_objections(
    person: Person, organisation: Organisation, since: date, until: date | None, on: date
) -> list[Objection]:
    found = []
    if until is not None and until <= since:
        found.append(Objection(_("离职日期须晚于入职日期"), basis.DATES, "until", str(since), str(until)))
    if since > on:
        found.append(Objection(_("入职日期晚于当日"), basis.DATES, "since", str(on), str(since)))
    if organisation.founded_on is not None and since < organisation.founded_on:
        found.append(
            Objection(
                _("入职日期早于单位成立日期"),
                basis.CAPACITY_OF_ORGANISATIONS,
                "since",
                str(organisation.founded_on),
                str(since),
            )
        )
    if organisation.ended_on is not None and (until is None or until > organisation.ended_on):
        found.append(
            Objection(
                _("单位已经终止"), basis.CAPACITY_OF_ORGANISATIONS, "organisation", found=str(organisation.ended_on)
            )
        )
    born = person.birth_on
    if born is not None and since < born:
        found.append(Objection(_("入职日期早于本人出生日期"), basis.CAPACITY_OF_PERSONS, "since", found=str(since)))
    return found


def _overlap_objections(
    person: Person, organisation: Organisation, period: DateRange, *, is_full_time: bool
) -> list[Objection]:
    overlapping = Employment.objects.filter(person=person, period__overlap=period)
    if overlapping.filter(organisation=organisation).exists():
        return [Objection(_("该人员在所填期间已在本单位任职"), basis.UNIQUE, "person")]
    if is_full_time and overlapping.full_time().exists():
        return [Objection(_("该人员在所填期间已在其他单位专职任职"), basis.ONE_EMPLOYER, "person")]
    return []
