"""What an index holds of an item: its passages and the payload that searches filter by, read from the record."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from corpus.access import PROGRAM, audience, seen_by
from corpus.index.port import Payload
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.text.folding import fold_name
from corpus.types import Document, ItemKind, JalaliDate, Lesson, Meeting, Passage, Resolution

Item = tuple[ItemKind, str]


@dataclass(frozen=True, slots=True)
class Projection:
    """An item as it is now; one that is gone has no passages.

    `title` is what it is about in its own words, for a resolution the item of the agenda; `keywords` are a lesson's.
    """

    item: Item
    rev: int
    payload: Payload
    passages: tuple[Passage, ...]
    title: str = ""
    keywords: tuple[str, ...] = ()


def project_items(connection: Connection, items: Sequence[Item]) -> list[Projection]:
    """The current state of each item, in the order asked for."""
    of_items = _known(connection, items)
    passages: dict[Item, list[Passage]] = {}
    for passage in PassageRepository(connection).of_items(items):
        passages.setdefault((passage.item_kind, passage.item_id), []).append(passage)
    found = []
    for item, known in of_items.items():
        payload = known.payload
        own = tuple(passages.get(item, []))
        found.append(Projection(item, payload.get("rev", 0), payload, own, known.title, known.keywords))
    return found


def payloads(connection: Connection, items: Sequence[Item]) -> dict[Item, Payload]:
    """The payloads alone, without what is read off the passages."""
    return {item: known.payload for item, known in _known(connection, items).items()}


@dataclass(frozen=True, slots=True)
class _Known:
    payload: Payload
    title: str = ""
    keywords: tuple[str, ...] = ()


def _known(connection: Connection, items: Sequence[Item]) -> dict[Item, _Known]:
    # An index holds everything, whoever is looking while it is written; reading it is what is narrowed.
    with seen_by(PROGRAM):
        return _read(connection, items)


def _read(connection: Connection, items: Sequence[Item]) -> dict[Item, _Known]:
    documents = DocumentRepository(connection).summaries(_ids(items, ItemKind.DOCUMENT))
    lessons = LessonRepository(connection).by_ids(_ids(items, ItemKind.LESSON))
    resolutions = ResolutionRepository(connection).by_ids(_ids(items, ItemKind.RESOLUTION))
    meetings = MeetingRepository(connection).by_ids(list({one.meeting_id for one in resolutions.values()}))
    found: dict[Item, _Known] = {}
    for item in items:
        kind, item_id = item
        title, keywords = "", tuple[str, ...]()
        payload: Payload = {"item_kind": kind.value, "item_id": item_id}
        if kind is ItemKind.DOCUMENT and item_id in documents:
            payload |= _of_document(documents[item_id])
            title = documents[item_id].title
        if kind is ItemKind.LESSON and item_id in lessons:
            payload |= _of_lesson(lessons[item_id])
            title, keywords = lessons[item_id].title, lessons[item_id].keywords
        if kind is ItemKind.RESOLUTION and item_id in resolutions:
            resolution = resolutions[item_id]
            payload |= _of_resolution(resolution, meetings[resolution.meeting_id])
            title = resolution.agenda_item or ""
        held = {name: value for name, value in payload.items() if value not in (None, [])}
        found[item] = _Known(held, title, keywords)
    return found


def _ids(items: Sequence[Item], kind: ItemKind) -> list[str]:
    return [item_id for of_kind, item_id in items if of_kind is kind]


def _of_document(document: Document) -> Payload:
    return {
        "document_id": document.id,
        "kind": document.kind,
        "city": document.city_id,
        "body": document.body_id,
        "session": document.session_number,
        **_when(document.date),
        "visibility": audience(document.visibility, document.city_id),
        "rev": document.rev,
    }


def _of_lesson(lesson: Lesson) -> Payload:
    """One that is anonymous is of no city: asking for a city's lessons must not name it."""
    return {
        "city": None if lesson.anonymous else lesson.city_id,
        "body": lesson.working_group_id,
        **_when(lesson.date),
        "status": lesson.state.value,
        "polarity": lesson.polarity.value,
        "tags": sorted({fold_name(keyword) for keyword in lesson.keywords}),
        "visibility": audience(lesson.visibility, lesson.city_id),
        "rev": lesson.rev,
    }


def _of_resolution(resolution: Resolution, meeting: Meeting) -> Payload:
    """A resolution is of the city that was host, and of those that are to carry it out."""
    cities = (meeting.host_city_id, *(party.city_id for party in resolution.responsible))
    bodies = (meeting.body_id, resolution.working_group_id, *(party.body_id for party in resolution.responsible))
    return {
        "city": sorted({city for city in cities if city}),
        "body": sorted({body for body in bodies if body}),
        "session": meeting.session_number,
        **_when(meeting.date),
        "horizon": resolution.horizon.value if resolution.horizon else None,
        "status": resolution.status.value,
        "visibility": audience(resolution.visibility, meeting.host_city_id),
        "rev": resolution.rev,
    }


def _when(date: JalaliDate | None) -> Payload:
    """`day` is the Jalali date as one number, 13891112; a month or day that is not known is 00."""
    if date is None:
        return {}
    return {"year": date.year, "day": date.year * 10_000 + (date.month or 0) * 100 + (date.day or 0)}
