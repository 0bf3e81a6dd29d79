"""Tables as plain text (CSV): one row a line, cells parted by commas, semicolons or tabs."""

import csv
from collections import Counter
from pathlib import Path

from corpus.errors import DamagedFile
from ingest.readers.blocks import Reading
from ingest.readers.kinds import CSV
from ingest.readers.sheets import Sheet, even, sheets_reading
from ingest.readers.text import LOST_LETTERS, UNKNOWN_ENCODING, decode
from ingest.readers.workspace import Workspace

READER_NAME = "csv"
DELIMITERS = ",;\t|"
# So many rows tell how the others are parted.
TELLING_ROWS = 100
LONGEST_CELL = 1 << 20

NOT_CSV = "جدول این پرونده درست نوشته نشده است و خوانده نشد؛ آن را در Excel باز و با قالب XLSX ذخیره کنید."


class DelimitedReader:
    """Reads CSV as one sheet."""

    media_types: tuple[str, ...] = (CSV,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        text = decode(path.read_bytes())
        if text is None:
            raise DamagedFile(UNKNOWN_ENCODING)
        reading = sheets_reading(CSV, (Sheet("", even(_rows(text))),), READER_NAME)
        return reading if "\ufffd" not in text else Reading(CSV, reading.pages, warnings=(LOST_LETTERS,))


def _rows(text: str) -> list[list[str]]:
    # Excel may say in the first line how the others are parted.
    first, _, rest = text.partition("\n")
    if len(said := first.strip().removeprefix("sep=")) == 1 and first.startswith("sep="):
        return _parted(rest.splitlines(keepends=True), said)
    lines = text.splitlines(keepends=True)
    return _parted(lines, delimiter_of(lines[:TELLING_ROWS]))


def delimiter_of(lines: list[str]) -> str:
    """The sign that parts most of the rows into the same number of cells, and into the most."""

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in _parted(lines, delimiter) if row)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return (rows / max(1, widths.total()) if width > 1 else 0, width)

    return max(DELIMITERS, key=evenness)


def _parted(lines: list[str], delimiter: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error as error:
        raise DamagedFile(NOT_CSV) from error
