"""Excel workbooks, new and old."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import EncryptedFile
from ingest.readers.blocks import Reading
from ingest.readers.broken_cells import broken_cells
from ingest.readers.container import ENCRYPTED, check_package
from ingest.readers.kinds import XLSX
from ingest.readers.number_formats import Places, formats_of, shown
from ingest.readers.sheets import Sheet, sheets_reading
from ingest.readers.workspace import Workspace

READER_NAME = "calamine"


class SpreadsheetReader:
    """Reads XLSX or XLS, one page a sheet."""

    def __init__(self, media_type: str = XLSX) -> None:
        self.media_types: tuple[str, ...] = (media_type,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        import python_calamine

        (media_type,) = self.media_types
        formats: dict[str, Places] = {}
        broken: dict[str, Places] = {}
        if media_type == XLSX:
            check_package(path)
            formats, broken = formats_of(path), broken_cells(path)
        try:
            workbook = python_calamine.CalamineWorkbook.from_path(path)
        except python_calamine.PasswordError as error:
            raise EncryptedFile(ENCRYPTED) from error
        with workbook:
            return sheets_reading(media_type, _sheets(workbook, formats, broken), READER_NAME)


def cell_text(value: Any, number_format: str | None = None) -> str:
    """A cell as a person sees it or would type it: 1.0 is 1, 0.1 + 0.2 is 0.3, midnight is only its day."""
    if number_format and (text := shown(value, number_format)):
        return text
    match value:
        case bool():
            return "بله" if value else "خیر"
        case float() if value.is_integer():
            return str(int(value))
        case float():
            # A workbook shows no more digits than these.
            return f"{value:.15g}"
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.isoformat(" ", "minutes")
        case _:
            return str(value).strip()


def _sheets(workbook: Any, formats: dict[str, Places], broken: dict[str, Places]) -> Iterator[Sheet]:
    import python_calamine

    for found in workbook.sheets_metadata:
        hidden = found.visible is not python_calamine.SheetVisibleEnum.Visible
        if found.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            yield Sheet(found.name, (), hidden=hidden)
            continue
        sheet = workbook.get_sheet_by_name(found.name)
        places, lost = formats.get(found.name, {}), broken.get(found.name, {})
        rows = [
            [
                lost.get((number, column)) or cell_text(value, places.get((number, column)))
                for column, value in enumerate(row)
            ]
            for number, row in enumerate(sheet.to_python(skip_empty_area=False))
        ]
        yield Sheet(found.name, rows, sheet.merged_cell_ranges or (), hidden)
