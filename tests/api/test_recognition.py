"""What waits for tesseract is read later, by one command, and how far it is can be seen."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFont

from api.app import create_app
from api.recognition import recognise_waiting
from api.services import Services
from corpus.errors import ConfigurationError
from corpus.repository.documents import DocumentRepository
from corpus.repository.uploads import UploadRepository
from corpus.types import Document, DocumentPage, Failure, Upload, UploadState
from ingest.ingestor import document_id_of
from ingest.readers import ocr

FONT = Path(__file__).resolve().parents[2] / "api" / "static" / "fonts" / "vazirmatn-arabic-wght-normal.woff2"


@pytest.fixture
def scan(services: Services) -> Upload:
    """A scan that was handed in."""
    page = Image.new("L", (2480, 1200), "white")
    font = ImageFont.truetype(FONT, 60)
    for place, line in enumerate(("گزارش بازدید از پل میانی", "درز انبساط پل در زمستان آسیب دید")):
        ImageDraw.Draw(page).text((2200, 300 + 140 * place), line, font=font, anchor="ra", direction="rtl")
    data = BytesIO()
    page.save(data, "PNG")
    return services.ingestor.accept(BytesIO(data.getvalue()), "اسکن.png").upload


@pytest.fixture
def waiting_scan(services: Services, scan: Upload) -> Upload:
    """A scan that came in before tesseract was installed."""
    with services.database.transaction() as connection:
        uploads = UploadRepository(connection)
        assert uploads.claim() is not None
        uploads.failed(scan.id, Failure("NeedsRecognition", ocr.NEEDS_RECOGNITION))
    return scan


def current(services: Services, upload: Upload) -> Upload:
    with services.database.reading() as connection:
        return UploadRepository(connection).get(upload.id)


def document(services: Services, upload: Upload) -> Document:
    with services.database.reading() as connection:
        return DocumentRepository(connection).get(document_id_of(upload.file_sha256))


def recognise(services: Services) -> list[str]:
    return recognise_waiting(services, owning=True, progress=lambda *_: None).read


def test_a_scan_that_waits_is_told_of(
    services: Services, waiting_scan: Upload, sign_in: Callable[..., TestClient]
) -> None:
    with sign_in(TestClient(create_app(services))) as client:
        page = client.get("/uploads").text
    assert "در انتظار خواندن از روی تصویر" in page and "tajrobe ocr" in page


def test_a_scan_that_waits_is_read_later(services: Services, waiting_scan: Upload, recogniser: None) -> None:
    assert recognise(services) == ["اسکن.png"]
    assert current(services, waiting_scan).state is UploadState.DONE
    read = document(services, waiting_scan)
    assert "درز انبساط" in read.text and read.pages[0].recognised
    assert recognise(services) == []


def test_pages_that_wait_have_their_file_read_again(services: Services, scan: Upload, recogniser: None) -> None:
    recognise(services)
    services.ingestor.process_next()
    services.indexer.run_until_idle()
    read = document(services, scan)
    unread = DocumentPage(1, 0, 0, "pdfminer", warnings=(ocr.PAGE_WAITS,))
    with services.database.transaction() as connection:
        DocumentRepository(connection).save(
            Document(read.id, read.title, read.file_sha256, read.file_name, read.media_type, "", pages=(unread,))
        )
    assert recognise(services) == ["اسکن.png"]
    assert "درز انبساط" in document(services, scan).text


def test_without_the_program_it_is_named_and_nothing_changes(
    services: Services, waiting_scan: Upload, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ocr._tesseract.cache_clear()
    monkeypatch.setattr(ocr, "PROGRAM_PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="tesseract-ocr-fas"):
        recognise_waiting(services, owning=True, progress=lambda *_: None)
    ocr._tesseract.cache_clear()
    assert current(services, waiting_scan).state is UploadState.FAILED


def test_the_page_under_way_is_shown(services: Services, scan: Upload, sign_in: Callable[..., TestClient]) -> None:
    with services.database.transaction() as connection:
        uploads = UploadRepository(connection)
        assert uploads.claim() is not None
        uploads.progress(scan.id, 2, 40)
    with sign_in(TestClient(create_app(services))) as client:
        assert "در حال خواندن: صفحهٔ ۳ از ۴۰" in client.get("/uploads").text
        body = client.get(f"/api/v1/uploads/{scan.id}").json()
    assert (body["pages_done"], body["pages_total"]) == (2, 40)


def test_a_stop_lets_the_file_wait_as_if_it_had_not_been_begun(
    services: Services, scan: Upload, recogniser: None
) -> None:
    services.stopping.set()
    taken = services.ingestor.process_next()
    assert taken is not None and (taken.state, taken.attempts) == (UploadState.WAITING, 0)
    services.stopping.clear()
    recognise(services)
    services.ingestor.process_next()
    assert current(services, scan).state in (UploadState.INDEXING, UploadState.DONE)
