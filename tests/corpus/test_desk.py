"""The desk over the sample sessions: every filter against a plain reckoning in Python."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from api.services import Services
from corpus.desk import (
    OPEN,
    CityRole,
    DateRange,
    DeskFilter,
    DeskOrder,
    DeskRow,
    NoHorizon,
    Standing,
    with_predecessors,
)
from corpus.gazetteer import BODIES
from corpus.repository.desk import DeskRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.text.dates import jalali, jalali_date
from corpus.types import FollowUp, Horizon, JalaliDate, Party, ResolutionStatus

# In the middle of the samples' years, so that some deadlines are ahead.
TODAY = date(2013, 6, 1)
BEFORE = {body.id: body.predecessor_ids for body in BODIES}


@pytest.fixture
def connection(published: Services) -> Iterator[Connection]:
    with published.database.reading() as connection:
        yield connection


@pytest.fixture
def desk(connection: Connection) -> DeskRepository:
    return DeskRepository(connection, TODAY)


def cities(row: DeskRow) -> set[str | None]:
    return {party.city_id for party in row.resolution.responsible}


def everyone(row: DeskRow) -> bool:
    return any(party.name.startswith("همه") for party in row.resolution.responsible)


def held(row: DeskRow) -> date:
    assert row.meeting.date
    assert row.meeting.date.iso
    return row.meeting.date.iso


def heard(row: DeskRow) -> date:
    return row.resolution.confirmed_on or held(row)


QUIET = TODAY - timedelta(days=183)
DECIDED = DateRange(JalaliDate(1390), JalaliDate(1391, 5))
DUE = DateRange(JalaliDate(1391, 6), jalali_date(1392, 12, 29))
GROUPS = with_predecessors("group-process", BEFORE)

CASES: dict[str, tuple[DeskFilter, Callable[[DeskRow], bool]]] = {
    "everything": (DeskFilter(), lambda row: True),
    "sessions": (DeskFilter(session_from=18, session_to=20), lambda row: 18 <= row.meeting.session_number <= 20),
    "body": (
        DeskFilter(bodies=GROUPS),
        lambda row: row.meeting.body_id in GROUPS or row.resolution.working_group_id in GROUPS,
    ),
    "responsible city": (DeskFilter(city="karaj"), lambda row: "karaj" in cities(row)),
    "host city": (
        DeskFilter(city="karaj", city_role=CityRole.HOST),
        lambda row: row.meeting.host_city_id == "karaj",
    ),
    "any role": (
        DeskFilter(city="karaj", city_role=CityRole.ANY),
        lambda row: row.meeting.host_city_id == "karaj" or "karaj" in cities(row),
    ),
    "everyone": (
        DeskFilter(city="karaj", everyone=True),
        lambda row: "karaj" in cities(row) or everyone(row),
    ),
    "group": (
        DeskFilter(working_group="group-factors"),
        lambda row: row.resolution.working_group_id == "group-factors",
    ),
    "responsible name": (
        DeskFilter(responsible="دبيرخانه"),
        lambda row: any("دبیرخانه" in party.name for party in row.resolution.responsible),
    ),
    "horizon": (DeskFilter(horizon=Horizon.URGENT), lambda row: row.resolution.horizon is Horizon.URGENT),
    "status": (
        DeskFilter(statuses=(ResolutionStatus.DONE,)),
        lambda row: row.resolution.status is ResolutionStatus.DONE,
    ),
    "open": (DeskFilter(statuses=OPEN), lambda row: row.resolution.status.open),
    "overdue": (DeskFilter(overdue=True), lambda row: row.resolution.overdue(TODAY)),
    "due soon": (
        DeskFilter(due_within=365),
        lambda row: (
            row.resolution.status.open
            and row.resolution.due_by is not None
            and TODAY <= row.resolution.due_by <= TODAY + timedelta(days=365)
        ),
    ),
    "quiet": (DeskFilter(quiet_since=QUIET), lambda row: row.resolution.status.open and heard(row) < QUIET),
    "decided": (DeskFilter(decided=DECIDED), lambda row: date(2011, 3, 21) <= held(row) <= date(2012, 8, 21)),
    "due": (
        DeskFilter(due=DUE),
        lambda row: (
            row.resolution.due_by is not None and date(2012, 8, 22) <= row.resolution.due_by <= date(2014, 3, 20)
        ),
    ),
    "words": (
        DeskFilter(words="كلانشهرها شود"),
        lambda row: "کلانشهرها" in row.resolution.text.replace("\u200c", "") and "شود" in row.resolution.text,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_filter_finds_what_a_plain_reckoning_finds(desk: DeskRepository, name: str) -> None:
    wanted, meant = CASES[name]
    everything = desk.rows(DeskFilter())
    expected = {row.resolution.id for row in everything if meant(row)}
    found = desk.rows(wanted)
    assert {row.resolution.id for row in found} == expected
    assert len(found) == len(expected) > 0
    if name != "everything":
        assert len(expected) < len(everything)
    late = sum(row.resolution.overdue(TODAY) for row in found)
    assert desk.standing(wanted) == Standing(len(found), sum(row.resolution.status.open for row in found), late)


@pytest.mark.parametrize("name", ["everything", "overdue", "responsible city"])
def test_the_counts_are_of_the_list(desk: DeskRepository, name: str) -> None:
    wanted, _ = CASES[name]
    rows = desk.rows(wanted)
    matrix = {(cell.horizon, cell.status): cell.count for cell in desk.matrix(wanted)}
    assert matrix == Counter((row.resolution.horizon, row.resolution.status) for row in rows)
    by_city = Counter(city for row in rows for city in cities(row) if city)
    assert {city: one.total for city, one in desk.by_city(wanted).items()} == by_city
    by_meeting = Counter(row.meeting.id for row in rows)
    assert {meeting: one.total for meeting, one in desk.by_meeting(wanted).items()} == by_meeting
    periods = desk.progress(wanted)
    assert sum(period.decided for period in periods) == len(rows)
    assert sum(period.done for period in periods) == sum(row.resolution.status is ResolutionStatus.DONE for row in rows)


def test_what_was_done_counts_in_the_quarter_for_which_it_was_told(desk: DeskRepository) -> None:
    done = Counter(
        (entry.date.year, ((entry.date.month or 1) - 1) // 3 + 1)
        for row in desk.rows(DeskFilter(statuses=(ResolutionStatus.DONE,)))
        for entry in row.resolution.follow_ups[-1:]
    )
    assert {(one.year, one.quarter): one.done for one in desk.progress(DeskFilter()) if one.done} == done


def test_two_offices_of_one_city_are_one_city(published: Services) -> None:
    with published.database.transaction() as connection:
        before = DeskRepository(connection, TODAY).by_city(DeskFilter())["karaj"].total
        row = DeskRepository(connection, TODAY).rows(DeskFilter(city="karaj"))[0]
        twice = (Party("معاونت فنی شهرداری کرج", "karaj"), Party("سازمان عمران کرج", "karaj"))
        ResolutionRepository(connection).save(replace(row.resolution, responsible=twice))
        assert DeskRepository(connection, TODAY).by_city(DeskFilter())["karaj"].total == before


def test_what_has_no_horizon_or_deadline_can_be_asked_for(published: Services) -> None:
    with published.database.transaction() as connection:
        desk = DeskRepository(connection, TODAY)
        row = desk.rows(DeskFilter())[0]
        ResolutionRepository(connection).save(replace(row.resolution, horizon=None, due=None, due_text=None))
        for wanted in (DeskFilter(horizon=NoHorizon.NONE), DeskFilter(no_deadline=True)):
            found = [one.resolution for one in desk.rows(wanted)]
            assert row.resolution.id in {one.id for one in found}
            assert all(one.horizon is None if wanted.horizon else one.due_by is None for one in found)


@pytest.mark.parametrize("descending", [False, True])
def test_the_list_is_sorted_and_paged_without_losing_a_row(desk: DeskRepository, descending: bool) -> None:
    for order in DeskOrder:
        whole = [row.resolution.id for row in desk.rows(DeskFilter(), order, descending=descending)]
        paged = [
            row.resolution.id
            for start in range(0, len(whole), 7)
            for row in desk.rows(DeskFilter(), order, descending=descending, limit=7, offset=start)
        ]
        assert paged == whole
        assert len(set(whole)) == len(whole)
    due = [row.resolution.due_by for row in desk.rows(DeskFilter(statuses=OPEN), descending=descending)]
    known = [day for day in due if day]
    assert known == sorted(known, reverse=descending)
    assert due[len(known) :] == [None] * (len(due) - len(known))


def test_what_is_open_stands_before_what_is_closed(desk: DeskRepository) -> None:
    is_open = [row.resolution.status.open for row in desk.rows(DeskFilter())]
    assert is_open == sorted(is_open, reverse=True)


def test_a_follow_up_makes_its_resolution_the_latest_news(published: Services) -> None:
    with published.database.transaction() as connection:
        desk = DeskRepository(connection, TODAY)
        row = desk.rows(DeskFilter(overdue=True))[-1]
        entry = FollowUp("f", row.resolution.id, jalali(date(2026, 6, 1)), "کرج", "شد.", 100, ResolutionStatus.DONE)
        ResolutionRepository(connection).follow_up(entry)
        latest = desk.rows(DeskFilter(), DeskOrder.UPDATED, descending=True, limit=1)[0]
        assert latest.resolution.id == row.resolution.id
        assert latest.updated_at > row.updated_at
        assert row.resolution.id not in {one.resolution.id for one in desk.rows(DeskFilter(overdue=True))}


def test_predecessors_are_followed_to_the_first() -> None:
    assert with_predecessors("committee-contracts", BEFORE) == {"committee-contracts"}
    assert "committee-contracts" in with_predecessors("commission", BEFORE)
    assert with_predecessors("a", {"a": ("b",), "b": ("a",)}) == {"a", "b"}
