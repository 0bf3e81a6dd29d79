"""Two scores become one, and passages become items.

Fusion is of scores, not of ranks, so that a weak leg cannot vote a strong one down. The lexical score is absolute:
BM25 divided by the most that this query could reach, words that the corpus does not know counted in. How far it is
trusted depends on the query: as far as the best passage covers its words. A query whose words are all there is led by
words, a paraphrase by meaning; and a query that neither leg answers scores low, so that one floor serves all queries.
"""

from dataclasses import dataclass, field

from corpus.index.port import Payload
from corpus.types import ItemKind, Value
from search.retrieve import Candidates

# Real passages seldom hold every word often: this share of the greatest score counts as a full match.
FULL_MATCH = 0.6
# However few of a query's words are anywhere, they still say something.
LEAST_TRUST = 0.1


@dataclass(frozen=True, slots=True)
class Score(Value):
    """Every number behind a passage's place.

    `lexical` is its BM25 score of at most `greatest`; `words` the share of a full match that this is; `trust` how well
    the best passage covers the query, from 0.1 to 1; `weight` what a cosine counts beside a full match.
    """

    lexical: float
    greatest: float
    trust: float
    cosine: float
    weight: float

    @property
    def words(self) -> float:
        return _words(self.lexical, self.greatest)

    @property
    def by_words(self) -> float:
        return self.trust * self.words

    @property
    def by_meaning(self) -> float:
        return self.weight * max(self.cosine, 0.0)

    @property
    def total(self) -> float:
        return self.by_words + self.by_meaning


@dataclass(frozen=True, slots=True)
class ScoredPassage(Value):
    """`score` is `parts.total`, worked out once."""

    passage_id: str
    rev: int
    score: float
    parts: Score


@dataclass(frozen=True, slots=True)
class ScoredItem(Value):
    """An item with its passages, best first; the best one's score is the item's, if no older version has a better.

    `reranked` is the score that a cross-encoder gave it, where one did: then its place is by that. `payload` is what the
    index holds of it.
    """

    kind: ItemKind
    id: str
    passages: tuple[ScoredPassage, ...]
    older: tuple["Folded", ...] = ()
    reranked: float | None = None
    payload: Payload = field(default_factory=dict, hash=False, compare=False)

    @property
    def score(self) -> float:
        return max([self.passages[0].score, *(folded.item.score for folded in self.older)])


@dataclass(frozen=True, slots=True)
class Ranking(Value):
    """Items in their order, the best first: one value, so that a pipeline passes all on at once."""

    items: tuple[ScoredItem, ...]


@dataclass(frozen=True, slots=True)
class Folded(Value):
    """An older version of an item; `similarity` is the share of their text in common."""

    item: ScoredItem
    similarity: float


def fuse(candidates: Candidates, *, weight: float, trust: float | None = None) -> list[ScoredItem]:
    """Every item that a candidate belongs to, best first; `weight` is what a cosine counts beside a full match.

    `trust` is how far the words are trusted where that is known from more than these candidates.
    """
    greatest = candidates.greatest_lexical
    best = max((candidate.lexical for candidate in candidates.found), default=0.0)
    if trust is None:
        trust = min(max(_words(best, greatest), LEAST_TRUST), 1.0)
    grouped: dict[tuple[str, str], list[ScoredPassage]] = {}
    payloads: dict[tuple[str, str], Payload] = {}
    for candidate in candidates.found:
        item = (candidate.payload["item_kind"], candidate.payload["item_id"])
        parts = Score(candidate.lexical, greatest, trust, candidate.cosine, weight)
        passage = ScoredPassage(candidate.passage_id, candidate.payload["rev"], parts.total, parts)
        grouped.setdefault(item, []).append(passage)
        payloads.setdefault(item, candidate.payload)
    items = [
        ScoredItem(
            ItemKind(kind),
            item_id,
            tuple(sorted(passages, key=lambda p: (-p.score, p.passage_id))),
            payload=payloads[kind, item_id],
        )
        for (kind, item_id), passages in grouped.items()
    ]
    # Equal scores stay in the order in which the legs brought them, which is the same every time.
    return sorted(items, key=lambda item: -item.score)


def _words(lexical: float, greatest: float) -> float:
    """A BM25 score as a share of a full match."""
    return lexical / (FULL_MATCH * greatest) if greatest else 0.0
