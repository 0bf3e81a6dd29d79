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

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from corpus.text.folding import fold as fold
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


class Analyzer:
    """Turns text into keys; made once a process, because loading hazm's lexicon takes about three seconds.

    `version` changes when the keys of any text may have changed. Threads may share one analyzer.
    """

    def __init__(self, cache_size: int = 200_000) -> None:
        lexicon = load_lexicon()
        self.version = f"{RULES}-{digest()}-hazm{lexicon.version}"
        self._reader = WordReader(lexicon, cache_size)

    def tokens(self, text: str) -> list[Token]:
        """The words of the text in order, one for each STEM that `terms` gives."""
        return [Token(start, end, text[start:end], word.stem) for start, end, word in self._reader.words(text)]

    def terms(self, text: str) -> list[Term]:
        """What the text is found by, in the order of its words."""
        terms: list[Term] = []
        append = terms.append
        # This is the inner loop of indexing: a term is made without the call that a class would make.
        make, stem_kind, surface_kind = tuple.__new__, TermKind.STEM, TermKind.SURFACE
        for start, end, word in self._reader.words(text):
            stem = word.stem
            append(make(Term, (stem, start, end, stem_kind)))
            if word.surface != stem:
                append(make(Term, ("=" + word.surface, start, end, surface_kind)))
            if word.parts or word.designator:
                terms += self._more_terms(text, start, end, word)
        return terms

    def keys(self, text: str) -> list[str]:
        """The keys of `terms(text)`, in its order."""
        return [term.key for term in self.terms(text)]

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
