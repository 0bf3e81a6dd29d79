"""The order of the items that were found: by how well they answer, by date, or by both."""

from collections.abc import Sequence
from datetime import UTC, datetime

from corpus.index.port import Payload
from corpus.text.dates import jalali
from search.choices import Sort
from search.fuse import ScoredItem

# After so many years an item counts half of what its youth gives it; regulations and methods last about a decade.
HALF_LIFE_YEARS = 8.0
# So much of a score is for the answer alone, however old it is: what answers best may be twenty years old.
LASTING = 0.6
MONTHS_A_YEAR, DAYS_A_MONTH = 12, 31


def ordered(items: Sequence[ScoredItem], sort: Sort, this_year: float) -> list[ScoredItem]:
    """The items in that order; `this_year` is the Jalali year with its part that has passed.

    By date the newest come first and the undated last, those of one date as they answer.
    """
    match sort:
        case Sort.DATE:
            return sorted(items, key=lambda item: -_date(item.payload))
        case Sort.RECENT:
            return sorted(items, key=lambda item: -item.score * recency(_date(item.payload), this_year))
        case _:
            return list(items)


def this_year() -> float:
    """Today as a Jalali year and its part that has passed."""
    today = jalali(datetime.now(UTC).date())
    return _with_part(today.year, today.month or 1, today.day or 1)


def recency(year: float, this_year: float) -> float:
    """What a score is multiplied by: 1 for today, falling to `LASTING`; what has no date is as old as can be."""
    if not year:
        return LASTING
    age = max(0.0, this_year - year)
    return LASTING + (1 - LASTING) * float(0.5 ** (age / HALF_LIFE_YEARS))


def _date(payload: Payload) -> float:
    """The item's Jalali date as a year and its part; 0 where it has none."""
    day = int(payload.get("day", 0))
    if not day:
        return float(payload.get("year", 0))
    return _with_part(day // 10_000, max(day // 100 % 100, 1), max(day % 100, 1))


def _with_part(year: int, month: int, day: int) -> float:
    return year + (month - 1) / MONTHS_A_YEAR + (day - 1) / (MONTHS_A_YEAR * DAYS_A_MONTH)
