"""The document's blocks as what minutes are made of: lines, and tables of cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from corpus.types import CELL_SEPARATOR, BlockKind, DocumentBlock
from ingest.structure.minutes.markers import marker_of
from ingest.structure.minutes.plain import Plain, joined, plain
from ingest.structure.minutes.vocabulary import LABEL, RESOLUTION, role_of, section_of

# A row of a sheet is a paragraph of «header: value» lines.
# A page that was broken into lines has some of them, and all but the last of a paragraph are about as long.
_FEWEST, _NARROWEST, _WIDEST = 6, 45, 130
_LONGEST_PARAGRAPH = 4000
_SENTENCE_ENDS = (".", "؛", ":", "!", "؟", ")", "»")
_HEADED = re.compile(r"(?P<header>[^\n:]{1,80}): (?P<value>(?:[^\n]*)(?:\n(?![^\n:]{1,80}: )[^\n]*)*)(?:\n|\Z)")


@dataclass(frozen=True)
class Line:
    """One line of the text; `item`: its block is an item of a list."""

    plain: Plain
    heading: bool = False
    item: bool = False

    @property
    def text(self) -> str:
        return self.plain.text


Cells = dict[int, Plain]


@dataclass(frozen=True)
class Table:
    """Rows of filled cells by their column, from 0. A sheet's header is its first row and stands in each of the others."""

    rows: list[Cells] = field(default_factory=list)
    sheet: bool = False

    @cached_property
    def width(self) -> int:
        return 1 + max((column for row in self.rows for column in row), default=0)


Element = Line | Table


def elements(text: str, blocks: Sequence[DocumentBlock]) -> list[Element]:
    """The lines and tables of the document in order. Headings that only repeat a cell of the sheet's row are left out."""
    found: list[Element] = []
    for together, run in groupby(_joined(text, blocks), lambda part: isinstance(part, _SheetRow)):
        if together:
            found += _sheets([row for row in run if isinstance(row, _SheetRow)])
        else:
            for block in run:
                assert isinstance(block, DocumentBlock)
                found += [_table(text, block)] if block.kind is BlockKind.TABLE else _lines(text, block)
    return _unwrapped(found)


@dataclass(frozen=True)
class _SheetRow:
    headers: tuple[Plain, ...]
    values: tuple[Plain, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(header.text for header in self.headers)


def _joined(text: str, blocks: Sequence[DocumentBlock]) -> Iterator[DocumentBlock | _SheetRow]:
    """Blocks, those that are rows of a sheet read as such."""
    rows = {index: row for index, block in enumerate(blocks) if (row := _sheet_row(text, block))}
    for index, block in enumerate(blocks):
        row, next_row = rows.get(index), rows.get(index + 1)
        if row:
            yield row
        elif not (next_row and block.kind is BlockKind.HEADING and _repeats(text, block, next_row)):
            yield block


def _repeats(text: str, block: DocumentBlock, row: _SheetRow) -> bool:
    said = plain(text, block.start, block.end).text
    return any(
        said and (value.text.startswith(said) or said.startswith(value.text)) for value in row.values if value.text
    )


def _sheet_row(text: str, block: DocumentBlock) -> _SheetRow | None:
    if block.kind is not BlockKind.PARAGRAPH or "\n" not in text[block.start : block.end]:
        return None
    pairs = list(_HEADED.finditer(text, block.start, block.end))
    if len(pairs) < 2 or pairs[0].start() != block.start:
        return None
    headers = tuple(plain(text, *pair.span("header")) for pair in pairs)
    return _SheetRow(headers, tuple(plain(text, *pair.span("value")) for pair in pairs))


def _sheets(rows: list[_SheetRow]) -> Iterator[Element]:
    """Rows with a header in common are a sheet; anything else is lines after all."""
    names = {name for row in rows for name in row.names}
    is_sheet = len(rows) > 1 and rows[0].names[0] == rows[1].names[0]
    if not is_sheet and RESOLUTION.TEXT not in {role_of(name) for name in names}:
        for row in rows:
            for header, value in zip(row.headers, row.values, strict=True):
                yield Line(joined([header, value], ": "))
        return
    columns: dict[str, int] = {}
    head: Cells = {}
    table = Table([head], sheet=True)
    for row in rows:
        cells: Cells = {}
        for name, value in zip(row.headers, row.values, strict=True):
            column = columns.setdefault(name.text, len(columns))
            head.setdefault(column, name)
            cells[column] = value
        table.rows.append({column: cell for column, cell in cells.items() if cell.text})
    yield table


def _unwrapped(parts: list[Element]) -> list[Element]:
    """The parts, the lines that a page's width broke in mid-sentence made whole again."""
    lengths = sorted(len(part.text) for part in parts if isinstance(part, Line))
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    if len(lengths) < _FEWEST or not _NARROWEST <= width <= _WIDEST or lengths[-1 - len(lengths) // 50] > 1.2 * width:
        return parts
    whole: list[Element] = []
    last = 0
    for part in parts:
        before = whole[-1] if whole else None
        if isinstance(part, Line) and isinstance(before, Line) and _goes_on(before, last, width, part):
            whole[-1] = replace(before, plain=joined([before.plain, part.plain]))
        else:
            whole.append(part)
        last = len(part.text) if isinstance(part, Line) else 0
    return whole


def _goes_on(before: Line, length: int, width: int, line: Line) -> bool:
    """Whether the line goes on with the one before, whose last line had that length."""
    full = (
        length >= 0.8 * width
        and len(before.text) < _LONGEST_PARAGRAPH
        and not before.heading
        and not before.text.endswith(_SENTENCE_ENDS)
    )
    free = not (line.heading or line.item or marker_of(line.text) or section_of(line.text))
    return full and free and not LABEL.match(line.text) and not LABEL.search(before.text[-30:])


def _table(text: str, block: DocumentBlock) -> Table:
    table = Table()
    position = block.start
    for number, line in enumerate(text[block.start : block.end].split("\n")):
        columns = block.columns[number] if block.columns and number < len(block.columns) else None
        cells: Cells = {}
        for ordinal, cell in enumerate(line.split(CELL_SEPARATOR)):
            column = columns[ordinal] if columns and ordinal < len(columns) else ordinal
            if (read := plain(text, position, position + len(cell))).text:
                cells[column] = read
            position += len(cell) + len(CELL_SEPARATOR)
        position += 1 - len(CELL_SEPARATOR)
        table.rows.append(cells)
    return table


def _lines(text: str, block: DocumentBlock) -> Iterator[Line]:
    position = block.start
    for number, line in enumerate(text[block.start : block.end].split("\n")):
        read = plain(text, position, position + len(line))
        if read.text:
            yield Line(read, block.kind is BlockKind.HEADING, block.kind is BlockKind.LIST_ITEM and not number)
        position += len(line) + 1
