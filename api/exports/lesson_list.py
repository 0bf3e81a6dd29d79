"""A list of lessons as a spreadsheet, one lesson a row."""

from collections.abc import Mapping, Sequence

from api.exports.spreadsheet import Cell, delimited, workbook
from corpus.lesson_form import FIELD_NAMES
from corpus.lesson_use import LessonCounts
from corpus.terms import LESSON_STATE_NAMES, POLARITY_NAMES
from corpus.text.dates import format_jalali
from corpus.types import Lesson

_TEXTS = ("summary", "context", "problem", "cause", "action", "outcome", "recommendation")
_IMPACTS = ("cost", "time", "quality", "safety")
# Each column with its width in characters.
COLUMNS = (
    ("شماره", 8),
    ("عنوان", 40),
    ("شهر", 12),
    ("تاریخ رویداد", 16),
    ("گونهٔ تجربه", 16),
    *((FIELD_NAMES[name], 50) for name in _TEXTS),
    *((FIELD_NAMES[name], 24) for name in _IMPACTS),
    ("پروژه", 28),
    ("نوع پروژه", 18),
    ("مرحله", 12),
    ("کارگروه", 14),
    ("کلیدواژه‌ها", 30),
    ("تماس", 24),
    ("وضعیت", 14),
    ("بار خوانده شدن", 14),
    ("بار به‌کارگیری", 14),
    ("شمار تأیید", 12),
    ("نشانی", 44),
)


def lessons_as_xlsx(
    lessons: Sequence[Lesson], cities: Mapping[str, str], counts: Mapping[str, LessonCounts], site: str
) -> bytes:
    """The lessons as they may be told to the viewer; `cities` are names by id, `site` is the site's address."""
    return workbook("تجربه‌ها", COLUMNS, [_cells(one, cities, counts[one.id], site) for one in lessons], fixed_columns=2)


def lessons_as_csv(
    lessons: Sequence[Lesson], cities: Mapping[str, str], counts: Mapping[str, LessonCounts], site: str
) -> bytes:
    """The same as UTF-8 CSV with the mark that Excel knows it by."""
    return delimited(COLUMNS, [_cells(one, cities, counts[one.id], site) for one in lessons])


def _cells(lesson: Lesson, cities: Mapping[str, str], counts: LessonCounts, site: str) -> tuple[Cell, ...]:
    return (
        lesson.number,
        lesson.title,
        cities.get(lesson.city_id or ""),
        format_jalali(lesson.date) if lesson.date else None,
        POLARITY_NAMES[lesson.polarity],
        *(getattr(lesson, name) for name in _TEXTS),
        *(getattr(lesson.impact, name) for name in _IMPACTS),
        lesson.project,
        lesson.project_type,
        lesson.phase,
        lesson.working_group,
        "، ".join(lesson.keywords),
        lesson.contact_role,
        LESSON_STATE_NAMES[lesson.state],
        counts.reads,
        counts.uses,
        counts.endorsements,
        f"{site}/lessons/{lesson.id}",
    )
