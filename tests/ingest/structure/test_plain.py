"""Text made level, and the way back from each of its characters to the document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.numbers import to_ascii_digits
from ingest.structure.minutes.plain import plain

LETTERS = "ابپگ"
texts = st.text(alphabet=LETTERS + "أكۀ12۳٤ \t\n\u200c\u00a0\u00ad–:ءًَـ.", max_size=30)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("نشست  شمارهٔ ۲۰", "نشست شمارهٔ 20".replace("\u0654", "")),
        ("كلان\u200cشهرها", "کلان شهرها"),
        ("اجراء شد", "اجرا شد"),
        ("۱ـ تدوین", "1- تدوین"),
        ("شهـــرداری", "شهرداری"),
        (" \t پیش و پس \n", "پیش و پس"),
        ("مدّت", "مدت"),
        ("\u0651", ""),
        ("", ""),
    ],
)
def test_spelling_and_spacing_are_level(text: str, level: str) -> None:
    assert plain(text).text == level


def test_marks_belong_to_the_letter_before_them() -> None:
    text = "کار اجراء شد"
    read = plain(text)
    source = read.source(read.text.index("اجرا"), read.text.index("اجرا") + 4)
    assert text[source.start : source.end] == "اجراء"


@given(before=texts, text=texts, after=texts)
def test_every_character_leads_back_to_where_it_stood(before: str, text: str, after: str) -> None:
    document = before + text + after
    read = plain(document, len(before), len(before) + len(text))
    assert len(read.text) == len(read.offsets) == len(read.ends)
    assert read.text == " ".join(read.text.split())
    for character, offset, end in zip(read.text, read.offsets, read.ends, strict=True):
        assert len(before) <= offset < end <= len(before) + len(text)
        if character in LETTERS or character.isdigit():
            assert to_ascii_digits(document[offset]).translate(str.maketrans("أكۀ", "اکه")) == character
    if read.text:
        assert document[read.whole.start : read.whole.end].strip()


@given(text=texts)
def test_no_letter_or_digit_is_lost_and_levelling_twice_changes_nothing(text: str) -> None:
    read = plain(text)
    wanted = [character for character in text if character in LETTERS + "أكۀ" or character.isdigit()]
    assert [character for character in read.text if character in LETTERS + "ه" + "ک" or character.isdigit()] == [
        to_ascii_digits(character).translate(str.maketrans("أكۀ", "اکه")) for character in wanted
    ]
    assert plain(read.text).text == read.text
