"""The door for files: kept at once, read once, told why not."""

from io import BytesIO

import pytest

from api.services import Services
from corpus.errors import EmptyFile, FileTooLarge, NotFound
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.repository.uploads import UploadRepository
from corpus.types import Upload, UploadState
from ingest.ingestor import clean_name

TEXT = "گزارش پایش پل میانی\n\nدرز انبساط پل در زمستان آسیب دید و پیمانکار آن را عوض کرد."


def _accept(services: Services, text: str | bytes, name: str) -> Upload:
    data = text.encode() if isinstance(text, str) else text
    return services.ingestor.accept(BytesIO(data), name).upload


def _process(services: Services) -> None:
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()


def _upload(services: Services, upload_id: str) -> Upload:
    with services.database.reading() as connection:
        return UploadRepository(connection).get(upload_id)


def _counts(services: Services) -> tuple[int, int, int]:
    with services.database.reading() as connection:
        return (
            DocumentRepository(connection).count(),
            PassageRepository(connection).count(),
            UploadRepository(connection).count(),
        )


def test_a_text_file_becomes_a_searchable_document(services: Services) -> None:
    upload = _accept(services, TEXT, "پل.txt")
    assert upload.state is UploadState.WAITING
    _process(services)
    done = _upload(services, upload.id)
    assert done.state is UploadState.DONE
    with services.database.reading() as connection:
        document = DocumentRepository(connection).get(done.document_id or "")
    assert document.title == "گزارش پایش پل میانی"
    assert "درز انبساط" in document.text
    assert services.files.path(document.file_sha256).read_bytes() == TEXT.encode()


def test_the_same_file_again_adds_nothing(services: Services) -> None:
    _accept(services, TEXT, "پل.txt")
    _process(services)
    before = _counts(services)
    arrival = services.ingestor.accept(BytesIO(TEXT.encode()), "پل.txt")
    assert arrival.known
    _process(services)
    assert _counts(services) == before


def test_the_same_file_under_another_name_is_a_second_arrival_of_one_document(services: Services) -> None:
    first = _accept(services, TEXT, "پل.txt")
    _process(services)
    second = _accept(services, TEXT, "گزارش نهایی پل.txt")
    assert second.state is UploadState.DUPLICATE
    assert second.document_id == _upload(services, first.id).document_id
    assert _counts(services)[0] == 1


def test_an_unreadable_file_is_kept_with_its_reason_and_can_be_retried(services: Services) -> None:
    data = b"MZ\x90\x00" + bytes(300)
    upload = _accept(services, data, "گزارش.docx")
    good = _accept(services, TEXT, "پل.txt")
    _process(services)
    failed = _upload(services, upload.id)
    assert failed.state is UploadState.FAILED
    assert failed.failure is not None
    assert failed.failure.type == "UnsupportedFile"
    assert services.files.path(failed.file_sha256).read_bytes() == data
    assert _upload(services, good.id).state is UploadState.DONE
    assert services.ingestor.retry(upload.id).state is UploadState.WAITING
    _process(services)
    assert _upload(services, upload.id).state is UploadState.FAILED
    assert _upload(services, upload.id).attempts == 2


def test_an_empty_or_too_large_file_is_refused_and_leaves_nothing(services: Services) -> None:
    with pytest.raises(EmptyFile):
        _accept(services, b"", "خالی.txt")
    services.ingestor.max_bytes = 1000
    with pytest.raises(FileTooLarge):
        _accept(services, b"x" * 1001, "بزرگ.txt")
    assert _counts(services) == (0, 0, 0)
    assert not [path for path in services.files.folder.rglob("*") if path.is_file()]


def test_retrying_what_is_not_there_says_so(services: Services) -> None:
    with pytest.raises(NotFound):
        services.ingestor.retry("nothing")


def test_files_that_a_dead_process_was_reading_wait_again(services: Services) -> None:
    upload = _accept(services, TEXT, "پل.txt")
    with services.database.transaction() as connection:
        assert UploadRepository(connection).claim() is not None
    assert services.ingestor.process_next() is None
    services.ingestor.recover()
    _process(services)
    assert _upload(services, upload.id).state is UploadState.DONE


def test_a_file_that_kills_the_process_again_and_again_is_given_up(services: Services) -> None:
    upload = _accept(services, TEXT, "پل.txt")
    for _ in range(3):
        with services.database.transaction() as connection:
            assert UploadRepository(connection).claim() is not None
        services.ingestor.recover()
    assert services.ingestor.process_next() is None
    assert _upload(services, upload.id).failure is not None


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("گزارش\u202excod.exe", "گزارشxcod.exe"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\گزارش.docx", "گزارش.docx"),
        ("صورت\u200cجلسه\x00\n18.docx", "صورت\u200cجلسه 18.docx"),
        ("", "بی‌نام"),
        ("\u200f\u200e", "بی‌نام"),
        ("ا" * 400 + ".docx", "ا" * 195 + ".docx"),
    ],
)
def test_names_are_shown_without_what_could_deceive(name: str, clean: str) -> None:
    assert clean_name(name) == clean
