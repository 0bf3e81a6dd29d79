"""How Persian letters join, as far as the shapes on a page tell where a half-space stood."""

import re
import unicodedata
from collections import Counter, defaultdict

ZWNJ = "\u200c"
# They never join the next letter, so that their shape tells nothing.
NON_JOINING = frozenset("اآأإدذرزژوؤةءٱۀ")
# One drawing often serves for all their shapes.
ALIKE = frozenset("طظ")
# With the Roman numerals, which XeTeX writes for the letters that look like them.
PRESENTATION_FORM = re.compile("[\ufb50-\ufbb1\ufbd3-\ufdfb\ufe70-\ufefc\u2160-\u217f]")
PERSIAN_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]")

FEWEST_SIGHTINGS = 2
LEAST_FINAL_SHARE = 0.2


def plain_letters(text: str) -> str:
    """The text with presentation forms as the letters that they are."""
    return PRESENTATION_FORM.sub(lambda match: unicodedata.normalize("NFKC", match[0]).strip(), text)


def joins_onward(text: str) -> bool:
    """Whether the last letter of a glyph joins the next one where it can."""
    last = plain_letters(text)[-1:]
    return bool(PERSIAN_LETTER.match(last)) and last not in NON_JOINING


Shape = tuple[str, int]


class LetterShapes:
    """Which glyphs, by font and number, are shaped as the last letter of a word, and which as the first.

    A presentation form says so itself. Of other fonts it is learnt from where a glyph stands: an initial or
    medial shape never stands before a blank, so that one which often does is final; and one that opens words
    is initial where its font has another for the middle of them.
    """

    def __init__(self) -> None:
        self._before_letter: Counter[Shape] = Counter()
        self._before_blank: Counter[Shape] = Counter()
        self._opening: Counter[Shape] = Counter()
        self._inside: defaultdict[tuple[str, str], Counter[Shape]] = defaultdict(Counter)

    def see_end(self, shape: Shape, *, before_letter: bool) -> None:
        """Take note of what a glyph that joins onward stands before."""
        (self._before_letter if before_letter else self._before_blank)[shape] += 1

    def see_start(self, shape: Shape, text: str, *, joined: bool) -> None:
        """Take note of whether a glyph stands between two letters that join it, or none is before it."""
        if joined:
            self._inside[shape[0], text][shape] += 1
        else:
            self._opening[shape] += 1

    def is_final(self, shape: Shape, text: str) -> bool:
        """Whether the glyph is shaped as at the end of a word."""
        if form := _form(text):
            return form in ("final", "isolated")
        if plain_letters(text)[-1:] in ALIKE:
            return False
        blank, letter = self._before_blank[shape], self._before_letter[shape]
        return blank >= FEWEST_SIGHTINGS and blank >= LEAST_FINAL_SHARE * (blank + letter)

    def is_initial(self, shape: Shape, text: str) -> bool:
        """Whether the glyph is shaped as at the beginning of a word that has more letters."""
        if form := _form(text):
            return form == "initial"
        others = self._inside[shape[0], text].items()
        middle = any(seen >= FEWEST_SIGHTINGS and not self._opening[other] for other, seen in others)
        return middle and self._opening[shape] > 0 and joins_onward(text)


def _form(text: str) -> str:
    decomposition = unicodedata.decomposition(text) if len(text) == 1 else ""
    return decomposition[1:].split(">")[0] if decomposition.startswith("<") else ""
