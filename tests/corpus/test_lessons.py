"""The record keeps what a lesson says, every text that it has had, and what came of it; and tells each viewer their part."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from corpus.access import Role, Viewer, seen_by
from corpus.database import Database
from corpus.errors import NotFound
from corpus.files import StoredFile
from corpus.gazetteer import save_gazetteer
from corpus.lesson_use import LessonCounts, LessonOrder, LessonUse
from corpus.people import Person
from corpus.repository.files import FileRepository
from corpus.repository.lessons import LessonRepository, shown_city, shown_lesson
from corpus.repository.people import PersonRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.reads import ReadRepository
from corpus.submissions import Attachment
from corpus.types import Impact, ItemKind, JalaliDate, Lesson, LessonState, Polarity, Visibility

LESSON = Lesson(
    "l1", "نشست نوار حفاری", "mashhad", "نوار نشست کرد.", "تراکم نشد.", "تراکم آزموده شود.",
    polarity=Polarity.RISK, summary="چکیده", context="زمینه", action="کنده شد.", outcome="بهتر شد.",
    impact=Impact(cost="زیاد"), project="گاز", project_type="ترمیم حفاری", phase="اجرا", date=JalaliDate(1399, 7),
    working_group="فرآیند", keywords=("حفاری", "گاز"), contact_role="رئیس اداره",
)  # fmt: skip
VISITOR = Viewer()
OF_MASHHAD = Viewer(Role.ENGINEER, "engineer", "مهندس", "mashhad")
OF_TEHRAN = Viewer(Role.CONTRIBUTOR, "other", "همکار", "tehran")
SECRETARIAT = Viewer(Role.SECRETARIAT, "secretary", "دبیر")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'record.db'}")
    database.migrate()
    with database.transaction() as connection:
        save_gazetteer(PlaceRepository(connection))
        for name in ("engineer", "other", "secretary"):
            PersonRepository(connection).add(Person(name, name, name, Role.ENGINEER))
    yield database
    database.close()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as connection:
        yield connection


def test_a_lesson_comes_back_as_it_was_saved_with_a_number_of_its_own(connection: Connection) -> None:
    lessons = LessonRepository(connection)
    assert [lessons.save(LESSON), lessons.save(replace(LESSON, id="l2")), lessons.save(LESSON)] == [1, 1, 2]
    kept = lessons.get("l1")
    moments = {"published_at": kept.published_at, "updated_at": kept.updated_at}
    assert kept == replace(LESSON, rev=2, number=1, **moments)
    assert (lessons.numbered(2).id, lessons.numbered(1).id) == ("l2", "l1")
    assert kept.published_at and kept.updated_at and kept.published_at <= kept.updated_at
    with pytest.raises(NotFound):
        lessons.numbered(3)
    with pytest.raises(NotFound):
        lessons.get("l3")


def test_every_text_is_a_version_with_who_wrote_it(connection: Connection) -> None:
    lessons = LessonRepository(connection)
    with seen_by(SECRETARIAT):
        lessons.save(LESSON)
        lessons.save(replace(LESSON, cause="خاک تر بود.", keywords=("حفاری",), impact=Impact()))
        newest, first = lessons.versions("l1")
    assert (newest.rev, newest.by, first.rev) == (2, "دبیر", 1)
    assert {name for name in first.fields if first.fields[name] != newest.fields[name]} == {"cause", "keywords", "cost"}
    assert first.fields["date"] == "مهر ۱۳۹۹"
    assert "city" not in first.fields


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, ["l3", "l2", "l1"]),
        ({"city_id": "mashhad"}, ["l1"]),
        ({"polarity": Polarity.POSITIVE}, ["l2"]),
        ({"year": 1400}, ["l3"]),
        ({"state": LessonState.ARCHIVED}, ["l4"]),
        ({"state": None}, ["l4", "l3", "l2", "l1"]),
        ({"words": ["ترمیم"]}, ["l2", "l1"]),
        ({"words": ["آب‌بند"]}, ["l3"]),
        ({"words": ["آب‌بند", "ترمیم"]}, []),
        ({"words": ["%"]}, []),
        ({"order": LessonOrder.MOST_USED}, ["l2", "l3", "l1"]),
        ({"order": LessonOrder.MOST_READ}, ["l1", "l3", "l2"]),
    ],
)
def test_lists_are_narrowed_and_sorted(connection: Connection, wanted: dict[str, object], ids: list[str]) -> None:
    lessons = LessonRepository(connection)
    lessons.save(LESSON)
    lessons.save(replace(LESSON, id="l2", city_id="tehran", polarity=Polarity.POSITIVE))
    other = {"city_id": None, "project_type": "تونل", "keywords": ("آب‌بند",), "date": JalaliDate(1400)}
    lessons.save(replace(LESSON, id="l3", **other))
    lessons.save(replace(LESSON, id="l4", state=LessonState.ARCHIVED))
    lessons.add_use(LessonUse("u1", "l2", None, "کسی", "qom", "پل", "شد."))
    ReadRepository(lessons.connection).note(ItemKind.LESSON, "l1", date(2026, 1, 1))
    total, found = lessons.listed(limit=10, **wanted)
    assert [lesson.id for lesson in found] == ids
    assert total == len(ids)


def test_what_came_of_it_is_counted_once_each(connection: Connection) -> None:
    lessons = LessonRepository(connection)
    lessons.save(LESSON)
    use = LessonUse("u1", "l1", "engineer", "مهندس", "qom", "پل", "ترک نخورد.", JalaliDate(1403, 2))
    for _ in range(2):
        lessons.add_use(use)
        lessons.endorse("l1", "engineer", True)
    lessons.endorse("l1", "other", True)
    lessons.endorse("l1", "other", False)
    for day in (1, 1, 2):
        ReadRepository(lessons.connection).note(ItemKind.LESSON, "l1", date(2026, 1, day))
    assert lessons.counts(["l1", "l9"]) == {"l1": LessonCounts(3, 1, 1), "l9": LessonCounts()}
    assert (lessons.endorses("l1", "engineer"), lessons.endorses("l1", "other")) == (True, False)
    assert [replace(one, created_at=None) for one in lessons.uses("l1")] == [use]


def test_links_come_and_go(connection: Connection) -> None:
    lessons = LessonRepository(connection)
    lessons.save(LESSON)
    lessons.link("l1", "دستورالعمل ترمیم")
    (link,) = lessons.links(["l1"])
    assert (link.title, link.resolution_id) == ("دستورالعمل ترمیم", None)
    lessons.unlink("other", link.id)
    assert lessons.links(["l1"]) == [link]
    lessons.unlink("l1", link.id)
    assert lessons.links(["l1"]) == []


def test_files_stay_in_their_order_and_the_same_bytes_are_one(connection: Connection) -> None:
    lessons = LessonRepository(connection)
    lessons.save(LESSON)
    for sha256 in ("a" * 64, "b" * 64):
        FileRepository(connection).save(StoredFile(sha256, 3))
    files = [Attachment("b" * 64, "عکس.jpg", 3), Attachment("a" * 64, "گزارش.pdf", 3)]
    lessons.attach("l1", [*files, files[0]])
    assert lessons.attachments("l1") == files


def test_a_settled_lesson_keeps_its_text(connection: Connection) -> None:
    lessons = LessonRepository(connection)
    lessons.save(LESSON)
    lessons.save(replace(LESSON, id="l2"))
    lessons.settle("l1", LessonState.SUPERSEDED, "l2")
    old = lessons.get("l1")
    assert (old.state, old.superseded_by_id, old.rev, old.problem) == (LessonState.SUPERSEDED, "l2", 2, LESSON.problem)
    assert [one.id for one in lessons.predecessors("l2")] == ["l1"]
    assert [one.id for one in lessons.published()] == ["l2"]
    with pytest.raises(NotFound):
        lessons.settle("l9", LessonState.ARCHIVED)


@pytest.mark.parametrize(
    ("visibility", "who", "seen"),
    [
        (Visibility.PUBLIC, VISITOR, True),
        (Visibility.MEMBERS, VISITOR, False),
        (Visibility.MEMBERS, OF_TEHRAN, True),
        (Visibility.CITY, OF_TEHRAN, False),
        (Visibility.CITY, OF_MASHHAD, True),
        (Visibility.CITY, SECRETARIAT, True),
    ],
)
def test_each_viewer_reads_what_is_for_them(
    connection: Connection, visibility: Visibility, who: Viewer, seen: bool
) -> None:
    lessons = LessonRepository(connection)
    lessons.save(replace(LESSON, visibility=visibility))
    with seen_by(who):
        assert list(lessons.by_ids(["l1"])) == (["l1"] if seen else [])
        assert lessons.listed(limit=10)[0] == int(seen)
        assert bool(lessons.titles()) is seen


@pytest.mark.parametrize(
    ("who", "named"), [(VISITOR, False), (OF_TEHRAN, False), (OF_MASHHAD, True), (SECRETARIAT, True)]
)
def test_the_city_of_an_anonymous_lesson_is_told_to_itself_and_the_secretariat(
    connection: Connection, who: Viewer, named: bool
) -> None:
    lessons = LessonRepository(connection)
    lessons.save(replace(LESSON, anonymous=True))
    with seen_by(who):
        lesson = lessons.get("l1")
        assert shown_city(lesson) == ("mashhad" if named else None)
        assert bool(shown_lesson(lesson).contact_role) is named
        assert lessons.listed(city_id="mashhad", limit=10)[0] == int(named)
