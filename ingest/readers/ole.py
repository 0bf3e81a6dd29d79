"""The container of old Office files and of Outlook's letters: what is in one, and what must not be."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from corpus.errors import DamagedFile, EncryptedFile, UnreadableFile, UnsafeFile
from ingest.readers.container import DAMAGED, ENCRYPTED, MACRO
from ingest.readers.kinds import DOC, MSG, PPT, XLS

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# A new file with a password hides in the old container.
_LOCKED = "EncryptedPackage"
_MACROS = "_vba_project"

_WORD_IS_ENCRYPTED = 0x0100
_WORKBOOK_PASSWORD, _WORKBOOK_END = 0x002F, 0x000A
_SLIDES_ARE_ENCRYPTED = 0xF3D1C4DF


def ole_media_type(path: Path) -> str | None:
    """What the file is; None for what nothing here reads. Raises `DamagedFile`, `EncryptedFile` or `UnsafeFile`."""
    import olefile

    try:
        with olefile.OleFileIO(path) as container:
            return _media_type(container)
    except UnreadableFile:
        raise
    except Exception as error:
        # What a broken container makes the library raise is anything from OSError to IndexError.
        raise DamagedFile(DAMAGED) from error


def _media_type(container: Any) -> str | None:
    if container.exists(_LOCKED):
        raise EncryptedFile(ENCRYPTED)
    for stream, media_type, is_encrypted in _STREAMS:
        if not container.exists(stream):
            continue
        if is_encrypted(container):
            raise EncryptedFile(ENCRYPTED)
        if media_type != MSG and any(_MACROS in part.lower() for entry in container.listdir() for part in entry):
            raise UnsafeFile(MACRO)
        return media_type
    return None


def _head(container: Any, stream: str, size: int) -> bytes:
    with container.openstream(stream) as opened:
        head: bytes = opened.read(size)
    return head


def _word_is_encrypted(container: Any) -> bool:
    flags = struct.unpack_from("<H", _head(container, "WordDocument", 12), 10)[0]
    return bool(flags & _WORD_IS_ENCRYPTED)


def _workbook_is_encrypted(container: Any) -> bool:
    # Records follow one another: a kind, a length, and so many bytes; the one about a password is among the first.
    name = "Workbook" if container.exists("Workbook") else "Book"
    head, position = _head(container, name, 1 << 16), 0
    while position + 4 <= len(head):
        kind, length = struct.unpack_from("<HH", head, position)
        if kind in (_WORKBOOK_PASSWORD, _WORKBOOK_END):
            return bool(kind == _WORKBOOK_PASSWORD)
        position += 4 + length
    return False


def _slides_are_encrypted(container: Any) -> bool:
    head = _head(container, "Current User", 16)
    return len(head) == 16 and struct.unpack_from("<I", head, 12)[0] == _SLIDES_ARE_ENCRYPTED


def _never(container: Any) -> bool:
    return False


_STREAMS: tuple[tuple[str, str, Callable[[Any], bool]], ...] = (
    ("WordDocument", DOC, _word_is_encrypted),
    ("Workbook", XLS, _workbook_is_encrypted),
    ("Book", XLS, _workbook_is_encrypted),
    ("PowerPoint Document", PPT, _slides_are_encrypted),
    ("__properties_version1.0", MSG, _never),
)
