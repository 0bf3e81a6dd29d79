"""Choices, facets and fields of a search as programs ask for them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.services import Services
from corpus.access import Role
from corpus.types import JalaliDate, Lesson
from ingest.lesson_publishing import publish_lesson

Json = dict[str, Any]
Fields = list[tuple[str, str]]

FIELDS = ["kind", "city", "body", "horizon", "status", "year", "topic"]


@pytest.fixture
def site(make_services: Callable[..., Services], sample_folder: Path, tmp_path: Path) -> Services:
    shutil.copytree(sample_folder, tmp_path / "var", ignore=shutil.ignore_patterns("owner.lock"))
    services = make_services()
    services.ownership.take()
    return services


@pytest.fixture
def client(site: Services) -> Iterator[TestClient]:
    with TestClient(create_app(site), raise_server_exceptions=False) as client:
        yield client


def search(client: TestClient, *fields: tuple[str, str]) -> Json:
    answer = client.get("/api/v1/search", params=list(fields))
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def refused(client: TestClient, *fields: tuple[str, str]) -> Json:
    answer = client.get("/api/v1/search", params=list(fields))
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), answer.text
    body: Json = answer.json()
    assert (body["code"], body["status"]) == ("InvalidQuery", 422)
    return body


def facet_counts(body: Json, field: str) -> dict[str, int]:
    (facet,) = [facet for facet in body["facets"] if facet["field"] == field]
    return {value["value"]: value["count"] for value in facet["values"]}


def test_years_are_read_in_any_digits_and_both_bounds_count(client: TestClient) -> None:
    every = ("page_size", "100")
    persian = search(client, ("q", "پل"), ("year_from", "۱۳۸۸"), ("year_to", " ۱۳۹۲ "), every)
    arabic = search(client, ("q", "پل"), ("year_from", "١٣٨٨"), ("year_to", "1392"), every)
    assert [hit["id"] for hit in persian["hits"]] == [hit["id"] for hit in arabic["hits"]]
    years = {hit["date"]["year"] for hit in persian["hits"]}
    assert years and years <= set(range(1388, 1393))
    assert 0 < persian["total"] < search(client, ("q", "پل"))["total"]


def test_a_session_is_read_in_persian_digits(client: TestClient) -> None:
    body = search(client, ("session", "۲۰"), ("page_size", "100"))
    assert body["total"] > 0
    assert {hit["session_number"] for hit in body["hits"]} == {20}


def test_values_of_one_field_add_up_and_those_of_two_narrow(client: TestClient) -> None:
    def total(*fields: tuple[str, str]) -> int:
        return int(search(client, ("q", "پل"), *fields)["total"])

    free = search(client, ("q", "پل"), ("facets", "1"))
    first, second = list(facet_counts(free, "city"))[:2]
    both = search(client, ("q", "پل"), ("city", first), ("city", second), ("page_size", "100"))
    assert max(total(("city", first)), total(("city", second))) < both["total"]
    assert both["total"] <= total(("city", first)) + total(("city", second))
    assert total(("city", first), ("city", first)) == total(("city", first))
    lessons = search(client, ("q", "پل"), ("city", first), ("city", second), ("kind", "lesson"), ("page_size", "100"))
    assert {hit["id"] for hit in lessons["hits"]} == {hit["id"] for hit in both["hits"] if hit["kind"] == "lesson"}
    assert 0 < lessons["total"] < both["total"]


def test_an_empty_value_chooses_nothing(client: TestClient) -> None:
    """As a form sends what was left empty."""
    free = search(client, ("q", "پل"))
    empty = search(client, ("q", "پل"), ("city", ""), ("kind", " "), ("year_from", ""), ("session", ""))
    assert [hit["id"] for hit in empty["hits"]] == [hit["id"] for hit in free["hits"]]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("year_from", "دیروز", "دیروز"),
        ("year_to", "13x0", "13x0"),
        ("year_from", "-1390", "-1390"),
        ("year_to", "139000", "139000"),
        ("session", "۱٫۵", "شمارهٔ نشست"),
        ("session", "²", "²"),
        ("kind", "poem", "poem"),
        ("city", "atlantis", "atlantis"),
        ("body", "parliament", "parliament"),
        ("horizon", "never", "never"),
        ("status", "lost", "lost"),
        ("topic", "dragons", "dragons"),
    ],
)
def test_what_is_no_number_or_not_known_is_refused_by_name(
    client: TestClient, field: str, value: str, told: str
) -> None:
    assert told in refused(client, ("q", "پل"), (field, value))["detail"]


def test_years_the_wrong_way_round_are_refused(client: TestClient) -> None:
    detail = refused(client, ("q", "پل"), ("year_from", "1400"), ("year_to", "1390"))["detail"]
    assert "۱۴۰۰" in detail and "۱۳۹۰" in detail


def test_nothing_asked_and_nothing_chosen_is_refused(client: TestClient) -> None:
    refused(client, ("q", " "), ("city", ""))


def test_an_order_that_there_is_not_is_refused(client: TestClient) -> None:
    assert client.get("/api/v1/search", params={"q": "پل", "sort": "alphabet"}).status_code == 422


def test_orders_are_said_back_and_the_newest_come_first_by_date(client: TestClient) -> None:
    def dates(sort: str) -> list[tuple[int, int, int]]:
        body = search(client, ("q", "پل"), ("sort", sort), ("page_size", "100"))
        assert body["sort"] == sort
        known = [hit["date"] or {"year": 0, "month": 0, "day": 0} for hit in body["hits"]]
        return [(date["year"], date["month"] or 0, date["day"] or 0) for date in known]

    by_date = dates("date")
    assert by_date == sorted(dates("relevance"), reverse=True)
    assert by_date != dates("recent") != dates("relevance")


def test_facets_come_when_asked_for_each_with_its_persian_name(client: TestClient) -> None:
    assert search(client, ("q", "پل"))["facets"] == []
    body = search(client, ("q", "پل"), ("facets", "1"), ("kind", "lesson"))
    assert [facet["field"] for facet in body["facets"]] == FIELDS
    assert all(facet["label"] and all(value["label"] for value in facet["values"]) for facet in body["facets"])
    (kinds,) = [facet["values"] for facet in body["facets"] if facet["field"] == "kind"]
    assert [(value["value"], value["label"], value["chosen"]) for value in kinds] == [
        ("resolution", "مصوبه", False),
        ("lesson", "تجربه", True),
        ("document", "سند", False),
    ]
    assert facet_counts(body, "kind")["lesson"] == body["total"]
    assert facet_counts(body, "kind")["resolution"] == search(client, ("q", "پل"), ("kind", "resolution"))["total"]


def test_a_hit_tells_where_it_is_and_what_it_is(client: TestClient) -> None:
    body = search(client, ("q", "پل"), ("page_size", "100"))
    kinds = {hit["kind"] for hit in body["hits"]}
    assert kinds == {"resolution", "lesson"}
    for kind in kinds:
        hit = next(hit for hit in body["hits"] if hit["kind"] == kind)
        item = client.get(f"/api/v1/items/{hit['id']}")
        assert item.status_code == 200, item.text
        page = client.get(hit["url"])
        assert page.status_code == 200 and hit["citation"] in page.text
        assert hit["date"]["year"] and hit["city_id"] and hit["status"]
        assert (hit["session_number"] is not None) is (kind == "resolution")


def test_only_the_fields_that_were_asked_for_are_sent(client: TestClient) -> None:
    whole = search(client, ("q", "پل"), ("facets", "1"))
    part = search(client, ("q", "پل"), ("facets", "1"), ("fields", "id, url,passage"))
    assert [hit.keys() for hit in part["hits"]] == [{"id", "url", "passage"}] * len(whole["hits"])
    assert part["hits"] == [{name: hit[name] for name in ("id", "url", "passage")} for hit in whole["hits"]]
    # Of the answer itself nothing is left out.
    assert part.keys() == whole.keys()
    assert (part["total"], part["facets"]) == (whole["total"], whole["facets"])


def test_a_field_that_there_is_not_is_refused_with_those_that_there_are(client: TestClient) -> None:
    detail = refused(client, ("q", "پل"), ("fields", "id,colour"))["detail"]
    assert "colour" in detail and "passage" in detail


def test_the_city_of_an_anonymous_lesson_is_told_to_its_own_city_alone(
    site: Services, client: TestClient, sign_in: Callable[..., TestClient]
) -> None:
    text = "زنبق کاشتن در رفوژ خیابان پس از یک سال آبیاری را نصف کرد."
    lesson = Lesson("secret", "زنبق در رفوژ", "tehran", text, text, text, anonymous=True, date=JalaliDate(1400))
    with site.database.transaction() as connection:
        publish_lesson(connection, lesson)
    site.indexer.run_until_idle()

    def told() -> tuple[Any, str, dict[str, int]]:
        body = search(client, ("q", "زنبق رفوژ"), ("facets", "1"))
        (hit,) = [hit for hit in body["hits"] if hit["id"] == "secret"]
        return hit["city_id"], hit["citation"], facet_counts(body, "city")

    city_id, citation, cities = told()
    assert city_id is None and "تهران" not in citation
    of_city = search(client, ("q", "زنبق رفوژ"), ("city", "tehran"), ("page_size", "100"))
    assert "secret" not in {hit["id"] for hit in of_city["hits"]}
    sign_in(client, Role.ENGINEER, "karaj")
    assert told() == (city_id, citation, cities)
    sign_in(client, Role.ENGINEER, "tehran")
    assert told()[0] == "tehran"
