"""What a password must be (GB/T 22239-2019, 8.1.4.1 a): mixed, not one of the last, changed in time."""

import string
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.events import PasswordChanged
from portal.accounts.models import PasswordRecord, User
from portal.events import announce

MAX_AGE: Final = timedelta(days=90)


class MixedValidator:
    """At least `classes` of: small letters, capitals, digits, others."""

    def __init__(self, classes: int = 3) -> None:
        self.classes = classes

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError unless mixed enough."""
        kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
        used = sum(any(character in kind for character in password) for kind in kinds)
        used += any(character not in "".join(kinds) for character in password)
        if used < self.classes:
            raise ValidationError(self.get_help_text(), code="password_not_mixed")

    def get_help_text(self) -> str:
        return _("密码须含大写字母、小写字母、数字、其他符号中的至少 %(classes)d 类。") % {"classes": self.classes}


class HistoryValidator:
    """None of the last `kept` passwords again; and the keeper of that history."""

    def __init__(self, kept: int = 5) -> None:
        self.kept = kept

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for one of the last."""
        if not isinstance(user, User) or user.pk is None:
            return
        for record in user.password_records.all()[: self.kept]:
            if check_password(password, record.password):
                raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: Any = None) -> None:
        """Django calls this when a user with a new password has been saved."""
        if not isinstance(user, User):
            return
        now = timezone.now()
        with transaction.atomic():
            PasswordRecord.objects.create(user=user, password=user.password, set_at=now)
            old = user.password_records.values_list("pk", flat=True)[self.kept :]
            PasswordRecord.objects.filter(pk__in=list(old)).delete()
            User.objects.filter(pk=user.pk).update(password_changed_at=now)
            user.password_changed_at = now
            announce(PasswordChanged(user.pk))

    def get_help_text(self) -> str:
        return _("密码不得与最近 %(kept)d 次使用的相同。") % {"kept": self.kept}


def is_overdue(user: User, at: datetime) -> bool:
    """Whether the password is older than MAX_AGE; one whose age is not known is not."""
    return user.password_changed_at is not None and at - user.password_changed_at > MAX_AGE
