"""Meetings, their resolutions, and what followed on each."""

from sqlalchemy import Connection, RowMapping, delete, insert, select

from corpus import tables
from corpus.errors import NotFound
from corpus.repository.rows import Values, jalali_from, jalali_values, save_revision, save_row
from corpus.types import FollowUp, Horizon, Meeting, Resolution, ResolutionStatus, Visibility


class MeetingRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, meeting: Meeting) -> None:
        save_row(self.connection, tables.meetings, {"id": meeting.id}, _meeting_values(meeting))

    def get(self, meeting_id: str) -> Meeting:
        """Raises `NotFound`."""
        table = tables.meetings
        row = self.connection.execute(select(table).where(table.c.id == meeting_id)).mappings().one_or_none()
        if row is None:
            raise NotFound("نشستی با این نشانی پیدا نشد.")
        return _meeting(row)

    def register(self) -> list[Meeting]:
        """Every meeting, in the order of its number."""
        table = tables.meetings
        rows = self.connection.execute(select(table).order_by(table.c.session_number, table.c.id)).mappings()
        return [_meeting(row) for row in rows]


class ResolutionRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, resolution: Resolution) -> int:
        """Write the resolution, in place of an older revision if there is one; returns the new revision.

        Its follow-ups are not written: they are added one by one and never change.
        """
        return save_revision(self.connection, tables.resolutions, resolution.id, _resolution_values(resolution))

    def follow_up(self, entry: FollowUp) -> None:
        """Add an entry to a resolution's history."""
        self.connection.execute(
            insert(tables.follow_ups).values(
                id=entry.id,
                resolution_id=entry.resolution_id,
                by=entry.by,
                note=entry.note,
                progress=entry.progress,
                status=entry.status.value if entry.status else None,
                **jalali_values("date", entry.date),
            )
        )

    def get(self, resolution_id: str) -> Resolution:
        """The resolution with its whole history, oldest first. Raises `NotFound`."""
        table = tables.resolutions
        row = self.connection.execute(select(table).where(table.c.id == resolution_id)).mappings().one_or_none()
        if row is None:
            raise NotFound("مصوبه‌ای با این نشانی پیدا نشد.")
        return _resolution(row, self._history([resolution_id]).get(resolution_id, ()))

    def of_meeting(self, meeting_id: str) -> list[Resolution]:
        """A meeting's resolutions in the order of their numbers, each with its history."""
        table = tables.resolutions
        query = select(table).where(table.c.meeting_id == meeting_id).order_by(table.c.number)
        rows = self.connection.execute(query).mappings().all()
        history = self._history([row["id"] for row in rows])
        return [_resolution(row, history.get(row["id"], ())) for row in rows]

    def delete(self, resolution_id: str) -> None:
        self.connection.execute(delete(tables.resolutions).where(tables.resolutions.c.id == resolution_id))

    def _history(self, ids: list[str]) -> dict[str, tuple[FollowUp, ...]]:
        table = tables.follow_ups
        query = select(table).where(table.c.resolution_id.in_(ids)).order_by(table.c.date_iso, table.c.id)
        history: dict[str, tuple[FollowUp, ...]] = {}
        for row in self.connection.execute(query).mappings():
            entry = _follow_up(row)
            history[entry.resolution_id] = (*history.get(entry.resolution_id, ()), entry)
        return history


def _meeting_values(meeting: Meeting) -> Values:
    return {
        "session_number": meeting.session_number,
        "title": meeting.title,
        "body_id": meeting.body_id,
        "host_city_id": meeting.host_city_id,
        **jalali_values("date", meeting.date),
        "attendees": list(meeting.attendees),
        "agenda": list(meeting.agenda),
        "document_id": meeting.document_id,
    }


def _meeting(row: RowMapping) -> Meeting:
    return Meeting(
        id=row["id"],
        session_number=row["session_number"],
        title=row["title"],
        body_id=row["body_id"],
        host_city_id=row["host_city_id"],
        date=jalali_from(row, "date"),
        attendees=tuple(row["attendees"]),
        agenda=tuple(row["agenda"]),
        document_id=row["document_id"],
    )


def _resolution_values(resolution: Resolution) -> Values:
    return {
        "meeting_id": resolution.meeting_id,
        "number": resolution.number,
        "text": resolution.text,
        "working_group_id": resolution.working_group_id,
        "responsible": list(resolution.responsible),
        **jalali_values("due", resolution.due),
        "due_text": resolution.due_text,
        "horizon": resolution.horizon.value if resolution.horizon else None,
        "status": resolution.status.value,
        "visibility": resolution.visibility.value,
    }


def _resolution(row: RowMapping, history: tuple[FollowUp, ...]) -> Resolution:
    return Resolution(
        id=row["id"],
        meeting_id=row["meeting_id"],
        number=row["number"],
        text=row["text"],
        rev=row["rev"],
        working_group_id=row["working_group_id"],
        responsible=tuple(row["responsible"]),
        due=jalali_from(row, "due"),
        due_text=row["due_text"],
        horizon=Horizon(row["horizon"]) if row["horizon"] else None,
        status=ResolutionStatus(row["status"]),
        follow_ups=history,
        visibility=Visibility(row["visibility"]),
    )


def _follow_up(row: RowMapping) -> FollowUp:
    date = jalali_from(row, "date")
    assert date is not None, "an entry without a date cannot have been written"
    return FollowUp(
        id=row["id"],
        resolution_id=row["resolution_id"],
        date=date,
        by=row["by"],
        note=row["note"],
        progress=row["progress"],
        status=ResolutionStatus(row["status"]) if row["status"] else None,
    )
