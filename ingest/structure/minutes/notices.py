"""What whoever reviews minutes should know before confirming them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.minutes import Parsed, ParsedResolution
from corpus.text.dates import last_day_of
from corpus.text.numbers import to_persian_digits
from corpus.types import JalaliDate

NO_RESOLUTIONS = "مصوبه‌ای در این صورتجلسه پیدا نشد."
NO_NUMBER = "شمارهٔ نشست پیدا نشد."
SAME_NUMBER = "{} مصوبه شمارهٔ {} دارند."
DUE_BEFORE_SESSION = "مهلت مصوبهٔ {} پیش از تاریخ نشست است."


def notices_of(
    number: Parsed[int | None],
    held_on: Parsed[JalaliDate | None],
    base: date | None,
    resolutions: Sequence[ParsedResolution],
) -> tuple[str, ...]:
    """Persian sentences, each once. `base` is the day that deadlines are reckoned from."""
    return tuple(dict.fromkeys(_notices(number, held_on, base, resolutions)))


def _notices(
    number: Parsed[int | None],
    held_on: Parsed[JalaliDate | None],
    base: date | None,
    resolutions: Sequence[ParsedResolution],
) -> Iterator[str]:
    if not resolutions:
        yield NO_RESOLUTIONS
    if number.value is None:
        yield NO_NUMBER
    if held_on.doubt:
        yield held_on.doubt
    for value, count in Counter(one.number.value for one in resolutions).items():
        if value is not None and count > 1:
            yield SAME_NUMBER.format(to_persian_digits(count), to_persian_digits(value))
    for one in resolutions:
        if one.due.doubt and one.due.value is None:
            yield one.due.doubt
        due = last_day_of(one.due.value) if one.due.value else None
        if due and base and due < base:
            yield DUE_BEFORE_SESSION.format(to_persian_digits(one.number.value or 0))
