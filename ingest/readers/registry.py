"""Which kinds of file are read, and by what."""

from dataclasses import dataclass

from ingest.readers.blocks import Reader
from ingest.readers.html import HtmlReader
from ingest.readers.pdf import PdfReader
from ingest.readers.spreadsheet import SpreadsheetReader
from ingest.readers.text import TextReader
from ingest.readers.word import WordReader


@dataclass(frozen=True, slots=True)
class AcceptedKind:
    """A kind of file as people know it; the first extension is its usual one."""

    media_type: str
    name: str
    extensions: tuple[str, ...]


PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html"
TEXT = "text/plain"

_KINDS = (
    AcceptedKind(PDF, "PDF", (".pdf",)),
    AcceptedKind(WORD, "Word", (".docx",)),
    AcceptedKind(SPREADSHEET, "Excel", (".xlsx",)),
    AcceptedKind(HTML, "صفحهٔ وب", (".html", ".htm", ".xhtml")),
    AcceptedKind(TEXT, "متن ساده", (".txt", ".text", ".md", ".csv")),
)


_READERS: tuple[Reader, ...] = (PdfReader(), WordReader(), SpreadsheetReader(), HtmlReader(), TextReader())


def accepted_kinds() -> tuple[AcceptedKind, ...]:
    """Every kind of file that can be read, in the order in which people should be told."""
    return _KINDS


def accepted_sentence() -> str:
    """One Persian sentence that lists what can be brought."""
    listed = "، ".join(f"{kind.name} ({kind.extensions[0]})" for kind in _KINDS)
    return f"پرونده‌های پذیرفته: {listed}."


def reader_for(media_type: str) -> Reader:
    """The reader of a media type. Raises `LookupError` for one that `sniff` never returns."""
    for reader in _READERS:
        if media_type in reader.media_types:
            return reader
    raise LookupError(media_type)
