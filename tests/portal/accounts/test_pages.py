"""The pages of the door, over HTTP."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Invitation, Registration, User
from portal.accounts.services import invitations
from portal.accounts.tasks import deliver_invitation
from portal.parties.models import Organisation
from portal.regions.models import Region
from tests.factories import accounts, parties
from tests.factories.accounts import PASSWORD
from tests.factories.codes import credit_code

VISITORS = ["account_login", "account_reset_password", "accounts:register"]
MEMBERS = [
    "accounts:home",
    "accounts:registration-list",
    "usersessions_list",
    "account_change_password",
    "account_email",
    "account_logout",
    "mfa_index",
]
NEWCOMER = {
    "username": "newcomer",
    "person_name": "赵新",
    "email": "zhao@example.com",
    "password1": "Xin-Lai-De-2026",
    "password2": "Xin-Lai-De-2026",
}


@pytest.fixture
def henan(db):
    return Region.objects.get(code="410000")


@pytest.fixture
def firm(henan):
    return parties.organisation(henan, name="河南安评技术有限公司")


@pytest.fixture
def head(firm):
    return accounts.user(Role.ORGANISATION_ADMIN, organisation=firm, password=PASSWORD, email="head@example.com")


@pytest.fixture
def officer(henan):
    return accounts.user(Role.OFFICER, region=henan, password=PASSWORD)


@pytest.fixture
def security(db):
    return accounts.user(Role.SECURITY_ADMIN, password=PASSWORD)


def sign_in(client, user, password=PASSWORD, login=None):
    return client.post(reverse("account_login"), {"login": login or user.username, "password": password})


def prove(client, password=PASSWORD):
    """What changes the factors asks for the password once more."""
    return client.post(reverse("account_reauthenticate"), {"password": password})


def totp_of(secret):
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"


@pytest.mark.parametrize("name", VISITORS)
def test_a_visitor_sees_the_door(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "<form" in response.text


@pytest.mark.parametrize("name", MEMBERS)
def test_a_visitor_is_asked_to_sign_in_and_a_user_sees_their_own(client, head, name):
    address = reverse(name)
    if name != "account_logout":
        assert client.get(address)["Location"].startswith(reverse("account_login"))
    sign_in(client, head)
    response = client.get(address)
    assert response.status_code == 200


def test_no_page_of_the_door_holds_script_or_style_of_its_own(client, head):
    sign_in(client, head)
    prove(client)
    for name in [*MEMBERS, "mfa_activate_totp", "mfa_add_webauthn", "accounts:member-list", "accounts:invitation-list"]:
        page = client.get(reverse(name))
        assert page.status_code == 200
        text = page.text
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), name
        assert not re.search(r"<[^>]+\s(style|onclick|onload)=", text), name


def test_allauths_own_sign_up_is_closed(client, db):
    response = client.post(reverse("account_signup"), NEWCOMER)
    assert not User.objects.filter(username="newcomer").exists()
    assert response.status_code == 200


@pytest.mark.parametrize("login", ["name", "mail"])
def test_one_signs_in_by_name_or_address(client, head, login):
    response = sign_in(client, head, login=head.username if login == "name" else "Head@example.com")
    assert response.status_code == 302
    assert client.get(reverse("accounts:home")).status_code == 200


def test_a_wrong_password_and_an_unknown_name_read_alike(client, head):
    known = sign_in(client, head, "wrong").text.replace(head.username, "")
    unknown = sign_in(client, head, "wrong", login="nobody").text.replace("nobody", "")
    strip = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|nonce="[^"]+"|value="[^"]*"')
    assert strip.sub("", known) == strip.sub("", unknown)


def test_five_failures_lock_the_account_for_half_an_hour_by_either_name(client, head, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    for login in (head.username, "head@example.com", head.username, "head@example.com"):
        assert sign_in(client, head, "wrong", login).status_code == 200
    locked = sign_in(client, head, "wrong")
    assert locked.status_code == 429
    assert "30" in locked.text
    assert sign_in(client, head).status_code == 429
    assert sign_in(client, head, login="head@example.com").status_code == 429
    time_machine.shift(timedelta(minutes=29))
    assert sign_in(client, head).status_code == 429
    time_machine.shift(timedelta(minutes=2))
    assert sign_in(client, head).status_code == 302


def test_the_lock_is_for_one_address_of_the_network(client, head):
    for _ in range(5):
        sign_in(client, head, "wrong")
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert sign_in(elsewhere, head).status_code == 302


@pytest.mark.parametrize(("role", "minutes"), [(Role.ORGANISATION_ADMIN, 30), (Role.SECURITY_ADMIN, 15)])
def test_a_session_without_use_ends(client, firm, role, minutes, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    user = accounts.user(role, organisation=firm if role == Role.ORGANISATION_ADMIN else None, password=PASSWORD)
    sign_in(client, user)
    home = reverse("accounts:home")
    for _ in range(3):
        time_machine.shift(timedelta(minutes=minutes - 1))
        assert client.get(home).status_code == 200
    time_machine.shift(timedelta(minutes=minutes, seconds=1))
    response = client.get(home)
    assert response["Location"] == f"{reverse('account_login')}?next={home}"
    assert "自动退出" in client.get(response["Location"]).text


def test_a_page_that_asks_by_itself_keeps_no_session_alive(client, head, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    sign_in(client, head)
    home = reverse("accounts:home")
    client.get(home)
    for _ in range(3):
        time_machine.shift(timedelta(minutes=10))
        client.get(home, headers={"X-Passive": "1"})
    time_machine.shift(timedelta(minutes=1))
    response = client.get(home, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, reverse("account_login"))


def test_an_administrator_has_one_session_and_others_may_have_more(client, security, head):
    second = Client()
    for user in (security, head):
        sign_in(client, user)
        sign_in(second, user)
        assert second.get(reverse("accounts:home")).status_code == 200
        still_in = client.get(reverse("accounts:home")).status_code == 200
        assert still_in is (user is head)


def test_a_user_ends_their_other_sessions_and_nobody_elses(client, head, officer):
    second, third = Client(), Client()
    for one in (client, second):
        sign_in(one, head)
    sign_in(third, officer)
    foreign = officer.usersession_set.get()
    assert client.post(reverse("accounts:session-end", args=[foreign.pk])).status_code == 404
    assert len(client.get(reverse("usersessions_list")).context["sessions"]) == 2
    client.post(reverse("usersessions_list"))
    assert second.get(reverse("accounts:home")).status_code == 302
    assert client.get(reverse("accounts:home")).status_code == 200
    assert third.get(reverse("accounts:home")).status_code == 200


def test_officers_outside_a_demonstration_must_set_a_second_factor_first(client, officer, settings):
    settings.DEMO = False
    sign_in(client, officer)
    asked = client.get(reverse("accounts:registration-queue"))
    assert asked["Location"] == reverse("mfa_activate_totp")
    assert client.get("/api/v1/anything/").status_code == 403
    assert client.get("/nowhere/")["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("account_reauthenticate")).status_code == 200
    prove(client)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": totp_of(secret)})
    assert done.status_code == 302
    assert client.get(reverse("accounts:registration-queue")).status_code == 200
    assert secret not in Authenticator.objects.get(user=officer, type="totp").data["secret"]

    fresh = Client()
    stage = sign_in(fresh, officer)
    assert stage["Location"] == reverse("mfa_authenticate")
    assert fresh.get(reverse("mfa_authenticate")).status_code == 200
    assert fresh.get(reverse("accounts:home")).status_code == 302


def test_the_code_of_the_second_factor_opens_the_door_and_the_last_factor_stays(client, officer, settings):
    settings.DEMO = False
    sign_in(client, officer)
    prove(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp_of(secret)})
    codes = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=officer, type="totp").exists()

    fresh = Client()
    sign_in(fresh, officer)
    assert fresh.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert fresh.get(reverse("accounts:registration-queue")).status_code == 200
    again = Client()
    sign_in(again, officer)
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200


def test_in_a_demonstration_and_for_organisations_no_factor_is_asked(client, officer, head, settings):
    settings.DEMO = True
    sign_in(client, officer)
    assert client.get(reverse("accounts:registration-queue")).status_code == 200
    settings.DEMO = False
    other = Client()
    sign_in(other, head)
    assert other.get(reverse("accounts:home")).status_code == 200


def test_the_page_for_security_keys_opens(client, officer):
    sign_in(client, officer)
    prove(client)
    page = client.get(reverse("mfa_add_webauthn"))
    assert page.status_code == 200
    assert "js_data" in page.text


def test_a_password_of_ninety_days_must_be_changed(client, head, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=91), tick=False)
    sign_in(client, head)
    assert client.get(reverse("accounts:home"))["Location"] == reverse("account_change_password")
    new = {"oldpassword": PASSWORD, "password1": "Geng-Xin-2027", "password2": "Geng-Xin-2027"}
    refused = client.post(reverse("account_change_password"), new | {"password1": PASSWORD, "password2": PASSWORD})
    assert "最近 5 次" in refused.text
    assert client.post(reverse("account_change_password"), new).status_code == 302
    assert client.get(reverse("accounts:home")).status_code == 200


def test_a_password_is_reset_by_mail_without_telling_who_exists(client, head):
    for address in ("head@example.com", "nobody@example.com"):
        response = client.post(reverse("account_reset_password"), {"email": address})
        assert response["Location"] == reverse("account_reset_password_done")
    to_head = next(letter for letter in mail.outbox if letter.to == ["head@example.com"])
    address = re.search(r"https?://\S+", to_head.body).group(0)
    page = client.get(address, follow=True)
    done = client.post(page.request["PATH_INFO"], {"password1": "Chong-Zhi-2026", "password2": "Chong-Zhi-2026"})
    assert done.status_code == 302
    assert sign_in(Client(), head, "Chong-Zhi-2026").status_code == 302


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
