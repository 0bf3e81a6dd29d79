"""Whether anything fits: an honest nothing is worth more than ten results that answer another question."""

from collections.abc import Sequence

from search.fuse import ScoredItem
from search.query import Query


def fits(items: Sequence[ScoredItem], query: Query, floor: float | None) -> bool:
    """Whether the best item's fused score reaches the floor; without one, whether anything was found.

    What holds the exact phrases of the query, or passes its fields where it asks for nothing else, always fits.
    """
    if floor is None or query.phrases or not query.terms:
        return bool(items)
    return bool(items) and items[0].score >= floor
