"""The follow-up letter to a city: what it owes, what of it is overdue, ready to be printed and signed."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from corpus.desk import DeskRow
from corpus.terms import HORIZON_NAMES, STATUS_NAMES
from corpus.text.dates import format_jalali, jalali
from corpus.text.display import display_text
from corpus.text.numbers import to_persian_digits
from corpus.types import City

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# What Iranian offices write their letters in; where it is missing the office program takes another Persian one.
FONT = "B Nazanin"
TEXT_POINTS, TABLE_POINTS = 13, 11
HEADS = ("ردیف", "نشست", "مصوبه", "متن مصوبه", "مهلت", "وضعیت و آخرین خبر")
# In centimetres, together the width of A4 between its margins.
WIDTHS = (1.5, 1.6, 1.8, 6.0, 2.9, 3.2)


def as_letter(city: City, rows: Sequence[DeskRow], today: date) -> bytes:
    """The letter with the open resolutions given, those first that come first."""
    document = Document()
    _prepare(document)
    overdue = sum(row.resolution.overdue(today) for row in rows)
    _write(document, "به نام خدا", centred=True)
    _write(document, f"تاریخ: {format_jalali(jalali(today))}")
    _write(document, "شماره: ..................")
    _write(document, "پیوست: ..................")
    _write(document, f"معاونت محترم فنی و عمرانی شهرداری {city.name}", bold=True)
    _write(document, "موضوع: پیگیری مصوبه‌های نشست‌های فنی و عمرانی کلان‌شهرها", bold=True)
    _write(document, "با سلام و احترام")
    _write(document, _request(len(rows), overdue, today))
    if rows:
        _table(document, rows, today)
        _write(document, "خواهشمند است گزارش پیشرفت هر یک، با مستندات، به این دبیرخانه فرستاده شود.")
    _write(document, "")
    for line in ("با تشکر", "دبیرخانهٔ کمیسیون فنی و عمرانی", "نام و امضا: ........................"):
        _write(document, line, left=True, together=line != "نام و امضا: ........................")
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


def _prepare(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    section._sectPr.append(OxmlElement("w:bidi"))
    document.styles["Normal"].font.name = FONT
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:cs"), FONT)
    document.core_properties.language = "fa-IR"


def _write(
    into: Any, text: str, *, bold: bool = False, centred: bool = False, left: bool = False, together: bool = False
) -> None:
    paragraph = into.add_paragraph()
    _fill(paragraph, text, TEXT_POINTS, bold=bold)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.keep_with_next = together
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif left:
        # In a right-to-left paragraph Word's "right" is the end of the line, on the left.
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _fill(paragraph: Any, text: str, points: int, *, bold: bool = False) -> None:
    """One right-to-left run; Word takes size, weight and font of Persian from the properties for complex scripts."""
    paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    run = paragraph.add_run(display_text(text))
    run.font.size = Pt(points)
    run.bold = bold
    properties = run._r.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:cs"), FONT)
    for name, value in (("w:szCs", str(points * 2)), ("w:bCs", None), ("w:rtl", None)):
        if name == "w:bCs" and not bold:
            continue
        element = OxmlElement(name)
        if value:
            element.set(qn("w:val"), value)
        properties.append(element)
    language = OxmlElement("w:lang")
    language.set(qn("w:bidi"), "fa-IR")
    properties.append(language)


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
        _fill(cell.paragraphs[0], first, TABLE_POINTS, bold=bold)
        for other in more:
            _fill(cell.add_paragraph(), other, TABLE_POINTS, bold=other == "مهلت گذشته")


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
