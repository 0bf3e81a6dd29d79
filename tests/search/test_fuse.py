"""Fusion: absolute scores, and words that are trusted as far as they cover the query."""

import pytest

from search.fuse import FULL_MATCH, LEAST_TRUST, fuse
from search.retrieve import Candidate, Candidates

GREATEST = 10.0
WEIGHT = 0.5


def _candidate(name: str, *, words: float, cosine: float, item: str = "") -> Candidate:
    payload = {"item_kind": "document", "item_id": item or name, "rev": 1}
    return Candidate(name, words * FULL_MATCH * GREATEST, cosine, payload)


def _order(*candidates: Candidate) -> list[str]:
    return [item.id for item in fuse(Candidates(candidates, GREATEST), weight=WEIGHT)]


def test_where_a_passage_covers_the_query_words_lead() -> None:
    assert _order(_candidate("words", words=0.9, cosine=0.1), _candidate("meaning", words=0.3, cosine=0.7)) == [
        "words",
        "meaning",
    ]


def test_where_none_covers_it_meaning_leads_though_the_words_differ_by_as_much_as_the_cosines_count() -> None:
    candidates = _candidate("words", words=0.3, cosine=0.1), _candidate("meaning", words=0.0, cosine=0.5)
    assert 0.3 + WEIGHT * 0.1 > WEIGHT * 0.5, "a plain sum would let the words lead"
    assert _order(*candidates) == ["meaning", "words"]


def test_a_question_that_nothing_answers_scores_low() -> None:
    (weak,) = fuse(Candidates((_candidate("a", words=0.2, cosine=0.2),), GREATEST), weight=WEIGHT)
    (strong,) = fuse(Candidates((_candidate("a", words=0.9, cosine=0.6),), GREATEST), weight=WEIGHT)
    assert weak.score < 0.2 < 1 < strong.score


def test_the_parts_of_a_score_add_up_to_it() -> None:
    (item,) = fuse(Candidates((_candidate("a", words=0.5, cosine=0.4),), GREATEST), weight=WEIGHT)
    parts = item.passages[0].parts
    assert parts.words == pytest.approx(0.5)
    assert parts.trust == pytest.approx(0.5)
    assert item.score == parts.total == pytest.approx(parts.trust * parts.words + WEIGHT * 0.4)


def test_a_cosine_under_zero_takes_nothing_away_and_trust_has_a_least() -> None:
    (item,) = fuse(Candidates((_candidate("a", words=0.0, cosine=-0.4),), GREATEST), weight=WEIGHT)
    assert item.score == 0
    assert item.passages[0].parts.trust == LEAST_TRUST


def test_an_item_is_as_good_as_its_best_passage() -> None:
    found = fuse(
        Candidates(
            (
                _candidate("a1", words=0.2, cosine=0.2, item="a"),
                _candidate("a2", words=0.8, cosine=0.2, item="a"),
                _candidate("b1", words=0.5, cosine=0.2, item="b"),
            ),
            GREATEST,
        ),
        weight=WEIGHT,
    )
    assert [(item.id, item.passages[0].passage_id) for item in found] == [("a", "a2"), ("b", "b1")]
