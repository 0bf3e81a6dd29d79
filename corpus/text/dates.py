"""Dates and deadlines in Persian text, and the Jalali calendar."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from persiantools.jdatetime import JalaliDate as Calendar

from corpus.text.numbers import NUMBER_WORDS, level, number_from_words, to_persian_digits
from corpus.types import JalaliDate

MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_YEARS = range(1200, 1500)
_GREGORIAN_YEARS = range(1900, 2100)
_SEASONS = {"بهار": 3, "تابستان": 6, "پاییز": 9, "زمستان": 12}
# Offices are closed on Thursday and Friday; holidays are not known here.
_DAYS_OFF = (3, 4)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date and where it stands. Offsets are in characters.

    `ambiguous`: the century, the order of day and month, or the year was guessed. `impossible`: its day or month
    does not exist, and `date` holds what is left, without `iso`.
    """

    start: int
    end: int
    date: JalaliDate
    ambiguous: bool = False
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of what a text allows, and where it says so. Offsets are in characters.

    `approximate`: it is reckoned from the base date though the text starts the clock at an event, or in working days.
    """

    start: int
    end: int
    due: JalaliDate
    approximate: bool = False


# The calendar.


def jalali(day: date) -> JalaliDate:
    """The whole Jalali date of a day."""
    converted = Calendar(day)
    return JalaliDate(converted.year, converted.month, converted.day, day)


def jalali_date(year: int, month: int | None = None, day: int | None = None) -> JalaliDate:
    """A Jalali date, whole if it has a day. Raises `ValueError` when there is no such day or month."""
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    if month is None or day is None:
        return JalaliDate(year, month)
    return JalaliDate(year, month, day, Calendar(year, month, day).to_gregorian())


def gregorian(day: JalaliDate) -> date | None:
    """The Gregorian day of a Jalali date; None when it is not whole. Raises `ValueError` when it does not exist."""
    if day.iso or day.month is None or day.day is None:
        return day.iso
    converted: date = Calendar(day.year, day.month, day.day).to_gregorian()
    return converted


def format_jalali(day: JalaliDate) -> str:
    """«۱۲ آبان ۱۳۸۹», «آبان ۱۳۸۹» or «۱۳۸۹»."""
    month = MONTHS[day.month - 1] if day.month else None
    return to_persian_digits(" ".join(str(part) for part in (day.day if month else None, month, day.year) if part))


def last_day(year: int, month: int) -> JalaliDate:
    """The last day of a Jalali month."""
    return jalali_date(year, month, Calendar.days_in_month(month, year))


def first_day_of(day: JalaliDate) -> date | None:
    """The first day that a date which may stop at the month or year allows; None when there is no such day."""
    try:
        return gregorian(JalaliDate(day.year, day.month or 1, day.day or 1))
    except ValueError:
        return None


def last_day_of(day: JalaliDate) -> date | None:
    """The last day that a date which may stop at the month or year allows; None when there is no such day."""
    if day.month is None or day.day is None:
        return last_day(day.year, day.month or 12).iso
    try:
        return gregorian(day)
    except ValueError:
        return None


def _months_later(base: date, months: int) -> date:
    start = jalali(base)
    position = start.year * 12 + (start.month or 1) - 1 + months
    last = last_day(position // 12, position % 12 + 1)
    moved = jalali_date(last.year, last.month, min(start.day or 1, last.day or 1))
    return moved.iso or base


def _working_days_later(base: date, days: int) -> date:
    while days:
        base += timedelta(days=1)
        days -= base.weekday() not in _DAYS_OFF
    return base


# Dates.

_B = r"[ \t\n]{0,3}"
_MONTH = r"(?<![ء-ی])(?P<month>" + "|".join((*MONTHS, "امرداد")) + rf")(?:{_B}ماه)?(?![ء-ی])"
_DAY = rf"(?P<day>(?<![0-9/.\-])[0-9]{{1,2}}(?:{_B}ا?م(?![ء-ی]))?|{NUMBER_WORDS})"
_WHICH_YEAR = r"جاری|گذشته|قبل|آینده|آتی"
_YEAR_NUMBER = rf"(?<![0-9])[0-9]{{4}}(?![0-9])|{NUMBER_WORDS}"
_SHORT_YEAR = r"(?<![0-9])[0-9]{2}(?![0-9])"
_YEAR_AFTER_MONTH = (
    rf"{_B}[،,]?{_B}(?:(?:ماه{_B})?سال{_B})?(?P<year>{_YEAR_NUMBER}|{_SHORT_YEAR}|{_WHICH_YEAR})(?![/.][0-9])"
)

_WHOLE = re.compile(rf"{_DAY}{_B}{_MONTH}(?:{_YEAR_AFTER_MONTH})?")
_MONTH_OF_YEAR = re.compile(_MONTH + _YEAR_AFTER_MONTH)
_YEAR = re.compile(
    rf"(?<![ء-ی])سال(?P<several>{_B}های)?{_B}(?P<year>{_YEAR_NUMBER}|{_SHORT_YEAR}|{_WHICH_YEAR})(?![/.٫,][0-9])"
)
_MORE_YEARS = re.compile(rf"{_B}(?:،|و|تا|الی|-){_B}(?P<year>1[234][0-9]{{2}})(?![0-9/.])")
_NUMERIC = re.compile(
    r"(?<![0-9/.\-])(?P<first>[0-9]{1,4}) ?(?P<mark>[/\-.]) ?(?P<second>[0-9]{1,2}) ?(?P=mark) ?(?P<third>[0-9]{1,4})"
    r"(?![0-9]|[/\-][0-9]|\.[0-9])"
)
_DATED = re.compile(r"(?:مورخه?|تاریخ)[ \t:：]*\Z")


class _Impossible(Exception):
    """There is no such day."""

    def __init__(self, left: JalaliDate) -> None:
        self.left = left


def find_dates(text: str, *, base: date | None = None) -> list[DateMention]:
    """Every Jalali date in the text, in order, in digits or words; two-digit years are taken as 1330 to 1429.

    With a base, «سال جاری» and a day without a year are read from it. Gregorian dates in digits are converted.
    """
    plain = level(text)
    found = [
        mention for pattern, read in _READERS for match in pattern.finditer(plain) for mention in read(match, base)
    ]
    return _disjoint(found, lambda mention: (mention.start, mention.end))


_Found = TypeVar("_Found")


def _disjoint(found: list[_Found], span: Callable[[_Found], tuple[int, int]]) -> list[_Found]:
    kept: list[_Found] = []
    reached = 0
    for one in sorted(found, key=lambda one: (span(one)[0], -span(one)[1])):
        if span(one)[0] >= reached:
            kept.append(one)
            reached = span(one)[1]
    return kept


def _mention(match: re.Match[str], year: int, month: int | None, day: int | None, ambiguous: bool) -> DateMention:
    try:
        read = jalali_date(year, month, day)
    except ValueError:
        left = JalaliDate(year, month if month and 1 <= month <= 12 else None)
        return DateMention(match.start(), match.end(), left, ambiguous, impossible=True)
    return DateMention(match.start(), match.end(), read, ambiguous)


def _read_numeric(match: re.Match[str], _base: date | None) -> Iterator[DateMention]:
    first, second, third = (int(match[name]) for name in ("first", "second", "third"))
    if len(match["third"]) <= 2 and first in _YEARS:
        yield _mention(match, first, second, third, ambiguous=False)
    elif len(match["first"]) <= 2 and third in _YEARS:
        yield _mention(match, third, second, first, ambiguous=False)
    elif len(match["third"]) <= 2 and first in _GREGORIAN_YEARS:
        yield from _converted(match, first, second, third)
    elif len(match["first"]) <= 2 and third in _GREGORIAN_YEARS:
        yield from _converted(match, third, second, first)
    elif match["mark"] == "/" and len(match["first"]) <= 2 and len(match["third"]) <= 2:
        yield from _short(match, first, second, third)


def _converted(match: re.Match[str], year: int, month: int, day: int) -> Iterator[DateMention]:
    try:
        yield DateMention(match.start(), match.end(), jalali(date(year, month, day)))
    except ValueError:
        return


def _short(match: re.Match[str], first: int, second: int, third: int) -> Iterator[DateMention]:
    """«۸/۳/۸۶» ends with its year and «۸۶/۳/۸» starts with it; where neither can be told only a dated line counts."""
    if third > 31 and first <= 31:
        yield _mention(match, _century(third), second, first, ambiguous=True)
    elif (first > 31 and third <= 31) or _DATED.search(match.string, max(0, match.start() - 12), match.start()):
        yield _mention(match, _century(first), second, third, ambiguous=True)


def _century(year: int) -> int:
    return year + (1300 if year >= 30 else 1400)


def _read_whole(match: re.Match[str], base: date | None) -> Iterator[DateMention]:
    day, month = _number(match["day"]), _month(match["month"])
    year, guessed = _year(match["year"], base)
    if year is None and base and not match["year"] and ("ماه" in match[0] or not match["day"].isdigit()):
        year, guessed = jalali(base).year, True
    if day and year:
        yield _mention(match, year, month, day, guessed)


def _read_month(match: re.Match[str], base: date | None) -> Iterator[DateMention]:
    year, guessed = _year(match["year"], base)
    # «تیر ۱۲» is a beam as likely as a month.
    if year and not (guessed and "ماه" not in match[0]):
        yield _mention(match, year, _month(match["month"]), None, guessed)


def _read_year(match: re.Match[str], base: date | None) -> Iterator[DateMention]:
    year, guessed = _year(match["year"], base)
    if not year:
        return
    yield DateMention(match.start(), match.end(), JalaliDate(year), guessed)
    more = _MORE_YEARS.match(match.string, match.end()) if match["several"] else None
    while more:
        yield DateMention(more.start("year"), more.end(), JalaliDate(int(more["year"])))
        more = _MORE_YEARS.match(match.string, more.end())


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date | None], Iterator[DateMention]]], ...] = (
    (_NUMERIC, _read_numeric),
    (_WHOLE, _read_whole),
    (_MONTH_OF_YEAR, _read_month),
    (_YEAR, _read_year),
)


def _number(words: str) -> int | None:
    digits = re.match("[0-9]+", words)
    return int(digits[0]) if digits else number_from_words(words)


def _month(name: str) -> int:
    return MONTHS.index("مرداد" if name == "امرداد" else name) + 1


def _year(words: str | None, base: date | None) -> tuple[int | None, bool]:
    """(the year, whether its century was guessed); no year for what cannot be one."""
    if not words:
        return None, False
    if words in _WHICH_YEAR.split("|"):
        return (jalali(base).year + _years_off(words), False) if base else (None, False)
    year = _number(words)
    if year is not None and len(words) == 2 and words.isdigit():
        return _century(year), True
    return (year, False) if year in _YEARS else (None, False)


def _years_off(which: str) -> int:
    return {"جاری": 0, "گذشته": -1, "قبل": -1}.get(which, 1)


# Deadlines.

_AMOUNT = rf"(?P<amount>(?<![0-9/.])[0-9]{{1,3}}|{NUMBER_WORDS})"
_PERIOD = rf"{_AMOUNT}{_B}(?P<unit>ساعت|روز|هفته|ماه|سال)(?![ء-ی])(?P<working>{_B}کاری(?![ء-ی]))?"
_WITHIN = rf"(?:(?:حداکثر|ظرف|طی|تا|مهلت|به|در|برای|مدت)(?![ء-ی]){_B}){{1,4}}"
_EVENT = (
    rf"(?:(?:پس|بعد){_B})?از(?![ء-ی])(?:{_B}(?:تاریخ|زمان|روز))?{_B}(?:ابلاغ|تصویب|امضا|انعقاد|شروع|تحویل|دریافت)[ء-ی]*"
)
_AHEAD = rf"{_B}(?:(?P<event>{_EVENT})|آینده|آتی|دیگر|بعد)"
_PAST = rf"(?!{_B}(?:گذشته|اخیر|قبل|پیش(?![ء-ی])|سابق|است|بود))"
_IN_PERIOD = re.compile(rf"(?<![ء-ی])(?P<within>{_WITHIN})?{_PERIOD}{_PAST}(?P<ahead>{_AHEAD})?")

_UNTIL = rf"(?<![ء-ی])(?:حداکثر{_B})?تا{_B}"
_END = rf"{_UNTIL}(?:پایان|آخر|انتهای|اواخر){_B}"
_END_OF_MONTH = re.compile(rf"{_END}{_MONTH}(?:{_YEAR_AFTER_MONTH})?")
_END_OF_YEAR = re.compile(
    rf"{_END}(?P<part>(?P<season>{'|'.join(_SEASONS)})|(?P<half>(?:نیمه|شش{_B}ماهه?){_B}(?:اول|نخست)))?{_B}"
    rf"(?:سال)?(?:{_B}(?P<year>{_YEAR_NUMBER}|{_SHORT_YEAR}|{_WHICH_YEAR}))?(?![ء-ی])"
)
_PART_OF_YEAR = re.compile(
    rf"(?<![ء-ی])(?:(?:حداکثر{_B})?تا{_B}|در{_B}|طی{_B})(?:(?:پایان|آخر|انتهای){_B})?(?:(?P<quarter>سه{_B}ماهه?)|نیمه|شش{_B}ماهه?)"
    rf"{_B}(?P<ordinal>اول|نخست|دوم|سوم|چهارم)(?:{_B}سال)?(?:{_B}(?P<year>{_YEAR_NUMBER}|{_SHORT_YEAR}|{_WHICH_YEAR}))?(?![ء-ی])"
)
_END_OF_SPAN = re.compile(rf"{_END}(?P<unit>هفته|ماه)(?:{_B}(?P<which>جاری|آینده|آتی|بعد))?(?![ء-ی])")
_NEXT_SPAN = re.compile(rf"{_UNTIL}(?P<unit>هفته|ماه|سال){_B}(?:آینده|آتی|بعد)(?![ء-ی])")
_BEFORE_DATE = re.compile(rf"{_UNTIL}(?:تاریخ{_B}|مورخه?{_B}|روز{_B})?\Z")
_UNTIL_DAY = re.compile(
    rf"{_UNTIL}(?:تاریخ{_B})?(?P<day>[0-9]{{1,2}}(?:{_B}ا?م(?![ء-ی]))?|{NUMBER_WORDS}|ابتدای|اوایل|نیمه){_B}{_MONTH}"
    rf"(?:{_YEAR_AFTER_MONTH})?"
)


def find_deadlines(text: str, base: date) -> list[Deadline]:
    """What the text allows time for, in order, reckoned from the base date: «ظرف دو ماه», «تا پایان مهر»."""
    plain = level(text)
    found = [
        Deadline(match.start(), match.end(), due, approximate)
        for pattern, read in _DEADLINE_READERS
        for match in pattern.finditer(plain)
        for due, approximate in read(match, base)
    ]
    found += _dates_after_until(text, plain, base)
    return _disjoint(found, lambda deadline: (deadline.start, deadline.end))


def _dates_after_until(text: str, plain: str, base: date) -> Iterator[Deadline]:
    for mention in find_dates(text, base=base):
        until = _BEFORE_DATE.search(plain, max(0, mention.start - 20), mention.start)
        if until and mention.date.iso:
            yield Deadline(until.start(), mention.end, mention.date, mention.ambiguous)


_Due = Iterator[tuple[JalaliDate, bool]]


def _due_in_period(match: re.Match[str], base: date) -> _Due:
    within = (match["within"] or "").split()
    amount = _number(match["amount"])
    # «طی سه روز برگزار شد» tells of the past; «طی مدت سه روز» allows it.
    allows = {"حداکثر", "ظرف", "مهلت"} & set(within) or {"طی", "مدت"} <= set(within)
    if not amount or not (match["ahead"] or allows):
        return
    if match["working"]:
        yield jalali(_working_days_later(base, min(amount, 999))), True
    else:
        yield jalali(_later(base, amount, match["unit"])), bool(match["event"])


def _later(base: date, amount: int, unit: str) -> date:
    if unit == "ساعت":
        return base + timedelta(days=-(-amount // 24))
    if unit in ("روز", "هفته"):
        return base + timedelta(days=amount * (7 if unit == "هفته" else 1))
    return _months_later(base, amount * (12 if unit == "سال" else 1))


def _due_at_end_of_month(match: re.Match[str], base: date) -> _Due:
    yield from _due_in_month(match["month"], match["year"], base, lambda year, month: last_day(year, month))


def _due_on_day(match: re.Match[str], base: date) -> _Due:
    day = {"ابتدای": 1, "اوایل": 1, "نیمه": 15}.get(match["day"]) or _number(match["day"])
    if day:
        yield from _due_in_month(match["month"], match["year"], base, lambda year, month: jalali_date(year, month, day))


def _due_in_month(name: str, words: str | None, base: date, due: Callable[[int, int], JalaliDate]) -> _Due:
    """A month without a year is the next one that is not over."""
    month = _month(name)
    year, guessed = _year(words, base)
    today = jalali(base)
    try:
        if year:
            yield due(year, month), guessed
        elif not words:
            yield due(today.year + (month < (today.month or 1)), month), False
    except ValueError:
        return


def _due_at_end_of_year(match: re.Match[str], base: date) -> _Due:
    if "سال" not in match[0] and not match["part"] and not match["year"]:
        return
    year, guessed = _year(match["year"], base)
    month = 6 if match["half"] else _SEASONS.get(match["season"] or "", 12)
    today = jalali(base)
    if year or not match["year"]:
        yield last_day(year or today.year + (month < (today.month or 1)), month), guessed


def _due_in_part_of_year(match: re.Match[str], base: date) -> _Due:
    """The end of a quarter or half; one that is over by then was no deadline."""
    ordinal = {"نخست": 1, "اول": 1, "دوم": 2, "سوم": 3}.get(match["ordinal"], 4)
    month = ordinal * (3 if match["quarter"] else 6)
    year, guessed = _year(match["year"], base)
    today = jalali(base)
    if month <= 12 and (year or not match["year"]):
        due = last_day(year or today.year + (month < (today.month or 1)), month)
        if due.iso and due.iso >= base:
            yield due, guessed


def _due_at_end_of_span(match: re.Match[str], base: date) -> _Due:
    later = match["which"] in ("آینده", "آتی", "بعد")
    if match["unit"] == "هفته":
        # The week ends on Friday.
        yield jalali(base + timedelta(days=(4 - base.weekday()) % 7 + 7 * later)), False
    else:
        month = jalali(_months_later(base, int(later)))
        yield last_day(month.year, month.month or 1), False


def _due_next(match: re.Match[str], base: date) -> _Due:
    yield jalali(_later(base, 1, match["unit"])), True


_DEADLINE_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Due]], ...] = (
    (_END_OF_MONTH, _due_at_end_of_month),
    (_END_OF_YEAR, _due_at_end_of_year),
    (_PART_OF_YEAR, _due_in_part_of_year),
    (_END_OF_SPAN, _due_at_end_of_span),
    (_NEXT_SPAN, _due_next),
    (_UNTIL_DAY, _due_on_day),
    (_IN_PERIOD, _due_in_period),
)
