"""A sheet of rows and columns as a page: each row a small section of its own under the sheet's headers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.errors import NoText
from corpus.types import CELL_SEPARATOR, BlockKind
from ingest.readers.blocks import Block, Page, Reading

Row = tuple[str, ...]
# The first and the last cell of a merged area, each as (row, column) from 0.
Area = tuple[tuple[int, int], tuple[int, int]]

# A cell of so many words, least and most, tells what its row is about: a title, not a code and not a text.
NAME_WORDS = (3, 20)
# More rows of headers than this are no headers.
MOST_HEADER_ROWS = 4

MOST_PREFACE_ROWS = 6

NO_TEXT = "هیچ برگه‌ای از این پرونده نوشته‌ای ندارد."

_TOLD = re.compile(r"\w ?: ?\w")

# What Excel and LibreOffice call a sheet that nobody has named.
_GIVEN_NAME = re.compile(r"(?:sheet|برگه|ورق|کاربرگ)\s*\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cell texts as people see them; `rows` are of one length, and a merged area has its text in its first cell."""

    name: str
    rows: Sequence[list[str]]
    areas: Sequence[Area] = ()
    hidden: bool = False


def sheets_reading(media_type: str, sheets: Iterable[Sheet], reader: str) -> Reading:
    """The sheets as pages. A row's paragraph has the cells (headers, values) and reads «header: value», one a line.

    Raises `NoText`.
    """
    pages = tuple(_page(number, sheet, reader) for number, sheet in enumerate(sheets, start=1))
    if not any(page.blocks for page in pages):
        raise NoText(NO_TEXT)
    return Reading(media_type, pages, warnings=tuple(warning for page in pages for warning in page.warnings))


def even(rows: Sequence[list[str]]) -> list[list[str]]:
    """The rows, each as long as the longest."""
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _page(number: int, sheet: Sheet, reader: str) -> Page:
    warnings = [f"برگهٔ «{sheet.name}» در پرونده پنهان است."] if sheet.hidden else []
    blocks = tuple(_blocks(sheet))
    if not blocks:
        warnings.append(f"برگهٔ «{sheet.name}» خالی است.")
    elif sheet.name and not _GIVEN_NAME.fullmatch(sheet.name):
        blocks = (Block(BlockKind.HEADING, sheet.name, level=1), *blocks)
    return Page(number, reader, blocks, warnings=tuple(warnings))


def _blocks(sheet: Sheet) -> Iterator[Block]:
    rows = _filled(sheet)
    used = sorted({column for row in rows.values() for column, text in enumerate(row) if text})
    if len(used) > 1:
        yield from _preface(rows)
    headers, depth = _headers(rows, sheet.areas, used) if len(rows) > 1 and len(used) > 1 else (None, 0)
    for number in sorted(rows)[depth:]:
        yield from _row_blocks(headers, tuple(rows[number][column] for column in used), number + 1)


def _filled(sheet: Sheet) -> dict[int, list[str]]:
    """The rows that hold anything, by their number.

    The text of an area that is merged over rows belongs to each of them; over columns, once is enough.
    """
    for (top, left), (bottom, _) in sheet.areas:
        for row in sheet.rows[top + 1 : bottom + 1]:
            row[left] = sheet.rows[top][left]
    return {number: row for number, row in enumerate(sheet.rows) if any(row)}


def _preface(rows: dict[int, list[str]]) -> Iterator[Block]:
    """What stands over the table, taken out of the rows: titles, «label: value» in one cell, or a label and its value."""
    shown: set[str] = set()
    while len(rows) > 1:
        filled = [cell for cell in rows[min(rows)] if cell]
        if (len(filled) > 1 and all(_TOLD.search(cell) for cell in filled)) or len(filled) == 1:
            yield from (Block(BlockKind.PARAGRAPH, cell) for cell in filled if cell not in shown)
        elif any(map(_has_digit, filled)) and _header_follows(rows):
            yield Block(BlockKind.TABLE, CELL_SEPARATOR.join(filled), cells=(tuple(filled),))
        else:
            return
        shown.update(filled)
        del rows[min(rows)]


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _header_follows(rows: dict[int, list[str]]) -> bool:
    """Whether one of the next rows is wider and holds names alone."""
    first, *following = sorted(rows)[: MOST_PREFACE_ROWS + 1]
    width = sum(map(bool, rows[first]))
    return any(
        len(filled) > max(2, width) and all(cell.replace("\u200c", "").replace(" ", "").isalpha() for cell in filled)
        for filled in ([cell for cell in rows[number] if cell] for number in following)
    )


def _headers(rows: dict[int, list[str]], areas: Sequence[Area], used: Sequence[int]) -> tuple[Row | None, int]:
    """What stands over each used column, and how many rows that takes; None and 0 when the first row is of the table.

    Headers take several rows where one of them is merged downwards; then «هزینه» over «مصوب» reads «هزینه مصوب».
    """
    numbers = sorted(rows)
    last = max((bottom for (top, _), (bottom, _) in areas if top == numbers[0]), default=numbers[0])
    depth = sum(number <= last for number in numbers)
    if depth > MOST_HEADER_ROWS or depth == len(rows):
        depth = 1
    levels = [_spread(rows[number], number, areas) for number in numbers[:depth]]
    headers = tuple(" ".join(dict.fromkeys(level[column] for level in levels if level[column])) for column in used)
    return (headers, depth) if _is_header(headers) else (None, 0)


def _spread(row: list[str], number: int, areas: Sequence[Area]) -> list[str]:
    spread = list(row)
    for (top, left), (bottom, right) in areas:
        if top <= number <= bottom:
            spread[left : right + 1] = [row[left]] * (min(right + 1, len(row)) - left)
    return spread


def _is_header(row: Row) -> bool:
    filled = [cell for cell in row if cell]
    words = [cell for cell in filled if any(letter.isalpha() for letter in cell)]
    return len(words) > len(filled) / 2 >= len(row) / 4


def _row_blocks(headers: Row | None, values: Row, number: int) -> Iterator[Block]:
    """A row as a small section: its telling cell as heading, then «header: value», one a line."""
    name = next((value for value in values if NAME_WORDS[0] <= len(value.split()) <= NAME_WORDS[1]), None)
    if headers and name:
        yield Block(BlockKind.HEADING, " ".join(name.split()), level=2)
    if headers:
        lines = [
            f"{header}: {value}" if header else value for header, value in zip(headers, values, strict=True) if value
        ]
    else:
        lines = [value for value in values if value]
    yield Block(BlockKind.PARAGRAPH, "\n".join(lines), cells=(*((headers,) if headers else ()), values), row=number)
