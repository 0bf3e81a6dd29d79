"""Numbers in words and digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.numbers import (
    find_numbers,
    level,
    number_from_words,
    ordinal_in_words,
    to_ascii_digits,
    to_persian_digits,
)

SPELLED = """
یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده
بیست سی چهل پنجاه شصت هفتاد هشتاد نود
صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد
"""
UNITS, TENS, HUNDREDS = (line.split() for line in SPELLED.strip().splitlines())


def spell(number: int) -> str:
    """The number in words, written here on its own so that it can prove the reader wrong."""
    parts = []
    if number >= 1000:
        parts.append("هزار" if number < 2000 else f"{spell(number // 1000)} هزار")
        number %= 1000
    if number >= 100:
        parts.append(HUNDREDS[number // 100 - 1])
        number %= 100
    if number >= 20:
        parts.append(TENS[number // 10 - 2])
        number %= 10
    if number:
        parts.append(UNITS[number - 1])
    return " و ".join(parts)


def spell_ordinal(number: int) -> str:
    words = spell(number)
    if words.endswith("سه"):
        return words.removesuffix("سه") + "سوم"
    return words + ("\u200cام" if words.endswith("سی") else "م")


def test_every_number_to_1499_is_read_back() -> None:
    for number in range(1, 1500):
        for words in (spell(number), spell_ordinal(number), spell_ordinal(number) + "ین"):
            assert number_from_words(words) == number, words


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("چهارصدو هشتادو هفتمين", 487),
        ("یکصد و شانزدهمین", 116),
        ("یکهزار و چهارصد و یک", 1401),
        ("یک هزار و سیصد و نود و شش", 1396),
        ("سی ام", 30),
        ("سی‌ام", 30),
        ("سیام", 30),
        ("بیست‌ودوم", 22),
        ("بیستودوم", 22),
        ("اول", 1),
        ("نخستین", 1),
        ("هيجدهم", 18),
        ("سه میلیون و پانصد هزار", 3_500_000),
        ("دو میلیارد", 2_000_000_000),
        (" دهم ", 10),
    ],
)
def test_ways_to_write_a_number(words: str, number: int) -> None:
    assert number_from_words(words) == number


@pytest.mark.parametrize("words", ["", "شهر", "سیم", "مهم", "سیستم", "یک و دو", "بیست و چهل", "دوستان", "ده نفر", "۱۰"])
def test_what_is_no_number(words: str) -> None:
    assert number_from_words(words) is None


def test_numbers_are_found_where_they_stand() -> None:
    text = "نشست‌های بیستم، بیست و دوم و بیست و چهارم با ۳٬۵۰۰٬۰۰۰ ریال، ۲۰ام، ماده۱۰۰ و سه شهر"
    found = [(text[n.start : n.end], n.value, n.ordinal) for n in find_numbers(text)]
    assert found == [
        ("بیستم", 20, True),
        ("بیست و دوم", 22, True),
        ("بیست و چهارم", 24, True),
        ("۳٬۵۰۰٬۰۰۰", 3_500_000, False),
        ("۲۰ام", 20, True),
        ("۱۰۰", 100, False),
        ("سه", 3, False),
    ]


@pytest.mark.parametrize("text", ["۱۴۰۲/۵/۳", "C25/30", "۳٫۵", "3.5", "1402-05-14", "سیستم دوستان نهاد"])
def test_parts_of_dates_codes_and_words_are_no_numbers(text: str) -> None:
    assert find_numbers(text) == []


def test_digits() -> None:
    assert to_ascii_digits("۱۲۳ ٤٥٦ 789") == "123 456 789"
    assert to_persian_digits("12 ٣ a") == "۱۲ ۳ a"
    assert to_persian_digits(1402) == "۱۴۰۲"


@given(st.text())
def test_levelling_keeps_every_place(text: str) -> None:
    assert len(level(text)) == len(text)
    for mention in find_numbers(text):
        assert 0 <= mention.start < mention.end <= len(text)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "یکم"),
        (2, "دوم"),
        (3, "سوم"),
        (4, "چهارم"),
        (10, "دهم"),
        (18, "هجدهم"),
        (20, "بیستم"),
        (23, "بیست و سوم"),
        (30, "سی‌ام"),
        (33, "سی و سوم"),
        (60, "شصتم"),
        (99, "نود و نهم"),
        (100, "صدم"),
        (116, "صد و شانزدهم"),
        (250, "دویست و پنجاهم"),
        (1000, "۱۰۰۰اُم"),
    ],
)
def test_ordinals_are_written_as_people_write_them(number: int, words: str) -> None:
    assert ordinal_in_words(number) == words


def test_every_ordinal_in_words_is_read_as_its_number() -> None:
    assert all(number_from_words(ordinal_in_words(number)) == number for number in range(1, 1000))
    with pytest.raises(ValueError):
        ordinal_in_words(0)
