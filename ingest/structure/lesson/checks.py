"""What is wrong with a lesson as it was typed into the cells of a row: a Persian sentence for each field."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from corpus.lesson_form import FIELD_NAMES, REQUIRED
from corpus.text.dates import jalali
from corpus.text.numbers import to_ascii_digits, to_persian_digits
from corpus.text.typed_dates import UnreadableDate, typed_date
from ingest.structure.lesson.facts import polarity_of
from ingest.structure.places import PlaceNames

MOST_CHARACTERS = {
    **dict.fromkeys(FIELD_NAMES, 10_000),
    **dict.fromkeys(("title", "project", "contact_role"), 300),
    **dict.fromkeys(("city", "project_type", "phase", "date", "polarity", "working_group"), 100),
    "keywords": 500,
}
# These are told in words; a number alone has come from another column.
_IN_WORDS = frozenset(
    (
        "title",
        "city",
        "problem",
        "cause",
        "recommendation",
        "summary",
        "context",
        "action",
        "outcome",
        "project_type",
        "phase",
    )
)

FORMULA = "این خانه فرمول یا خطای صفحهٔ گسترده است («{text}»)؛ به‌جای آن خود متن را بنویسید."
NOT_TEXT = "به‌جای متن، «{text}» آمده است."
MISSING = "«{name}» نوشته نشده است."
TOO_LONG = "«{name}» از {most} نویسه بلندتر است."
UNKNOWN_CITY = "شهر «{text}» شناخته نشد."
UNKNOWN_POLARITY = "گونهٔ تجربه «{text}» خوانده نشد؛ «موفق»، «ناموفق» یا «خطر» بنویسید."

_ERROR = re.compile(r"#(?:REF|VALUE|NAME|DIV/0|N/A|NULL|NUM|SPILL|CALC)[!?]?|Err:\d+", re.IGNORECASE)
_NUMBER = re.compile(r"[\d\s.,/:٫٬%+\-]+")
_TRUTH = frozenset(("بله", "خیر", "true", "false"))
# The days that a spreadsheet counts from its first, 1954 to 2064: what is left of a date whose format was lost.
_SERIALS = range(20_000, 60_000)
_FIRST_DAY = date(1899, 12, 30)
_GREGORIAN = re.compile(r"((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?: \d\d:\d\d)?")
_EIGHT_DIGITS = re.compile(r"(1[34]\d\d)([01]\d)([0-3]\d)")


def problems_of(values: Mapping[str, str], names: PlaceNames) -> dict[str, str]:
    """The first thing that is wrong with each field, required ones that are missing first; {} when nothing is.

    Polarity is as it was written, in words.
    """
    found: dict[str, str] = {}
    for name, sentence in _problems(values, names):
        found.setdefault(name, sentence)
    return found


def readable_date(text: str) -> str:
    """A Gregorian day, a spreadsheet's count of days or eight digits as «۱۴۰۲/۰۵/۱۴»; anything else as it is."""
    plain = to_ascii_digits(text).strip()
    if digits := _EIGHT_DIGITS.fullmatch(plain):
        return to_persian_digits("/".join(digits.groups()))
    day = _gregorian_day(plain)
    if day is None:
        return text
    converted = jalali(day)
    return to_persian_digits(f"{converted.year}/{converted.month:02}/{converted.day:02}")


def _gregorian_day(plain: str) -> date | None:
    if plain.isdigit() and len(plain) == 5 and int(plain) in _SERIALS:
        return _FIRST_DAY + timedelta(days=int(plain))
    if (written := _GREGORIAN.fullmatch(plain)) is None:
        return None
    try:
        return date(*map(int, written.groups()))
    except ValueError:
        return None


def is_date(text: str) -> bool:
    try:
        typed_date(readable_date(text))
    except UnreadableDate:
        return False
    return True


def _problems(values: Mapping[str, str], names: PlaceNames) -> Iterator[tuple[str, str]]:
    for name in REQUIRED:
        if not values.get(name):
            yield name, MISSING.format(name=FIELD_NAMES[name])
    for name, text in values.items():
        if not text:
            continue
        if text.startswith("=") or _ERROR.fullmatch(text):
            yield name, FORMULA.format(text=_short(text))
        elif text.lower() in _TRUTH or (name in _IN_WORDS and _NUMBER.fullmatch(text)):
            yield name, NOT_TEXT.format(text=_short(text))
        elif len(text) > MOST_CHARACTERS[name]:
            yield name, TOO_LONG.format(name=FIELD_NAMES[name], most=to_persian_digits(MOST_CHARACTERS[name]))
        elif sentence := _unreadable(name, text, names):
            yield name, sentence


def _unreadable(name: str, text: str, names: PlaceNames) -> str | None:
    if name == "city" and names.city(text) is None:
        return UNKNOWN_CITY.format(text=_short(text))
    if name == "polarity" and polarity_of(text) is None:
        return UNKNOWN_POLARITY.format(text=_short(text))
    if name == "date":
        try:
            typed_date(text)
        except UnreadableDate as error:
            return str(error)
    return None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
