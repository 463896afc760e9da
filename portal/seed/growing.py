"""Tell: grow the country, first its officials, then each chapter's part, in one transaction each."""

import random
from datetime import date
from importlib import import_module
from typing import Final

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from portal.accounts.models import Assignment, User
from portal.seed.country import CAST, DEMO_PASSWORD, Country, Grower, Part

#: Any number would do; this one makes every clone's country the same.
SEED: Final = 20260101


def is_grown() -> bool:
    """Whether this database already has its country."""
    return User.objects.filter(username=CAST[0].username).exists()


def grow(on: date, scale: str = "country") -> Country:
    """Make the country once: through services only, the same rows for the same day."""
    country = Country(on, random.Random(SEED), scale)  # noqa: S311 - dice, not secrets
    with transaction.atomic():
        for part in CAST:
            country.users[part.username] = _enlist(part, on)
        for chapter in chapters():
            chapter(country)
    return country


def chapters() -> list[Grower]:
    """The `grow` of each installed app's seed module, in the order of INSTALLED_APPS."""
    return [
        import_module(f"{config.name}.seed").grow
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "seed")
    ]


def _enlist(part: Part, on: date) -> User:
    user = User.objects.create_user(part.username, DEMO_PASSWORD, name=part.name, is_staff=part.role.endswith("_admin"))
    Assignment.objects.create(user=user, role=part.role, region_id=part.region or None, since=date(on.year, 1, 1))
    return user
