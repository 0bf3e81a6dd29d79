"""Lessons that cities learned, and the needs that they have."""

from dataclasses import asdict

from sqlalchemy import Connection, RowMapping, select

from corpus import tables
from corpus.errors import NotFound
from corpus.repository.rows import Values, as_utc, jalali_from, jalali_values, now, save_revision, save_row
from corpus.types import Impact, Lesson, LessonState, Need, Polarity, Visibility

# Fields that are one column of the same name, and plain text.
TEXT_FIELDS = (
    "title", "problem", "cause", "recommendation", "summary", "context", "action", "outcome", "project",
    "project_type", "phase", "contact_role",
)  # fmt: skip


class LessonRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, lesson: Lesson) -> int:
        """Write the lesson, in place of an older revision if there is one; returns the new revision."""
        return save_revision(self.connection, tables.lessons, lesson.id, _lesson_values(lesson))

    def get(self, lesson_id: str) -> Lesson:
        """Raises `NotFound`."""
        table = tables.lessons
        row = self.connection.execute(select(table).where(table.c.id == lesson_id)).mappings().one_or_none()
        if row is None:
            raise NotFound("تجربه‌ای با این نشانی پیدا نشد.")
        return _lesson(row)

    def published(self) -> list[Lesson]:
        """Every lesson that was published, by id."""
        table = tables.lessons
        query = select(table).where(table.c.state == LessonState.PUBLISHED.value).order_by(table.c.id)
        return [_lesson(row) for row in self.connection.execute(query).mappings()]


class NeedRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, need: Need) -> None:
        table = tables.needs
        values = {"title": need.title, "text": need.text, "city_id": need.city_id, "open": need.open}
        save_row(self.connection, table, {"id": need.id}, values, {"created_at": need.created_at or now()})

    def open(self) -> list[Need]:
        """The needs that nobody has answered, newest first."""
        table = tables.needs
        query = select(table).where(table.c.open).order_by(table.c.created_at.desc(), table.c.id)
        return [_need(row) for row in self.connection.execute(query).mappings()]


def _lesson_values(lesson: Lesson) -> Values:
    return {
        **{name: getattr(lesson, name) for name in TEXT_FIELDS},
        "city_id": lesson.city_id,
        "state": lesson.state.value,
        "polarity": lesson.polarity.value,
        "impact": asdict(lesson.impact),
        **jalali_values("date", lesson.date),
        "keywords": list(lesson.keywords),
        "document_id": lesson.document_id,
        "visibility": lesson.visibility.value,
    }


def _lesson(row: RowMapping) -> Lesson:
    return Lesson(
        **{name: row[name] for name in TEXT_FIELDS},
        id=row["id"],
        city_id=row["city_id"],
        rev=row["rev"],
        state=LessonState(row["state"]),
        polarity=Polarity(row["polarity"]),
        impact=Impact(**row["impact"]),
        date=jalali_from(row, "date"),
        keywords=tuple(row["keywords"]),
        document_id=row["document_id"],
        visibility=Visibility(row["visibility"]),
    )


def _need(row: RowMapping) -> Need:
    return Need(row["id"], row["title"], row["text"], row["city_id"], row["open"], as_utc(row["created_at"]))
