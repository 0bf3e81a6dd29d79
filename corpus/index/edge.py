"""The embedded engine: Qdrant's own core in this process, one folder a shard. One process owns it at a time."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from corpus.errors import IndexInUse, IndexUnavailable
from corpus.index.conditions import engine_filter
from corpus.index.port import (
    DENSE,
    INTEGER_FIELDS,
    KEYWORD_FIELDS,
    LEXICAL,
    UPSERT_BATCH,
    Filter,
    Hit,
    Point,
    SparseVector,
    Vector,
    check_points,
    ranked,
)

Result = TypeVar("Result")


class EdgeIndex:
    """Opens the shard in `folder`, or makes it. Raises `IndexInUse` when another process has it open."""

    def __init__(self, folder: Path, *, dimension: int | None) -> None:
        import qdrant_edge

        self._engine = qdrant_edge
        self._dimension = dimension
        self._writing = Lock()
        exists = (folder / "segments").is_dir()
        self._shard: Any = self._call(lambda: self._load(folder) if exists else self._create(folder))

    def _load(self, folder: Path) -> Any:
        return self._engine.EdgeShard.load(str(folder))

    def _create(self, folder: Path) -> Any:
        engine = self._engine
        folder.mkdir(parents=True, exist_ok=True)
        dense = {}
        if self._dimension is not None:
            dense[DENSE] = engine.EdgeVectorParams(size=self._dimension, distance=engine.Distance.Cosine)
        config = engine.EdgeConfig(
            vectors=dense, sparse_vectors={LEXICAL: engine.EdgeSparseVectorParams(modifier=engine.Modifier.Idf)}
        )
        shard = engine.EdgeShard.create(str(folder), config)
        operation = engine.UpdateOperation.create_field_index
        for name in KEYWORD_FIELDS:
            shard.update(operation(name, engine.KeywordIndexParams()))
        for name in INTEGER_FIELDS:
            shard.update(operation(name, engine.IntegerIndexParams(lookup=True, range=True)))
        return shard

    def upsert(self, points: Sequence[Point]) -> None:
        check_points(points, self._dimension)
        engine_points = [self._point(point) for point in points]
        for start in range(0, len(engine_points), UPSERT_BATCH):
            batch = engine_points[start : start + UPSERT_BATCH]
            with self._writing:
                self._call(self._shard.update, self._engine.UpdateOperation.upsert_points(batch))

    def delete(self, where: Filter) -> None:
        with self._writing:
            operation = self._engine.UpdateOperation.delete_points_by_filter(self._filter(where))
            self._call(self._shard.update, operation)

    def search(
        self,
        vector: Vector,
        *,
        limit: int,
        where: Filter | None = None,
        least_score: float | None = None,
        with_payload: bool = True,
    ) -> list[Hit]:
        query = self._engine.Query.Nearest(self._vector(vector), using=_leg(vector))
        request = self._engine.QueryRequest(
            query=query, limit=limit, filter=self._filter(where), score_threshold=least_score, with_payload=with_payload
        )
        points = self._call(self._shard.query, request)
        return ranked([Hit(str(point.id), point.score, point.payload or {}) for point in points])

    def facet(self, field: str, *, limit: int, where: Filter | None = None) -> dict[str | int, int]:
        request = self._engine.FacetRequest(field, limit=limit, exact=True, filter=self._filter(where))
        return {hit.value: hit.count for hit in self._call(self._shard.facet, request)}

    def scroll(self, *, limit: int, after: str | None = None, where: Filter | None = None) -> list[Hit]:
        # The engine's offset is the first id of the page, and `after` is the last one of the page before.
        request = self._engine.ScrollRequest(
            offset=after, limit=limit + (after is not None), filter=self._filter(where), with_payload=True
        )
        records, _next = self._call(self._shard.scroll, request)
        return [Hit(str(record.id), 0.0, record.payload) for record in records if str(record.id) != after][:limit]

    def count(self, where: Filter | None = None) -> int:
        request = self._engine.CountRequest(exact=True, filter=self._filter(where))
        return int(self._call(self._shard.count, request))

    def flush(self) -> None:
        with self._writing:
            self._call(self._shard.flush)

    def close(self) -> None:
        with self._writing:
            self._call(self._shard.flush)
            self._call(self._shard.close)

    def _point(self, point: Point) -> Any:
        vectors: dict[str, Any] = {}
        if point.dense is not None:
            vectors[DENSE] = self._vector(point.dense)
        if point.lexical is not None:
            vectors[LEXICAL] = self._vector(point.lexical)
        return self._engine.Point(id=point.id, vector=vectors, payload=point.payload)

    def _vector(self, vector: Vector) -> Any:
        if isinstance(vector, SparseVector):
            return self._engine.SparseVector(indices=list(vector.indices), values=list(vector.values))
        return vector.tolist()

    def _filter(self, where: Filter | None) -> Any:
        engine = self._engine
        return engine_filter(
            where,
            engine,
            range_class=engine.RangeFloat,
            id_condition=lambda ids: engine.HasIdCondition(set(ids)),
        )

    def _call(self, action: Callable[..., Result], *arguments: Any) -> Result:
        try:
            return action(*arguments)
        except Exception as error:
            raise _failure(error) from error


def _leg(vector: Vector) -> str:
    return LEXICAL if isinstance(vector, SparseVector) else DENSE


def _failure(error: Exception) -> Exception:
    if "WouldBlock" in str(error):
        return IndexInUse(
            "نمایهٔ این پوشهٔ داده در برنامهٔ دیگری باز است. آن برنامه را ببندید، "
            "یا اگر همان سرور تجربه است، کار را از راه همان سرور انجام دهید."
        )
    return IndexUnavailable(f"نمایه پاسخ نداد: {error}")
