"""OpenDocument spreadsheets, saved by LibreOffice: cells as people see them there."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from corpus.errors import NoText
from corpus.types import BlockKind
from ingest.readers.open_sheets import OpenSheetsReader
from ingest.readers.workspace import Workspace

# This reader leaves nothing in it.
WORKSPACE = Workspace(Path("nowhere"))

Convert = Callable[[Path, str], Path]


def saved(tmp_path: Path, workbook: openpyxl.Workbook, convert: Convert) -> Path:
    workbook.save(tmp_path / "a.xlsx")
    return convert(tmp_path / "a.xlsx", "ods")


def test_cells_read_as_they_are_shown(tmp_path: Path, convert: Convert) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "پیشرفت"
    for row in (
        ["شهر", "شرح", "درصد", "مبلغ"],
        ["مشهد", "روکش آسفالت خیابان", 0.85, 3500000],
        [None, "بتن  C25/30\nسطر دوم", 0.155, "۱۲۳"],
        [None, None, None, None],
        ["یزد", "درز", "۵", None],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet["B2"].comment = Comment("یادداشت حاشیه", "ما")
    for cell, pattern in (("C2", "0%"), ("C3", "0.0%"), ("D2", "#,##0")):
        sheet[cell].number_format = pattern
    hidden = workbook.create_sheet("پنهان")
    hidden.append(["یک نوشته"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("خالی")

    reading = OpenSheetsReader().read(saved(tmp_path, workbook, convert), WORKSPACE)
    first, second, third = reading.pages
    assert [(block.kind, block.text) for block in first.blocks] == [
        (BlockKind.HEADING, "پیشرفت"),
        (BlockKind.HEADING, "روکش آسفالت خیابان"),
        (BlockKind.PARAGRAPH, "شهر: مشهد\nشرح: روکش آسفالت خیابان\nدرصد: 85%\nمبلغ: 3,500,000"),
        (BlockKind.HEADING, "بتن C25/30 سطر دوم"),
        (BlockKind.PARAGRAPH, "شهر: مشهد\nشرح: بتن  C25/30\nسطر دوم\nدرصد: 15.5%\nمبلغ: ۱۲۳"),
        (BlockKind.PARAGRAPH, "شهر: یزد\nشرح: درز\nدرصد: ۵"),
    ]
    assert [block.text for block in second.blocks] == ["پنهان", "یک نوشته"]
    assert "پنهان" in second.warnings[0]
    assert "خالی" in third.warnings[0]


def test_a_workbook_without_a_word_has_no_text(tmp_path: Path, convert: Convert) -> None:
    with pytest.raises(NoText):
        OpenSheetsReader().read(saved(tmp_path, openpyxl.Workbook(), convert), WORKSPACE)
