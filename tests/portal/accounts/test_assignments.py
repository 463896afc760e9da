"""Roles: who gives them, where they are held, which go together."""

import threading
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.access import Role
from portal.access.roles import ADMINISTRATIVE, ORGANISATIONAL, REGIONAL
from portal.accounts import basis
from portal.accounts.models import Assignment, Invitation, Registration, User
from portal.accounts.services import assignments, invitations, registrations, users
from portal.errors import Refused
from portal.parties.models import Organisation
from portal.regions.models import Region
from tests.factories import accounts, parties
from tests.factories.codes import credit_code

TODAY = date(2026, 9, 18)


@pytest.fixture
def henan(db):
    return Region.objects.get(code="410000")


@pytest.fixture
def firm(henan):
    return parties.organisation(henan)


@pytest.fixture
def security(db):
    return accounts.user(Role.SECURITY_ADMIN)


@pytest.fixture
def head(firm):
    return accounts.user(Role.ORGANISATION_ADMIN, organisation=firm)


def bases(refused):
    return [objection.basis for objection in refused.value.objections]


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_the_security_administrator_gives_a_role_and_takes_it_back(security, henan):
    user = accounts.user()
    given = assignments.grant(user, Role.OFFICER, by=security, on=TODAY, region=henan)
    assert (given.granted_by, given.since) == (security, TODAY)
    assert fresh(user).holds(Role.OFFICER) is (timezone.localdate() >= TODAY)
    assignments.revoke(given, by=security, on=TODAY)
    given.refresh_from_db()
    assert (given.until, given.revoked_by) == (TODAY, security)
    assert not given.is_in_force(TODAY)
    assignments.revoke(given, by=security, on=TODAY + timedelta(days=1))
    given.refresh_from_db()
    assert given.until == TODAY


def test_the_same_role_again_is_the_same_row(security, henan):
    user = accounts.user()
    first = assignments.grant(user, Role.OFFICER, by=security, on=TODAY, region=henan)
    assert assignments.grant(user, Role.OFFICER, by=security, on=TODAY, region=henan) == first


@pytest.mark.parametrize("role", sorted(REGIONAL))
def test_a_regional_role_needs_a_region(security, role):
    with pytest.raises(Refused) as refused:
        assignments.grant(accounts.user(), Role(role), by=security, on=TODAY)
    assert bases(refused) == [basis.PLACE] or basis.PLACE in bases(refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(user=accounts.user(), role=role, since=TODAY)


@pytest.mark.parametrize("role", sorted(ORGANISATIONAL))
def test_an_organisational_role_needs_an_organisation(security, role, henan):
    with pytest.raises(Refused) as refused:
        assignments.grant(accounts.user(), Role(role), by=security, on=TODAY, region=henan)
    assert set(bases(refused)) == {basis.PLACE}
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(user=accounts.user(), role=role, since=TODAY)


def test_the_clock_is_nobody(security):
    with pytest.raises(Refused) as refused:
        assignments.grant(accounts.user(), Role.CLOCK, by=security, on=TODAY)
    assert bases(refused) == [basis.PLACE]


@pytest.mark.parametrize("first", sorted(ADMINISTRATIVE))
@pytest.mark.parametrize("second", [*sorted(ADMINISTRATIVE), Role.OFFICER, Role.EXPERT])
def test_an_administration_stands_alone_either_way(security, henan, first, second):
    if first == second:
        return
    region = henan if second == Role.OFFICER else None
    for one, other in ((first, second), (second, first)):
        user = accounts.user()
        assignments.confer(user, Role(one), by=None, on=TODAY, region=region if one == Role.OFFICER else None)
        where = region if other == Role.OFFICER else None
        with pytest.raises(Refused) as refused:
            assignments.grant(user, Role(other), by=security, on=TODAY, region=where)
        assert bases(refused) == [basis.SEPARATION]
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.create(user=user, role=other, region=where, since=TODAY)


def test_after_an_administration_ended_another_role_may_begin(security, henan):
    user = accounts.user()
    given = assignments.grant(user, Role.AUDIT_ADMIN, by=security, on=date(2026, 1, 1))
    assignments.revoke(given, by=security, on=TODAY)
    assignments.grant(user, Role.OFFICER, by=security, on=TODAY, region=henan)


def test_the_database_refuses_the_same_role_over_the_same_days(henan):
    user = accounts.user(Role.OFFICER, region=henan)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(user=user, role=Role.OFFICER, region=henan, since=TODAY)
    Assignment.objects.create(user=user, role=Role.REVIEWER, region=henan, since=TODAY)


def test_the_database_refuses_an_end_before_the_beginning(henan):
    with pytest.raises((IntegrityError, Exception)) as failure, transaction.atomic():
        Assignment.objects.create(
            user=accounts.user(), role=Role.OFFICER, region=henan, since=TODAY, until=date(2026, 1, 1)
        )
    assert failure.type.__module__.startswith("django.db")


def test_nobody_changes_their_own_roles(security, head, firm):
    for user, role, where in ((security, Role.AUDIT_ADMIN, None), (head, Role.APPLICANT, firm)):
        with pytest.raises(Refused) as refused:
            assignments.grant(user, role, by=user, on=TODAY, organisation=where)
        assert basis.OWN in bases(refused)
        with pytest.raises(Refused) as refused:
            assignments.revoke(user.assignments.get(), by=user, on=TODAY)
        assert bases(refused) == [basis.OWN]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.APPLICANT, None])
def test_nobody_else_gives_roles(henan, firm, role):
    region = henan if role == Role.OFFICER else None
    organisation = firm if role == Role.APPLICANT else None
    giver = accounts.user(role, region=region, organisation=organisation)
    with pytest.raises(Refused) as refused:
        assignments.grant(accounts.user(), Role.APPLICANT, by=giver, on=TODAY, organisation=firm)
    assert bases(refused) == [basis.AUTHORITY]


def test_an_organisations_administrator_gives_what_the_organisation_holds(henan, head, firm, security):
    with pytest.raises(Refused) as refused:
        assignments.grant(accounts.user(), Role.INSURER, by=head, on=TODAY, organisation=firm)
    assert bases(refused) == [basis.AUTHORITY]
    assignments.grant(accounts.user(), Role.INSURER, by=security, on=TODAY, organisation=firm)
    assignments.grant(accounts.user(), Role.INSURER, by=head, on=TODAY, organisation=firm)
    with pytest.raises(Refused) as refused:
        assignments.grant(accounts.user(), Role.APPLICANT, by=head, on=TODAY, organisation=parties.organisation(henan))
    assert bases(refused) == [basis.AUTHORITY]


def test_a_shut_account_receives_nothing(security, henan):
    user = accounts.user(is_active=False)
    with pytest.raises(Refused) as refused:
        assignments.grant(user, Role.OFFICER, by=security, on=TODAY, region=henan)
    assert bases(refused) == [basis.ACCOUNT]


def test_a_retired_region_and_an_end_before_the_beginning_are_refused(security, henan):
    retired = Region.objects.exclude(until=None).filter(until__lte=TODAY).first()
    with pytest.raises(Refused) as refused:
        assignments.grant(accounts.user(), Role.OFFICER, by=security, on=TODAY, region=retired)
    assert bases(refused) == [basis.PLACE]
    with pytest.raises(Refused) as refused:
        assignments.grant(accounts.user(), Role.OFFICER, by=security, on=TODAY, region=henan, until=TODAY)
    assert bases(refused) == [basis.DATES]


def race(*deeds):
    """Run them at once, each in its own connection; what each returned or raised."""
    gate, outcomes = threading.Barrier(len(deeds)), []

    def run(deed):
        gate.wait()
        try:
            outcomes.append(deed())
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_offer_at_once_one_gets_it():
    firm = parties.organisation(Region.objects.get(code="410000"))
    head = accounts.user(Role.ORGANISATION_ADMIN, organisation=firm)
    now = timezone.now()
    offer = invitations.invite("a@example.com", Role.APPLICANT, by=head, at=now, organisation=firm)
    token = invitations.token_of(offer)

    def take(username):
        return lambda: invitations.accept(token, at=now, username=username, name="某", password="Xin-Lai-De-2026")

    outcomes = race(take("first"), take("second"))
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert [objection.basis for objection in refused.objections] == [basis.INVITATION]
    (taker,) = User.objects.filter(username__in=["first", "second"])
    assert Invitation.objects.get().accepted_by == taker


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_confirming_two_founders_at_once_one_succeeds():
    henan, code = Region.objects.get(code="410000"), credit_code()
    officers = [accounts.user(Role.OFFICER, region=henan) for _ in range(2)]
    asked = [registrations.request(accounts.user(), code, name="新企业", region=henan, on=TODAY) for _ in range(2)]

    def confirm(number):
        return lambda: registrations.confirm(asked[number], by=officers[number], on=TODAY, proof="授权书")

    outcomes = race(confirm(0), confirm(1))
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Organisation.objects.filter(code=code).count() == 1
    assert Assignment.objects.filter(role=Role.ORGANISATION_ADMIN, organisation__code=code).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_administrations_given_at_once_one_is_refused():
    security, user = accounts.user(Role.SECURITY_ADMIN), accounts.user()
    outcomes = race(
        *(lambda role=role: assignments.grant(user, role, by=security, on=TODAY) for role in
          (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN))
    )  # fmt: skip
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert user.assignments.count() == 1


def test_an_offer_dies_with_the_authority_of_who_made_it(security, head, firm):
    now = timezone.now()
    offer = invitations.invite("a@example.com", Role.APPLICANT, by=head, at=now, organisation=firm)
    assignments.revoke(head.assignments.get(), by=security, on=timezone.localdate(now))
    with pytest.raises(Refused) as refused:
        invitations.accept(invitations.token_of(offer), at=now, username="late", name="某", password="Xin-Lai-De-2026")
    assert bases(refused) == [basis.INVITATION]
    assert not User.objects.filter(username="late").exists()


def test_a_new_offer_replaces_the_open_one(head, firm):
    now = timezone.now()
    first = invitations.invite("a@example.com", Role.APPLICANT, by=head, at=now, organisation=firm)
    second = invitations.invite("A@example.com ", Role.APPLICANT, by=head, at=now, organisation=firm)
    assert invitations.open_by_token(invitations.token_of(first), now) is None
    assert invitations.open_by_token(invitations.token_of(second), now) == second


def test_nobody_takes_their_own_offer(head, firm):
    now = timezone.now()
    offer = invitations.invite("a@example.com", Role.APPLICANT, by=head, at=now, organisation=firm)
    with pytest.raises(Refused) as refused:
        invitations.accept_as(invitations.token_of(offer), head, at=now)
    assert bases(refused) == [basis.OWN]


def test_a_request_with_a_failing_code_is_refused_and_one_of_a_member_too(henan, firm, head):
    with pytest.raises(Refused) as refused:
        registrations.request(accounts.user(), "91410000MA40000010", name="某", region=henan, on=TODAY)
    assert refused.value.objections[0].field == "code"
    with pytest.raises(Refused) as refused:
        registrations.request(head, firm.code, name="某", region=henan, on=TODAY)
    assert bases(refused) == [basis.REGISTRATION]


def test_the_same_request_again_is_the_same_row(henan):
    user, code = accounts.user(), credit_code()
    first = registrations.request(user, code, name="某公司", region=henan, on=TODAY)
    assert registrations.request(user, code.lower(), name="某公司", region=henan, on=TODAY) == first


def test_an_officer_of_another_region_or_of_below_does_not_confirm(henan):
    county = Region.objects.filter(path__startswith=henan.path).exclude(pk=henan.pk).first()
    request = registrations.request(accounts.user(), credit_code(), name="某公司", region=henan, on=TODAY)
    for region in (Region.objects.get(code="420000"), county):
        with pytest.raises(Refused) as refused:
            registrations.confirm(request, by=accounts.user(Role.OFFICER, region=region), on=TODAY, proof="授权书")
        assert bases(refused) == [basis.AUTHORITY]


def test_nobody_confirms_their_own_request(henan):
    officer = accounts.user(Role.OFFICER, region=henan)
    request = registrations.request(officer, credit_code(), name="某公司", region=henan, on=TODAY)
    with pytest.raises(Refused) as refused:
        registrations.confirm(request, by=officer, on=TODAY, proof="授权书")
    assert bases(refused) == [basis.OWN]


def test_a_letter_handed_in_is_proof_enough(henan):
    officer, user = accounts.user(Role.OFFICER, region=henan), accounts.user()
    request = registrations.request(user, credit_code(), name="某公司", region=henan, on=TODAY)
    with pytest.raises(Refused):
        registrations.present_letter(request, "key", by=officer)
    registrations.present_letter(request, "0b9f2c", by=user)
    registrations.confirm(request, by=officer, on=TODAY)
    assert Registration.objects.get().state == Registration.State.CONFIRMED


def test_accounts_unused_for_ninety_days_are_shut_and_stay_open_once_reopened(security, time_machine):
    old, young = accounts.user(), accounts.user()
    now = timezone.now()
    User.objects.filter(pk=old.pk).update(date_joined=now - timedelta(days=91))
    assert users.disable_idle(now) == 1
    assert (fresh(old).is_active, fresh(young).is_active) == (False, True)
    assert "90" in fresh(old).disabled_because
    users.enable(old, by=security, at=now)
    assert users.disable_idle(now) == 0
    assert users.disable_idle(now + timedelta(days=91)) >= 1


def test_only_the_security_administrator_shuts_accounts_and_not_their_own(security, henan):
    officer, user = accounts.user(Role.OFFICER, region=henan), accounts.user()
    with pytest.raises(Refused) as refused:
        users.disable(user, reason="离职", by=officer)
    assert bases(refused) == [basis.AUTHORITY]
    with pytest.raises(Refused) as refused:
        users.disable(security, reason="离职", by=security)
    assert bases(refused) == [basis.OWN]
    with pytest.raises(Refused) as refused:
        users.disable(user, reason=" ", by=security)
    assert bases(refused) == [basis.ACCOUNT]
    users.disable(user, reason="离职", by=security)
    assert not fresh(user).is_active


def test_the_first_administrator_is_appointed_from_the_machine_and_lays_down_every_other_right(db, henan):
    user = User.objects.create_superuser("zhang", "A-long-password-2026")
    call_command("appoint", "zhang", "security_admin", stdout=StringIO())
    assert fresh(user).holds(Role.SECURITY_ADMIN)
    assert not fresh(user).is_superuser
    assert fresh(user).has_perm("accounts.view_user")
    assert not fresh(user).has_perm("audit.view_entry")
    with pytest.raises(CommandError, match="兼任"):
        call_command("appoint", "zhang", "audit_admin", stdout=StringIO())
    with pytest.raises(CommandError, match="nobody"):
        call_command("appoint", "nobody", "audit_admin", stdout=StringIO())
