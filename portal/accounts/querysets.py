"""All SQL of accounts."""

from typing import Any

from django.contrib.auth.models import BaseUserManager


class UserManager(BaseUserManager[Any]):
    """Users by name."""

    def create_user(self, username: str, password: str | None = None, **facts: Any) -> Any:
        """A user with a usable password, or none."""
        user = self.model(username=self.model.normalize_username(username), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **facts: Any) -> Any:
        """A user with every permission; production makes administrators by assignment instead."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **facts)
