"""Who asks: the bearer of a token, or the person signed in to the pages."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.request import Request

from portal.accounts.models import User
from portal.rest import throttling
from portal.rest.models import ApiToken
from portal.rest.services import tokens

__all__ = ["BearerAuthentication", "SessionAuthentication"]


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <secret>`. What is wrong with a token is told to nobody but its owner's audit trail."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        address = request.META.get("REMOTE_ADDR", "")
        throttling.refuse_guessing(address)
        token = self._usable(words, address)
        if token is None:
            throttling.count_guess(address)
            raise exceptions.AuthenticationFailed(_("令牌无效、已过期、已撤销或者不允许在此网络使用。"))
        user = token.user
        if token.organisation_id is not None:
            user.grants = tuple(grant for grant in user.grants if grant.organisation_id == token.organisation_id)
        tokens.note_use(token, at=timezone.now())
        return user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'

    def _usable(self, words: list[bytes], address: str) -> ApiToken | None:
        if len(words) != 2:  # noqa: PLR2004 - the scheme and the secret
            return None
        token = tokens.find(words[1].decode("ascii", "replace"))
        if token is None or not token.user.is_active:
            return None
        return token if token.is_usable(timezone.localdate()) and token.admits(address) else None
