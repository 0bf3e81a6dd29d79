"""Words and pieces: what an unknown word is read by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.words import INSIDE, UNKNOWN, Words, choose_words

KNOWN = ("آسفالت", "ریزی", "پل", "خیابان")
RARE = {"آسفالتریزی": 6, "خیابانگری": 9, "پلک": 1}


@pytest.fixture
def words() -> Words:
    return choose_words(KNOWN, RARE)


def test_a_known_word_is_read_by_its_own_row(words: Words) -> None:
    assert words.rows_of(["پل خیابان"]) == [[3, 4]]


def test_an_unknown_word_is_read_by_its_beginning_and_by_words_inside_it(words: Words) -> None:
    assert words.rows_of(["آسفالتریزی"]) == [[1, 2]]


def test_a_piece_that_is_no_word_has_a_row_of_its_own(words: Words) -> None:
    [[beginning, piece]] = words.rows_of(["خیابانگری"])
    assert beginning == 4
    assert piece > len(KNOWN)
    assert INSIDE + "گری" in words.tokens


def test_a_known_word_can_be_taken_apart_as_if_it_were_unknown() -> None:
    words = choose_words((*KNOWN, "آسفالتریزی"), {"بامریزی": 5, "آسفالتگری": 5, "سنگریزی": 5} | {"پلریزی": 5})
    row_of = dict(zip(words.tokens, words.rows, strict=True))
    assert words.pieces_of()[row_of["آسفالتریزی"]][0] == row_of["آسفالت"]


@given(st.lists(st.text(alphabet="آبپتریزیسلف1a", min_size=1, max_size=12), min_size=1, max_size=8))
def test_every_row_read_is_a_row_and_the_unknown_is_never_read(texts: list[str]) -> None:
    words = choose_words(KNOWN, RARE)
    for rows in words.rows_of([" ".join(texts)]):
        assert all(0 < row < words.row_count for row in rows)


def test_row_zero_is_the_unknowns_alone(words: Words) -> None:
    assert [token for token, row in zip(words.tokens, words.rows, strict=True) if row == 0] == [UNKNOWN]
