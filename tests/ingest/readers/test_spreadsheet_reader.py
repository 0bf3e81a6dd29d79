"""Workbooks: headers, rows as readable text, numbers as people type them."""

import datetime
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from corpus.errors import NoText
from corpus.types import BlockKind
from ingest.readers.kinds import XLS
from ingest.readers.spreadsheet import SpreadsheetReader
from ingest.readers.workspace import Workspace

# These readers leave nothing in it.
WORKSPACE = Workspace(Path("nowhere"))


@pytest.fixture
def workbook_path(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "تجربه‌ها"
    sheet.append(["تجربه‌های شهرها در سال ۱۴۰۲"])
    sheet.append([])
    sheet.append(["شهر", "شرح", "هزینه", "تاریخ", "تأیید"])
    sheet.append(["مشهد", "روکش آسفالت", 1250.0, datetime.date(2023, 8, 5), True])
    sheet.append([None, "بتن C25/30", 3.5, "۱۴۰۲/۰۵/۱۴", None])
    sheet.append(["یزد", None, 0, None, False])
    sheet.merge_cells("A4:A5")
    hidden = workbook.create_sheet("پیش‌نویس")
    hidden.append(["فقط یک نوشته"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("خالی")
    path = tmp_path / "lessons.xlsx"
    workbook.save(path)
    return path


def test_each_row_reads_as_headers_and_values(workbook_path: Path) -> None:
    reading = SpreadsheetReader().read(workbook_path, WORKSPACE)
    first = reading.pages[0]
    assert [block.text for block in first.blocks] == [
        "تجربه‌ها",
        "تجربه‌های شهرها در سال ۱۴۰۲",
        "شهر: مشهد\nشرح: روکش آسفالت\nهزینه: 1250\nتاریخ: 2023-08-05\nتأیید: بله",
        # The merged city belongs to both of its rows.
        "شهر: مشهد\nشرح: بتن C25/30\nهزینه: 3.5\nتاریخ: ۱۴۰۲/۰۵/۱۴",
        "شهر: یزد\nهزینه: 0\nتأیید: خیر",
    ]
    assert first.blocks[0].kind is BlockKind.HEADING
    assert first.blocks[2].cells == (
        ("شهر", "شرح", "هزینه", "تاریخ", "تأیید"),
        ("مشهد", "روکش آسفالت", "1250", "2023-08-05", "بله"),
    )


def test_hidden_and_empty_sheets_are_said_to_be_so(workbook_path: Path) -> None:
    reading = SpreadsheetReader().read(workbook_path, WORKSPACE)
    assert [page.number for page in reading.pages] == [1, 2, 3]
    assert [block.text for block in reading.pages[1].blocks] == ["پیش‌نویس", "فقط یک نوشته"]
    assert "پنهان" in reading.warnings[0] and "خالی" in reading.warnings[1]


def test_a_workbook_without_a_word_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(NoText):
        SpreadsheetReader().read(path, WORKSPACE)


def test_headers_of_several_rows_are_one(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Sheet1"
    for row in (["بودجهٔ ۱۴۰۲"], ["شهر", "هزینه", None], [None, "مصوب", "هزینه‌شده"], ["یزد", 0.1 + 0.2, 12]):
        sheet.append(row)
    for merged in ("A1:C1", "A2:A3", "B2:C2"):
        sheet.merge_cells(merged)
    workbook.save(tmp_path / "a.xlsx")
    title, row = SpreadsheetReader().read(tmp_path / "a.xlsx", WORKSPACE).pages[0].blocks
    assert title.text == "بودجهٔ ۱۴۰۲"
    assert row.cells == (("شهر", "هزینه مصوب", "هزینه هزینه‌شده"), ("یزد", "0.3", "12"))


def test_numbers_read_as_their_formats_show_them(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Sheet1"
    day = datetime.date(2023, 8, 5)
    for value, number_format in (
        (0.85, "0%"),
        (0.155, "0.0%"),
        (1, "0%"),
        (0.5, '0.0"%"'),
        (day, "[$-fa-IR,16]yyyy/mm/dd;@"),
        (day, "[$-3160429]dd/mm/yyyy;@"),
        (day, "yyyy-mm-dd"),
        ("متن", "0%"),
        (1250000, "#,##0"),
    ):
        sheet.append([value])
        sheet.cell(sheet.max_row, 1).number_format = number_format
    workbook.save(tmp_path / "a.xlsx")
    blocks = SpreadsheetReader().read(tmp_path / "a.xlsx", WORKSPACE).pages[0].blocks
    assert [block.text for block in blocks] == [
        "85%",
        "15.5%",
        "100%",
        "0.5",
        "۱۴۰۲/۰۵/۱۴",
        "۱۴۰۲/۰۵/۱۴",
        "2023-08-05",
        "متن",
        "1250000",
    ]


def test_an_old_workbook_reads_as_the_new_one(workbook_path: Path, convert: Callable[[Path, str], Path]) -> None:
    new = SpreadsheetReader().read(workbook_path, WORKSPACE)
    old = SpreadsheetReader(XLS).read(convert(workbook_path, "xls"), WORKSPACE)
    assert [page.blocks for page in old.pages] == [page.blocks for page in new.pages]
    assert old.warnings == new.warnings
    assert old.media_type == XLS


def test_a_real_list_of_one_column_is_read_whole(real_files: Path) -> None:
    blocks = SpreadsheetReader().read(real_files / "pages.xlsx", WORKSPACE).pages[0].blocks
    # A sheet that nobody has named («Sheet1») has no heading.
    assert len(blocks) == 4165
    assert [block.text for block in blocks[:2]] == ["عنوان صفحه", "کروناویروس"]
