"""Tell: grow the country, first its officials, then each chapter's part, in one transaction each."""

import random
from datetime import date
from importlib import import_module
from typing import Final

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from portal.access.roles import ADMINISTRATIVE
from portal.accounts.models import User
from portal.regions.models import Region
from portal.seed.country import CAST, Country, Grower, Part

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
            _enlist(country, part)
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


def _enlist(country: Country, part: Part) -> None:
    region = Region.objects.get(pk=part.region) if part.region else None
    country.enlist(part.username, part.name, part.role, region=region, is_staff=part.role in ADMINISTRATIVE)
