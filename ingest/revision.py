"""A page's text made better after it was read: read in another way, corrected by hand, or set back; nothing is lost by it."""

from threading import BoundedSemaphore

from sqlalchemy import Connection

from corpus.database import Database
from corpus.errors import EditConflict, NoOtherReading, NoText, NotFound
from corpus.files import FileStore
from corpus.repository.audit import AuditRepository
from corpus.repository.documents import DocumentRepository
from corpus.repository.page_versions import PageVersionRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.rows import now
from corpus.text.numbers import to_persian_digits
from corpus.types import Document, PageText, PageVersion, ReadingMethod
from ingest.page_text import corrected, cut, lay_out
from ingest.readers.picture import DRAWN, NO_PICTURE
from ingest.readers.registry import methods_for
from ingest.readers.sandbox import ReaderLimits, read_file
from ingest.storing import add_version, prepare, store
from ingest.structure.document import restructure

# Reading and drawing take memory; whoever else asks waits.
AT_ONCE = 2

NO_PAGE = "این سند صفحه‌ای با این شماره ندارد."
NO_VERSION = "این صفحه نسخه‌ای با این شماره ندارد."
ONE_READER = "این گونه پرونده را تنها یک خواننده می‌خواند؛ متن را می‌توان با دست اصلاح کرد."
NOTHING_READ = "در این خوانش هیچ متنی از صفحه به دست نیامد؛ متن کنونی همان ماند."
CHANGED = "متن این صفحه پس از باز شدن فرم تغییر کرده است؛ هیچ‌یک از دو متن از دست نرفته است."
CHANGED_WHILE_READING = (
    "متن این صفحه هنگام خواندن دوباره تغییر کرد و همان تغییر نگه داشته شد؛ اگر باید، دوباره بخوانید."
)


class Reviser:
    """Changes the pages of stored documents; each change is one transaction and a version of its own.

    All methods raise `NotFound` where there is no such document, page or version.
    """

    def __init__(self, database: Database, files: FileStore, limits: ReaderLimits) -> None:
        self.database = database
        self.files = files
        self.limits = limits
        self._running = BoundedSemaphore(AT_ONCE)

    def page(self, document_id: str, number: int) -> tuple[Document, PageText]:
        """The document and its page of this number, as they are now."""
        with self.database.reading() as connection:
            document = DocumentRepository(connection).get(document_id)
        return document, _page(document, number)

    def methods(self, document_id: str) -> tuple[ReadingMethod, ...]:
        """The ways in which pages of the document can be read again; none where its kind of file has but one reader."""
        with self.database.reading() as connection:
            document = DocumentRepository(connection).summaries([document_id]).get(document_id)
        return methods_for(document.media_type) if document else ()

    def versions(self, document_id: str, number: int) -> list[PageVersion]:
        """Every text that the page has had, the first one first."""
        with self.database.reading() as connection:
            document = DocumentRepository(connection).get(document_id)
            page = _page(document, number)
            known = PageVersionRepository(connection).of_page(document_id, number)
        return known or [PageVersion(document_id, page, document.created_at or now())]

    def read_again(self, document_id: str, number: int, method: ReadingMethod) -> PageText:
        """Read the page in this way and put what comes of it in the text's place; returns the page as it is now.

        Raises `NoOtherReading`, an `UnreadableFile` (`NeedsRecognition` without tesseract, `NoText` when nothing is
        found), or `EditConflict` when somebody changed the page in the meantime.
        """
        document, page = self.page(document_id, number)
        if method not in methods_for(document.media_type):
            raise NoOtherReading(ONE_READER)
        path = self.files.path(document.file_sha256)
        try:
            with (
                self._running,
                read_file(path, document.file_name, self.limits, method=method, page=number) as reading,
            ):
                fresh = next((lay_out(read) for read in reading.pages if read.number == number), None)
        except NoText as error:
            raise NoText(NOTHING_READ) from error
        if fresh is None or not fresh.text:
            raise NoText(NOTHING_READ)
        with self.database.transaction() as connection:
            document, _ = _current(connection, document_id, number, page.version, CHANGED_WHILE_READING)
            return self._put(connection, document, add_version(connection, document, fresh), "read", "دوباره خوانده شد")

    def correct(self, document_id: str, number: int, text: str, base_version: int) -> PageText:
        """Put a text that a person typed, as `editable` gives it, in the page's place; returns the page as it is now.

        A text that was left unchanged is from then on confirmed by hand. Raises `UnusableText`, or `EditConflict` when
        the page is no longer at the version that the person began from.
        """
        with self.database.transaction() as connection:
            document, page = _current(connection, document_id, number, base_version, CHANGED)
            fresh = add_version(connection, document, corrected(page, text))
            return self._put(connection, document, fresh, "correct", "با دست اصلاح شد")

    def restore(self, document_id: str, number: int, version: int) -> PageText:
        """Put one of the page's earlier or later texts in its place; returns the page as it is now."""
        with self.database.transaction() as connection:
            document = DocumentRepository(connection).get(document_id, to_change=True)
            page = _page(document, number)
            known = {kept.version: kept for kept in _kept(connection, document_id, page)}
            if version not in known:
                raise NotFound(NO_VERSION)
            return self._put(connection, document, known[version], "restore", "به نسخهٔ دیگری برگشت")

    def draw(self, document_id: str, number: int) -> bytes:
        """The page's picture as JPEG. Raises `NotFound` for a kind of file without pictures, or an `UnreadableFile`."""
        document, _ = self.page(document_id, number)
        if document.media_type not in DRAWN:
            raise NotFound(NO_PICTURE)
        path = self.files.path(document.file_sha256)
        with self._running, read_file(path, document.file_name, self.limits, page=number, drawing=True) as reading:
            return reading.members[0].path.read_bytes()

    def _put(self, connection: Connection, document: Document, fresh: PageText, action: str, done: str) -> PageText:
        """Make the page's version the document's text, and all that hangs on that new; nothing where it is that already."""
        pages = cut(document)
        if fresh not in pages:
            places = PlaceRepository(connection)
            cities = places.cities()
            revised = [fresh if page.number == fresh.number else page for page in pages]
            store(connection, prepare(restructure(document, revised, cities), cities, places.bodies()))
            number = to_persian_digits(fresh.number)
            what = f"صفحهٔ {number} سند «{document.title}» {done}."
            AuditRepository(connection).note(action, "document", document.id, what)
        return fresh


def _current(
    connection: Connection, document_id: str, number: int, version: int, message: str
) -> tuple[Document, PageText]:
    """The document and its page, still at this version. Raises `EditConflict` with the message."""
    document = DocumentRepository(connection).get(document_id, to_change=True)
    page = _page(document, number)
    if page.version != version:
        raise EditConflict(message)
    return document, page


def _page(document: Document, number: int) -> PageText:
    for page in cut(document):
        if page.number == number:
            return page
    raise NotFound(NO_PAGE)


def _kept(connection: Connection, document_id: str, page: PageText) -> list[PageText]:
    known = PageVersionRepository(connection).of_page(document_id, page.number)
    return [version.page for version in known] or [page]
