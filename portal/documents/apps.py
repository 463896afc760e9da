"""Name and label; papers' faces are looked for before the portal is deployed."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "portal.documents"
    label = "documents"
    verbose_name = _("公文")

    def ready(self) -> None:
        from portal.documents import faces

        register(faces.check, deploy=True)
