"""What happens at the door and in the register stands in the trail."""

from datetime import date

from django.urls import reverse

from portal.access import Role
from portal.accounts import events as accounts_events
from portal.audit.listeners import enter, facts_of
from portal.audit.models import Entry
from portal.events import listeners_of
from portal.parties import events as parties_events
from portal.parties.services import people
from portal.regions.models import Region
from tests.factories import accounts, parties


def test_every_fact_of_accounts_and_parties_is_heard():
    for module in (accounts_events, parties_events):
        for fact in facts_of(module):
            assert enter in listeners_of(fact), fact


def test_reading_a_person_unmasked_is_entered_with_who_and_why(db):
    officer = accounts.user(Role.OFFICER, region=Region.objects.get(code="410000"))
    person = parties.person(identity="11010519491231002X")
    people.reveal(person, "identity", by=officer, reason="核对证件")
    entry = Entry.objects.get(verb="personal-data-read")
    assert (entry.actor_key, entry.subject_kind, entry.subject_key) == (officer.pk, "parties.person", str(person.pk))
    assert entry.facts["reason"] == "核对证件"
    assert "11010519491231002X" not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_signing_in_and_failing_to_are_entered_without_what_was_typed(client, db):
    user = accounts.user(password=accounts.PASSWORD)
    door = reverse("account_login")
    client.post(door, {"login": "My-Password-2026", "password": "wrong"})
    client.post(door, {"login": user.username, "password": "wrong"})
    client.post(door, {"login": user.username, "password": accounts.PASSWORD})
    failed = Entry.objects.filter(verb="sign-in-failed")
    assert sorted(str(entry.facts["user"]) for entry in failed) == sorted([str(user.pk), "None"])
    assert "My-Password" not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert Entry.objects.get(verb="signed-in").actor_key == user.pk


def test_a_renaming_is_entered_with_both_names(db):
    from portal.parties.services import organisations

    organisation = parties.organisation(Region.objects.get(code="410000"), name="甲公司")
    organisations.rename(organisation, "乙公司", by=None, on=date(2026, 9, 18))
    facts = Entry.objects.get(verb="organisation-renamed").facts
    assert (facts["before"], facts["name"], facts["on"]) == ("甲公司", "乙公司", "2026-09-18")
