"""Resolutions, and what followed on each."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from corpus import tables
from corpus.errors import NotFound
from corpus.repository.documents import MAXIMUM_IDS
from corpus.repository.rows import Values, as_utc, jalali_from, jalali_values, now, save_revision
from corpus.repository.visibility import visible
from corpus.text.dates import last_day_of
from corpus.text.folding import fold
from corpus.types import Evidence, FollowUp, Horizon, Party, Resolution, ResolutionStatus, Visibility


def seen_resolutions() -> list[ColumnElement[bool]]:
    """Conditions that hold for the resolutions that are for the viewer; one of a city is of its session's host."""
    hosts = tables.meetings.alias("hosts")
    of_meeting = select(hosts.c.host_city_id).where(hosts.c.id == tables.resolutions.c.meeting_id)
    return visible(tables.resolutions.c.visibility, of_meeting.correlate(tables.resolutions).scalar_subquery())


class ResolutionRepository:
    """Reads as the viewer may see: what is not for them is not there."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, resolution: Resolution) -> int:
        """Write what the minutes say, in place of an older revision if there is one; returns the new revision.

        Follow-ups are not written: they are added one by one and never change. What they say of status and progress
        stays as it is; `due_by` is worked out from `due`.
        """
        first = {"status": resolution.first_status.value, "updated_at": now()}
        rev = save_revision(self.connection, tables.resolutions, resolution.id, _values(resolution), first)
        self._save_parties(resolution)
        self._follow(resolution.id)
        return rev

    def free_numbers(self, ids: Sequence[str]) -> None:
        """Let go of these resolutions' numbers, so that they can be given out anew before the transaction ends."""
        table = tables.resolutions
        self.connection.execute(update(table).where(table.c.id.in_(list(ids))).values(number=-table.c.number))

    def remove(self, resolution_id: str) -> None:
        """Delete a resolution that nothing followed on. Raises `NotFound`, or `ValueError` where something did."""
        if self.get(resolution_id).follow_ups:
            raise ValueError("a resolution with follow-ups stays")
        self.connection.execute(delete(tables.resolutions).where(tables.resolutions.c.id == resolution_id))

    def follow_up(self, entry: FollowUp) -> None:
        """Add an entry to a resolution's history. Its date must be a whole day. Raises `NotFound`."""
        if entry.date.iso is None:
            raise ValueError("a follow-up is of a day")
        self.get(entry.resolution_id)
        self.connection.execute(insert(tables.follow_ups).values(**_follow_up_values(entry)))
        self._follow(entry.resolution_id)

    def get(self, resolution_id: str) -> Resolution:
        """The resolution with its whole history, oldest first. Raises `NotFound`."""
        found = self.by_ids([resolution_id])
        if resolution_id not in found:
            raise NotFound("مصوبه‌ای با این نشانی پیدا نشد.")
        return found[resolution_id]

    def by_ids(self, ids: Sequence[str]) -> dict[str, Resolution]:
        """The resolutions by id, each with its history; unknown ids are left out."""
        found: dict[str, Resolution] = {}
        for start in range(0, len(ids), MAXIMUM_IDS):
            batch = list(ids[start : start + MAXIMUM_IDS])
            found |= {one.id: one for one in self._select(tables.resolutions.c.id.in_(batch))}
        return found

    def of_meeting(self, meeting_id: str) -> list[Resolution]:
        """A meeting's resolutions in the order of their numbers, each with its history."""
        return list(self._select(tables.resolutions.c.meeting_id == meeting_id))

    def numbers(self) -> list[tuple[str, int, int]]:
        """(id, number, its session's number) of every resolution, the latest session's first."""
        table, meetings = tables.resolutions, tables.meetings
        query = (
            select(table.c.id, table.c.number, meetings.c.session_number)
            .join(meetings, meetings.c.id == table.c.meeting_id)
            .where(*seen_resolutions())
            .order_by(meetings.c.session_number.desc(), table.c.number)
        )
        return [(row.id, row.number, row.session_number) for row in self.connection.execute(query)]

    def set_visibility(self, resolution_id: str, visibility: Visibility) -> None:
        """For whom the resolution is; where that is one city, it is its session's host."""
        table = tables.resolutions
        values = {"visibility": visibility.value, "updated_at": now()}
        self.connection.execute(update(table).where(table.c.id == resolution_id).values(values))

    def count(self) -> int:
        return self.connection.execute(select(func.count()).select_from(tables.resolutions)).scalar_one()

    def _follow(self, resolution_id: str) -> None:
        """Make status, progress and last confirmation what the history says now."""
        table = tables.resolutions
        history = self._histories([resolution_id]).get(resolution_id, ())
        first = self.connection.execute(select(table.c.first_status).where(table.c.id == resolution_id)).scalar_one()
        values: Values = {
            "status": next((entry.status.value for entry in reversed(history) if entry.status), first),
            "progress": next((entry.progress for entry in reversed(history) if entry.progress is not None), None),
            "confirmed_on": max((entry.date.iso for entry in history if entry.date.iso), default=None),
            "updated_at": now(),
        }
        self.connection.execute(update(table).where(table.c.id == resolution_id).values(values))

    def _select(self, condition: ColumnElement[bool]) -> Iterator[Resolution]:
        table = tables.resolutions
        query = select(table).where(condition, *seen_resolutions()).order_by(table.c.meeting_id, table.c.number)
        rows = self.connection.execute(query).mappings().all()
        ids = [row["id"] for row in rows]
        histories, parties = self._histories(ids), self._parties(ids)
        for row in rows:
            yield _resolution(row, parties.get(row["id"], ()), histories.get(row["id"], ()))

    def _histories(self, ids: Sequence[str]) -> dict[str, tuple[FollowUp, ...]]:
        table = tables.follow_ups
        entries: list[FollowUp] = []
        for start in range(0, len(ids), MAXIMUM_IDS):
            query = select(table).where(table.c.resolution_id.in_(list(ids[start : start + MAXIMUM_IDS])))
            query = query.order_by(table.c.resolution_id, table.c.date_iso, table.c.recorded_at, table.c.id)
            entries += [_follow_up(row) for row in self.connection.execute(query).mappings()]
        return {name: tuple(of_one) for name, of_one in groupby(entries, lambda entry: entry.resolution_id)}

    def _parties(self, ids: Sequence[str]) -> dict[str, tuple[Party, ...]]:
        table = tables.resolution_parties
        parties: dict[str, tuple[Party, ...]] = {}
        for start in range(0, len(ids), MAXIMUM_IDS):
            query = select(table).where(table.c.resolution_id.in_(list(ids[start : start + MAXIMUM_IDS])))
            rows = self.connection.execute(query.order_by(table.c.resolution_id, table.c.ordinal)).mappings()
            for name, of_one in groupby(rows, lambda row: str(row["resolution_id"])):
                parties[name] = tuple(Party(row["name"], row["city_id"], row["body_id"]) for row in of_one)
        return parties

    def _save_parties(self, resolution: Resolution) -> None:
        table = tables.resolution_parties
        self.connection.execute(delete(table).where(table.c.resolution_id == resolution.id))
        rows = [
            {
                "resolution_id": resolution.id,
                "ordinal": ordinal,
                "name": party.name,
                "city_id": party.city_id,
                "body_id": party.body_id,
            }
            for ordinal, party in enumerate(resolution.responsible)
        ]
        if rows:
            self.connection.execute(insert(table), rows)


def _values(resolution: Resolution) -> Values:
    start, end = resolution.source or (None, None)
    return {
        "meeting_id": resolution.meeting_id,
        "number": resolution.number,
        "text": resolution.text,
        "folded": fold(resolution.text),
        "working_group": resolution.working_group,
        "working_group_id": resolution.working_group_id,
        "agenda_item": resolution.agenda_item,
        "vote": resolution.vote,
        **jalali_values("due", resolution.due),
        "due_by": last_day_of(resolution.due) if resolution.due else None,
        "due_text": resolution.due_text,
        "horizon": resolution.horizon.value if resolution.horizon else None,
        "first_status": resolution.first_status.value,
        "source_start": start,
        "source_end": end,
        "visibility": resolution.visibility.value,
    }


def _resolution(row: RowMapping, responsible: tuple[Party, ...], history: tuple[FollowUp, ...]) -> Resolution:
    return Resolution(
        id=row["id"],
        meeting_id=row["meeting_id"],
        number=row["number"],
        text=row["text"],
        rev=row["rev"],
        working_group=row["working_group"],
        working_group_id=row["working_group_id"],
        agenda_item=row["agenda_item"],
        vote=row["vote"],
        responsible=responsible,
        due=jalali_from(row, "due"),
        due_by=row["due_by"],
        due_text=row["due_text"],
        horizon=Horizon(row["horizon"]) if row["horizon"] else None,
        first_status=ResolutionStatus(row["first_status"]),
        status=ResolutionStatus(row["status"]),
        progress=row["progress"],
        confirmed_on=row["confirmed_on"],
        source=(row["source_start"], row["source_end"]) if row["source_start"] is not None else None,
        follow_ups=history,
        visibility=Visibility(row["visibility"]),
    )


def _follow_up_values(entry: FollowUp) -> Values:
    return {
        "id": entry.id,
        "resolution_id": entry.resolution_id,
        **jalali_values("date", entry.date),
        "by": entry.by,
        "note": entry.note,
        "progress": entry.progress,
        "status": entry.status.value if entry.status else None,
        "evidence_sha256": entry.evidence.file_sha256 if entry.evidence else None,
        "evidence_name": entry.evidence.file_name if entry.evidence else None,
        "recorded_at": entry.recorded_at or now(),
    }


def _follow_up(row: RowMapping) -> FollowUp:
    date = jalali_from(row, "date")
    assert date is not None, "an entry without a date cannot have been written"
    shown = row["evidence_sha256"]
    return FollowUp(
        id=row["id"],
        resolution_id=row["resolution_id"],
        date=date,
        by=row["by"],
        note=row["note"],
        progress=row["progress"],
        status=ResolutionStatus(row["status"]) if row["status"] else None,
        evidence=Evidence(shown, row["evidence_name"]) if shown else None,
        recorded_at=as_utc(row["recorded_at"]),
    )
