"""Tables by the boxes of their cells, found from the ruling lines of a page."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from ingest.readers.pdf_glyphs import Rule

# Lines that are so near to each other, in points, are meant as one.
SAME_EDGE = 3.0
# A page with more is a drawing, and a table with fewer either way is a frame or a list in boxes.
MOST_PLACES = 40_000
FEWEST_ROWS = FEWEST_COLUMNS = 2
# A cell as wide as its table and higher than this, in points, is a frame around running text.
HIGHEST_ACROSS = 72.0

_Place = tuple[int, int]
_Cell = tuple[range, range]


@dataclass(frozen=True, slots=True)
class CellBox:
    """A cell by where it stands in points, `y` down from the top, its first row, and its columns from the left."""

    x0: float
    y0: float
    x1: float
    y1: float
    row: int
    column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class TableBoxes:
    """The cells of one table from the top down; a cell that spans several places has the first of them."""

    cells: tuple[CellBox, ...]
    rows: int
    columns: int

    @property
    def top(self) -> float:
        return min(cell.y0 for cell in self.cells)


def find_tables(rules: Sequence[Rule]) -> list[TableBoxes]:
    """The tables that these lines draw, from the top down; without those of one row or one column."""
    xs = _edges(rule.x0 for rule in rules if not rule.level)
    ys = _edges(rule.y0 for rule in rules if rule.level)
    if len(xs) <= FEWEST_COLUMNS or len(ys) <= FEWEST_ROWS or len(xs) * len(ys) > MOST_PLACES:
        return []
    cells = list(_cells(_Walls(rules, xs, ys)))
    framed = {cell for group in _adjoining(cells) for cell in _frames(group, ys)}
    tables = (_table(group, xs, ys) for group in _adjoining([cell for cell in cells if cell not in framed]))
    return sorted(
        (table for table in tables if table.rows >= FEWEST_ROWS and table.columns >= FEWEST_COLUMNS),
        key=lambda table: table.top,
    )


def _edges(positions: Iterable[float]) -> list[float]:
    """The positions in order, those that are meant as one taken together."""
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > SAME_EDGE:
            edges.append(position)
    return edges


def _edge(edges: Sequence[float], position: float) -> int:
    """Which of the edges is nearest."""
    after = bisect_left(edges, position)
    beside = [at for at in (after - 1, after) if 0 <= at < len(edges)]
    return min(beside, key=lambda at: abs(edges[at] - position))


class _Walls:
    """Which places of the grid that all lines of a page make are parted from the next one.

    Place (row, column) lies below edge `row` of `ys` and right of edge `column` of `xs`; around the grid lie places too.
    """

    def __init__(self, rules: Sequence[Rule], xs: Sequence[float], ys: Sequence[float]) -> None:
        self.rows, self.columns = len(ys) - 1, len(xs) - 1
        self._above: set[_Place] = set()
        self._left: set[_Place] = set()
        for rule in rules:
            if rule.level:
                row = _edge(ys, rule.y0)
                self._above.update((row, column) for column in _covered(xs, rule.x0, rule.x1))
            else:
                column = _edge(xs, rule.x0)
                self._left.update((row, column) for row in _covered(ys, rule.y0, rule.y1))

    def open_ways(self, place: _Place) -> Iterator[_Place]:
        """The places beside this one that no wall parts from it."""
        row, column = place
        if row > -1 and place not in self._above:
            yield row - 1, column
        if row < self.rows and (row + 1, column) not in self._above:
            yield row + 1, column
        if column > -1 and place not in self._left:
            yield row, column - 1
        if column < self.columns and (row, column + 1) not in self._left:
            yield row, column + 1


def _covered(edges: Sequence[float], start: float, end: float) -> Iterator[int]:
    """Which stretches between two edges a line covers from end to end."""
    for at in range(_edge(edges, start), len(edges) - 1):
        if edges[at + 1] > end + SAME_EDGE:
            return
        if edges[at] >= start - SAME_EDGE:
            yield at


def _cells(walls: _Walls) -> Iterator[_Cell]:
    """The rows and columns of each box that is closed all around; what is no box is the space between tables."""
    seen: set[_Place] = set()
    for start in product(range(-1, walls.rows + 1), range(-1, walls.columns + 1)):
        if start in seen:
            continue
        room, waiting = {start}, [start]
        while waiting:
            for place in walls.open_ways(waiting.pop()):
                if place not in room:
                    room.add(place)
                    waiting.append(place)
        seen |= room
        rows = range(min(row for row, _ in room), max(row for row, _ in room) + 1)
        columns = range(min(column for _, column in room), max(column for _, column in room) + 1)
        if (-1, -1) not in room and len(room) == len(rows) * len(columns):
            yield rows, columns


def _frames(group: Sequence[_Cell], ys: Sequence[float]) -> Iterator[_Cell]:
    first, last = min(columns.start for _, columns in group), max(columns.stop for _, columns in group)
    for rows, columns in group:
        if columns == range(first, last) and ys[rows.stop] - ys[rows.start] > HIGHEST_ACROSS:
            yield rows, columns


def _adjoining(cells: Sequence[_Cell]) -> Iterator[list[_Cell]]:
    """The cells by the table that they are of: those of one touch."""
    owners = {place: at for at, (rows, columns) in enumerate(cells) for place in product(rows, columns)}
    left = set(range(len(cells)))
    while left:
        group, waiting = [], [left.pop()]
        while waiting:
            rows, columns = cells[waiting.pop()]
            group.append((rows, columns))
            around = (
                *product((rows.start - 1, rows.stop), columns),
                *product(rows, (columns.start - 1, columns.stop)),
            )
            beside = {owners[place] for place in around if place in owners} & left
            left -= beside
            waiting.extend(beside)
        yield group


def _table(group: Sequence[_Cell], xs: Sequence[float], ys: Sequence[float]) -> TableBoxes:
    # Lines elsewhere on the page part no rows or columns here.
    firsts = [sorted({cell[axis].start for cell in group}) for axis in (0, 1)]
    cells = (
        CellBox(
            xs[columns.start],
            ys[rows.start],
            xs[columns.stop],
            ys[rows.stop],
            firsts[0].index(rows.start),
            firsts[1].index(columns.start),
            bisect_left(firsts[1], columns.stop) - 1,
        )
        for rows, columns in group
    )
    return TableBoxes(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), *map(len, firsts))
