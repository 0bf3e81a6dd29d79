"""What people make of the results: which they open, and whether they were of use."""

from dataclasses import dataclass

from api.search_log.gaps import note_gap
from api.services import Services
from corpus.errors import InvalidRecord, NotFound
from corpus.repository.searches import SearchRepository
from corpus.searches import LoggedSearch, SearchOutcome
from corpus.types import GapReason, ItemKind

LAST_POSITION = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A result: the item that it was, of which search."""

    search_id: str
    kind: ItemKind
    item_id: str


def note_click(services: Services, found: Found, position: int) -> None:
    """Note that the result was opened from that place, 1 to 100. Raises `NotFound` and `InvalidRecord`."""
    if not 1 <= position <= LAST_POSITION:
        raise InvalidRecord(f"جای نتیجه عددی از ۱ تا {LAST_POSITION} است.")
    with services.database.transaction() as connection:
        _known(SearchRepository(connection), found).click(found.search_id, found.kind, found.item_id, position)


def note_vote(services: Services, found: Found, useful: bool) -> None:
    """Note whether the result was of use; a later word takes the place of an earlier one. Raises `NotFound`."""
    with services.database.transaction() as connection:
        _known(SearchRepository(connection), found).vote(found.search_id, found.kind, found.item_id, useful)


def note_satisfaction(services: Services, search_id: str, satisfied: bool) -> None:
    """Note whether what was looked for was among the results; the first no to results that had fitted counts among the
    questions without an answer. Raises `NotFound`."""
    with services.database.transaction() as connection:
        searches = SearchRepository(connection)
        search = _searched(searches, search_id)
        searches.satisfy(search_id, satisfied)
        if not satisfied and search.satisfied is None and search.outcome is SearchOutcome.FOUND:
            note_gap(connection, services, search.query, GapReason.NOT_SATISFIED)


def read_vote(text: str) -> tuple[ItemKind, str, bool]:
    """(kind, id, whether of use) of a button's value, «lesson:ID:1». Raises `InvalidRecord`."""
    kind, _, rest = text.partition(":")
    item_id, _, useful = rest.rpartition(":")
    if kind not in set(ItemKind) or not item_id or useful not in ("0", "1"):
        raise InvalidRecord("روشن نیست رأی به کدام نتیجه است؛ به نتیجه‌ها برگردید و دوباره بکوشید.")
    return ItemKind(kind), item_id, useful == "1"


def _known(searches: SearchRepository, found: Found) -> SearchRepository:
    _searched(searches, found.search_id)
    if not searches.sees(found.kind, found.item_id):
        raise NotFound("این نتیجه دیگر نیست.")
    return searches


def _searched(searches: SearchRepository, search_id: str) -> LoggedSearch:
    search = searches.get(search_id)
    if search is None:
        raise NotFound("این جست‌وجو دیگر نیست.")
    return search
