"""PDF: glyphs in the order seen become Persian in the order written; a page that cannot be trusted so is read by PDFium,
and then from its picture."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import DamagedFile, EncryptedFile, NeedsRecognition, NoText, ReaderLimit
from corpus.types import ReadingMethod
from ingest.readers.blocks import Block, Page, Reading, about_pages
from ingest.readers.container import ENCRYPTED
from ingest.readers.kinds import PDF
from ingest.readers.lines import line_block
from ingest.readers.ocr import PAGE_WAITS, recognise_pdf_pages
from ingest.readers.pdf_layout import Layout, TextPage
from ingest.readers.quality import POOR, page_quality
from ingest.readers.titles import declared_title
from ingest.readers.workspace import Workspace

MOST_PAGES = 2000
# A page of fewer letters may be a picture with a stamp or a number on it; one that covers so much of it is the page.
FEW_CHARACTERS = 100
LEAST_COVERED = 0.5
# As many pages are looked at for the sake of one: what a page takes from the whole file, it takes from them.
MOST_NEIGHBOURS = 100
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

    media_types: tuple[str, ...] = (PDF,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        title, pages = _read_by(workspace.method, path, workspace)
        if workspace.page:
            pages = tuple(page for page in pages if page.number == workspace.page)
        if workspace.method is None:
            pages = _mended(path, pages, workspace)
        if not any(page.blocks for page in pages):
            raise NoText(NO_TEXT) if pages else DamagedFile(DAMAGED)
        return Reading(PDF, pages, title, about_pages(pages))


def _read_by(method: ReadingMethod | None, path: Path, workspace: Workspace) -> tuple[str | None, tuple[Page, ...]]:
    if method is ReadingMethod.OCR:
        with opened(path) as document:
            numbers = _wanted(len(document), workspace)
        found = recognise_pdf_pages(path, numbers, workspace)
        return None, tuple(found[number] for number in numbers)
    if method is ReadingMethod.PDFIUM:
        return None, _read_with_pdfium(path, workspace)
    try:
        return _read_glyphs(path, workspace.page)
    except (EncryptedFile, ReaderLimit, MemoryError):
        raise
    except Exception:
        # pdfminer lets through whatever a broken file makes it raise.
        _logger.warning("pdfminer cannot open the file", exc_info=True)
        return None, _read_with_pdfium(path, workspace)


def _wanted(count: int, workspace: Workspace) -> Sequence[int]:
    """The pages to read of so many."""
    return [workspace.page] if workspace.page and workspace.page <= count else range(1, count + 1)


def _mended(path: Path, pages: tuple[Page, ...], workspace: Workspace) -> tuple[Page, ...]:
    """The pages with those that cannot be trusted read in other ways, each kept as it reads best."""
    best = {page.number: page for page in pages}
    poor = [page.number for page in pages if page.blocks and _quality(page) < POOR]
    best |= {page.number: max(best[page.number], page, key=_quality) for page in _pdfium_pages(path, poor)}
    pictures = _pictures(path, [page.number for page in pages if _length(page) < FEW_CHARACTERS])
    unread = [
        number for number in best if number in pictures or (best[number].blocks and _quality(best[number]) < POOR)
    ]
    if unread:
        try:
            found = recognise_pdf_pages(path, unread, workspace)
        except NeedsRecognition:
            if not any(page.blocks for page in best.values()):
                raise
            waiting = {number: replace(best[number], warnings=(PAGE_WAITS,)) for number in unread}
            best |= waiting
        else:
            best |= {number: _better(best[number], found[number]) for number in unread}
    return tuple(best[page.number] for page in pages)


def _better(page: Page, recognised: Page) -> Page:
    """The one that says more that can be read; a picture's own few letters are no match for its text."""
    return max(page, recognised, key=lambda one: _quality(one) * _length(one) ** 0.5)


def _quality(page: Page) -> float:
    return page.quality or 0.0


def _length(page: Page) -> int:
    return sum(len(block.text) for block in page.blocks)


def _text(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks)


def _pictures(path: Path, numbers: Sequence[int]) -> frozenset[int]:
    """Those of the pages that a picture fills, or that hold nothing but drawings."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_TEXT

    found = set()
    try:
        with opened(path) as document:
            for number in numbers:
                page = document[number - 1]
                area = page.get_width() * page.get_height()
                objects = list(page.get_objects(max_depth=3))
                covered = sum(_area(part) for part in objects if part.type == FPDF_PAGEOBJ_IMAGE)
                if covered > LEAST_COVERED * area or (objects and all(o.type != FPDF_PAGEOBJ_TEXT for o in objects)):
                    found.add(number)
    except DamagedFile:
        _logger.warning("PDFium cannot look for pictures", exc_info=True)
    return frozenset(found)


def _area(part: Any) -> float:
    left, bottom, right, top = part.get_bounds()
    return float((right - left) * (top - bottom))


def _read_glyphs(path: Path, page: int | None) -> tuple[str | None, tuple[Page, ...]]:
    """The title and all pages, or those around the one: fonts, type and running heads are learnt from its neighbours."""
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
        numbers = _around(page, count) if page else range(1, count + 1)
        drawn = {number: found for number in numbers if (found := _drawn(source, number))}
        texts = text_pages(list(drawn.values()), follows_unicode="Microsoft" not in source.producer)
        return _title(source.title), _pages(path, numbers, dict(zip(drawn, texts, strict=True)))
    finally:
        source.close()


def _around(page: int, count: int) -> range:
    first = max(1, min(page - MOST_NEIGHBOURS // 2, count - MOST_NEIGHBOURS))
    return range(first, min(count, first + MOST_NEIGHBOURS) + 1)


def _drawn(source: Any, number: int) -> Any | None:
    try:
        return source.page(number)
    except MemoryError:
        raise
    except Exception:
        _logger.warning("pdfminer cannot read page %d", number, exc_info=True)
        return None


def _pages(path: Path, numbers: Sequence[int], texts: dict[int, TextPage]) -> tuple[Page, ...]:
    layout = Layout(list(texts.values()))
    others = {page.number: page for page in _pdfium_pages(path, [number for number in numbers if number not in texts])}
    return tuple(others.get(number) or _page(layout, number, texts[number]) for number in numbers)


def _page(layout: Layout, number: int, text: TextPage) -> Page:
    blocks = tuple(layout.blocks(text))
    if not blocks:
        return Page(number, ReadingMethod.GLYPHS.value, (), warnings=(EMPTY_PAGE,))
    warnings = (UNREADABLE_LETTERS,) if text.unreadable > MOST_UNREADABLE else ()
    return Page(number, ReadingMethod.GLYPHS.value, blocks, page_quality(_text(blocks)), warnings)


def _title(raw: object) -> str | None:
    if not isinstance(raw, bytes):
        return None
    from pdfminer.utils import decode_text

    return declared_title(decode_text(raw).removeprefix("Microsoft Word - "))


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The file in PDFium. Raises `DamagedFile`, also for what PDFium cannot read of it, or `ReaderLimit`."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            if len(document) > MOST_PAGES:
                raise ReaderLimit(TOO_MANY_PAGES)
            yield document
    except pypdfium2.PdfiumError as error:
        raise DamagedFile(DAMAGED) from error


def _read_with_pdfium(path: Path, workspace: Workspace) -> tuple[Page, ...]:
    with opened(path) as document:
        return tuple(_pdfium_text(document, number) for number in _wanted(len(document), workspace))


def _pdfium_pages(path: Path, numbers: Sequence[int]) -> list[Page]:
    """Pages of a file that opened elsewhere; one that PDFium cannot read has no text."""
    import pypdfium2

    if not numbers:
        return []
    pages = {number: Page(number, ReadingMethod.PDFIUM.value, (), warnings=(EMPTY_PAGE,)) for number in numbers}
    with suppress(DamagedFile), opened(path) as document:
        for number in numbers:
            with suppress(pypdfium2.PdfiumError):
                pages[number] = _pdfium_text(document, number)
    return list(pages.values())


def _pdfium_text(document: Any, number: int) -> Page:
    text = document[number - 1].get_textpage().get_text_bounded()
    blocks: tuple[Block, ...] = tuple(line_block(line) for line in text.splitlines() if line.strip())
    reader = ReadingMethod.PDFIUM.value
    if not blocks:
        return Page(number, reader, (), warnings=(EMPTY_PAGE,))
    return Page(number, reader, blocks, page_quality(text), (SECOND_READER,))
