"""The kinds of file that are read, and how people are told of them."""

from dataclasses import dataclass
from itertools import groupby

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
RTF = "application/rtf"
CSV = "text/csv"
HTML = "text/html"
TEXT = "text/plain"
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"
EML = "message/rfc822"
MSG = "application/vnd.ms-outlook"
ZIP = "application/zip"

SHEETS = (XLSX, XLS, ODS, CSV)


@dataclass(frozen=True, slots=True)
class AcceptedKind:
    """A kind of file as people know it; the first extension is its usual one. Several kinds may share a name."""

    media_type: str
    name: str
    extensions: tuple[str, ...]


_KINDS = (
    AcceptedKind(PDF, "PDF", (".pdf",)),
    AcceptedKind(DOCX, "Word", (".docx",)),
    AcceptedKind(DOC, "Word", (".doc",)),
    AcceptedKind(XLSX, "Excel", (".xlsx",)),
    AcceptedKind(XLS, "Excel", (".xls",)),
    AcceptedKind(PPTX, "PowerPoint", (".pptx",)),
    AcceptedKind(PPT, "PowerPoint", (".ppt", ".pps")),
    AcceptedKind(ODT, "OpenDocument", (".odt", ".ott")),
    AcceptedKind(ODS, "OpenDocument", (".ods", ".ots")),
    AcceptedKind(ODP, "OpenDocument", (".odp", ".otp")),
    AcceptedKind(RTF, "RTF", (".rtf",)),
    AcceptedKind(CSV, "CSV", (".csv", ".tsv")),
    AcceptedKind(HTML, "صفحهٔ وب", (".html", ".htm", ".xhtml")),
    AcceptedKind(TEXT, "متن ساده", (".txt", ".text", ".md")),
    AcceptedKind(JPEG, "تصویر", (".jpg", ".jpeg")),
    AcceptedKind(PNG, "تصویر", (".png",)),
    AcceptedKind(TIFF, "تصویر", (".tif", ".tiff")),
    AcceptedKind(EML, "نامهٔ الکترونیکی", (".eml",)),
    AcceptedKind(MSG, "نامهٔ الکترونیکی", (".msg",)),
    AcceptedKind(ZIP, "بایگانی فشرده", (".zip",)),
)


def accepted_kinds() -> tuple[AcceptedKind, ...]:
    """Every kind of file that can be read, in the order in which people should be told."""
    return _KINDS


def accepted_names() -> list[str]:
    """What people call the files that can be read, each name once."""
    return list(dict.fromkeys(kind.name for kind in _KINDS))


def accepted_sentence() -> str:
    """One Persian sentence that lists what can be brought, kinds of one name together."""
    listed = (
        f"{name} ({'، '.join(kind.extensions[0] for kind in kinds)})"
        for name, kinds in groupby(_KINDS, key=lambda kind: kind.name)
    )
    return f"پرونده‌های پذیرفته: {'، '.join(listed)}."


def kind_name(media_type: str) -> str:
    """What people call files of the media type; the media type itself for one that is not read."""
    return next((kind.name for kind in _KINDS if kind.media_type == media_type), media_type)
