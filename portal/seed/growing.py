"""Tell: grow the country through the services; beyond it a city, a province or a nation by COPY."""

import random
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any, Final

from django.apps import apps
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from portal.access.roles import ADMINISTRATIVE
from portal.accounts.models import User
from portal.documents.wording import LANGUAGE
from portal.regions.models import Region
from portal.seed import loading, public, trail
from portal.seed.country import CAST, Country, Part
from portal.seed.nation import MARK, Nation, grow_parties

#: Any number would do; this one makes every clone's country the same.
SEED: Final = 20260101


def is_grown() -> bool:
    """Whether this database already has its country."""
    return User.objects.filter(username=CAST[0].username).exists()


def is_nation() -> bool:
    """Whether it already has more than its country."""
    return User.objects.filter(username=MARK).exists()


@transaction.atomic
def grow(on: date, seed: int = SEED) -> Country:
    """Make the country once: through services only, the same rows for the same day and seed."""
    country = Country(on, random.Random(seed))  # noqa: S311 - dice, not secrets
    for part in CAST:
        _enlist(country, part)
    for chapter in chapters("grow"):
        chapter(country)
    return country


@transaction.atomic
def populate(on: date, scale: str, seed: int = SEED) -> Nation:
    """
    Add parties, matters and announcements to the scale, the same rows for the same day and seed.

    All or nothing: whoever is killed in the middle leaves the country as it was.
    """
    country = Country(on, random.Random(seed))  # noqa: S311 - dice, not secrets
    country.users = {user.username: user for user in User.objects.filter(username__in=[part.username for part in CAST])}
    nation, first = Nation(country, country.rng, scale), trail.last_step()
    loading.check_at_once()
    with translation.override(LANGUAGE):
        grow_parties(nation)
        for chapter in chapters("populate"):
            chapter(nation)
        public.announce_generally(nation)
        public.object_to_some(nation)
        trail.enter_steps(first)
    return nation


def chapters(verb: str) -> list[Callable[[Any], None]]:
    """What each installed app's seed module does by this name, in the order of INSTALLED_APPS."""
    modules = [
        import_module(f"{config.name}.seed")
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "seed")
    ]
    return [getattr(module, verb) for module in modules if hasattr(module, verb)]


def _enlist(country: Country, part: Part) -> None:
    region = Region.objects.get(pk=part.region) if part.region else None
    country.enlist(part.username, part.name, part.role, region=region, is_staff=part.role in ADMINISTRATIVE)
