"""The follow-up letter to a city: what it owes, what of it is overdue, ready to be printed and signed."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Cm

from api.exports.word import fill, prepare, write
from corpus.desk import DeskRow
from corpus.terms import HORIZON_NAMES, STATUS_NAMES
from corpus.text.dates import format_jalali, jalali
from corpus.text.numbers import to_persian_digits
from corpus.types import City

TABLE_POINTS = 11
HEADS = ("ردیف", "نشست", "مصوبه", "متن مصوبه", "مهلت", "وضعیت و آخرین خبر")
# In centimetres, together the width of A4 between its margins.
WIDTHS = (1.5, 1.8, 1.9, 5.7, 2.9, 3.2)


def as_letter(city: City, rows: Sequence[DeskRow], today: date) -> bytes:
    """The letter with the open resolutions given, those first that come first."""
    document = Document()
    prepare(document)
    overdue = sum(row.resolution.overdue(today) for row in rows)
    write(document, "به نام خدا", centred=True)
    write(document, f"تاریخ: {format_jalali(jalali(today))}")
    write(document, "شماره: ..................")
    write(document, "پیوست: ..................")
    write(document, f"معاونت محترم فنی و عمرانی شهرداری {city.name}", bold=True)
    write(document, "موضوع: پیگیری مصوبه‌های نشست‌های فنی و عمرانی کلان‌شهرها", bold=True)
    write(document, "با سلام و احترام")
    write(document, _request(len(rows), overdue, today))
    if rows:
        _table(document, rows, today)
        write(document, "خواهشمند است گزارش پیشرفت هر یک، با مستندات، به این دبیرخانه فرستاده شود.")
    write(document, "")
    for line in ("با تشکر", "دبیرخانهٔ کمیسیون فنی و عمرانی", "نام و امضا: ........................"):
        write(document, line, left=True, together=line != "نام و امضا: ........................")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _request(count: int, overdue: int, today: date) -> str:
    on = format_jalali(jalali(today))
    if not count:
        return f"برابر سابقه‌های این دبیرخانه، تا {on} مصوبهٔ بازی بر عهدهٔ آن شهرداری نیست."
    late = f" که مهلت {to_persian_digits(overdue)} مورد آن گذشته است" if overdue else ""
    return (
        f"برابر سابقه‌های این دبیرخانه، تا {on} انجام {to_persian_digits(count)} مصوبه "
        f"به شرح جدول زیر بر عهدهٔ آن شهرداری است{late}."
    )


def _table(document: Any, rows: Sequence[DeskRow], today: date) -> None:
    table = document.add_table(rows=1, cols=len(HEADS))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    # LibreOffice goes by the grid, Word by the cells.
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
    _line(table.rows[0], HEADS, bold=True)
    _mark(table.rows[0], "w:tblHeader")
    for number, row in enumerate(rows, 1):
        line = table.add_row()
        _line(line, _cells(number, row, today))
        _mark(line, "w:cantSplit")


def _line(row: Any, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
        cell.width = Cm(width)
        first, *more = text.split("\n")
        fill(cell.paragraphs[0], first, TABLE_POINTS, bold=bold)
        for other in more:
            fill(cell.add_paragraph(), other, TABLE_POINTS, bold=other == "مهلت گذشته")


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _cells(number: int, row: DeskRow, today: date) -> tuple[str, ...]:
    resolution = row.resolution
    due = format_jalali(resolution.due) if resolution.due else resolution.due_text or "تعیین نشده"
    horizon = f"\n{HORIZON_NAMES[resolution.horizon]}" if resolution.horizon else ""
    late = "\nمهلت گذشته" if resolution.overdue(today) else ""
    last = resolution.follow_ups[-1] if resolution.follow_ups else None
    progress = f"، {to_persian_digits(resolution.progress)}٪" if resolution.progress is not None else ""
    news = f"\n{format_jalali(last.date)}: {' '.join(last.note.split())}" if last else "\nخبری نرسیده است."
    return (
        to_persian_digits(number),
        to_persian_digits(row.meeting.session_number),
        to_persian_digits(resolution.number),
        " ".join(resolution.text.split()),
        f"{due}{horizon}{late}",
        f"{STATUS_NAMES[resolution.status]}{progress}{news}",
    )
