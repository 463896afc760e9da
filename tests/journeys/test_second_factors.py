"""The second factor in a real browser: a security key, codes from a telephone, and the codes kept for a bad day."""

import base64
import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone

from portal.accounts.models import User
from portal.seed.country import DEMO_PASSWORD

OFFICER = "henan.officer"
#: Seconds a code is shown, and that it takes to type it twice.
PERIOD, TYPING = 30, 5
PROVING = "**/accounts/reauthenticate/**"
ENROLLING = "**/accounts/2fa/totp/activate/"
ASKING = "**/accounts/2fa/authenticate/**"
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _outside_a_demonstration(settings):
    """Where officers must have a second factor."""
    settings.DEMO = False


@pytest.fixture
def officer(anyone, site):
    """An officer at a browser; security keys know the portal by its name, which an address is not."""
    return Officer(anyone(), site.replace("127.0.0.1", "localhost"))


class Officer:
    """Somebody at the door, with the keys in their pocket."""

    def __init__(self, person, site):
        self.person, self.page, self.site = person, person.page, site
        person.site = site
        self.wires = person.context.new_cdp_session(self.page)
        self.wires.send("WebAuthn.enable")

    def plug_in(self):
        """A new security key; its handle."""
        return self.wires.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]

    def pull_out(self, key):
        self.wires.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})

    def credentials(self, key):
        return self.wires.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]

    def goto(self, path):
        self.page.goto(self.site + path)

    def sign_in(self, until):
        """Name and password; then the portal leads on."""
        self.goto("/accounts/login/")
        self.page.fill("[name=login]", OFFICER)
        self.page.fill("[name=password]", DEMO_PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(until)

    def begin_to_enrol(self):
        """Sign in for the first time: the portal leads to the second factor, and wants the password once more."""
        self.sign_in(PROVING)
        assert not self.is_inside(), "nothing opens before a second factor is set"
        self.page.fill("[name=password]", DEMO_PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(ENROLLING)

    def sign_out(self):
        self.goto("/accounts/logout/")
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(f"{self.site}/")

    def is_inside(self):
        """Whether the desk opens."""
        self.goto("/desk/")
        return self.page.url.endswith("/desk/")

    def offer_code(self, code):
        self.page.fill("[name=code]", code)
        with self.page.expect_navigation():
            self.page.click("main form:has([name=code]) button[type=submit]")


def code_of(secret):
    """What the telephone shows now, and for long enough to be typed twice."""
    left = PERIOD - time.time() % PERIOD
    if left < TYPING:
        time.sleep(left)
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def test_an_officer_enrols_a_security_key_and_only_that_key_opens_the_door_again(officer):
    officer.begin_to_enrol()

    key = officer.plug_in()
    officer.goto("/accounts/2fa/webauthn/add/")
    officer.page.fill("[name=name]", "办公室的钥匙")
    with officer.page.expect_navigation():
        officer.page.click("#mfa_webauthn_add")
    assert Authenticator.objects.get(user__username=OFFICER, type="webauthn").wrap().name == "办公室的钥匙"
    assert officer.is_inside()

    officer.sign_out()
    officer.sign_in(ASKING)
    assert not officer.is_inside()
    officer.goto("/accounts/2fa/authenticate/")
    with officer.page.expect_navigation():
        officer.page.click("#mfa_webauthn_authenticate")
    assert officer.is_inside()

    # A key the portal has never seen.
    officer.sign_out()
    (known,) = officer.credentials(key)
    officer.pull_out(key)
    stranger = officer.plug_in()
    officer.sign_in(ASKING)
    officer.page.click("#mfa_webauthn_authenticate")
    assert "安全密钥没有应答" in officer.page.wait_for_selector("[role=alert]").inner_text()
    assert not officer.is_inside()

    # A key that says it is the officer's, and signs with another secret.
    false = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    forged = {**known, "privateKey": base64.b64encode(false).decode(), "signCount": known["signCount"] + 10}
    officer.wires.send("WebAuthn.addCredential", {"authenticatorId": stranger, "credential": forged})
    officer.goto("/accounts/2fa/authenticate/")
    with officer.page.expect_navigation():
        officer.page.click("#mfa_webauthn_authenticate")
    assert officer.page.url.endswith("/accounts/2fa/authenticate/")
    assert "不是登记过的安全密钥" in officer.page.inner_text("[role=alert]")
    assert not officer.is_inside()


def test_an_officer_enrols_a_telephone_and_keeps_codes_for_the_day_it_is_lost(officer):
    officer.begin_to_enrol()
    page = officer.page
    secret = page.input_value("#authenticator_secret")
    officer.offer_code("000000" if code_of(secret) != "000000" else "111111")
    assert not officer.is_inside()
    officer.goto("/accounts/2fa/totp/activate/")
    secret = page.input_value("#authenticator_secret")
    officer.offer_code(code_of(secret))
    assert officer.is_inside()
    officer.goto("/accounts/2fa/recovery-codes/")
    kept = re.findall(r"\b[0-9a-f]{8}\b", page.input_value("#recovery_codes"))
    assert len(kept) == 10

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        officer.sign_out()
        officer.sign_in(ASKING)
        now = code_of(secret)
        officer.offer_code(f"{(int(now) + 1) % 1_000_000:06d}")
        assert "/2fa/authenticate/" in page.url
        officer.offer_code(now)
        assert officer.is_inside()

        officer.sign_out()
        officer.sign_in(ASKING)
        officer.offer_code(kept[0])
        assert officer.is_inside()

        officer.sign_out()
        officer.sign_in(ASKING)
        officer.offer_code(kept[0])
        assert "/2fa/authenticate/" in page.url, "a code that was used opens nothing"
        assert not officer.is_inside()
    assert User.objects.get(username=OFFICER).is_active
