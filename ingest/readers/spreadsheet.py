"""Excel workbooks: each sheet is a page, each row a small section of its own under the sheet's headers."""

import datetime
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import EncryptedFile, NoText
from corpus.types import BlockKind
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.container import ENCRYPTED, check_package

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = tuple[str, ...]

# A cell of so many words, least and most, tells what its row is about: a title, not a code and not a text.
NAME_WORDS = (3, 20)

# What Excel calls a sheet that nobody has named.
_GIVEN_NAME = re.compile(r"(?:sheet|برگه|ورق|کاربرگ)\s*\d+", re.IGNORECASE)


class SpreadsheetReader:
    """Reads XLSX. A row's paragraph has the cells (headers, values) and reads «header: value», one a line."""

    media_types: tuple[str, ...] = (MEDIA_TYPE,)

    def read(self, path: Path) -> Reading:
        import python_calamine

        check_package(path)
        try:
            workbook = python_calamine.CalamineWorkbook.from_path(path)
        except python_calamine.PasswordError as error:
            raise EncryptedFile(ENCRYPTED) from error
        with workbook:
            pages = tuple(_page(workbook, number, sheet) for number, sheet in enumerate(workbook.sheets_metadata, 1))
        if not any(page.blocks for page in pages):
            raise NoText("هیچ برگه‌ای از این پرونده نوشته‌ای ندارد.")
        return Reading(MEDIA_TYPE, pages, warnings=tuple(w for page in pages for w in page.warnings))


def cell_text(value: Any) -> str:
    """A cell as a person would type it: 1.0 is 1, midnight is only its day."""
    match value:
        case bool():
            return "بله" if value else "خیر"
        case float() if value.is_integer():
            return str(int(value))
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.isoformat(" ", "minutes")
        case _:
            return str(value).strip()


def _page(workbook: Any, number: int, sheet: Any) -> Page:
    import python_calamine

    warnings = []
    if sheet.visible is not python_calamine.SheetVisibleEnum.Visible:
        warnings.append(f"برگهٔ «{sheet.name}» در پرونده پنهان است.")
    is_table = sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
    blocks = tuple(_blocks(_rows(workbook.get_sheet_by_name(sheet.name)))) if is_table else ()
    if not blocks:
        warnings.append(f"برگهٔ «{sheet.name}» خالی است.")
        return Page(number, "calamine", (), warnings=tuple(warnings))
    heading = () if _GIVEN_NAME.fullmatch(sheet.name) else (Block(BlockKind.HEADING, sheet.name, level=1),)
    return Page(number, "calamine", (*heading, *blocks), warnings=tuple(warnings))


def _rows(sheet: Any) -> list[Row]:
    rows = [[cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        # A value merged over rows belongs to each of them; over columns, once is enough.
        if left < right or bottom >= len(rows):
            continue
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]
    return [tuple(row) for row in rows if any(row)]


def _blocks(rows: Sequence[Row]) -> Iterable[Block]:
    titles, headers, values = _split(_used_columns(rows))
    for title in titles:
        yield Block(BlockKind.PARAGRAPH, title)
    for row in values:
        yield from _row_blocks(headers, row)


def _used_columns(rows: Sequence[Row]) -> list[Row]:
    used = [index for index in range(max(map(len, rows), default=0)) if any(row[index] for row in rows)]
    return [tuple(row[index] for index in used) for row in rows]


def _split(rows: list[Row]) -> tuple[list[str], Row | None, list[Row]]:
    """Titles that stand over the table, its header row if it has one, and its other rows."""
    titles = []
    while len(rows) > 1 and len(rows[0]) > 1 and sum(map(bool, rows[0])) == 1:
        titles.append("".join(rows[0]))
        rows = rows[1:]
    if len(rows) > 1 and len(rows[0]) > 1 and _is_header(rows[0]):
        return titles, rows[0], rows[1:]
    return titles, None, rows


def _is_header(row: Row) -> bool:
    filled = [cell for cell in row if cell]
    words = [cell for cell in filled if any(letter.isalpha() for letter in cell)]
    return len(words) > len(filled) / 2 >= len(row) / 4


def _row_blocks(headers: Row | None, values: Row) -> Iterable[Block]:
    """A row as a small section: its telling cell as heading, then «header: value», one a line."""
    name = next((value for value in values if NAME_WORDS[0] <= len(value.split()) <= NAME_WORDS[1]), None)
    if headers and name:
        yield Block(BlockKind.HEADING, name, level=2)
    if headers:
        lines = [
            f"{header}: {value}" if header else value for header, value in zip(headers, values, strict=True) if value
        ]
    else:
        lines = [value for value in values if value]
    yield Block(BlockKind.PARAGRAPH, "\n".join(lines), cells=(*((headers,) if headers else ()), values))
