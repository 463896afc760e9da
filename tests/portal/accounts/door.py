"""How the tests of the door sign in, and whom they bring along."""

from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from tests.factories.accounts import PASSWORD

NEWCOMER = {
    "username": "newcomer",
    "person_name": "赵新",
    "email": "zhao@example.com",
    "password1": "Xin-Lai-De-2026",
    "password2": "Xin-Lai-De-2026",
}


def sign_in(client, user, password=PASSWORD, login=None):
    return client.post(reverse("account_login"), {"login": login or user.username, "password": password})


def prove(client, password=PASSWORD):
    """What changes the factors asks for the password once more."""
    return client.post(reverse("account_reauthenticate"), {"password": password})


def totp_of(secret):
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
