"""A lesson becomes an item that can be found: its record, its passages and the outbox row, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from corpus.lesson_text import IMPACTS, THE_ANSWER, THE_CASE, LessonPart, LessonText, lesson_text
from corpus.repository.documents import PassageRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.places import PlaceRepository
from corpus.types import BlockKind, DocumentBlock, ItemKind, Lesson, LessonState, Passage
from ingest.passages import HEADER_SEPARATOR, passage_id, spans_of

# What is asked for is met by the case or by what was done about it; together they blur one another.
GROUPS = (THE_CASE, (*THE_ANSWER, *IMPACTS))


def publish_lesson(connection: Connection, lesson: Lesson) -> int:
    """Write the lesson in place of an older revision, and line it up for the index; returns the new revision."""
    rev = LessonRepository(connection).save(lesson)
    _line_up(connection, replace(lesson, rev=rev))
    return rev


def settle_lesson(
    connection: Connection, lesson_id: str, state: LessonState, superseded_by_id: str | None = None
) -> None:
    """Supersede, archive or publish the lesson again, and line it up for the index. Raises `NotFound`."""
    lessons = LessonRepository(connection)
    lessons.settle(lesson_id, state, superseded_by_id)
    _line_up(connection, lessons.get(lesson_id))


def lesson_passages(lesson: Lesson, city_name: str | None) -> list[Passage]:
    """The lesson's passages; `passage.text` is `lesson_text(lesson).text[start:end]`. An archived one has none.

    A passage has the case or the answer in it, never both, and is cut where that is longer than passages are.
    """
    if lesson.state is LessonState.ARCHIVED:
        return []
    whole = lesson_text(lesson)
    header = _header(lesson, city_name)
    spans = [span for group in GROUPS for span in spans_of(whole.text, _blocks(whole, group))]
    return [
        Passage(
            id=passage_id(ItemKind.LESSON, lesson.id, ordinal),
            item_kind=ItemKind.LESSON,
            item_id=lesson.id,
            rev=lesson.rev,
            ordinal=ordinal,
            text=whole.text[span.start : span.end],
            start=span.start,
            end=span.end,
            header=header,
        )
        for ordinal, span in enumerate(spans)
    ]


def _line_up(connection: Connection, lesson: Lesson) -> None:
    cities = {city.id: city.name for city in PlaceRepository(connection).cities()}
    passages = lesson_passages(lesson, cities.get(lesson.city_id or ""))
    PassageRepository(connection).replace(ItemKind.LESSON, lesson.id, passages)
    OutboxRepository(connection).add(ItemKind.LESSON, lesson.id)


def _header(lesson: Lesson, city_name: str | None) -> str:
    """What every passage is found by as well; the city of an anonymous lesson is not among it."""
    city = None if lesson.anonymous else city_name
    parts = (lesson.title, city, lesson.project, "، ".join(lesson.keywords))
    return HEADER_SEPARATOR.join(part for part in parts if part)


def _blocks(whole: LessonText, fields: Sequence[str]) -> list[DocumentBlock]:
    return [_block(part) for part in whole.of(tuple(fields))]


def _block(part: LessonPart) -> DocumentBlock:
    return DocumentBlock(BlockKind.PARAGRAPH, part.start, part.end)
