"""What can be done to an account."""

from datetime import datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.accounts import basis, events
from portal.accounts.models import User
from portal.errors import Refused
from portal.events import announce
from portal.law import Objection

#: An account nobody used for so long is shut (GB/T 22239-2019, 8.1.4.2: stale accounts).
IDLE: Final = timedelta(days=90)
#: A session is noted in the moment it begins; what is older and has no session any more is of no use.
NOTED: Final = timedelta(days=1)


@transaction.atomic
def open_account(
    username: str, *, name: str, email: str, password: str, is_verified: bool, by: User | None = None
) -> User:
    """
    A new account without any role; `is_verified` when the address has proved itself.

    The caller's form has checked the password. Raises Refused when the user name is taken.
    """
    username = User.normalize_username(username.strip())
    taken = Refused(Objection(_("该用户名已被使用"), basis.ACCOUNT, "username"))
    if User.objects.filter(username__iexact=username).exists():
        raise taken
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, name=name.strip(), email=email.strip())
    except IntegrityError as error:
        raise taken from error
    if email:
        proved = is_verified and not EmailAddress.objects.filter(email__iexact=email, verified=True).exists()
        EmailAddress.objects.create(user=user, email=email.strip().lower(), verified=proved, primary=True)
    announce(events.AccountOpened(user.pk, user.username, by.pk if by else None))
    return user


@transaction.atomic
def disable(user: User, *, reason: str, by: User) -> None:
    """Shut an account and end its sessions."""
    Refused.unless_clear(_objections(user, by))
    if not reason.strip():
        raise Refused(Objection(_("请说明停用原因"), basis.ACCOUNT, "reason"))
    _disable(user, reason.strip(), by)


@transaction.atomic
def enable(user: User, *, by: User, at: datetime) -> None:
    """Open an account again; it counts as used from now."""
    Refused.unless_clear(_objections(user, by))
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        return
    user.is_active, user.disabled_because, user.enabled_at = True, "", at
    user.save(update_fields=["is_active", "disabled_because", "enabled_at"])
    announce(events.AccountEnabled(user.pk, by.pk))


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """Remove the second factors of somebody who lost them, and end every session; the next sign-in sets new ones."""
    Refused.unless_clear(_objections(user, by))
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    announce(events.SecondFactorChanged(user.pk, "all", "reset", by.pk))


@transaction.atomic
def end_session(session: UserSession, *, by: User) -> None:
    """End one of one's own sessions."""
    if session.user_id != by.pk:
        raise Refused(Objection(_("只能结束本人的会话"), basis.OWN))
    session.end()
    announce(events.SessionEnded(session.user_id, by.pk))


def disable_idle(at: datetime) -> int:
    """Shut every account unused since IDLE before a moment; how many there were."""
    done = 0
    for user in User.objects.idle_since(at - IDLE):
        with transaction.atomic():
            if User.objects.idle_since(at - IDLE).select_for_update().filter(pk=user.pk).exists():
                _disable(user, str(_("超过 90 日未使用")), None)
                done += 1
    return done


def forget_ended_sessions(at: datetime) -> int:
    """Delete the sessions that ended before a moment, and what was noted of them; how many."""
    ended, _by_model = Session.objects.filter(expire_date__lt=at).delete()
    kept = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(kept), created_at__lt=at - NOTED).delete()
    return ended


def end_sessions(user: User) -> None:
    """End every session of a user."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _disable(user: User, reason: str, by: User | None) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        return
    user.is_active, user.disabled_because = False, reason
    user.save(update_fields=["is_active", "disabled_because"])
    end_sessions(user)
    announce(events.AccountDisabled(user.pk, reason, by.pk if by else None))


def _objections(user: User, by: User) -> list[Objection]:
    found = []
    if not by.holds(Role.SECURITY_ADMIN):
        found.append(Objection(_("账号由安全管理员管理"), basis.AUTHORITY))
    if by.pk == user.pk:
        found.append(Objection(_("不能变更本人的账号状态"), basis.OWN))
    return found
