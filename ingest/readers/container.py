"""What must hold of an Office or OpenDocument package (a ZIP of XML parts) before any parser may see it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from corpus.errors import DamagedFile, EncryptedFile, UnsafeFile

MOST_ENTRIES = 2000
MOST_BYTES = 200 << 20
# Office's own XML seldom shrinks more than twentyfold.
MOST_RATIO = 100
RATIO_FREE_BYTES = 1 << 20
CHUNK_BYTES = 1 << 18

DAMAGED = "بستهٔ این پرونده آسیب دیده یا ناقص است؛ آن را در برنامهٔ خودش باز و دوباره ذخیره کنید."
ENCRYPTED = "این پرونده رمز دارد؛ آن را بدون گذرواژه ذخیره و دوباره بارگذاری کنید."
INFLATED = "این پرونده پس از باز شدن بسیار بزرگ‌تر از اندازهٔ یک سند اداری می‌شود و برای ایمنی خوانده نشد."
CROWDED = "این پرونده بیش از ۲۰۰۰ جزء درونی دارد که در سندهای اداری معمول نیست و برای ایمنی خوانده نشد."
NESTED = "درون این پرونده بایگانی فشردهٔ دیگری هست و برای ایمنی خوانده نشد؛ آن را جداگانه بارگذاری کنید."
MACRO = "این پرونده ماکرو (برنامهٔ درون سند) دارد و برای ایمنی خوانده نشد؛ آن را با قالب بدون ماکرو (DOCX، XLSX یا PPTX) ذخیره کنید."
EXECUTABLE = "درون این پرونده برنامهٔ اجرایی جاسازی شده است و برای ایمنی خوانده نشد."
DECLARING = "بخش‌های XML این پرونده تعریف موجودیت (DOCTYPE) دارند که در سندهای اداری نیست؛ برای ایمنی خوانده نشد."

MANIFEST = "META-INF/manifest.xml"
EMPTY_LIBRARY_NAMES = ("script-lc.xml", "script-lb.xml")
# A Macintosh leaves its property lists there, which begin with a DOCTYPE; nothing here opens them.
PRINTER_SETTINGS = "printersettings"
IMAGE_SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".wdp"))
# Charts carry the workbook of their figures with them; nothing here ever opens it.
EMBEDDED_OFFICE_SUFFIXES = frozenset((".docx", ".xlsx", ".pptx"))
PACKAGE_MAGIC = b"PK\x03\x04"
ARCHIVE_MAGIC = (PACKAGE_MAGIC, b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
EXECUTABLE_MAGIC = (b"MZ", b"\x7fELF")

# With a zero byte before or after each letter it is the same word in UTF-16.
_DECLARATION = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
_ODD_ENCODING = re.compile(rb"<\?xml[^>]{0,80}encoding\s*=\s*[\"'](?!utf-8|utf-16|us-ascii)", re.IGNORECASE)
_PROGRAM = re.compile(rb"This program (?:cannot|must) be run")
# No pattern above is longer, so what spans two chunks is found with this much of the one before.
_OVERLAP = 128


def open_package(path: Path) -> zipfile.ZipFile:
    """The ZIP, opened. Raises `DamagedFile` when it is not whole."""
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFile(DAMAGED) from error


def check_package(path: Path) -> None:
    """Inflate every part once, keeping nothing, and refuse what no Office file needs.

    Sizes are counted, not taken from the directory. Raises `DamagedFile`, `EncryptedFile` or `UnsafeFile`.
    """
    with open_package(path) as package:
        entries = package.infolist()
        _check_directory(entries)
        _check_manifest(package)
        budget = MOST_BYTES
        for entry in entries:
            budget -= _check_entry(package, entry, budget)


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnsafeFile(CROWDED)
    if any(entry.flag_bits & 1 for entry in entries):
        raise EncryptedFile(ENCRYPTED)
    names = [entry.filename.lower() for entry in entries]
    if any(_is_macro(name) for name in names):
        raise UnsafeFile(MACRO)
    if len(set(names)) < len(names):
        raise DamagedFile(DAMAGED)


def _is_macro(name: str) -> bool:
    if PurePosixPath(name).name.startswith("vbaproject"):
        return True
    # OpenDocument keeps programs in folders of their own, and may keep lists of none there.
    return name.startswith(("basic/", "scripts/")) and not name.endswith(("/", *EMPTY_LIBRARY_NAMES))


def _check_manifest(package: zipfile.ZipFile) -> None:
    """An OpenDocument says in its manifest which of its parts are encrypted."""
    if MANIFEST not in package.namelist():
        return
    manifest = b"".join(entry_chunks(package, package.getinfo(MANIFEST), MOST_BYTES))
    if b"encryption-data" in manifest:
        raise EncryptedFile(ENCRYPTED)


def _check_entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> int:
    """The number of bytes that the entry holds."""
    size, tail = 0, b""
    path = PurePosixPath(entry.filename.lower())
    for chunk in entry_chunks(package, entry, budget):
        if size == 0:
            _check_start(path, chunk)
        size += len(chunk)
        _check_content(path, tail + chunk)
        tail = chunk[-_OVERLAP:]
    return size


def entry_chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> Iterator[bytes]:
    """What the entry holds, a piece at a time; sizes are counted. Raises `DamagedFile`, or `UnsafeFile` over the budget."""
    size, allowed = 0, min(budget, max(RATIO_FREE_BYTES, MOST_RATIO * entry.compress_size))
    try:
        with package.open(entry) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                size += len(chunk)
                if size > allowed:
                    raise UnsafeFile(INFLATED)
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise DamagedFile(DAMAGED) from error


def _check_start(path: PurePosixPath, chunk: bytes) -> None:
    embedded_office = path.parent.name == "embeddings" and path.suffix in EMBEDDED_OFFICE_SUFFIXES
    # Vector images are often stored gzipped; nothing here opens images.
    harmless = embedded_office or path.suffix in (".emz", ".wmz")
    if chunk.startswith(ARCHIVE_MAGIC) and not harmless:
        raise UnsafeFile(NESTED)
    if chunk.startswith(EXECUTABLE_MAGIC):
        raise UnsafeFile(EXECUTABLE)


def _check_content(path: PurePosixPath, content: bytes) -> None:
    if path.suffix in IMAGE_SUFFIXES or path.parent.name == PRINTER_SETTINGS:
        return
    if _DECLARATION.search(content) or _ODD_ENCODING.search(content):
        raise UnsafeFile(DECLARING)
    if _PROGRAM.search(content):
        raise UnsafeFile(EXECUTABLE)
