"""What is counted by topic, city and year is what the viewer may see, each item once, versions under the newest."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from api.services import Services
from corpus import tables
from corpus.access import Role, Viewer, seen_by
from corpus.repository.documents import DocumentRepository
from corpus.repository.holdings import HoldingsRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.repository.topics import TopicRepository
from corpus.topics import Holdings, Topics
from corpus.types import ItemKind, JalaliDate, Lesson, LessonState, Meeting, Party, Resolution, Visibility

VISITOR = Viewer()
OF_KARAJ = Viewer(Role.ENGINEER, "e", "مهندس", "karaj")
OF_TEHRAN = Viewer(Role.CONTRIBUTOR, "c", "کارشناس", "tehran")
SECRETARIAT = Viewer(Role.SECRETARIAT, "s", "دبیرخانه")
ABOUT = Topics(("asphalt",), ("pavement",))


@pytest.fixture
def topics(services: Services) -> Iterator[Callable[[Viewer], TopicRepository]]:
    """Lessons and resolutions for everybody, for members, and for Karaj; all of them of Karaj and about asphalt."""
    with services.database.transaction() as connection:
        meeting = Meeting("m", 20, "نشست", host_city_id="karaj", date=JalaliDate(1392, 2))
        MeetingRepository(connection).save(meeting)
        for number, visibility in enumerate(Visibility, 1):
            name = visibility.value
            lesson = Lesson(f"l-{name}", name, "karaj", "پ", "ع", "پیش", visibility=visibility, date=JalaliDate(1399))
            LessonRepository(connection).save(lesson)
            owed = (Party("تهران", city_id="tehran"), Party("کرج", city_id="karaj"))
            decided = Resolution(f"r-{name}", "m", number, name, responsible=owed, visibility=visibility)
            ResolutionRepository(connection).save(decided)
            both = {(ItemKind.LESSON, lesson.id): ABOUT, (ItemKind.RESOLUTION, decided.id): ABOUT}
            TopicRepository(connection).save(both)

    def as_seen(who: Viewer) -> TopicRepository:
        return _Seen(services, who)  # type: ignore[return-value]

    yield as_seen


class _Seen:
    """A repository's reads, each in the eyes of that viewer."""

    def __init__(self, services: Services, who: Viewer) -> None:
        self._services, self._who = services, who

    def __getattr__(self, name: str) -> Callable[..., object]:
        def read(*arguments: object, **named: object) -> object:
            with seen_by(self._who), self._services.database.reading() as connection:
                owner = TopicRepository if hasattr(TopicRepository, name) else HoldingsRepository
                return getattr(owner(connection), name)(*arguments, **named)

        return read


@pytest.mark.parametrize(("who", "each"), [(VISITOR, 1), (OF_TEHRAN, 2), (OF_KARAJ, 3), (SECRETARIAT, 3)])
def test_only_what_is_for_the_viewer_is_counted_and_listed(
    topics: Callable[[Viewer], TopicRepository], who: Viewer, each: int
) -> None:
    seen = topics(who)
    assert seen.counts() == {"asphalt": 2 * each, "pavement": 2 * each}
    assert seen.holdings()["pavement"] == Holdings(each, each, 0)
    for kind in (ItemKind.LESSON, ItemKind.RESOLUTION):
        total, ids = seen.items("asphalt", kind, limit=10)
        assert (total, len(ids)) == (each, each)
    assert seen.items("asphalt", ItemKind.DOCUMENT, limit=10) == (0, [])
    held: HoldingsRepository = seen  # type: ignore[assignment]
    assert held.all() == Holdings(each, each, 0)
    assert held.by_city() == {"karaj": Holdings(each, each, 0), "tehran": Holdings(each, 0, 0)}
    assert held.by_year() == {1392: Holdings(each, 0, 0), 1399: Holdings(0, each, 0)}
    assert len(held.newest(10, of_a_kind=10)) == 2 * each


def test_the_topics_of_what_is_not_for_the_viewer_are_not_told(topics: Callable[[Viewer], TopicRepository]) -> None:
    assert topics(VISITOR).of_items(ItemKind.LESSON, ["l-public"]) == {"l-public": ("asphalt",)}
    assert topics(VISITOR).of_items(ItemKind.LESSON, ["l-members"]) == {}
    assert topics(OF_TEHRAN).of_items(ItemKind.RESOLUTION, ["r-city"]) == {}
    assert topics(OF_KARAJ).of_items(ItemKind.RESOLUTION, ["r-city"]) == {"r-city": ("asphalt",)}


@pytest.mark.parametrize("who", [VISITOR, OF_KARAJ, SECRETARIAT])
def test_a_lesson_whose_city_is_not_to_be_named_is_of_no_city_s_count_for_anybody(
    services: Services, topics: Callable[[Viewer], TopicRepository], who: Viewer
) -> None:
    with services.database.transaction() as connection:
        connection.execute(update(tables.lessons).values(anonymous=True))
    held: HoldingsRepository = topics(who)  # type: ignore[assignment]
    assert held.by_city()["karaj"].lessons == 0
    assert held.all().lessons == held.by_year()[1399].lessons > 0


def test_pages_of_a_topic_s_items_do_not_overlap_and_the_newest_come_first(
    topics: Callable[[Viewer], TopicRepository],
) -> None:
    seen = topics(SECRETARIAT)
    first, second = (seen.items("asphalt", ItemKind.RESOLUTION, limit=2, offset=offset)[1] for offset in (0, 2))
    assert len(first) == 2 and len(second) == 1 and not {*first} & {*second}
    assert seen.items("asphalt", ItemKind.LESSON, limit=1)[1] == ["l-city"]


def test_a_superseded_lesson_counts_with_its_successor_where_both_are_about_it(services: Services) -> None:
    with services.database.transaction() as connection:
        lessons, topics = LessonRepository(connection), TopicRepository(connection)
        for name in ("old", "new"):
            lessons.save(Lesson(name, name, "karaj", "پ", "ع", "پیش"))
            topics.save({(ItemKind.LESSON, name): ABOUT})
        topics.save({(ItemKind.LESSON, "old"): Topics(("asphalt", "joint"), ("pavement",))})
        assert topics.counts() == {"asphalt": 2, "joint": 1, "pavement": 2}
        lessons.settle("old", LessonState.SUPERSEDED, "new")
        assert topics.counts() == {"asphalt": 1, "joint": 1, "pavement": 1}
        assert topics.items("asphalt", ItemKind.LESSON, limit=5) == (1, ["new"])
        assert HoldingsRepository(connection).all() == Holdings(0, 1, 0)
        lessons.settle("old", LessonState.ARCHIVED)
        assert "joint" not in topics.counts()


def test_a_successor_that_is_not_for_the_viewer_hides_nothing(services: Services) -> None:
    with services.database.transaction() as connection:
        lessons = LessonRepository(connection)
        lessons.save(Lesson("old", "old", "karaj", "پ", "ع", "پیش"))
        lessons.save(Lesson("new", "new", "karaj", "پ", "ع", "پیش", visibility=Visibility.MEMBERS))
        lessons.settle("old", LessonState.SUPERSEDED, "new")
        TopicRepository(connection).save({(ItemKind.LESSON, name): ABOUT for name in ("old", "new")})
        for who in (VISITOR, OF_KARAJ):
            with seen_by(who):
                assert TopicRepository(connection).counts()["asphalt"] == 1
                assert HoldingsRepository(connection).by_city()["karaj"].lessons == 1


def test_versions_of_one_paper_count_once(services: Services, ingest: Callable[..., None]) -> None:
    ingest(services, یک="روسازی با آسفالت گرم", دو="روسازی با آسفالت گرم در خیابان دیگر")
    with services.database.transaction() as connection:
        documents = DocumentRepository(connection)
        one, two = documents.recent(2)
        for document in (one, two):
            documents.save(replace(documents.get(document.id), city_id="karaj", date=JalaliDate(1400)))
        topics = TopicRepository(connection)
        assert topics.counts()["pavement"] == 2
        link = {"newer_id": one.id, "older_id": two.id, "similarity": 0.9}
        connection.execute(insert(tables.near_duplicates), link)
        assert topics.counts()["pavement"] == 1
        assert topics.items("pavement", ItemKind.DOCUMENT, limit=5) == (1, [one.id])
        holdings = HoldingsRepository(connection)
        assert holdings.by_city() == {"karaj": Holdings(0, 0, 1)} and holdings.by_year() == {1400: Holdings(0, 0, 1)}


def test_saving_the_same_again_changes_nothing_and_other_topics_take_their_place(services: Services) -> None:
    item = (ItemKind.LESSON, "l")
    with services.database.transaction() as connection:
        LessonRepository(connection).save(Lesson("l", "l", "karaj", "پ", "ع", "پیش"))
        topics = TopicRepository(connection)
        assert not topics.known()
        for wanted in (ABOUT, ABOUT, Topics(("joint", "asphalt"), ("bridges",))):
            topics.save({item: wanted})
            assert topics.of_items(ItemKind.LESSON, ["l"]) == {"l": wanted.named}
            assert set(topics.counts()) == set(wanted.all)
        assert topics.known()
        topics.save({item: Topics()})
        assert topics.counts() == {} and topics.of_items(ItemKind.LESSON, ["l"]) == {}
