"""The steps of a search as Haystack components; each only adapts a function of ours."""

from typing import Any

from haystack import component

from corpus.database import Database
from corpus.errors import IndexMismatch, ModelUnavailable
from corpus.index.live import LiveIndex, OpenIndex
from corpus.index.port import DenseVector, Filter
from corpus.text.keys import Analyzer
from corpus.vocabulary.thesaurus import Thesaurus
from models.dense import DenseEncoder
from models.reranker import Reranker
from models.sparse import SparseEncoder
from search.answer import Hit
from search.choices import Sort
from search.expand import Expansion, added_weights, expand, searched_keys
from search.floor import Yardstick, near
from search.floor import yardstick as measured
from search.fuse import Ranking, fuse
from search.hydrate import hydrate
from search.narrow import narrow
from search.order import ordered, this_year
from search.query import Query
from search.rerank import rerank
from search.retrieve import CANDIDATES_A_LEG, CANDIDATES_TO_NARROW, Candidates, browse, retrieve
from search.versions import with_versions_folded

WORDS, MEANING = "lexical", "dense"
NO_RERANKER = "نتیجه‌های نخست با مدل بازچین مرتب نشده‌اند."
NO_MODEL = "جست‌وجوی معنایی روشن نیست؛ نتیجه‌ها تنها با واژه‌ها پیدا شده‌اند."


@component
class Retriever:
    """Asks both legs of the index in force: the words with their synonyms, and the meaning."""

    def __init__(
        self, live: LiveIndex, sparse: SparseEncoder, dense: DenseEncoder | None, thesaurus: Thesaurus
    ) -> None:
        self.live = live
        self.sparse = sparse
        self.dense = dense
        self.thesaurus = thesaurus

    @component.output_types(
        candidates=Candidates, expansions=tuple[Expansion, ...], legs=tuple[str, ...], notices=tuple[str, ...]
    )
    def run(self, query: Query, where: Filter, synonyms: bool) -> dict[str, Any]:
        with self.live.use() as opened:
            if opened is None:
                return {"candidates": Candidates((), 0.0), "expansions": (), "legs": (WORDS,), "notices": ()}
            self.sparse.check(opened.manifest)
            if not query.terms:
                return {"candidates": browse(opened.engine, where), "expansions": (), "legs": (), "notices": ()}
            meaning, notices = self._meaning(query, opened)
            expansions = expand(query, self.thesaurus, opened.vocabulary) if synonyms else ()
            idf, added = opened.vocabulary.idf, added_weights(expansions)
            encoded = self.sparse.encode_query(list(query.terms), idf, added)
            limit = CANDIDATES_TO_NARROW if query.phrases or query.excluded else CANDIDATES_A_LEG
            candidates = retrieve(opened.engine, encoded, meaning, where, limit=limit)
        legs = (WORDS,) if meaning is None else (WORDS, MEANING)
        return {"candidates": candidates, "expansions": expansions, "legs": legs, "notices": notices}

    def _meaning(self, query: Query, opened: OpenIndex) -> tuple[DenseVector | None, tuple[str, ...]]:
        if self.dense is None:
            return None, (NO_MODEL,)
        try:
            self.dense.check(opened)
            return self.dense.encode_query(query.words), ()
        except (IndexMismatch, ModelUnavailable) as error:
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

    @component.output_types(ranking=Ranking)
    def run(self, candidates: Candidates, yardstick: Yardstick | None) -> dict[str, Any]:
        trust = yardstick.trust if yardstick else None
        return {"ranking": Ranking(tuple(fuse(candidates, weight=self.weight, trust=trust)))}


@component
class Folder:
    """Puts older versions of a document under the newest that was found, and superseded lessons under what took their place."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @component.output_types(ranking=Ranking)
    def run(self, ranking: Ranking) -> dict[str, Any]:
        with self.database.reading() as connection:
            return {"ranking": Ranking(tuple(with_versions_folded(ranking.items, connection)))}


@component
class Gate:
    """Lets through what answers: nothing when nothing fits, and nothing that lies far behind the best, unless what is
    weaker is asked for all the same.

    `weaker` counts the items that were found but held back. What is held to the floor and to the best is what was
    searched by both legs; where the question is narrowed, the `yardstick` of the whole question tells both.
    """

    def __init__(self, floor: float | None) -> None:
        self.floor = floor

    @component.output_types(ranking=Ranking, fits=bool, weaker=int, yardstick=Yardstick)
    def run(
        self, ranking: Ranking, query: Query, legs: tuple[str, ...], weak: bool, yardstick: Yardstick | None
    ) -> dict[str, Any]:
        items = ranking.items
        both = MEANING in legs
        own = yardstick or measured(items, query, self.floor if both else None)
        # What holds an exact phrase, or passes the fields of a question without words, answers as well as the best.
        answering = near(items, own.best) if both and query.terms and not query.phrases else items
        fitting = own.fits and bool(answering)
        shown = items if weak else answering if fitting else ()
        return {"ranking": Ranking(shown), "fits": fitting, "weaker": len(items) - len(shown), "yardstick": own}


@component
class Reorderer:
    """Orders the first items anew where the site has a cross-encoder; says so when it cannot."""

    def __init__(self, database: Database, reranker: Reranker | None) -> None:
        self.database = database
        self.reranker = reranker

    @component.output_types(ranking=Ranking, notices=tuple[str, ...])
    def run(self, ranking: Ranking, query: Query, sort: Sort) -> dict[str, Any]:
        if self.reranker is None or not query.words or sort is not Sort.RELEVANCE:
            return {"ranking": ranking, "notices": ()}
        try:
            anew = tuple(rerank(ranking.items, query.words, self.reranker, self.database))
        except ModelUnavailable as error:
            return {"ranking": ranking, "notices": (f"{NO_RERANKER} {error}",)}
        return {"ranking": Ranking(anew), "notices": ()}


@component
class Sorter:
    """Puts the items into the order that was asked for."""

    @component.output_types(ranking=Ranking)
    def run(self, ranking: Ranking, sort: Sort) -> dict[str, Any]:
        return {"ranking": Ranking(tuple(ordered(ranking.items, sort, this_year())))}


@component
class Hydrator:
    """Reads one page of items from the record and marks what matched."""

    def __init__(self, database: Database, analyzer: Analyzer) -> None:
        self.database = database
        self.analyzer = analyzer

    @component.output_types(hits=tuple[Hit, ...], total=int)
    def run(
        self, query: Query, expansions: tuple[Expansion, ...], ranking: Ranking, offset: int, limit: int
    ) -> dict[str, Any]:
        keys = searched_keys(query, expansions)
        hits = hydrate(ranking.items[offset : offset + limit], keys, self.database, self.analyzer)
        return {"hits": tuple(hits), "total": len(ranking.items)}
