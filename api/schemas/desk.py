"""The secretariat's desk."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel

from api.schemas.common import DateBody
from corpus.desk import Cell, DeskRow, Period, Standing
from corpus.terms import session_name
from corpus.types import Horizon, ResolutionStatus


class StandingBody(BaseModel):
    """`overdue` is reckoned from today's date in Tehran."""

    total: int
    open: int
    overdue: int

    @classmethod
    def from_domain(cls, standing: Standing) -> Self:
        return cls(total=standing.total, open=standing.open, overdue=standing.overdue)


class PartyBody(BaseModel):
    """`name` is as the minutes write it; the ids are what it was recognised as."""

    name: str
    city_id: str | None
    body_id: str | None


class DeskRowBody(BaseModel):
    """`due_by` is the last day in time, also where `due` is only a month or year; `progress` is in percent."""

    id: str
    url: str
    meeting_id: str
    session: str
    session_number: int
    number: int
    text: str
    responsible: list[PartyBody]
    working_group: str | None
    due: DateBody | None
    due_by: date | None
    due_text: str | None
    horizon: Horizon | None
    status: ResolutionStatus
    overdue: bool
    progress: int | None
    confirmed_on: date | None
    updated_at: datetime

    @classmethod
    def from_domain(cls, row: DeskRow, today: date) -> Self:
        resolution, meeting = row.resolution, row.meeting
        return cls(
            id=resolution.id,
            url=f"/resolutions/{resolution.id}",
            meeting_id=meeting.id,
            session=session_name(meeting),
            session_number=meeting.session_number,
            number=resolution.number,
            text=resolution.text,
            responsible=[
                PartyBody(name=party.name, city_id=party.city_id, body_id=party.body_id)
                for party in resolution.responsible
            ],
            working_group=resolution.working_group,
            due=DateBody.from_domain(resolution.due) if resolution.due else None,
            due_by=resolution.due_by,
            due_text=resolution.due_text,
            horizon=resolution.horizon,
            status=resolution.status,
            overdue=resolution.overdue(today),
            progress=resolution.progress,
            confirmed_on=resolution.confirmed_on,
            updated_at=row.updated_at,
        )


class CellBody(BaseModel):
    horizon: Horizon | None
    status: ResolutionStatus
    count: int
    overdue: int

    @classmethod
    def from_domain(cls, cell: Cell) -> Self:
        return cls(horizon=cell.horizon, status=cell.status, count=cell.count, overdue=cell.overdue)


class PeriodBody(BaseModel):
    """A quarter of a Jalali year, 1 to 4."""

    year: int
    quarter: int
    decided: int
    done: int

    @classmethod
    def from_domain(cls, period: Period) -> Self:
        return cls(year=period.year, quarter=period.quarter, decided=period.decided, done=period.done)


class PlaceStandingBody(BaseModel):
    id: str
    name: str
    standing: StandingBody


class DeskBody(BaseModel):
    """All counts are of the whole filtered list, `rows` are one page of it."""

    standing: StandingBody
    page: int
    pages: int
    rows: list[DeskRowBody]
    matrix: list[CellBody]
    cities: list[PlaceStandingBody]
    progress: list[PeriodBody]


class StatusChangeBody(BaseModel):
    """One follow-up for each resolution; `date` is Jalali («1404/05/14»), today if it is not given."""

    ids: list[str]
    status: str
    by: str
    note: str
    date: str = ""


class StatusChangedBody(BaseModel):
    changed: int
