"""Keys: what a text is found by. However a word is spelled, spaced or inflected, its keys are the same.

`Analyzer.terms` gives, word by word:

* STEM: one for each word: the form that a dictionary holds. «کلان‌شهرهای», «كلانشهرها» and «کلان شهر» are «کلانشهر».
  What stands in several pieces but is one word or one quantity («۲۵۰ کیلوگرم») is one word here; a verb is its
  infinitive; numbers, dates and codes are in ASCII digits and one style.
* SURFACE: the form that the text has, where it is not the stem: «=کلانشهرهای». By it an exact form outranks an
  inflected one.
* COMPOUND: the words inside a word: «جلسه» in «صورت‌جلسه» as in «صورت جلسه», «250» in «250kg», the year of a date.
* DESIGNATOR: a thing by its number: «ماده#10» for «ماده ۱۰», «ماده‌ی دهم» and «دهمین ماده».

Every term has the span of the given text that it stands for; the text itself stays as it is.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from corpus.text.folding import fold as fold
from corpus.text.folding import fold_word
from corpus.text.lexicon import load_lexicon
from corpus.text.lists import digest
from corpus.text.numbers import level
from corpus.text.words import Word, WordReader, part_spans

# Part of the version of keys: raise it when a change of the rules changes keys.
RULES = 1


class TermKind(StrEnum):
    STEM = "stem"
    SURFACE = "surface"
    COMPOUND = "compound"
    DESIGNATOR = "designator"


class Term(NamedTuple):
    """One key and the span of text that it stands for, in characters."""

    key: str
    start: int
    end: int
    kind: TermKind


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: `surface` is `text[start:end]`, `stem` its key."""

    start: int
    end: int
    surface: str
    stem: str


# Indexing makes millions of terms: these spare each of them a call and two look-ups.
_make = tuple.__new__
_STEM, _SURFACE = TermKind.STEM, TermKind.SURFACE


class Analyzer:
    """Turns text into keys; made once a process, because loading hazm's lexicon takes about three seconds.

    `version` changes when the keys of any text may have changed. Threads may share one analyzer.
    """

    def __init__(self, cache_size: int = 200_000) -> None:
        lexicon = load_lexicon()
        self.version = f"{RULES}-{digest()}-hazm{lexicon.version}"
        self._lexicon = lexicon
        self._reader = WordReader(lexicon, cache_size)

    def tokens(self, text: str) -> list[Token]:
        """The words of the text in order, one for each STEM that `terms` gives."""
        return [Token(start, end, text[start:end], word.stem) for start, end, word in self._reader.words(text)]

    def stems(self, text: str) -> list[str]:
        """The stems of `tokens(text)`, in less than half the time."""
        return [word.stem for _start, _end, word in self._reader.words(text)]

    def terms(self, text: str) -> list[Term]:
        """What the text is found by: the STEM terms in the order of the words, then all others in that order."""
        words = self._reader.words(text)
        terms = [_make(Term, (word.stem, start, end, _STEM)) for start, end, word in words]
        for start, end, word in words:
            if word.has_more:
                if word.surface != word.stem:
                    terms.append(_make(Term, ("=" + word.surface, start, end, _SURFACE)))
                if word.parts or word.designator:
                    terms += self._more_terms(text, start, end, word)
        return terms

    def keys(self, text: str) -> list[str]:
        """The keys of `terms(text)`, in no promised order; a third faster than the terms."""
        return self.counted_keys(text)[0]

    def counted_keys(self, text: str) -> tuple[list[str], int]:
        """The keys of `terms(text)`, first a stem for each word, and how many words the text has."""
        words = self._reader.words(text)
        keys = [word.stem for _start, _end, word in words]
        for start, end, word in words:
            if word.has_more:
                if word.surface != word.stem:
                    keys.append("=" + word.surface)
                keys += filter(None, word.parts)
                if word.designator:
                    keys += [key for key, _start, _end in self._designations(text, start, end, word)]
        return keys, len(words)

    def matches(self, text: str, keys: Set[str]) -> list[tuple[int, int]]:
        """The spans of the terms that have one of the keys; a word that matches whole may have parts that match too."""
        spans = []
        for start, end, word in self._reader.words(text):
            if word.stem in keys or (word.has_more and "=" + word.surface in keys):
                spans.append((start, end))
            if word.has_more and (word.parts or word.designator):
                spans += [term[1:3] for term in self._more_terms(text, start, end, word) if term.key in keys]
        return spans

    def is_word(self, surface: str) -> bool:
        """Whether the lexicon of Persian knows the word as it is spelt, whatever this corpus holds."""
        return fold_word(surface) in self._lexicon.frequency

    def spelled(self, word: str) -> str:
        """A folded word as people spell it, where the lexicon knows; else as it is."""
        return self._lexicon.spelling.get(word, word)

    def is_stop(self, stem: str) -> bool:
        """Whether the stem only ties sentences together, as «و» and «شدن» do."""
        return stem in self._reader.stops

    def _more_terms(self, text: str, start: int, end: int, word: Word) -> Iterator[Term]:
        for part, span in zip(word.parts, part_spans(text, start, end, len(word.parts)), strict=True):
            if part:
                yield Term(part, *span, TermKind.COMPOUND)
        if word.designator:
            for key, first, last in self._designations(text, start, end, word):
                yield Term(key, first, last, TermKind.DESIGNATOR)

    def _designations(self, text: str, start: int, end: int, word: Word) -> Iterator[tuple[str, int, int]]:
        name, designators = word.designator, self._reader.designators
        several = word.surface.endswith(("ها", "های")) or not word.surface.startswith(name)
        yield from designators.find(text, start, end, name, several)
        if level(text[max(0, start - 4) : start]).rstrip().endswith("ین"):
            yield from designators.find_before(text, start, end, name)
