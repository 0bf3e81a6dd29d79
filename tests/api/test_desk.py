"""The desk, the register and the places over HTTP: what is asked, what is answered, and what is refused."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from api.app import create_app
from api.samples import sample_id
from api.services import Services
from corpus.repository.outbox import OutboxRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.types import ResolutionStatus

CHANGE = {"status": "stalled", "by": "دبیرخانه", "note": "اعتبار نرسید.", "date": "۱۴۰۴/۵/۱۴"}


@pytest.fixture
def site(published: Services, sign_in: Callable[..., TestClient]) -> TestClient:
    return sign_in(TestClient(create_app(published), raise_server_exceptions=False, follow_redirects=False))


def rows(page: LexborHTMLParser) -> list[str]:
    return [one.attributes["value"] or "" for one in page.css("td.pick input")]


def page_of(client: TestClient, path: str, **params: str) -> LexborHTMLParser:
    response = client.get(path, params=params or None)
    assert response.status_code == 200, response.text[:500]
    return LexborHTMLParser(response.text)


def test_every_cell_of_the_matrix_leads_to_as_many_resolutions_as_it_says(site: TestClient) -> None:
    cells = page_of(site, "/desk").css("table.matrix td a")
    assert len(cells) > 10
    for cell in cells:
        count = int(cell.text())
        body = site.get("/api/v1" + (cell.attributes["href"] or "")).json()
        assert body["standing"]["total"] == count, cell.html


def test_the_page_and_its_twin_tell_the_same(site: TestClient) -> None:
    query = {"city": "karaj", "status": "open", "sort": "session", "order": "asc"}
    body = site.get("/api/v1/desk", params=query).json()
    assert rows(page_of(site, "/desk", **query)) == [row["id"] for row in body["rows"]]
    assert body["standing"]["total"] == len(body["rows"]) > 0
    assert all(row["status"] not in ("done", "cancelled") for row in body["rows"])
    numbers = [(row["session_number"], row["number"]) for row in body["rows"]]
    assert numbers == sorted(numbers)


def test_pages_by_address_hold_every_row_once(site: TestClient) -> None:
    whole = [row["id"] for row in site.get("/api/v1/desk", params={"page_size": 500}).json()["rows"]]
    paged: list[str] = []
    url: str | None = "/desk"
    while url:
        page = page_of(site, url)
        paged += rows(page)
        following = page.css_first("nav.pagination a.next")
        url = following.attributes["href"] if following else None
    assert paged == whole
    assert rows(page_of(site, "/desk", page="9999")) == whole[100:]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("due_from", "9999", "سال باید میان"),
        ("due_to", "۳۱ آبان ۱۴۰۳", "چنین روزی"),
        ("decided_from", "1403/8/31", "روز ۳۱ ندارد"),
        ("decided_to", "فردا صبح", "تاریخ خوانده نشد"),
        ("decided_from", "1403/13", "ماه باید"),
        ("city", "nowhere", "این شهر"),
        ("body", "nobody", "این کمیسیون"),
        ("horizon", "someday", "شناخته نشد"),
        ("status", "lost", "شناخته نشد"),
        ("session_from", "دوازده", "یک عدد"),
        ("session_from", "99999999999999999999", "یک عدد"),
        ("due_within", "-3", "یک عدد"),
        ("text", "ا" * 500, "بلند"),
        ("sort", "price", "شناخته نشد"),
    ],
)
def test_a_bad_field_is_told_of_where_it_stands_and_the_rest_is_answered(
    site: TestClient, field: str, value: str, message: str
) -> None:
    page = page_of(site, "/desk", **{field: value, "overdue": "1"})
    assert message in page.css_first("main").text()
    assert rows(page) == rows(page_of(site, "/desk", overdue="1"))
    if page.css_first(f"#f-{field}") is not None:
        assert page.css_first(f"#f-{field}").attributes["aria-invalid"] == "true"
        assert message in page.css_first(f"#f-{field}-error").text()
    refused = site.get("/api/v1/desk", params={field: value})
    assert (refused.status_code, refused.json()["code"]) == (422, "InvalidFilter")
    assert field in refused.json()["detail"]


@pytest.mark.parametrize(
    "given",
    [{"session_from": "20", "session_to": "10"}, {"due_from": "1395", "due_to": "1394/12/29"}],
    ids=["sessions", "dates"],
)
def test_a_range_that_ends_before_it_begins_is_told_of(site: TestClient, given: dict[str, str]) -> None:
    page = page_of(site, "/desk", **given)
    assert page.css_first(f"#{'f-session_to' if 'session_to' in given else 'f-due_to'}-error") is not None
    assert len(rows(page)) == 50


def test_a_range_of_one_year_or_month_is_the_whole_of_it(site: TestClient) -> None:
    def total(**params: str) -> int:
        found: int = site.get("/api/v1/desk", params=params).json()["standing"]["total"]
        return found

    assert total(decided_from="۱۳۹۱", decided_to="1391") == 11
    assert total(decided_from="مرداد ۱۳۹۱", decided_to="1391/5") == 11
    assert total(decided_from="1391/5/26", decided_to="1391") == 0


def test_nothing_found_offers_a_next_step(site: TestClient) -> None:
    page = page_of(site, "/desk", text="زعفران")
    assert "نیست" in page.css_first(".nothing h2").text()
    assert page.css_first('.nothing a[href="/desk"]') is not None


def test_an_empty_site_says_how_resolutions_come(services: Services) -> None:
    client = TestClient(create_app(services))
    for path in ("/desk", "/sessions", "/cities", "/bodies", "/cities/karaj", "/bodies/commission"):
        assert client.get(path).status_code == 200
    assert "/minutes" in client.get("/desk").text
    assert client.get("/api/v1/desk").json()["standing"] == {"total": 0, "open": 0, "overdue": 0}


def test_many_are_followed_up_at_once_and_are_to_be_indexed_anew(site: TestClient, published: Services) -> None:
    ids = rows(page_of(site, "/desk", overdue="1"))[:3]
    with published.database.reading() as connection:
        before = OutboxRepository(connection).newest()
    answer = site.post("/desk/status", data={"id": ids, "back": "overdue=1&sort=session", **CHANGE})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk?overdue=1&sort=session&message=")
    assert "۳ مصوبه" in page_of(site, answer.headers["location"]).css_first(".flash").text()
    with published.database.reading() as connection:
        for resolution in ResolutionRepository(connection).by_ids(ids).values():
            last = resolution.follow_ups[-1]
            assert (last.by, last.note, last.status) == ("دبیرخانه", "اعتبار نرسید.", ResolutionStatus.STALLED)
            assert resolution.status is ResolutionStatus.STALLED
            assert (last.date.year, last.date.month, last.date.day) == (1404, 5, 14)
        changed = OutboxRepository(connection).after(before or 0, 10)
    assert {entry.item_id for entry in changed} == set(ids)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "lost"}, "status"),
        ({"by": " "}, "by"),
        ({"note": "\u200c"}, "note"),
        ({"date": "۳۱ آبان ۱۴۰۳"}, "date"),
        ({"date": "1404"}, "date"),
        ({"date": "1480/1/1"}, "date"),
        ({"date": "1350/1/1"}, "date"),
    ],
)
def test_a_wrong_bulk_change_is_told_of_at_its_field_and_changes_nothing(
    site: TestClient, published: Services, changes: dict[str, str], field: str
) -> None:
    ids = rows(page_of(site, "/desk"))[:2]
    with published.database.reading() as connection:
        before = ResolutionRepository(connection).by_ids(ids)
    answer = site.post("/desk/status", data={"id": ids, "back": "", **CHANGE, **changes})
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    assert page.css_first(f"#b-{field}-error") is not None
    # What was typed and chosen is still there.
    assert [one.attributes["value"] for one in page.css("td.pick input[checked]")] == ids
    assert site.post("/api/v1/desk/status", json={"ids": ids, **CHANGE, **changes}).status_code == 422
    with published.database.reading() as connection:
        assert ResolutionRepository(connection).by_ids(ids) == before


def test_one_unknown_resolution_among_many_changes_none(site: TestClient, published: Services) -> None:
    known = sample_id("R20-1")
    with published.database.reading() as connection:
        before = ResolutionRepository(connection).get(known)
    answer = site.post("/api/v1/desk/status", json={"ids": [known, "nothing"], **CHANGE})
    assert (answer.status_code, answer.json()["code"]) == (422, "InvalidRecord")
    with published.database.reading() as connection:
        assert ResolutionRepository(connection).get(known) == before


def test_the_twin_changes_many_as_well(site: TestClient) -> None:
    ids = [sample_id("R20-1"), sample_id("R20-2")]
    assert site.post("/api/v1/desk/status", json={"ids": ids, **CHANGE, "status": "done"}).json() == {"changed": 2}
    found = site.get("/api/v1/desk", params={"session_from": "20", "session_to": "20", "status": "done"}).json()
    assert {row["id"] for row in found["rows"]} >= set(ids)
    assert {row["progress"] for row in found["rows"] if row["id"] in ids} == {100}


def test_nobody_is_led_away_from_the_desk(site: TestClient) -> None:
    data = {"id": [sample_id("R20-1")], **CHANGE, "back": "//evil.example/?a=1&message=x"}
    location = site.post("/desk/status", data=data).headers["location"]
    assert location.startswith("/desk?")
    assert "message=x" not in location


def test_the_register_begins_with_the_first_session_and_invents_none(site: TestClient) -> None:
    page = page_of(site, "/sessions")
    text = page.css_first("main").text()
    first = page.css_first("table.register tbody tr").text()
    assert "نشست ۱" in first
    assert "مشهد" in first
    assert "آذر ۱۳۷۸" in first
    assert "صورتجلسهٔ آن در پایگاه نیست" in first
    assert "از نشست‌های ۲ تا ۱۵" in text
    body = site.get("/api/v1/sessions").json()
    assert [one["number"] for one in body["sessions"]] == [1, *range(16, 27)]
    assert body["sessions"][0]["id"] is None
    assert sum(one["standing"]["total"] for one in body["sessions"]) == 122
    assert [one["number"] for one in site.get("/api/v1/sessions?page=2&page_size=5").json()["sessions"]] == [
        *range(20, 25)
    ]


def test_a_session_shows_what_came_of_it(site: TestClient) -> None:
    meeting = sample_id("M20")
    page = page_of(site, f"/sessions/{meeting}")
    body = site.get(f"/api/v1/sessions/{meeting}").json()
    assert len(page.css("tr.resolution")) == len(body["resolutions"]) == 12
    assert len(page.css("ol.numbered li")) == len(body["agenda"]) > 0
    assert len(page.css("ul.names li")) == len(body["attendees"]) > 0
    assert "تهران" in page.css_first("#citation").text()
    assert site.get("/sessions/nothing").status_code == 404
    assert site.get("/api/v1/sessions/nothing").json()["code"] == "NotFound"


def test_a_committee_reaches_its_successors_and_they_its_papers(site: TestClient) -> None:
    page = page_of(site, "/bodies/committee-contracts")
    assert page.css_first('a[href="/bodies/group-process"]') is not None
    own = site.get("/api/v1/bodies/group-process").json()
    assert own["body"]["predecessors"] == ["committee-contracts", "committee-design", "committee-supervision"]
    assert own["decided_standing"]["total"] > own["body"]["standing"]["total"] > 0
    assert site.get("/bodies/nobody").status_code == 404


def test_a_city_owes_what_is_laid_on_it_and_on_all_metropolises(site: TestClient) -> None:
    body = site.get("/api/v1/cities/karaj").json()
    assert body["standing"]["total"] > body["city"]["standing"]["total"] > 0
    names = [[party["name"] for party in row["responsible"]] for row in body["owed"]]
    assert all(any("کرج" in name or name.startswith("همه") for name in of_row) for of_row in names)
    late = [row["overdue"] for row in body["owed"]]
    assert late == sorted(late, reverse=True)
    assert len(page_of(site, "/cities/karaj").css("tr.resolution")) == body["standing"]["open"]
    # A city that is no metropolis owes only what names it.
    assert site.get("/api/v1/cities/ilam").json()["standing"]["total"] == 0
    assert site.get("/cities/nowhere").status_code == 404
