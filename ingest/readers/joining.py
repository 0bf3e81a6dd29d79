"""How Persian letters join, as far as the shapes on a page tell where a half-space stood."""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable

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


class FinalShapes:
    """Which glyphs are the final shape of their letter.

    A presentation form says so itself. Of other fonts it is learnt from where a glyph stands: an initial or
    medial shape never stands before a blank, so that one which often does is final.
    """

    def __init__(self) -> None:
        self._before_letter: Counter[Hashable] = Counter()
        self._before_blank: Counter[Hashable] = Counter()

    def see(self, shape: Hashable, *, before_letter: bool) -> None:
        """Take note of one place where a glyph stands."""
        (self._before_letter if before_letter else self._before_blank)[shape] += 1

    def is_final(self, shape: Hashable, text: str) -> bool:
        """Whether the glyph is shaped as at the end of a word."""
        if form := _form(text):
            return form in ("final", "isolated")
        if plain_letters(text)[-1:] in ALIKE:
            return False
        blank, letter = self._before_blank[shape], self._before_letter[shape]
        return blank >= FEWEST_SIGHTINGS and blank >= LEAST_FINAL_SHARE * (blank + letter)


def _form(text: str) -> str:
    decomposition = unicodedata.decomposition(text) if len(text) == 1 else ""
    return decomposition[1:].split(">")[0] if decomposition.startswith("<") else ""
