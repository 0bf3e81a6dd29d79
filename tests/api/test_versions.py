"""Versions of a document over HTTP: folded in the results, named on both documents' pages, the same in JSON."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.services import Services
from corpus.samples import source
from ingest.ingestor import document_id_of

PAPER = "\n".join(f"{section.heading}\n{section.text}" for section in source.documents()[1].sections)
OLD, NEW = f"ترانشه <قم> ۳ آبان ۱۳۹۵\n\n{PAPER}", f"ترانشه ۱۴ مهر ۱۴۰۱\n\n{PAPER}"


@pytest.fixture
def ids(services: Services) -> tuple[str, str]:
    """(the older one's id, the newer one's)."""
    uploads = [services.ingestor.accept(BytesIO(text.encode()), "سند.txt").upload for text in (NEW, OLD)]
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    newer, older = (document_id_of(upload.file_sha256) for upload in uploads)
    return older, newer


@pytest.fixture
def client(services: Services, ids: tuple[str, str]) -> Iterator[TestClient]:
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield client


def test_a_result_names_its_older_version(client: TestClient, ids: tuple[str, str]) -> None:
    body = client.get("/api/v1/search", params={"q": "ترانشه"}).json()
    (hit,) = body["hits"]
    assert (body["total"], hit["id"]) == (1, ids[1])
    (version,) = hit["older_versions"]
    assert (version["id"], version["url"]) == (ids[0], f"/documents/{ids[0]}")
    assert (version["title"], version["date"]["year"]) == ("ترانشه <قم> ۳ آبان ۱۳۹۵", 1395)
    assert 0.9 < version["similarity"] <= 1
    page = client.get("/search", params={"q": "ترانشه"}).text
    line = re.search(r"نسخهٔ دیگری از همین سند: <a href=\"/documents/(\w+)\?q=[^\"]+\">(.*?)</a>.*?</li>", page)
    assert line is not None
    assert (line[1], line[2]) == (ids[0], "<bdi>ترانشه &lt;قم&gt; ۳ آبان ۱۳۹۵</bdi>")
    assert re.search(r"با مشابهت <bdi>(۹[۰-۹]|۱۰۰)٪</bdi>", line[0])


def test_documents_name_each_other(client: TestClient, ids: tuple[str, str]) -> None:
    older, newer = (client.get(f"/api/v1/documents/{document_id}").json() for document_id in ids)
    assert [version["id"] for version in older["newer_versions"]] == [ids[1]]
    assert [version["id"] for version in newer["older_versions"]] == [ids[0]]
    assert older["older_versions"] == newer["newer_versions"] == []
    older_page, newer_page = (client.get(f"/documents/{document_id}").text for document_id in ids)
    assert f'نسخهٔ تازه‌تر این سند: <a href="/documents/{ids[1]}">' in older_page
    assert f'نسخهٔ دیگر این سند: <a href="/documents/{ids[0]}">' in newer_page
    assert "نسخهٔ دیگر این سند" not in older_page
    assert "نسخهٔ تازه‌تر این سند" not in newer_page


def test_what_differs_between_two_versions_is_a_page(client: TestClient, ids: tuple[str, str]) -> None:
    assert f'href="/documents/{ids[0]}/compare/{ids[1]}"' in client.get(f"/documents/{ids[0]}").text
    pages = [client.get(f"/documents/{one}/compare/{other}") for one, other in (ids, ids[::-1])]
    assert [page.status_code for page in pages] == [200, 200]
    for page in pages:
        gone, came = (re.findall(rf"<{tag}>(.*?)</{tag}>", page.text, re.S) for tag in ("del", "ins"))
        # Whichever way it is asked for, the newer one is what came.
        assert any("۱۳۹۵" in one for one in gone) and any("۱۴۰۱" in one for one in came)
    assert client.get(f"/documents/{ids[0]}/compare/{ids[0]}").status_code == 404
    assert client.get(f"/documents/{ids[0]}/compare/nothing").status_code == 404
