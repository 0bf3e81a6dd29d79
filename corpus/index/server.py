"""A Qdrant server or cluster, through its client; `QdrantClient(":memory:")` stands in for it in tests."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from corpus.errors import IndexUnavailable
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

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

Result = TypeVar("Result")


def connect(url: str, *, api_key: str | None = None, timeout_seconds: int = 30) -> "QdrantClient":
    """A client for the server at `url`; nothing is sent yet."""
    from qdrant_client import QdrantClient

    return QdrantClient(url=url, api_key=api_key, timeout=timeout_seconds, check_compatibility=False)


class ServerIndex:
    """Opens the collection, or makes it with its payload indexes. The caller closes the client."""

    def __init__(self, client: "QdrantClient", collection: str, *, dimension: int | None) -> None:
        from qdrant_client import models

        self._client = client
        self._models = models
        self._collection = collection
        self._dimension = dimension
        if not self._call(client.collection_exists, collection):
            self._create()

    def _create(self) -> None:
        models = self._models
        dense = {}
        if self._dimension is not None:
            dense[DENSE] = models.VectorParams(size=self._dimension, distance=models.Distance.COSINE)
        self._call(
            self._client.create_collection,
            self._collection,
            vectors_config=dense,
            sparse_vectors_config={LEXICAL: models.SparseVectorParams(modifier=models.Modifier.IDF)},
        )
        for names, schema in (
            (KEYWORD_FIELDS, models.PayloadSchemaType.KEYWORD),
            (INTEGER_FIELDS, models.PayloadSchemaType.INTEGER),
        ):
            for name in names:
                self._call(self._client.create_payload_index, self._collection, name, field_schema=schema)

    def upsert(self, points: Sequence[Point]) -> None:
        check_points(points, self._dimension)
        for start in range(0, len(points), UPSERT_BATCH):
            batch = [self._point(point) for point in points[start : start + UPSERT_BATCH]]
            self._call(self._client.upsert, self._collection, batch, wait=True)

    def delete(self, where: Filter) -> None:
        selector = self._models.FilterSelector(filter=self._filter(where))
        self._call(self._client.delete, self._collection, selector, wait=True)

    def search(
        self,
        vector: Vector,
        *,
        limit: int,
        where: Filter | None = None,
        least_score: float | None = None,
        with_payload: bool = True,
    ) -> list[Hit]:
        answer = self._call(
            self._client.query_points,
            self._collection,
            query=self._vector(vector),
            using=LEXICAL if isinstance(vector, SparseVector) else DENSE,
            limit=limit,
            query_filter=self._filter(where),
            score_threshold=least_score,
            with_payload=with_payload,
        )
        hits = [Hit(str(point.id), point.score, point.payload or {}) for point in answer.points]
        # The client's local mode keeps sparse points that share no index with the query.
        return ranked([hit for hit in hits if hit.score > 0] if isinstance(vector, SparseVector) else hits)

    def facet(self, field: str, *, limit: int, where: Filter | None = None) -> dict[str | int, int]:
        answer = self._call(
            self._client.facet, self._collection, field, facet_filter=self._filter(where), limit=limit, exact=True
        )
        return {hit.value: hit.count for hit in answer.hits}

    def scroll(self, *, limit: int, after: str | None = None, where: Filter | None = None) -> list[Hit]:
        # The engine's offset is the first id of the page, and `after` is the last one of the page before.
        records, _next = self._call(
            self._client.scroll,
            self._collection,
            scroll_filter=self._filter(where),
            offset=after,
            limit=limit + (after is not None),
            with_payload=True,
        )
        return [Hit(str(record.id), 0.0, record.payload or {}) for record in records if str(record.id) != after][:limit]

    def count(self, where: Filter | None = None) -> int:
        return int(self._call(self._client.count, self._collection, self._filter(where), exact=True).count)

    def flush(self) -> None:
        """A server acknowledges a write only when it is kept (`wait=True`)."""

    def close(self) -> None:
        """The client is the caller's."""

    def _point(self, point: Point) -> Any:
        vectors: dict[str, Any] = {}
        if point.dense is not None:
            vectors[DENSE] = self._vector(point.dense)
        if point.lexical is not None:
            vectors[LEXICAL] = self._vector(point.lexical)
        return self._models.PointStruct(id=point.id, vector=vectors, payload=point.payload)

    def _vector(self, vector: Vector) -> Any:
        if isinstance(vector, SparseVector):
            return self._models.SparseVector(indices=list(vector.indices), values=list(vector.values))
        return vector.tolist()

    def _filter(self, where: Filter | None) -> Any:
        models = self._models
        return engine_filter(
            where,
            models,
            range_class=models.Range,
            id_condition=lambda ids: models.HasIdCondition(has_id=list(ids)),
        )

    def _call(self, action: Callable[..., Result], *arguments: Any, **options: Any) -> Result:
        from httpx import HTTPError
        from qdrant_client.http.exceptions import ApiException

        try:
            return action(*arguments, **options)
        except (ApiException, HTTPError, OSError) as error:
            raise IndexUnavailable(f"سرور نمایه پاسخ نداد: {error}") from error
