"""Ways in and out: passwords, links that work once, cookies, tokens; and what is told to those who guess or forge."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from api.app import create_app
from api.people.accounts import first_link, reset_person
from api.people.identity import FORM_COOKIE, SESSION_COOKIE
from api.people.tokens import make_token
from api.services import Services
from corpus import tables
from corpus.access import Role
from corpus.people import Person, Scope

PASSWORD = "کرانهٔ آرام زاینده‌رود"
OTHER = "پل خواجو در مه صبح"
FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')

Make = Callable[..., Person]


@pytest.fixture
def site(services: Services) -> Services:
    return services


def browser(services: Services, **settings: str) -> TestClient:
    return TestClient(create_app(services), raise_server_exceptions=False, follow_redirects=False, **settings)


def send(client: TestClient, page: str, action: str | None = None, **fields: str):
    """Open the page and send its form, as a browser does."""
    found = FIELD.search(client.get(page).text)
    assert found, "the page has no form"
    return client.post(action or page, data={"csrf_token": found[1], **fields})


def enter(client: TestClient, person: Person, password: str = PASSWORD, **fields: str):
    return send(client, "/sign-in", login=person.login, password=password, **fields)


def signed_in(client: TestClient) -> bool:
    return client.get("/account").status_code == 200


def change(services: Services, table: str, **values: object) -> None:
    with services.database.transaction() as connection:
        connection.execute(update(getattr(tables, table)).values(**values))


def one(services: Services, column) -> object:
    with services.database.reading() as connection:
        return connection.execute(select(column)).scalar_one()


def test_a_person_signs_in_and_out(site: Services, person: Make) -> None:
    client, who = browser(site), person(site, Role.ENGINEER, password=PASSWORD)
    response = send(client, "/sign-in", login=who.login.upper(), password=PASSWORD, next="/desk?status=open")
    assert (response.status_code, response.headers["location"]) == (303, "/desk?status=open")
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie
    assert signed_in(client) and who.name in client.get("/").text
    kept = client.cookies[SESSION_COOKIE]
    assert send(client, "/", "/sign-out").status_code == 303
    assert not signed_in(client)
    client.cookies.set(SESSION_COOKIE, kept)
    assert not signed_in(client)


def test_over_https_cookies_go_no_other_way(site: Services, person: Make) -> None:
    client, who = browser(site, base_url="https://testserver"), person(site, Role.ENGINEER, password=PASSWORD)
    assert "Secure" in enter(client, who).headers["set-cookie"]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/sign-out"]
)
def test_nobody_is_sent_to_another_site(site: Services, person: Make, elsewhere: str) -> None:
    client, who = browser(site), person(site, Role.ENGINEER, password=PASSWORD)
    assert enter(client, who, next=elsewhere).headers["location"] == "/"


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(site: Services, person: Make) -> None:
    client, who = browser(site), person(site, Role.ENGINEER, password=PASSWORD)
    client.cookies.set(SESSION_COOKIE, "planted")
    enter(client, who)
    first = client.cookies.get(SESSION_COOKIE, domain="testserver.local")
    assert first and first != "planted"
    assert one(site, tables.sign_ins.c.token_hash) not in first


def test_wrong_password_and_unknown_login_are_told_alike_and_then_made_to_wait(site: Services, person: Make) -> None:
    who = person(site, Role.ENGINEER, password=PASSWORD)
    told = []
    for login in (who.login, "nobody-of-that-name"):
        client = browser(site)
        for _ in range(5):
            response = send(client, "/sign-in", login=login, password="نادرست است این")
            assert response.status_code == 401
        told.append(re.search(r'role="alert">.*?</p>', response.text)[0])  # type: ignore[index]
        blocked = send(client, "/sign-in", login=login, password=PASSWORD)
        assert blocked.status_code == 429
        assert "ثانیه" in blocked.text and not signed_in(client)
    assert told[0] == told[1]
    with site.database.reading() as connection:
        audit = connection.execute(select(tables.audit.c.action, tables.audit.c.item_id)).all()
    assert [tuple(row) for row in audit] == [("throttle", who.id), ("throttle", "")]


def test_the_wait_ends_doubles_and_is_forgotten_with_success(site: Services, person: Make) -> None:
    client, who = browser(site), person(site, Role.ENGINEER, password=PASSWORD)
    for _ in range(5):
        enter(client, who, "نادرست است این")
    change(site, "sign_in_attempts", last_at=datetime.now(UTC) - timedelta(seconds=31))
    assert enter(client, who, "نادرست است این").status_code == 401
    change(site, "sign_in_attempts", last_at=datetime.now(UTC) - timedelta(seconds=31))
    assert enter(client, who).status_code == 429
    change(site, "sign_in_attempts", last_at=datetime.now(UTC) - timedelta(seconds=61))
    assert enter(client, who).status_code == 303
    assert enter(browser(site), who, "نادرست است این").status_code == 401


def test_one_address_that_tries_many_logins_waits_too(site: Services, person: Make) -> None:
    who = person(site, Role.ENGINEER, password=PASSWORD)
    client = browser(site)
    for n in range(30):
        assert send(client, "/sign-in", login=f"guess-{n}", password="نادرست است این").status_code == 401
    assert enter(client, who).status_code == 429


def test_those_who_succeed_are_not_counted_against_their_address(site: Services, person: Make) -> None:
    who = person(site, Role.ENGINEER, password=PASSWORD)
    enter(browser(site), who)
    assert one(site, tables.sign_in_attempts.c["count"]) == 0


@pytest.mark.parametrize("cookie", ["nonsense", "a.b", "توکن".encode().hex() + ".sig", ""])
def test_a_forged_cookie_is_a_visitors_and_goes(site: Services, person: Make, cookie: str) -> None:
    client = browser(site)
    response = client.get("/", headers={"cookie": f"{SESSION_COOKIE}={cookie}"})
    assert response.status_code == 200
    assert "ورود" in response.text
    if cookie:
        assert f'{SESSION_COOKIE}=""' in response.headers["set-cookie"]
        response = client.get("/account", headers={"cookie": f"{SESSION_COOKIE}={cookie}"})
        assert response.status_code == 303 and "ended=1" in response.headers["location"]
        assert "به سر آمده" in client.get(response.headers["location"]).text


@pytest.mark.parametrize(
    ("column", "age"),
    [("expires_at", timedelta(seconds=-1)), ("last_used_at", timedelta(days=-4))],
)
def test_an_expired_cookie_says_so(site: Services, person: Make, column: str, age: timedelta) -> None:
    client, who = browser(site), person(site, Role.ENGINEER, password=PASSWORD)
    enter(client, who)
    change(site, "sign_ins", **{column: datetime.now(UTC) + age})
    response = client.get("/account")
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in?next=%2Faccount&ended=1")
    assert client.get("/api/v1/account").status_code == 401


def test_a_token_is_replaced_while_it_is_used_and_the_old_one_ends(site: Services, person: Make) -> None:
    client, who = browser(site), person(site, Role.ENGINEER, password=PASSWORD)
    enter(client, who)
    old = client.cookies[SESSION_COOKIE]
    change(site, "sign_ins", rotated_at=datetime.now(UTC) - timedelta(hours=2))
    assert signed_in(client)
    fresh = client.cookies[SESSION_COOKIE]
    assert fresh != old
    late = browser(site)
    late.cookies.set(SESSION_COOKIE, old)
    assert signed_in(late), "a request that was under way still shows the old one"
    change(site, "sign_ins", last_used_at=datetime.now(UTC) - timedelta(minutes=6))
    assert signed_in(client)
    late.cookies.clear()
    late.cookies.set(SESSION_COOKIE, old)
    assert not signed_in(late)
    assert client.cookies[SESSION_COOKIE] == fresh and signed_in(client)


def test_who_never_got_the_new_token_gets_another(site: Services, person: Make) -> None:
    client, who = browser(site), person(site, Role.ENGINEER, password=PASSWORD)
    enter(client, who)
    old = client.cookies[SESSION_COOKIE]
    change(site, "sign_ins", rotated_at=datetime.now(UTC) - timedelta(hours=2))
    browser(site).get("/", headers={"cookie": f"{SESSION_COOKIE}={old}"})
    change(site, "sign_ins", rotated_at=datetime.now(UTC) - timedelta(minutes=2))
    assert signed_in(client) and client.cookies[SESSION_COOKIE] != old and signed_in(client)


def test_a_changed_password_ends_the_other_browsers(site: Services, person: Make) -> None:
    here, there, who = browser(site), browser(site), person(site, Role.ENGINEER, password=PASSWORD)
    enter(here, who)
    enter(there, who)
    wrong = send(here, "/account", "/account/password", present="نادرست است این", password=OTHER, again=OTHER)
    assert wrong.status_code == 422 and "گذرواژهٔ کنونی درست نیست" in wrong.text
    changed = send(here, "/account", "/account/password", present=PASSWORD, password=OTHER, again=OTHER)
    assert changed.status_code == 303
    assert signed_in(here) and not signed_in(there)
    assert enter(there, who).status_code == 401
    assert enter(there, who, OTHER).status_code == 303


def test_closing_an_account_ends_everything_at_once(site: Services, person: Make) -> None:
    client, administrator = browser(site), browser(site)
    who, chief = (person(site, role, password=PASSWORD) for role in (Role.ENGINEER, Role.ADMINISTRATOR))
    enter(client, who)
    enter(administrator, chief)
    _, secret = make_token(site, who, "آزمون", "read", 30)
    assert send(administrator, "/people", f"/people/{who.id}/disable").status_code == 303
    assert not signed_in(client)
    response = client.get("/api/v1/account", headers={"Authorization": f"Bearer {secret}"})
    assert (response.status_code, response.json()["code"]) == (401, "InvalidToken")
    assert enter(client, who).status_code == 401
    assert send(administrator, "/people", f"/people/{who.id}/enable").status_code == 303
    assert enter(client, who).status_code == 303


def test_the_last_administrator_stays(site: Services, person: Make) -> None:
    client, chief = browser(site), person(site, Role.ADMINISTRATOR, password=PASSWORD)
    enter(client, chief)
    assert "error=" in send(client, "/people", f"/people/{chief.id}/disable").headers["location"]
    refused = send(client, f"/people/{chief.id}", name="مدیر", role="engineer")
    assert refused.status_code == 422 and "دست‌کم یک مدیر" in refused.text
    assert signed_in(client)


def test_a_link_sets_a_password_once(site: Services, person: Make) -> None:
    who = person(site, Role.CONTRIBUTOR, "karaj")
    path, client = reset_person(site, who.id), browser(site)
    assert who.name in client.get(path).text
    for password, again, problem in (
        ("کوتاه", "کوتاه", "دست‌کم ۱۰"),
        (who.login, who.login, "نام کاربری"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "تکراری"),
        (PASSWORD, OTHER, "یکی نیستند"),
    ):
        refused = send(client, path, password=password, again=again)
        assert refused.status_code == 422 and problem in refused.text
    assert send(client, path, password=PASSWORD, again=PASSWORD).status_code == 303
    assert signed_in(client)
    used = browser(site).get(path)
    assert used.status_code == 410 and "پیوند" in used.text
    assert enter(browser(site), who).status_code == 303


@pytest.mark.parametrize("spoil", ["expired", "replaced", "forged"])
def test_a_link_that_is_old_replaced_or_forged_does_nothing(site: Services, person: Make, spoil: str) -> None:
    who, client = person(site, Role.ENGINEER), browser(site)
    path = reset_person(site, who.id)
    token = FIELD.search(client.get(path).text)[1]  # type: ignore[index]
    if spoil == "expired":
        change(site, "welcome_links", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    elif spoil == "replaced":
        reset_person(site, who.id)
    else:
        path = path[:-1] + ("a" if path[-1] != "a" else "b")
    response = client.post(path, data={"csrf_token": token, "password": PASSWORD, "again": PASSWORD})
    assert response.status_code == 410
    assert enter(client, who).status_code == 401


def test_the_first_administrator_is_made_with_a_link_and_only_the_first(site: Services) -> None:
    path, client = first_link(site) or "", browser(site)
    own = {"login": "Admin", "name": "مدیر نخست", "password": PASSWORD, "again": PASSWORD}
    assert "نام را بنویسید" in send(client, path, **(own | {"name": " "})).text
    assert send(client, path, **own).headers["location"] == "/people"
    assert client.get("/people").status_code == 200
    assert client.get("/api/v1/account").json()["role"] == "administrator"
    assert first_link(site) is None
    assert browser(site).get(path).status_code == 410


def test_tokens_are_shown_once_and_do_what_they_may(site: Services, person: Make) -> None:
    client, who = browser(site), person(site, Role.CONTRIBUTOR, "karaj", password=PASSWORD)
    enter(client, who)
    page = send(client, "/account", "/account/tokens", label="انتقال", scope="read", days="30")
    secret = re.search(r"tjr_[\w-]{40,}", page.text)[0]  # type: ignore[index]
    assert page.headers["cache-control"] == "no-store"
    assert secret not in client.get("/account").text
    with site.database.reading() as connection:
        assert secret not in str(connection.execute(select(tables.api_tokens)).all())
    program = TestClient(create_app(site), headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/account").json()["login"] == who.login
    refused = program.post("/api/v1/uploads", files=[("files", ("پل.txt", b"x"))])
    assert (refused.status_code, refused.json()["code"]) == (403, "NotAllowed")
    token_id = program.get("/api/v1/account/tokens").json()["tokens"][0]["id"]
    assert send(client, "/account", f"/account/tokens/{token_id}/revoke").status_code == 303
    assert "باطل" in program.get("/api/v1/account").json()["detail"]


def test_a_token_that_is_expired_forged_or_anothers_says_which(site: Services, person: Make) -> None:
    who, other = person(site, Role.ENGINEER), person(site, Role.ENGINEER)
    token, secret = make_token(site, who, "آزمون", Scope.WRITE.value, 30)
    client = TestClient(create_app(site))

    def told(secret: str) -> str:
        response = client.get("/api/v1/search", headers={"Authorization": f"Bearer {secret}"})
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        assert response.json()["code"] == "InvalidToken"
        return str(response.json()["detail"])

    assert "شناخته نشد" in told(secret[:-1] + ("a" if secret[-1] != "a" else "b"))
    assert "شناخته نشد" in told("") and "شناخته نشد" in told("tjc_" + "0" * 64)
    _, others = make_token(site, other, "آزمون", Scope.WRITE.value, 30)
    foreign = client.delete(f"/api/v1/account/tokens/{token.id}", headers={"Authorization": f"Bearer {others}"})
    assert foreign.status_code == 404
    change(site, "api_tokens", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert "به سر آمده" in told(secret)


def test_people_change_their_own_account_but_not_their_role(site: Services, person: Make) -> None:
    client, who = browser(site), person(site, Role.ENGINEER, "karaj", password=PASSWORD)
    enter(client, who)
    attack = "<script>alert(1)</script>"
    sent = send(
        client, "/account", name=attack, office="معاون", email="a@b.ir", digest="daily", role="administrator", city=""
    )
    assert sent.status_code == 303
    body = client.get("/api/v1/account").json()
    assert (body["name"], body["office"], body["digest"]) == (attack, "معاون", "daily")
    assert (body["role"], body["city_id"]) == ("engineer", "karaj")
    assert attack not in client.get("/account").text
    assert "درست نیست" in send(client, "/account", name="من", email="a@b").text


def test_a_form_of_another_browser_is_refused_and_nothing_changes(site: Services, person: Make) -> None:
    mine, theirs = browser(site), browser(site)
    who, other = (person(site, Role.ENGINEER, password=PASSWORD) for _ in range(2))
    enter(mine, who)
    enter(theirs, other)
    foreign = FIELD.search(theirs.get("/account").text)[1]  # type: ignore[index]
    for token in ({}, {"csrf_token": foreign}, {"csrf_token": "x"}, {"csrf_token": ""}):
        refused = mine.post("/account", data={"name": "دیگری", **token})
        assert refused.status_code == 403 and "فرم" in refused.text
    assert mine.post("/account/others/end").status_code == 403
    assert mine.delete("/api/v1/account/tokens/x").status_code == 403
    own = FIELD.search(mine.get("/account").text)[1]  # type: ignore[index]
    assert mine.delete("/api/v1/account/tokens/x", headers={"X-CSRF-Token": own}).status_code == 404
    assert mine.get("/api/v1/account").json()["name"] == who.name


def test_the_sign_in_form_is_bound_to_its_browser_too(site: Services, person: Make) -> None:
    who, client, other = person(site, Role.ENGINEER, password=PASSWORD), browser(site), browser(site)
    token = FIELD.search(other.get("/sign-in").text)[1]  # type: ignore[index]
    sent = {"csrf_token": token, "login": who.login, "password": PASSWORD}
    assert client.post("/sign-in", data=sent).status_code == 403
    client.get("/sign-in")
    assert client.cookies[FORM_COOKIE]
    assert client.post("/sign-in", data=sent).status_code == 403


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "اِج در ویندوز"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "کروم در لینوکس"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "سافاری در آیفون"),
        ("curl/8.5", "curl/8.5"),
    ],
)
def test_browsers_that_are_signed_in_are_listed_by_names_that_people_know(
    site: Services, person: Make, agent: str, name: str
) -> None:
    client, who = browser(site), person(site, Role.ENGINEER, password=PASSWORD)
    client.headers["User-Agent"] = agent
    enter(client, who)
    assert name in client.get("/account").text
