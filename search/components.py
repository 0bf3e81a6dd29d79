"""The steps of a search as Haystack components; each only adapts a function of ours."""

from typing import Any

from haystack import component

from corpus.database import Database
from corpus.errors import IndexMismatch, ModelUnavailable
from corpus.index.live import LiveIndex, OpenIndex
from corpus.index.port import DenseVector
from corpus.text.keys import Analyzer
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.answer import Hit
from search.fuse import ScoredItem, fuse
from search.hydrate import hydrate
from search.narrow import narrow
from search.query import Query
from search.retrieve import CANDIDATES_A_LEG, CANDIDATES_TO_NARROW, Candidates, browse, retrieve

WORDS, MEANING = "lexical", "dense"
NO_MODEL = "جست‌وجوی معنایی روشن نیست؛ نتیجه‌ها تنها با واژه‌ها پیدا شده‌اند."
OTHER_MODEL = "نمایه با مدل دیگری ساخته شده است و تنها با واژه‌ها جست‌وجو شد؛ «tajrobe rebuild» آن را به‌روز می‌کند."


@component
class Retriever:
    """Asks both legs of the index in force."""

    def __init__(self, live: LiveIndex, sparse: SparseEncoder, dense: DenseEncoder | None) -> None:
        self.live = live
        self.sparse = sparse
        self.dense = dense

    @component.output_types(candidates=Candidates, legs=tuple[str, ...], notices=tuple[str, ...])
    def run(self, query: Query) -> dict[str, Any]:
        with self.live.use() as opened:
            if opened is None:
                return {"candidates": Candidates((), 0.0), "legs": (WORDS,), "notices": ()}
            self.sparse.check(opened.manifest)
            if not query.terms:
                return {"candidates": browse(opened.engine, query.where), "legs": (), "notices": ()}
            meaning, notices = self._meaning(query, opened)
            encoded = self.sparse.encode_query(list(query.terms), opened.vocabulary.idf)
            floor = self.dense.spec.floor if self.dense else 0.0
            limit = CANDIDATES_TO_NARROW if query.phrases or query.excluded else CANDIDATES_A_LEG
            candidates = retrieve(opened.engine, encoded, meaning, query.where, limit=limit, floor=floor)
        legs = (WORDS,) if meaning is None else (WORDS, MEANING)
        return {"candidates": candidates, "legs": legs, "notices": notices}

    def _meaning(self, query: Query, opened: OpenIndex) -> tuple[DenseVector | None, tuple[str, ...]]:
        if self.dense is None:
            return None, (NO_MODEL,)
        try:
            self.dense.check(opened.manifest)
            return self.dense.encode_query(query.words), ()
        except IndexMismatch:
            return None, (OTHER_MODEL,)
        except ModelUnavailable as error:
            return None, (f"{NO_MODEL} {error}",)


@component
class Narrower:
    """Keeps what holds the exact phrases and not what is excluded."""

    def __init__(self, database: Database, analyzer: Analyzer) -> None:
        self.database = database
        self.analyzer = analyzer

    @component.output_types(candidates=Candidates)
    def run(self, candidates: Candidates, query: Query) -> dict[str, Any]:
        return {"candidates": narrow(candidates, query, self.database, self.analyzer)}


@component
class Fuser:
    """Makes one ranking of items out of both legs."""

    def __init__(self, weight: float) -> None:
        self.weight = weight

    @component.output_types(items=tuple[ScoredItem, ...])
    def run(self, candidates: Candidates) -> dict[str, Any]:
        return {"items": tuple(fuse(candidates, weight=self.weight))}


@component
class Hydrator:
    """Reads one page of items from the record and marks what matched."""

    def __init__(self, database: Database, analyzer: Analyzer) -> None:
        self.database = database
        self.analyzer = analyzer

    @component.output_types(hits=tuple[Hit, ...], total=int)
    def run(self, query: Query, items: tuple[ScoredItem, ...], offset: int, limit: int) -> dict[str, Any]:
        keys = frozenset(term.key for term in query.terms)
        hits = hydrate(items[offset : offset + limit], keys, self.database, self.analyzer)
        return {"hits": tuple(hits), "total": len(items)}
