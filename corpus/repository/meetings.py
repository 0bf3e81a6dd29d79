"""Meetings: the register of numbered sessions."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from corpus import tables
from corpus.errors import NotFound
from corpus.repository.rows import Values, jalali_from, jalali_values, save_row
from corpus.types import Meeting


class MeetingRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, meeting: Meeting) -> None:
        save_row(self.connection, tables.meetings, {"id": meeting.id}, _values(meeting))

    def get(self, meeting_id: str) -> Meeting:
        """Raises `NotFound`."""
        found = self._select(tables.meetings.c.id == meeting_id)
        if not found:
            raise NotFound("نشستی با این نشانی پیدا نشد.")
        return found[0]

    def by_ids(self, ids: Sequence[str]) -> dict[str, Meeting]:
        """Unknown ids are left out."""
        return {meeting.id: meeting for meeting in self._select(tables.meetings.c.id.in_(list(ids)))}

    def numbered(self, session_number: int) -> list[Meeting]:
        """Every meeting of that number; several bodies may have counted to it."""
        return self._select(tables.meetings.c.session_number == session_number)

    def of_document(self, document_id: str) -> list[Meeting]:
        """The meetings that the document is the minutes of."""
        return self._select(tables.meetings.c.document_id == document_id)

    def of_documents(self, document_ids: Sequence[str]) -> dict[str, Meeting]:
        """The first meeting that each of the documents is the minutes of, by the document's id."""
        found = self._select(tables.meetings.c.document_id.in_(list(document_ids)))
        return {meeting.document_id: meeting for meeting in reversed(found) if meeting.document_id}

    def register(self) -> list[Meeting]:
        """Every meeting, in the order of its number."""
        return self._select()

    def _select(self, *conditions: ColumnElement[bool]) -> list[Meeting]:
        table = tables.meetings
        query = select(table).where(*conditions).order_by(table.c.session_number, table.c.date_iso, table.c.id)
        return [_meeting(row) for row in self.connection.execute(query).mappings()]


def _values(meeting: Meeting) -> Values:
    return {
        "session_number": meeting.session_number,
        "title": meeting.title,
        "body": meeting.body,
        "body_id": meeting.body_id,
        "host_city": meeting.host_city,
        "host_city_id": meeting.host_city_id,
        **jalali_values("date", meeting.date),
        "chair": meeting.chair,
        "secretary": meeting.secretary,
        "attendees": list(meeting.attendees),
        "absent": list(meeting.absent),
        "agenda": list(meeting.agenda),
        "document_id": meeting.document_id,
    }


def _meeting(row: RowMapping) -> Meeting:
    return Meeting(
        id=row["id"],
        session_number=row["session_number"],
        title=row["title"],
        body=row["body"],
        body_id=row["body_id"],
        host_city=row["host_city"],
        host_city_id=row["host_city_id"],
        date=jalali_from(row, "date"),
        chair=row["chair"],
        secretary=row["secretary"],
        attendees=tuple(row["attendees"]),
        absent=tuple(row["absent"]),
        agenda=tuple(row["agenda"]),
        document_id=row["document_id"],
    )
