"""The door over HTTP: who is let in, for how long, and back in with a new password."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import User
from portal.accounts.tasks import forget_ended_sessions, forget_old_sign_ins
from tests.factories import accounts
from tests.factories.accounts import PASSWORD
from tests.portal.accounts.door import NEWCOMER, prove, sign_in

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


def test_whoever_was_shown_out_comes_back_to_the_whole_address(client, head, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    sign_in(client, head)
    client.get(reverse("accounts:home"))
    time_machine.shift(timedelta(minutes=31))
    address = f"{reverse('docket')}?kind=institutions.filing&sort=new"
    shown_out = client.get(address)
    back = client.post(shown_out["Location"], {"login": head.username, "password": PASSWORD})
    assert back["Location"] == address


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


def test_sessions_that_ended_are_forgotten_and_those_that_run_are_not(client, head, officer, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    sign_in(client, head)
    time_machine.shift(timedelta(days=2))
    fresh = Client()
    sign_in(fresh, officer)
    forget_ended_sessions()
    assert [session.session_key for session in Session.objects.all()] == [fresh.session.session_key]
    assert [session.user for session in UserSession.objects.all()] == [officer]


def test_sign_ins_are_noted_for_a_year_and_then_forgotten(db):
    log = AccessLog.objects.create(username="long-ago", ip_address="203.0.113.9")
    AccessLog.objects.filter(pk=log.pk).update(attempt_time=timezone.now() - timedelta(days=401))
    late = AccessLog.objects.create(username="lately", ip_address="203.0.113.9")
    AccessLog.objects.filter(pk=late.pk).update(attempt_time=timezone.now() - timedelta(days=365))
    forget_old_sign_ins()
    assert list(AccessLog.objects.values_list("username", flat=True)) == ["lately"]
