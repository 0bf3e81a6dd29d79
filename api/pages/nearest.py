"""The nearest items below an item's own page, and the way to all that is like it."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from api.addresses import document_url, item_url
from api.pages.facts import CityNames, document_facts, lesson_facts, resolution_facts
from api.pages.resolution_rows import first_words
from api.services import Services
from corpus.errors import IndexFailure
from corpus.terms import ITEM_KIND_NAMES
from corpus.types import ItemKind
from search.similar import SimilarHit

MOST_ITEMS, OF_A_KIND = 6, 3
# A page waits for no more than a search would take: so many of the item's passages are searched.
PARTS = 3
SHOWN_CHARACTERS = 180


@dataclass(frozen=True, slots=True)
class NearView:
    kind_label: str
    title: str
    url: str
    text: str
    facts: list[str]


@dataclass(frozen=True, slots=True)
class NearestView:
    """`url` leads to all that is like the item; there may be something where these items are none, too."""

    items: list[NearView]
    url: str


def nearest_view(
    services: Services, kind: ItemKind, item_id: str, cities: CityNames, *, kinds: Collection[ItemKind] = ()
) -> NearestView:
    """The items, of these kinds or of any, that tell of the same; none where the index cannot be searched."""
    url = similar_url(kind, item_id)
    similar = services.similar_items
    try:
        answer = similar.to_item(kind, item_id, limit=MOST_ITEMS, kinds=kinds, of_a_kind=OF_A_KIND, parts=PARTS)
    except IndexFailure:
        # The page is worth its while without them.
        return NearestView([], url)
    return NearestView([_near_view(hit, cities) for hit in answer.hits] if answer.fits else [], url)


def similar_url(kind: ItemKind, item_id: str) -> str:
    """The page of all that is like the item."""
    return "/similar?" + urlencode({"kind": kind.value, "id": item_id})


def _near_view(hit: SimilarHit, cities: CityNames) -> NearView:
    label, url, facts = ITEM_KIND_NAMES[hit.kind], item_url(hit.kind, hit.id), list[str]()
    text = first_words(hit.passage.text, SHOWN_CHARACTERS)
    if hit.document:
        label = hit.document.kind or label
        url = document_url(hit.id, "", at=hit.passage.start) + "#at"
        facts = document_facts(hit.document, cities)
    elif hit.lesson:
        facts = lesson_facts(hit.lesson, cities)
        text = first_words(hit.lesson.recommendation, SHOWN_CHARACTERS)
    elif hit.resolution and hit.meeting:
        facts = resolution_facts(hit.resolution, hit.meeting, cities)
    return NearView(label, hit.title, url, text, facts)
