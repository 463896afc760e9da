"""Permissions of the admin pages, from the three separated administrations."""

from typing import Any, Final

from django.contrib.auth.backends import BaseBackend

from portal.access import Role
from portal.accounts.models import User

_READ: Final = frozenset({"view"})
_KEEP: Final = frozenset({"view", "add", "change", "delete"})
#: Apps of the security administrator: who may come in, and what they may do.
_DOOR: Final = {
    "accounts": frozenset({"view", "change"}),
    "axes": frozenset({"view", "delete"}),
    "usersessions": frozenset({"view", "delete"}),
    "mfa": _READ,
    "account": _READ,
}
_REFERENCE: Final = {"regions": _KEEP, "workdays": _KEEP, "figures": _KEEP}
_TRAIL: Final = {"audit": _READ, "axes": _READ}
_PERSONAL: Final = frozenset({"admin", "auth", "contenttypes", "sessions", "audit", *_DOOR})


class AssignmentBackend(BaseBackend):
    """
    Maps system, security and audit administration to Django's admin permissions.

    The system administrator keeps reference rows and reads the cases; the security administrator keeps users and
    assignments; the audit administrator reads the trail. Nobody has two of them (GB/T 22239-2019, 8.1.4.2 d).
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether a held administration covers "app.verb_model"."""
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        app, _dot, codename = perm.partition(".")
        verb = codename.partition("_")[0]
        return any(verb in _verbs(grant.role, app) for grant in user_obj.grants)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether a held administration covers anything of an app."""
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        return any(_verbs(grant.role, app_label) for grant in user_obj.grants)


def _verbs(role: Role, app: str) -> frozenset[str]:
    if role == Role.SECURITY_ADMIN:
        return _DOOR.get(app, frozenset())
    if role == Role.AUDIT_ADMIN:
        return _TRAIL.get(app, frozenset())
    if role == Role.SYSTEM_ADMIN:
        return _REFERENCE.get(app, frozenset() if app in _PERSONAL else _READ)
    return frozenset()
