"""Dates as people type them into a field: «۱۳۹۱/۰۵/۲۵», «۲۵ مرداد ۱۳۹۱», «۱۳۹۱/۵» or «۱۳۹۱»."""

import re

from corpus.text.dates import MONTHS, find_dates, format_jalali, jalali_date
from corpus.text.numbers import level, to_persian_digits
from corpus.types import JalaliDate

FIRST_YEAR, LAST_YEAR = 1300, 1499

_NUMERIC = re.compile(r"(\d{1,4})(?:\s*[/.\-]\s*(\d{1,4}))?(?:\s*[/.\-]\s*(\d{1,4}))?")
_EXAMPLE = "«۱۳۹۱/۰۵/۲۵» یا «۲۵ مرداد ۱۳۹۱»"


class UnreadableDate(ValueError):
    """What was typed is no date; the message says in Persian why."""


def typed_date(text: str, *, whole: bool = False) -> JalaliDate:
    """The Jalali date that was typed; it may stop at the month or year unless it has to be `whole`.

    Raises `UnreadableDate`.
    """
    found = _read(level(text).strip())
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        first, last = to_persian_digits(FIRST_YEAR), to_persian_digits(LAST_YEAR)
        raise UnreadableDate(f"سال باید میان {first} و {last} باشد.")
    if whole and found.iso is None:
        raise UnreadableDate(f"روز را هم بنویسید، مانند {_EXAMPLE}.")
    return found


def _read(plain: str) -> JalaliDate:
    numeric = _NUMERIC.fullmatch(plain)
    if numeric:
        year, month, day = (int(part) if part else None for part in numeric.groups())
        if year is not None and day is not None and year <= 31 < day:
            year, day = day, year
        return _existing(year or 0, month, day)
    mentions = find_dates(plain)
    if len(mentions) != 1 or mentions[0].end - mentions[0].start < len(plain):
        raise UnreadableDate(f"تاریخ خوانده نشد؛ مانند {_EXAMPLE} بنویسید.")
    mention = mentions[0]
    if mention.impossible:
        raise UnreadableDate(f"چنین روزی در {format_jalali(mention.date)} نیست.")
    return mention.date


def _existing(year: int, month: int | None, day: int | None) -> JalaliDate:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return JalaliDate(year)
    if month is not None and not 1 <= month <= 12:
        raise UnreadableDate("ماه باید میان ۱ و ۱۲ باشد.")
    try:
        return jalali_date(year, month, day)
    except ValueError as error:
        name = f"{MONTHS[(month or 1) - 1]} {year}"
        raise UnreadableDate(to_persian_digits(f"{name} روز {day} ندارد.")) from error
