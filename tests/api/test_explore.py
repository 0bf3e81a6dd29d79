"""The map and the start page over HTTP: every number is what its link finds, for whoever asks."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from api.app import create_app
from api.samples import publish_sample_lessons, publish_samples
from api.services import Services
from api.settings import Settings
from corpus.gazetteer import CITIES
from corpus.repository.lessons import LessonRepository
from corpus.repository.standing import StandingRepository
from corpus.samples.corpus import sample_files
from corpus.standing import StandingKind, StandingQuery, StandingState
from corpus.text.numbers import to_persian_digits
from corpus.types import ItemKind, Lesson, Visibility
from ingest.lesson_publishing import publish_lesson
from tests.api.lesson_site import Site

PEOPLE = ("visitor", "engineer", "author", "reviewer")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The samples, some of the lessons not for everybody and some without their city; its tests only read."""
    services = Services(Settings(data_dir=tmp_path_factory.mktemp("samples"), database_url=""))
    services.ownership.take()
    services.migrate()
    publish_samples(services)
    publish_sample_lessons(services)
    with services.database.transaction() as connection:
        lessons = LessonRepository(connection).published()
        of_mashhad = [lesson for lesson in lessons if lesson.city_id == "mashhad"]
        for lesson in of_mashhad[:2]:
            publish_lesson(connection, replace(lesson, visibility=Visibility.CITY))
        for lesson in lessons[:5]:
            publish_lesson(connection, replace(lesson, visibility=Visibility.MEMBERS))
        for lesson in lessons[5:30]:
            publish_lesson(connection, replace(lesson, anonymous=True))
    for path in sample_files()[:12]:
        with path.open("rb") as file:
            services.ingestor.accept(file, path.name)
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    yield Site(services)
    services.close()
    services.ownership.release()


@pytest.fixture
def empty(services: Services) -> TestClient:
    return TestClient(create_app(services))


def _json(client: TestClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.text[:300]
    return response.json()


def _page(client: TestClient, path: str) -> LexborHTMLParser:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text[:300]
    return LexborHTMLParser(response.text)


def _found(client: TestClient, url: str) -> int:
    """What the search behind a link of the page finds."""
    parts = urlsplit(url)
    assert parts.path == "/search"
    answer = client.get("/api/v1/search", params=[*parse_qsl(parts.query), ("page_size", "1")])
    assert answer.status_code == 200, answer.text[:300]
    total: int = answer.json()["total"]
    return total


def _number(node: LexborNode | None) -> int:
    assert node is not None
    return int(node.text(strip=True))


@pytest.mark.parametrize("who", PEOPLE)
def test_every_topic_of_the_map_finds_as_many_as_it_says(samples: Site, who: str) -> None:
    client = getattr(samples, who)
    topics = _json(client, "/api/v1/explore")["topics"]
    assert len(topics) > 200
    # One in five is enough for all but one of them.
    for topic in topics if who == "engineer" else topics[::5]:
        assert _found(client, f"/search?topic={topic['id']}") == topic["holdings"]["total"], topic["id"]
        kinds = topic["holdings"]
        assert kinds["total"] == kinds["resolutions"] + kinds["lessons"] + kinds["documents"] > 0


@pytest.mark.parametrize("who", PEOPLE)
def test_every_city_and_year_of_the_map_finds_as_many_as_it_says(samples: Site, who: str) -> None:
    client = getattr(samples, who)
    found = _json(client, "/api/v1/explore")
    for city in found["cities"]:
        assert _found(client, f"/search?city={city['id']}") == city["holdings"]["total"], city["id"]
    assert [year["year"] for year in found["years"]] == list(range(1388, found["years"][-1]["year"] + 1))
    for year in found["years"]:
        url = f"/search?year_from={year['year']}&year_to={year['year']}"
        assert _found(client, url) == year["holdings"]["total"], year["year"]


def test_what_is_not_for_the_viewer_is_in_no_number(samples: Site) -> None:
    visitor, member, of_mashhad, secretariat = (_json(getattr(samples, who), "/api/v1/explore") for who in PEOPLE)
    counts = [one["holdings"]["lessons"] for one in (visitor, member, of_mashhad, secretariat)]
    assert counts == sorted(counts) and counts[0] < counts[1] < counts[2] == counts[3] == 80
    # Anonymous lessons are counted, but in no city, not even for those who may know it.
    lessons_of_cities = sum(city["holdings"]["lessons"] for city in secretariat["cities"])
    with samples.services.database.reading() as connection:
        named = [one for one in LessonRepository(connection).published() if not one.anonymous and one.city_id]
    assert lessons_of_cities == len(named) < 80


def test_the_page_s_numbers_and_links_are_the_same_as_the_json_s(samples: Site) -> None:
    client = samples.visitor
    page, found = _page(client, "/explore"), _json(client, "/api/v1/explore")
    topics = {topic["id"]: topic["holdings"]["total"] for topic in found["topics"]}
    links = {
        **{link.attributes["href"]: _number(link) for link in page.css("#topics a.tally")},
        **{
            own.css("a")[1].attributes["href"]: _number(own.parent.css_first(".tally"))
            for own in page.css("#topics .own")
        },
    }
    assert links == {f"/search?topic={topic}": count for topic, count in topics.items()}
    cities = {f"/search?city={one['id']}": one["holdings"]["total"] for one in found["cities"]}
    tiles = {tile.attributes["href"]: _number(tile.css_first("text.number")) for tile in page.css(".city-map a")}
    assert tiles == {url: count for url, count in cities.items() if count}
    bars = {bar.attributes["href"] for bar in page.css(".year-chart a")}
    assert bars == {
        f"/search?year_from={one['year']}&year_to={one['year']}" for one in found["years"] if one["holdings"]["total"]
    }
    # Who cannot see the drawings has the same in words and as a table.
    tehran = page.css_first('.city-map a[href="/search?city=tehran"]').attributes["aria-label"]
    held = next(one["holdings"] for one in found["cities"] if one["id"] == "tehran")
    assert tehran.startswith(f"تهران: {to_persian_digits(held['resolutions'])} مصوبه")
    rows = {row.css_first("th").text(strip=True): _number(row.css("td")[3]) for row in page.css("#cities tbody tr")}
    names = {city.id: city.name for city in CITIES}
    assert rows == {names[one["id"]]: one["holdings"]["total"] for one in found["cities"]}


def test_the_line_of_sessions_runs_from_the_first_known_one_to_the_last_with_their_resolutions(samples: Site) -> None:
    sessions = _json(samples.visitor, "/api/v1/explore")["sessions"]
    numbers = [one["number"] for one in sessions]
    assert numbers == sorted(numbers) and numbers[0] == 1 and sessions[0]["date"]["year"] == 1378
    held = [one for one in sessions if one["id"]]
    assert held and all(one["resolutions"] for one in held)
    page = _page(samples.visitor, "/explore")
    assert [link.attributes["href"] for link in page.css("#sessions li a")] == [f"/sessions/{o['id']}" for o in held]
    assert "که چیزی از آن‌ها نرسیده" in page.css_first("#sessions").text()


def test_every_link_of_the_map_leads_somewhere(samples: Site) -> None:
    client = samples.visitor
    page = _page(client, "/explore")
    urls = {link.attributes["href"] for link in page.css("main a") if link.attributes["href"].startswith("/")}
    for url in sorted(urls)[:: len(urls) // 40]:
        assert client.get(url, headers={"Accept": "text/html"}).status_code == 200, url


def test_a_topic_tells_what_it_means_what_is_around_it_and_what_is_new(samples: Site) -> None:
    client = samples.visitor
    page, found = _page(client, "/explore/topics/pavement"), _json(client, "/api/v1/topics/pavement")
    assert found["label"] == "روسازی" == page.css_first("h1").text(strip=True)
    assert found["definition"] in page.text() and "روسازی معابر" in page.css_first(".other-names").text()
    assert found["above"] == ["roads-pavement"]
    assert page.css_first(".back a[href='/explore/topics/roads-pavement']")
    assert _found(client, page.css_first(".to-search a").attributes["href"]) == found["holdings"]["total"]
    for kind in ItemKind:
        newest = [item for item in found["newest"] if item["kind"] == kind]
        assert len(newest) == min(5, found["holdings"][f"{kind}s"])
        for item in newest:
            assert page.css_first(f"a[href='{item['url']}']")
            assert client.get(item["url"], headers={"Accept": "text/html"}).status_code == 200
    assert {topic["broader"] for topic in found["narrower"]} == {"pavement"}
    assert "pavement-management" in {topic["id"] for topic in found["related"]}


def test_topics_are_paged_and_an_unknown_one_is_not_found(samples: Site) -> None:
    client = samples.visitor
    first = _json(client, "/api/v1/topics?page_size=50")
    assert first["pages"] == -(-first["total"] // 50) and len(first["topics"]) == 50
    everything = _json(client, "/api/v1/topics?page_size=1000")["topics"]
    assert everything == _json(client, "/api/v1/explore")["topics"] and len(everything) == first["total"]
    assert (
        _json(client, f"/api/v1/topics?page_size=50&page={first['pages']}")["topics"]
        == everything[-(first["total"] % 50 or 50) :]
    )
    for path in ("/api/v1/topics/atlantis", "/explore/topics/atlantis"):
        assert client.get(path).status_code == 404


def test_open_needs_that_name_a_topic_or_one_below_it_are_told_to_those_who_may_see_them(services: Services) -> None:
    needs = {
        "open": ("لایهٔ زیراساس چگونه کوبیده شود؟", Visibility.PUBLIC, StandingState.OPEN),
        "theirs": ("دوام روسازی", Visibility.CITY, StandingState.OPEN),
        "answered": ("مشخصات روسازی", Visibility.PUBLIC, StandingState.ANSWERED),
        "other": ("پرداخت صورت‌وضعیت", Visibility.PUBLIC, StandingState.OPEN),
    }
    with services.database.transaction() as connection:
        for name, (title, visibility, state) in needs.items():
            need = StandingQuery(
                name, StandingKind.NEED, title, title, None, "karaj", visibility=visibility, state=state
            )
            StandingRepository(connection).save(need)
    site = Site(services)
    found = {
        who: [one["id"] for one in _json(getattr(site, who), "/api/v1/topics/pavement")["needs"]] for who in PEOPLE
    }
    assert found["visitor"] == found["author"] == ["open"]
    assert set(found["engineer"]) == set(found["reviewer"]) == {"open", "theirs"}
    text = _page(site.visitor, "/explore/topics/pavement").text()
    assert "زیراساس چگونه" in text and "دوام" not in text


def test_the_start_page_tells_what_is_new_of_every_kind(samples: Site) -> None:
    page, found = _page(samples.visitor, "/"), _json(samples.visitor, "/api/v1/start")
    assert {item["kind"] for item in found["newest"]} >= {"resolution", "lesson"} or len(found["newest"]) == 6
    assert [link.attributes["href"] for link in page.css("#recent li > a")] == [one["url"] for one in found["newest"]]
    assert [a.text(strip=True) for a in page.css(".examples a")] == found["examples"] and len(found["examples"]) == 3
    assert to_persian_digits(found["holdings"]["resolutions"]) in page.css_first(".holdings").text()
    assert page.css_first("a[href='/explore#topics']") and page.css_first("nav a[href='/explore']")
    whole = _json(samples.visitor, "/api/v1/explore")["holdings"]
    assert found["holdings"] == whole


def test_an_empty_site_says_so_and_how_to_begin(empty: TestClient) -> None:
    start, explore = _page(empty, "/"), _page(empty, "/explore")
    assert "خالی" in start.css_first("#recent").text() and start.css_first("#recent a[href='/uploads']")
    assert explore.css_first("main .lead a[href='/uploads']")
    assert not explore.css("#topics, #cities, #years") and explore.css("#sessions li")
    found = _json(empty, "/api/v1/explore")
    assert found["holdings"]["total"] == 0 and found["topics"] == [] and found["years"] == []
    topic = _page(empty, "/explore/topics/pavement")
    assert topic.css_first("main a[href^='/needs/new?title=']") and not topic.css(".to-search")


def test_a_site_whose_topics_were_never_read_says_what_reads_them(services: Services) -> None:
    with services.database.transaction() as connection:
        LessonRepository(connection).save(Lesson("l", "درز", "karaj", "پ", "ع", "پیش"))
    client = TestClient(create_app(services))
    assert "tajrobe rebuild" in _page(client, "/explore").css_first("#topics").text()
    assert _json(client, "/api/v1/explore")["topics_read"] is False
