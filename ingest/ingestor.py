"""The door through which files come in: every accepted file is kept, read, stored and made searchable, or says why not."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO
from uuid import UUID, uuid5

from haystack import Pipeline

from corpus.database import Database
from corpus.files import FileStore, StoredFile
from corpus.repository.audit import AuditRepository
from corpus.repository.uploads import UploadRepository
from corpus.text.display import display_text
from corpus.types import Failure, Upload, UploadState, Value

# A file during which the process died so often is not tried again by itself.
MOST_ATTEMPTS = 3
LONGEST_NAME = 200
UNEXPECTED = "خطای درونی هنگام خواندن پرونده؛ پرونده نگه داشته شده است و می‌توان دوباره کوشید."
_NAMESPACE = UUID("9d3f7c0a-8c43-5a57-9b9e-2f0f51a3c6d1")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that was handed in; `known` when the same bytes were here before."""

    upload: Upload
    known: bool


@dataclass(frozen=True, slots=True)
class KeptMember(Value):
    """A file out of an archive or letter: the name that it had there, and where its bytes are kept."""

    file_name: str
    file: StoredFile


class Ingestor:
    """Accepts files at once and processes them one by one."""

    def __init__(self, database: Database, files: FileStore, pipeline: Pipeline, *, max_bytes: int) -> None:
        self.database = database
        self.files = files
        self.pipeline = pipeline
        self.max_bytes = max_bytes

    def accept(self, stream: BinaryIO, file_name: str) -> Arrival:
        """Keep the file and line it up for reading. Raises `EmptyFile` or `FileTooLarge`, and then keeps nothing.

        Known bytes are not read again: under their old name nothing changes, under another they are a second
        arrival of the same document. A file that failed before is tried again.
        """
        name = clean_name(file_name)
        file = self.files.add(stream, max_bytes=self.max_bytes)
        with self.database.transaction() as connection:
            uploads = UploadRepository(connection)
            first = uploads.arrival(file.sha256)
            if first is None:
                fresh = uploads.add(file, name)
                AuditRepository(connection).note("add", "upload", fresh.id, f"پروندهٔ «{name}» رسید.")
                return Arrival(fresh, known=False)
            if first.state is UploadState.FAILED:
                return Arrival(uploads.retry(first.id), known=True)
            if first.file_name == name:
                return Arrival(first, known=True)
            again = uploads.add(file, name)
            uploads.duplicate(again.id, document_id_of(file.sha256))
            AuditRepository(connection).note("add", "upload", again.id, f"پروندهٔ «{name}» رسید که پیش‌تر هم رسیده بود.")
            # Also where the document is not for the one who brought it.
            return Arrival(uploads.by_ids([again.id])[0], known=True)

    def process_next(self) -> Upload | None:
        """Read and store the longest-waiting file; None when none waits. A file that fails is kept with its reason."""
        with self.database.transaction() as connection:
            upload = UploadRepository(connection).claim()
        if upload is None:
            return None
        failure = self._process(upload)
        with self.database.transaction() as connection:
            uploads = UploadRepository(connection)
            if failure:
                uploads.failed(upload.id, failure)
            else:
                # Only what is neither read nor failed: the program is about to end.
                uploads.release(upload.id)
            return uploads.get(upload.id)

    def recover(self) -> None:
        """Line up again what a dead process was reading. Only the owner of the data folder may call it."""
        with self.database.transaction() as connection:
            uploads = UploadRepository(connection)
            uploads.fail_after(
                MOST_ATTEMPTS,
                Failure(
                    "Interrupted", "برنامه هنگام خواندن این پرونده چند بار از کار افتاد؛ پرونده نگه داشته شده است."
                ),
            )
            uploads.release_claims()

    def retry(self, upload_id: str) -> Upload:
        """Line a failed file up again. Raises `NotFound`."""
        with self.database.transaction() as connection:
            again = UploadRepository(connection).retry(upload_id)
            what = f"پروندهٔ «{again.file_name}» دوباره در صف خواندن گذاشته شد."
            AuditRepository(connection).note("retry", "upload", upload_id, what)
            return again

    def _process(self, upload: Upload) -> Failure | None:
        inputs = {name: {"upload": upload} for name in ("read", "structure", "store", "unpack")}
        try:
            outcome = self.pipeline.run(inputs)
        except Exception as error:
            logger.error("file %s could not be processed", upload.id, exc_info=error)
            return Failure("InternalError", UNEXPECTED)
        failure: Failure | None = outcome.get("read", {}).get("failure")
        return failure


def take_members(uploads: UploadRepository, parent: Upload, members: Sequence[KeptMember]) -> None:
    """Line up what came in an archive or letter; each has a row of its own, even when its bytes are known."""
    for member in members:
        first = uploads.arrival(member.file.sha256)
        upload = uploads.add(member.file, clean_name(member.file_name), parent_id=parent.id)
        if first is not None:
            uploads.duplicate(upload.id, document_id_of(member.file.sha256))
            uploads.retry(first.id)


def document_id_of(sha256: str) -> str:
    """The id of the document that a file's bytes become; the same bytes are the same document."""
    return uuid5(_NAMESPACE, sha256).hex


def clean_name(file_name: str) -> str:
    """The name as people may see it: no folders, no control or direction characters, half-spaces kept."""
    name = PurePosixPath(display_text(file_name).replace("\\", "/")).name
    name = "".join(c for c in " ".join(name.split()) if c.isprintable() or c == "\u200c").strip()
    if len(name) > LONGEST_NAME:
        suffix = PurePosixPath(name).suffix[:16]
        name = name[: LONGEST_NAME - len(suffix)] + suffix
    return name or "بی‌نام"


def settled(uploads: Sequence[Upload]) -> bool:
    """Whether nothing more will happen to any of them by itself."""
    return all(upload.state.settled for upload in uploads)
