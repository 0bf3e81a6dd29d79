"""What a file really is, whatever it is called."""

import re
from pathlib import Path, PurePath
from zipfile import ZipFile

from corpus.errors import DamagedFile, UnreadableFile, UnsupportedFile
from ingest.readers import ole
from ingest.readers.container import PACKAGE_MAGIC, RATIO_FREE_BYTES, entry_chunks, open_package
from ingest.readers.kinds import (
    CSV,
    DOCX,
    EML,
    HTML,
    JPEG,
    ODP,
    ODS,
    ODT,
    PDF,
    PNG,
    PPTX,
    RTF,
    TEXT,
    TIFF,
    XLSX,
    ZIP,
    accepted_kinds,
    accepted_sentence,
)
from ingest.readers.letter import is_letter
from ingest.readers.text import decode

HEAD_BYTES = 1024
HEAD_CHARACTERS = 4096

BINARY_WORKBOOK = "این فایل Excel دودویی (XLSB) است؛ آن را با قالب XLSX ذخیره و دوباره بارگذاری کنید."
ARCHIVE = "این نوع بایگانی فشرده باز نمی‌شود؛ پرونده‌های درون آن را با قالب ZIP یا جداگانه بارگذاری کنید."
IMAGE = "متن این نوع تصویر خوانده نمی‌شود؛ آن را با قالب JPEG، PNG یا TIFF ذخیره و دوباره بارگذاری کنید."
WEB_ARCHIVE = "این پرونده بایگانی صفحهٔ وب (MHT) است؛ صفحه را با قالب HTML یا PDF ذخیره و دوباره بارگذاری کنید."

OFFICE_XML = "این پرونده XML آفیس است؛ آن را در برنامهٔ خودش باز و با قالب DOCX یا XLSX ذخیره و دوباره بارگذاری کنید."
OTHER_OFFICE = (
    "این پرونده از برنامه‌ای دیگر از خانوادهٔ Office است و خوانده نمی‌شود؛ آن را با قالب PDF ذخیره و دوباره بارگذاری کنید."
)
BOOK = "این پرونده کتاب الکترونیکی (EPUB) است؛ آن را با قالب PDF ذخیره و دوباره بارگذاری کنید."

_PACKAGE_MARKS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))
_PACKAGE_REFUSALS = (
    ("xl/workbook.bin", BINARY_WORKBOOK),
    ("[Content_Types].xml", OTHER_OFFICE),
    ("META-INF/container.xml", BOOK),
)
# An OpenDocument names its kind in its first part; a template's name goes on with «-template».
_OPEN_DOCUMENTS = (ODT, ODS, ODP)
_IMAGE_MAGIC = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"II*\0", TIFF), (b"MM\0*", TIFF))
_EXECUTABLE_NAMES = ((b"MZ", "برنامهٔ اجرایی ویندوز (EXE)"), (b"\x7fELF", "برنامهٔ اجرایی لینوکس (ELF)"))
_KIND_NAMES = (
    ("image/", IMAGE),
    ("audio/", "این پرونده صوتی است و خوانده نمی‌شود."),
    ("video/", "این پرونده ویدیویی است و خوانده نمی‌شود."),
)
_ARCHIVE_SUFFIXES = (".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".cab")

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
# What browsers write at the top of a page that they save with its pictures.
_SAVED_PAGE = re.compile(rb"^(?:Snapshot-Content-Location:|From:\s*[\"<]*Saved by )", re.IGNORECASE | re.MULTILINE)
_ANY_TAG = re.compile(r"</?(?:p|div|table|h[1-6]|ul|ol|span|br|title|meta)[\s/>]", re.IGNORECASE)


def sniff(path: Path, file_name: str) -> str:
    """The media type of the content, whatever the name says.

    Raises `UnsupportedFile` that says what it is and what to bring instead, `EncryptedFile`, or `DamagedFile`
    when it is not even recognisable as what its name says.
    """
    data = path.read_bytes()
    suffix = PurePath(file_name).suffix.lower()
    if data.startswith((PACKAGE_MAGIC, b"PK\x05\x06")):
        return _package_type(path)
    if data.startswith(ole.MAGIC):
        return _old_office_type(path)
    if data.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in data[:HEAD_BYTES]):
        return PDF
    if data.startswith(b"{\\rtf"):
        return RTF
    for magic, media_type in _IMAGE_MAGIC:
        if data.startswith(magic):
            return media_type
    if suffix in (".mht", ".mhtml") or _SAVED_PAGE.search(data[:HEAD_BYTES]):
        raise UnsupportedFile(WEB_ARCHIVE)
    if is_letter(data):
        return EML
    text = decode(data)
    if text is not None and text.strip("\0"):
        return _text_type(text, suffix)
    raise _unreadable(path, data, suffix)


def extension_warning(media_type: str, file_name: str) -> str | None:
    """A sentence about a name that says another kind than the content is, or None."""
    suffix = PurePath(file_name).suffix.lower()
    kind = next(kind for kind in accepted_kinds() if kind.media_type == media_type)
    if suffix in kind.extensions or not suffix:
        return None
    return f"پسوند نام این پرونده «{suffix}» است ولی محتوای آن {kind.name} است و با همان قالب خوانده شد."


def _package_type(path: Path) -> str:
    with open_package(path) as package:
        names = frozenset(package.namelist())
        for name, media_type in _PACKAGE_MARKS:
            if name in names:
                return media_type
        if "mimetype" in names and (open_document := _open_document_type(package)):
            return open_document
        for name, sentence in _PACKAGE_REFUSALS:
            if name in names:
                raise UnsupportedFile(sentence)
    return ZIP


def _open_document_type(package: ZipFile) -> str | None:
    declared = b"".join(entry_chunks(package, package.getinfo("mimetype"), RATIO_FREE_BYTES)).decode("ascii", "replace")
    return next((media_type for media_type in _OPEN_DOCUMENTS if declared.strip().startswith(media_type)), None)


def _old_office_type(path: Path) -> str:
    media_type = ole.ole_media_type(path)
    if media_type is None:
        raise UnsupportedFile(f"قالب این پرونده (OLE) خوانده نمی‌شود. {accepted_sentence()}")
    return media_type


def _text_type(text: str, suffix: str) -> str:
    head = text[:HEAD_CHARACTERS].lstrip("\ufeff \t\r\n")
    if "<?mso-application" in head or "<office:document" in head:
        raise UnsupportedFile(OFFICE_XML)
    if head.startswith("<svg") or (head.startswith("<?xml") and "<svg" in head):
        raise UnsupportedFile(f"{IMAGE} {accepted_sentence()}")
    named_html = suffix in (".html", ".htm", ".xhtml")
    if (head.startswith("<") and _HTML.search(head)) or (named_html and _ANY_TAG.search(text)):
        return HTML
    return CSV if suffix in (".csv", ".tsv") else TEXT


def _unreadable(path: Path, data: bytes, suffix: str) -> UnreadableFile:
    for magic, name in _EXECUTABLE_NAMES:
        if data.startswith(magic):
            return UnsupportedFile(f"این پرونده در واقع {name} است و خوانده نمی‌شود. {accepted_sentence()}")
    if sentence := _recognised(path):
        return UnsupportedFile(f"{sentence} {accepted_sentence()}")
    for kind in accepted_kinds():
        if suffix in kind.extensions:
            return DamagedFile(f"پسوند نام این پرونده «{suffix}» است ولی محتوای آن {kind.name} نیست یا آسیب دیده است.")
    return UnsupportedFile(f"نوع این پرونده شناخته نشد. {accepted_sentence()}")


def _recognised(path: Path) -> str | None:
    import puremagic

    try:
        found = puremagic.magic_file(path)
    except (puremagic.PureError, ValueError):
        return None
    # A signature of two or three bytes turns up in any noise.
    sure = [match for match in found if match.confidence >= 0.4]
    for match in sure:
        for prefix, sentence in _KIND_NAMES:
            if match.mime_type.startswith(prefix):
                return sentence
        if match.extension in _ARCHIVE_SUFFIXES:
            return ARCHIVE
    return f"این پرونده از نوع «{sure[0].name}» است و خوانده نمی‌شود." if sure else None
