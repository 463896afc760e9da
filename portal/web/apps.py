"""Name, label, and the discovery of what each app plugs in."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.law.words import speak_with


class WebConfig(AppConfig):
    name = "portal.web"
    label = "web"
    verbose_name = _("门户")

    def ready(self) -> None:
        speak_with(gettext)
        autodiscover_modules("listeners", "navigation", "reports", "exchange")
