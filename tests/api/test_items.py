"""Items of every kind by id, and a copy of the record that is kept up by harvesting."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.app import create_app
from api.lessons.reuse import add_link
from api.minutes.relating import TypedRelation, add_relation
from api.people.audience import set_document_audience, set_resolution_visibility
from api.samples import publish_sample_lessons, publish_samples
from api.services import Services
from corpus.access import Role, Viewer, seen_by
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.text.dates import jalali_date
from corpus.types import FollowUp, Lesson, LessonState, Meeting, Resolution, ResolutionStatus, Visibility
from ingest.lesson_publishing import publish_lesson, settle_lesson
from ingest.publishing import follow_up, publish_meeting, withdraw
from tests.api.lesson_site import FORM, Site

CITIES = ("karaj", "tehran", "mashhad")
PAPER = "ترمیم نوار حفاری در معابر شهری و تراکم خاک برگشتی آن"


class Copy:
    """What a program has that keeps a copy: each item by id, and the place in the harvest that it is at."""

    def __init__(self, client: TestClient, limit: int) -> None:
        self.client, self.limit = client, limit
        self.cursor: str | None = None
        self.items: dict[str, dict[str, Any]] = {}
        self.told: list[str] = []

    def take_page(self) -> bool:
        """Take one page in; returns whether more wait."""
        asked: dict[str, Any] = {"limit": self.limit} | ({"cursor": self.cursor} if self.cursor else {})
        body = self.client.get("/api/v1/items", params=asked).json()
        for one in body["items"]:
            self.told.append(one["id"])
            if one["deleted"]:
                self.items.pop(one["id"], None)
            else:
                self.items[one["id"]] = one
        self.cursor = body["cursor"]
        return body["next"] is not None

    def take_all(self) -> None:
        while self.take_page():
            pass


@pytest.fixture
def site(services: Services) -> Site:
    return Site(services)


@pytest.fixture
def sample_site(services: Services) -> Iterator[TestClient]:
    publish_samples(services)
    publish_sample_lessons(services)
    with TestClient(create_app(services)) as client:
        yield client


def _lesson(lesson_id: str, chance: random.Random) -> Lesson:
    text = f"متن {chance.random()}"
    return Lesson(
        lesson_id,
        f"تجربهٔ آزمون {lesson_id[:4]}",
        chance.choice(CITIES),
        text,
        text,
        text,
        anonymous=chance.random() < 0.3,
        visibility=chance.choice(list(Visibility)),
    )


class Writer:
    """Writes to the record whatever comes, as the parts of the program do that write to it."""

    def __init__(self, services: Services, chance: random.Random) -> None:
        self.services, self.chance = services, chance
        self.lessons: list[str] = []
        self.meetings: list[tuple[Meeting, list[Resolution]]] = []
        self.withdrawn: set[str] = set()

    def write(self) -> None:
        ways = (
            self.lesson,
            self.lesson_again,
            self.settle,
            self.meeting,
            self.meeting_again,
            self.withdraw,
            self.news,
            self.audience,
            self.relation,
            self.link,
            self.services.indexer.run_until_idle,
        )
        self.chance.choice(ways)()

    def lesson(self) -> None:
        self.lessons.append(uuid4().hex)
        with self.services.database.transaction() as connection:
            publish_lesson(connection, _lesson(self.lessons[-1], self.chance))

    def lesson_again(self) -> None:
        if self.lessons:
            with self.services.database.transaction() as connection:
                publish_lesson(connection, _lesson(self.chance.choice(self.lessons), self.chance))

    def settle(self) -> None:
        if len(self.lessons) > 1:
            one, other = self.chance.sample(self.lessons, 2)
            state = self.chance.choice(list(LessonState))
            with self.services.database.transaction() as connection:
                settle_lesson(connection, one, state, other if state is LessonState.SUPERSEDED else None)

    def meeting(self) -> None:
        number = 50 + len(self.meetings)
        meeting = Meeting(uuid4().hex, number, f"نشست {number}", date=jalali_date(1400, 2, 3))
        resolutions = [
            Resolution(uuid4().hex, meeting.id, n, f"مصوبهٔ آزمون {n}", visibility=self.chance.choice(list(Visibility)))
            for n in range(1, 4)
        ]
        self.meetings.append((meeting, resolutions))
        self._publish(meeting, resolutions)

    def meeting_again(self) -> None:
        """Another host; only some of the resolutions are written anew."""
        if self.meetings:
            meeting, resolutions = self.chance.choice(self.meetings)
            self._publish(meeting, [one for one in resolutions[:1] if one.id not in self.withdrawn])

    def _publish(self, meeting: Meeting, resolutions: list[Resolution]) -> None:
        papers = [*self._papers(), None]
        changed = replace(meeting, host_city_id=self.chance.choice(CITIES), document_id=self.chance.choice(papers))
        texts = [replace(one, text=f"{one.text} {self.chance.random()}") for one in resolutions]
        with self.services.database.transaction() as connection:
            publish_meeting(connection, changed, texts)

    def withdraw(self) -> None:
        with self.services.database.transaction() as connection:
            known = ResolutionRepository(connection).by_ids([one.id for _, some in self.meetings for one in some])
            free = [one.id for one in known.values() if not one.follow_ups]
            if free:
                self.withdrawn.add(chosen := self.chance.choice(free))
                withdraw(connection, chosen)

    def news(self) -> None:
        if chosen := self._resolution():
            day = jalali_date(1403, 1, self.chance.randint(1, 29))
            entry = FollowUp(uuid4().hex, chosen, day, "دبیرخانه", "خبر", status=ResolutionStatus.IN_PROGRESS)
            with self.services.database.transaction() as connection:
                follow_up(connection, entry)

    def audience(self) -> None:
        for_whom = self.chance.choice(list(Visibility))
        if chosen := self._resolution():
            set_resolution_visibility(self.services, chosen, for_whom)
        set_document_audience(self.services, self.chance.choice(self._papers()), for_whom, self.chance.choice(CITIES))

    def relation(self) -> None:
        one, other = self._resolution(), self._resolution()
        if one and other:
            add_relation(self.services, one, TypedRelation(other, "repeats", "دبیرخانه"))

    def link(self) -> None:
        if self.lessons:
            add_link(self.services, self.chance.choice(self.lessons), f"دستورالعمل {self.chance.random()}")

    def _resolution(self) -> str | None:
        left = [one.id for _, some in self.meetings for one in some if one.id not in self.withdrawn]
        return self.chance.choice(left) if left else None

    def _papers(self) -> list[str]:
        with self.services.database.reading() as connection:
            return [one.id for one in DocumentRepository(connection).recent(None)]


def _there(services: Services, who: Viewer) -> set[str]:
    """The ids of all that the viewer may see and that is not put away."""
    with seen_by(who), services.database.reading() as connection:
        lessons = [one for state in (LessonState.PUBLISHED, LessonState.SUPERSEDED)
                   for one in LessonRepository(connection).listed(state=state)[1]]  # fmt: skip
        meetings = MeetingRepository(connection).register()
        resolutions = [one for meeting in meetings for one in ResolutionRepository(connection).of_meeting(meeting.id)]
        papers = DocumentRepository(connection).recent(None)
    return {one.id for one in (*lessons, *resolutions, *papers)}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_written_in_between_a_copy_ends_as_what_may_be_seen(
    site: Site, ingest: Callable[..., None], seed: int
) -> None:
    chance = random.Random(seed)
    ingest(site.services, یکم=PAPER, دوم=f"{PAPER} در زمستان", سوم=f"{PAPER} در تابستان")
    writer = Writer(site.services, chance)
    clients = (
        site.visitor,
        site.engineer,
        site.client_as(Role.CONTRIBUTOR, "tehran", name="کارشناس تهران"),
        site.reviewer,
    )
    viewers = (Viewer(), *(site.owner(client).viewer() for client in clients[1:]))
    copies = [Copy(client, chance.randint(1, 7)) for client in clients]
    for _ in range(120):
        if chance.random() < 0.6:
            writer.write()
        else:
            chance.choice(copies).take_page()
    site.services.indexer.run_until_idle()
    everything = _there(site.services, viewers[-1])
    assert len(everything) > 12
    for copy, who in zip(copies, viewers, strict=True):
        copy.take_all()
        assert set(copy.items) == _there(site.services, who)
        # Each as it is told when it is asked for by itself: nothing of it went stale.
        for item_id, held in copy.items.items():
            assert copy.client.get(f"/api/v1/items/{item_id}").json() == held
        fresh = Copy(copy.client, 100)
        fresh.take_all()
        assert fresh.items == copy.items
        assert len(fresh.told) == len(set(fresh.told)), "at rest nothing is told twice"


def test_a_page_asks_the_record_as_often_however_much_is_on_it(site: Site, ingest: Callable[..., None]) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    def page() -> tuple[int, int]:
        """(items on the page, statements that it took)"""
        asked.clear()
        return len(site.reviewer.get("/api/v1/items", params={"limit": 200}).json()["items"]), len(asked)

    def write(lessons: int) -> None:
        for _ in range(lessons):
            add_link(site.services, _publish(site.services, Visibility.PUBLIC, "tehran"), f"دستورالعمل {uuid4().hex}")
            writer.meeting()

    ingest(site.services, یکم=PAPER)
    writer = Writer(site.services, random.Random(1))
    write(1)
    page()
    event.listen(site.services.database.engine, "before_cursor_execute", note)
    few = page()
    write(9)
    ingest(site.services, دوم=f"{PAPER} در زمستان", سوم=f"{PAPER} در تابستان")
    assert (few[0], page()) == (5, (43, few[1]))


def test_nobody_is_told_of_what_never_was_for_them(site: Site) -> None:
    hidden = _publish(site.services, Visibility.CITY, "tehran")
    _settle(site.services, hidden, LessonState.ARCHIVED)
    for client in (site.visitor, site.engineer):
        assert client.get("/api/v1/items").json() == {"items": [], "cursor": None, "next": None}
        assert client.get(f"/api/v1/items/{hidden}").status_code == 404
    of_tehran = site.client_as(Role.CONTRIBUTOR, "tehran", name="کارشناس تهران")
    (gone,) = of_tehran.get("/api/v1/items").json()["items"]
    assert gone.keys() == {"id", "kind", "deleted", "modified_at"}
    assert (gone["id"], gone["kind"], gone["deleted"]) == (hidden, "lesson", True)


def test_what_is_hidden_later_is_gone_for_those_who_saw_it_and_comes_back(site: Site) -> None:
    lesson_id = _publish(site.services, Visibility.PUBLIC, "tehran")
    copy = Copy(site.visitor, 10)
    copy.take_all()
    assert set(copy.items) == {lesson_id}
    for visibility, there in ((Visibility.MEMBERS, set()), (Visibility.PUBLIC, {lesson_id})):
        _publish(site.services, visibility, "tehran", lesson_id)
        copy.take_all()
        assert set(copy.items) == there
    assert copy.told == [lesson_id] * 3


def test_an_anonymous_lesson_is_told_without_its_city(site: Site) -> None:
    lesson_id = site.publish(anonymous=True)
    for client, city, contact in (
        (site.visitor, None, ""),
        (site.engineer, None, ""),
        (site.author, "mashhad", FORM.contact_role),
        (site.reviewer, "mashhad", FORM.contact_role),
    ):
        (listed,) = client.get("/api/v1/items").json()["items"]
        single = client.get(f"/api/v1/items/{lesson_id}").json()
        assert listed == single
        assert (single["city_id"], single["facts"]["contact_role"]) == (city, contact)
        assert ("مشهد" in str({**single, "facts": {}})) is (city is not None)


def test_an_id_stays_whatever_becomes_of_the_text(site: Site, ingest: Callable[..., None]) -> None:
    ingest(site.services, یکم=PAPER)
    lesson_id = site.publish()
    writer = Writer(site.services, random.Random(1))
    writer.meeting()
    first = {one["id"]: one for one in site.reviewer.get("/api/v1/items").json()["items"]}
    ingest(site.services, همان=PAPER)
    _publish(site.services, Visibility.PUBLIC, "tehran", lesson_id)
    writer.meeting_again()
    site.services.indexer.run_until_idle()
    site.services.rebuild(owning=True)
    second = {one["id"]: one for one in site.reviewer.get("/api/v1/items").json()["items"]}
    assert first.keys() == second.keys() and len(first) == 5
    assert second[lesson_id]["rev"] == first[lesson_id]["rev"] + 1
    assert {one["url"] for one in first.values()} == {one["url"] for one in second.values()}


def test_one_kind_some_fields_and_what_changed_since(sample_site: TestClient) -> None:
    everything = _everything(sample_site)
    kinds = {one["kind"] for one in everything}
    assert kinds == {"resolution", "lesson"}
    asked = {"kind": "lesson", "fields": "title, citation"}
    lessons = _everything(sample_site, **asked)
    assert {one["id"] for one in lessons} == {one["id"] for one in everything if one["kind"] == "lesson"}
    assert all(one.keys() == {"id", "kind", "deleted", "modified_at", "title", "citation"} for one in lessons)
    last = everything[-1]
    since = sample_site.get("/api/v1/items", params={"modified_since": last["modified_at"]}).json()["items"]
    assert last in since and len(since) < len(everything)


def test_the_moment_since_when_is_typed_as_people_and_programs_write_it(sample_site: TestClient) -> None:
    def told(since: str) -> bool:
        body = sample_site.get("/api/v1/items", params={"modified_since": since, "limit": 1}).json()
        return bool(body["items"])

    tomorrow = datetime.now(UTC) + timedelta(days=2)
    for past in ("1404/01/01", "۱۴۰۴/۱/۱", "۱ فروردین ۱۴۰۴", "۱۴۰۴", "2025-01-01", "2025-01-01T08:00:00Z"):
        assert told(past), past
    for coming in ("۱۴۹۰/۱/۱", "2090-01-01", tomorrow.isoformat()):
        assert not told(coming), coming


@pytest.mark.parametrize(
    "asked",
    [
        {"modified_since": "دیروز"},
        {"modified_since": "2025-02-30"},
        {"modified_since": "1404/12/31"},
        {"modified_since": "9999-12-31T23:59:59-14:00"},
        {"modified_since": "0001-01-01T00:00:00+14:00"},
        {"cursor": "نه"},
        {"cursor": "c2VxOm5v"},
        {"cursor": "c2VxOjk5OTk5OTk5OTk5OTk5OTk5OTk5"},
        {"fields": "titel"},
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_with_its_name(sample_site: TestClient, asked: dict[str, str]) -> None:
    refused = sample_site.get("/api/v1/items", params=asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "InvalidFilter")
    (name,) = asked
    assert (asked["fields"] if name == "fields" else name) in refused.json()["detail"]


def test_the_next_page_is_named_in_the_body_and_in_a_header(sample_site: TestClient) -> None:
    first = sample_site.get("/api/v1/items", params={"limit": 3, "kind": "resolution", "modified_since": "۱۴۰۴"})
    link = first.json()["next"]
    assert first.headers["link"] == f'<{link}>; rel="next"'
    second = sample_site.get(link).json()
    assert len(second["items"]) == 3
    assert not {one["id"] for one in first.json()["items"]} & {one["id"] for one in second["items"]}
    assert {one["kind"] for one in second["items"]} == {"resolution"}
    last = sample_site.get("/api/v1/items", params={"limit": 200})
    while last.json()["next"]:
        last = sample_site.get(last.json()["next"])
    assert "link" not in last.headers
    after = sample_site.get("/api/v1/items", params={"cursor": last.json()["cursor"]}).json()
    assert after == {"items": [], "cursor": last.json()["cursor"], "next": None}


def test_an_item_tells_what_its_kind_has_and_how_it_stands_to_others(sample_site: TestClient) -> None:
    items = {one["id"]: one for one in _everything(sample_site)}
    related = [(one, relation) for one in items.values() for relation in one["relations"]]
    assert related
    for one, relation in related:
        other = items[relation["item_id"]]
        back = {(there["kind"], there["item_id"]) for there in other["relations"]}
        passive = {
            "repeats": "repeated_by",
            "amends": "amended_by",
            "supersedes": "superseded_by",
            "follows": "followed_by",
        }
        both = passive | {after: before for before, after in passive.items()}
        assert (both[relation["kind"]], one["id"]) in back
    resolution = next(one for one in items.values() if one["kind"] == "resolution")
    twin = sample_site.get(f"/api/v1/resolutions/{resolution['id']}").json()
    assert (resolution["text"], resolution["title"]) == (twin["text"], twin["title"])
    assert resolution["facts"]["follow_ups"] == twin["follow_ups"]
    lesson = next(one for one in items.values() if one["kind"] == "lesson")
    assert lesson["facts"]["problem"] in lesson["text"]
    assert sample_site.get(lesson["url"]).status_code == sample_site.get(resolution["url"]).status_code == 200


def _publish(services: Services, visibility: Visibility, city_id: str, lesson_id: str | None = None) -> str:
    told = "متن آزمون"
    lesson = Lesson(lesson_id or uuid4().hex, "تجربهٔ آزمون", city_id, told, told, told, visibility=visibility)
    with services.database.transaction() as connection:
        publish_lesson(connection, lesson)
    return lesson.id


def _settle(services: Services, lesson_id: str, state: LessonState) -> None:
    with services.database.transaction() as connection:
        settle_lesson(connection, lesson_id, state)


def _everything(client: TestClient, **asked: str) -> list[dict[str, Any]]:
    body = client.get("/api/v1/items", params={"limit": 200, **asked}).json()
    found: list[dict[str, Any]] = body["items"]
    while body["next"]:
        body = client.get(body["next"]).json()
        found += body["items"]
    return found
