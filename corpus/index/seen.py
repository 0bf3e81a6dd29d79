"""An index as the viewer may read it: what is not for them is in no answer, no count and no facet."""

from collections.abc import Sequence

from corpus.access import viewer
from corpus.index.port import Filter, Hit, Match, Point, Vector, VectorIndex


class SeenIndex:
    """Narrows every read of an engine to the viewer's audiences; writing is the indexer's, and goes through as it is."""

    def __init__(self, engine: VectorIndex) -> None:
        self._engine = engine

    def upsert(self, points: Sequence[Point]) -> None:
        self._engine.upsert(points)

    def delete(self, where: Filter) -> None:
        self._engine.delete(where)

    def search(
        self,
        vector: Vector,
        *,
        limit: int,
        where: Filter | None = None,
        least_score: float | None = None,
        with_payload: bool = True,
    ) -> list[Hit]:
        return self._engine.search(
            vector, limit=limit, where=_seen(where), least_score=least_score, with_payload=with_payload
        )

    def facet(self, field: str, *, limit: int, where: Filter | None = None) -> dict[str | int, int]:
        return self._engine.facet(field, limit=limit, where=_seen(where))

    def scroll(self, *, limit: int, after: str | None = None, where: Filter | None = None) -> list[Hit]:
        return self._engine.scroll(limit=limit, after=after, where=_seen(where))

    def count(self, where: Filter | None = None) -> int:
        return self._engine.count(_seen(where))

    def flush(self) -> None:
        self._engine.flush()

    def close(self) -> None:
        self._engine.close()


def _seen(where: Filter | None) -> Filter | None:
    audiences = viewer().audiences
    if audiences is None:
        return where
    return (where or Filter()).also(Match("visibility", audiences))
