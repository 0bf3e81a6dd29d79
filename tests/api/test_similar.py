"""More like this over HTTP: from an item, a text or a file, as a page and as JSON; and the original file shown safely."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as WordDocument
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from api.app import create_app
from api.samples import publish_sample_lessons, sample_id
from api.services import Services
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.uploads import UploadRepository
from corpus.samples.source import lessons
from corpus.types import Visibility
from ingest.lesson_publishing import publish_lesson

WRITTEN = {one.id: one for one in lessons()}
ONE, LIKE_IT = "L011", "L012"
TEXT = f"{WRITTEN[ONE].problem} {WRITTEN[ONE].cause} {WRITTEN[ONE].action}"


@pytest.fixture
def site(services: Services) -> Services:
    publish_sample_lessons(services)
    services.indexer.run_until_idle()
    return services


@pytest.fixture
def client(site: Services) -> TestClient:
    """A visitor."""
    return TestClient(create_app(site), raise_server_exceptions=False, follow_redirects=False)


def _form(client: TestClient) -> dict[str, str]:
    token = LexborHTMLParser(client.get("/similar").text).css_first('main input[name="csrf_token"]')
    assert token is not None
    return {"csrf_token": token.attributes["value"] or ""}


def _links(html: str) -> list[str]:
    return [link.attributes["href"] or "" for link in LexborHTMLParser(html).css(".result-title a")]


def _word(text: str) -> bytes:
    document, out = WordDocument(), BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def test_an_items_page_leads_to_what_is_like_it(client: TestClient) -> None:
    page = LexborHTMLParser(client.get(f"/lessons/{sample_id(ONE)}").text)
    link = page.css_first('[aria-labelledby="nearest-title"] > p a')
    assert link is not None
    answer = client.get(link.attributes["href"] or "")
    assert answer.status_code == 200
    links = _links(answer.text)
    assert f"/lessons/{sample_id(LIKE_IT)}" in links and f"/lessons/{sample_id(ONE)}" not in links
    pair = LexborHTMLParser(answer.text).css(".pair")[0]
    assert pair.css("mark") and len(pair.css("dd")) == 2


def test_a_pasted_text_brings_up_what_tells_of_the_same(client: TestClient) -> None:
    answer = client.post("/similar", data=_form(client) | {"text": TEXT}, files={"file": ("", b"")})
    assert answer.status_code == 200
    assert f"/lessons/{sample_id(ONE)}" == _links(answer.text)[0]
    page = LexborHTMLParser(answer.text)
    assert page.css_first("textarea").text() == TEXT
    assert "نوشتهٔ شما" in page.css_first(".pair").text()


@pytest.mark.parametrize(("name", "make"), [("گزارش.docx", _word), ("گزارش.txt", str.encode)])
def test_a_file_is_read_and_nothing_of_it_is_kept(
    site: Services, client: TestClient, name: str, make: Callable[[str], bytes]
) -> None:
    def kept() -> tuple[int, int, int]:
        with site.database.reading() as connection:
            files = sum(1 for path in Path(site.files.folder).rglob("*") if path.is_file())
            return UploadRepository(connection).count(), DocumentRepository(connection).count(), files

    before = kept()
    answer = client.post("/similar", data=_form(client), files={"file": (name, make(TEXT))})
    assert answer.status_code == 200, answer.text
    assert f"/lessons/{sample_id(ONE)}" in _links(answer.text)[:2]
    body = client.post("/api/v1/similar/file", files={"file": (name, make(TEXT))}, data={"limit": "3"}).json()
    assert len(body["hits"]) == 3 and body["hits"][0]["asked"] in TEXT
    assert kept() == before


@pytest.mark.parametrize(
    ("data", "files", "status", "said"),
    [
        ({}, {"file": ("", b"")}, 422, "نوشته‌ای بگذارید"),
        ({"text": "و از در"}, {"file": ("", b"")}, 422, "چند جملهٔ کامل"),
        ({}, {"file": ("خراب.docx", b"\x00\x01\x02 not a file")}, 422, ""),
        ({}, {"file": ("تهی.txt", b"")}, 422, "خالی"),
    ],
    ids=["nothing", "no words", "unreadable", "empty file"],
)
def test_what_cannot_be_looked_for_is_said_where_it_was_sent(
    client: TestClient, data: dict[str, str], files: dict[str, tuple[str, bytes]], status: int, said: str
) -> None:
    answer = client.post("/similar", data=_form(client) | data, files=files)
    assert answer.status_code == status
    problem = LexborHTMLParser(answer.text).css_first("#f-text-error")
    assert problem is not None and said in problem.text() and problem.text().strip()


def test_json_gives_the_pair_the_citation_and_what_was_searched(client: TestClient) -> None:
    body = client.get("/api/v1/similar", params={"kind": "lesson", "id": sample_id(ONE), "limit": 4}).json()
    assert len(body["hits"]) == 4 and body["fits"] and body["parts"] <= body["of"]
    hit = next(one for one in body["hits"] if one["id"] == sample_id(LIKE_IT))
    assert hit["url"].endswith(f"/lessons/{sample_id(LIKE_IT)}") and hit["citation"].startswith("تجربهٔ ")
    assert hit["asked"] and hit["passage"]["highlights"] and hit["nearness"] > 0
    nearness = [one["nearness"] for one in body["hits"]]
    assert nearness == sorted(nearness, reverse=True)
    asked = client.post("/api/v1/similar", json={"text": TEXT, "limit": 2}).json()
    assert [asked["hits"][0]["id"], len(asked["hits"])] == [sample_id(ONE), 2]
    assert any("معنا" in notice for notice in asked["notices"]), "without a model it is said"


def test_json_refuses_what_cannot_be_looked_for(client: TestClient) -> None:
    assert client.post("/api/v1/similar", json={"text": "؟"}).status_code == 422
    assert client.post("/api/v1/similar", json={}).status_code == 422
    assert client.get("/api/v1/similar", params={"kind": "lesson", "id": "nothing"}).status_code == 404
    assert client.get("/api/v1/similar", params={"kind": "city", "id": "x"}).status_code == 422
    assert client.post("/api/v1/similar/file", files={"file": ("الف.docx", b"\x00\x01\x02 no")}).status_code == 422


def test_too_long_a_text_is_cut_and_that_is_said(client: TestClient) -> None:
    body = client.post("/api/v1/similar", json={"text": f"{TEXT}\n{'پیوست ' * 40_000}", "limit": 1}).json()
    assert body["hits"][0]["id"] == sample_id(ONE)
    assert any("۲۰۰٬۰۰۰" in notice for notice in body["notices"])


def test_what_is_for_members_is_not_told_to_visitors(
    site: Services, client: TestClient, sign_in: Callable[..., TestClient]
) -> None:
    with site.database.transaction() as connection:
        lesson = LessonRepository(connection).get(sample_id(LIKE_IT))
        publish_lesson(connection, replace(lesson, visibility=Visibility.MEMBERS))
    site.indexer.run_until_idle()
    own = {"kind": "lesson", "id": sample_id(ONE)}
    hidden = {"kind": "lesson", "id": sample_id(LIKE_IT)}
    assert sample_id(LIKE_IT) not in client.get("/similar", params=own).text
    assert lesson.title not in client.get(f"/lessons/{sample_id(ONE)}").text
    assert client.get("/similar", params=hidden).status_code == 404
    member = sign_in(TestClient(create_app(site)))
    assert sample_id(LIKE_IT) in member.get("/similar", params=own).text
    assert member.get("/similar", params=hidden).status_code == 200


def test_originals_that_can_do_harm_are_only_saved(services: Services) -> None:
    pages = {
        "پل.html": b"<html><body><p>\xd9\xbe\xd9\x84 \xd9\x86\xd9\x88</p><script>alert(1)</script></body></html>",
        "متن.txt": "درز انبساط پل باید بازدید شود.".encode(),
        "کهنه.txt": "درز انبساط پل بايد بازديد شود.".encode("cp1256"),
    }
    for name, content in pages.items():
        services.ingestor.accept(BytesIO(content), name)
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    client = TestClient(create_app(services))
    with services.database.reading() as connection:
        ids = {one.file_name: one.id for one in DocumentRepository(connection).recent(None)}
    assert len(ids) == 3
    shown = client.get(f"/documents/{ids['متن.txt']}/original")
    assert shown.headers["content-disposition"].startswith("inline")
    assert shown.headers["content-type"] == "text/plain; charset=utf-8"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.content == pages["متن.txt"]
    for name in ("پل.html", "کهنه.txt"):
        saved = client.get(f"/documents/{ids[name]}/original")
        assert saved.headers["content-disposition"].startswith("attachment"), name
        assert saved.headers["content-type"] == "application/octet-stream"
        assert saved.headers["x-content-type-options"] == "nosniff"
    assert "/original" not in client.get(f"/documents/{ids['پل.html']}").text
    assert "/original" in client.get(f"/documents/{ids['متن.txt']}").text
