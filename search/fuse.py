"""Two scores become one, and passages become items.

Fusion is of scores, not of ranks, so that a weak leg cannot vote a strong one down. The lexical score is absolute:
BM25 divided by the most that this query could reach, words that the corpus does not know counted in. A query whose
words are all there is then led by words, a paraphrase by meaning.
"""

from dataclasses import dataclass

from corpus.types import ItemKind, Value
from search.retrieve import Candidate, Candidates

# Real passages seldom hold every word often: this share of the greatest score counts as a full match.
FULL_MATCH = 0.6


@dataclass(frozen=True, slots=True)
class ScoredPassage(Value):
    passage_id: str
    rev: int
    score: float
    by_words: float
    by_meaning: float


@dataclass(frozen=True, slots=True)
class ScoredItem(Value):
    """An item with its passages, best first; the best one's score is the item's."""

    kind: ItemKind
    id: str
    passages: tuple[ScoredPassage, ...]

    @property
    def score(self) -> float:
        return self.passages[0].score


def fuse(candidates: Candidates, *, weight: float) -> list[ScoredItem]:
    """Every item that a candidate belongs to, best first; `weight` is what a cosine counts beside a full match."""
    grouped: dict[tuple[str, str], list[ScoredPassage]] = {}
    for candidate in candidates.found:
        item = (candidate.payload["item_kind"], candidate.payload["item_id"])
        grouped.setdefault(item, []).append(_scored(candidate, candidates.greatest_lexical, weight))
    items = [
        ScoredItem(ItemKind(kind), item_id, tuple(sorted(passages, key=lambda p: (-p.score, p.passage_id))))
        for (kind, item_id), passages in grouped.items()
    ]
    # Equal scores stay in the order in which the legs brought them, which is the same every time.
    return sorted(items, key=lambda item: -item.score)


def _scored(candidate: Candidate, greatest: float, weight: float) -> ScoredPassage:
    by_words = candidate.lexical / (FULL_MATCH * greatest) if greatest else 0.0
    by_meaning = weight * max(candidate.cosine, 0.0)
    rev = candidate.payload["rev"]
    return ScoredPassage(candidate.passage_id, rev, by_words + by_meaning, by_words, by_meaning)
