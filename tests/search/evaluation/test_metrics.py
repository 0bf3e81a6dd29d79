"""Metrics against values worked out by hand."""

from math import log2

import pytest

from search.evaluation.metrics import ndcg, recall, reciprocal_rank


def test_ndcg_of_the_best_ranking_is_one() -> None:
    assert ndcg(["a", "b", "c"], {"a": 3, "b": 2, "c": 0}, 10) == pytest.approx(1.0)


def test_ndcg_counts_a_grade_as_its_power_and_discounts_by_rank() -> None:
    # Found: grade 1 at rank 1 and grade 2 at rank 3. Best: grade 2 at rank 1 and grade 1 at rank 2.
    found = 1 / log2(2) + 3 / log2(4)
    best = 3 / log2(2) + 1 / log2(3)
    assert ndcg(["b", "x", "a"], {"a": 2, "b": 1}, 10) == pytest.approx(found / best)
    assert found / best == pytest.approx(0.68853, abs=1e-5)


def test_ndcg_looks_no_deeper_than_it_is_told() -> None:
    ranking = [*"0123456789", "a"]
    assert ndcg(ranking, {"a": 1}, 10) == 0.0
    assert ndcg(ranking, {"a": 1}, 11) == pytest.approx(1 / log2(12))
    # Twelve relevant items: ten of them in the first ten places are all that could be there.
    assert ndcg(ranking[:10], {str(n): 1 for n in range(12)}, 10) == pytest.approx(1.0)


def test_reciprocal_rank_is_that_of_the_first_relevant_item() -> None:
    assert reciprocal_rank(["x", "y", "b", "a"], {"a": 2, "b": 1, "y": 0}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "y"], {"a": 1}) == 0.0


def test_recall_is_the_share_of_the_relevant_that_was_found() -> None:
    grades = {"a": 2, "b": 1, "c": 1, "d": 0}
    assert recall(["a", "d", "b", "c"], grades, 3) == pytest.approx(2 / 3)
    assert recall(["a", "d", "b", "c"], grades, 4) == pytest.approx(1.0)
    assert recall(["d"], grades, 10) == 0.0


def test_a_query_without_anything_relevant_is_worth_nothing() -> None:
    assert (ndcg(["a"], {"a": 0}, 10), reciprocal_rank(["a"], {"a": 0}), recall(["a"], {"a": 0}, 10)) == (0, 0, 0)
