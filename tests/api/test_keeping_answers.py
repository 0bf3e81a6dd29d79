"""What may be kept of an answer, how it is sent, and which other sites' pages may read it."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.caching import static_url
from api.services import Services
from api.settings import load_settings
from corpus.access import Role
from corpus.errors import ConfigurationError
from corpus.types import Lesson, Visibility
from ingest.lesson_publishing import publish_lesson

ELSEWHERE = "https://gis.example.ir"


def _publish(services: Services, title: str, lesson_id: str | None = None) -> str:
    lesson = Lesson(lesson_id or uuid4().hex, title, "tehran", *["نشست نوار حفاری پس از باران"] * 3)
    with services.database.transaction() as connection:
        publish_lesson(connection, lesson)
    services.indexer.run_until_idle()
    return lesson.id


@pytest.mark.parametrize(
    "address", ["/api/v1/items", "/api/v1/items/{id}", "/api/v1/lessons/{id}", "/api/v1/search?q=نشست"]
)
def test_what_has_not_changed_is_not_sent_again(services: Services, address: str) -> None:
    lesson_id = _publish(services, "یکم")
    client = TestClient(create_app(services))
    path = address.format(id=lesson_id)
    first = client.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('W/"') and first.headers["cache-control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {name.strip() for name in first.headers["vary"].split(",")}
    for shown in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        again = client.get(path, headers={"If-None-Match": shown})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert "content-length" not in again.headers or again.headers["content-length"] == "0"
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    _publish(services, "دوم", lesson_id)
    changed = client.get(path, headers={"If-None-Match": etag})
    assert changed.status_code == 200 and changed.headers["etag"] != etag


def test_who_sees_something_else_gets_it_whatever_they_kept(
    services: Services, sign_in: Callable[..., TestClient]
) -> None:
    lesson = Lesson(uuid4().hex, "برای اعضا", "tehran", "الف", "ب", "پ", visibility=Visibility.MEMBERS)
    with services.database.transaction() as connection:
        publish_lesson(connection, lesson)
    app = create_app(services)
    kept = TestClient(app).get("/api/v1/items").headers["etag"]
    seen = sign_in(TestClient(app), Role.ENGINEER).get("/api/v1/items", headers={"If-None-Match": kept})
    assert seen.status_code == 200 and seen.json()["items"]


def test_errors_changes_and_files_have_no_etag_of_an_answer(services: Services) -> None:
    client = TestClient(create_app(services))
    missing = client.get("/api/v1/items/none", headers={"If-None-Match": "*"})
    assert missing.status_code == 404 and "etag" not in missing.headers
    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.headers["cache-control"] == "private, no-cache"
    assert client.get("/about").headers["cache-control"] == "no-cache"


def test_the_site_s_own_files_are_kept_for_ever_under_their_version(services: Services) -> None:
    client = TestClient(create_app(services))
    versioned = client.get(static_url("app.css"))
    assert versioned.status_code == 200
    assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable"
    for address in ("/static/app.css", "/static/app.css?v=older"):
        plain = client.get(address)
        assert plain.headers["cache-control"] == "no-cache"
        assert client.get(address, headers={"If-None-Match": plain.headers["etag"]}).status_code == 304
    assert client.get("/static/none.css?v=").status_code == 404


def test_long_text_is_compressed_and_files_are_not(services: Services) -> None:
    client = TestClient(create_app(services))
    page = client.get("/about")
    assert page.headers["content-encoding"] == "gzip" and "Accept-Encoding" in page.headers["vary"]
    assert client.get("/static/app.css").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get("/about", headers={"Accept-Encoding": "identity"}).headers
    assert "content-encoding" not in client.get("/health/live").headers
    font = client.get("/static/fonts/vazirmatn-arabic-wght-normal.woff2")
    assert font.status_code == 200 and "content-encoding" not in font.headers


def test_each_form_has_a_token_of_its_own_so_that_compression_tells_nothing(services: Services) -> None:
    from selectolax.lexbor import LexborHTMLParser

    client = TestClient(create_app(services))
    tokens = set()
    for _ in range(3):
        field = LexborHTMLParser(client.get("/sign-in").text).css_first("[name=csrf_token]")
        tokens.add(field.attributes["value"])
    assert len(tokens) == 3
    for token in tokens:
        answer = client.post("/sign-in", data={"csrf_token": token, "login": "x", "password": "y"})
        assert answer.status_code == 401
    salt, _, rest = tokens.pop().partition(".")  # type: ignore[union-attr]
    for forged in (f"{salt[::-1]}.{rest}", rest, f"{salt}.", ""):
        sent = client.post("/sign-in", data={"csrf_token": forged, "login": "x", "password": "y"})
        assert sent.status_code == 403


def test_no_other_site_reads_the_api_unless_it_is_named(services: Services) -> None:
    client = TestClient(create_app(services))
    plain = client.get("/api/v1/items", headers={"Origin": ELSEWHERE})
    assert plain.status_code == 200 and "access-control-allow-origin" not in plain.headers
    assert _preflight(client, "GET").status_code != 200


def test_a_named_site_reads_the_api_with_a_token_and_never_with_cookies(make_services: Callable[..., Services]) -> None:
    services = make_services(cors_origins=f"{ELSEWHERE}, https://map.example.ir")
    services.ownership.take()
    services.migrate()
    client = TestClient(create_app(services))
    allowed = _preflight(client, "GET")
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == ELSEWHERE
    assert "authorization" in allowed.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-credentials" not in allowed.headers
    assert _preflight(client, "POST").status_code == 400
    assert _preflight(client, "GET", origin="https://evil.example").status_code == 400
    read = client.get("/api/v1/items", headers={"Origin": ELSEWHERE})
    assert read.headers["access-control-allow-origin"] == ELSEWHERE
    assert "Link" in read.headers["access-control-expose-headers"]
    refused = client.get("/api/v1/items", headers={"Origin": ELSEWHERE, "Authorization": "Bearer none"})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, ELSEWHERE)
    assert "access-control-allow-origin" not in client.get("/about", headers={"Origin": ELSEWHERE}).headers
    written = client.post("/api/v1/needs", json={}, headers={"Origin": ELSEWHERE})
    assert (written.status_code, written.json()["code"]) == (403, "CrossSiteRequest")


@pytest.mark.parametrize("wrong", ["example.ir", "https://example.ir/", "https://*.example.ir", "ftp://example.ir"])
def test_what_is_no_site_is_refused_when_the_site_starts(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("TAJROBE_CORS_ORIGINS", f"https://a.example, {wrong}")
    with pytest.raises(ConfigurationError, match="TAJROBE_CORS_ORIGINS"):
        load_settings()


def test_every_error_leads_to_what_it_means(services: Services) -> None:
    client = TestClient(create_app(services))
    error = client.get("/api/v1/items/none").json()
    assert error.keys() == {"type", "title", "status", "detail", "code"}
    assert (error["status"], error["code"], error["type"]) == (404, "NotFound", "/api/errors#NotFound")
    page = client.get("/api/errors").text
    assert 'id="NotFound"' in page
    known = json.dumps(sorted(_codes(page)))
    for kind in _kinds():
        assert f'"{kind}"' in known, f"{kind} is explained nowhere"


def _preflight(client: TestClient, method: str, origin: str = ELSEWHERE):  # type: ignore[no-untyped-def]
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization",
    }
    return client.options("/api/v1/items", headers=asked)


def _codes(page: str) -> set[str]:
    from selectolax.lexbor import LexborHTMLParser

    return {str(row.attributes["id"]) for row in LexborHTMLParser(page).css("dl > div[id]")}


def _kinds() -> set[str]:
    from corpus.errors import TajrobeError

    def below(kind: type[TajrobeError]) -> set[type[TajrobeError]]:
        return {kind}.union(*(below(one) for one in kind.__subclasses__()))

    return {kind.__name__ for kind in below(TajrobeError) if kind.__module__ == "corpus.errors"}
