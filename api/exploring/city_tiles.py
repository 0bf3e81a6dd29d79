"""Where the cities lie: one tile each, in columns from the west and rows from the north, about as on a map."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.topics import Holdings
from corpus.types import City

COLUMNS, ROWS = 7, 6

_WEST_TO_EAST = (
    ("urmia", "tabriz", "ardabil", "rasht", "sari", "gorgan", "bojnord"),
    ("", "zanjan", "qazvin", "karaj", "tehran", "semnan", "mashhad"),
    ("", "sanandaj", "hamedan", "arak", "qom", "", ""),
    ("ilam", "kermanshah", "khorramabad", "shahrekord", "isfahan", "yazd", "birjand"),
    ("", "", "ahvaz", "yasuj", "shiraz", "kerman", "zahedan"),
    ("", "", "", "bushehr", "", "bandar-abbas", ""),
)
PLACES: Mapping[str, tuple[int, int]] = {
    city_id: (column, row)
    for row, cities in enumerate(_WEST_TO_EAST)
    for column, city_id in enumerate(cities)
    if city_id
}
# From none to most.
SHADES = 5


@dataclass(frozen=True, slots=True)
class CityTile:
    """`shade` goes from 0, where there is nothing, to `SHADES`."""

    city: City
    column: int
    row: int
    holdings: Holdings
    shade: int


def city_tiles(cities: list[City], holdings: Mapping[str, Holdings]) -> list[CityTile]:
    """The metropolises, and of the other cities those that there is something of, in the order of the cities."""
    most = max((held.total for held in holdings.values()), default=0)
    tiles = []
    for city in cities:
        held = holdings.get(city.id, Holdings())
        if city.id in PLACES and (city.metropolis or held.total):
            column, row = PLACES[city.id]
            tiles.append(CityTile(city, column, row, held, _shade(held.total, most)))
    return tiles


def _shade(count: int, most: int) -> int:
    """By the root: one large city must not make all others look alike."""
    return max(1, round(SHADES * (count / most) ** 0.5)) if count else 0
