"""What a file really is, whatever it is called."""

import re
from pathlib import Path, PurePath
from zipfile import ZipFile

from corpus.errors import DamagedFile, EncryptedFile, UnreadableFile, UnsupportedFile
from ingest.readers.container import ENCRYPTED, open_package
from ingest.readers.registry import HTML, PDF, SPREADSHEET, TEXT, WORD, accepted_kinds, accepted_sentence
from ingest.readers.text import decode

HEAD_BYTES = 1024
HEAD_CHARACTERS = 4096

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_DOC = "این فایل Word قدیمی (DOC) است؛ آن را با قالب DOCX ذخیره و دوباره بارگذاری کنید."
OLD_XLS = "این فایل Excel قدیمی (XLS) است؛ آن را با قالب XLSX ذخیره و دوباره بارگذاری کنید."
OLD_PPT = "این فایل PowerPoint قدیمی (PPT) است؛ آن را با قالب PDF ذخیره و دوباره بارگذاری کنید."
POWERPOINT = "این فایل PowerPoint است؛ آن را با قالب PDF ذخیره و دوباره بارگذاری کنید."
RICH_TEXT = "این فایل متن RTF است؛ آن را در Word باز و با قالب DOCX ذخیره و دوباره بارگذاری کنید."
OPEN_DOCUMENT = "این فایل LibreOffice (OpenDocument) است؛ آن را با قالب DOCX، XLSX یا PDF ذخیره و دوباره بارگذاری کنید."
BINARY_WORKBOOK = "این فایل Excel دودویی (XLSB) است؛ آن را با قالب XLSX ذخیره و دوباره بارگذاری کنید."
ARCHIVE = "این پرونده بایگانی فشرده است؛ آن را باز و پرونده‌های درونش را جداگانه بارگذاری کنید."
IMAGE = "این پرونده تصویر است و متن درون تصویر خوانده نمی‌شود."
WEB_ARCHIVE = "این پرونده بایگانی صفحهٔ وب (MHT) است؛ صفحه را با قالب HTML یا PDF ذخیره و دوباره بارگذاری کنید."

# Streams by which the one old container tells its kinds apart; an encrypted new file hides in the same container.
_OLE_STREAMS: tuple[tuple[str, type[UnreadableFile], str], ...] = (
    ("EncryptedPackage", EncryptedFile, ENCRYPTED),
    ("WordDocument", UnsupportedFile, OLD_DOC),
    ("Workbook", UnsupportedFile, OLD_XLS),
    ("PowerPoint Document", UnsupportedFile, OLD_PPT),
)
_PACKAGE_MARKS = (("word/document.xml", WORD), ("xl/workbook.xml", SPREADSHEET))
_PACKAGE_REFUSALS = (
    ("xl/workbook.bin", BINARY_WORKBOOK),
    ("ppt/presentation.xml", POWERPOINT),
    ("content.xml", OPEN_DOCUMENT),
)
_EXECUTABLE_NAMES = ((b"MZ", "برنامهٔ اجرایی ویندوز (EXE)"), (b"\x7fELF", "برنامهٔ اجرایی لینوکس (ELF)"))
_KIND_NAMES = (
    ("image/", IMAGE),
    ("audio/", "این پرونده صوتی است و خوانده نمی‌شود."),
    ("video/", "این پرونده ویدیویی است و خوانده نمی‌شود."),
)
_ARCHIVE_SUFFIXES = (".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".cab")

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?(?:p|div|table|h[1-6]|ul|ol|span|br|title|meta)[\s/>]", re.IGNORECASE)


def sniff(path: Path, file_name: str) -> str:
    """The media type of the content, whatever the name says.

    Raises `UnsupportedFile` that says what it is and what to bring instead, `EncryptedFile`, or `DamagedFile`
    when it is not even recognisable as what its name says.
    """
    data = path.read_bytes()
    suffix = PurePath(file_name).suffix.lower()
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _package_type(path)
    if data.startswith(OLE_MAGIC):
        raise _old_office(data)
    if data.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in data[:HEAD_BYTES]):
        return PDF
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
        raise _other_package(package, names)


def _other_package(package: ZipFile, names: frozenset[str]) -> UnreadableFile:
    for name, sentence in _PACKAGE_REFUSALS:
        if name in names:
            return UnsupportedFile(sentence)
    if any(entry.flag_bits & 1 for entry in package.infolist()):
        return EncryptedFile(ENCRYPTED)
    return UnsupportedFile(f"{ARCHIVE} {accepted_sentence()}")


def _old_office(data: bytes) -> UnreadableFile:
    for stream, error, sentence in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return error(sentence)
    return UnsupportedFile(f"قالب این پرونده (OLE) خوانده نمی‌شود. {accepted_sentence()}")


def _text_type(text: str, suffix: str) -> str:
    head = text[:HEAD_CHARACTERS].lstrip("\ufeff \t\r\n")
    if head.startswith("{\\rtf"):
        raise UnsupportedFile(RICH_TEXT)
    if head[:200].lower().startswith("mime-version:") or suffix in (".mht", ".mhtml"):
        raise UnsupportedFile(WEB_ARCHIVE)
    if head.startswith("<svg") or (head.startswith("<?xml") and "<svg" in head):
        raise UnsupportedFile(f"{IMAGE} {accepted_sentence()}")
    named_html = suffix in (".html", ".htm", ".xhtml")
    if (head.startswith("<") and _HTML.search(head)) or (named_html and _ANY_TAG.search(text)):
        return HTML
    return TEXT


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
