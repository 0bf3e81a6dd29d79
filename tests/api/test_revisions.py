"""The text of a page made better over HTTP: another reading, a correction by hand, versions; as JSON and as pages."""

import html
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as WordDocument
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFont

from api.app import create_app
from api.services import Services
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.repository.duplicates import DuplicateRepository
from corpus.repository.uploads import UploadRepository
from corpus.types import Document, ItemKind
from ingest.ingestor import document_id_of
from ingest.readers import ocr

FONT = Path(__file__).resolve().parents[2] / "api" / "static" / "fonts" / "vazirmatn-arabic-wght-normal.woff2"
RUNNING = '<p style="position:fixed;top:-1cm;font-size:9pt">گزارش سالانهٔ کارگروه فنی</p>'
PAGES = (
    "<h1>صورت‌جلسهٔ نشست بیستم</h1><p>این نشست در تاریخ ۱۴۰۲/۰۵/۱۴ در تهران برگزار شد و بتن C25/30 بررسی گردید.</p>",
    "<h2>هزینه‌ها</h2><p>مبلغ ۳۵۰ میلیون ریال برای لکه‌گیری خیابان‌ها (نشریه 101) تصویب شد.</p>",
    "<h2>پایان</h2><p>دبیرخانه پیگیری زهکشی تونل‌ها را بر عهده دارد.</p>",
)


@pytest.fixture(scope="session")
def printed(print_page: Callable[[str], Path]) -> bytes:
    """A PDF of three pages with a running head."""
    pages = "".join(f'<div style="break-after:page">{page}</div>' for page in PAGES)
    style = '<style>@page{margin:2cm}body{font:14pt "Noto Naskh Arabic","DejaVu Sans"}</style>'
    return print_page(f'<html lang="fa" dir="rtl"><meta charset="utf-8">{style}{RUNNING}{pages}').read_bytes()


@pytest.fixture
def client(services: Services, sign_in: Callable[..., TestClient]) -> Iterator[TestClient]:
    with TestClient(create_app(services), raise_server_exceptions=False, follow_redirects=False) as client:
        yield sign_in(client)


def take_in(services: Services, data: bytes, name: str) -> str:
    """The id of the document that the file becomes."""
    upload = services.ingestor.accept(BytesIO(data), name).upload
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    return document_id_of(upload.file_sha256)


@pytest.fixture
def pdf(services: Services, printed: bytes) -> str:
    return take_in(services, printed, "گزارش.pdf")


@pytest.fixture
def note(services: Services) -> str:
    """A Word file: one page, one reader."""
    word, data = WordDocument(), BytesIO()
    word.add_heading("یادداشت پل", 1)
    word.add_paragraph("درز انبساط پل آسیب دیده است.")
    word.save(data)
    return take_in(services, data.getvalue(), "یادداشت.docx")


def stored(services: Services, document_id: str) -> Document:
    with services.database.reading() as connection:
        return DocumentRepository(connection).get(document_id)


def page_of(client: TestClient, document_id: str, number: int) -> dict:
    return client.get(f"/api/v1/documents/{document_id}/pages/{number}/text").json()


def correct(client: TestClient, document_id: str, number: int, old: str, new: str) -> dict:
    page = page_of(client, document_id, number)
    assert old in page["text"]
    body = {"text": page["text"].replace(old, new), "base_version": page["version"]}
    answer = client.post(f"/api/v1/documents/{document_id}/pages/{number}/text", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def found(services: Services, client: TestClient, word: str) -> list[str]:
    services.indexer.run_until_idle()
    return [hit["id"] for hit in client.get("/api/v1/search", params={"q": word, "exact": 1}).json()["hits"]]


def test_a_correction_is_found_and_what_it_replaced_is_not(services: Services, client: TestClient, pdf: str) -> None:
    assert found(services, client, "لکه‌گیری") == [pdf] and found(services, client, "زعفران") == []
    before = stored(services, pdf)
    page = correct(client, pdf, 2, "لکه‌گیری", "زعفران")
    assert (page["version"], page["reader"], page["quality"], page["warnings"]) == (2, "hand", 1.0, [])
    assert found(services, client, "لکه‌گیری") == [] and found(services, client, "زعفران") == [pdf]
    after = stored(services, pdf)
    assert after.text == before.text.replace("لکه‌گیری", "زعفران")
    assert after.rev == before.rev + 1
    assert [page.version for page in after.pages] == [1, 2, 1]
    assert [block.kind for block in after.blocks] == [block.kind for block in before.blocks]
    with services.database.reading() as connection:
        passages = PassageRepository(connection).of_item(ItemKind.DOCUMENT, pdf)
    assert all(
        passage.rev == after.rev and after.text[passage.start : passage.end] == passage.text for passage in passages
    )


def test_every_text_stays_and_any_comes_back(services: Services, client: TestClient, pdf: str) -> None:
    first = stored(services, pdf)
    correct(client, pdf, 2, "لکه‌گیری", "زعفران")
    correct(client, pdf, 2, "زعفران", "گلاب")
    body = client.get(f"/api/v1/documents/{pdf}/pages/2/versions").json()
    assert (body["current"], [version["reader"] for version in body["versions"]]) == (3, ["pdfminer", "hand", "hand"])
    restored = client.post(f"/api/v1/documents/{pdf}/pages/2/versions/1/restore").json()
    assert (restored["version"], restored["reader"]) == (1, "pdfminer")
    now = stored(services, pdf)
    assert (now.text, now.pages, now.blocks) == (first.text, first.pages, first.blocks)
    assert found(services, client, "لکه‌گیری") == [pdf] and found(services, client, "گلاب") == []
    again = client.get(f"/api/v1/documents/{pdf}/pages/2/versions").json()
    assert (again["current"], again["versions"]) == (1, body["versions"])


def test_another_reading_takes_the_page_s_place_and_the_first_one_again_is_the_first_version(
    services: Services, client: TestClient, pdf: str
) -> None:
    first = page_of(client, pdf, 2)
    assert first["methods"] == ["pdfminer", "pdfium", "tesseract"]
    address = f"/api/v1/documents/{pdf}/pages/2/readings"
    second = client.post(address, json={"method": "pdfium"}).json()
    assert (second["version"], second["reader"]) == (2, "pdfium")
    assert second["text"] != first["text"]
    # The running head of three pages is known again though only one page is read.
    assert client.post(address, json={"method": "pdfminer"}).json() == first
    document = stored(services, pdf)
    assert document.pages[1].version == 1 and document.warnings == ()


def test_a_reading_s_warning_comes_and_goes_with_it(services: Services, client: TestClient, pdf: str) -> None:
    client.post(f"/api/v1/documents/{pdf}/pages/2/readings", json={"method": "pdfium"})
    (warning,) = stored(services, pdf).warnings
    assert "خوانندهٔ دوم" in warning and "صفحهٔ 2" in warning
    client.post(f"/api/v1/documents/{pdf}/pages/2/versions/1/restore")
    assert stored(services, pdf).warnings == ()


def test_what_the_head_tells_follows_its_correction(services: Services, client: TestClient, pdf: str) -> None:
    before = stored(services, pdf)
    assert before.session_number == 20 and before.date is not None and before.date.month == 5
    correct(client, pdf, 1, "نشست بیستم", "نشست بیست و دوم")
    correct(client, pdf, 1, "۱۴۰۲/۰۵/۱۴ در تهران", "۱۴۰۲/۰۶/۱۴ در تبریز")
    after = stored(services, pdf)
    assert after.session_number == 22 and after.date is not None and after.date.month == 6
    assert after.title == before.title.replace("بیستم", "بیست و دوم")


def test_a_scan_that_was_looked_through_is_confirmed(services: Services, client: TestClient, recogniser: None) -> None:
    picture, data = Image.new("L", (2480, 1200), "white"), BytesIO()
    font = ImageFont.truetype(FONT, 60)
    for place, line in enumerate(("گزارش بازدید از پل میانی", "درز انبساط پل در ۱۴ خرداد ۱۳۹۸ آسیب دید")):
        ImageDraw.Draw(picture).text((2200, 300 + 140 * place), line, font=font, anchor="ra", direction="rtl")
    picture.save(data, "PNG")
    scan = take_in(services, data.getvalue(), "اسکن.png")
    before = client.get(f"/documents/{scan}").text
    assert 'class="page-reading" open' in before and "تأیید نشده‌اند" in before
    page = page_of(client, scan, 1)
    body = {"text": page["text"], "base_version": 1}
    assert client.post(f"/api/v1/documents/{scan}/pages/1/text", json=body).json()["reader"] == "hand"
    after = client.get(f"/documents/{scan}").text
    assert "با دست اصلاح شده است" in after and 'class="page-reading">' in after and "unconfirmed" not in after
    assert stored(services, scan).warnings == ()
    picture_of_page = client.get(f"/api/v1/documents/{scan}/pages/1/image")
    with Image.open(BytesIO(picture_of_page.content)) as drawn:
        assert (drawn.format, drawn.width) == ("JPEG", 1600)


def test_what_was_begun_from_an_older_text_is_not_saved_over_a_newer_one(
    services: Services, client: TestClient, pdf: str
) -> None:
    base = page_of(client, pdf, 2)
    correct(client, pdf, 2, "لکه‌گیری", "زعفران")
    late = {"text": base["text"].replace("لکه‌گیری", "گلاب <b>"), "base_version": base["version"]}
    answer = client.post(f"/api/v1/documents/{pdf}/pages/2/text", json=late)
    assert (answer.status_code, answer.json()["code"]) == (409, "EditConflict")
    form = client.post(f"/documents/{pdf}/pages/2/text", data=late)
    assert form.status_code == 409
    assert "<del>زعفران</del> <ins>گلاب &lt;b&gt;</ins>" in form.text
    typed = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", form.text, re.DOTALL)
    assert typed and html.unescape(typed[1]) == late["text"]
    assert 'name="base_version" value="2"' in form.text
    assert "گلاب" not in stored(services, pdf).text


@pytest.mark.parametrize("typed", ["", " \r\n "])
def test_an_empty_text_is_refused_and_the_page_stays(
    services: Services, client: TestClient, pdf: str, typed: str
) -> None:
    before = stored(services, pdf)
    body = {"text": typed, "base_version": 1}
    answer = client.post(f"/api/v1/documents/{pdf}/pages/2/text", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "UnusableText")
    form = client.post(f"/documents/{pdf}/pages/2/text", data=body)
    assert form.status_code == 422 and "متن صفحه خالی است" in form.text
    assert stored(services, pdf) == before


def test_a_kind_of_file_with_one_reader_is_only_corrected(services: Services, client: TestClient, note: str) -> None:
    page = page_of(client, note, 1)
    assert page["methods"] == []
    answer = client.post(f"/api/v1/documents/{note}/pages/1/readings", json={"method": "pdfium"})
    assert (answer.status_code, answer.json()["code"]) == (422, "NoOtherReading")
    assert client.get(f"/api/v1/documents/{note}/pages/1/image").status_code == 404
    form = client.get(f"/documents/{note}/pages/1/text").text
    assert "<img" not in form and "درز انبساط" in form
    shown = client.get(f"/documents/{note}").text
    assert 'class="page-reading">' in shown and "خواندن دوباره" not in shown
    correct(client, note, 1, "درز انبساط", "زعفران")
    assert found(services, client, "زعفران") == [note]


@pytest.mark.skipif(ocr.can_recognise(), reason="tesseract is installed, and the child process finds it")
def test_without_tesseract_it_is_named_and_the_page_stays(services: Services, client: TestClient, pdf: str) -> None:
    before = stored(services, pdf)
    answer = client.post(f"/documents/{pdf}/pages/2/readings", data={"method": "tesseract"})
    assert answer.status_code == 422 and "tesseract" in answer.text
    assert stored(services, pdf) == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "pages/9/text"),
        ("GET", "pages/0/versions"),
        ("GET", "pages/9/image"),
        ("POST", "pages/2/versions/7/restore"),
    ],
)
def test_what_is_not_there_is_not_found(client: TestClient, pdf: str, method: str, path: str) -> None:
    answer = client.request(method, f"/api/v1/documents/{pdf}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")
    assert client.request(method, f"/api/v1/documents/nothing/{path}").status_code == 404


def test_a_correction_outlives_another_reading_of_the_file(services: Services, client: TestClient, pdf: str) -> None:
    correct(client, pdf, 2, "لکه‌گیری", "زعفران")
    corrected = stored(services, pdf)
    with services.database.transaction() as connection:
        (upload,) = UploadRepository(connection).read_again(pdf)
    assert services.ingestor.process_next() is not None
    now = stored(services, pdf)
    assert (now.text, now.pages, now.rev) == (corrected.text, corrected.pages, corrected.rev + 1)
    assert found(services, client, "زعفران") == [pdf]
    assert client.get(f"/api/v1/documents/{pdf}/pages/2/versions").json()["current"] == 2
    assert upload.document_id == pdf


def test_near_duplicates_are_looked_for_again(services: Services, client: TestClient, note: str) -> None:
    text = "\n\n".join(
        f"بند {number}: شهرداری کلان‌شهر شمارهٔ {number * 7} گزارش بازدید پل را می‌فرستد." for number in range(60)
    )
    other = take_in(services, text.encode(), "متن.txt")
    page = page_of(client, note, 1)
    client.post(f"/api/v1/documents/{note}/pages/1/text", json={"text": text, "base_version": page["version"]})
    with services.database.reading() as connection:
        newer, older = DuplicateRepository(connection).versions(note)
    assert [version.document.id for version in (*newer, *older)] == [other]


def test_forms_of_other_sites_change_nothing(services: Services, client: TestClient, pdf: str) -> None:
    address, data = f"/documents/{pdf}/pages/2/readings", {"method": "pdfium"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}, {"Origin": "null"}):
        answer = client.post(address, data=data, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "CrossSiteRequest")
    assert stored(services, pdf).pages[1].version == 1
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    assert client.post(address, data=data, headers=own).status_code == 303


def test_the_versions_page_marks_what_changed(client: TestClient, pdf: str) -> None:
    correct(client, pdf, 2, "لکه‌گیری", "زعفران")
    shown = client.get(f"/documents/{pdf}/pages/2/versions").text
    assert "<del>لکه‌گیری</del> <ins>زعفران</ins>" in shown
    assert shown.count("برگرداندن این نسخه") == 1
    answer = client.post(f"/documents/{pdf}/pages/2/versions/1/restore")
    assert answer.headers["location"] == f"/documents/{pdf}/pages/2/versions"
    same = client.post(f"/documents/{pdf}/pages/2/readings", data={"method": "pdfminer"})
    assert "یکی بود" in client.get(same.headers["location"]).text
