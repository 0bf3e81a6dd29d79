"""What a ranking is worth. Each function takes item ids, best first, and the grades of the ids that were judged.

* nDCG: gains as in Burges et al., "Learning to Rank using Gradient Descent" (2005); the measure itself is Järvelin and
  Kekäläinen's, "Cumulated gain-based evaluation of IR techniques" (2002).
* Reciprocal rank: Voorhees, "The TREC-8 Question Answering Track Report" (1999); its mean over queries is MRR.
* Recall: Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008), chapter 8.

An id that was not judged has grade 0. All three lie between 0 and 1, and are 0 where nothing relevant was judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log2

Grades = Mapping[str, int]


def ndcg(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """Gain 2^grade - 1, discounted by log2(rank + 1) down to `depth`, as a share of the best ranking's."""
    best = _discounted(sorted(grades.values(), reverse=True)[:depth])
    return _discounted(grades.get(item, 0) for item in ranking[:depth]) / best if best else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Grades) -> float:
    """1 / the rank of the first relevant item, 0 when there is none."""
    return next((1 / rank for rank, item in enumerate(ranking, 1) if grades.get(item, 0) > 0), 0.0)


def recall(ranking: Sequence[str], grades: Grades, depth: int) -> float:
    """The share of the relevant items that stand among the first `depth`."""
    relevant = {item for item, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def _discounted(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))
