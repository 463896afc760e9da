"""What we tell allauth: no open sign-up, our masker's cipher for its secrets, no last factor removed."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.accounts import door
from portal.accounts.second_factor import is_compulsory
from portal.parties import cipher

_PLACE = "mfa.secret"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by invitation or with an organisation's registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never by allauth's own form."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere: past the proxies the settings trust."""
        return door.client_address(request) or "0.0.0.0"  # noqa: S104 - stands for "unknown", nothing listens there


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: sealed at rest, and kept where they are compulsory."""

    #: allauth says "incorrect code" of security keys too.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("验证码不正确，或者不是登记过的安全密钥。"),
    }

    def get_totp_issuer(self) -> str:
        return _now("安全生产社会化服务平台")

    def encrypt(self, text: str) -> str:
        return cipher.seal(text, _PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.unseal(bytes.fromhex(encrypted_text), _PLACE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who must have one."""
        if not is_compulsory(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
