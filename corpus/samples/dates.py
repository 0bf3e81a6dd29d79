"""Jalali dates in the forms in which offices write them; a date comes in as «1388-08-20»."""

from collections.abc import Callable
from datetime import datetime

from persiantools.jdatetime import JalaliDate

from corpus.samples.numerals import cardinal, ordinal, persian_digits

MONTHS = ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"]
WEEKDAYS = ["شنبه", "یکشنبه", "دوشنبه", "سه\u200cشنبه", "چهارشنبه", "پنجشنبه", "جمعه"]

DateForm = Callable[[str], str]


def slashed(date: str) -> str:
    """«۱۳۸۸/۰۸/۲۰»."""
    return persian_digits(date.replace("-", "/"))


def day_first(date: str) -> str:
    """«۲۰/۸/۱۳۸۸», as older offices write it."""
    year, month, day = _parts(date)
    return persian_digits(f"{day}/{month}/{year}")


def named(date: str) -> str:
    """«۲۰ آبان ۱۳۸۸»."""
    year, month, day = _parts(date)
    return persian_digits(f"{day} {MONTHS[month - 1]} {year}")


def named_month(date: str) -> str:
    """«۲۰ آبان‌ماه ۱۳۸۸»."""
    year, month, day = _parts(date)
    return persian_digits(f"{day} {MONTHS[month - 1]}‌ماه {year}")


def worded(date: str) -> str:
    """«بیستم آبان‌ماه یک‌هزار و سیصد و هشتاد و هشت»."""
    year, month, day = _parts(date)
    return f"{ordinal(day)} {MONTHS[month - 1]}‌ماه {cardinal(year)}"


def end_of_month(date: str) -> str:
    """«پایان شهریور ۱۳۹۱» where the day is the month's last, and «۱۵ شهریور ۱۳۹۱» where it is not."""
    year, month, day = _parts(date)
    if day < JalaliDate.days_in_month(month, year):
        return named(date)
    return persian_digits(f"پایان {MONTHS[month - 1]} {year}")


FORMS: tuple[DateForm, ...] = (slashed, day_first, named, named_month, worded, end_of_month)


def month_of_year(date: str) -> str:
    """«مهر ۱۳۹۹» from «1399-07»."""
    year, month = map(int, date.split("-"))
    return persian_digits(f"{MONTHS[month - 1]} {year}")


def weekday(date: str) -> str:
    """The name of the day on which the date falls."""
    day: int = JalaliDate(*_parts(date)).weekday()
    return WEEKDAYS[day]


def midday(date: str) -> datetime:
    """The date at noon in the Gregorian calendar; a month without a day counts from its first."""
    year, month, day = (*map(int, date.split("-")), 1)[:3]
    return datetime.combine(JalaliDate(year, month, day).to_gregorian(), datetime.min.time()).replace(hour=12)


def _parts(date: str) -> tuple[int, int, int]:
    year, month, day = map(int, date.split("-"))
    return year, month, day
