"""Glyphs become lines, and a line's glyphs become its text in written order."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from ingest.readers import bidi
from ingest.readers.joining import PERSIAN_LETTER, ZWNJ, LetterShapes, joins_onward, plain_letters
from ingest.readers.pdf_glyphs import Glyph

# All of these in the size of the type.
SAME_LINE = 0.45
WORD_GAP = 0.12
COLUMN_GAP = 2.0
LEAST_BLANK = 0.06
MOST_HALF_SPACE_GAP = 0.1

# LibreOffice draws out words with fillers that read as «#»; others with tatweel.
_FILLER = re.compile("(?<=[\u0620-\u06d3])[#\u0640]+(?=[\u0620-\u06d3])")
_BLANKS = re.compile(" +")
_HALF_SPACES = re.compile(f" *{ZWNJ}+ +| +{ZWNJ}+|{ZWNJ}{{2,}}")


@dataclass(frozen=True, slots=True)
class Line:
    """The glyphs of one line, from left to right, each mark after its letter."""

    glyphs: tuple[Glyph, ...]
    y: float
    size: float

    @property
    def x0(self) -> float:
        return min(glyph.x0 for glyph in self.glyphs)

    @property
    def x1(self) -> float:
        return max(glyph.x1 for glyph in self.glyphs)

    @property
    def bold(self) -> bool:
        return sum("bold" in glyph.font.lower() for glyph in self.glyphs) > 0.9 * len(self.glyphs)

    @property
    def tabular(self) -> bool:
        """Whether a gap parts the line as the columns of a table do."""
        drawn = [glyph for glyph in self.glyphs if not glyph.text.isspace()]
        return any(right.x0 - left.x1 > COLUMN_GAP * self.size for left, right in pairwise(drawn))

    def first_word_width(self, right_to_left: bool) -> float:
        """How much room the word takes that the line begins with."""
        edge = start = self.x1 if right_to_left else self.x0
        for glyph in reversed(self.glyphs) if right_to_left else self.glyphs:
            gap = edge - glyph.x1 if right_to_left else glyph.x0 - edge
            if start != edge and (glyph.text.isspace() or gap > WORD_GAP * self.size):
                break
            edge = glyph.x0 if right_to_left else glyph.x1
        return abs(edge - start)


@dataclass(frozen=True, slots=True)
class WrittenRun:
    """A piece of a line in written order; only in right-to-left text may brackets have to be turned."""

    text: str
    left_to_right: bool


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The glyphs by the line that they stand in, from the top of the page down."""
    rows: list[list[Glyph]] = []
    y = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.y):
        if rows and abs(glyph.y - y) < SAME_LINE * max(glyph.size, rows[-1][-1].size):
            rows[-1].append(glyph)
            y += (glyph.y - y) / len(rows[-1])
        else:
            rows.append([glyph])
            y = glyph.y
    return [_line(row) for row in rows if any(glyph.text.strip() and not is_mark(glyph.text) for glyph in row)]


def observe(shapes: LetterShapes, line: Line) -> None:
    """Let the line teach which glyphs are final shapes, and which are initial."""
    tokens = [(" ", None), *_with_blanks(line), (" ", None)]
    for (left_text, _), (text, glyph), (right_text, _) in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if glyph is None or not joins_onward(text):
            continue
        shape, goes_on = (glyph.font, glyph.shape), bool(PERSIAN_LETTER.match(plain_letters(left_text)[:1]))
        shapes.see_end(shape, before_letter=goes_on)
        if goes_on:
            shapes.see_start(shape, text, joined=joins_onward(right_text))


def written_runs(line: Line, shapes: LetterShapes, *, right_to_left: bool, opens_paragraph: bool) -> list[WrittenRun]:
    """The line in written order, laid out in the direction given."""
    tokens = _with_blanks(line)
    texts = [text for text, _ in tokens]
    order = bidi.written_order(texts, right_to_left=right_to_left, opens_paragraph=opens_paragraph)
    runs = []
    for run in order:
        text = "".join(plain_letters(texts[place]) for place in run.places)
        if not run.left_to_right and _half_space_follows(tokens, run.places.start, shapes):
            text += ZWNJ
        runs.append(WrittenRun(text, run.left_to_right))
    return runs


def seen_text(line: Line) -> str:
    """The line's texts from left to right, as they are seen."""
    return "".join(text for text, _ in _with_blanks(line))


def written_text(runs: Sequence[WrittenRun], *, brackets: dict[int, int]) -> str:
    """The line's text: one blank between words, no fillers, and the brackets that have to be turned so."""
    pieces = (run.text if run.left_to_right else run.text.translate(brackets) for run in runs)
    text = _FILLER.sub("", _BLANKS.sub(" ", "".join(pieces)))
    return _HALF_SPACES.sub(_joint, text).strip(f" {ZWNJ}")


def bracket_sample(runs: Sequence[WrittenRun]) -> str:
    """The line without what is never turned, to tell whether brackets have to be."""
    return "".join("x" if run.left_to_right else run.text for run in runs)


def _joint(match: re.Match[str]) -> str:
    # Beside a blank a half-space parts nothing.
    return " " if " " in match[0] else ZWNJ


def _line(row: list[Glyph]) -> Line:
    size = median(glyph.size for glyph in row)
    y = median(glyph.y for glyph in row)
    return Line(tuple(_in_seen_order(row)), y, size)


def _in_seen_order(row: list[Glyph]) -> Iterator[Glyph]:
    letters = _without_stray_blanks(sorted((glyph for glyph in row if not is_mark(glyph.text)), key=lambda g: g.middle))
    marks = [glyph for glyph in row if is_mark(glyph.text)]
    owners: dict[int, list[Glyph]] = {}
    for mark in marks if letters else ():
        nearest = min(range(len(letters)), key=lambda at: _distance(letters[at], mark))
        owners.setdefault(nearest, []).append(mark)
    for place, letter in enumerate(letters):
        owned = owners.get(place)
        yield letter._replace(text=letter.text + "".join(mark.text for mark in owned)) if owned else letter


def _distance(letter: Glyph, mark: Glyph) -> float:
    return inf if letter.text.isspace() else abs(letter.middle - mark.middle)


def _without_stray_blanks(glyphs: list[Glyph]) -> list[Glyph]:
    """Without the blanks that lie inside a letter: an empty line of a running head lies over the text in Word's PDFs."""
    kept: list[Glyph] = []
    following = _next_letters(glyphs)
    before: Glyph | None = None
    for glyph, after in zip(glyphs, following, strict=True):
        if not glyph.text.isspace():
            before = glyph
        elif any(letter and letter.x0 < glyph.middle < letter.x1 for letter in (before, after)):
            continue
        kept.append(glyph)
    return kept


def _next_letters(glyphs: Sequence[Glyph]) -> list[Glyph | None]:
    """For each glyph the next one that is no blank."""
    found: list[Glyph | None] = []
    letter: Glyph | None = None
    for glyph in reversed(glyphs):
        found.append(letter)
        letter = letter if glyph.text.isspace() else glyph
    return found[::-1]


def _with_blanks(line: Line) -> list[tuple[str, Glyph | None]]:
    """The line's texts from left to right, with a blank where a gap stands for one."""
    tokens: list[tuple[str, Glyph | None]] = []
    edge: float | None = None
    for glyph in line.glyphs:
        text = _blank_or_half_space(glyph, line.size) if glyph.text.isspace() else glyph.text
        if edge is not None and glyph.x0 - edge > WORD_GAP * line.size and tokens[-1][0] != " " and text != " ":
            tokens.append((" ", None))
        tokens.append((text, glyph))
        edge = glyph.x1 if edge is None else max(edge, glyph.x1)
    return tokens


def _blank_or_half_space(glyph: Glyph, size: float) -> str:
    return ZWNJ if glyph.x1 - glyph.x0 < LEAST_BLANK * size else " "


def _half_space_follows(tokens: Sequence[tuple[str, Glyph | None]], place: int, shapes: LetterShapes) -> bool:
    """Whether the letter at a place is shaped as a word's last, or the next as a first, although both touch."""
    text, glyph = tokens[place]
    if place == 0 or glyph is None or not joins_onward(text):
        return False
    next_text, following = tokens[place - 1]
    if following is None or not PERSIAN_LETTER.match(plain_letters(next_text)[:1]):
        return False
    touches = glyph.x0 - following.x1 < MOST_HALF_SPACE_GAP * glyph.size
    return touches and (
        shapes.is_final((glyph.font, glyph.shape), text)
        or shapes.is_initial((following.font, following.shape), next_text)
    )


def is_mark(text: str) -> bool:
    """Whether a glyph is a vowel sign or another mark on a letter."""
    return all(unicodedata.combining(sign) for sign in text)
