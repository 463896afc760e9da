"""Whether a second factor is compulsory, and there."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from portal.accounts.models import User


def is_compulsory(user: User) -> bool:
    """For officers and administrators, wherever the settings are not those of a demonstration."""
    return not settings.DEMO and user.needs_two_factors


def is_set(user: User) -> bool:
    """Whether there is one besides recovery codes."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
