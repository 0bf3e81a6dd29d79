"""Digests by a real mail server on this machine: what is sent when, what stays when it cannot be, and the way out."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from api.cli import app
from api.needs.mail import MailServer
from corpus.access import Role
from corpus.errors import ConfigurationError
from corpus.people import Digest, Person
from corpus.repository.people import PersonRepository
from corpus.types import Visibility

SITE = "https://tajrobe.example.ir"
SCRIPT = "<script>alert(1)</script>"
NOW = datetime.now(UTC)


class Post:
    """Takes letters, but for those to `refused`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refused & set(envelope.rcpt_tos):
            return "451 try again later"
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


@pytest.fixture
def start_server(post: Post, port: int) -> Iterator[Callable[[], None]]:
    controller = Controller(post, hostname="127.0.0.1", port=port)
    yield controller.start
    if controller.server:
        controller.stop()


@pytest.fixture
def server(start_server: Callable[[], None]) -> None:
    start_server()


@pytest.fixture
def site(make_services: Any, make_site: Any, port: int) -> Any:
    services = make_services(smtp_url=f"smtp://127.0.0.1:{port}", site_url=SITE, mail_from="tajrobe@example.ir")
    services.ownership.take()
    services.migrate()
    return make_site(services)


@pytest.fixture
def engineer(site: Any) -> Person:
    person: Person = site.person(Role.ENGINEER, "karaj", email="engineer@example.ir", digest=Digest.DAILY)
    site.post(site.client(person))
    return person


@pytest.mark.usefixtures("server")
def test_a_letter_says_what_came_why_and_where_in_both_forms(site: Any, engineer: Person, post: Post) -> None:
    site.publish()
    summary = site.services.digests.send(NOW)
    assert (summary.sent, summary.failed) == (1, 0)
    (letter,) = post.letters
    assert letter["To"] == "engineer@example.ir" and letter["From"] == "tajrobe@example.ir"
    assert "۱ خبر تازه" in letter["Subject"]
    plain, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain and html
    for body in (plain, html):
        text = body.get_content()
        assert body.get_content_charset() == "utf-8"
        for part in (site.lesson.title, site.need["title"], "تجربهٔ تازه", "پمپ‌ها از کار", f"{SITE}/lessons/underpass"):
            assert part in text, part
    page = LexborHTMLParser(html.get_content())
    assert (page.css_first("html").attributes["dir"], page.css_first("html").attributes["lang"]) == ("rtl", "fa")


@pytest.mark.usefixtures("server")
def test_nothing_is_sent_twice_nor_when_there_is_nothing(site: Any, engineer: Person, post: Post) -> None:
    assert site.services.digests.send(NOW).quiet == 1 and post.letters == []
    site.publish()
    site.services.digests.send(NOW)
    site.services.digests.send(NOW + timedelta(days=3))
    assert len(post.letters) == 1
    # What was read in the meantime needs no letter.
    site.publish(id="second")
    site.client(engineer).post("/api/v1/inbox/read", json={})
    site.services.digests.send(NOW + timedelta(days=6))
    assert len(post.letters) == 1


@pytest.mark.parametrize(("digest", "days"), [(Digest.DAILY, 1), (Digest.WEEKLY, 7)])
@pytest.mark.usefixtures("server")
def test_each_is_sent_as_often_as_they_chose(
    site: Any, engineer: Person, post: Post, digest: Digest, days: int
) -> None:
    with site.services.database.transaction() as connection:
        PersonRepository(connection).set_digest(engineer.id, digest)
    site.publish()
    site.services.digests.send(NOW)
    site.publish(id="second")
    site.services.digests.send(NOW + timedelta(days=days - 1))
    assert len(post.letters) == 1
    site.services.digests.send(NOW + timedelta(days=days))
    assert len(post.letters) == 2
    assert f"{SITE}/lessons/second" in post.letters[1].get_body(("plain",)).get_content()
    assert f"{SITE}/lessons/underpass" not in post.letters[1].get_body(("plain",)).get_content()


@pytest.mark.parametrize("values", [{"digest": Digest.NONE}, {"disabled": True}, {"email": None}])
@pytest.mark.usefixtures("server")
def test_those_who_want_none_get_none(site: Any, engineer: Person, post: Post, values: dict[str, Any]) -> None:
    site.publish()
    with site.services.database.transaction() as connection:
        PersonRepository(connection).save(replace(engineer, **values))
    assert site.services.digests.send(NOW).sent == 0 and post.letters == []


@pytest.mark.usefixtures("server")
def test_what_the_server_refuses_stays_and_the_others_get_theirs(site: Any, engineer: Person, post: Post) -> None:
    other = site.person(Role.ENGINEER, "qom", email="other@example.ir", digest=Digest.DAILY)
    site.post(site.client(other))
    site.publish()
    post.refused = {"engineer@example.ir"}
    summary = site.services.digests.send(NOW)
    assert (summary.sent, summary.failed) == (1, 1) and "پذیرفته نشد" in summary.problem
    assert site.inbox(engineer)[0]["mailed_at"] is None
    post.refused = set()
    assert site.services.digests.send(NOW).sent == 1
    assert sorted(letter["To"] for letter in post.letters) == ["engineer@example.ir", "other@example.ir"]
    assert site.inbox(engineer)[0]["mailed_at"] is not None


def test_a_server_that_is_not_there_loses_nothing(
    site: Any, engineer: Person, post: Post, start_server: Callable[[], None]
) -> None:
    site.publish()
    summary = site.services.digests.send(NOW)
    assert (summary.sent, summary.failed) == (0, 1) and "127.0.0.1" in summary.problem
    assert site.inbox(engineer)[0]["mailed_at"] is None
    start_server()
    assert site.services.digests.send(NOW).sent == 1


@pytest.mark.usefixtures("server")
def test_a_letter_tells_nothing_that_its_reader_may_not_see_any_more(site: Any, engineer: Person, post: Post) -> None:
    site.publish()
    site.publish(visibility=Visibility.CITY)
    assert site.services.digests.send(NOW).sent == 0 and post.letters == []


@pytest.mark.usefixtures("server")
def test_one_click_ends_it_and_opening_the_address_alone_does_not(site: Any, engineer: Person, post: Post) -> None:
    site.publish()
    site.services.digests.send(NOW)
    (letter,) = post.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip("<>")
    assert address.startswith(f"{SITE}/unsubscribe/") and address in letter.get_body(("html",)).get_content()
    path = address.removeprefix(SITE)
    visitor = site.client()
    assert visitor.get(path).status_code == 200 and "دیگر نفرستید" in visitor.get(path).text

    def digest() -> Digest:
        with site.services.database.reading() as connection:
            return PersonRepository(connection).get(engineer.id).digest

    assert digest() is Digest.DAILY
    assert visitor.post(path[:-9] + ("A" if path[-9] != "A" else "B") + path[-8:]).status_code == 404
    assert visitor.post("/unsubscribe/nonsense").status_code == 404
    assert digest() is Digest.DAILY
    # As a mail program sends it: no session, no form of ours.
    assert visitor.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert digest() is Digest.NONE
    assert visitor.post(path).status_code == 200


@pytest.mark.usefixtures("server")
def test_script_and_new_lines_in_what_people_typed_are_text(site: Any, post: Post) -> None:
    person = site.person(
        Role.ENGINEER, "karaj", name=f"{SCRIPT}\r\nBcc: x@example.ir", email="a@example.ir", digest=Digest.DAILY
    )
    site.post(site.client(person), title=f"زیرگذر رگبار {SCRIPT}")
    site.publish(title=f"زیرگذر {SCRIPT}", problem=f"زیرگذر در رگبار {SCRIPT} پر از آب شد و پمپ‌ها از کار افتاد.")
    assert site.services.digests.send(NOW).sent == 1
    (letter,) = post.letters
    html = letter.get_body(("html",)).get_content()
    assert SCRIPT not in html and "&lt;script&gt;" in html
    assert letter["Bcc"] is None


@pytest.mark.usefixtures("server")
def test_the_command_sends_what_is_due(
    site: Any, engineer: Person, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish()
    for name in ("data_dir", "smtp_url", "site_url"):
        monkeypatch.setenv(f"TAJROBE_{name.upper()}", str(getattr(site.services.settings, name)))
    result = CliRunner().invoke(app, ["digest", "--json"])
    assert result.exit_code == 0, result.output
    assert '"sent": 1' in result.output and len(post.letters) == 1
    monkeypatch.setenv("TAJROBE_SMTP_URL", "")
    result = CliRunner().invoke(app, ["digest"])
    assert result.exit_code != 0 and "TAJROBE_SMTP_URL" in result.output


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.ir", MailServer("smtp", "mail.example.ir", 25)),
        ("smtps://u%40x:p%2Fw@mail.example.ir:1465", MailServer("smtps", "mail.example.ir", 1465, "u@x", "p/w")),
    ],
)
def test_a_servers_address_is_read(url: str, server: MailServer) -> None:
    assert MailServer.from_url(url) == server


@pytest.mark.parametrize("url", ["", "mail.example.ir", "http://mail.example.ir", "smtp://", "smtp://u:secret@h:port"])
def test_a_wrong_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        MailServer.from_url(url)
    assert "secret" not in str(refused.value)


def test_a_password_is_not_sent_where_everybody_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from api.needs import mail
    from corpus.errors import MailFailure

    class Plain:
        def __init__(self, *given: object, **named: object) -> None: ...
        def ehlo(self) -> None: ...
        def close(self) -> None: ...
        def has_extn(self, name: str) -> bool:
            return False

        def login(self, user: str, password: str) -> None:
            raise AssertionError("the password was sent")

    monkeypatch.setattr(mail.smtplib, "SMTP", Plain)
    assert smtplib.SMTP is Plain
    with pytest.raises(MailFailure), mail.MailSession(MailServer("smtp", "mail.example.ir", 25, "u", "p")):
        pass
