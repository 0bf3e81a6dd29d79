"""Original files, kept once each by the SHA-256 of their bytes, outside the database."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.errors import EmptyFile, FileTooLarge, NotFound
from corpus.text.numbers import to_persian_digits

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    sha256: str
    size: int


class FileStore:
    """A folder of files that are named by their content and never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, stream: BinaryIO, *, max_bytes: int) -> StoredFile:
        """Keep the stream's bytes; the same bytes twice are one file.

        Raises `EmptyFile`, or `FileTooLarge` as soon as more than `max_bytes` have come.
        """
        digest, size = hashlib.sha256(), 0
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".incoming-")
        incoming = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as out:
                while chunk := stream.read(CHUNK_BYTES):
                    size += len(chunk)
                    if size > max_bytes:
                        most = to_persian_digits(str(max_bytes >> 20))
                        raise FileTooLarge(f"پرونده از اندازهٔ مجاز ({most} مگابایت) بزرگ‌تر است.")
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            if size == 0:
                raise EmptyFile("پرونده خالی است و چیزی برای خواندن ندارد.")
            target = self._place(digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            os.replace(incoming, target)
            _sync_folder(target.parent)
        finally:
            incoming.unlink(missing_ok=True)
        return StoredFile(digest.hexdigest(), size)

    def path(self, sha256: str) -> Path:
        """Where the file's bytes are. Raises `NotFound` when they are not kept here."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound("این پرونده در بایگانی نیست.")
        return place

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    # A rename is only on the disk once its folder is.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
