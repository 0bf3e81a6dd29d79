"""PDF: glyphs in the order seen become Persian in the order written; PDFium where that fails."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import DamagedFile, EncryptedFile, NoText, ReaderLimit
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.container import ENCRYPTED
from ingest.readers.lines import line_block
from ingest.readers.pdf_layout import Layout, TextPage
from ingest.readers.titles import declared_title

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 2000
# Beyond this share of glyphs that stand for no letter, a page cannot be trusted.
MOST_UNREADABLE = 0.01

DAMAGED = "این PDF آسیب دیده یا ناقص است و باز نمی‌شود؛ آن را دوباره از برنامهٔ سازنده‌اش ذخیره کنید."
TOO_MANY_PAGES = "این PDF بیش از ۲۰۰۰ صفحه دارد؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
NO_TEXT = "این PDF متنی ندارد و گویا اسکن (تصویر صفحه‌ها) است؛ نسخهٔ متنی یا Word آن را بارگذاری کنید."
EMPTY_PAGE = "این صفحه متنی ندارد؛ شاید تصویر است."
UNREADABLE_LETTERS = "برخی حروف این صفحه در پرونده شناسه ندارند و با نشانهٔ � آمده‌اند."
SECOND_READER = "این صفحه با خوانندهٔ دوم خوانده شد؛ ترتیب عددها و نشانه‌ها در آن شاید درست نباشد."

_logger = logging.getLogger(__name__)


class PdfReader:
    """Reads PDF, a page for a page."""

    media_types: tuple[str, ...] = (MEDIA_TYPE,)

    def read(self, path: Path) -> Reading:
        try:
            title, pages = _read_glyphs(path)
        except (EncryptedFile, ReaderLimit, MemoryError):
            raise
        except Exception:
            # pdfminer lets through whatever a broken file makes it raise.
            _logger.warning("pdfminer cannot open the file", exc_info=True)
            title, pages = None, _read_with_pdfium(path)
        if not any(page.blocks for page in pages):
            raise NoText(NO_TEXT) if pages else DamagedFile(DAMAGED)
        return Reading(MEDIA_TYPE, pages, title, _document_warnings(pages))


def _read_glyphs(path: Path) -> tuple[str | None, tuple[Page, ...]]:
    from pdfminer.pdfdocument import PDFEncryptionError

    from ingest.readers.pdf_glyphs import GlyphSource
    from ingest.readers.pdf_text import text_pages

    try:
        source = GlyphSource(path)
    except PDFEncryptionError as error:
        raise EncryptedFile(ENCRYPTED) from error
    try:
        count = source.count(at_most=MOST_PAGES)
        if count > MOST_PAGES:
            raise ReaderLimit(TOO_MANY_PAGES)
        drawn = {number: page for number in range(1, count + 1) if (page := _drawn(source, number))}
        texts = text_pages(list(drawn.values()), follows_unicode="Microsoft" not in source.producer)
        return _title(source.title), _pages(path, count, dict(zip(drawn, texts, strict=True)))
    finally:
        source.close()


def _drawn(source: Any, number: int) -> Any | None:
    try:
        return source.page(number)
    except MemoryError:
        raise
    except Exception:
        _logger.warning("pdfminer cannot read page %d", number, exc_info=True)
        return None


def _pages(path: Path, count: int, texts: dict[int, TextPage]) -> tuple[Page, ...]:
    layout = Layout(list(texts.values()))
    return tuple(
        _page(layout, number, texts[number]) if number in texts else _pdfium_page(path, number)
        for number in range(1, count + 1)
    )


def _page(layout: Layout, number: int, text: TextPage) -> Page:
    blocks = tuple(layout.blocks(text))
    if not blocks:
        return Page(number, "pdfminer", (), warnings=(EMPTY_PAGE,))
    warnings = (UNREADABLE_LETTERS,) if text.unreadable > MOST_UNREADABLE else ()
    return Page(number, "pdfminer", blocks, warnings=warnings)


def _document_warnings(pages: Sequence[Page]) -> tuple[str, ...]:
    """Each warning once, with the pages that it is about."""
    about: dict[str, list[int]] = {}
    for page in pages:
        for warning in page.warnings:
            about.setdefault(warning, []).append(page.number)
    return tuple(f"{warning} (صفحهٔ {_page_list(numbers)})" for warning, numbers in about.items())


def _page_list(numbers: Sequence[int]) -> str:
    shown = "، ".join(map(str, numbers[:10]))
    return f"{shown} و {len(numbers) - 10} صفحهٔ دیگر" if len(numbers) > 10 else shown


def _title(raw: object) -> str | None:
    if not isinstance(raw, bytes):
        return None
    from pdfminer.utils import decode_text

    return declared_title(decode_text(raw).removeprefix("Microsoft Word - "))


def _read_with_pdfium(path: Path) -> tuple[Page, ...]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            if len(document) > MOST_PAGES:
                raise ReaderLimit(TOO_MANY_PAGES)
            return tuple(_pdfium_text(document, number) for number in range(1, len(document) + 1))
    except pypdfium2.PdfiumError as error:
        raise DamagedFile(DAMAGED) from error


def _pdfium_page(path: Path, number: int) -> Page:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            return _pdfium_text(document, number)
    except pypdfium2.PdfiumError:
        return Page(number, "pdfium", (), warnings=(EMPTY_PAGE,))


def _pdfium_text(document: Any, number: int) -> Page:
    text = document[number - 1].get_textpage().get_text_bounded()
    blocks: tuple[Block, ...] = tuple(line_block(line) for line in text.splitlines() if line.strip())
    return Page(number, "pdfium", blocks, warnings=(SECOND_READER,) if blocks else (EMPTY_PAGE,))
