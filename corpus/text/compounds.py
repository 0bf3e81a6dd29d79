"""Words that are written in one piece, with a half-space or with a blank."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from corpus.text.folding import fold_word
from corpus.text.lexicon import Lexicon
from corpus.text.lists import read_list
from corpus.text.stems import Stemmer

Parts = tuple[str, ...]


class Compounds:
    """Knows which words in a row are one word, and which words a word is made of."""

    def __init__(self, lexicon: Lexicon, stemmer: Stemmer, stops: AbstractSet[str]) -> None:
        self._lexicon = lexicon
        self._stemmer = stemmer
        self._stops = stops
        self._rows: set[Parts] = set()
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._seconds: dict[str, set[str]] = {}
        self._parts: dict[str, Parts] = {}
        for parts in lexicon.compounds:
            self._add(parts, found_by_parts=True)
        for parts, found_by_parts in _listed():
            self._add(parts, found_by_parts)
            if len(parts) == 3 and parts[1] == "و":
                # «حمل ونقل» is typed as often.
                self._add_row((parts[0], parts[1] + parts[2]))

    def starts(self, surface: str) -> bool:
        """Whether some compound begins with the folded word."""
        return surface in self._lengths

    def seconds(self, surface: str) -> AbstractSet[str]:
        """The second words of the compounds that begin with the folded word."""
        return self._seconds.get(surface, frozenset())

    def lengths(self, surface: str) -> Sequence[int]:
        """How many words the compounds that begin with the folded word have, most first."""
        return self._lengths.get(surface, ())

    def holds(self, surfaces: Parts, last_stem: str) -> bool:
        """Whether the folded words in a row are one; the last may be inflected."""
        return surfaces in self._rows or (*surfaces[:-1], last_stem) in self._rows

    def parts(self, stem: str, pieces: Sequence[str]) -> Parts:
        """The words inside a word, in order, "" for one that says nothing by itself; none for a simple word.

        `pieces` are what the half-spaces of the text cut it into: a compound that no list holds is cut by them.
        """
        known = self._parts.get(stem)
        if known is None:
            known = self._parts_by_ending(stem)
        if known is not None or len(pieces) < 2:
            return known or ()
        words = list(pieces)
        while len(words) > 1 and self._stemmer.is_ending(words[-1]):
            words.pop()
        if len(words) < 2 or not all(len(word) > 1 and word in self._lexicon.frequency for word in words):
            return ()
        return tuple(map(self._part, words))

    def ends(self, surface: str) -> bool:
        """Whether the folded word makes one word with whatever noun stands before it, as «سازی» and «سازی‌های» do."""
        for ending in self._stemmer.compound_endings:
            if surface.startswith(ending):
                return surface == ending or self._stemmer.is_plural(surface[len(ending) :])
        return False

    def takes_ending(self, surface: str, stem: str) -> bool:
        """Whether a folded word is one that such an ending may follow."""
        return surface in self._lexicon.frequency and stem not in self._stops and surface not in self._stops

    def _parts_by_ending(self, stem: str) -> Parts | None:
        # «ارزیابی» is a word of its own, not some search for currency.
        if stem in self._lexicon.frequency:
            return None
        for ending in self._stemmer.compound_endings:
            left = stem.removesuffix(ending)
            if left != stem and len(left) > 2 and left in self._lexicon.frequency:
                return self._part(left), self._part(ending)
        return None

    def _add(self, parts: Parts, found_by_parts: bool) -> None:
        self._add_row(parts)
        joined = "".join(parts)
        stem = self._stemmer.stem(joined)
        for form in self._stemmer.irregular_forms(parts[-1]):
            self._stemmer.learn("".join(parts[:-1]) + form, stem)
        # «کلان شهری» is found as «کلان‌شهر» is, by «شهر».
        if stem == joined or stem not in self._parts:
            self._parts[stem] = tuple(map(self._part, parts)) if found_by_parts else ()

    def _add_row(self, words: Parts) -> None:
        self._rows.add(words)
        self._seconds.setdefault(words[0], set()).add(words[1])
        lengths = {len(words), *self._lengths.get(words[0], ())}
        self._lengths[words[0]] = tuple(sorted(lengths, reverse=True))

    def _part(self, word: str) -> str:
        stem = self._stemmer.stem(word)
        return "" if len(stem) < 2 or stem in self._stops or word in self._stops else stem


def _listed() -> Iterator[tuple[Parts, bool]]:
    for line in read_list("compounds.txt"):
        yield tuple(map(fold_word, re.split("[ +]", line))), "+" not in line
