"""The files that are kept: a row for each, whoever needs it."""

from sqlalchemy import Connection, insert, select

from corpus import tables
from corpus.files import StoredFile
from corpus.repository.rows import now


class FileRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, file: StoredFile) -> None:
        """Note that the store keeps the file; one that is known stays as it is."""
        files = tables.files
        if self.connection.execute(select(files.c.sha256).where(files.c.sha256 == file.sha256)).scalar() is None:
            self.connection.execute(insert(files).values(sha256=file.sha256, size=file.size, created_at=now()))
