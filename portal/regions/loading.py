"""What can be done to the divisions: bring the tables to what the files say, in a few statements."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from django.apps import apps as installed
from django.db import transaction

from portal.regions.facts import SUPPLIED, Change, Facts, Place, read
from portal.regions.models import Region, RegionChange


@dataclass(frozen=True)
class Loaded:
    """What a load did; `unlisted` are codes in force that the files do not know: they stay, and someone should look."""

    written: int
    changes: int
    unlisted: list[str]


def load(folder: Path = SUPPLIED) -> Loaded:
    """
    Write what differs from the files; twice is as good as once. Rows the files do not name are left alone.

    Raises `facts.Faulty` with every fault, by file and line, and then changes nothing.
    """
    return _load(read(folder), Region, RegionChange)


def load_after_migrate(apps: Any = installed, **_: Any) -> None:
    """Load the files that come with the portal, into the tables as the migration left them."""
    try:
        region, change = apps.get_model("regions", "Region"), apps.get_model("regions", "RegionChange")
    except LookupError:
        return
    _load(read(), region, change)


@transaction.atomic
def _load(facts: Facts, region: Any, change: Any) -> Loaded:
    names = [item.name for item in fields(Place)]
    found = {row[0]: Place(*row) for row in region.objects.values_list(*names)}
    differing = [place for code, place in facts.places.items() if found.get(code) != place]
    region.objects.bulk_create(
        [region(**asdict(place)) for place in differing],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=names[1:],
    )
    known = {Change(*row) for row in change.objects.values_list(*(item.name for item in fields(Change)))}
    missing = [item for item in facts.changes if item not in known]
    change.objects.bulk_create([change(**asdict(item)) for item in missing], ignore_conflicts=True)
    unlisted = sorted(code for code, place in found.items() if code not in facts.places and place.until is None)
    return Loaded(len(differing), len(missing), unlisted)
