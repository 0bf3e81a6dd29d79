"""Searches as they are remembered for a time: what was asked and what came of it, never by whom."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.types import ItemKind, Value


class SearchOutcome(StrEnum):
    """Whether anything fitted; as in `GapReason` where not."""

    FOUND = "found"
    NOTHING = "nothing"
    UNDER_FLOOR = "under_floor"


@dataclass(frozen=True, slots=True)
class LoggedSearch(Value):
    """`query` is without what could point at a person, `filters` the choices as they stand in an address; `satisfied` says
    whether what was looked for was among the results, None where nobody said."""

    id: str
    day: date
    query: str
    filters: str
    sort: str
    legs: str
    outcome: SearchOutcome
    total: int
    took_ms: int
    satisfied: bool | None = None


@dataclass(frozen=True, slots=True)
class DayOfSearches(Value):
    """The searches of one Gregorian day, as much as is counted of them: how many found nothing that fits, how many led to
    an opened result or to one that was called useful, and of how many it was said that the results were of no use."""

    day: date
    searches: int
    unanswered: int
    helped: int
    unsatisfied: int


@dataclass(frozen=True, slots=True)
class Judgement(Value):
    """What people thought of a result of a query: how many opened it, found it useful, and found it beside the point."""

    query: str
    kind: ItemKind
    item_id: str
    clicks: int
    useful: int
    useless: int
