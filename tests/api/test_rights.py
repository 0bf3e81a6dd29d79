"""Who may do what, and who sees what: each role at each door, and what is not for somebody is not there for them."""

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import update

from api.app import create_app
from api.samples import sample_id
from api.services import Services
from corpus import tables
from corpus.access import Role
from corpus.people import AuditFilter
from corpus.repository.audit import AuditRepository
from corpus.repository.documents import DocumentRepository
from corpus.types import Document, ResolutionStatus, UploadState

SignIn = Callable[..., TestClient]

OPEN = sample_id("R18-7")
ENTRY = {"by": "کارشناس", "note": "نامه فرستاده شد.", "date": "۱۴۰۴/۵/۱۴"}
TEXT = "ترمیم نوار حفاری\n\nلایه‌های خاک نوار حفاری باید جداگانه کوبیده شود."

# (method, path, the least that may): every door that changes something or is for some only.
DOORS = [
    ("GET", "/uploads", Role.CONTRIBUTOR),
    ("POST", "/uploads", Role.CONTRIBUTOR),
    ("POST", "/uploads/x/retry", Role.CONTRIBUTOR),
    ("GET", "/minutes", Role.SECRETARIAT),
    ("GET", "/minutes/x", Role.SECRETARIAT),
    ("POST", "/minutes/x", Role.SECRETARIAT),
    ("POST", "/documents/x/minutes", Role.SECRETARIAT),
    ("POST", "/documents/x/audience", Role.SECRETARIAT),
    ("GET", "/documents/x/pages/1/text", Role.SECRETARIAT),
    ("POST", "/documents/x/pages/1/text", Role.SECRETARIAT),
    ("POST", "/documents/x/pages/1/readings", Role.SECRETARIAT),
    ("POST", "/documents/x/pages/1/versions/1/restore", Role.SECRETARIAT),
    ("POST", "/resolutions/x/follow-ups", Role.CONTRIBUTOR),
    ("POST", "/resolutions/x/visibility", Role.SECRETARIAT),
    ("POST", "/resolutions/x/relations", Role.SECRETARIAT),
    ("POST", "/resolutions/x/relations/propose", Role.SECRETARIAT),
    ("POST", "/resolutions/x/relations/y/z", Role.SECRETARIAT),
    ("POST", "/desk/status", Role.SECRETARIAT),
    ("GET", "/account", Role.ENGINEER),
    ("GET", "/people", Role.ADMINISTRATOR),
    ("POST", "/people", Role.ADMINISTRATOR),
    ("GET", "/people/x", Role.ADMINISTRATOR),
    ("POST", "/people/x", Role.ADMINISTRATOR),
    ("POST", "/people/x/disable", Role.ADMINISTRATOR),
    ("POST", "/people/x/enable", Role.ADMINISTRATOR),
    ("POST", "/people/x/reset", Role.ADMINISTRATOR),
    ("GET", "/audit", Role.ADMINISTRATOR),
    ("GET", "/audit.csv", Role.ADMINISTRATOR),
    ("GET", "/api/v1/uploads", Role.CONTRIBUTOR),
    ("POST", "/api/v1/uploads", Role.CONTRIBUTOR),
    ("GET", "/api/v1/uploads/x", Role.CONTRIBUTOR),
    ("POST", "/api/v1/uploads/x/retry", Role.CONTRIBUTOR),
    ("GET", "/api/v1/minutes", Role.SECRETARIAT),
    ("GET", "/api/v1/minutes/x", Role.SECRETARIAT),
    ("PUT", "/api/v1/minutes/x", Role.SECRETARIAT),
    ("POST", "/api/v1/minutes/x/confirm", Role.SECRETARIAT),
    ("POST", "/api/v1/minutes/x/discard", Role.SECRETARIAT),
    ("POST", "/api/v1/documents/x/minutes", Role.SECRETARIAT),
    ("PUT", "/api/v1/documents/x/audience", Role.SECRETARIAT),
    ("POST", "/api/v1/documents/x/pages/1/text", Role.SECRETARIAT),
    ("POST", "/api/v1/documents/x/pages/1/readings", Role.SECRETARIAT),
    ("POST", "/api/v1/documents/x/pages/1/versions/1/restore", Role.SECRETARIAT),
    ("POST", "/api/v1/resolutions/x/follow-ups", Role.CONTRIBUTOR),
    ("PUT", "/api/v1/resolutions/x/visibility", Role.SECRETARIAT),
    ("POST", "/api/v1/resolutions/x/relations", Role.SECRETARIAT),
    ("POST", "/api/v1/resolutions/x/relations/propose", Role.SECRETARIAT),
    ("POST", "/api/v1/resolutions/x/relations/y/z", Role.SECRETARIAT),
    ("POST", "/api/v1/desk/status", Role.SECRETARIAT),
    ("GET", "/api/v1/account", Role.ENGINEER),
    ("GET", "/api/v1/people", Role.ADMINISTRATOR),
    ("POST", "/api/v1/people", Role.ADMINISTRATOR),
    ("PATCH", "/api/v1/people/x", Role.ADMINISTRATOR),
    ("POST", "/api/v1/people/x/reset", Role.ADMINISTRATOR),
    ("GET", "/api/v1/audit", Role.ADMINISTRATOR),
    ("GET", "/reports", Role.SECRETARIAT),
    ("GET", "/reports/gaps.xlsx", Role.SECRETARIAT),
    ("GET", "/reports/gaps.csv", Role.SECRETARIAT),
    ("GET", "/api/v1/reports", Role.SECRETARIAT),
]
# What visitors may send: to sign in, to look for precedents, to say what they think of a result, and what mail programs send by themselves.
OPEN_TO_ALL = {
    "/sign-in",
    "/sign-out",
    "/welcome/{token}",
    "/unsubscribe/{token}",
    "/precedents",
    "/api/v1/resolutions/precedents",
    "/similar",
    "/api/v1/similar",
    "/api/v1/similar/file",
    "/searches/{search_id}/votes",
    "/api/v1/searches/{search_id}/votes",
    "/api/v1/searches/{search_id}/clicks",
    "/searches/{search_id}/satisfaction",
    "/api/v1/searches/{search_id}/satisfaction",
}


def client_of(services: Services) -> TestClient:
    return TestClient(create_app(services), raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def clients(published: Services, sign_in: SignIn) -> dict[Role, TestClient]:
    """One for each role; the contributor and the engineer are of Karaj."""
    found = {Role.VISITOR: client_of(published)}
    for role in list(Role)[1:]:
        city = "karaj" if role in (Role.ENGINEER, Role.CONTRIBUTOR) else None
        found[role] = sign_in(client_of(published), role, city)
    return found


def test_each_role_may_what_it_may(clients: dict[Role, TestClient]) -> None:
    for method, path, least in DOORS:
        for role, client in clients.items():
            response = client.request(method, path, **({"json": {}} if path.startswith("/api/") else {}))
            place = f"{role.value} {method} {path}: {response.status_code}"
            if role.may(least):
                assert response.status_code not in (401, 403), place
                assert "/sign-in" not in response.headers.get("location", ""), place
            elif role is not Role.VISITOR:
                assert response.status_code == 403, place
                kind = response.json()["code"] if path.startswith("/api/") else "NotAllowed"
                assert kind == "NotAllowed", place
            elif path.startswith("/api/"):
                assert (response.status_code, response.json()["code"]) == (401, "SignInNeeded"), place
            else:
                assert response.status_code == 303, place
                assert response.headers["location"].startswith("/sign-in?next="), place


def test_no_door_that_changes_something_is_left_open(published: Services) -> None:
    """Whatever is added later: a visitor who sends something is asked who they are, but for what is meant for all."""
    client = client_of(published)
    sent = 0
    for path, operations in _every_path(client.app):
        for method in operations - {"GET", "HEAD", "OPTIONS"}:
            if path in OPEN_TO_ALL:
                continue
            response = client.request(method, re.sub(r"{[^}]+}", "1", path))
            asked = response.status_code == 401 or "/sign-in" in response.headers.get("location", "")
            assert asked, f"{method} {path}: {response.status_code}"
            sent += 1
    assert sent > 40


def _every_path(app: object) -> Iterator[tuple[str, set[str]]]:
    """(path, methods) of every route, also of those that are in no documentation."""

    def walk(routes: list[object], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                context = getattr(route, "include_context", None) or getattr(route, "context", None)
                yield from walk(inner.routes, prefix + str(getattr(context, "prefix", "")))
            elif getattr(route, "methods", None):
                yield prefix + route.path, set(route.methods)

    yield from walk(app.routes)  # type: ignore[attr-defined]


def test_a_contributor_tells_of_what_is_laid_on_their_city_only(published: Services, sign_in: SignIn) -> None:
    theirs = sign_in(client_of(published), Role.CONTRIBUTOR, "tehran")
    others = sign_in(client_of(published), Role.CONTRIBUTOR, "qom")
    rows = theirs.get("/api/v1/desk", params={"city": "tehran", "page_size": 500}).json()["rows"]
    one = next(row for row in rows if [party["city_id"] for party in row["responsible"]] == ["tehran"])
    path = f"/api/v1/resolutions/{one['id']}"
    before = len(theirs.get(path).json()["follow_ups"])
    assert theirs.post(f"{path}/follow-ups", json=ENTRY).status_code == 201
    for refused in (others.post(f"{path}/follow-ups", json=ENTRY), theirs.post("/api/v1/desk/status", json={})):
        assert (refused.status_code, refused.json()["code"]) == (403, "NotAllowed")
    assert len(theirs.get(path).json()["follow_ups"]) == before + 1
    assert "ثبت پیگیری" in theirs.get(f"/resolutions/{one['id']}").text
    assert "ثبت پیگیری" not in others.get(f"/resolutions/{one['id']}").text


def test_controls_are_hidden_from_those_who_may_not_use_them(clients: dict[Role, TestClient]) -> None:
    for role, client in clients.items():
        may = role.may(Role.SECRETARIAT)
        desk, resolution = client.get("/desk").text, client.get(f"/resolutions/{OPEN}").text
        assert ("<legend>ثبت خبر" in desk) is may and ('class="pick"' in desk) is may
        assert ("ثبت پیوند" in resolution) is may and ('class="audience"' in resolution) is may
        assert ('href="/uploads"' in desk) is role.may(Role.CONTRIBUTOR)
        assert ('href="/people"' in desk) is role.may(Role.ADMINISTRATOR)


def test_a_visitors_long_file_is_not_even_read(services: Services) -> None:
    client = client_of(services)
    headers = {"content-length": str(30 << 20), "content-type": "multipart/form-data; boundary=x"}
    refused = client.post("/api/v1/uploads", content=b"never looked at", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "SignInNeeded")
    assert client.post("/uploads", content=b"x", headers=headers).headers["location"] == "/sign-in?ended=1"


def test_a_site_can_be_closed_to_visitors(make_services: Callable[..., Services], sign_in: SignIn) -> None:
    services = make_services(visitors_read=False)
    services.ownership.take()
    services.migrate()
    visitor, member = client_of(services), sign_in(client_of(services), Role.ENGINEER)
    pages = ("/", "/desk", "/desk.csv", "/sessions", "/about", "/feeds/resolutions.atom", "/search?q=پل", "/lessons")
    for path in pages:
        response = visitor.get(path)
        assert response.status_code == 303 and response.headers["location"].startswith("/sign-in?next="), path
        assert member.get(path).status_code == 200, path
    for path in ("/api/v1/search?q=x", "/api/v1/suggest?q=x", "/api/v1/desk", "/api/v1/documents/x"):
        response = visitor.get(path)
        assert (response.status_code, response.json()["code"]) == (401, "SignInNeeded"), path
    for path in ("/sign-in", "/health/live", "/health/ready", "/static/app.css"):
        assert visitor.get(path).status_code == 200, path
    assert visitor.get("/welcome/x").status_code == 410


@pytest.fixture
def document(services: Services) -> Document:
    """A picture and a text; the text is what the tests look for."""
    services.ingestor.accept(BytesIO(TEXT.encode()), "حفاری.txt")
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    with services.database.reading() as connection:
        return DocumentRepository(connection).recent(1)[0]


def _hide(services: Services, client: TestClient, document: Document, visibility: str) -> None:
    body = {"visibility": visibility, "city": "karaj"}
    assert client.put(f"/api/v1/documents/{document.id}/audience", json=body).status_code == 200
    services.indexer.run_until_idle()


@pytest.mark.parametrize(
    ("visibility", "sees"),
    [
        ("members", {"visitor": False, "engineer": True, "own": True, "other": True, "secretariat": True}),
        ("city", {"visitor": False, "engineer": False, "own": True, "other": False, "secretariat": True}),
    ],
)
def test_a_document_is_there_for_whom_it_is_meant_and_for_nobody_else(
    services: Services, document: Document, sign_in: SignIn, visibility: str, sees: dict[str, bool]
) -> None:
    secretariat = sign_in(client_of(services), Role.SECRETARIAT)
    _hide(services, secretariat, document, visibility)
    clients = {
        "visitor": client_of(services),
        "engineer": sign_in(client_of(services), Role.ENGINEER),
        "own": sign_in(client_of(services), Role.CONTRIBUTOR, "karaj"),
        "other": sign_in(client_of(services), Role.CONTRIBUTOR, "qom"),
        "secretariat": secretariat,
    }
    there = f"/documents/{document.id}"
    doors = (
        there,
        f"{there}/pages/1/versions",
        f"/api/v1{there}",
        f"/api/v1{there}/file",
        f"/api/v1{there}/pages/1/text",
    )
    for name, client in clients.items():
        expected = 200 if sees[name] else 404
        for door in doors:
            assert client.get(door).status_code == expected, (name, door)
        found = client.get("/api/v1/search", params={"q": "نوار حفاری", "weak": 1}).json()
        assert bool(found["hits"]) is sees[name], name
        assert bool(client.get("/api/v1/suggest", params={"q": "ترم"}).json()["completions"]) is sees[name], name
        for page in ("/", "/cities/karaj"):
            assert (document.title in client.get(page).text) is sees[name], (name, page)
        if name in ("own", "other"):
            listed = client.get("/api/v1/uploads").json()
            assert (listed["total"], len(listed["uploads"])) == ((1, 1) if sees[name] else (0, 0))
            assert ("حفاری.txt" in client.get("/uploads").text) is sees[name]


def test_what_is_hidden_is_told_of_as_what_is_not_there(
    services: Services, document: Document, sign_in: SignIn
) -> None:
    _hide(services, sign_in(client_of(services)), document, "city")
    client = client_of(services)
    hidden, none = (client.get(f"/api/v1/documents/{one}") for one in (document.id, "no-such-document"))
    assert (hidden.status_code, hidden.json()) == (none.status_code, none.json())


def test_pictures_of_pages_are_for_whom_their_document_is(
    services: Services, sign_in: SignIn, print_page: Callable
) -> None:
    pdf = print_page('<html lang="fa" dir="rtl"><meta charset="utf-8"><p>ترمیم نوار حفاری</p>')
    with pdf.open("rb") as stream:
        services.ingestor.accept(stream, "حفاری.pdf")
    assert services.ingestor.process_next().state is not UploadState.FAILED
    with services.database.reading() as connection:
        document = DocumentRepository(connection).recent(1)[0]
    path = f"/api/v1/documents/{document.id}/pages/1/image"
    secretariat, visitor = sign_in(client_of(services)), client_of(services)
    picture = visitor.get(path)
    assert Image.open(BytesIO(picture.content)).format == "JPEG"
    assert "private" in picture.headers["cache-control"]
    _hide(services, secretariat, document, "members")
    assert visitor.get(path).status_code == 404
    assert secretariat.get(path).status_code == 200


def test_hidden_resolutions_are_in_no_list_file_or_feed(published: Services, sign_in: SignIn) -> None:
    secretariat, visitor = sign_in(client_of(published)), client_of(published)
    text = secretariat.get(f"/api/v1/resolutions/{OPEN}").json()["text"]
    words = text[:40]
    doors = ("/desk", "/desk.csv", "/feeds/resolutions.atom", "/feeds/cities/karaj.atom", "/api/v1/desk?page_size=500")
    doors += ("/desk.ics", "/cities/karaj", "/desk?city=karaj")
    before = {door: _plain(visitor.get(door).text) for door in doors}
    told = {door for door, shown in before.items() if _plain(words) in shown}
    assert {"/desk.csv", "/api/v1/desk?page_size=500", "/desk?city=karaj"} <= told
    total = visitor.get("/api/v1/desk").json()["standing"]["total"]
    response = secretariat.post(f"/resolutions/{OPEN}/visibility", data={"visibility": "members"})
    assert response.status_code == 303
    for door in told:
        assert _plain(words) not in _plain(visitor.get(door).text), door
    for door in told:
        assert _plain(words) in _plain(secretariat.get(door).text), door
    assert visitor.get("/api/v1/desk").json()["standing"]["total"] == total - 1
    assert visitor.get(f"/resolutions/{OPEN}").status_code == 404
    assert visitor.get(f"/api/v1/resolutions/{OPEN}").status_code == 404


def _plain(text: str) -> str:
    """Without what each format breaks a text with: entities, tags, folded lines."""
    return re.sub(r"\r\n |<[^>]+>|\s+", "", text.replace("&#34;", '"')).replace("\\", "")


def test_who_a_document_is_for_can_be_set_on_its_page_and_stands_in_the_trail(
    services: Services, document: Document, sign_in: SignIn
) -> None:
    client = sign_in(client_of(services))
    path = f"/documents/{document.id}"
    assert 'class="audience"' in client.get(path).text
    sent = client.post(f"{path}/audience", data={"visibility": "city", "city": ""})
    assert "برگزینید" in client.get(sent.headers["location"]).text
    assert client.get(f"/api/v1{path}").json()["city"] is None
    client.post(f"{path}/audience", data={"visibility": "city", "city": "karaj"})
    assert "تنها برای همان شهر" in client.get(path).text
    with services.database.reading() as connection:
        entries = AuditRepository(connection).entries(AuditFilter(kind="document"))
    assert [(one.action, one.item_id) for one in entries] == [("visibility", document.id)]
    assert "همان شهر" in entries[0].what and "کرج" in entries[0].what


def test_a_correction_does_not_hand_a_document_to_another_city(
    services: Services, document: Document, sign_in: SignIn
) -> None:
    client = sign_in(client_of(services))
    with services.database.transaction() as connection:
        connection.execute(update(tables.documents).values(city_id=None))
    _hide(services, client, document, "city")
    page = f"/api/v1/documents/{document.id}/pages/1/text"
    new = {"text": f"شهرداری قم\n\n{TEXT}", "base_version": client.get(page).json()["version"]}
    assert client.post(page, json=new).status_code == 200
    assert client.get(f"/documents/{document.id}").status_code == 200
    assert sign_in(client_of(services), Role.ENGINEER, "qom").get(f"/documents/{document.id}").status_code == 404
    assert sign_in(client_of(services), Role.ENGINEER, "karaj").get(f"/documents/{document.id}").status_code == 200


def test_every_change_says_who_when_and_what(published: Services, sign_in: SignIn) -> None:
    client = sign_in(client_of(published))
    name = client.get("/api/v1/account").json()["name"]
    client.post("/api/v1/uploads", files=[("files", ("پل.txt", TEXT.encode()))])
    client.post(f"/api/v1/resolutions/{OPEN}/follow-ups", json=ENTRY | {"status": ResolutionStatus.STALLED.value})
    client.post("/api/v1/desk/status", json=ENTRY | {"ids": [OPEN], "status": "in_progress"})
    other = {"other": "۱۷/۱", "kind": "follows", "by": "کارشناس"}
    assert client.post(f"/api/v1/resolutions/{OPEN}/relations", json=other).status_code == 201
    administrator = sign_in(client_of(published), Role.ADMINISTRATOR)
    body = administrator.get("/api/v1/audit", params={"limit": 10}).json()
    told = [(one["action"], one["kind"], one["name"], one["role"], one["via"]) for one in body["entries"]]
    mine = [one for one in told if one[2] == name]
    assert ("add", "upload", name, "secretariat", "token") in mine
    assert mine.count(("follow_up", "resolution", name, "secretariat", "token")) == 2
    assert ("relate", "relation", name, "secretariat", "token") in mine
    of_kind = administrator.get("/api/v1/audit", params={"kind": "resolution"}).json()["entries"]
    assert {one["item_id"] for one in of_kind} == {OPEN}
    first = administrator.get("/api/v1/audit", params={"limit": 1}).json()
    second = administrator.get("/api/v1/audit", params={"limit": 1, "before": first["next_before"]}).json()
    assert second["entries"][0]["id"] < first["entries"][0]["id"]
    assert administrator.get("/api/v1/audit", params={"day_to": "۱۳۹۰/۱/۱"}).json()["entries"] == []
    assert administrator.get("/api/v1/audit", params={"day_from": "فردا"}).status_code == 422
    file = administrator.get("/audit.csv", params={"kind": "relation"})
    assert file.content.startswith(b"\xef\xbb\xbf") and "پیوند «پیگیری» میان" in file.text
    page = administrator.get("/audit", params={"kind": "upload"}).text
    assert "پروندهٔ «پل.txt» رسید." in page and "پیوند «پیگیری»" not in page


def test_accounts_by_json(published: Services, sign_in: SignIn) -> None:
    client = sign_in(client_of(published), Role.ADMINISTRATOR)
    new = {"login": "M.Karimi", "name": "کارشناس کرج", "role": "contributor", "city": "کرج"}
    for wrong in (
        {"city": ""},
        {"city": "ناکجا"},
        {"role": "secretariat"},
        {"name": " "},
        {"login": "a b"},
        {"email": "x"},
    ):
        assert client.post("/api/v1/people", json=new | wrong).status_code == 422, wrong
    made = client.post("/api/v1/people", json=new)
    assert made.status_code == 201 and "/welcome/" in made.json()["link"]
    assert client.post("/api/v1/people", json=new | {"login": "m.karimi"}).status_code == 422
    people = {one["login"]: one for one in client.get("/api/v1/people").json()["people"]}
    one = people["m.karimi"]
    assert (one["role"], one["city_id"], one["has_password"]) == ("contributor", "karaj", False)
    assert "password_hash" not in json.dumps(people)
    changed = client.patch(f"/api/v1/people/{one['id']}", json={"role": "secretariat", "city": ""})
    assert (changed.json()["role"], changed.json()["city_id"]) == ("secretariat", None)
    closed = client.patch(f"/api/v1/people/{one['id']}", json={"disabled": True})
    assert closed.json()["disabled"] is True
    assert client.post(f"/api/v1/people/{one['id']}/reset").status_code == 422
    entries = client.get("/api/v1/audit", params={"item": one["id"]}).json()["entries"]
    assert [entry["action"] for entry in entries] == ["disable", "change", "add"]
    assert "همکار شهر به دبیرخانه" in entries[1]["what"]
