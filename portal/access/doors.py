"""The two doors to rows, for the bases of pages and interface: what a person may see, and what anyone may."""

from typing import Any

from django.db.models import Model

from portal.access.scope import Viewer


def visible(model: type[Model], user: Viewer) -> Any:
    """Every row of the model this person may see, in the model's own queryset."""
    return model._default_manager.visible_to(user)  # type: ignore[attr-defined]  # noqa: SLF001


def published(model: type[Model]) -> Any:
    """Every row of the model anyone may see, in the model's own queryset."""
    return model._default_manager.published()  # type: ignore[attr-defined]  # noqa: SLF001
