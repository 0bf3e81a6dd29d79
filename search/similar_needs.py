"""Other cities with the same need: open needs that tell the same problem, as candidates for a joint project."""

from dataclasses import dataclass, replace

from corpus.database import Database
from corpus.errors import IndexFailure
from corpus.index.live import LiveIndex
from corpus.index.port import Filter
from corpus.repository.standing import StandingRepository
from corpus.standing import StandingQuery
from corpus.text.keys import Analyzer
from corpus.types import Value
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.likeness import Likeness

# The newest so many open needs are compared.
MOST_COMPARED = 2_000
MOST_MATCHES = 5
# What the meaning counts beside the words, as for lessons that tell the same problem.
MEANING_WEIGHT = 4.0
# From here on two needs are worth a call.
LEAST = 0.3


@dataclass(frozen=True, slots=True)
class SimilarNeed(Value):
    """An open need of another city; `similarity` is 0 to 1."""

    need: StandingQuery
    similarity: float


class SimilarNeeds:
    """Finds who else has a need; safe to call from many threads."""

    def __init__(
        self, database: Database, live: LiveIndex, analyzer: Analyzer, sparse: SparseEncoder, dense: DenseEncoder | None
    ) -> None:
        self.database = database
        self.likeness = Likeness(database, live, analyzer, sparse, dense, weight=MEANING_WEIGHT)

    def find(self, need: StandingQuery, limit: int = MOST_MATCHES) -> list[SimilarNeed]:
        """Up to `limit` needs like this one that the viewer may see, the likest first; those of its own city are left
        out. None where the index cannot be searched: how rare a word is would not be known."""
        with self.database.reading() as connection:
            _total, needs = StandingRepository(connection).needs(limit=MOST_COMPARED)
        others = [one for one in needs if one.id != need.id and one.city_id != need.city_id]
        if not others:
            return []
        try:
            nearest = self.likeness.nearest(need.question, Filter())
        except IndexFailure:
            return []
        if not nearest.candidates.found:
            # Where nothing is indexed no word is rarer than another.
            nearest = replace(nearest, idf=lambda key: 1.0)
        similarities = self.likeness.similarities(need.question, [one.question for one in others], nearest)
        found = [SimilarNeed(one, round(share, 4)) for one, share in zip(others, similarities, strict=True)]
        likest = sorted(found, key=lambda one: (-one.similarity, one.need.id))
        return [one for one in likest[:limit] if one.similarity >= LEAST]
