"""The country as a map of equal tiles: a number for each province, its shade, and where its rows are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.regions.models import Region
from portal.regions.tiles import PROVINCE_TILES, short

#: Shades from nothing (0) to the most; the number stands in the tile, so that the shade says nothing alone.
SHADES: Final = 4


@dataclass(frozen=True)
class ProvinceTile:
    """One province: where its tile stands, its number, and the address of the rows behind it ("" of none)."""

    region: Region
    column: int
    row: int
    number: int
    shade: int
    url: str

    @property
    def name(self) -> str:
        return short(self.region.code, self.region.name)


def tiles(provinces: Iterable[Region], counts: Mapping[str, int], url: Callable[[str], str]) -> list[ProvinceTile]:
    """In reading order, from north-west to south-east, so that the keyboard follows the eye."""
    most = max(counts.values(), default=0)
    drawn = [
        ProvinceTile(
            region,
            *PROVINCE_TILES[region.code],
            number=counts.get(region.code, 0),
            shade=shade(counts.get(region.code, 0), most),
            url=url(region.code) if counts.get(region.code) else "",
        )
        for region in provinces
    ]
    return sorted(drawn, key=lambda tile: (tile.row, tile.column))


def shade(number: int, most: int) -> int:
    """In equal steps up to the most; anything at all is at least the first step."""
    return -(-number * SHADES // most) if number else 0
