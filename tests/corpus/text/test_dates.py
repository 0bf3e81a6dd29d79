"""Dates and deadlines as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.dates import find_dates, find_deadlines, format_jalali, gregorian, jalali, jalali_date, last_day
from corpus.types import JalaliDate

BASE = date(2023, 8, 5)  # ۱۴ مرداد ۱۴۰۲, a Saturday

WHOLE = [
    ("۱۴۰۱/۱۰/۵", "1401-10-05"),
    ("5/10/1401", "1401-10-05"),
    ("1401-10-05", "1401-10-05"),
    ("۱۴۰۱.۱۰.۰۵", "1401-10-05"),
    ("۱۴۰۱ / ۱۰ / ۵", "1401-10-05"),
    ("مورخ۱۴۰۱/۱۰/۵", "1401-10-05"),
    ("۵ دی ۱۴۰۱", "1401-10-05"),
    ("5 دي ماه 1401", "1401-10-05"),
    ("پنجم دی ماه یکهزار و چهارصد و یک", "1401-10-05"),
    ("پنجم دی‌ماه سال ۱۴۰۱", "1401-10-05"),
    ("۵ام دی، ۱۴۰۱", "1401-10-05"),
    ("سی و یکم شهریور ۱۳۵۹", "1359-06-31"),
    ("سی‌ام آذر ۱۳۹۹", "1399-09-30"),
    ("اول مهرماه ۱۴۰۰", "1400-07-01"),
    ("30/12/1399", "1399-12-30"),
    ("2023-08-05", "1402-05-14"),
    ("۱۲ آبان ۱۳۸۹", "1389-08-12"),
]


def spelled(day: JalaliDate) -> str:
    return "-".join(f"{part:02}" for part in (day.year, day.month, day.day) if part)


@pytest.mark.parametrize(("text", "expected"), WHOLE)
def test_whole_dates(text: str, expected: str) -> None:
    (found,) = find_dates(f"جلسه در {text} برگزار شد.")
    assert spelled(found.date) == expected
    assert found.date.iso == gregorian(jalali_date(*map(int, expected.split("-"))))
    assert not found.ambiguous and not found.impossible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("دی ۱۴۰۱", "1401-10"),
        ("دی‌ماه ۱۴۰۱", "1401-10"),
        ("از آذر ماه سال 1378 اولین نشست", "1378-09"),
        ("سال ۱۴۰۱", "1401"),
        ("در اواخر سال 1396 شکل گرفت", "1396"),
        ("سال هزار و سیصد و نود و شش", "1396"),
    ],
)
def test_dates_that_stop_at_the_month_or_the_year(text: str, expected: str) -> None:
    (found,) = find_dates(text)
    assert spelled(found.date) == expected
    assert found.date.iso is None


def test_several_years() -> None:
    text = "سال‌های ۱۳۹۸، ۱۳۹۹ و ۱۴۰۱"
    assert [(text[m.start : m.end], m.date.year) for m in find_dates(text)] == [
        ("سال‌های ۱۳۹۸", 1398),
        ("۱۳۹۹", 1399),
        ("۱۴۰۱", 1401),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مورخ8/3/86 با حضور", "1386-03-08"),
        ("86/3/8", "1386-03-08"),
        ("مورخ 01/02/05", "1401-02-05"),
        ("۵ مهر ۹۶", "1396-07-05"),
        ("سال ۹۶", "1396"),
    ],
)
def test_short_years_are_read_and_flagged(text: str, expected: str) -> None:
    (found,) = find_dates(text)
    assert spelled(found.date) == expected
    assert found.ambiguous


@pytest.mark.parametrize(
    ("text", "left"),
    [("۳۱ آبان ۱۴۰۱", "1401-08"), ("30/12/1400", "1400-12"), ("۱۴۰۱/۱۳/۴", "1401"), ("1401/07/31", "1401-07")],
)
def test_days_that_do_not_exist_are_no_whole_dates(text: str, left: str) -> None:
    (found,) = find_dates(text)
    assert found.impossible
    assert spelled(found.date) == left
    assert found.date.iso is None


@pytest.mark.parametrize(
    "text",
    [
        "بند 3.2.1",
        "تیر ۱۲",
        "1/2/3",
        "۱۲/۳",
        "تلفن 021-88-99",
        "ساعت 10:30",
        "مهر و محبت",
        "سالن ۱۴۰۱",
        "۵ دی",
        "سال جاری",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_a_base_tells_this_year_from_the_last() -> None:
    texts = ["۱۹ اردیبهشت ماه سال جاری", "مهر سال گذشته", "سال آینده", "پنجم دی"]
    assert [spelled(find_dates(text, base=BASE)[0].date) for text in texts] == [
        "1402-02-19",
        "1401-07",
        "1403",
        "1402-10-05",
    ]


DEADLINES = [
    ("ظرف دو ماه", "1402-07-14", False),
    ("ظرف مدت ۴۵ روز", "1402-06-28", False),
    ("حداکثر ظرف مدت شش ماه", "1402-11-14", False),
    ("تا پایان مهر", "1402-07-30", False),
    ("تا پایان مهر ماه ۱۴۰۲", "1402-07-30", False),
    ("تا پایان مهرماه سال آینده", "1403-07-30", False),
    ("تا پایان فروردین", "1403-01-31", False),
    ("تا آخر مرداد", "1402-05-31", False),
    ("یک هفته پس از ابلاغ", "1402-05-21", True),
    ("دو ماه از تاریخ ابلاغ", "1402-07-14", True),
    ("تا پایان سال", "1402-12-29", False),
    ("تا پایان سال ۱۴۰۳", "1403-12-30", False),
    ("تا پایان ماه", "1402-05-31", False),
    ("تا پایان هفته", "1402-05-20", False),
    ("تا پایان تابستان", "1402-06-31", False),
    ("حداکثر تا سه ماه آینده", "1402-08-14", False),
    ("تا دو هفته دیگر", "1402-05-28", False),
    ("تا ۱۵ مهر", "1402-07-15", False),
    ("تا نیمه آبان", "1402-08-15", False),
    ("حداکثر تا تاریخ ۱۴۰۲/۷/۳۰", "1402-07-30", False),
    ("ظرف مدت ده روز کاری", "1402-05-28", True),
    ("مهلت ۳ ماه", "1402-08-14", False),
    ("ظرف ۴۸ ساعت", "1402-05-16", False),
    ("تا پایان سه‌ماهه سوم", "1402-09-30", False),
    ("در سه‌ماهه دوم سال ۱۴۰۳", "1403-06-31", False),
    ("تا نیمه دوم ۱۴۰۲", "1402-12-29", False),
]


@pytest.mark.parametrize(("text", "due", "approximate"), DEADLINES)
def test_deadlines(text: str, due: str, approximate: bool) -> None:
    around = f"مقرر شد شهرداری گزارش را {text} ارائه کند."
    (found,) = find_deadlines(around, BASE)
    assert (spelled(found.due), found.approximate) == (due, approximate)
    assert found.due.iso is not None and found.due.iso > BASE
    assert text.startswith(around[found.start : found.end]) or around[found.start : found.end].startswith(text)


@pytest.mark.parametrize(
    "text",
    [
        "طی دو ماه گذشته",
        "دو سال است که",
        "تا پایان پروژه",
        "به مدت دو سال",
        "طی سه روز برگزار شد",
        "در اسرع وقت",
        "در سه‌ماهه نخست ۱۴۰۲",
    ],
)
def test_what_sets_no_deadline(text: str) -> None:
    assert find_deadlines(text, BASE) == []


def test_a_month_is_added_without_leaving_it() -> None:
    (found,) = find_deadlines("ظرف یک ماه", gregorian(jalali_date(1402, 6, 31)) or BASE)
    assert spelled(found.due) == "1402-07-30"


def test_formatting() -> None:
    assert format_jalali(jalali_date(1389, 8, 12)) == "۱۲ آبان ۱۳۸۹"
    assert format_jalali(JalaliDate(1389, 8)) == "آبان ۱۳۸۹"
    assert format_jalali(JalaliDate(1389)) == "۱۳۸۹"
    assert spelled(last_day(1403, 12)) == "1403-12-30"
    with pytest.raises(ValueError):
        jalali_date(1402, 12, 30)


@given(st.dates(date(1950, 1, 1), date(2060, 1, 1)))
def test_every_day_goes_to_jalali_and_back(day: date) -> None:
    there = jalali(day)
    assert there.iso == day == gregorian(JalaliDate(there.year, there.month, there.day))
    assert jalali(day + timedelta(days=1)) != there
    assert [m.date for m in find_dates(f"در {format_jalali(there)} بود")] == [there]


@given(st.text() | st.text(alphabet="۰۱۳5/ .-تاپایسلمهردوظرفن\u200c\n"))
def test_nothing_that_is_typed_breaks_the_readers(text: str) -> None:
    for found in (*find_dates(text, base=BASE), *find_deadlines(text, BASE)):
        assert 0 <= found.start < found.end <= len(text)
