"""The steps of ingestion as Haystack components; each only adapts a function or a repository of ours."""

from threading import Event
from typing import Any

from haystack import component

from corpus.database import Database
from corpus.errors import Interrupted, UnreadableFile, UnsafeFile
from corpus.files import FileStore
from corpus.repository.places import PlaceRepository
from corpus.repository.uploads import UploadRepository
from corpus.types import City, Document, Failure, Upload
from ingest.ingestor import KeptMember, document_id_of, take_members
from ingest.readers.blocks import Member, Reading
from ingest.readers.sandbox import ReaderLimits, read_file
from ingest.readers.workspace import Progress
from ingest.storing import Prepared, prepare, store, with_revisions
from ingest.structure.document import Structure, structure_document

TOO_DEEP = "این بایگانی درون بایگانی دیگری تودرتو بود و برای ایمنی باز نشد؛ آن را جداگانه بارگذاری کنید."


@component
class FileReader:
    """Reads a stored file in a child process; one that cannot be read ends the pipeline with the failure.

    The files inside it are kept; of an archive, they are all that there is. What is inside a file that itself came out of
    another came out with it. Once `stopping` is set it gives neither: what was begun is to be read from its beginning.
    """

    def __init__(self, database: Database, files: FileStore, limits: ReaderLimits, stopping: Event) -> None:
        self.database = database
        self.files = files
        self.limits = limits
        self.stopping = stopping

    @component.output_types(reading=Reading, members=list[KeptMember], archive=list[KeptMember], failure=Failure)
    def run(self, upload: Upload) -> dict[str, Any]:
        def note(progress: Progress) -> None:
            with self.database.transaction() as connection:
                UploadRepository(connection).progress(upload.id, progress.done, progress.total)

        path = self.files.path(upload.file_sha256)
        try:
            with read_file(path, upload.file_name, self.limits, on_progress=note, stopping=self.stopping) as reading:
                members = [] if upload.parent_id else [self._keep(member) for member in reading.members]
                if reading.pages:
                    return {"reading": reading, "members": members}
                if upload.parent_id:
                    raise UnsafeFile(TOO_DEEP)
                return {"archive": members}
        except UnreadableFile as error:
            return {"failure": Failure(error.type, str(error))}
        except Interrupted:
            return {}

    def _keep(self, member: Member) -> KeptMember:
        with member.path.open("rb") as stream:
            return KeptMember(member.file_name, self.files.add(stream, max_bytes=self.limits.output_bytes))


@component
class DocumentStructurer:
    """Lays a reading out as a document."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._cities: list[City] = []

    def warm_up(self) -> None:
        if not self._cities:
            with self.database.reading() as connection:
                self._cities = PlaceRepository(connection).cities()

    @component.output_types(document=Document)
    def run(self, reading: Reading, upload: Upload) -> dict[str, Any]:
        structure = structure_document(reading, upload.file_name, self._cities)
        return {"document": _document(structure, reading, upload)}


@component
class DocumentPreparer:
    """Makes of a document all that is kept beside it: passages, the sketch, the minutes in it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @component.output_types(prepared=Prepared)
    def run(self, document: Document) -> dict[str, Any]:
        with self.database.reading() as connection:
            places = PlaceRepository(connection)
            cities, bodies = places.cities(), places.bodies()
        return {"prepared": prepare(document, cities, bodies)}


@component
class DocumentStorer:
    """Writes all that a file became in one transaction.

    That is a document, its passages, its near-duplicates, drafts of the minutes in it, the outbox entry, the files that were inside and the upload's
    state. What people corrected in a document that was here before stays corrected.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    @component.output_types(document_id=str)
    def run(self, upload: Upload, prepared: Prepared, members: list[KeptMember]) -> dict[str, Any]:
        document = prepared.document
        with self.database.transaction() as connection:
            places = PlaceRepository(connection)
            cities, bodies = places.cities(), places.bodies()
            revised = with_revisions(connection, document, cities)
            seq = store(connection, prepared if revised is document else prepare(revised, cities, bodies))
            uploads = UploadRepository(connection)
            uploads.stored(upload.id, document.id, seq)
            take_members(uploads, upload, members)
        return {"document_id": document.id}


@component
class ArchiveStorer:
    """Lines up the files of an archive and settles the archive itself, in one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @component.output_types(count=int)
    def run(self, upload: Upload, archive: list[KeptMember]) -> dict[str, Any]:
        with self.database.transaction() as connection:
            uploads = UploadRepository(connection)
            uploads.unpacked(upload.id)
            take_members(uploads, upload, archive)
        return {"count": len(archive)}


def _document(structure: Structure, reading: Reading, upload: Upload) -> Document:
    return Document(
        id=document_id_of(upload.file_sha256),
        title=structure.title,
        file_sha256=upload.file_sha256,
        file_name=upload.file_name,
        media_type=reading.media_type,
        text=structure.text,
        pages=structure.pages,
        blocks=structure.blocks,
        kind=structure.kind,
        city_id=structure.city_id,
        session_number=structure.session_number,
        date=structure.date,
        warnings=structure.warnings,
    )
