"""Ask: which division a code or a name means, on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from unicodedata import normalize

from portal.regions.facts import CODE_LENGTH, COUNTRY
from portal.regions.models import Region, RegionChange


class How(StrEnum):
    """How a code led to a division."""

    IN_FORCE = "in_force"
    CHANGED = "changed"
    NEAREST = "nearest"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Resolution:
    """
    Where a code leads on a day, and how.

    CHANGED went through the codes in `through`; NEAREST is the division above one that is unknown or has no successor;
    UNKNOWN is the country, because nothing in the code says more.
    """

    region: Region
    how: How
    through: tuple[str, ...] = ()


def country() -> Region:
    return Region.objects.get(pk=COUNTRY)


def resolve(code: str, on: date) -> Region:
    """
    The division that answers for a code on a day, through every change up to it; an old code never fails.

    Takes longer codes too (GB/T 10114, credit codes' region digits are six): the first six digits count.
    """
    return trace([code], on)[code].region


def trace(codes: Iterable[str], on: date) -> dict[str, Resolution]:
    """Where each code leads, in two queries whatever their number."""
    codes = list(codes)
    successors = _successors(on)
    ways = {code: _way(_digits(code), successors) for code in codes}
    wanted = {COUNTRY} | {step for chain, above in ways.values() for step in [*chain, *above]}
    regions = Region.objects.in_bulk(wanted)
    return {code: _settle(*ways[code], regions, on) for code in codes}


def provinces() -> list[Region]:
    """The provinces of today, in the order of their codes."""
    return list(Region.objects.provinces())


def named(codes: Iterable[str]) -> list[Region]:
    """The divisions of these codes, however short they were written, from the country downwards; one query."""
    return list(Region.objects.filter(pk__in={code.ljust(6, "0") for code in codes}).order_by("path"))


def find(text: str, limit: int = 20) -> list[Region]:
    """Divisions by code or any part of a present or former name: those in force first, the nearest match first."""
    text = normalize("NFKC", text).strip().replace(" ", "")
    if not text:
        return []
    former = RegionChange.objects.filter(old_name__contains=text).exclude(new_code="").values("new_code")
    return list(Region.objects.called(text, former)[:limit])


def _successors(on: date) -> dict[str, str]:
    changes = RegionChange.objects.filter(on__lte=on).exclude(old_code="").exclude(new_code="").order_by("on")
    pairs = changes.values_list("old_code", "new_code")
    return {old: new for old, new in pairs if old != new}


def _way(code: str, successors: dict[str, str]) -> tuple[list[str], list[str]]:
    """The code and its successors, and the divisions above the first, in case none of them stands."""
    chain = [code] if code else []
    while chain and (onward := successors.get(chain[-1])) and onward not in chain:
        chain.append(onward)
    last = chain[-1] if chain else ""
    above = [f"{last[:4]}00", successors.get(f"{last[:4]}00", ""), f"{last[:2]}0000"] if last else []
    return chain, [step for step in above if step]


def _settle(chain: list[str], above: list[str], regions: dict[Any, Region], on: date) -> Resolution:
    for step, code in enumerate(chain):
        region = regions.get(code)
        if region is not None and (region.until is None or on < region.until):
            return Resolution(region, How.CHANGED if step else How.IN_FORCE, tuple(chain[:step]))
    for code in above:
        region = regions.get(code)
        if region is not None and (region.until is None or on < region.until):
            return Resolution(region, How.NEAREST, tuple(chain))
    return Resolution(regions[COUNTRY], How.UNKNOWN, tuple(chain))


def _digits(code: str) -> str:
    text = normalize("NFKC", code).strip()[:CODE_LENGTH]
    return text if len(text) == CODE_LENGTH and text.isascii() and text.isdigit() else ""
