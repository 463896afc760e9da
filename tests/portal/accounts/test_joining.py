"""How people come to an organisation or an authority over HTTP: registered, invited, given roles."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Invitation, Registration, User
from portal.accounts.services import invitations
from portal.accounts.tasks import deliver_invitation
from portal.parties.models import Organisation
from tests.factories import accounts, parties
from tests.factories.accounts import PASSWORD
from tests.factories.codes import credit_code
from tests.portal.accounts.door import NEWCOMER, sign_in


def test_an_organisation_comes_by_itself_and_waits_for_the_officer(client, henan, officer):
    code = credit_code()
    sent = client.post(
        reverse("accounts:register"), NEWCOMER | {"code": code.lower(), "organisation_name": "郑州新企业"}
    )
    assert sent.status_code == 302
    user = User.objects.get(username="newcomer")
    assert user.grants == ()
    assert not Organisation.objects.by_code(code).exists()

    applicant = Client()
    sign_in(applicant, user, NEWCOMER["password1"])
    assert "核验授权书" in applicant.get(reverse("accounts:registration-list")).text
    assert applicant.get(reverse("accounts:registration-queue")).status_code == 404

    sign_in(client, officer)
    queue = reverse("accounts:registration-queue")
    assert "郑州新企业" in client.get(queue).text
    registration = Registration.objects.get(code=code)
    confirm = reverse("accounts:registration-confirm", args=[registration.pk])
    assert client.post(confirm).status_code == 409
    assert client.post(confirm, {"proof": "授权书 2026 年 1 号"}).status_code == 302
    assert applicant.get(reverse("accounts:member-list")).status_code == 200
    assert Organisation.objects.by_code(code).get().region == henan
    assert client.post(confirm, {"proof": "再一次"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "91410000MA40000010"),
        ("code", "123"),
        ("organisation_name", ""),
        ("username", "head@example.com"),
        ("email", "not-an-address"),
        ("password1", "short1A"),
        ("password1", "alllowercaseletters"),
        ("password2", "Another-2026-Word"),
        ("region", "999999"),
    ],
)
def test_bad_input_to_the_registration_is_told_at_its_field(client, henan, field, value):
    facts = NEWCOMER | {"code": credit_code(), "organisation_name": "郑州新企业"} | {field: value}
    response = client.post(reverse("accounts:register"), facts)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.filter(username="newcomer").exists()


def test_a_colleague_is_confirmed_by_the_administrator_and_not_by_the_officer(client, henan, firm, head, officer):
    client.post(reverse("accounts:register"), NEWCOMER | {"code": firm.code, "organisation_name": "随便写"})
    registration = Registration.objects.get(code=firm.code)
    assert registration.name == firm.name
    sign_in(client, officer)
    assert client.post(reverse("accounts:registration-confirm", args=[registration.pk])).status_code == 404
    chief = Client()
    sign_in(chief, head)
    assert firm.name in chief.get(reverse("accounts:registration-queue")).text
    assert chief.post(reverse("accounts:registration-confirm", args=[registration.pk])).status_code == 302
    assert User.objects.get(username="newcomer").holds(Role.APPLICANT)


def test_a_request_is_refused_with_a_reason_the_applicant_reads(client, firm, head):
    client.post(reverse("accounts:register"), NEWCOMER | {"code": firm.code, "organisation_name": "某"})
    registration = Registration.objects.get(code=firm.code)
    chief = Client()
    sign_in(chief, head)
    refuse = reverse("accounts:registration-refuse", args=[registration.pk])
    chief.post(refuse, {"reason": ""})
    registration.refresh_from_db()
    assert registration.state == Registration.State.PENDING
    chief.post(refuse, {"reason": "不是本单位人员"})
    sign_in(client, registration.user, NEWCOMER["password1"])
    assert "不是本单位人员" in client.get(reverse("accounts:registration-list")).text


def test_an_applicant_withdraws_their_own_request_only(client, firm, head):
    client.post(reverse("accounts:register"), NEWCOMER | {"code": firm.code, "organisation_name": "某"})
    registration = Registration.objects.get(code=firm.code)
    withdraw = reverse("accounts:registration-withdraw", args=[registration.pk])
    chief = Client()
    sign_in(chief, head)
    assert chief.post(withdraw).status_code == 404
    sign_in(client, registration.user, NEWCOMER["password1"])
    assert client.post(withdraw).status_code == 302
    registration.refresh_from_db()
    assert registration.state == Registration.State.WITHDRAWN


def test_a_colleague_is_invited_by_letter_and_comes_in_once(client, firm, head):
    sign_in(client, head)
    page = reverse("accounts:invitation-list")
    sent = client.post(
        page, {"email": "Qian@example.com", "name": "钱某", "role": "applicant", "organisation": firm.code}
    )
    assert sent.status_code == 302
    assert "qian@example.com" in client.get(page).text
    deliver_invitation(Invitation.objects.get().pk)
    (letter,) = mail.outbox
    path = re.search(r"https?://[^/]+(/\S+)", letter.body).group(1)
    assert Invitation.objects.get().token_hash not in letter.body

    visitor = Client()
    offer = visitor.get(path)
    assert firm.name in offer.text
    assert offer["Referrer-Policy"] == "no-referrer"
    facts = {key: value for key, value in NEWCOMER.items() if key != "email"}
    assert visitor.post(path, facts).status_code == 302
    user = User.objects.get(username="newcomer")
    assert user.holds(Role.APPLICANT)
    assert user.emailaddress_set.get().verified
    assert sign_in(visitor, user, NEWCOMER["password1"]).status_code == 302
    for somebody in (Client(), visitor):
        assert somebody.get(path).status_code == 404
        assert somebody.post(path, facts | {"username": "second"}).status_code == 404


def test_who_has_an_account_takes_the_offer_with_it(client, firm, head, officer):
    invitation = invitations.invite("a@example.com", Role.APPLICANT, by=head, at=timezone.now(), organisation=firm)
    path = reverse("accounts:invitation-accept", args=[invitations.token_of(invitation)])
    other = accounts.user(password=PASSWORD)
    sign_in(client, other)
    assert other.username in client.get(path).text
    assert client.post(path).status_code == 302
    assert User.objects.get(pk=other.pk).holds(Role.APPLICANT)


def test_an_offer_taken_back_or_grown_old_opens_nothing(client, firm, head, time_machine):
    sign_in(client, head)
    for end in ("withdrawn", "expired"):
        invitation = invitations.invite(
            f"{end}@example.com", Role.APPLICANT, by=head, at=timezone.now(), organisation=firm
        )
        path = reverse("accounts:invitation-accept", args=[invitations.token_of(invitation)])
        assert Client().get(path).status_code == 200
        if end == "withdrawn":
            client.post(reverse("accounts:invitation-withdraw", args=[invitation.key]))
        else:
            time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1))
        assert Client().get(path).status_code == 404


def test_an_administrator_gives_and_takes_roles_among_colleagues_only(client, henan, firm, head):
    clerk = accounts.user(Role.APPLICANT, organisation=firm)
    elsewhere = parties.organisation(henan)
    stranger = accounts.user(Role.APPLICANT, organisation=elsewhere)
    sign_in(client, head)
    page = reverse("accounts:member-list", args=[firm.code])
    assert client.post(page, {"member": clerk.username, "role": "organisation_admin"}).status_code == 302
    assert User.objects.get(pk=clerk.pk).holds(Role.ORGANISATION_ADMIN)
    assert client.post(page, {"member": stranger.username, "role": "applicant"}).status_code == 200
    assert client.post(page, {"member": clerk.username, "role": "officer"}).status_code == 200
    assert client.get(reverse("accounts:member-list", args=[elsewhere.code])).status_code == 404

    revoke = "accounts:assignment-revoke"
    assert client.post(reverse(revoke, args=[stranger.assignments.get().pk])).status_code == 404
    assert client.post(reverse(revoke, args=[head.assignments.get().pk])).status_code == 409
    assert client.post(reverse(revoke, args=[clerk.assignments.get(role="applicant").pk])).status_code == 302
    assert not clerk.assignments.get(role="applicant").is_in_force(timezone.localdate())


def test_the_pages_for_those_who_answer_for_others_are_not_found_by_the_rest(client, firm):
    sign_in(client, accounts.user(Role.APPLICANT, organisation=firm, password=PASSWORD))
    for name in ("accounts:member-list", "accounts:invitation-list", "accounts:registration-queue"):
        assert client.get(reverse(name)).status_code == 404


def test_the_security_administrator_invites_an_officer_to_a_region(client, security, henan):
    sign_in(client, security)
    page = reverse("accounts:invitation-list")
    refused = client.post(page, {"email": "o@example.com", "role": "officer"})
    assert "region" in refused.context["form"].errors
    assert client.post(page, {"email": "o@example.com", "role": "officer", "region": "410000"}).status_code == 302
    assert Invitation.objects.get().region == henan


def test_a_post_only_address_answers_405_to_get(client, head):
    sign_in(client, head)
    for name in ("registration-withdraw", "registration-confirm", "registration-refuse", "session-end"):
        assert client.get(reverse(f"accounts:{name}", args=[1])).status_code == 405
