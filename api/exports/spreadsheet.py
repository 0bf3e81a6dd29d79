"""The desk's list as a spreadsheet, the same columns in XLSX and CSV."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from corpus.desk import DeskRow
from corpus.terms import HORIZON_NAMES, STATUS_NAMES
from corpus.text.dates import format_jalali, jalali

Cell = str | int | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

# What a spreadsheet program takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Excel refuses a longer text in one cell.
MOST_CHARACTERS = 32_767

# Each column with its width in characters.
COLUMNS = (
    ("نشست", 8),
    ("شماره", 8),
    ("متن مصوبه", 70),
    ("مسئول", 32),
    ("مهلت", 16),
    ("مهلت به گفتهٔ صورتجلسه", 20),
    ("مهلت گذشته", 12),
    ("افق", 12),
    ("وضعیت", 14),
    ("پیشرفت (درصد)", 14),
    ("آخرین خبر", 16),
    ("یادداشت آخرین خبر", 40),
    ("کارگروه", 14),
    ("شهر میزبان", 12),
    ("تاریخ نشست", 16),
    ("شناسه", 34),
)


def as_xlsx(rows: Sequence[DeskRow], today: date) -> bytes:
    """A workbook of one right-to-left sheet; numbers are numbers, dates Jalali text."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("مصوبه‌ها")
        sheet.right_to_left()
        sheet.freeze_panes(1, 2)
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for column, (name, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, head)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(_cells(row, today)):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, body)
                elif cell:
                    sheet.write_string(number, column, cell, body)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    return file.getvalue()


def as_csv(rows: Sequence[DeskRow], today: date) -> bytes:
    """UTF-8 with the mark that Excel knows it by."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([name for name, _ in COLUMNS])
    writer.writerows(list(_cells(row, today)) for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _cells(row: DeskRow, today: date) -> Iterator[Cell]:
    resolution, meeting = row.resolution, row.meeting
    last = resolution.follow_ups[-1] if resolution.follow_ups else None
    cells: tuple[Cell, ...] = (
        meeting.session_number,
        resolution.number,
        resolution.text,
        "، ".join(party.name for party in resolution.responsible),
        format_jalali(resolution.due) if resolution.due else None,
        resolution.due_text,
        "بله" if resolution.overdue(today) else None,
        HORIZON_NAMES[resolution.horizon] if resolution.horizon else None,
        STATUS_NAMES[resolution.status],
        resolution.progress,
        format_jalali(jalali(resolution.confirmed_on)) if resolution.confirmed_on else None,
        f"{last.by}: {last.note}" if last else None,
        resolution.working_group,
        meeting.host_city,
        format_jalali(meeting.date) if meeting.date else None,
        resolution.id,
    )
    return (_safe(cell) if isinstance(cell, str) else cell for cell in cells)


def _safe(text: str) -> str:
    """The text so that no program runs it: an apostrophe before what would begin a formula."""
    return f"'{text}"[:MOST_CHARACTERS] if text.startswith(FORMULA_STARTS) else text[:MOST_CHARACTERS]
