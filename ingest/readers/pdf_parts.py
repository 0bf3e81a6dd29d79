"""The parts of a page in reading order: tables, columns, and what stands across the page."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

from ingest.readers.pdf_glyphs import DrawnPage, Glyph
from ingest.readers.pdf_lines import Line, lines_of
from ingest.readers.pdf_tables import CellBox, TableBoxes, find_tables

# Columns are parted by a strip that stays free, in the middle of the page; in the size of the type.
LEAST_GUTTER = 0.8
MIDDLE = (0.3, 0.7)
# Words set beside each other are columns of text when there is enough of them, and lines end at the same edge.
FEWEST_LINES = 5
FEWEST_GLYPHS = 15
LEAST_FILLED = 0.8

_Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that are read one after the other, from the top down; those of a cell, when it is one of a table."""

    lines: tuple[Line, ...]
    table: TableBoxes | None = None
    cell: CellBox | None = None


def parts_of(page: DrawnPage, *, right_to_left: bool) -> list[Part]:
    """The parts of a page in the order in which they are read; `right_to_left` is where its first column stands."""
    tables = find_tables(page.rules)
    if not tables:
        return list(_columns(page.glyphs, right_to_left=right_to_left))
    glyphs = sorted(page.glyphs, key=_level)
    levels = list(map(_level, glyphs))
    tops = [0, *(bisect_left(levels, table.top) for table in tables), len(glyphs)]
    taken: set[int] = set()
    cells = []
    for table in tables:
        for cell in table.cells:
            beside = range(bisect_left(levels, cell.y0), bisect_left(levels, cell.y1))
            held = [at for at in beside if cell.x0 <= glyphs[at].middle < cell.x1]
            taken.update(held)
            cells.append(Part(tuple(lines_of(glyphs[at] for at in held)), table, cell))
    parts: list[Part] = []
    for number, (start, end) in enumerate(pairwise(tops)):
        parts += _columns([glyphs[at] for at in range(start, end) if at not in taken], right_to_left=right_to_left)
        parts += [part for part in cells if number < len(tables) and part.table is tables[number]]
    return parts


def _level(glyph: Glyph) -> float:
    """Where the middle of the letters lies, which tells the box of a glyph: its baseline may touch the line below."""
    return glyph.y - glyph.size / 4


def _columns(glyphs: Sequence[Glyph], *, right_to_left: bool) -> Iterator[Part]:
    """What stands between two tables: full lines, and columns where a strip parts them."""
    lines = lines_of(glyphs)
    plain: list[Line] = []
    for zone, gutter in _zones(lines):
        sides = _sides(zone, gutter) if gutter else ()
        if not sides:
            plain += zone
            continue
        if plain:
            yield Part(tuple(plain))
            plain = []
        yield from map(Part, sides[::-1] if right_to_left else sides)
    if plain:
        yield Part(tuple(plain))


def _zones(lines: Sequence[Line]) -> Iterator[tuple[list[Line], _Gap | None]]:
    """The lines in runs that leave the same strip free, which is None for a line that leaves none."""
    if not lines:
        return
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    middle = (left + MIDDLE[0] * (right - left), left + MIDDLE[1] * (right - left))
    zone: list[Line] = []
    free: list[_Gap] = [middle]
    for line in lines:
        gaps = list(_gaps(line, middle))
        common = list(_common(free, gaps, LEAST_GUTTER * line.size))
        if zone and not common:
            yield zone, _widest(free)
            zone, common = [], gaps
        zone.append(line)
        free = common
    yield zone, _widest(free)


def _gaps(line: Line, middle: _Gap) -> Iterator[_Gap]:
    """What the line leaves free in the middle of the page."""
    start = middle[0]
    for glyph in line.glyphs:
        if glyph.text.isspace():
            continue
        if glyph.x0 - start >= LEAST_GUTTER * line.size and start < middle[1]:
            yield start, min(glyph.x0, middle[1])
        start = max(start, glyph.x1)
    if middle[1] - start >= LEAST_GUTTER * line.size:
        yield start, middle[1]


def _common(ones: Sequence[_Gap], others: Sequence[_Gap], least: float) -> Iterator[_Gap]:
    for one in ones:
        for other in others:
            start, end = max(one[0], other[0]), min(one[1], other[1])
            if end - start >= least:
                yield start, end


def _widest(gaps: Sequence[_Gap]) -> _Gap | None:
    return max(gaps, key=lambda gap: gap[1] - gap[0], default=None)


def _sides(zone: Sequence[Line], gutter: _Gap) -> tuple[tuple[Line, ...], ...]:
    """The columns at the left and the right of a free strip; none when it does not part columns of text."""
    middle = sum(gutter) / 2
    glyphs = [glyph for line in zone for glyph in line.glyphs]
    left = tuple(lines_of(glyph for glyph in glyphs if glyph.middle < middle))
    right = tuple(lines_of(glyph for glyph in glyphs if glyph.middle >= middle))
    return (left, right) if _is_column(left) and _is_column(right) else ()


def _is_column(lines: Sequence[Line]) -> bool:
    if len(lines) < FEWEST_LINES:
        return False
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    filled = median((line.x1 - line.x0) / width for line in lines)
    return filled >= LEAST_FILLED and mean(len(line.glyphs) for line in lines) >= FEWEST_GLYPHS
