"""Lists as spreadsheets, the same columns in XLSX and CSV: the desk's, and any other that gives its columns and rows."""

import csv
from collections.abc import Sequence
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
    return workbook("مصوبه‌ها", COLUMNS, [_cells(row, today) for row in rows], fixed_columns=2)


def as_csv(rows: Sequence[DeskRow], today: date) -> bytes:
    """UTF-8 with the mark that Excel knows it by."""
    return delimited(COLUMNS, [_cells(row, today) for row in rows])


def workbook(
    name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Cell]], *, fixed_columns: int
) -> bytes:
    """A workbook of one right-to-left sheet with a line of heads; `columns` are (name, width in characters)."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(name)
        sheet.right_to_left()
        sheet.freeze_panes(1, fixed_columns)
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for column, (title, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(map(_safe, row)):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, body)
                elif cell:
                    sheet.write_string(number, column, cell, body)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    return file.getvalue()


def delimited(columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The same as UTF-8 CSV with the mark that Excel knows it by."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([name for name, _ in columns])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _cells(row: DeskRow, today: date) -> tuple[Cell, ...]:
    resolution, meeting = row.resolution, row.meeting
    last = resolution.follow_ups[-1] if resolution.follow_ups else None
    return (
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


def _safe(cell: Cell) -> Cell:
    """The cell so that no program runs it: an apostrophe before what would begin a formula."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}"[:MOST_CHARACTERS] if cell.startswith(FORMULA_STARTS) else cell[:MOST_CHARACTERS]
