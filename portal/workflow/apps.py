"""Name, label, and the binding of each machine to the model that lives by it."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "portal.workflow"
    label = "workflow"
    verbose_name = _("办理")

    def ready(self) -> None:
        from portal.workflow.models import Stateful

        for model in apps.get_models():
            if issubclass(model, Stateful):
                model.machine.model = model
