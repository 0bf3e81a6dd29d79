"""The record gives back what was put into it, and keeps its promises under transactions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from corpus.database import Database
from corpus.errors import ConfigurationError, NotFound
from corpus.gazetteer import BODIES, CITIES, save_gazetteer
from corpus.repository.meetings import MeetingRepository
from corpus.repository.outbox import NOTICES, OutboxRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.relations import RelationRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.text.dates import jalali_date
from corpus.types import (
    FollowUp,
    Horizon,
    ItemKind,
    JalaliDate,
    Meeting,
    Party,
    Relation,
    RelationKind,
    RelationState,
    Resolution,
    ResolutionStatus,
)

WHOLE = JalaliDate(1389, 8, 12, date(2010, 11, 3))
MONTH = JalaliDate(1389, 8)
MEETING = Meeting(
    "m17", 17, "نشست هفدهم", "نشست معاونین", "deputies-meeting", "شیراز", "shiraz", WHOLE, "رئیس", "دبیر", ("معاون",),
    ("غایب",), ("دستور",),
)  # fmt: skip
RESOLUTION = Resolution(
    "r1", "m17", 1, "کارگروه‌ها تشکیل شود.", working_group="معاونین", working_group_id="group-deputies",
    agenda_item="دستور", vote="به اتفاق آراء",
    responsible=(Party("دبیرخانه"), Party("شهرداری قم", "qom"), Party("کارگروه عوامل", None, "group-factors")),
    due=MONTH, due_by=date(2010, 11, 21), due_text="تا پایان آبان", horizon=Horizon.SHORT, source=(3, 9),
)  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'record.db'}")
    database.migrate()
    with database.transaction() as connection:
        save_gazetteer(PlaceRepository(connection))
    yield database
    database.close()


def test_migrating_twice_is_migrating_once(database: Database) -> None:
    database.migrate()
    current, newest = database.revision()
    assert current == newest is not None


def test_the_schema_is_the_one_that_the_tables_describe(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from corpus.tables import metadata

    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_known_places_come_with_their_predecessors_and_are_saved_once(database: Database) -> None:
    with database.transaction() as connection:
        places = PlaceRepository(connection)
        save_gazetteer(places)
        assert {city.id: city for city in places.cities()} == {city.id: city for city in CITIES}
        bodies = {body.id: body for body in places.bodies()}
    assert {name: set(body.predecessor_ids) for name, body in bodies.items()} == {
        body.id: set(body.predecessor_ids) for body in BODIES
    }
    assert "deputies-meeting" in bodies["commission"].predecessor_ids


def _day(month: int, day: int) -> JalaliDate:
    return jalali_date(1390, month, day)


def _saved(database: Database, *resolutions: Resolution) -> None:
    with database.transaction() as connection:
        MeetingRepository(connection).save(MEETING)
        for resolution in resolutions:
            ResolutionRepository(connection).save(resolution)


def test_meetings_resolutions_and_their_history(database: Database) -> None:
    _saved(database, RESOLUTION)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    first = FollowUp("f1", "r1", _day(1, 5), "دبیرخانه", "ابلاغ شد.", 10, ResolutionStatus.IN_PROGRESS, None, moment)
    later = FollowUp("f2", "r1", _day(3, 1), "شیراز", "نامه رسید.", recorded_at=moment)
    with database.transaction() as connection:
        resolutions = ResolutionRepository(connection)
        assert resolutions.save(replace(RESOLUTION, text="متن اصلاح‌شده")) == 2
        resolutions.follow_up(later)
        resolutions.follow_up(first)
    with database.reading() as connection:
        assert MeetingRepository(connection).register() == [MEETING]
        assert MeetingRepository(connection).numbered(17) == [MEETING]
        expected = replace(
            RESOLUTION, text="متن اصلاح‌شده", rev=2, follow_ups=(first, later), status=ResolutionStatus.IN_PROGRESS,
            progress=10, confirmed_on=later.date.iso,
        )  # fmt: skip
        assert ResolutionRepository(connection).get("r1") == expected
        assert ResolutionRepository(connection).of_meeting("m17") == [expected]
        with pytest.raises(NotFound):
            MeetingRepository(connection).get("m99")


def test_the_newest_day_says_how_a_resolution_stands_whenever_it_was_written_down(database: Database) -> None:
    _saved(database, RESOLUTION)
    with database.transaction() as connection:
        resolutions = ResolutionRepository(connection)
        resolutions.follow_up(FollowUp("f1", "r1", _day(6, 1), "قم", "شد.", 100, ResolutionStatus.DONE))
        resolutions.follow_up(FollowUp("f2", "r1", _day(2, 1), "قم", "آغاز شد.", 20, ResolutionStatus.IN_PROGRESS))
        # What the minutes say, written again, changes nothing of it.
        resolutions.save(replace(RESOLUTION, first_status=ResolutionStatus.STALLED))
        found = resolutions.get("r1")
    assert (found.status, found.progress, found.confirmed_on) == (ResolutionStatus.DONE, 100, _day(6, 1).iso)
    assert [entry.id for entry in found.follow_ups] == ["f2", "f1"]


def test_a_follow_up_is_of_a_day_and_of_a_resolution(database: Database) -> None:
    _saved(database, RESOLUTION)
    with database.transaction() as connection:
        resolutions = ResolutionRepository(connection)
        with pytest.raises(ValueError, match="day"):
            resolutions.follow_up(FollowUp("f1", "r1", JalaliDate(1390, 2), "قم", "شد."))
        with pytest.raises(NotFound):
            resolutions.follow_up(FollowUp("f1", "r9", _day(1, 1), "قم", "شد."))


def test_a_resolution_is_overdue_after_the_last_day_that_was_in_time(database: Database) -> None:
    _saved(database, RESOLUTION)
    with database.reading() as connection:
        open_one = ResolutionRepository(connection).get("r1")
    assert not open_one.overdue(date(2010, 11, 21))
    assert open_one.overdue(date(2010, 11, 22))
    assert not replace(open_one, status=ResolutionStatus.DONE).overdue(date(2010, 11, 22))
    assert not replace(open_one, due_by=None).overdue(date(2100, 1, 1))


def test_a_story_goes_on_through_confirmed_relations_only(database: Database) -> None:
    _saved(database, *(replace(RESOLUTION, id=f"r{n}", number=n) for n in range(1, 6)))
    held = Relation("r2", "r1", RelationKind.AMENDS, RelationState.CONFIRMED, 0.8, "دبیرخانه")
    further = Relation("r3", "r2", RelationKind.SUPERSEDES, RelationState.CONFIRMED)
    proposed, rejected = Relation("r4", "r3", RelationKind.FOLLOWS), Relation("r5", "r1", RelationKind.REPEATS)
    with database.transaction() as connection:
        relations = RelationRepository(connection)
        relations.propose([replace(held, state=RelationState.PROPOSED, by=None), proposed, rejected])
        assert relations.story("r1") == []
        for relation in (held, further, replace(rejected, state=RelationState.REJECTED)):
            relations.save(relation)
        # Nobody is asked twice.
        relations.propose([rejected, replace(held, kind=RelationKind.REPEATS)])
        assert relations.of(["r5"]) == [replace(rejected, state=RelationState.REJECTED)]
        assert relations.of(["r2"]) == [held, further]
        assert relations.story("r1") == relations.story("r3") == [held, further]
        assert relations.story("r4") == []


def test_two_resolutions_of_a_meeting_cannot_have_one_number(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as connection:
        MeetingRepository(connection).save(MEETING)
        ResolutionRepository(connection).save(RESOLUTION)
        ResolutionRepository(connection).save(replace(RESOLUTION, id="r2"))
    with database.reading() as connection:
        assert MeetingRepository(connection).register() == []


def test_outbox_numbers_rise_and_each_index_has_its_own_cursor(database: Database) -> None:
    with database.transaction() as connection:
        outbox = OutboxRepository(connection)
        assert [outbox.add(ItemKind.LESSON, name) for name in "abc"] == [1, 2, 3]
        outbox.advance("old", 2)
        outbox.advance("new", 1)
        outbox.advance("new", 3)
        assert (outbox.cursor("old"), outbox.cursor("new"), outbox.cursor("none")) == (2, 3, None)
        assert [entry.item_id for entry in outbox.after(1, 10)] == ["b", "c"]
        outbox.advance(NOTICES, 2)
        outbox.forget_other_indexes("old")
        assert outbox.cursor(NOTICES) == 2
        assert outbox.cursor("new") is None
        assert [entry.item_id for entry in outbox.after(0, 10)] == ["c"]
        assert outbox.newest() == 3


def test_a_unit_of_work_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as connection:
        OutboxRepository(connection).add(ItemKind.DOCUMENT, "d")
        raise RuntimeError
    with database.reading() as connection:
        assert OutboxRepository(connection).newest() == 0


def test_an_address_that_cannot_be_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError):
        Database("nonsense://nowhere")
