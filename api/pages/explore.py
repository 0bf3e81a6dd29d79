"""The map of the experience: what there is by topic, city, session and year; and one topic's own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import ServicesDep
from api.exploring.city_tiles import COLUMNS, ROWS, CityTile
from api.exploring.experience import SessionMark, read_map
from api.exploring.items import ItemLine
from api.exploring.topic import TopicReading, read_topic
from api.exploring.topic_tree import TopicNode
from api.pages.facts import CityNames
from api.pages.need_views import need_view
from api.rendering import templates, to_persian
from corpus.repository.places import PlaceRepository
from corpus.terms import ITEM_KIND_NAMES
from corpus.topics import Holdings
from corpus.types import ItemKind
from corpus.vocabulary.thesaurus import Concept

router = APIRouter(prefix="/explore", include_in_schema=False)

# In units of the drawing.
TILE_WIDTH, TILE_HEIGHT, GAP = 100, 84, 8
BAR_WIDTH, BAR_HEIGHT, BAR_GAP = 20, 120, 4


@dataclass(frozen=True, slots=True)
class TopicView:
    """`url` is the topic's own page, `search_url` finds what there is about it."""

    id: str
    label: str
    count: int
    url: str
    search_url: str
    narrower: list["TopicView"]


@dataclass(frozen=True, slots=True)
class HoldingsView:
    """One row of a table: what it is of, how much of each kind, and the search that finds it."""

    label: str
    url: str
    holdings: Holdings


@dataclass(frozen=True, slots=True)
class TileView:
    """A tile of the drawing, its corner in the drawing's units; `words` says all of it to one who cannot see it."""

    row: HoldingsView
    words: str
    x: int
    y: int
    shade: int


@dataclass(frozen=True, slots=True)
class BarView:
    """A year's bar: three parts of one column, each (kind, y, height), from the ground up."""

    row: HoldingsView
    words: str
    x: int
    parts: list[tuple[str, float, float]]
    labelled: bool


@dataclass(frozen=True, slots=True)
class SessionView:
    number: int
    url: str | None
    host: str
    year: str
    resolutions: int
    note: str
    # How many numbers before it are of sessions of which nothing is known.
    missing_before: int


@dataclass(frozen=True, slots=True)
class KindView:
    """The newest items of one kind about a topic, and the search for all of them."""

    kind: str
    name: str
    count: int
    search_url: str
    lines: list[ItemLine]


@router.get("")
def explore(request: Request, services: ServicesDep) -> HTMLResponse:
    with services.database.reading() as connection:
        found = read_map(connection, services.thesaurus)
    context = {
        "nav": "explore",
        "whole": found.whole,
        "topics_read": found.topics_read,
        "topics": [topic_view(node) for node in found.topics],
        "tiles": [_tile(tile) for tile in found.tiles],
        "elsewhere": [HoldingsView(city.name, found_url(city=city.id), held) for city, held in found.elsewhere],
        "map_size": (COLUMNS * (TILE_WIDTH + GAP) - GAP, ROWS * (TILE_HEIGHT + GAP) - GAP),
        "tile_size": (TILE_WIDTH, TILE_HEIGHT),
        "sessions": _sessions(found.sessions),
        "bars": _bars(found.years),
        "chart_size": (len(found.years) * (BAR_WIDTH + BAR_GAP), BAR_HEIGHT),
        "bar_width": BAR_WIDTH,
        "json_url": "/api/v1/explore",
    }
    return templates(request).TemplateResponse(request, "explore.html", context)


@router.get("/topics/{concept_id}")
def topic(request: Request, concept_id: str, services: ServicesDep) -> HTMLResponse:
    with services.database.reading() as connection:
        found = read_topic(connection, services.thesaurus, concept_id)
        cities = CityNames(PlaceRepository(connection).cities())
    concept = found.concept
    context = {
        "nav": "explore",
        "concept": concept,
        "count": found.holdings.total,
        "search_url": found_url(topic=concept.id),
        "above": [_link(one) for one in found.above],
        "other_names": other_names(concept),
        "narrower": [topic_view(node) for node in found.narrower],
        "related": [topic_view(node) for node in found.related],
        "kinds": [_kind(found, kind) for kind, lines in found.newest.items() if lines],
        "needs": [need_view(need, cities) for need in found.needs],
        "ask_url": f"/needs/new?{urlencode({'title': concept.preferred})}",
        "json_url": f"/api/v1/topics/{concept.id}",
    }
    return templates(request).TemplateResponse(request, "explore_topic.html", context)


def topic_view(node: TopicNode) -> TopicView:
    below = [topic_view(one) for one in node.narrower]
    return TopicView(node.id, node.label, node.count, topic_url(node.id), found_url(topic=node.id), below)


def topic_url(concept_id: str) -> str:
    return f"/explore/topics/{concept_id}"


def found_url(**choices: str | int) -> str:
    """The search that finds what is counted."""
    return f"/search?{urlencode(choices)}"


def other_names(concept: Concept) -> list[str]:
    """What else it is called, in Persian."""
    names = (*concept.synonyms, *concept.official, *concept.everyday, *concept.abbreviations)
    return [name for name in dict.fromkeys(names) if name != concept.preferred]


def in_words(holdings: Holdings) -> str:
    """«۱۲ مصوبه، ۳ تجربه و ۱ سند», without what there is none of."""
    parts = [f"{to_persian(holdings.of(kind))} {name}" for kind, name in ITEM_KIND_NAMES.items() if holdings.of(kind)]
    return "هنوز چیزی نیست" if not parts else " و ".join(filter(None, ("، ".join(parts[:-1]), parts[-1])))


def _link(concept: Concept) -> tuple[str, str]:
    return concept.preferred, topic_url(concept.id)


def _kind(found: TopicReading, kind: ItemKind) -> KindView:
    url = found_url(topic=found.concept.id, kind=kind.value)
    return KindView(kind.value, ITEM_KIND_NAMES[kind], found.holdings.of(kind), url, found.newest[kind])


def _tile(tile: CityTile) -> TileView:
    row = HoldingsView(tile.city.name, found_url(city=tile.city.id), tile.holdings)
    x, y = tile.column * (TILE_WIDTH + GAP), tile.row * (TILE_HEIGHT + GAP)
    return TileView(row, f"{tile.city.name}: {in_words(tile.holdings)}", x, y, tile.shade)


def _bars(years: Sequence[tuple[int, Holdings]]) -> list[BarView]:
    most = max((held.total for _year, held in years), default=0)
    bars = []
    for place, (year, held) in enumerate(years):
        ground, parts = float(BAR_HEIGHT), []
        for kind in ITEM_KIND_NAMES:
            height = round(BAR_HEIGHT * held.of(kind) / most, 2) if most else 0.0
            ground = round(ground - height, 2)
            if height:
                parts.append((kind.value, ground, height))
        row = HoldingsView(to_persian(year), found_url(year_from=year, year_to=year), held)
        # The newest year is at the left, where a line of time in Persian ends.
        x = (len(years) - 1 - place) * (BAR_WIDTH + BAR_GAP)
        bars.append(
            BarView(row, f"{row.label}: {in_words(held)}", x, parts, year % 5 == 0 or place in (0, len(years) - 1))
        )
    return bars


def _sessions(marks: Sequence[SessionMark]) -> list[SessionView]:
    views, reached = [], 0
    for mark in marks:
        views.append(
            SessionView(
                number=mark.number,
                url=f"/sessions/{mark.id}" if mark.id else None,
                host=mark.host_city or "",
                year=to_persian(mark.date.year) if mark.date else "",
                resolutions=mark.resolutions,
                note=to_persian(mark.note),
                missing_before=max(0, mark.number - reached - 1),
            )
        )
        reached = max(reached, mark.number)
    return views
