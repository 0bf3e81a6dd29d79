"""Lines become headings, paragraphs, list items and running heads."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from corpus.types import BlockKind
from ingest.readers.blocks import Block
from ingest.readers.lines import LIST_MARKER, line_block
from ingest.readers.tables import table_block

# Running heads: among this many lines from each edge, at the same height on so many pages.
EDGE_LINES = 3
FEWEST_REPEATS = 3
HEIGHT_STEP = 4.0

LINE_GAP = 1.4
LEAST_LINE_GAP = 1.25
LARGER = 1.12
INDENT = 1.5
ALIGNED = 0.1
HEADING_CHARACTERS = 120
HEADING_LEVELS = 4

_NUMBER = re.compile(r"\d+")
_SENTENCE_END = (".", "؛", ":", "؟")
# In print an article begins on a line of its own even where the line above it is full.
_DESIGNATOR = re.compile(r"(?:ماده|تبصره|فصل|بخش|بند)\s*[\(«]?\s*\S{1,6}\s*[\)»]?\s*[-–ـ:]")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line with its text; `first_word` is the width of the word it begins with. All in points.

    `column` tells the columns of text apart that follow each other.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    tabular: bool
    right_to_left: bool
    first_word: float
    column: int = 0


@dataclass(frozen=True, slots=True)
class TextTable:
    """The texts of a table's cells in logical order; `place` is how many of the page's lines are read before it."""

    place: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page's lines in reading order, and the share of its glyphs that stand for no known letter.

    Below `notes_top`, in points, notes may stand.
    """

    lines: tuple[TextLine, ...]
    unreadable: float = 0.0
    tables: tuple[TextTable, ...] = ()
    notes_top: float | None = None


class Layout:
    """What can only be told from a whole document: its body type and its running heads."""

    def __init__(self, pages: Sequence[TextPage]) -> None:
        lines = [line for page in pages for line in page.lines]
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
        self._body_size = sizes.most_common(1)[0][0] if sizes else 0.0
        self._body_is_bold = (
            sum(len(line.text) for line in lines if line.bold) > sum(len(line.text) for line in lines) / 2
        )
        larger = sorted((size for size in sizes if size >= LARGER * self._body_size), reverse=True)
        self._levels = {size: min(level, HEADING_LEVELS) for level, size in enumerate(larger, start=1)}
        self._middle = median(line.y for line in lines) if lines else 0.0
        self._running = _running_lines(pages)

    def blocks(self, page: TextPage) -> Iterator[Block]:
        """The page's blocks in reading order, its running heads and its notes marked as such."""
        running = [line for line in page.lines if _place(line) in self._running]
        yield from (Block(BlockKind.HEADER, line.text) for line in running if line.y <= self._middle)
        starts = [0, *(table.place for table in page.tables), len(page.lines)]
        for number, (start, end) in enumerate(pairwise(starts)):
            body = [line for line in page.lines[start:end] if _place(line) not in self._running]
            notes = [line for line in body if self._is_note(line, page)]
            yield from map(self._block, _paragraphs([line for line in body if line not in notes]))
            yield from (Block(BlockKind.FOOTNOTE, _joined(paragraph)) for paragraph in _paragraphs(notes))
            if number < len(page.tables) and page.tables[number].rows:
                yield table_block(page.tables[number].rows)
        yield from (Block(BlockKind.FOOTER, line.text) for line in running if line.y > self._middle)

    def _is_note(self, line: TextLine, page: TextPage) -> bool:
        return page.notes_top is not None and line.y > page.notes_top and LARGER * line.size <= self._body_size

    def _block(self, lines: list[TextLine]) -> Block:
        text = _joined(lines)
        if level := self._heading_level(lines, text):
            return Block(BlockKind.HEADING, text, level)
        return line_block(text)

    def _heading_level(self, lines: list[TextLine], text: str) -> int | None:
        if lines[0].tabular or len(text) > HEADING_CHARACTERS or not any(sign.isalpha() for sign in text):
            return None
        size = round(lines[0].size * 2) / 2
        if size in self._levels:
            return self._levels[size]
        stands_out = not self._body_is_bold and all(line.bold for line in lines)
        if stands_out and len(lines) == 1 and not text.endswith(_SENTENCE_END):
            return min(len(self._levels) + 1, HEADING_LEVELS)
        return None


def _running_lines(pages: Sequence[TextPage]) -> frozenset[tuple[str, int]]:
    seen = Counter(place for page in pages for place in {_place(line) for line in _edge_lines(page)})
    return frozenset(place for place, count in seen.items() if count >= FEWEST_REPEATS)


def _edge_lines(page: TextPage) -> Iterable[TextLine]:
    return page.lines[:EDGE_LINES] + page.lines[-EDGE_LINES:]


def _place(line: TextLine) -> tuple[str, int]:
    return _NUMBER.sub("#", line.text), round(line.y / HEIGHT_STEP)


def _joined(lines: Sequence[TextLine]) -> str:
    return " ".join(line.text for line in lines)


def _paragraphs(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    paragraph: list[TextLine] = []
    for _, group in groupby(lines, key=lambda line: line.column):
        column = _Column(list(group))
        for place, line in enumerate(column.lines):
            if paragraph and (column.begins_paragraph(place) if place else not _runs_on(paragraph[-1], line)):
                yield paragraph
                paragraph = []
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _runs_on(last: TextLine, first: TextLine) -> bool:
    """Whether the last line of a column goes on in the first one of the next."""
    return not (last.text.endswith(_SENTENCE_END) or _looks_different(last, first) or _opens(first))


def _opens(line: TextLine) -> bool:
    return bool(LIST_MARKER.match(line.text) or _DESIGNATOR.match(line.text))


class _Column:
    """The body lines of one page and the edges that they keep to."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        self.lines = lines
        self._left = min(line.x0 for line in lines)
        self._right = max(line.x1 for line in lines)
        self._usual_gap = _usual_gap(lines)

    def begins_paragraph(self, place: int) -> bool:
        """Whether the line at a place begins a paragraph; not asked of the first."""
        previous, line = self.lines[place - 1], self.lines[place]
        return (
            line.y - previous.y > LINE_GAP * max(self._usual_gap, LEAST_LINE_GAP * line.size)
            or _looks_different(previous, line)
            or _opens(line)
            or (not self._both_centred(previous, line) and self._leaves_room(place))
        )

    def _leaves_room(self, place: int) -> bool:
        """Whether the line above ended although the next word would have fitted, or this one is set in."""
        previous, line = self.lines[place - 1], self.lines[place]
        if line.right_to_left:
            room, indent = previous.x0 - self._left, previous.x1 - line.x1
        else:
            room, indent = self._right - previous.x1, line.x0 - previous.x0
        if self._is_justified(place - 1):
            room = 0.0
        return room > line.first_word + 0.5 * line.size or indent > INDENT * line.size

    def _is_justified(self, place: int) -> bool:
        """Whether a line ends just where the one above or below it does: they keep to a column of their own."""
        line = self.lines[place]
        beside = (self.lines[at] for at in (place - 1, place + 1) if 0 <= at < len(self.lines))
        return any(abs(line.x0 - other.x0) + abs(line.x1 - other.x1) < ALIGNED * line.size for other in beside)

    def _both_centred(self, *lines: TextLine) -> bool:
        margins = ((line.x0 - self._left, self._right - line.x1, line.size) for line in lines)
        return all(min(before, after) > 2 * size and abs(before - after) < size for before, after, size in margins)


def _looks_different(previous: TextLine, line: TextLine) -> bool:
    resized = abs(line.size - previous.size) > 0.1 * line.size
    return resized or line.bold != previous.bold or line.tabular or previous.tabular


def _usual_gap(lines: Sequence[TextLine]) -> float:
    """The gap between lines of one paragraph: a small one among those of the page, as others part paragraphs."""
    gaps = sorted(line.y - previous.y for previous, line in pairwise(lines) if line.y - previous.y > line.size / 2)
    return gaps[len(gaps) // 5] if gaps else 0.0
