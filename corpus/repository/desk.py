"""The secretariat's desk: resolutions filtered, sorted, paged and counted in the database."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, func, or_, select

from corpus import tables
from corpus.desk import (
    OPEN,
    Cell,
    CityRole,
    DateRange,
    DeskFilter,
    DeskOrder,
    DeskRow,
    NoHorizon,
    Period,
    Standing,
)
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository, seen_resolutions
from corpus.repository.rows import as_utc
from corpus.text.dates import first_day_of, jalali, last_day_of
from corpus.text.display import HALF_SPACE, display_text
from corpus.text.folding import fold
from corpus.types import Horizon, ResolutionStatus

# «همهٔ کلان‌شهرها», «کلیهٔ شهرداری‌های کلان‌شهرها», however they are written.
EVERYONE = ("هم%کلان%شهر%", "کلی%کلان%شهر%", "تمام%کلان%شهر%")

_resolutions, _meetings, _parties = tables.resolutions.c, tables.meetings.c, tables.resolution_parties.c
_RECORD = tables.resolutions.join(tables.meetings)
_OPEN = _resolutions.status.in_([status.value for status in OPEN])
_IN_TURN = case({status.value: turn for turn, status in enumerate(ResolutionStatus)}, value=_resolutions.status)
_ORDERS: dict[DeskOrder, tuple[ColumnElement[Any], ...]] = {
    DeskOrder.DUE: (_resolutions.due_by,),
    DeskOrder.SESSION: (_meetings.session_number, _resolutions.number),
    DeskOrder.STATUS: (_IN_TURN, _resolutions.due_by),
    DeskOrder.CONFIRMED: (_resolutions.confirmed_on,),
    DeskOrder.UPDATED: (_resolutions.updated_at,),
}


class DeskRepository:
    """Answers as of `today`, from which what is overdue is reckoned."""

    def __init__(self, connection: Connection, today: date) -> None:
        self.connection = connection
        self._overdue = and_(_OPEN, _resolutions.due_by < today)
        self._today = today

    def rows(
        self,
        wanted: DeskFilter,
        order: DeskOrder = DeskOrder.DUE,
        *,
        descending: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[DeskRow]:
        """The resolutions that are meant, with their histories; those without what they are sorted by stand last."""
        by = [(column.desc() if descending else column.asc()).nulls_last() for column in _ORDERS[order]]
        query = self._of(wanted, _resolutions.id, _resolutions.updated_at)
        # The deadline of what is done is of no more concern.
        first = [case((_OPEN, 0), else_=1)] if order is DeskOrder.DUE else []
        query = query.order_by(*first, *by, _meetings.session_number.desc(), _resolutions.number, _resolutions.id)
        found = self.connection.execute(query.limit(limit).offset(offset)).all()
        resolutions = ResolutionRepository(self.connection).by_ids([row.id for row in found])
        meetings = MeetingRepository(self.connection).by_ids(list({one.meeting_id for one in resolutions.values()}))
        return [
            DeskRow(resolutions[row.id], meetings[resolutions[row.id].meeting_id], as_utc(row.updated_at))
            for row in found
        ]

    def standing(self, wanted: DeskFilter) -> Standing:
        return _standing(self.connection.execute(self._of(wanted, *self._counts())).one())

    def matrix(self, wanted: DeskFilter) -> list[Cell]:
        """Counts by horizon and status; cells without a resolution are left out."""
        of = (_resolutions.horizon, _resolutions.status)
        rows = self.connection.execute(self._of(wanted, *of, *self._counts()).group_by(*of))
        return [
            Cell(Horizon(horizon) if horizon else None, ResolutionStatus(status), count, overdue)
            for horizon, status, count, _, overdue in rows
        ]

    def by_meeting(self, wanted: DeskFilter) -> dict[str, Standing]:
        of_meeting = _resolutions.meeting_id
        rows = self.connection.execute(self._of(wanted, of_meeting, *self._counts()).group_by(of_meeting))
        return {meeting_id: _standing(counts) for meeting_id, *counts in rows}

    def by_city(self, wanted: DeskFilter) -> dict[str, Standing]:
        """What is laid on each city by name; a resolution that is laid on two counts for both."""
        return self._by_party(wanted, _parties.city_id)

    def by_body(self, wanted: DeskFilter) -> dict[str, Standing]:
        """What is laid on each body; as with cities."""
        return self._by_party(wanted, _parties.body_id)

    def progress(self, wanted: DeskFilter) -> list[Period]:
        """Quarter by quarter from the first with anything in it to the last: what was decided, what was carried out.

        A resolution is carried out on the day for which that was last told; where the minutes themselves call it done,
        on the day of the session.
        """
        decided: Counter[int] = Counter()
        done: Counter[int] = Counter()
        month_of_session = (_meetings.date_year, _meetings.date_month)
        query = self._of(wanted, *month_of_session, func.count()).where(_meetings.date_year.is_not(None))
        for year, month, count in self.connection.execute(query.group_by(*month_of_session)):
            decided[_quarter(year, month)] += count
        for day, count in self.connection.execute(self._done_by_day(wanted)):
            of_day = jalali(day)
            done[_quarter(of_day.year, of_day.month)] += count
        known = decided.keys() | done.keys()
        quarters = range(min(known), max(known) + 1) if known else range(0)
        return [Period(quarter // 4, quarter % 4 + 1, decided[quarter], done[quarter]) for quarter in quarters]

    def _done_by_day(self, wanted: DeskFilter) -> Select[Any]:
        entries = tables.follow_ups.c
        latest = select(entries.resolution_id, func.max(entries.date_iso).label("day"))
        told = latest.where(entries.status == ResolutionStatus.DONE.value).group_by(entries.resolution_id).subquery()
        day = func.coalesce(told.c.day, _meetings.date_iso)
        query = self._of(wanted, day, func.count(), within=_RECORD.outerjoin(told))
        return query.where(_resolutions.status == ResolutionStatus.DONE.value, day.is_not(None)).group_by(day)

    def _by_party(self, wanted: DeskFilter, place: ColumnElement[str | None]) -> dict[str, Standing]:
        open_one, overdue = (case((one, 1), else_=0).label(name) for one, name in self._states())
        # Where nothing is asked of the session, joining it would be a third of the work.
        asks_of_session = tables.meetings in select().where(*self._conditions(wanted)).get_final_froms()
        record = _RECORD if asks_of_session else tables.resolutions
        within = record.join(tables.resolution_parties, _resolutions.id == _parties.resolution_id)
        query = self._of(wanted, _resolutions.id, place.label("place"), open_one, overdue, within=within)
        # Two offices of one city are one city.
        each = query.where(place.is_not(None)).distinct().subquery().c
        counts = (func.count(), func.sum(each.open), func.sum(each.overdue))
        rows = self.connection.execute(select(each.place, *counts).group_by(each.place))
        return {place_id: _standing(counted) for place_id, *counted in rows}

    def _counts(self) -> list[ColumnElement[int]]:
        return [func.count(), *(func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one, _ in self._states())]

    def _states(self) -> tuple[tuple[ColumnElement[bool], str], ...]:
        return (_OPEN, "open"), (self._overdue, "overdue")

    def _of(self, wanted: DeskFilter, *columns: ColumnElement[Any], within: FromClause = _RECORD) -> Select[Any]:
        return select(*columns).select_from(within).where(*self._conditions(wanted))

    def _conditions(self, wanted: DeskFilter) -> Iterator[ColumnElement[bool]]:
        """One condition for each thing that the filter asks, and what the viewer may see."""
        yield from seen_resolutions()
        yield from _conditions_of_meeting(wanted)
        yield from _conditions_of_parties(wanted)
        yield from self._conditions_of_time(wanted)
        if wanted.bodies:
            bodies = sorted(wanted.bodies)
            yield or_(_meetings.body_id.in_(bodies), _resolutions.working_group_id.in_(bodies))
        if wanted.working_group:
            yield _resolutions.working_group_id == wanted.working_group
        if wanted.horizon is NoHorizon.NONE:
            yield _resolutions.horizon.is_(None)
        elif wanted.horizon:
            yield _resolutions.horizon == wanted.horizon.value
        if wanted.statuses:
            yield _resolutions.status.in_([status.value for status in wanted.statuses])
        for word in fold(wanted.words).split():
            yield _resolutions.folded.contains(word, autoescape=True)

    def _conditions_of_time(self, wanted: DeskFilter) -> Iterator[ColumnElement[bool]]:
        due = _resolutions.due_by
        if wanted.overdue:
            yield self._overdue
        if wanted.due_within is not None:
            yield and_(_OPEN, due.between(self._today, self._today + timedelta(days=wanted.due_within)))
        if wanted.no_deadline:
            yield due.is_(None)
        if wanted.due:
            first, last = _days(wanted.due)
            yield due.between(first, last)
        if wanted.quiet_since:
            heard = func.coalesce(_resolutions.confirmed_on, _meetings.date_iso)
            yield and_(_OPEN, or_(heard < wanted.quiet_since, heard.is_(None)))


def _conditions_of_meeting(wanted: DeskFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.session_from is not None:
        yield _meetings.session_number >= wanted.session_from
    if wanted.session_to is not None:
        yield _meetings.session_number <= wanted.session_to
    if wanted.meeting:
        yield _resolutions.meeting_id == wanted.meeting
    if wanted.decided:
        day, year = _meetings.date_iso, _meetings.date_year
        first, last = _days(wanted.decided)
        # Of some sessions only the year or month is known.
        in_year = and_(day.is_(None), year.between(jalali(first).year, jalali(last).year))
        yield or_(day.between(first, last), in_year)


def _conditions_of_parties(wanted: DeskFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.city:
        host = _meetings.host_city_id == wanted.city
        named = _parties.city_id == wanted.city
        if wanted.everyone:
            nobody = and_(_parties.city_id.is_(None), _parties.body_id.is_(None))
            named = or_(named, and_(nobody, or_(*(_parties.name.like(pattern) for pattern in EVERYONE))))
        owes = _with_party(named)
        yield {CityRole.HOST: host, CityRole.RESPONSIBLE: owes, CityRole.ANY: or_(host, owes)}[wanted.city_role]
    if wanted.responsible_bodies:
        yield _with_party(_parties.body_id.in_(sorted(wanted.responsible_bodies)))
    words = display_text(wanted.responsible).replace(HALF_SPACE, "").split()
    if words:
        name = func.replace(_parties.name, HALF_SPACE, "")
        yield _with_party(and_(*(name.contains(word, autoescape=True) for word in words)))


def _with_party(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return _resolutions.id.in_(select(_parties.resolution_id).where(condition))


def _days(within: DateRange) -> tuple[date, date]:
    first = within.first and first_day_of(within.first)
    last = within.last and last_day_of(within.last)
    return first or date.min.replace(year=1000), last or date.max.replace(year=3000)


def _quarter(year: int, month: int | None) -> int:
    """Quarters counted through; a session of which only the year is known goes into its first."""
    return year * 4 + ((month or 1) - 1) // 3


def _standing(counts: Any) -> Standing:
    return Standing(*(int(count) for count in counts))
