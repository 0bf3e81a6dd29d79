"""Accounts from the command line: the way in where nobody can sign in, and beside a running server."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.asking import ask
from api.cli import app
from api.people.accounts import first_link
from api.people.secret import NAME
from api.services import Services
from api.serving import bind, serve_on
from corpus.access import Role
from corpus.people import AuditFilter
from corpus.repository.audit import AuditRepository


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    monkeypatch.setenv("TAJROBE_DATA_DIR", str(tmp_path / "var"))

    def invoke(*arguments: str, fails: bool = False) -> str:
        result = CliRunner().invoke(app, ["users", *arguments])
        assert (result.exit_code != 0) is fails, result.output
        return str(result.output)

    return invoke


def test_people_are_added_listed_closed_and_given_a_new_link(run: Callable[..., str], services: Services) -> None:
    assert "هنوز کسی حساب ندارد" in run("list")
    person = ("--name", "کارشناس کرج", "--role", "contributor")
    assert "city" in run("add", "m.karimi", *person, fails=True)
    link = json.loads(run("add", "m.karimi", *person, "--city", "کرج", "--json"))["link"]
    assert link.startswith("http://") and "/welcome/" in link
    assert "login" in run("add", "M.Karimi", *person, "--city", "کرج", fails=True)
    client = TestClient(create_app(services))
    path = link[link.index("/welcome/") :]
    assert "کارشناس کرج" in client.get(path).text
    assert "/welcome/" in run("reset", "m.karimi")
    assert client.get(path).status_code == 410
    run("disable", "m.karimi")
    assert json.loads(run("list", "--json"))["people"][0]["disabled"] is True
    run("reset", "m.karimi", fails=True)
    run("disable", "m.karimi", "--undo")
    assert "پیدا نشد" in run("reset", "nobody", fails=True)
    with services.database.reading() as connection:
        entries = AuditRepository(connection).entries(AuditFilter(kind="person"))
    assert [one.action for one in entries] == ["enable", "disable", "reset", "add"]
    assert {(one.via.value, one.person_id) for one in entries} == {("command", None)}


def test_a_link_for_the_first_administrator_is_made_until_there_is_somebody(
    services: Services, person: Callable[..., object]
) -> None:
    first, second = first_link(services), first_link(services)
    assert first and second and first != second
    client = TestClient(create_app(services))
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)
    person(services, Role.ENGINEER)
    assert first_link(services) is None
    assert client.get(second).status_code == 410


def test_a_server_without_people_says_how_the_first_comes(
    services: Services, person: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: None)
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def told() -> str:
        said: list[str] = []
        with bind("127.0.0.1", 0) as listener:
            serve_on(services, listener, said.append)
        return "\n".join(said)

    said = told()
    assert "نخستین مدیر" in said
    link = next(line for line in said.splitlines() if "/welcome/" in line)
    assert TestClient(create_app(services)).get(link[link.index("/welcome/") :]).status_code == 200
    person(services, Role.ENGINEER)
    assert "/welcome/" not in told()


def test_the_sites_secret_is_its_owners_alone_and_stays(
    services: Services, make_services: Callable[..., Services]
) -> None:
    secret = services.secret_key
    file = services.settings.data_dir / NAME
    assert file.stat().st_mode & 0o777 == 0o600
    assert make_services().secret_key == secret and len(secret) > 40
    assert make_services(secret_key="دیگری").secret_key == "دیگری"


def test_the_command_line_asks_a_closed_site_too(
    make_services: Callable[..., Services], monkeypatch: pytest.MonkeyPatch
) -> None:
    services = make_services(visitors_read=False)
    services.ownership.take()
    services.migrate()
    services.ownership.announce("http://testserver")
    client = TestClient(create_app(services))

    def get(url: str, *, params: dict[str, object], headers: dict[str, str], **_: object):
        return client.get(url, params=params, headers=headers)

    monkeypatch.setattr("httpx.get", get)
    assert ask(make_services(), "پل", 5, owning=False)["hits"] == []
    assert client.get("/api/v1/search", params={"q": "پل"}).status_code == 401
