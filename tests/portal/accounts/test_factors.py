"""The second factor over HTTP."""

from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.factories.accounts import PASSWORD
from tests.portal.accounts.door import prove, sign_in, totp_of


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


def test_a_superuser_outside_a_demonstration_must_set_a_second_factor_too(client, db, settings):
    settings.DEMO = False
    root = User.objects.create_superuser("root", PASSWORD, name="首个账号")
    sign_in(client, root)
    assert client.get(reverse("admin:index"))["Location"] == reverse("mfa_activate_totp")
