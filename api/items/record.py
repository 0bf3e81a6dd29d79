"""Items of any kind by their ids, with what is told of each, as the viewer may see them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from api.citation import document_citation, lesson_citation, resolution_citation
from api.lessons.record import seen_links
from api.pages.facts import CityNames
from corpus.errors import NotFound
from corpus.lesson_use import LessonLink
from corpus.repository.changes import ChangeRepository, ItemChange
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository, shown_lesson
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.relations import RelationRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.repository.topics import TopicRepository
from corpus.types import Document, ItemKind, Lesson, LessonState, Meeting, Relation, RelationState, Resolution, Value

Item = tuple[ItemKind, str]


@dataclass(frozen=True, slots=True)
class ItemRecord(Value):
    """An item as it is now; `one` is a lesson as it may be told. `city` is the name that goes with `city_id`.

    `meeting` is the session of a resolution, or the one that a document is the minutes of; `relations` are confirmed.
    """

    change: ItemChange
    one: Document | Lesson | Resolution
    citation: str
    city_id: str | None
    city: str | None
    meeting: Meeting | None = None
    topics: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    links: tuple[LessonLink, ...] = ()

    @property
    def archived(self) -> bool:
        """Whether it is no longer found, only kept for those who have its address."""
        return isinstance(self.one, Lesson) and self.one.state is LessonState.ARCHIVED


def read_item(connection: Connection, item_id: str) -> ItemRecord:
    """The item of any kind that has the id. Raises `NotFound`, also where it is not for the viewer."""
    for record in read_items(connection, ChangeRepository(connection).of_ids([item_id])).values():
        return record
    raise NotFound("چیزی با این شناسه پیدا نشد.")


def read_items(connection: Connection, changes: Sequence[ItemChange]) -> dict[Item, ItemRecord]:
    """The items that changed, as they are now; those that are gone or are not for the viewer are left out."""
    cities = CityNames(PlaceRepository(connection).cities())
    found = (
        *_documents(connection, _of(changes, ItemKind.DOCUMENT), cities),
        *_lessons(connection, _of(changes, ItemKind.LESSON), cities),
        *_resolutions(connection, _of(changes, ItemKind.RESOLUTION), cities),
    )
    return {(record.change.kind, record.change.item_id): record for record in found}


def _of(changes: Sequence[ItemChange], kind: ItemKind) -> dict[str, ItemChange]:
    return {change.item_id: change for change in changes if change.kind is kind}


def _documents(connection: Connection, changes: dict[str, ItemChange], cities: CityNames) -> Iterator[ItemRecord]:
    meetings = MeetingRepository(connection).of_documents(list(changes))
    topics = TopicRepository(connection).of_items(ItemKind.DOCUMENT, list(changes))
    for document in DocumentRepository(connection).by_ids(list(changes)).values():
        meeting = meetings.get(document.id)
        yield ItemRecord(
            change=changes[document.id],
            one=document,
            citation=document_citation(document, cities, minutes_of=meeting),
            city_id=document.city_id,
            city=cities[document.city_id] if document.city_id else None,
            meeting=meeting,
            topics=topics.get(document.id, ()),
        )


def _lessons(connection: Connection, changes: dict[str, ItemChange], cities: CityNames) -> Iterator[ItemRecord]:
    lessons = LessonRepository(connection)
    found = lessons.by_ids(list(changes)).values()
    successors = lessons.by_ids([lesson.superseded_by_id for lesson in found if lesson.superseded_by_id])
    topics = TopicRepository(connection).of_items(ItemKind.LESSON, list(changes))
    links = seen_links(connection, lessons.links(list(changes)))
    for lesson in found:
        shown = shown_lesson(lesson)
        if shown.superseded_by_id not in successors:
            shown = replace(shown, superseded_by_id=None)
        yield ItemRecord(
            change=changes[lesson.id],
            one=shown,
            citation=lesson_citation(lesson, cities),
            city_id=shown.city_id,
            city=cities[shown.city_id] if shown.city_id else None,
            topics=topics.get(lesson.id, ()),
            links=tuple(link for link in links if link.lesson_id == lesson.id),
        )


def _resolutions(connection: Connection, changes: dict[str, ItemChange], cities: CityNames) -> Iterator[ItemRecord]:
    resolutions = ResolutionRepository(connection).by_ids(list(changes))
    meetings = MeetingRepository(connection).by_ids(list({one.meeting_id for one in resolutions.values()}))
    topics = TopicRepository(connection).of_items(ItemKind.RESOLUTION, list(changes))
    # Those that are only proposed are for the secretariat to judge.
    held = [one for one in RelationRepository(connection).of(list(resolutions)) if one.state is RelationState.CONFIRMED]
    for resolution in resolutions.values():
        meeting = meetings[resolution.meeting_id]
        host = cities[meeting.host_city_id] if meeting.host_city_id else meeting.host_city
        yield ItemRecord(
            change=changes[resolution.id],
            one=resolution,
            citation=resolution_citation(resolution, meeting, cities),
            city_id=meeting.host_city_id,
            city=host,
            meeting=meeting,
            topics=topics.get(resolution.id, ()),
            relations=tuple(one for one in held if resolution.id in (one.newer_id, one.older_id)),
        )
