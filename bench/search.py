"""How long a search takes: through HTTP, in the engine alone, and step by step."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from api.services import Services
from bench.judged_samples import queries as sample_queries
from bench.server import Server
from corpus.index.live import OpenIndex
from corpus.index.port import DenseVector
from models.sparse import EncodedQuery
from search.choices import Choices
from search.expand import Expansion, added_weights, expand, searched_keys
from search.fuse import fuse
from search.hydrate import hydrate
from search.query import Query, parse_query
from search.retrieve import CANDIDATES_A_LEG, Candidates, retrieve
from search.searcher import PAGE_SIZE

QUESTIONS, LOOK_UPS = 300, 100
WARM_UP = 20

ENGINE, RETRIEVE, WHOLE = "the engine's legs", "retrieve", "in process"
FACETS, SHOWN = "facets", "hydrate and highlight"
WITH_FACETS, NARROWED = "in process with facets", "in process with facets, a kind chosen"
ONE_LEG, TWO_LEGS = "one leg", "two legs"

# All of the corpus, so that every leg has as much to look through as before.
A_KIND = Choices(kinds=("document",))

Milliseconds = list[float]
Asked = TypeVar("Asked")


def load_queries(data: Path) -> list[str]:
    """Real people's questions and the sample corpus's judged queries, each kind from the beginning."""
    with gzip.open(data / "judged" / "parsinlu_rc.queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        questions = [json.loads(line)["query"] for line, _ in zip(lines, range(QUESTIONS), strict=False)]
    samples = sample_queries()
    return questions + [row["query"] for row in samples[:: max(1, len(samples) // LOOK_UPS)][:LOOK_UPS]]


def through_http(server: Server, queries: Sequence[str]) -> Milliseconds:
    """What each answer took, after a few that only warm up."""
    for query in queries[:WARM_UP]:
        server.ask(query)
    return [_milliseconds(server.ask, query) for query in queries]


class Steps:
    """One site's queries, prepared once, so that each step can be timed by itself and the engine with the same vectors."""

    def __init__(self, services: Services, opened: OpenIndex, queries: Sequence[str]) -> None:
        self.services = services
        self.opened = opened
        self.queries = queries
        self.parsed = [self._parse(query) for query in queries]
        self.encoded = [self._encode(query) for query in self.parsed]

    @property
    def legs(self) -> str:
        return TWO_LEGS if self.services.encoders.dense else ONE_LEG

    @property
    def depth(self) -> int:
        return CANDIDATES_A_LEG

    def time(self) -> dict[str, Milliseconds]:
        """What each part took for each query: one after the other, so that a busy moment of the machine meets all alike."""
        for place in range(WARM_UP):
            self._time_one(place)
        rows = [self._time_one(place) for place in range(len(self.queries))]
        return {name: [row[name] for row in rows] for name in rows[0]}

    def _time_one(self, place: int) -> dict[str, float]:
        text, query, services = self.queries[place], self.parsed[place], self.services
        keys = searched_keys(query, self._expansions(query))
        found = self._retrieve(place)
        items = fuse(found, weight=self._weight)[:PAGE_SIZE]
        return {
            ENGINE: _milliseconds(self._engine_alone, place),
            "parse": _milliseconds(self._parse, text),
            "add synonyms, encode": _milliseconds(self._encode, query),
            RETRIEVE: _milliseconds(self._retrieve, place),
            "fuse": _milliseconds(lambda given: fuse(given, weight=self._weight), found),
            SHOWN: _milliseconds(lambda given: hydrate(given, keys, services.database, services.analyzer), items),
            WHOLE: _milliseconds(services.searcher.search, text),
        }

    def time_narrowing(self) -> dict[str, Milliseconds]:
        """What the facets cost beside the legs, and what they add to a search that is free and to one that is narrowed."""
        for place in range(WARM_UP):
            self._time_narrowing(place)
        rows = [self._time_narrowing(place) for place in range(len(self.queries))]
        return {name: [row[name] for row in rows] for name in rows[0]}

    def _time_narrowing(self, place: int) -> dict[str, float]:
        text, services = self.queries[place], self.services
        keys = searched_keys(self.parsed[place], self._expansions(self.parsed[place]))
        items = fuse(self._retrieve(place), weight=self._weight)
        search = services.searcher.search
        return {
            ENGINE: _milliseconds(self._engine_alone, place),
            RETRIEVE: _milliseconds(self._retrieve, place),
            FACETS: _milliseconds(services.searcher.count_facets, items),
            SHOWN: _milliseconds(
                lambda given: hydrate(given, keys, services.database, services.analyzer), items[:PAGE_SIZE]
            ),
            WHOLE: _milliseconds(search, text),
            WITH_FACETS: _milliseconds(lambda asked: search(asked, facets=True), text),
            NARROWED: _milliseconds(lambda asked: search(asked, facets=True, choices=A_KIND), text),
        }

    def _engine_alone(self, place: int) -> None:
        """The legs alone: the same vectors, depth and engine as ours, with nothing made of what they bring."""
        words, meaning = self.encoded[place]
        self.opened.engine.search(words.vector, limit=CANDIDATES_A_LEG)
        if meaning is not None:
            self.opened.engine.search(meaning, limit=CANDIDATES_A_LEG)

    @property
    def _weight(self) -> float:
        dense = self.services.encoders.dense
        return dense.spec.weight if dense else 0.0

    def _parse(self, text: str) -> Query:
        return parse_query(text, self.services.analyzer, self.services.searcher.fields)

    def _encode(self, query: Query) -> tuple[EncodedQuery, DenseVector | None]:
        encoders = self.services.encoders
        added = added_weights(self._expansions(query))
        words = encoders.sparse.encode_query(list(query.terms), self.opened.vocabulary.idf, added)
        return words, encoders.dense.encode_query(query.words) if encoders.dense else None

    def _expansions(self, query: Query) -> tuple[Expansion, ...]:
        return expand(query, self.services.thesaurus, self.opened.vocabulary)

    def _retrieve(self, place: int) -> Candidates:
        words, meaning = self.encoded[place]
        return retrieve(self.opened.engine, words, meaning, self.parsed[place].where)


def _milliseconds(act: Callable[[Asked], object], one: Asked) -> float:
    began = perf_counter()
    act(one)
    return (perf_counter() - began) * 1000
