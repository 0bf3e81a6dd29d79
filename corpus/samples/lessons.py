"""Lessons as cities hand them over: a Word file each in one of three shapes, or a spreadsheet with one lesson a row."""

from collections.abc import Callable, Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from corpus.samples import dates
from corpus.samples.noise import Noise, unchanged
from corpus.samples.numerals import persian_digits
from corpus.samples.paper import AUTHOR, Paper
from corpus.samples.source import WrittenLesson

Shape = Callable[[Paper, WrittenLesson], None]

OUTCOMES = {"negative": "تجربه ناموفق", "positive": "تجربه موفق", "risk": "خطر شناسایی‌شده"}
IMPACTS = {"cost": "هزینه", "time": "زمان", "quality": "کیفیت", "safety": "ایمنی"}
SHEET_DATE = "1403-06-15"


def place_and_time(lesson: WrittenLesson) -> dict[str, str]:
    """Where and when it happened, by the labels of the forms."""
    return {
        "شهر": lesson.city,
        "پروژه": lesson.project,
        "نوع پروژه": lesson.project_type,
        "مرحله": lesson.phase,
        "تاریخ رویداد": dates.month_of_year(lesson.event_date_jalali),
        "نوع تجربه": OUTCOMES[lesson.polarity],
        "کارگروه": lesson.working_group,
    }


def impacts(lesson: WrittenLesson) -> dict[str, str]:
    """What it did to cost, time, quality and safety, where that is known."""
    return {IMPACTS[name]: text for name, text in lesson.impact.items()}


def headed(paper: Paper, lesson: WrittenLesson) -> None:
    """Headed sections under lines of labels."""
    paper.page_footer()
    paper.title(lesson.title)
    for pair in place_and_time(lesson).items():
        paper.labelled(pair)
    sections = {
        "چکیده": lesson.summary,
        "زمینه": lesson.context,
        "شرح مشکل": lesson.problem,
        "علت": lesson.cause,
        "اقدام": lesson.action,
        "نتیجه": lesson.outcome,
        "درس‌آموخته": lesson.recommendation,
    }
    for heading, text in sections.items():
        paper.heading(heading)
        paper.line(text)
    paper.heading("پیامدها")
    paper.bulleted(f"{name}: {text}" for name, text in impacts(lesson).items())
    paper.labelled(("کلیدواژه‌ها", "، ".join(lesson.keywords)))
    paper.labelled(("تماس", lesson.contact_role))


def form(paper: Paper, lesson: WrittenLesson) -> None:
    """A form of two columns: question and answer."""
    paper.page_header("کاربرگ ثبت تجربه و درس‌آموخته")
    paper.bold_line("کاربرگ ثبت تجربه", centred=True)
    rows = {
        "عنوان تجربه": lesson.title,
        **place_and_time(lesson),
        "خلاصه تجربه": lesson.summary,
        "شرایط و زمینه": lesson.context,
        "شرح مسئله": lesson.problem,
        "علت‌ها": lesson.cause,
        "اقدام انجام‌شده": lesson.action,
        "نتیجه اقدام": lesson.outcome,
        "پیشنهاد به دیگر شهرها": lesson.recommendation,
        **{f"اثر بر {name}": text for name, text in impacts(lesson).items()},
        "کلیدواژه": "، ".join(lesson.keywords),
        "سمت تکمیل‌کننده": lesson.contact_role,
    }
    paper.table(list(rows.items()), header=False)


def prose(paper: Paper, lesson: WrittenLesson) -> None:
    """A plain account, as one writes in a letter; only the title stands out."""
    paper.bold_line(lesson.title, centred=True)
    paper.line(lesson.summary)
    paper.line(
        f"این تجربه به پروژه «{lesson.project}» در {lesson.city} ({lesson.project_type}، مرحله {lesson.phase}) "
        f"در {dates.month_of_year(lesson.event_date_jalali)} برمی‌گردد و {OUTCOMES[lesson.polarity]} "
        f"در حوزه کارگروه {lesson.working_group} به شمار می‌آید."
    )
    paper.line(f"{lesson.context} {lesson.problem}")
    paper.line(f"بررسی‌ها علت را چنین نشان داد: {lesson.cause}")
    paper.line(f"{lesson.action} {lesson.outcome}")
    paper.line(f"آنچه آموختیم: {lesson.recommendation}")
    effects = "؛ ".join(f"{name}: {text}" for name, text in impacts(lesson).items())
    if effects:
        paper.line(f"پیامدها: {effects}.")
    paper.line(f"برای آگاهی بیشتر: {lesson.contact_role} (کلیدواژه‌ها: {'، '.join(lesson.keywords)})")


SHAPES: tuple[Shape, ...] = (headed, form, prose)


def render_lesson(lesson: WrittenLesson, shape: Shape, noise: Noise = unchanged) -> Any:
    """The lesson as a `docx.Document` in one of `SHAPES`."""
    paper = Paper("B Nazanin", noise)
    shape(paper, lesson)
    paper.describe(lesson.title, dates.midday(lesson.event_date_jalali))
    return paper.document


def row_of(number: int, lesson: WrittenLesson) -> dict[str, str]:
    """The lesson's cells by the spreadsheet's column names."""
    return {
        "ردیف": persian_digits(number),
        "عنوان تجربه": lesson.title,
        **place_and_time(lesson),
        "خلاصه": lesson.summary,
        "زمینه": lesson.context,
        "شرح مشکل": lesson.problem,
        "علت": lesson.cause,
        "اقدام": lesson.action,
        "نتیجه": lesson.outcome,
        "درس‌آموخته": lesson.recommendation,
        **{f"اثر بر {label}": lesson.impact.get(name, "") for name, label in IMPACTS.items()},
        "کلیدواژه‌ها": "، ".join(lesson.keywords),
        "مسئول تماس": lesson.contact_role,
    }


def render_sheet(lessons: Iterable[WrittenLesson]) -> Any:
    """All the lessons as an `openpyxl.Workbook` of one right-to-left sheet with the column names in its first row."""
    rows = [row_of(number, lesson) for number, lesson in enumerate(lessons, 1)]
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = AUTHOR
    book.properties.created = dates.midday(SHEET_DATE)
    sheet = book.active
    sheet.title = "تجربیات شهرها"
    sheet.sheet_view.rightToLeft = True
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([text or None for text in row.values()])
    _dress(sheet)
    return book


def _dress(sheet: Any) -> None:
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    for cell in sheet[1]:
        cell.font = Font(name="B Nazanin", bold=True)
        sheet.column_dimensions[cell.column_letter].width = 22
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right")
