"""Standing queries: needs and saved searches that are asked again of everything new.

Search asks one question of all passages; this asks all questions of one item's passages, and scores as search does
(`search.fuse`): the words that a passage has of the question, as a share of the most that the question could reach and
trusted as far as they cover it, and the cosine of their vectors beside them. An item answers a question where search
would let it through, or nearly: one item alone seldom covers a question as the best of a corpus does. What is less
likely to be beside the point is marked as `strong`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from corpus.access import Viewer
from corpus.errors import InvalidQuery, ModelUnavailable
from corpus.index.conditions import holds
from corpus.index.live import LiveIndex
from corpus.index.port import Payload
from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer
from corpus.types import Passage, Value
from models.dense import DenseEncoder
from models.sparse import QUERY_WEIGHTS, SparseEncoder, key_index
from search.fields import FieldCatalog
from search.fuse import FULL_MATCH, LEAST_TRUST
from search.narrow import JoinedText, Wanted
from search.query import Query, parse_query

# The least score, as a share of the model's floor; and how many times that is seldom beside the point
# (`python -m bench needs`).
TOLD, STRONG = 0.9, 1.5
# Without a model: half of a full match of words, trusted as far.
LEAST_BY_WORDS = 0.25

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Watched(Value):
    """A question in somebody's name: `text` as it is typed into a search, fields and phrases included."""

    id: str
    text: str
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class Matched(Value):
    """A question that an item answers, and the passage that does it best; `score` is as a search's.

    One that is `strong` answers it in all likelihood, and so does what holds the question's exact phrases.
    """

    query_id: str
    score: float
    passage_id: str
    strong: bool


@dataclass(frozen=True, slots=True)
class _Standing:
    """A question as it was read. `weights` are its keys, each with what it counts; `vector` is there with a model."""

    watched: Watched
    query: Query
    wanted: Wanted
    weights: dict[str, float]
    vector: Floats | None

    @property
    def always_fits(self) -> bool:
        """As in search: what holds its phrases, or passes its fields where it asks for nothing else."""
        return bool(self.query.phrases) or not self.query.terms


class StandingQueries:
    """Holds every open question, ready to be matched; threads may share one.

    It is filled with `replace_all` when the program starts, and told of each change after that.
    """

    def __init__(
        self,
        live: LiveIndex,
        analyzer: Analyzer,
        sparse: SparseEncoder,
        dense: DenseEncoder | None,
        fields: FieldCatalog,
    ) -> None:
        self.live = live
        self.analyzer = analyzer
        self.sparse = sparse
        self.dense = dense
        self.fields = fields
        self._changing = Lock()
        self._table = _Table(sparse.k1)

    def __len__(self) -> int:
        with self._changing:
            return len(self._table)

    def replace_all(self, watched: Iterable[Watched]) -> None:
        """Hold these and no others. What cannot be read as a question is left out."""
        table = _Table(self.sparse.k1)
        for standing in self._read(watched):
            table.put(standing)
        with self._changing:
            self._table = table

    def put(self, watched: Watched) -> None:
        """Hold this one, in place of one with the same id. What cannot be read as a question is not held."""
        read = list(self._read([watched]))
        with self._changing:
            self._table.remove(watched.id)
            for standing in read:
                self._table.put(standing)

    def remove(self, query_id: str) -> None:
        """Hold it no longer; it is no error where it is not held."""
        with self._changing:
            self._table.remove(query_id)

    def match(self, payload: Payload, passages: Sequence[Passage]) -> list[Matched]:
        """The questions that the item answers, the best first.

        `payload` and `passages` are the item's as the index holds them. No question is answered by what its owner may
        not see.
        """
        if not passages:
            return []
        with self.live.use() as opened:
            vocabulary = opened.vocabulary if opened else Vocabulary()
            average = opened.manifest.average_length if opened else None
        meanings = self._meanings([passage.text_with_header for passage in passages], self.dense)
        keys = [self._keys(passage, average) for passage in passages]
        texts = _Texts(passages, self.analyzer)
        weight, least = self._scale(with_meaning=meanings is not None)
        matched = []
        with self._changing:
            scores = self._table.scores(keys, meanings, weight, vocabulary)
            for place in self._table.promising(scores, least):
                standing = self._table.at(place)
                if not _asked_of(standing, payload) or texts.hold_excluded(standing):
                    continue
                best = _best(scores[:, place], texts.holding(standing), standing, least)
                if best is not None:
                    score = float(scores[best, place])
                    strong = score >= STRONG * least or standing.always_fits
                    matched.append(Matched(standing.watched.id, score, passages[best].id, strong))
        return sorted(matched, key=lambda one: (-one.score, one.query_id))

    def _scale(self, *, with_meaning: bool) -> tuple[float, float]:
        """What a cosine counts, and the least score that is told of."""
        if self.dense is None or not with_meaning:
            return 0.0, LEAST_BY_WORDS
        floor = self.dense.spec.floor
        return self.dense.spec.weight, TOLD * floor if floor is not None else LEAST_BY_WORDS

    def _read(self, watched: Iterable[Watched]) -> Iterator[_Standing]:
        read: list[tuple[Watched, Query]] = []
        for one in watched:
            try:
                read.append((one, parse_query(one.text, self.analyzer, self.fields)))
            except InvalidQuery:
                continue
        vectors = self._questions([query.words for _one, query in read])
        for (one, query), vector in zip(read, vectors, strict=True):
            weights: dict[str, float] = {}
            for term in query.terms:
                weights[term.key] = max(weights.get(term.key, 0.0), QUERY_WEIGHTS[term.kind])
            yield _Standing(one, query, Wanted(query, self.analyzer), weights, vector if query.words else None)

    def _questions(self, texts: Sequence[str]) -> Sequence[Floats | None]:
        if self.dense is None or not texts:
            return [None] * len(texts)
        try:
            return list(self.dense.encode_queries(texts))
        except ModelUnavailable:
            return [None] * len(texts)

    def _meanings(self, texts: Sequence[str], dense: DenseEncoder | None) -> Floats | None:
        """Shape (passages, dimension); None without a model."""
        if dense is None:
            return None
        try:
            return dense.encode_passages(texts)
        except ModelUnavailable:
            return None

    def _keys(self, passage: Passage, average: float | None) -> dict[int, float]:
        """What BM25 makes of each key of the passage, its rarity left out."""
        length = average or float(self.sparse.count_words(passage.header, passage.text) or 1)
        vector = self.sparse.encode_passage(passage.header, passage.text, length).vector
        return dict(zip(vector.indices, vector.values, strict=True))


class _Table:
    """The questions in rows: by key and by vector, as they are matched. A row that was given up is taken again."""

    def __init__(self, k1: float) -> None:
        # What a key comes to at most for being in a passage often, its rarity left out.
        self._gain = k1 + 1
        self._rows: list[_Standing | None] = []
        self._places: dict[str, int] = {}
        self._free: list[int] = []
        self._always: set[int] = set()
        # For each key's index in a sparse vector: the key, and what it counts in the rows that ask for it.
        self._postings: dict[int, tuple[str, dict[int, float]]] = {}
        self._vectors: Floats | None = None

    def __len__(self) -> int:
        return len(self._places)

    def at(self, place: int) -> _Standing:
        standing = self._rows[place]
        assert standing is not None
        return standing

    def put(self, standing: _Standing) -> None:
        if self._free:
            place = self._free.pop()
            self._rows[place] = standing
        else:
            place = len(self._rows)
            self._rows.append(standing)
        self._places[standing.watched.id] = place
        for key, weight in standing.weights.items():
            self._postings.setdefault(key_index(key), (key, {}))[1][place] = weight
        if standing.vector is not None:
            self._room_for(place, len(standing.vector))[place] = standing.vector
        if standing.always_fits:
            self._always.add(place)

    def remove(self, query_id: str) -> None:
        place = self._places.pop(query_id, None)
        if place is None:
            return
        for key in self.at(place).weights:
            index = key_index(key)
            rows = self._postings[index][1]
            rows.pop(place, None)
            if not rows:
                del self._postings[index]
        if self._vectors is not None and place < len(self._vectors):
            self._vectors[place] = 0
        self._always.discard(place)
        self._rows[place] = None
        self._free.append(place)

    def scores(
        self, passages: Sequence[dict[int, float]], meanings: Floats | None, weight: float, vocabulary: Vocabulary
    ) -> Floats:
        """The score of every passage for every row, shape (passages, rows); what neither words nor meaning speak for has
        0."""
        lexical = np.zeros((len(passages), len(self._rows)), dtype=np.float32)
        for ordinal, values in enumerate(passages):
            for index in values.keys() & self._postings.keys():
                key, rows = self._postings[index]
                worth = values[index] * vocabulary.idf(key)
                places = np.fromiter(rows.keys(), dtype=np.int64, count=len(rows))
                lexical[ordinal, places] += worth * np.fromiter(rows.values(), dtype=np.float32, count=len(rows))
        words = lexical / (FULL_MATCH * self._greatest(vocabulary))
        scores: Floats = np.clip(words.max(axis=0), LEAST_TRUST, 1.0) * words
        if meanings is not None and self._vectors is not None:
            known = min(len(self._vectors), len(self._rows))
            scores[:, :known] += weight * np.maximum(meanings @ self._vectors[:known].T, 0.0)
        return scores

    def promising(self, scores: Floats, least: float) -> list[int]:
        """The rows that some passage may answer, in their order."""
        reached = np.flatnonzero(scores.max(axis=0) >= least) if len(self._rows) else np.zeros(0, dtype=np.int64)
        return sorted(place for place in {*map(int, reached), *self._always} if self._rows[place] is not None)

    def _greatest(self, vocabulary: Vocabulary) -> Floats:
        """The most that a passage could reach by words, a row each; 1 where a row asks for none."""
        greatest = np.zeros(len(self._rows), dtype=np.float32)
        for key, rows in self._postings.values():
            places = np.fromiter(rows.keys(), dtype=np.int64, count=len(rows))
            greatest[places] += vocabulary.idf(key) * np.fromiter(rows.values(), dtype=np.float32, count=len(rows))
        return np.where(greatest > 0, self._gain * greatest, 1.0).astype(np.float32)

    def _room_for(self, place: int, dimension: int) -> Floats:
        """The vectors' array, large enough for the row."""
        if self._vectors is None or place >= len(self._vectors):
            larger = np.zeros((max(64, 2 * place), dimension), dtype=np.float32)
            if self._vectors is not None:
                larger[: len(self._vectors)] = self._vectors
            self._vectors = larger
        return self._vectors


class _Texts:
    """An item's passages as exact phrases are looked for in them; read when a question first asks for that."""

    def __init__(self, passages: Sequence[Passage], analyzer: Analyzer) -> None:
        self._passages = passages
        self._analyzer = analyzer
        self._joined: list[JoinedText] | None = None

    def holding(self, standing: _Standing) -> list[int]:
        """The passages that hold every phrase of the question."""
        everything = range(len(self._passages))
        if not standing.query.phrases:
            return list(everything)
        return [ordinal for ordinal in everything if standing.wanted.held_by(self._read()[ordinal])]

    def hold_excluded(self, standing: _Standing) -> bool:
        """Whether a passage holds what the question excludes."""
        return bool(standing.query.excluded) and any(map(standing.wanted.barred_by, self._read()))

    def _read(self) -> list[JoinedText]:
        if self._joined is None:
            self._joined = [JoinedText(f"{one.header}\n{one.text}", self._analyzer) for one in self._passages]
        return self._joined


def _asked_of(standing: _Standing, payload: Payload) -> bool:
    """Whether the item is for the question's owner, and is what its fields ask for."""
    audiences = standing.watched.viewer.audiences
    seen = audiences is None or payload.get("visibility") in audiences
    return seen and holds(standing.query.where, payload)


def _best(scores: Floats, among: Sequence[int], standing: _Standing, least: float) -> int | None:
    """The passage that answers best; None where none does."""
    if not among:
        return None
    best = max(among, key=lambda ordinal: float(scores[ordinal]))
    score = float(scores[best])
    if standing.always_fits:
        # As in search: a phrase is found by its words or their meaning, fields alone need neither.
        return best if score > 0 or not standing.query.terms else None
    return best if score >= least else None
