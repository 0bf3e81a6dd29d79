"""The vector index as the rest of the house sees it: a small port, with an embedded engine and a server behind it.

A point is one passage. It carries two vectors, `dense` (cosine) and `lex` (sparse; the engine multiplies the IDF in),
and a payload to filter by; never text, which is SQL's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

DENSE = "dense"
LEXICAL = "lex"

KEYWORD_FIELDS = (
    "item_kind",
    "item_id",
    "document_id",
    "kind",
    "city",
    "body",
    "horizon",
    "status",
    "polarity",
    # Who an item is for, as `corpus.access.audience` names it.
    "visibility",
    "tags",
    # The concepts that the item names and all that are broader: one of them finds everything under it.
    "topics",
)
INTEGER_FIELDS = ("year", "session", "rev")

# The engine holds the interpreter's lock while it writes: small batches keep searches going.
UPSERT_BATCH = 64

DenseVector = npt.NDArray[np.float32]
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SparseVector:
    """`indices` are distinct, ascending unsigned 32-bit numbers; `values` are finite."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


Vector = DenseVector | SparseVector


@dataclass(frozen=True, slots=True)
class Match:
    """The field holds one of the values."""

    field: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The field's number lies between the bounds, both included; an open end is None."""

    field: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class AmongIds:
    """The point is one of these."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the conditions holds."""

    conditions: "tuple[Condition, ...]"


Condition = Match | Between | AmongIds | AnyOf


@dataclass(frozen=True, slots=True)
class Filter:
    """Every condition of `must` holds and none of `must_not`."""

    must: tuple[Condition, ...] = ()
    must_not: tuple[Condition, ...] = ()

    def also(self, *conditions: Condition) -> "Filter":
        return Filter((*self.must, *conditions), self.must_not)


@dataclass(frozen=True, slots=True)
class Point:
    id: str
    payload: Payload
    lexical: SparseVector | None = None
    dense: DenseVector | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    score: float
    payload: Payload = field(default_factory=dict)


class VectorIndex(Protocol):
    """Everything that is asked of an engine. A failing engine raises `IndexUnavailable`, never returns nothing."""

    def upsert(self, points: Sequence[Point]) -> None:
        """Write the points; one with a known id takes its place. Raises `ValueError` for vectors that do not fit."""
        ...

    def delete(self, where: Filter) -> None: ...

    def search(
        self,
        vector: Vector,
        *,
        limit: int,
        where: Filter | None = None,
        least_score: float | None = None,
        with_payload: bool = True,
    ) -> list[Hit]:
        """The best points by one leg (dense by cosine, sparse by BM25), best first, ties by id."""
        ...

    def facet(self, field: str, *, limit: int, where: Filter | None = None) -> dict[str | int, int]:
        """How many points hold each value of the field."""
        ...

    def scroll(self, *, limit: int, after: str | None = None, where: Filter | None = None) -> list[Hit]:
        """Up to `limit` points whose ids come after `after`, ascending, all of score 0."""
        ...

    def count(self, where: Filter | None = None) -> int: ...

    def flush(self) -> None:
        """When it returns, all that was written survives a loss of power."""
        ...

    def close(self) -> None: ...


def check_points(points: Sequence[Point], dimension: int | None) -> None:
    """Refuse what an engine would take in silently and then answer wrongly. Raises `ValueError`."""
    for point in points:
        if point.dense is not None:
            _check_dense(point.dense, dimension)
        if point.lexical is not None:
            _check_sparse(point.lexical)


def _check_dense(vector: DenseVector, dimension: int | None) -> None:
    if dimension is None:
        raise ValueError("this index holds no dense vectors")
    if vector.shape != (dimension,):
        raise ValueError(f"a dense vector of shape {vector.shape} in an index of dimension {dimension}")
    if not np.isfinite(vector).all():
        raise ValueError("a dense vector holds a number that is not finite")


def _check_sparse(vector: SparseVector) -> None:
    indices, values = vector.indices, vector.values
    if len(indices) != len(values):
        raise ValueError("a sparse vector has as many values as indices")
    if any(left >= right for left, right in pairwise(indices)):
        raise ValueError("the indices of a sparse vector are distinct and ascending")
    if not np.isfinite(values).all():
        raise ValueError("a sparse vector holds a number that is not finite")


def ranked(hits: list[Hit]) -> list[Hit]:
    """Best first; equal scores in the order of their ids, so that every engine answers alike."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))
