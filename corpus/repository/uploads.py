"""Files on their way in. The table is the job queue too: `claim` hands each waiting file to one worker."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, insert, or_, select, true, update

from corpus import tables
from corpus.errors import NotFound
from corpus.files import StoredFile
from corpus.repository.files import FileRepository
from corpus.repository.rows import as_utc, now
from corpus.repository.visibility import visible
from corpus.types import Failure, Upload, UploadState


class UploadRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, file: StoredFile, file_name: str, *, parent_id: str | None = None) -> Upload:
        """Take a stored file in; from here on it is never lost. `parent_id` is the archive or letter that it came in."""
        FileRepository(self.connection).save(file)
        moment = now()
        upload_id = uuid4().hex
        self.connection.execute(
            insert(tables.uploads).values(
                id=upload_id,
                file_sha256=file.sha256,
                file_name=file_name,
                state=UploadState.WAITING.value,
                attempts=0,
                parent_id=parent_id,
                created_at=moment,
                updated_at=moment,
            )
        )
        return self.get(upload_id)

    def arrival(self, sha256: str) -> Upload | None:
        """The upload that first brought these bytes, whatever became of it."""
        uploads = tables.uploads
        condition = and_(uploads.c.file_sha256 == sha256, uploads.c.state != UploadState.DUPLICATE.value)
        rows = self._select(condition, limit=1, oldest_first=True)
        return rows[0] if rows else None

    def get(self, upload_id: str) -> Upload:
        """Raises `NotFound`."""
        rows = self._select(and_(tables.uploads.c.id == upload_id, *_seen()))
        if not rows:
            raise NotFound("بارگذاری با این نشانی پیدا نشد.")
        return rows[0]

    def by_ids(self, ids: Sequence[str]) -> list[Upload]:
        return self._select(tables.uploads.c.id.in_(list(ids)), oldest_first=True)

    def members(self, parent_ids: Sequence[str]) -> list[Upload]:
        """The files that came in these archives and letters."""
        return self._select(tables.uploads.c.parent_id.in_(list(parent_ids)), oldest_first=True)

    def newest(self, *, limit: int, offset: int = 0) -> list[Upload]:
        """Those that the viewer may see: what became a document is for whom that is for."""
        return self._select(and_(true(), *_seen()), limit=limit, offset=offset)

    def count(self, *states: UploadState) -> int:
        """How many uploads there are, in these states or in all."""
        query = select(func.count()).select_from(tables.uploads).where(*_seen())
        if states:
            query = query.where(tables.uploads.c.state.in_([state.value for state in states]))
        return self.connection.execute(query).scalar_one()

    def claim(self) -> Upload | None:
        """Mark the longest-waiting file as being read and return it; None when nothing waits."""
        uploads = tables.uploads
        waiting = self._select(uploads.c.state == UploadState.WAITING.value, limit=1, oldest_first=True)
        if not waiting:
            return None
        taken = self.connection.execute(
            update(uploads)
            .where(uploads.c.id == waiting[0].id, uploads.c.state == UploadState.WAITING.value)
            .values(
                state=UploadState.READING.value,
                attempts=uploads.c.attempts + 1,
                pages_done=None,
                pages_total=None,
                updated_at=now(),
            )
        )
        return self.get(waiting[0].id) if taken.rowcount else None

    def progress(self, upload_id: str, done: int, total: int) -> None:
        """So many pages of so many are read."""
        self._set(tables.uploads.c.id == upload_id, pages_done=done, pages_total=total)

    def release(self, upload_id: str) -> None:
        """Let a file whose reading was broken off wait again, as if it had not been begun; any other is left as it is."""
        uploads = tables.uploads
        reading = and_(uploads.c.id == upload_id, uploads.c.state == UploadState.READING.value)
        self._set(reading, state=UploadState.WAITING.value, attempts=uploads.c.attempts - 1)

    def release_claims(self) -> int:
        """Let files that a dead worker was reading wait again. Only the owner of the data folder may call it."""
        uploads = tables.uploads
        released = self.connection.execute(
            update(uploads)
            .where(uploads.c.state == UploadState.READING.value)
            .values(state=UploadState.WAITING.value, updated_at=now())
        )
        return released.rowcount

    def fail_after(self, attempts: int, failure: Failure) -> None:
        """Give up the files that were being read for at least so many tries."""
        reading = tables.uploads.c.state == UploadState.READING.value
        self._fail(and_(reading, tables.uploads.c.attempts >= attempts), failure)

    def stored(self, upload_id: str, document_id: str, outbox_seq: int) -> None:
        """The file is a document now and waits only for the index."""
        self._set(
            tables.uploads.c.id == upload_id,
            state=UploadState.INDEXING.value,
            document_id=document_id,
            outbox_seq=outbox_seq,
            failure_type=None,
            failure_message=None,
        )

    def unpacked(self, upload_id: str) -> None:
        """The file is an archive whose members are taken in: it has no text of its own and is done."""
        self._set(
            tables.uploads.c.id == upload_id,
            state=UploadState.DONE.value,
            failure_type=None,
            failure_message=None,
        )

    def duplicate(self, upload_id: str, document_id: str | None) -> None:
        self._set(tables.uploads.c.id == upload_id, state=UploadState.DUPLICATE.value, document_id=document_id)

    def failed(self, upload_id: str, failure: Failure) -> None:
        self._fail(tables.uploads.c.id == upload_id, failure)

    def retry(self, upload_id: str) -> Upload:
        """Let a failed file be read again; any other is left as it is. Raises `NotFound`."""
        failed = and_(tables.uploads.c.id == upload_id, tables.uploads.c.state == UploadState.FAILED.value)
        self._set(failed, state=UploadState.WAITING.value)
        return self.get(upload_id)

    def failed_with(self, failure_type: str) -> list[Upload]:
        """The files that failed for this reason, in the order in which they came."""
        uploads = tables.uploads
        failed = and_(uploads.c.state == UploadState.FAILED.value, uploads.c.failure_type == failure_type)
        return self._select(failed, oldest_first=True)

    def read_again(self, document_id: str) -> list[Upload]:
        """Let the file that a document was read from wait to be read again; nothing where that is under way."""
        uploads = tables.uploads
        done = and_(uploads.c.document_id == document_id, uploads.c.state == UploadState.DONE.value)
        found = self._select(done, limit=1, oldest_first=True)
        for upload in found:
            self._set(uploads.c.id == upload.id, state=UploadState.WAITING.value)
        return found

    def indexed_up_to(self, outbox_seq: int) -> None:
        """Every file whose change the index has taken in is done."""
        uploads = tables.uploads
        reached = and_(uploads.c.state == UploadState.INDEXING.value, uploads.c.outbox_seq <= outbox_seq)
        self._set(reached, state=UploadState.DONE.value)

    def _fail(self, condition: ColumnElement[bool], failure: Failure) -> None:
        self._set(
            condition,
            state=UploadState.FAILED.value,
            failure_type=failure.type,
            failure_message=failure.message,
        )

    def _set(self, condition: ColumnElement[bool], **values: object) -> None:
        self.connection.execute(update(tables.uploads).where(condition).values(updated_at=now(), **values))

    def _select(
        self,
        condition: ColumnElement[bool] | None,
        *,
        limit: int | None = None,
        offset: int = 0,
        oldest_first: bool = False,
    ) -> list[Upload]:
        uploads, files = tables.uploads, tables.files
        query = select(uploads, files.c.size).join(files)
        if condition is not None:
            query = query.where(condition)
        order = (uploads.c.created_at, uploads.c.id)
        query = query.order_by(*order if oldest_first else [column.desc() for column in order])
        rows = self.connection.execute(query.limit(limit).offset(offset)).mappings()
        return [_upload(row) for row in rows]


def _seen() -> list[ColumnElement[bool]]:
    documents = tables.documents.c
    conditions = visible(documents.visibility, documents.city_id)
    if not conditions:
        return []
    hidden = select(documents.id).where(documents.id.not_in(select(documents.id).where(*conditions)))
    return [or_(tables.uploads.c.document_id.is_(None), tables.uploads.c.document_id.not_in(hidden))]


def _upload(row: RowMapping) -> Upload:
    failure = Failure(row["failure_type"], row["failure_message"]) if row["failure_type"] else None
    return Upload(
        id=row["id"],
        file_sha256=row["file_sha256"],
        file_name=row["file_name"],
        size=row["size"],
        state=UploadState(row["state"]),
        created_at=as_utc(row["created_at"]),
        updated_at=as_utc(row["updated_at"]),
        document_id=row["document_id"],
        outbox_seq=row["outbox_seq"],
        failure=failure if row["state"] == UploadState.FAILED.value else None,
        attempts=row["attempts"],
        pages_done=row["pages_done"],
        pages_total=row["pages_total"],
        parent_id=row["parent_id"],
    )
