"""The parts of a text that it is looked for by: those that say most in words that the corpus knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer, Term, TermKind
from corpus.types import Value

# Of each part so many words are searched, the rarest.
MOST_TERMS = 60
# Fewer telling words than this say nothing.
LEAST_TERMS = 3
# A word that stands in so large a share of many passages tells of none.
GREATEST_SHARE, MANY = 0.25, 100
# A part that has so large a share of its words from one that is searched anyway says nothing new.
REPEATED = 0.9


@dataclass(frozen=True, slots=True)
class Part(Value):
    """A part of the text at hand: as it is shown, and as it is read for its words and its meaning."""

    shown: str
    read: str


@dataclass(frozen=True, slots=True)
class TellingPart(Value):
    """A part with the terms that it is searched by, and how rare the key of each is."""

    part: Part
    terms: tuple[Term, ...]
    rarity: Mapping[str, float]

    @property
    def tells(self) -> float:
        """How much it says, to choose by."""
        return sum(self.rarity.values())


def telling_parts(
    parts: Sequence[Part], vocabulary: Vocabulary, analyzer: Analyzer, *, most: int, own: bool
) -> list[TellingPart]:
    """The parts that say most, at most so many, in the order of the text.

    `own`: they are passages of the corpus themselves, and a word that stands in no other tells of no other.
    """
    known = [_telling(part, vocabulary, analyzer, 2 if own else 1) for part in parts]
    worth = [number for number, part in enumerate(known) if len(part.rarity) >= LEAST_TERMS]
    chosen: list[int] = []
    for number in sorted(worth, key=lambda number: (-known[number].tells, number)):
        if len(chosen) == most:
            break
        if not any(_repeats(known[number], known[other]) for other in chosen):
            chosen.append(number)
    return [known[number] for number in sorted(chosen)]


def _repeats(part: TellingPart, other: TellingPart) -> bool:
    return len(part.rarity.keys() & other.rarity.keys()) >= REPEATED * len(part.rarity)


def _telling(part: Part, vocabulary: Vocabulary, analyzer: Analyzer, least: int) -> TellingPart:
    terms = [term for term in analyzer.terms(part.read) if term.kind in (TermKind.STEM, TermKind.COMPOUND)]
    most = GREATEST_SHARE * max(vocabulary.passages, MANY)
    rarity = {
        key: vocabulary.idf(key)
        for key in {term.key for term in terms}
        # A number by itself stands for a page, a year, a row of a table.
        if not analyzer.is_stop(key) and not key.isdigit() and least <= vocabulary.frequencies.get(key, 0) <= most
    }
    rarest = dict(nlargest(MOST_TERMS, rarity.items(), key=lambda item: (item[1], item[0])))
    return TellingPart(part, tuple(term for term in terms if term.key in rarest), rarest)
