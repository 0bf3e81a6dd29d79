"""The steps of ingestion as Haystack components; each only adapts a function or a repository of ours."""

from dataclasses import replace
from typing import Any

from haystack import component

from corpus.database import Database
from corpus.errors import UnreadableFile
from corpus.files import FileStore
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.uploads import UploadRepository
from corpus.types import City, Document, Failure, ItemKind, Passage, Upload
from ingest.ingestor import document_id_of
from ingest.passages import split_document
from ingest.readers.blocks import Reading
from ingest.readers.sandbox import ReaderLimits, read_file
from ingest.structure.document import Structure, structure_document


@component
class FileReader:
    """Reads a stored file in a child process; one that cannot be read ends the pipeline with the failure."""

    def __init__(self, files: FileStore, limits: ReaderLimits) -> None:
        self.files = files
        self.limits = limits

    @component.output_types(reading=Reading, failure=Failure)
    def run(self, upload: Upload) -> dict[str, Any]:
        try:
            return {"reading": read_file(self.files.path(upload.file_sha256), upload.file_name, self.limits)}
        except UnreadableFile as error:
            return {"failure": Failure(error.type, str(error))}


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
class PassageSplitter:
    """Cuts a document into passages."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._city_names: dict[str, str] = {}

    def warm_up(self) -> None:
        if not self._city_names:
            with self.database.reading() as connection:
                self._city_names = {city.id: city.name for city in PlaceRepository(connection).cities()}

    @component.output_types(document=Document, passages=list[Passage])
    def run(self, document: Document) -> dict[str, Any]:
        city_name = self._city_names.get(document.city_id or "")
        return {"document": document, "passages": split_document(document, city_name=city_name)}


@component
class DocumentStorer:
    """Writes a document, its passages, the outbox entry and the upload's state in one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @component.output_types(document_id=str)
    def run(self, upload: Upload, document: Document, passages: list[Passage]) -> dict[str, Any]:
        with self.database.transaction() as connection:
            rev = DocumentRepository(connection).save(document)
            current = [replace(passage, rev=rev) for passage in passages]
            PassageRepository(connection).replace(ItemKind.DOCUMENT, document.id, current)
            seq = OutboxRepository(connection).add(ItemKind.DOCUMENT, document.id)
            UploadRepository(connection).stored(upload.id, document.id, seq)
        return {"document_id": document.id}


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
