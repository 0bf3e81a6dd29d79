"""Archives (ZIP): what is inside comes out as files of their own, under the checks that any package has to pass."""

import re
import stat
import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from corpus.errors import EncryptedFile, NoText, UnsafeFile
from ingest.readers.blocks import Member, Reading
from ingest.readers.container import (
    CROWDED,
    ENCRYPTED,
    INFLATED,
    MOST_BYTES,
    MOST_ENTRIES,
    PACKAGE_MAGIC,
    entry_chunks,
    open_package,
)
from ingest.readers.kinds import EML, MSG, ZIP
from ingest.readers.letter import HEAD_BYTES, Letter, is_letter, parse_letter
from ingest.readers.media_type import sniff
from ingest.readers.ole import MAGIC as OLE_MAGIC
from ingest.readers.text import decode
from ingest.readers.workspace import Workspace

# An archive in an archive is opened; one in that is not.
DEEPEST_ARCHIVE = 2

NOTHING_INSIDE = "درون این بایگانی پرونده‌ای نیست."
ESCAPING = "نام پرونده‌های درون این بایگانی به بیرون از آن اشاره می‌کند و برای ایمنی خوانده نشد."

# What systems leave in archives beside the files that people put there.
_LEFT_BY_SYSTEMS = frozenset(("__macosx", "thumbs.db", "desktop.ini"))
_DRIVE = re.compile(r"[A-Za-z]:")
_UTF8_NAME = 0x800
# A second name in UTF-8; a kind, a length, a version and a checksum stand before it.
_UNICODE_PATH, _UNICODE_PATH_HEAD = 0x7075, 9


class ArchiveReader:
    """Reads no text: an archive has only members."""

    media_types: tuple[str, ...] = (ZIP,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        members = Unpacker(workspace.folder).archive(path)
        if not members:
            raise NoText(NOTHING_INSIDE)
        return Reading(ZIP, (), members=members)


class Unpacker:
    """Lays what is inside one file, and inside of that, in a folder, under one count of files and bytes for all of it.

    Every method raises `UnsafeFile` over that count, and an archive's an `UnreadableFile` that says what is wrong with it.
    """

    def __init__(self, workspace: Path) -> None:
        self._folder = workspace / "members"
        self._folder.mkdir()
        self._count = 0
        self._bytes_left = MOST_BYTES

    def archive(self, path: Path, depth: int = 1) -> tuple[Member, ...]:
        """The files of an archive; `depth` counts the archives that they are in."""
        members: list[Member] = []
        with open_package(path) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if any(entry.flag_bits & 1 for entry in entries):
                raise EncryptedFile(ENCRYPTED)
            for entry in entries:
                name = _checked_name(entry)
                if not _is_left_by_system(name):
                    members += self._take(name.name, entry_chunks(package, entry, self._bytes_left), depth)
        return tuple(members)

    def attachments(self, letter: Letter, depth: int = 0) -> tuple[Member, ...]:
        """The files that came with a letter."""
        return tuple(
            member
            for attachment in letter.attachments
            for member in self._take(attachment.file_name, (attachment.data,), depth)
        )

    def _take(self, name: str, chunks: Iterable[bytes], depth: int) -> list[Member]:
        self._count += 1
        if self._count > MOST_ENTRIES:
            raise UnsafeFile(CROWDED)
        path = self._folder / str(self._count)
        with path.open("wb") as out:
            for chunk in chunks:
                self._bytes_left -= len(chunk)
                if self._bytes_left < 0:
                    raise UnsafeFile(INFLATED)
                out.write(chunk)
        # An empty file says nothing and is not taken in from anybody.
        return self._opened(Member(name, path), depth) if path.stat().st_size else []

    def _opened(self, member: Member, depth: int) -> list[Member]:
        """The member with what is inside it: an archive gives way to its files, a letter's come beside it."""
        try:
            kind = _container_kind(member)
            if kind == ZIP and depth < DEEPEST_ARCHIVE:
                return list(self.archive(member.path, depth + 1))
            if kind in (EML, MSG):
                return [member, *self.attachments(parse_letter(member.path, kind), depth)]
        except MemoryError:
            raise
        except Exception:
            # It is read by itself later and then says for itself what is wrong with it.
            return [member]
        return [member]


def _container_kind(member: Member) -> str | None:
    """Which kind of container the member is; None for any other file. Raises `UnreadableFile`."""
    with member.path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    return (
        sniff(member.path, member.file_name) if head.startswith((PACKAGE_MAGIC, OLE_MAGIC)) or is_letter(head) else None
    )


def _checked_name(entry: zipfile.ZipInfo) -> PurePosixPath:
    """The entry's name. Raises `UnsafeFile` for one that would lead out of a folder."""
    text = entry_name(entry).replace("\\", "/")
    name = PurePosixPath(text)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if is_link or name.is_absolute() or ".." in name.parts or _DRIVE.match(text):
        raise UnsafeFile(ESCAPING)
    return name


def _is_left_by_system(name: PurePosixPath) -> bool:
    return any(part.lower() in _LEFT_BY_SYSTEMS or part.startswith((".", "~$")) for part in name.parts)


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name in the letters that it was written with."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    if name := _unicode_path(entry.extra):
        return name
    # The library reads every other name as the first PC's; what wrote it used the code page of its own system.
    raw = entry.orig_filename.encode("cp437", "replace")
    return decode(raw) or entry.filename


def _unicode_path(extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH:
            return extra[_UNICODE_PATH_HEAD : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    return None
