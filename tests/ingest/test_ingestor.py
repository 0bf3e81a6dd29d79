"""The door for files: kept at once, read once, told why not."""

from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

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


def _archive(**files: str | bytes) -> bytes:
    """A ZIP; names are given with a double underscore for their dot."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return packed.getvalue()


def _members(services: Services, upload_id: str) -> dict[str, Upload]:
    with services.database.reading() as connection:
        return {upload.file_name: upload for upload in UploadRepository(connection).members([upload_id])}


def test_what_is_in_an_archive_is_read_by_itself(services: Services) -> None:
    known = _accept(services, TEXT, "پل.txt")
    _process(services)
    data = _archive(همان__txt=TEXT, تازه__txt=f"{TEXT} دوباره", برنامه__exe=b"MZ\x90\x00" + bytes(300))
    archive = _accept(services, data, "بایگانی.zip")
    _process(services)
    done = _upload(services, archive.id)
    assert (done.state, done.document_id) == (UploadState.DONE, None)
    members = _members(services, archive.id)
    assert members["تازه.txt"].state is UploadState.DONE
    assert members["همان.txt"].state is UploadState.DUPLICATE
    assert members["همان.txt"].document_id == _upload(services, known.id).document_id
    failure = members["برنامه.exe"].failure
    assert failure is not None and failure.type == "UnsupportedFile"
    assert _counts(services)[0] == 2


def test_a_letter_is_a_document_and_its_attachments_are_others(services: Services) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@example.org", "b@example.org", "دعوت به نشست"
    letter.set_content("گزارش پیوست است.")
    letter.add_attachment(TEXT.encode(), maintype="text", subtype="plain", filename="پل.txt")
    upload = _accept(services, letter.as_bytes(), "نامه.eml")
    _process(services)
    done = _upload(services, upload.id)
    with services.database.reading() as connection:
        assert DocumentRepository(connection).get(done.document_id or "").title == "دعوت به نشست"
    assert _members(services, upload.id)["پل.txt"].state is UploadState.DONE
    assert _counts(services)[0] == 2


def test_an_archive_whose_reading_was_broken_off_is_taken_in_once(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = _accept(services, _archive(یک__txt=TEXT, دو__txt=f"{TEXT} دوباره"), "بایگانی.zip")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        # Between the first and the last row of the one transaction.
        broken.setattr("ingest.components.take_members", die)
        with pytest.raises(KeyboardInterrupt):
            services.ingestor.process_next()
    assert _members(services, archive.id) == {}
    services.ingestor.recover()
    _process(services)
    assert _upload(services, archive.id).state is UploadState.DONE
    assert sorted(_members(services, archive.id)) == ["دو.txt", "یک.txt"]
    assert _counts(services)[0] == 2


def test_an_archive_deep_in_others_says_that_it_is_not_opened(services: Services) -> None:
    deepest = _archive(سه__txt=TEXT)
    archive = _accept(services, _archive(یک__zip=_archive(دو__zip=deepest)), "بایگانی.zip")
    _process(services)
    (member,) = _members(services, archive.id).values()
    assert member.failure is not None and member.failure.type == "UnsafeFile"
    assert _members(services, member.id) == {}
    assert services.files.path(member.file_sha256).read_bytes() == deepest
