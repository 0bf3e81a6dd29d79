"""What a PDF's fonts say wrongly about their own glyphs, found out from where the glyphs stand."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from ingest.readers.joining import PERSIAN_LETTER, plain_letters
from ingest.readers.pdf_glyphs import UNREADABLE, Glyph
from ingest.readers.pdf_lines import Line

TATWEEL = "\u0640"

# A letter stands beside its like in few words («تعیین»); the piece that draws words out does so in all kinds of them.
FEWEST_CONTEXTS = 5
LEAST_BESIDE_ITSELF = 0.15
MOST_AT_EDGE = 0.15
# A font's blanks are of one width.
BLANK_TOLERANCE = 0.2

_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
_OTHER_DIGITS = ("0123456789", _ARABIC_DIGITS)
_PERSIAN_LETTERS = frozenset("پچژکگی")
# Some fonts draw the dots of letters apart: without their letters they say nothing.
_DOTS = frozenset(map(chr, range(0xFBB2, 0xFBC2)))

_Shape = tuple[str, int]


class FontRepairs:
    """Learns from all lines of a document and mends each of them.

    Word names the piece that stretches justified text as some letter («صووورتی»), and some letters as a blank;
    a glyph that serves for 4 and ۴ alike is named as either.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self._seen: Counter[_Shape] = Counter()
        self._beside_itself: defaultdict[_Shape, list[tuple[_Shape, _Shape]]] = defaultdict(list)
        self._at_edge: Counter[_Shape] = Counter()
        self._digits: defaultdict[str, set[str]] = defaultdict(set)
        self._persian: set[str] = set()
        self._blank_widths: defaultdict[str, Counter[float]] = defaultdict(Counter)
        for line in lines:
            self._learn(line)
        self._to_persian = {
            font: _persian_for_shared(digits, font in self._persian) for font, digits in self._digits.items()
        }

    def mend(self, line: Line) -> Line:
        """The line with fillers as tatweel, false blanks as unreadable, and one kind of digits a font."""
        return replace(line, glyphs=tuple(glyph._replace(text=self._text(glyph)) for glyph in line.glyphs))

    def _learn(self, line: Line) -> None:
        for glyph in line.glyphs:
            self._seen[_shape(glyph)] += 1
            if glyph.text.isdecimal():
                self._digits[glyph.font].add(glyph.text)
            elif plain_letters(glyph.text) in _PERSIAN_LETTERS:
                self._persian.add(glyph.font)
            elif glyph.text == " ":
                self._blank_widths[glyph.font][_width(glyph)] += 1
        for left, right in pairwise(line.glyphs):
            self._at_edge[_shape(left)] += right.text.isspace()
            self._at_edge[_shape(right)] += left.text.isspace()
        for before, left, right, after in zip(
            line.glyphs, line.glyphs[1:], line.glyphs[2:], line.glyphs[3:], strict=False
        ):
            if _shape(left) == _shape(right):
                self._beside_itself[_shape(left)].append((_shape(before), _shape(after)))

    def _text(self, glyph: Glyph) -> str:
        if glyph.text == " ":
            return UNREADABLE if self._is_false_blank(glyph) else " "
        if glyph.text in _DOTS:
            return UNREADABLE
        if glyph.text.isdecimal():
            return glyph.text.translate(self._to_persian[glyph.font])
        return TATWEEL if self._is_filler(glyph) else glyph.text

    def _is_filler(self, glyph: Glyph) -> bool:
        shape = _shape(glyph)
        seen, contexts = self._seen[shape], self._beside_itself.get(shape, ())
        return (
            len(set(contexts)) >= FEWEST_CONTEXTS
            and len(contexts) >= LEAST_BESIDE_ITSELF * seen
            and self._at_edge[shape] <= MOST_AT_EDGE * seen
            and bool(PERSIAN_LETTER.match(glyph.text))
        )

    def _is_false_blank(self, glyph: Glyph) -> bool:
        usual = self._blank_widths[glyph.font].most_common(1)[0][0]
        return _width(glyph) > (1 + BLANK_TOLERANCE) * usual > 0


def _shape(glyph: Glyph) -> _Shape:
    return glyph.font, glyph.shape


def _width(glyph: Glyph) -> float:
    return round((glyph.x1 - glyph.x0) / glyph.size, 2) if glyph.size else 0.0


def _persian_for_shared(digits: set[str], persian: bool) -> dict[int, int]:
    """A translation table for the digits that a font names otherwise than the Persian ones beside them.

    A font of Persian letters whose digits are all named as Arabic ones draws the same for both.
    """
    if persian and not digits & set(_PERSIAN_DIGITS):
        return str.maketrans(_ARABIC_DIGITS, _PERSIAN_DIGITS)
    values = {_PERSIAN_DIGITS.index(digit) for digit in digits & set(_PERSIAN_DIGITS)}
    table: dict[int, int] = {}
    for others in _OTHER_DIGITS:
        if values and values.isdisjoint(others.index(digit) for digit in digits & set(others)):
            table |= str.maketrans(others, _PERSIAN_DIGITS)
    return table
