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
from corpus.index.port import DenseVector, VectorIndex
from models.sparse import EncodedQuery
from search.fuse import fuse
from search.hydrate import hydrate
from search.query import Query, parse_query
from search.retrieve import CANDIDATES_A_LEG, Candidates, retrieve
from search.searcher import PAGE_SIZE

QUESTIONS, LOOK_UPS = 300, 100
WARM_UP = 20

Milliseconds = list[float]
Asked = TypeVar("Asked")


def load_queries(data: Path) -> list[str]:
    """Real people's questions and the sample corpus's judged queries, each kind from the beginning."""
    with gzip.open(data / "judged" / "parsinlu_rc.queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        questions = [json.loads(line)["query"] for line, _ in zip(lines, range(QUESTIONS), strict=False)]
    samples = sample_queries()
    return questions + [row["query"] for row in samples[:: max(1, len(samples) // LOOK_UPS)][:LOOK_UPS]]


def timed(act: Callable[[Asked], object], asked: Sequence[Asked]) -> Milliseconds:
    """What each took, after a few that only warm up."""
    for one in asked[:WARM_UP]:
        act(one)
    return [_milliseconds(act, one) for one in asked]


def through_http(server: Server, queries: Sequence[str]) -> Milliseconds:
    return timed(server.ask, queries)


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
        return "two legs" if self.services.encoders.dense else "one leg"

    @property
    def depth(self) -> int:
        return CANDIDATES_A_LEG

    def engine_alone(self) -> Milliseconds:
        """One leg by words, and one by meaning where there is a model; the same vectors, depth and filter as ours."""
        engine = self.opened.engine

        def legs(place: int) -> None:
            words, meaning = self.encoded[place]
            engine.search(words.vector, limit=CANDIDATES_A_LEG)
            if meaning is not None:
                engine.search(meaning, limit=CANDIDATES_A_LEG)

        return timed(legs, range(len(self.queries)))

    def in_process(self) -> Milliseconds:
        """The whole search, without HTTP."""
        return timed(self.services.searcher.search, self.queries)

    def by_step(self) -> dict[str, Milliseconds]:
        """The pure functions of a search in their order."""
        places = range(len(self.queries))
        found = [self._retrieve(self.opened.engine, place) for place in places]
        items = [fuse(candidates, weight=self._weight) for candidates in found]
        keys = [frozenset(term.key for term in query.terms) for query in self.parsed]
        database, analyzer = self.services.database, self.services.analyzer
        return {
            "parse": timed(self._parse, self.queries),
            "encode": timed(self._encode, self.parsed),
            "retrieve": timed(lambda place: self._retrieve(self.opened.engine, place), places),
            "fuse": timed(lambda candidates: fuse(candidates, weight=self._weight), found),
            "hydrate and highlight": timed(
                lambda place: hydrate(items[place][:PAGE_SIZE], keys[place], database, analyzer), places
            ),
        }

    @property
    def _weight(self) -> float:
        dense = self.services.encoders.dense
        return dense.spec.weight if dense else 0.0

    def _parse(self, text: str) -> Query:
        return parse_query(text, self.services.analyzer, self.services.searcher.fields)

    def _encode(self, query: Query) -> tuple[EncodedQuery, DenseVector | None]:
        encoders = self.services.encoders
        words = encoders.sparse.encode_query(list(query.terms), self.opened.vocabulary.idf)
        return words, encoders.dense.encode_query(query.words) if encoders.dense else None

    def _retrieve(self, engine: VectorIndex, place: int) -> Candidates:
        words, meaning = self.encoded[place]
        return retrieve(engine, words, meaning, self.parsed[place].where)


def _milliseconds(act: Callable[[Asked], object], one: Asked) -> float:
    began = perf_counter()
    act(one)
    return (perf_counter() - began) * 1000
