"""A trained model goes on learning from the texts of one site, and is tried on those that were held back from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from random import Random

import numpy as np

from corpus.text.keys import Analyzer
from corpus.vocabulary.concepts import read_concepts
from models.training.contrast import Rows, Vectors
from models.training.recipe import BATCH, CLOZE_LEAST_WORDS, PAIR_WORDS, examples_of, learn, stems
from models.training.site import SiteItem
from models.training.sources import Pair, is_held_back, own_notes, pairs_of_asked, pairs_of_concept
from models.training.words import Words

HELD_BACK_PERCENT = 10
# A small site is gone over until there were enough steps to learn anything, a large one twice.
EPOCHS = 2
LEAST_STEPS = 300
# Half of that with which the model was first trained.
RATE = 5e-4
REPLAY = "replay"

DEPTH = 10
QUERIES_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class HeldBackQuery:
    """What is asked, the texts that belong to it, and the item that it comes from."""

    item: str
    text: str
    relevant: frozenset[str]


class Trial:
    """Queries over all the texts that they are asked of: read once, ranked by the vectors of any stage."""

    def __init__(
        self, queries: Sequence[HeldBackQuery], texts: Sequence[str], words: Words, analyzer: Analyzer
    ) -> None:
        self.queries = queries
        self.texts = list(dict.fromkeys(texts))
        self._asked = _rows([query.text for query in queries], words, analyzer)
        self._texts = _rows(self.texts, words, analyzer)

    def rankings(self, vectors: Vectors) -> list[list[str]]:
        """For each query the texts nearest to it by cosine, at most ten; never the query itself."""
        texts = _unit_vectors(self._texts, vectors)
        at = {text: number for number, text in enumerate(self.texts)}
        found: list[list[str]] = []
        for start in range(0, len(self.queries), QUERIES_AT_ONCE):
            batch = self.queries[start : start + QUERIES_AT_ONCE]
            cosines = _unit_vectors(self._asked[start : start + QUERIES_AT_ONCE], vectors) @ texts.T
            for query, scores in zip(batch, cosines, strict=True):
                if query.text in at:
                    scores[at[query.text]] = -np.inf
                found.append([self.texts[number] for number in np.argsort(-scores, kind="stable")[:DEPTH]])
        return found


def hold_back(items: Sequence[SiteItem]) -> tuple[list[SiteItem], list[SiteItem]]:
    """(items to learn from, items held back); the same on every machine and in every run.

    A text that stands in both is learned from in neither.
    """
    held = [item for item in items if is_held_back(item.id, HELD_BACK_PERCENT)]
    known = {text for item in held for pair in item.pairs for text in (pair.a, pair.b)}
    others = (
        replace(item, pairs=tuple(pair for pair in item.pairs if known.isdisjoint((pair.a, pair.b))))
        for item in items
        if not is_held_back(item.id, HELD_BACK_PERCENT)
    )
    return [item for item in others if item.pairs], held


def site_trial(items: Sequence[SiteItem], held: Sequence[SiteItem], words: Words, analyzer: Analyzer) -> Trial:
    """What the held-back items ask, over the texts of all items."""
    answers: dict[str, set[str]] = {}
    for item in items:
        for pair in item.pairs:
            answers.setdefault(pair.a, set()).add(pair.b)
    asked = {pair.a: item.id for item in held for pair in item.pairs}
    queries = [HeldBackQuery(item, text, frozenset(answers[text])) for text, item in asked.items()]
    return Trial(queries, [pair.b for item in items for pair in item.pairs], words, analyzer)


def notes_trial(words: Words, analyzer: Analyzer) -> Trial:
    """What is asked of our own notes that no model of ours learned from, over all our notes."""
    notes = own_notes()
    queries = [
        HeldBackQuery(note.id, query, frozenset({note.passage}))
        for note in notes
        if note.held_back
        for query in note.queries
    ]
    return Trial(queries, [note.passage for note in notes], words, analyzer)


def adapt(vectors: Vectors, words: Words, analyzer: Analyzer, items: Sequence[SiteItem], *, seed: int) -> Vectors:
    """The vectors after learning from the items, and as much again from what our model learned from before.

    The words stay the same: one that is new is read by its pieces.
    """
    pairs = [pair for item in items for pair in item.pairs]
    known = _replay()
    again = Random(seed).sample(known, min(len(known), len(pairs)))
    examples = examples_of([*pairs, *again], words, analyzer)
    texts = _rows(list(dict.fromkeys(pair.b for pair in pairs)), words, analyzer)
    paragraphs = [rows for rows in texts if len(rows) >= CLOZE_LEAST_WORDS]
    epochs = max(EPOCHS, ceil(LEAST_STEPS * BATCH / (len(examples) + len(paragraphs))))
    return learn(
        vectors.copy(), words, examples, paragraphs, epochs=epochs, seed=seed, say=lambda _epoch: None, rate=RATE
    )


def _replay() -> list[Pair]:
    pairs = [pair for note in own_notes() if not note.held_back for pair in pairs_of_asked(note)]
    pairs += [pair for concept in read_concepts() for pair in pairs_of_concept(concept, [])]
    return [replace(pair, source=REPLAY) for pair in pairs]


def _rows(texts: Sequence[str], words: Words, analyzer: Analyzer) -> list[list[int]]:
    return words.rows_of([" ".join(stems(text, analyzer)[:PAIR_WORDS]) for text in texts])


def _unit_vectors(texts: Sequence[Rows], vectors: Vectors) -> Vectors:
    """Shape (len(texts), dimension); zeros for a text without words."""
    summed = np.zeros((len(texts), vectors.shape[1]), dtype=np.float32)
    for number, rows in enumerate(texts):
        summed[number] = vectors[rows].sum(axis=0)
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    unit: Vectors = summed / np.where(lengths > 0, lengths, 1)
    return unit
