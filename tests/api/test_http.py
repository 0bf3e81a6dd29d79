"""The API and the pages over HTTP: what they answer to good and to bad requests."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from api.app import create_app
from api.services import Services
from corpus.repository.documents import DocumentRepository
from corpus.types import ReadingMethod

BRIDGE = "بازدید پل C25/30\n\n" + "درز انبساط پل‌های شهری در زمستان آسیب می‌بیند و باید هر سال بازدید شود. " * 3
ATTACK = "<script>alert(1)</script> عنوان\n\nمتن <img src=x onerror=alert(2)> دربارهٔ پل هوایی و جوش آن."


@pytest.fixture
def client(services: Services, sign_in: Callable[..., TestClient]) -> Iterator[TestClient]:
    services.worker.start()
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield sign_in(client)


def upload(client: TestClient, *files: tuple[str, bytes]) -> dict[str, list[dict[str, object]]]:
    response = client.post("/api/v1/uploads", files=[("files", file) for file in files])
    assert response.status_code == 202, response.text
    body: dict[str, list[dict[str, object]]] = response.json()
    return body


def settle(client: TestClient) -> None:
    deadline = monotonic() + 120
    while client.get("/health/ready").json()["waiting"]:
        assert monotonic() < deadline, "the worker did not finish"
        sleep(0.05)


@pytest.fixture
def site(client: TestClient) -> TestClient:
    upload(client, ("پل.txt", BRIDGE.encode()), ("حمله.txt", ATTACK.encode()))
    settle(client)
    return client


def test_search_answers_with_the_documented_body(site: TestClient) -> None:
    body = site.get("/api/v1/search", params={"q": "درز انبساط"}).json()
    assert body.keys() >= {"query", "took_ms", "total", "hits"}
    (hit,) = body["hits"]
    assert hit.keys() >= {"kind", "id", "title", "score", "document_id", "file_name", "passage"}
    assert (hit["kind"], hit["file_name"], hit["title"]) == ("document", "پل.txt", "بازدید پل C25/30")
    passage = hit["passage"]
    assert {passage["text"][start:end] for start, end in passage["highlights"]} == {"درز", "انبساط"}


def test_every_number_behind_a_place_is_shown_when_asked(site: TestClient) -> None:
    (plain,) = site.get("/api/v1/search", params={"q": "درز انبساط"}).json()["hits"]
    assert plain["explanation"] is None
    (hit,) = site.get("/api/v1/search", params={"q": "درز انبساط", "explain": 1}).json()["hits"]
    parts = hit["explanation"]
    assert parts["by_words"] == pytest.approx(parts["trust"] * parts["words"], abs=1e-3)
    assert hit["score"] == pytest.approx(parts["by_words"] + parts["by_meaning"], abs=1e-3)
    assert "اعتماد به واژه‌ها" in site.get("/search", params={"q": "درز انبساط", "explain": 1}).text
    assert "اعتماد به واژه‌ها" not in site.get("/search", params={"q": "درز انبساط"}).text


@pytest.mark.parametrize(
    "query", ["", "%20", "%D8%9F%21", "%00", "%ED%A0%80%ED%B0%80", quote("ا" * 10_000)], ids=lambda q: q[:12]
)
def test_a_bad_query_is_answered_clearly_and_never_with_a_server_error(site: TestClient, query: str) -> None:
    response = site.get(f"/api/v1/search?q={query}")
    page = site.get(f"/search?q={query}")
    if query == "%ED%A0%80%ED%B0%80":  # replacement characters: a query without words
        assert response.status_code == page.status_code == 422
        return
    assert response.status_code == 422
    assert response.json()["code"] == "InvalidQuery"
    assert page.status_code == 422
    assert response.json()["detail"] in page.text


@pytest.mark.parametrize("fields", [{"page": 0}, {"page": "x"}, {"page_size": 1000}])
def test_bad_paging_is_a_typed_error(site: TestClient, fields: dict[str, object]) -> None:
    response = site.get("/api/v1/search", params={"q": "پل"} | fields)
    assert response.status_code == 422
    assert response.json()["code"] == "InvalidRequest"


def test_the_results_page_marks_what_matched_and_links_into_the_document(site: TestClient) -> None:
    page = site.get("/search", params={"q": "درز انبساط"})
    assert page.status_code == 200
    assert "<mark>درز</mark>" in page.text
    assert "بازدید پل C25/30" in page.text
    document_id = site.get("/api/v1/search", params={"q": "درز"}).json()["hits"][0]["document_id"]
    document = site.get(f"/documents/{document_id}", params={"q": "درز", "at": 20})
    assert document.status_code == 200
    assert '<mark id="hit-1">درز</mark>' in document.text
    assert 'id="at"' in document.text


def test_what_people_wrote_is_shown_as_text_and_never_run(site: TestClient) -> None:
    hit = site.get("/api/v1/search", params={"q": "جوش پل هوایی"}).json()["hits"][0]
    for address in ("/", "/search?q=" + quote("جوش پل هوایی"), f"/documents/{hit['id']}?q=" + quote("جوش"), "/uploads"):
        page = site.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]


def test_a_document_has_a_json_twin_and_its_original(site: TestClient) -> None:
    hit = site.get("/api/v1/search", params={"q": "درز"}).json()["hits"][0]
    body = site.get(f"/api/v1/documents/{hit['document_id']}").json()
    assert body["title"] == hit["title"]
    assert hit["passage"]["text"] in body["text"]
    block = body["blocks"][0]
    assert body["text"][block["start"] : block["end"]] == "بازدید پل C25/30"
    original = site.get(f"/api/v1/documents/{hit['document_id']}/file")
    assert original.content == BRIDGE.encode()
    assert original.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('پل.txt')}"
    assert original.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ["/documents/none", "/api/v1/documents/none", "/api/v1/uploads/none", "/nothing"])
def test_what_is_not_there_is_404_for_people_and_programs(client: TestClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    if address.startswith("/api"):
        assert response.json()["code"] == "NotFound"
    else:
        assert 'lang="fa"' in response.text


def test_one_bad_file_does_not_hold_up_the_others(client: TestClient) -> None:
    body = upload(
        client,
        ("خالی.txt", b""),
        ("برنامه.docx", b"MZ" + bytes(400)),
        ("بریده.pdf", b"%PDF-1.7\n1 0 obj"),
        ("پل.txt", BRIDGE.encode()),
    )
    assert [refused["file_name"] for refused in body["refused"]] == ["خالی.txt"]
    assert body["refused"][0]["failure"]["type"] == "EmptyFile"  # type: ignore[index]
    settle(client)
    uploads = {u["file_name"]: u for u in client.get("/api/v1/uploads").json()["uploads"]}
    assert uploads["پل.txt"]["state"] == "done"
    assert uploads["برنامه.docx"]["failure"]["type"] == "UnsupportedFile"
    assert uploads["بریده.pdf"]["failure"]["type"] == "DamagedFile"
    page = client.get("/uploads").text
    assert uploads["بریده.pdf"]["failure"]["message"] in page
    assert client.post(f"/api/v1/uploads/{uploads['بریده.pdf']['id']}/retry").status_code == 202
    settle(client)


def test_a_file_over_the_limit_is_refused_before_and_after_it_is_read(
    make_services, tmp_path: Path, sign_in: Callable[..., TestClient]
) -> None:
    services = make_services(max_upload_mb=1)
    services.ownership.take()
    services.migrate()
    with sign_in(TestClient(create_app(services))) as client:
        large = client.post("/api/v1/uploads", files=[("files", ("بزرگ.txt", BytesIO(b"x" * (2 << 20))))])
        assert large.status_code == 202
        assert large.json()["refused"][0]["failure"]["type"] == "FileTooLarge"
        huge = client.post(
            "/api/v1/uploads", content=b"x", headers={"content-length": str(100 << 20), "content-type": "text/plain"}
        )
        assert huge.status_code == 413
        assert huge.json()["code"] == "FileTooLarge"
        assert client.get("/api/v1/uploads").json()["total"] == 0


def test_the_upload_form_takes_files_and_tells_what_became_of_them(client: TestClient) -> None:
    response = client.post("/uploads", files=[("files", ("پل.txt", BRIDGE.encode()))], follow_redirects=True)
    assert "۱ پرونده پذیرفته شد" in response.text
    assert "پل.txt" in response.text
    nothing = client.post("/uploads", data={}, follow_redirects=True)
    assert "پرونده‌ای برگزیده نشده" in nothing.text


def test_health_tells_of_each_part(site: TestClient) -> None:
    assert site.get("/health/live").json() == {"status": "ok"}
    body = site.get("/health/ready").json()
    assert body["ready"] is True
    assert (body["record"], body["index"], body["model"], body["documents"]) == ("ok", "ok", "none", 2)


def test_every_route_is_in_the_openapi_document(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/v1/search", "/api/v1/documents/{document_id}", "/api/v1/uploads", "/health/ready"} <= paths.keys()
    json.dumps(paths, ensure_ascii=False)


def test_pages_ask_nothing_of_third_parties_and_the_font_is_ours(client: TestClient) -> None:
    page = client.get("/").text
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    font = client.get("/static/fonts/vazirmatn-arabic-wght-normal.woff2")
    assert font.status_code == 200
    assert font.content[:4] == b"wOF2"


def test_what_is_being_typed_is_completed_from_the_titles(site: TestClient) -> None:
    body = site.get("/api/v1/suggest", params={"q": "بازدید پ"}).json()
    offered = {one["text"]: (one["kind"], one["item_kind"], one["url"]) for one in body["completions"]}
    kind, item_kind, url = offered["بازدید پل C25/30"]
    assert (kind, item_kind) == ("title", "document")
    assert "بازدید پل C25/30" in site.get(url).text
    assert site.get("/api/v1/suggest", params={"q": ""}).json() == {"completions": []}


def test_a_misspelt_query_is_answered_as_it_was_meant_with_a_way_back(site: TestClient) -> None:
    page = site.get("/search", params={"q": "زمصتان"}).text
    assert "نتایج برای" in page
    assert "جست‌وجوی عین عبارت" in page
    assert site.get("/search", params={"q": "زمصتان", "exact": 1}).text.count("نتایج برای") == 0


def test_the_page_says_how_a_query_was_read(site: TestClient) -> None:
    body = site.get("/api/v1/search", params={"q": "پل سال:۱۳۹۰..۱۴۰۰ -تونل"}).json()
    assert body["reading"] == ["سال: از ۱۳۹۰ تا ۱۴۰۰", "بدون «تونل»"]
    assert "از ۱۳۹۰ تا ۱۴۰۰" in site.get("/search", params={"q": "پل سال:۱۳۹۰..۱۴۰۰"}).text


def test_lost_half_spaces_are_put_back_only_in_a_view_that_says_so(client: TestClient) -> None:
    lost = "وظایف\n\nشهرداریهای کلانشهرهای کشور ماموریتهای خود را میبایست برنامهریزی کنند."
    upload(client, ("وظایف.txt", lost.encode()))
    settle(client)
    document_id = client.get("/api/v1/search", params={"q": "کلان‌شهرها"}).json()["hits"][0]["document_id"]
    plain = client.get(f"/documents/{document_id}").text
    assert "کلانشهرهای" in plain
    assert "نیم‌فاصله‌های ترمیم‌شده" in plain
    repaired = client.get(f"/documents/{document_id}", params={"repaired": 1, "q": "کلانشهر"}).text
    assert ">کلان‌شهرهای</mark>" in repaired
    assert "متن اصلی دست نخورده" in repaired
    assert "کلانشهرهای" in client.get(f"/api/v1/documents/{document_id}").json()["text"]


def test_the_document_page_reads_a_query_as_the_search_did(client: TestClient) -> None:
    upload(client, ("قم.txt", "لایروبی\n\nکانال شهر قم در سال گذشته لایروبی شد.".encode()))
    settle(client)
    (hit,) = client.get("/api/v1/search", params={"q": "کانال شهر:قم"}).json()["hits"]
    page = client.get(f"/documents/{hit['id']}", params={"q": "کانال شهر:قم"}).text
    assert '<mark id="hit-1">کانال</mark>' in page
    # The field narrowed the search; its words are no words of the question.
    assert 'id="hit-2"' not in page


def test_numbers_read_off_a_picture_are_marked_until_someone_confirms_them(
    site: TestClient, services: Services
) -> None:
    (hit,) = site.get("/api/v1/search", params={"q": "درز انبساط"}).json()["hits"]
    page = site.get(f"/documents/{hit['id']}").text
    assert 'class="unconfirmed"' not in page and "کیفیت متن" not in page
    with services.database.transaction() as connection:
        documents = DocumentRepository(connection)
        document = documents.get(hit["id"])
        text = document.text.replace("C25/30", "۱۴۰۲/۰۵/۱۴ «الف»")
        read_off = replace(document.pages[0], reader=ReadingMethod.OCR.value, quality=0.61, end=len(text))
        documents.save(replace(document, text=text, pages=(read_off,), blocks=(replace(document.blocks[0], end=40),)))
    page = site.get(f"/documents/{hit['id']}").text
    assert '<span class="unconfirmed">۱۴۰۲/۰۵/۱۴</span>' in page
    assert "کیفیت متن: پایین (۶۱٪)" in page and "از روی تصویر" in page


def test_empty_cells_are_left_out_of_the_text_and_kept_on_the_page(client: TestClient) -> None:
    table = (
        "<table><tr><th>ردیف<th>شرح<th>مهلت<tr><td>۱<td><td>دو ماه<tr><td colspan=2>جمع<td>سه ماه"
        "<tr><td>۲<td>الف | ب</table>"
    )
    upload(client, ("جدول.html", f"<p>مصوبات نشست</p>{table}".encode()))
    settle(client)
    (hit,) = client.get("/api/v1/search", params={"q": "جمع"}).json()["hits"]
    document = client.get(f"/api/v1/documents/{hit['document_id']}").json()
    block = document["blocks"][-1]
    rows = document["text"][block["start"] : block["end"]].split("\n")
    assert rows == ["ردیف | شرح | مهلت", "۱ | دو ماه", "جمع | سه ماه", "۲ | الف، ب"]
    assert block["columns"] == [[0, 1, 2], [0, 2], [0, 2], [0, 1]]
    page = LexborHTMLParser(client.get(f"/documents/{hit['document_id']}").text)
    assert [[cell.text() for cell in row.css("th, td")] for row in page.css(".table tr")] == [
        ["ردیف", "شرح", "مهلت"],
        ["۱", "", "دو ماه"],
        ["جمع", "", "سه ماه"],
        ["۲", "الف، ب", ""],
    ]


def test_the_uploads_page_tells_what_came_out_of_an_archive(client: TestClient) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("پل.txt", BRIDGE)
        archive.writestr("برنامه.exe", b"MZ\x90\x00" + bytes(300))
    upload(client, ("بایگانی.zip", packed.getvalue()))
    settle(client)
    rows = LexborHTMLParser(client.get("/uploads").text).css(".upload")
    told = {row.css_first(".upload-name").text(strip=True): " ".join(row.text().split()) for row in rows}
    assert "۲ پرونده از درون آن بیرون آمد" in told["بایگانی.zip"]
    assert "آماده" in told["بایگانی.zip"]
    assert "از درون بایگانی.zip" in told["پل.txt"]
    assert "از درون بایگانی.zip" in told["برنامه.exe"] and "EXE" in told["برنامه.exe"]
    by_name = {body["file_name"]: body for body in client.get("/api/v1/uploads").json()["uploads"]}
    assert by_name["پل.txt"]["parent_id"] == by_name["بایگانی.zip"]["id"]
