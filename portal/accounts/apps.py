"""Name, label, and the ear at the door."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("账号")

    def ready(self) -> None:
        """Hear the door's signals."""
        import_module("portal.accounts.receivers")
