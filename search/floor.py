"""Whether anything fits: an honest nothing is worth more than ten results that answer another question."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Value
from search.fuse import ScoredItem
from search.query import Query


def fits(items: Sequence[ScoredItem], query: Query, floor: float | None) -> bool:
    """Whether the best item's fused score reaches the floor; without one, whether anything was found.

    What holds the exact phrases of the query, or passes its fields where it asks for nothing else, always fits.
    """
    if floor is None or query.phrases or not query.terms:
        return bool(items)
    return bool(items) and items[0].score >= floor


# Meaning is near to everything: what scores below this share of the best is no answer beside it. What that leaves out is
# measured by `python -m bench near`.
NEAR = 0.25


@dataclass(frozen=True, slots=True)
class Yardstick(Value):
    """What a question's own results say of it, whatever is chosen beside it: whether anything fits, the best score, and
    how far its words are trusted."""

    fits: bool
    best: float
    trust: float


def yardstick(items: Sequence[ScoredItem], query: Query, floor: float | None) -> Yardstick:
    """The yardstick of a question for which these items were found."""
    if not items:
        return Yardstick(False, 0.0, 0.0)
    return Yardstick(fits(items, query, floor), items[0].score, items[0].passages[0].parts.trust)


def near(items: Sequence[ScoredItem], best: float) -> tuple[ScoredItem, ...]:
    """The items that are an answer beside one of that score."""
    return tuple(item for item in items if item.score >= NEAR * best)
