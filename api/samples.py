"""The sample corpus as a site would have it: its files read, its lessons published, and its sessions but for the last.

The last session's minutes wait for review, so that a newcomer can walk the way from a file to resolutions.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection

from api.services import Services
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import TEXT_FIELDS, LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.relations import RelationRepository
from corpus.samples.source import WrittenLesson, WrittenMeeting, WrittenResolution, lessons, meetings
from corpus.terms import HORIZON_NAMES, STATUS_NAMES
from corpus.text.dates import find_deadlines, jalali_date
from corpus.text.display import display_text
from corpus.types import (
    Document,
    FollowUp,
    Impact,
    JalaliDate,
    Lesson,
    Meeting,
    Polarity,
    Relation,
    RelationKind,
    RelationState,
    Resolution,
    ResolutionStatus,
)
from ingest.drafting import confirm_proposed
from ingest.lesson_publishing import publish_lesson
from ingest.publishing import follow_up, publish_meeting
from ingest.structure.places import PlaceNames, place_names

SECRETARIAT = "دبیرخانه"

_NAMESPACE = UUID("4c6f0b1e-5c57-5a0e-8f0e-2d3f0f4b7a21")
_HORIZONS = {name: horizon for horizon, name in HORIZON_NAMES.items()}
_STATUSES = {name: status for status, name in STATUS_NAMES.items()}


def publish_samples(services: Services) -> int:
    """Publish the sample sessions with their follow-ups and relations, all but the last; returns how many.

    Their minutes, where they were read, become the papers that the resolutions stand in. A site that has meetings is
    left as it is.
    """
    published = meetings()[:-1]
    with services.database.transaction() as connection:
        if MeetingRepository(connection).register():
            return 0
        names = place_names(connection)
        minutes = _minutes(connection)
        for written in published:
            paper = minutes.get(written.number)
            meeting, resolutions = records_of(written, names, paper)
            publish_meeting(connection, meeting, resolutions)
            if paper:
                confirm_proposed(connection, paper.id, meeting.id)
        for written in published:
            _follow(connection, written)
    return len(published)


def publish_sample_lessons(services: Services) -> int:
    """Publish the sample lessons, each with the paper that it was read from where there is one; returns how many.

    A site that has lessons is left as it is.
    """
    written = lessons()
    with services.database.transaction() as connection:
        total, _ = LessonRepository(connection).listed(state=None, limit=0)
        if total:
            return 0
        names = place_names(connection)
        papers = {one.title: one.id for one in DocumentRepository(connection).recent(None)}
        for one in written:
            publish_lesson(connection, replace(lesson_record(one, names), document_id=papers.get(one.title)))
    return len(written)


def lesson_record(written: WrittenLesson, names: PlaceNames) -> Lesson:
    """A sample lesson as the record holds it."""
    texts: dict[str, Any] = {name: display_text(getattr(written, name)) for name in TEXT_FIELDS}
    return Lesson(
        **texts,
        id=sample_id(written.id),
        city_id=names.city(written.city),
        polarity=Polarity(written.polarity),
        impact=Impact(**written.impact),
        date=_date(written.event_date_jalali),
        working_group_id=names.body(f"کارگروه {written.working_group}"),
        keywords=written.keywords,
    )


def records_of(
    written: WrittenMeeting, names: PlaceNames, minutes: Document | None = None
) -> tuple[Meeting, list[Resolution]]:
    """A sample session as the record holds it; with its minutes, each resolution knows where it stands in them."""
    meeting = Meeting(
        id=sample_id(written.id),
        session_number=written.number,
        title=written.title,
        body=written.body,
        body_id=names.body(written.body, written.number),
        host_city=written.host_city,
        host_city_id=names.city(written.host_city),
        date=_date(written.date_jalali),
        attendees=written.attendees,
        agenda=written.agenda,
        document_id=minutes.id if minutes else None,
    )
    return meeting, [_resolution(written, one, meeting, names, minutes) for one in written.resolutions]


def sample_id(written_id: str) -> str:
    """The record's id of a sample session («M17»), resolution («R17-3») or lesson («L001»)."""
    return uuid5(_NAMESPACE, written_id).hex


def relations_of(written: WrittenMeeting) -> list[Relation]:
    """How the session's resolutions stand to earlier ones, as its writers marked them."""
    return [
        Relation(
            newer_id=sample_id(written.resolution_id(resolution)),
            older_id=sample_id(f"R{relation.meeting}-{relation.number}"),
            kind=RelationKind(relation.how),
            state=RelationState.CONFIRMED,
            by=SECRETARIAT,
        )
        for resolution in written.resolutions
        for relation in resolution.relates_to
    ]


def _minutes(connection: Connection) -> dict[int, Document]:
    documents = DocumentRepository(connection)
    found = {document.session_number: document.id for document in documents.recent(None) if document.kind == "صورت‌جلسه"}
    return {number: documents.get(document_id) for number, document_id in found.items() if number}


def _resolution(
    written: WrittenMeeting,
    one: WrittenResolution,
    meeting: Meeting,
    names: PlaceNames,
    minutes: Document | None,
) -> Resolution:
    start = minutes.text.find(one.text) if minutes else -1
    status = _STATUSES[one.status]
    return Resolution(
        id=sample_id(written.resolution_id(one)),
        meeting_id=meeting.id,
        number=one.number,
        text=one.text,
        working_group=one.working_group,
        working_group_id=names.body(one.working_group, written.number),
        responsible=tuple(names.party(name, written.number) for name in one.responsible),
        due=_due(one, meeting),
        due_text=one.due_text,
        horizon=_HORIZONS[one.horizon],
        first_status=ResolutionStatus.ANNOUNCED if one.follow_ups else status,
        source=(start, start + len(one.text)) if start >= 0 else None,
    )


def _due(one: WrittenResolution, meeting: Meeting) -> JalaliDate | None:
    if one.due_jalali:
        return _date(one.due_jalali)
    base = meeting.date.iso if meeting.date else None
    deadlines = find_deadlines(one.due_text or "", base) if base else []
    return deadlines[0].due if deadlines else None


def _follow(connection: Connection, written: WrittenMeeting) -> None:
    for one in written.resolutions:
        for number, entry in enumerate(one.follow_ups, 1):
            last = number == len(one.follow_ups)
            follow_up(
                connection,
                FollowUp(
                    id=sample_id(f"{written.resolution_id(one)}/{number}"),
                    resolution_id=sample_id(written.resolution_id(one)),
                    date=_date(entry.date_jalali),
                    by=entry.by,
                    note=entry.note,
                    progress=entry.progress,
                    status=_STATUSES[one.status] if last else None,
                ),
            )
    relations = RelationRepository(connection)
    for relation in relations_of(written):
        relations.save(relation)


def _date(text: str) -> JalaliDate:
    return jalali_date(*map(int, text.split("-")))
