"""The cells of a workbook that have no value: errors, and formulas that nobody has computed.

The library that reads the cells gives nothing for them, and what was lost in them would look like an empty cell.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from ingest.readers.number_formats import MAIN, Places, place_of, sheet_parts


def broken_cells(path: Path) -> dict[str, Places]:
    """For each sheet of an XLSX, by name, what such a cell shows by (row, column) from 0: «#REF!», or the formula."""
    with zipfile.ZipFile(path) as package:
        names = frozenset(package.namelist())
        return {name: dict(_broken(package, part)) for name, part in sheet_parts(package) if part in names}


def _broken(package: zipfile.ZipFile, part: str) -> Iterator[tuple[tuple[int, int], str]]:
    from lxml import etree

    with package.open(part) as stream:
        for _, row in etree.iterparse(stream, tag=f"{MAIN}row", resolve_entities=False, no_network=True):
            for cell in row.iterchildren(f"{MAIN}c"):
                value, formula = cell.findtext(f"{MAIN}v"), cell.findtext(f"{MAIN}f")
                place = place_of(cell)
                if place and cell.get("t") == "e":
                    yield place, value or "#N/A"
                elif place and formula and not value and cell.get("t") != "str":
                    yield place, f"={formula}"
            row.clear()
