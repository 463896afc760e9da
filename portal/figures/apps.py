"""Name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.law.words import speak_with


class FiguresConfig(AppConfig):
    name = "portal.figures"
    label = "figures"
    verbose_name = _("法定数值")

    def ready(self) -> None:
        """From here on the rules' phrases are spoken in the reader's language."""
        speak_with(gettext)
