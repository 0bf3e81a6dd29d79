"""Which reader reads which kind of file."""

from corpus.types import ReadingMethod
from ingest.readers.archive import ArchiveReader
from ingest.readers.blocks import Reader
from ingest.readers.delimited import DelimitedReader
from ingest.readers.html import HtmlReader
from ingest.readers.image import ImageReader
from ingest.readers.kinds import DOC, EML, JPEG, MSG, ODP, ODT, PDF, PNG, PPT, RTF, TIFF, XLS, XLSX
from ingest.readers.legacy import LegacyReader
from ingest.readers.mail import MailReader
from ingest.readers.open_sheets import OpenSheetsReader
from ingest.readers.pdf import PdfReader
from ingest.readers.slides import SlidesReader
from ingest.readers.spreadsheet import SpreadsheetReader
from ingest.readers.text import TextReader
from ingest.readers.word import WordReader

_READERS: tuple[Reader, ...] = (
    PdfReader(),
    WordReader(),
    LegacyReader(DOC, ".doc", ".docx", WordReader()),
    LegacyReader(RTF, ".rtf", ".docx", WordReader()),
    LegacyReader(ODT, ".odt", ".docx", WordReader()),
    SpreadsheetReader(XLSX),
    SpreadsheetReader(XLS),
    OpenSheetsReader(),
    DelimitedReader(),
    SlidesReader(),
    LegacyReader(PPT, ".ppt", ".pptx", SlidesReader()),
    LegacyReader(ODP, ".odp", ".pptx", SlidesReader()),
    HtmlReader(),
    TextReader(),
    ImageReader(),
    MailReader(EML),
    MailReader(MSG),
    ArchiveReader(),
)

_METHODS: dict[str, tuple[ReadingMethod, ...]] = {
    PDF: (ReadingMethod.GLYPHS, ReadingMethod.PDFIUM, ReadingMethod.OCR),
    **dict.fromkeys((JPEG, PNG, TIFF), (ReadingMethod.OCR,)),
}


def methods_for(media_type: str) -> tuple[ReadingMethod, ...]:
    """The ways in which a page of such a file can be read by itself; none where there is nothing to choose."""
    return _METHODS.get(media_type, ())


def reader_for(media_type: str) -> Reader:
    """The reader of a media type. Raises `LookupError` for one that `sniff` never returns."""
    for reader in _READERS:
        if media_type in reader.media_types:
            return reader
    raise LookupError(media_type)
