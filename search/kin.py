"""What is one with an item, and no answer to "what is like it": itself, its other versions, and the paper that it is of."""

from sqlalchemy import Connection

from corpus.repository.documents import DocumentRepository
from corpus.repository.duplicates import DuplicateRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.types import ItemKind


def kin_of(connection: Connection, kind: ItemKind, item_id: str) -> set[str]:
    """The ids of the item and its kin. Raises `NotFound`, also for an item that is not for the viewer."""
    if kind is ItemKind.DOCUMENT:
        return _of_document(connection, item_id)
    if kind is ItemKind.LESSON:
        return _of_lesson(connection, item_id)
    resolution = ResolutionRepository(connection).get(item_id)
    minutes = MeetingRepository(connection).get(resolution.meeting_id).document_id
    return {item_id} | (_with_versions(connection, minutes) if minutes else set())


def _of_document(connection: Connection, document_id: str) -> set[str]:
    """With the resolutions of a session whose minutes it is, and the lessons that were read from it."""
    DocumentRepository(connection).get(document_id)
    meetings = MeetingRepository(connection).of_document(document_id)
    resolutions = [one.id for meeting in meetings for one in ResolutionRepository(connection).of_meeting(meeting.id)]
    lessons = LessonRepository(connection).of_document(document_id)
    return {*_with_versions(connection, document_id), *resolutions, *(one.id for one in lessons)}


def _of_lesson(connection: Connection, lesson_id: str) -> set[str]:
    """With the lessons whose place it took, the one that took its place, and the file that it was read from."""
    lessons = LessonRepository(connection)
    lesson = lessons.get(lesson_id)
    kin = {lesson_id, *(one.id for one in lessons.predecessors(lesson_id))}
    if lesson.superseded_by_id:
        kin.add(lesson.superseded_by_id)
    return kin | (_with_versions(connection, lesson.document_id) if lesson.document_id else set())


def _with_versions(connection: Connection, document_id: str) -> set[str]:
    newer, older = DuplicateRepository(connection).versions(document_id)
    return {document_id, *(one.document.id for one in (*newer, *older))}
