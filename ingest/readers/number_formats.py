"""What a workbook's number formats make of its values: percentages, and dates in the Persian calendar.

The library that reads the cells gives values without their formats; «85%» would read as 0.85.
"""

import datetime
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.text.dates import jalali
from corpus.text.numbers import to_persian_digits

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# Formats that every workbook has by number, without saying what they are.
_BUILT_IN = {9: "0%", 10: "0.00%"}
_QUOTED = re.compile(r'"[^"]*"|\\.')
_PERCENT = re.compile(r"(?:\.([0#?]+))?\s*%")
# A locale with the calendar 0x16: by name, or as the second byte of four.
_PERSIAN_CALENDAR = re.compile(
    r"\[\$-(?:[a-z]{2}-[A-Z]{2},(?:[0-9A-F]{2})?|[0-9A-F]{0,2})16(?:[0-9A-F]{4})?\]", re.IGNORECASE
)
_CELL_NAME = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FIRST_DAY = datetime.date(1899, 12, 30)

Places = dict[tuple[int, int], str]


def formats_of(path: Path) -> dict[str, Places]:
    """For each sheet of an XLSX, by name, the format codes of the cells, by (row, column) from 0, that `shown` knows."""
    with zipfile.ZipFile(path) as package:
        names = frozenset(package.namelist())
        codes = _codes(package) if "xl/styles.xml" in names else {}
        if not codes:
            return {}
        return {name: dict(_places(package, part, codes)) for name, part in sheet_parts(package) if part in names}


def shown(value: Any, code: str) -> str | None:
    """The value as the format shows it; None when the format says nothing of such a value."""
    if isinstance(value, bool):
        return None
    if _PERSIAN_CALENDAR.search(code):
        day = _day(value)
        date = jalali(day) if day else None
        return to_persian_digits(f"{date.year}/{date.month:02}/{date.day:02}") if date else None
    percent = _PERCENT.search(code)
    if not percent or not isinstance(value, int | float):
        return None
    return f"{100 * value:.{len(percent[1] or '')}f}%"


def _day(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    return (
        _FIRST_DAY + datetime.timedelta(days=int(value)) if isinstance(value, int | float) and 0 < value < 1e5 else None
    )


def _codes(package: zipfile.ZipFile) -> dict[str, str]:
    """The format codes that `shown` knows, by the number of the style."""
    root = _parse(package, "xl/styles.xml")
    named = {int(f.get("numFmtId")): f.get("formatCode") or "" for f in root.iter(f"{MAIN}numFmt")}
    styles = root.find(f"{MAIN}cellXfs")
    codes = {}
    for number, style in enumerate(() if styles is None else styles):
        known = int(style.get("numFmtId") or 0)
        code = _QUOTED.sub("", named.get(known) or _BUILT_IN.get(known, ""))
        if _PERSIAN_CALENDAR.search(code) or _PERCENT.search(code):
            codes[str(number)] = code
    return codes


def sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets of an XLSX: each one's name and the part of the package that holds it."""
    relations = {r.get("Id"): r.get("Target") or "" for r in _parse(package, "xl/_rels/workbook.xml.rels")}
    for sheet in _parse(package, "xl/workbook.xml").iter(f"{MAIN}sheet"):
        target = relations.get(sheet.get(_RELATION_ID), "")
        yield sheet.get("name") or "", str(PurePosixPath("/xl", target)).lstrip("/")


def _places(package: zipfile.ZipFile, part: str, codes: dict[str, str]) -> Iterator[tuple[tuple[int, int], str]]:
    from lxml import etree

    with package.open(part) as stream:
        for _, row in etree.iterparse(stream, tag=f"{MAIN}row", resolve_entities=False, no_network=True):
            for cell in row.iterchildren(f"{MAIN}c"):
                code = codes.get(cell.get("s"))
                place = place_of(cell) if code else None
                if code and place:
                    yield place, code
            row.clear()


def place_of(cell: Any) -> tuple[int, int] | None:
    """The row and column, from 0, of a sheet's cell."""
    name = _CELL_NAME.fullmatch(cell.get("r") or "")
    return (int(name[2]) - 1, _column(name[1])) if name else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _parse(package: zipfile.ZipFile, part: str) -> Any:
    from lxml import etree

    return etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
