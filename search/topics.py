"""The topics nearest to a question that nothing fits: concepts of the thesaurus that this corpus has passages for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock

import numpy as np
import numpy.typing as npt

from corpus.database import Database
from corpus.errors import ModelUnavailable
from corpus.index.live import LiveIndex, OpenIndex
from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer
from corpus.vocabulary.thesaurus import Concept, Thesaurus
from models.cached import encode_cached
from models.dense import DenseEncoder
from search.answer import Topic
from search.query import Query
from search.seen_words import hides_any

MOST = 5

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Wording:
    """The stems of a concept: of the term that is searched, and of all that is said of it."""

    preferred: frozenset[str]
    all: frozenset[str]


class TopicFinder:
    """Ranks concepts by meaning, or without a model by shared words; threads may share one.

    The concepts are read, and encoded, when the first question needs them, unless that was prepared.
    """

    def __init__(
        self,
        thesaurus: Thesaurus,
        database: Database,
        live: LiveIndex,
        analyzer: Analyzer,
        dense: DenseEncoder | None,
    ) -> None:
        self.thesaurus = thesaurus
        self.database = database
        self.live = live
        self.analyzer = analyzer
        self.dense = dense
        self._wordings: list[_Wording] | None = None
        self._vectors: Floats | None = None
        self._reading = Lock()

    def nearest(self, query: Query) -> tuple[Topic, ...]:
        """Up to five, nearest first; none for a query without words or a site without passages."""
        with self.live.use() as opened:
            if opened is None or not query.words:
                return ()
            return tuple(islice(self._nearest(query, opened), MOST))

    def prepare(self) -> None:
        """Encode the concepts now, so that no question waits for it. Raises `ModelUnavailable`."""
        if self.dense is not None:
            self._read_vectors(self.dense)

    def _nearest(self, query: Query, opened: OpenIndex) -> Iterator[Topic]:
        wordings = self._read_wordings()
        scores = self._by_meaning(query)
        if scores is None:
            scores = self._by_words(query, wordings, opened.vocabulary)
        for place in np.argsort(-scores, kind="stable"):
            if scores[place] <= 0:
                return
            concept = self.thesaurus.concepts[place]
            stems = wordings[place].preferred
            if all(stem in opened.vocabulary.frequencies for stem in stems) and not hides_any(opened, stems):
                yield Topic(concept.id, concept.preferred)

    def _by_meaning(self, query: Query) -> Floats | None:
        """The cosine of each concept; None without a model."""
        if self.dense is None:
            return None
        try:
            cosines: Floats = self._read_vectors(self.dense) @ self.dense.encode_query(query.words)
        except ModelUnavailable:
            return None
        return cosines

    def _by_words(self, query: Query, wordings: Sequence[_Wording], vocabulary: Vocabulary) -> Floats:
        """The summed IDF of the words that the query shares with each concept."""
        asked = self._stems(query.words)
        return np.array(
            [sum(vocabulary.idf(stem) for stem in asked & wording.all) for wording in wordings], dtype=np.float32
        )

    def _read_wordings(self) -> list[_Wording]:
        with self._reading:
            if self._wordings is None:
                self._wordings = [
                    _Wording(self._stems(concept.preferred), self._stems(_text(concept)))
                    for concept in self.thesaurus.concepts
                ]
            return self._wordings

    def _read_vectors(self, dense: DenseEncoder) -> Floats:
        with self._reading:
            if self._vectors is None:
                texts = [_text(concept) for concept in self.thesaurus.concepts]
                self._vectors = np.array(encode_cached(self.database, dense, texts), dtype=np.float32)
            return self._vectors

    def _stems(self, text: str) -> frozenset[str]:
        stems = (token.stem for token in self.analyzer.tokens(text))
        return frozenset(stem for stem in stems if not self.analyzer.is_stop(stem))


def _text(concept: Concept) -> str:
    """What a concept is encoded by, as a passage is."""
    return f"{'، '.join((concept.preferred, *concept.synonyms))}\n{concept.definition}"
