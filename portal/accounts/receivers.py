"""What Django, axes and allauth signal at the door, told as facts of ours."""

import secrets
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from portal.accounts import door, events
from portal.accounts.middleware import SOLE
from portal.accounts.models import User
from portal.events import announce


@receiver(user_logged_in, dispatch_uid="portal.accounts.signed_in")
def signed_in(request: Any, user: User, **_signal: Any) -> None:
    """Tell; and let an administrator's newest session be the only one."""
    with transaction.atomic():
        if user.is_administrator:
            user.sole_session = secrets.token_hex(16)
            user.save(update_fields=["sole_session"])
            request.session[SOLE] = user.sole_session
        announce(events.SignedIn(user.pk, door.client_address(request)))


@receiver(user_logged_out, dispatch_uid="portal.accounts.signed_out")
def signed_out(request: Any, user: User | None, **_signal: Any) -> None:
    if isinstance(user, User) and not getattr(request, "signed_out_because", ""):
        with transaction.atomic():
            announce(events.SignedOut(user.pk, "asked"))


@receiver(user_login_failed, dispatch_uid="portal.accounts.sign_in_failed")
def sign_in_failed(credentials: dict[str, Any], request: Any = None, **_signal: Any) -> None:
    """Tell without what was typed: people type their password in the wrong box."""
    user = door.find(door.typed_login(request, credentials))
    with transaction.atomic():
        announce(events.SignInFailed(user.pk if user else None, door.client_address(request)))


@receiver(user_locked_out, dispatch_uid="portal.accounts.locked_out")
def locked_out(request: Any, username: str, **_signal: Any) -> None:
    user = door.find(username or "")
    with transaction.atomic():
        announce(events.LockedOut(user.pk if user else None, door.client_address(request)))


@receiver(authenticator_added, dispatch_uid="portal.accounts.factor_added")
def factor_added(user: User, authenticator: Any, **_signal: Any) -> None:
    with transaction.atomic():
        announce(events.SecondFactorChanged(user.pk, authenticator.type, "added", user.pk))


@receiver(authenticator_removed, dispatch_uid="portal.accounts.factor_removed")
def factor_removed(user: User, authenticator: Any, **_signal: Any) -> None:
    with transaction.atomic():
        announce(events.SecondFactorChanged(user.pk, authenticator.type, "removed", user.pk))
