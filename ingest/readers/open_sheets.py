"""OpenDocument spreadsheets (ODS), whose cells hold the very text that people see beside their values."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.readers.blocks import Reading
from ingest.readers.container import check_package
from ingest.readers.kinds import ODS
from ingest.readers.sheets import Area, Sheet, even, sheets_reading
from ingest.readers.workspace import Workspace

READER_NAME = "opendocument"
CONTENT = "content.xml"

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_SIGNS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
# A sheet is filled up to its edge by repeating its last cell and row; neither repeats what anybody wrote.
MOST_COLUMNS = 16384
MOST_ROWS = 1 << 20


class OpenSheetsReader:
    """Reads ODS, one page a sheet."""

    media_types: tuple[str, ...] = (ODS,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        check_package(path)
        with zipfile.ZipFile(path) as package, package.open(CONTENT) as content:
            return sheets_reading(ODS, _sheets(content), READER_NAME)


def _sheets(content: Any) -> Iterator[Sheet]:
    from lxml import etree

    hidden_styles = set()
    sheet: _Rows | None = None
    tags = (f"{_STYLE}style", f"{TABLE}table", f"{TABLE}table-row")
    for event, element in etree.iterparse(content, ("start", "end"), tag=tags, resolve_entities=False, no_network=True):
        if element.tag == f"{_STYLE}style":
            if any(properties.get(f"{TABLE}display") == "false" for properties in element):
                hidden_styles.add(element.get(f"{_STYLE}name"))
        elif element.tag == f"{TABLE}table":
            if event == "start":
                sheet = _Rows()
            elif sheet is not None:
                hidden = element.get(f"{TABLE}style-name") in hidden_styles
                yield Sheet(element.get(f"{TABLE}name") or "", sheet.even(), sheet.areas, hidden)
                sheet = None
                element.clear()
        elif event == "end" and sheet is not None:
            sheet.add(element)
            element.clear()


class _Rows:
    """The rows of one sheet as they come."""

    def __init__(self) -> None:
        self.areas: list[Area] = []
        self._rows: list[list[str]] = []
        self._blank = 0

    def add(self, row: Any) -> None:
        """Take in a row element; blank rows only when another follows."""
        texts = self._texts(row)
        times = min(_count(row, "number-rows-repeated"), MOST_ROWS)
        if not any(texts):
            self._blank += times
            return
        self._rows.extend([] for _ in range(min(self._blank, MOST_ROWS)))
        self._blank = 0
        self._rows.extend(list(texts) for _ in range(times))

    def even(self) -> list[list[str]]:
        return even(self._rows)

    def _texts(self, row: Any) -> list[str]:
        number = len(self._rows) + self._blank
        texts: list[str] = []
        blank = 0
        for cell in row.iterchildren(*_CELLS):
            times = min(_count(cell, "number-columns-repeated"), MOST_COLUMNS)
            text = "" if cell.tag == _CELLS[1] else _cell_text(cell)
            if not text:
                blank += times
                continue
            texts.extend([""] * blank)
            blank = 0
            height, width = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            if height > 1 or width > 1:
                left = len(texts)
                self.areas.append(((number, left), (number + height - 1, left + width - 1)))
            texts.extend([text] * times)
        return texts


def _count(element: Any, name: str) -> int:
    text = element.get(f"{TABLE}{name}") or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 1


def _cell_text(cell: Any) -> str:
    return "\n".join(_inline_text(paragraph) for paragraph in cell.iterchildren(f"{TEXT}p")).strip()


def _inline_text(element: Any) -> str:
    pieces = [element.text or ""]
    for child in element:
        if child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag != f"{_OFFICE}annotation":
            pieces.append(_inline_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
