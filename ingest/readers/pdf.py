"""PDF: glyphs in the order seen become Persian in the order written; PDFium where that fails."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import DamagedFile, EncryptedFile, NoText, ReaderLimit
from ingest.readers import bidi
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.container import ENCRYPTED
from ingest.readers.joining import FinalShapes
from ingest.readers.lines import line_block
from ingest.readers.pdf_layout import Layout, TextLine, TextPage
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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page on the way to its text; `lines` is None when its glyphs could not be had."""

    number: int
    lines: list[Any] | None


def _read_glyphs(path: Path) -> tuple[str | None, tuple[Page, ...]]:
    from pdfminer.pdfdocument import PDFEncryptionError

    from ingest.readers.pdf_glyphs import GlyphSource

    try:
        source = GlyphSource(path)
    except PDFEncryptionError as error:
        raise EncryptedFile(ENCRYPTED) from error
    try:
        count = source.count(at_most=MOST_PAGES)
        if count > MOST_PAGES:
            raise ReaderLimit(TOO_MANY_PAGES)
        sheets = [_sheet(source, number) for number in range(1, count + 1)]
        return _title(source.title), _pages(path, sheets, follows_unicode="Microsoft" not in source.producer)
    finally:
        source.close()


def _sheet(source: Any, number: int) -> _Sheet:
    from ingest.readers.pdf_lines import lines_of

    try:
        return _Sheet(number, lines_of(source.page(number).glyphs))
    except MemoryError:
        raise
    except Exception:
        _logger.warning("pdfminer cannot read page %d", number, exc_info=True)
        return _Sheet(number, None)


def _pages(path: Path, sheets: Sequence[_Sheet], *, follows_unicode: bool) -> tuple[Page, ...]:
    from ingest.readers.pdf_fonts import FontRepairs

    repairs = FontRepairs(line for sheet in sheets for line in sheet.lines or ())
    lines = [[repairs.mend(line) for line in sheet.lines or ()] for sheet in sheets]
    text_pages = _text_pages(lines, follows_unicode=follows_unicode)
    layout = Layout(text_pages)
    pages = []
    for sheet, page_lines, text_page in zip(sheets, lines, text_pages, strict=True):
        if sheet.lines is None:
            pages.append(_pdfium_page(path, sheet.number))
        else:
            blocks = tuple(layout.blocks(text_page))
            pages.append(Page(sheet.number, "pdfminer", blocks, warnings=_warnings(page_lines)))
    return tuple(pages)


def _text_pages(pages: Sequence[Sequence[Any]], *, follows_unicode: bool) -> list[TextPage]:
    from ingest.readers import pdf_lines

    shapes = FinalShapes()
    for line in (line for lines in pages for line in lines):
        pdf_lines.observe(shapes, line)
    persian = bidi.is_right_to_left("".join(pdf_lines.seen_text(line) for lines in pages for line in lines))
    directions = [[_direction(line, lines, persian) for line in lines] for lines in pages]
    runs = [
        [
            pdf_lines.written_runs(line, shapes, right_to_left=direction, opens_paragraph=follows_unicode)
            for line, direction in zip(lines, page_directions, strict=True)
        ]
        for lines, page_directions in zip(pages, directions, strict=True)
    ]
    turn = bidi.brackets_are_drawn([pdf_lines.bracket_sample(line_runs) for page in runs for line_runs in page])
    texts = [[pdf_lines.written_text(line_runs, turn_brackets=turn) for line_runs in page] for page in runs]
    return [
        TextPage(tuple(map(_text_line, lines, page_texts, page_directions)))
        for lines, page_texts, page_directions in zip(pages, texts, directions, strict=True)
    ]


def _direction(line: Any, page: Sequence[Any], persian: bool) -> bool:
    """Whether the line was laid out from right to left, which one without Persian letters does not say itself."""
    from ingest.readers.pdf_lines import seen_text

    if bidi.is_right_to_left(seen_text(line)):
        return True
    left, right = min(other.x0 for other in page), max(other.x1 for other in page)
    return persian and right - line.x1 < line.x0 - left


def _text_line(line: Any, text: str, right_to_left: bool) -> TextLine:
    first_word = line.first_word_width(right_to_left)
    return TextLine(text, line.x0, line.x1, line.y, line.size, line.bold, right_to_left, first_word)


def _warnings(lines: Sequence[Any]) -> tuple[str, ...]:
    from ingest.readers.pdf_glyphs import UNREADABLE

    texts = [glyph.text for line in lines for glyph in line.glyphs]
    if not texts:
        return (EMPTY_PAGE,)
    return (UNREADABLE_LETTERS,) if texts.count(UNREADABLE) > MOST_UNREADABLE * len(texts) else ()


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
