"""What each perturbation does to a query, and what it leaves alone."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from search.evaluation.perturb import (
    LETTERS,
    PERTURBATIONS,
    joined,
    mistype,
    split,
    with_arabic_letters,
    with_latin_digits,
    with_typo,
)

ZWNJ = "\u200c"
QUERY = f"کدام پروژه{ZWNJ}های عمرانی در سال ۱۴۰۲ متوقف می{ZWNJ}شوند؟"


@pytest.mark.parametrize(
    ("perturb", "typed"),
    [
        (with_arabic_letters, f"كدام پروژه{ZWNJ}هاي عمراني در سال ۱۴۰۲ متوقف مي{ZWNJ}شوند؟"),
        (joined, "کدام پروژههای عمرانی در سال ۱۴۰۲ متوقف میشوند؟"),
        (split, "کدام پروژه های عمرانی در سال ۱۴۰۲ متوقف می شوند؟"),
        (with_latin_digits, f"کدام پروژه{ZWNJ}های عمرانی در سال 1402 متوقف می{ZWNJ}شوند؟"),
    ],
)
def test_a_perturbation_changes_one_thing(perturb: Callable[[str], str], typed: str) -> None:
    assert perturb(QUERY) == typed


def test_a_typo_is_the_same_every_time_and_differs_between_queries() -> None:
    assert with_typo(QUERY) == with_typo(QUERY) != QUERY
    slips = {with_typo(f"آسفالت {number}") for number in range(40)}
    assert len({slip.split()[0] for slip in slips}) > 10


def test_a_query_without_a_long_word_has_no_typo() -> None:
    assert with_typo("پل و راه B500") == "پل و راه B500"


@given(st.text(alphabet=LETTERS, min_size=4, max_size=12), st.integers(0, 10_000))
def test_a_typo_is_one_slip_and_never_none(word: str, seed: int) -> None:
    mistyped = mistype(word, Random(seed))
    assert mistyped != word
    assert DamerauLevenshtein.distance(word, mistyped) == 1
    assert set(mistyped) <= set(LETTERS)


def test_only_one_word_of_the_query_is_mistyped() -> None:
    before, after = QUERY.split(), with_typo(QUERY).split()
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_the_report_names_its_perturbations_so() -> None:
    assert list(PERTURBATIONS) == ["arabic", "joined", "split", "digits", "typo"]
