"""One lesson as a Word file, to be handed on where there is no network."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document

from api.exports.word import prepare, write
from api.lessons.record import LessonRecord
from corpus.lesson_form import FIELD_NAMES
from corpus.lesson_text import IMPACTS
from corpus.terms import LESSON_STATE_NAMES, POLARITY_NAMES
from corpus.text.dates import format_jalali
from corpus.text.numbers import to_persian_digits
from corpus.types import LessonState

TITLE_POINTS, HEADING_POINTS = 17, 14
TEXTS = ("summary", "context", "problem", "cause", "action", "outcome", "recommendation")
NOT_NAMED = "شهر نام خود را نخواسته است."


def as_document(record: LessonRecord, uses: Sequence[str], address: str) -> bytes:
    """The lesson as it may be told to the viewer; `uses` are lines of text, `address` is its permanent link."""
    lesson = record.lesson
    document = Document()
    prepare(document)
    document.core_properties.title = lesson.title
    write(document, lesson.title, points=TITLE_POINTS, bold=True)
    write(document, f"{record.citation} · {POLARITY_NAMES[lesson.polarity]}")
    if lesson.state is not LessonState.PUBLISHED:
        by = f"؛ به‌جای آن تجربهٔ {to_persian_digits(record.successor.number)} را بخوانید" if record.successor else ""
        write(document, f"{LESSON_STATE_NAMES[lesson.state]}{by}.", bold=True)
    for name in TEXTS:
        _section(document, FIELD_NAMES[name], getattr(lesson, name))
    effects = [(name, getattr(lesson.impact, name)) for name in IMPACTS]
    _section(document, "پیامدها", "\n".join(f"{FIELD_NAMES[name]}: {text}" for name, text in effects if text))
    _section(document, "مشخصات", "\n".join(_particulars(record)))
    _section(document, "به‌کارگیری", "\n".join(uses))
    _section(document, "استناد", f"{record.citation}، {address}")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _section(document: object, heading: str, text: str) -> None:
    if not text.strip():
        return
    write(document, heading, points=HEADING_POINTS, bold=True, together=True)
    for line in text.splitlines():
        if line.strip():
            write(document, line)


def _particulars(record: LessonRecord) -> list[str]:
    lesson = record.lesson
    city = record.city_name or (NOT_NAMED if lesson.anonymous else "")
    values = (
        ("city", city),
        ("project", lesson.project),
        ("project_type", lesson.project_type),
        ("phase", lesson.phase),
        ("date", format_jalali(lesson.date) if lesson.date else ""),
        ("working_group", lesson.working_group),
        ("keywords", "، ".join(lesson.keywords)),
        ("contact_role", lesson.contact_role),
    )
    return [f"{FIELD_NAMES[name]}: {value}" for name, value in values if value]
