"""Persons and employments: sealed, found by hash, revealed for a reason, employed at one unit."""

import base64
import threading
from collections import defaultdict
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from portal.access import Role
from portal.audit.models import Entry
from portal.errors import Refused
from portal.parties import basis, cipher, events
from portal.parties.models import Employment, Organisation, Person
from portal.parties.services import employments, people, successions
from portal.regions.models import Region
from tests.factories import accounts, parties
from tests.factories.codes import identity_number

TODAY = date(2026, 9, 18)


@pytest.fixture
def henan(db):
    return Region.objects.get(code="410000")


@pytest.fixture
def heard(monkeypatch):
    facts = []
    kinds = [value for value in vars(events).values() if isinstance(value, type)]
    monkeypatch.setattr("portal.events._listeners", defaultdict(list, {kind: [facts.append] for kind in kinds}))
    return facts


def bases(refused):
    return [objection.basis for objection in refused.value.objections]


def test_nothing_readable_is_kept_of_an_identity_number(db):
    number = identity_number()
    person = people.enter("张三", number, phone="13812345678", by=None, on=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("select p::text from parties_person p where id = %s", [person.pk])
        row = cursor.fetchone()[0]
    assert number not in row
    assert number.encode().hex() not in row
    assert b"13812345678".hex() not in row


def test_a_person_is_found_by_the_number_however_typed(db):
    person = people.enter("张三", "11010519491231002X", by=None, on=TODAY)
    assert Person.objects.by_identity("１１０１０５ 19491231 002х").get() == person
    assert Person.objects.by_identity("110105491231002").get() == person
    assert people.enter("张三", "110105491231002", by=None, on=TODAY) == person


def test_another_name_for_the_same_number_is_refused_without_telling_the_first(db):
    people.enter("张三", "11010519491231002X", by=None, on=TODAY)
    with pytest.raises(Refused) as refused:
        people.enter("李四", "11010519491231002X", by=None, on=TODAY)
    assert bases(refused) == [basis.UNIQUE]
    assert "张三" not in str(refused.value)


def test_a_wrong_number_and_a_wrong_phone_are_told_together(db):
    with pytest.raises(Refused) as refused:
        people.enter(" ", "110105194912310021", phone="0371", by=None, on=TODAY)
    assert bases(refused) == [basis.NAME, basis.IDENTITY, basis.PHONE]


def test_masked_shows_what_the_masker_leaves(db):
    person = people.enter("张三", "11010519491231002X", phone="13812345678", by=None, on=TODAY)
    assert people.masked(person, "identity") == "11**************2X"
    assert people.masked(person, "phone") == "138****5678"


def test_reading_unmasked_is_announced_with_its_reason(henan, heard):
    officer = accounts.user(Role.OFFICER, region=henan)
    person = people.enter("张三", "11010519491231002X", by=None, on=TODAY)
    assert people.reveal(person, "identity", by=officer, reason="核对证件") == "11010519491231002X"
    assert heard[-1] == events.PersonalDataRead(person.pk, "identity", "核对证件", officer.pk)
    with pytest.raises(Refused) as refused:
        people.reveal(person, "identity", by=officer, reason=" ")
    assert bases(refused) == [basis.PURPOSE]


def test_only_sealed_fields_are_revealed(db):
    with pytest.raises(ValueError, match="name"):
        people.masked(parties.person(), "name")


def test_a_sealed_value_does_not_open_in_another_row(db):
    first, second = parties.person(), parties.person()
    second.identity_cipher = first.identity_cipher
    with pytest.raises(cipher.Unreadable):
        people.masked(second, "identity")


def test_an_altered_value_does_not_open(db):
    person = parties.person()
    value = bytearray(person.identity_cipher)
    value[-1] ^= 1
    person.identity_cipher = bytes(value)
    with pytest.raises(cipher.Unreadable):
        people.masked(person, "identity")


def test_rotation_reseals_everything_and_persons_are_found_throughout(db, settings):
    number = identity_number()
    person = people.enter("张三", number, phone="13812345678", by=None, on=TODAY)
    old, settings.FIELD_KEY = settings.FIELD_KEY, base64.b64encode(b"n" * 32).decode()
    settings.RETIRED_FIELD_KEYS = [old]
    assert Person.objects.by_identity(number).get() == person
    assert people.enter("张三", number, by=None, on=TODAY) == person
    said = StringIO()
    call_command("rotate_field_key", "--check", stdout=said)
    call_command("rotate_field_key", stdout=said)
    call_command("rotate_field_key", stdout=said)
    assert said.getvalue().split("\n")[:3] == ["1 left", "1 resealed", "0 resealed"]
    settings.RETIRED_FIELD_KEYS = []
    person.refresh_from_db()
    assert Person.objects.by_identity(number).get() == person
    assert people.masked(person, "phone") == "138****5678"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_enter_one_person():
    number, found = identity_number(), []
    gate = threading.Barrier(2)

    def clerk():
        gate.wait()
        try:
            found.append(people.enter("张三", number, by=None, on=TODAY).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_full_time_work_is_at_one_unit_and_the_other_is_not_named(henan):
    person = parties.person()
    first, second = parties.organisation(henan, name="甲公司"), parties.organisation(henan, name="乙公司")
    employments.employ(person, first, since=date(2021, 1, 1), by=None, on=TODAY)
    with pytest.raises(Refused) as refused:
        employments.employ(person, second, since=date(2022, 1, 1), by=None, on=TODAY)
    assert bases(refused) == [basis.ONE_EMPLOYER]
    assert "其他单位" in str(refused.value)
    assert "甲公司" not in str(refused.value)
    employments.employ(person, second, since=date(2022, 1, 1), by=None, on=TODAY, is_full_time=False)


def test_whoever_left_may_work_elsewhere_the_same_day(henan):
    person = parties.person()
    first = employments.employ(person, parties.organisation(henan), since=date(2021, 1, 1), by=None, on=TODAY)
    employments.end(first, by=None, on=date(2024, 5, 1))
    employments.end(first, by=None, on=date(2024, 5, 1))
    second = employments.employ(person, parties.organisation(henan), since=date(2024, 5, 1), by=None, on=TODAY)
    assert list(Employment.objects.at(date(2024, 4, 30)).filter(person=person)) == [first]
    assert list(Employment.objects.at(date(2024, 5, 1)).filter(person=person)) == [second]


@pytest.mark.parametrize("on", [date(2021, 1, 1), date(2020, 1, 1)])
def test_nobody_leaves_before_they_came(henan, on):
    employment = employments.employ(
        parties.person(), parties.organisation(henan), since=date(2021, 1, 1), by=None, on=TODAY
    )
    with pytest.raises(Refused) as refused:
        employments.end(employment, by=None, on=on)
    assert bases(refused) == [basis.DATES]


def test_impossible_dates_are_told_together(henan):
    person = parties.person(identity=identity_number("20000101"))
    organisation = parties.organisation(henan, founded_on=date(2010, 1, 1))
    with pytest.raises(Refused) as refused:
        employments.employ(person, organisation, since=date(1999, 1, 1), until=date(1998, 1, 1), by=None, on=TODAY)
    assert bases(refused) == [basis.DATES, basis.CAPACITY_OF_ORGANISATIONS, basis.CAPACITY_OF_PERSONS]
    with pytest.raises(Refused) as refused:
        employments.employ(person, organisation, since=date(2026, 9, 19), by=None, on=TODAY)
    assert bases(refused) == [basis.DATES]


def test_nobody_works_at_what_has_ended(henan):
    organisation = parties.organisation(henan)
    person = parties.person()
    employments.employ(person, organisation, since=date(2021, 1, 1), by=None, on=TODAY)
    successions.dissolve(organisation, by=None, on=date(2026, 1, 1))
    organisation.refresh_from_db()
    assert not Employment.objects.at(TODAY).filter(person=person).exists()
    with pytest.raises(Refused) as refused:
        employments.employ(person, organisation, since=date(2026, 2, 1), by=None, on=TODAY)
    assert bases(refused) == [basis.CAPACITY_OF_ORGANISATIONS]


def test_who_employs_knows_an_organisation_as_it_is_now_and_not_as_it_was_read(henan):
    organisation = parties.organisation(henan)
    successions.dissolve(Organisation.objects.get(pk=organisation.pk), by=None, on=date(2026, 1, 1))
    with pytest.raises(Refused) as refused:
        employments.employ(parties.person(), organisation, since=date(2025, 2, 1), by=None, on=TODAY)
    assert bases(refused) == [basis.CAPACITY_OF_ORGANISATIONS]


def test_an_employment_that_never_began_is_told_as_ended_on_its_first_day(henan):
    organisation, person = parties.organisation(henan), parties.person()
    never = employments.employ(person, organisation, since=date(2026, 2, 1), by=None, on=TODAY)
    successions.dissolve(organisation, by=None, on=date(2026, 1, 1))
    assert not Employment.objects.exists()
    entry = Entry.objects.get(verb="employment-ended")
    assert (entry.subject_key, entry.facts["on"], entry.facts["person"]) == (str(never.pk), "2026-02-01", person.pk)


def test_the_same_employment_again_is_the_same_row(henan):
    person, organisation = parties.person(), parties.organisation(henan)
    first = employments.employ(person, organisation, since=date(2021, 1, 1), by=None, on=TODAY)
    assert employments.employ(person, organisation, since=date(2021, 1, 1), by=None, on=TODAY) == first
    with pytest.raises(Refused) as refused:
        employments.employ(person, organisation, since=date(2022, 1, 1), by=None, on=TODAY)
    assert bases(refused) == [basis.UNIQUE]


def test_the_database_keeps_the_one_unit_rule_by_itself(henan):
    person = parties.person()
    first, second = parties.organisation(henan), parties.organisation(henan)
    period = DateRange(date(2021, 1, 1), None)
    Employment.objects.create(person=person, organisation=first, period=period)
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.create(person=person, organisation=second, period=period)
