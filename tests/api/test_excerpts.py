"""What a result shows of a long passage."""

import pytest

from api.pages.excerpts import LEAD, MOST_CHARACTERS, excerpt

WORDS = "زیرگذر در باران تند پر از آب شد و پمپ از کار افتاد. "


def marks(text: str, word: str) -> list[tuple[int, int]]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append((at, at + len(word)))
        at = text.find(word, at + 1)
    return found


def test_a_short_text_stays_whole_with_its_marks() -> None:
    shown = excerpt("پمپ از کار افتاد.", [(0, 3)])
    assert (shown.text, shown.highlights) == ("پمپ از کار افتاد.", ((0, 3),))


@pytest.mark.parametrize("place", [0, 5, 11, 19])
def test_of_a_long_text_the_stretch_with_the_marks_is_shown(place: int) -> None:
    text = "".join(WORDS.replace("پمپ", "سیلاب") if number == place else WORDS for number in range(20)).strip()
    shown = excerpt(text, marks(text, "سیلاب"))
    assert len(shown.text) <= MOST_CHARACTERS + LEAD + 2
    assert [shown.text[start:end] for start, end in shown.highlights] == ["سیلاب"]
    # It begins with a sentence and ends with a word; what is left out is told of.
    assert shown.text.startswith("…") is (place > 5 or not shown.text.startswith("زیرگذر"))
    assert shown.text.lstrip("…").startswith("زیرگذر")
    assert shown.text.endswith("…") or text.endswith(shown.text.lstrip("…"))
    assert all(word in text.split() for word in shown.text.strip("…").split())


def test_most_marks_win_over_the_first() -> None:
    text = "سیلاب آمد. " + WORDS * 10 + "سیلاب و سیلاب و سیلاب. " + WORDS * 10
    shown = excerpt(text, marks(text, "سیلاب"))
    assert len(shown.highlights) == 3


def test_lines_are_run_together_and_marks_stay_on_their_words() -> None:
    text = "ردیف: ۱\n\n  عنوان: پمپ\nشهر: قم "
    shown = excerpt(text, marks(text, "پمپ") + marks(text, "قم"))
    assert shown.text == "ردیف: ۱ · عنوان: پمپ · شهر: قم"
    assert [shown.text[start:end] for start, end in shown.highlights] == ["پمپ", "قم"]


def test_a_text_without_marks_is_shown_from_its_beginning() -> None:
    assert excerpt(WORDS * 20, []).text.startswith("زیرگذر")
