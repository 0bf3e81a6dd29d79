"""How like two texts are, by what they mean and say; what precedents and lessons that tell the same are found by.

Two texts are compared both ways, so that a short one is not like every long one that holds its words: `words` is the
harmonic mean of the shares of each one's words (weighed by rarity) that the other has, `meaning` the cosine of their
vectors.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.database import Database
from corpus.errors import IndexMismatch, ModelUnavailable
from corpus.index.live import LiveIndex, OpenIndex
from corpus.index.port import DenseVector, Filter
from corpus.text.keys import Analyzer
from models.cached import encode_cached
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.components import NO_MODEL
from search.retrieve import Candidates, retrieve

# So many passages are looked at more closely.
CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Nearest:
    """What the index brings up for a text. `idf` is how rare a word is there; `notices` says why not by meaning."""

    candidates: Candidates
    idf: Callable[[str], float]
    notices: tuple[str, ...]

    def revisions(self) -> dict[str, int]:
        """The revision in which each item was found, by its id."""
        return {one.payload["item_id"]: one.payload["rev"] for one in self.candidates.found}


class Likeness:
    """Brings up what may be like a text, and says how like it is; safe to call from many threads.

    `weight` is what the meaning counts beside the words.
    """

    def __init__(
        self,
        database: Database,
        live: LiveIndex,
        analyzer: Analyzer,
        sparse: SparseEncoder,
        dense: DenseEncoder | None,
        *,
        weight: float,
    ) -> None:
        self.database = database
        self.live = live
        self.analyzer = analyzer
        self.sparse = sparse
        self.dense = dense
        self.weight = weight

    def nearest(self, text: str, where: Filter) -> Nearest:
        """The passages among `where` that are worth comparing. Raises an `IndexFailure` when there is no searching."""
        with self.live.use() as opened:
            if opened is None:
                return Nearest(Candidates((), 0.0), lambda key: 0.0, ())
            self.sparse.check(opened.manifest)
            meaning, notices = self._meaning(text, opened)
            terms = [term for term in self.analyzer.terms(text) if not self.analyzer.is_stop(term.key)]
            encoded = self.sparse.encode_query(terms, opened.vocabulary.idf)
            found = retrieve(opened.engine, encoded, meaning, where, limit=CANDIDATES)
            return Nearest(found, opened.vocabulary.idf, notices)

    def similarities(self, text: str, others: Sequence[str], nearest: Nearest) -> list[float]:
        """How like each of the others the text is, 0 to 1; by words alone where `nearest` was."""
        held = self._weighed(text, nearest.idf)
        words = [_overlap(held, self._weighed(other, nearest.idf)) for other in others]
        if self.dense is None or nearest.notices or not others:
            return words
        meaning = np.stack(encode_cached(self.database, self.dense, others)) @ self.dense.encode_query(text)
        return [
            (self.weight * max(float(cosine), 0.0) + share) / (self.weight + 1)
            for cosine, share in zip(meaning, words, strict=True)
        ]

    def _meaning(self, text: str, opened: OpenIndex) -> tuple[DenseVector | None, tuple[str, ...]]:
        if self.dense is None:
            return None, (NO_MODEL,)
        try:
            self.dense.check(opened)
            return self.dense.encode_query(text), ()
        except (IndexMismatch, ModelUnavailable) as error:
            return None, (f"{NO_MODEL} {error}",)

    def _weighed(self, text: str, idf: Callable[[str], float]) -> dict[str, float]:
        return {stem: idf(stem) for stem in set(self.analyzer.stems(text)) if not self.analyzer.is_stop(stem)}


def _overlap(one: dict[str, float], other: dict[str, float]) -> float:
    common = sum(one[key] for key in one.keys() & other.keys())
    if not common:
        return 0.0
    return 2 * common / (sum(one.values()) + sum(other.values()))
