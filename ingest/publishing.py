"""Minutes become records: a meeting with its resolutions, each one an item that can be found."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from corpus.repository.changes import ChangeRepository
from corpus.repository.documents import PassageRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import resolution_title
from corpus.types import FollowUp, ItemKind, Meeting, Passage, Resolution
from ingest.passages import HEADER_SEPARATOR, passage_id


def publish_meeting(connection: Connection, meeting: Meeting, resolutions: Sequence[Resolution]) -> None:
    """Write the meeting and these resolutions, in place of older revisions, and line them up for the index.

    Resolutions that the meeting had before and that are not among these stay as they are, but are lined up too: what
    they say of the session is the meeting's. Numbers may change hands among these. Two of one number cannot be written:
    an `IntegrityError` then undoes the whole transaction.
    """
    meetings = MeetingRepository(connection)
    was = meetings.by_ids([meeting.id]).get(meeting.id, meeting)
    meetings.save(meeting)
    cities = {city.id: city.name for city in PlaceRepository(connection).cities()}
    city = cities.get(meeting.host_city_id or "") or meeting.host_city
    records = ResolutionRepository(connection)
    records.free_numbers([resolution.id for resolution in resolutions])
    for resolution in resolutions:
        rev = records.save(resolution)
        passage = _passage(replace(resolution, rev=rev), meeting, city)
        PassageRepository(connection).replace(ItemKind.RESOLUTION, resolution.id, [passage])
    for resolution_id in dict.fromkeys([one.id for one in (*resolutions, *records.of_meeting(meeting.id))]):
        OutboxRepository(connection).add(ItemKind.RESOLUTION, resolution_id)
    # Minutes are cited by their session.
    for document_id in {was.document_id or "", meeting.document_id or ""} - {""}:
        OutboxRepository(connection).touch(ItemKind.DOCUMENT, document_id)


def withdraw(connection: Connection, resolution_id: str) -> None:
    """Take a resolution out of the record and the index. Raises `NotFound`, or `ValueError` where it has follow-ups."""
    neighbours = ChangeRepository(connection).neighbours(ItemKind.RESOLUTION, resolution_id)
    ResolutionRepository(connection).remove(resolution_id)
    PassageRepository(connection).replace(ItemKind.RESOLUTION, resolution_id, [])
    OutboxRepository(connection).add(ItemKind.RESOLUTION, resolution_id)
    for neighbour in neighbours:
        OutboxRepository(connection).touch(*neighbour)


def follow_up(connection: Connection, entry: FollowUp) -> None:
    """Add the entry to its resolution's history and line the resolution up for the index. Raises `NotFound`."""
    ResolutionRepository(connection).follow_up(entry)
    OutboxRepository(connection).add(ItemKind.RESOLUTION, entry.resolution_id)


def _passage(resolution: Resolution, meeting: Meeting, city: str | None) -> Passage:
    """A resolution is one passage; what it was decided about and by whom is the context that is indexed with it."""
    parts = (
        resolution_title(resolution, meeting),
        resolution.agenda_item,
        resolution.working_group,
        city,
        "، ".join(party.name for party in resolution.responsible),
    )
    return Passage(
        id=passage_id(ItemKind.RESOLUTION, resolution.id, 0),
        item_kind=ItemKind.RESOLUTION,
        item_id=resolution.id,
        rev=resolution.rev,
        ordinal=0,
        text=resolution.text,
        start=0,
        end=len(resolution.text),
        header=HEADER_SEPARATOR.join(part for part in parts if part),
    )
