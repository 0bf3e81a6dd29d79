"""Two legs over the index: words and meaning. What leads in one leg is scored by the other too."""

from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from corpus.index.port import AmongIds, DenseVector, Filter, Hit, Vector, VectorIndex
from corpus.types import Value
from models.sparse import EncodedQuery

# What each leg brings before fusion; the engine's own default is ten.
CANDIDATES_A_LEG = 200
# Of each leg so many are scored by the other leg too; those further down cannot reach the first pages by it.
SCORED_BY_BOTH = 100
# Phrases and exclusions are checked after retrieval and need more to choose from; so does a query of fields alone.
CANDIDATES_TO_NARROW = 1_000


@dataclass(frozen=True, slots=True)
class Candidate(Value):
    """`lexical` is the raw BM25 score, `cosine` lies between -1 and 1; 0 where a leg did not score it."""

    passage_id: str
    lexical: float
    cosine: float
    payload: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Candidates(Value):
    found: tuple[Candidate, ...]
    greatest_lexical: float


def retrieve(
    engine: VectorIndex,
    query: EncodedQuery,
    meaning: DenseVector | None,
    where: Filter,
    *,
    limit: int = CANDIDATES_A_LEG,
) -> Candidates:
    """The best passages by words, and by meaning when there is a vector; none that neither leg says anything for."""
    by_words = {hit.id: hit for hit in engine.search(query.vector, limit=limit, where=where)}
    by_meaning: dict[str, Hit] = {}
    payloads = {hit.id: hit.payload for hit in by_words.values()}
    if meaning is not None:
        hits = engine.search(meaning, limit=limit, where=where)
        by_meaning = {hit.id: hit for hit in hits}
        payloads |= {hit.id: hit.payload for hit in hits}
        leading_words, leading_meaning = ({*islice(leg, SCORED_BY_BOTH)} for leg in (by_words, by_meaning))
        by_words |= _scored(engine, query.vector, leading_meaning - by_words.keys(), where)
        by_meaning |= _scored(engine, meaning, leading_words - by_meaning.keys(), where)
    found = (
        Candidate(
            passage_id=passage_id,
            lexical=by_words[passage_id].score if passage_id in by_words else 0.0,
            cosine=by_meaning[passage_id].score if passage_id in by_meaning else 0.0,
            payload=payload,
        )
        for passage_id, payload in payloads.items()
    )
    # In a small corpus the dense leg brings everything, what means the opposite included.
    return Candidates(tuple(c for c in found if c.lexical > 0 or c.cosine > 0), query.greatest)


def browse(engine: VectorIndex, where: Filter, *, limit: int = CANDIDATES_TO_NARROW) -> Candidates:
    """The opening passage of every item that passes the filter, for a query of fields alone."""
    opening: dict[str, Hit] = {}
    for hit in engine.scroll(limit=limit, where=where):
        held = opening.get(hit.payload["item_id"])
        if held is None or hit.payload["ordinal"] < held.payload["ordinal"]:
            opening[hit.payload["item_id"]] = hit
    newest = sorted(opening.values(), key=lambda hit: (-hit.payload.get("year", 0), hit.id))
    return Candidates(tuple(Candidate(hit.id, 0.0, 0.0, hit.payload) for hit in newest), 0.0)


def _scored(engine: VectorIndex, vector: Vector, ids: set[str], where: Filter) -> dict[str, Hit]:
    """The scores of passages that only the other leg brought."""
    if not ids:
        return {}
    among = where.also(AmongIds(tuple(sorted(ids))))
    return {hit.id: hit for hit in engine.search(vector, limit=len(ids), where=among, with_payload=False)}
