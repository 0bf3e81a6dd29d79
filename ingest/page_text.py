"""The text of one page: laid out from what a reader gives, cut out of a document and put back, typed anew by a person.

As editable text a page has an empty line between blocks, and a table has a line a row with « | » between its cells.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise

from corpus.errors import UnusableText
from corpus.text.display import display_text
from corpus.types import (
    BY_HAND,
    CELL_LINE_SEPARATOR,
    CELL_SEPARATOR,
    BlockKind,
    Document,
    DocumentBlock,
    DocumentPage,
    PageText,
)
from ingest.readers.blocks import Block, Page
from ingest.readers.lines import LIST_MARKER, line_block

# Running heads and page numbers would only break sentences that go on over the page.
NOT_INDEXED = (BlockKind.HEADER, BlockKind.FOOTER)

# More is no page, but a book pasted into one.
MOST_CHARACTERS = 1_000_000
LONGEST_HEADING = 200
EMPTY = "متن صفحه خالی است؛ متن را بنویسید یا یکی از نسخه‌های پیشین را برگردانید."
TOO_LONG = "متن بلندتر از یک میلیون نویسه است و یک صفحه به شمار نمی‌آید."

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
# A bar that stands by itself parts cells; one inside a code does not.
_CELL_BORDER = re.compile(r"(?:(?<=\s)|(?<![\s\S]))\|(?=\s|\Z)")

Columns = tuple[tuple[int, ...], ...]


def lay_out(page: Page) -> PageText:
    """A page as a reader gives it, as display text."""
    texts = (("", None) if block.kind in NOT_INDEXED else _block_text(block) for block in page.blocks)
    laid = [(block, text, columns) for block, (text, columns) in zip(page.blocks, texts, strict=True) if text]
    starts = _starts([text for _, text, _ in laid])
    blocks = tuple(
        DocumentBlock(block.kind, start, start + len(text), block.level, columns)
        for (block, text, columns), start in zip(laid, starts, strict=True)
    )
    return PageText(page.number, page.reader, "\n".join(t for _, t, _ in laid), blocks, page.quality, page.warnings)


def join(pages: Iterable[PageText]) -> tuple[str, tuple[DocumentPage, ...], tuple[DocumentBlock, ...]]:
    """The pages as one text, with where pages and blocks lie in it. A page without text lies where the next one begins."""
    pages = tuple(pages)
    text = "\n".join(page.text for page in pages if page.text)
    laid_pages: list[DocumentPage] = []
    blocks: list[DocumentBlock] = []
    position = 0
    for page in pages:
        start = min(position, len(text))
        end = start + len(page.text)
        laid_pages.append(DocumentPage(page.number, start, end, page.reader, page.quality, page.warnings, page.version))
        blocks += (replace(block, start=block.start + start, end=block.end + start) for block in page.blocks)
        position = end + 1 if page.text else position
    return text, tuple(laid_pages), tuple(blocks)


def cut(document: Document) -> tuple[PageText, ...]:
    """The pages of a document, each by itself: what `join` puts together."""
    starts = [block.start for block in document.blocks]

    def page_text(page: DocumentPage) -> PageText:
        own = document.blocks[bisect_left(starts, page.start) : bisect_left(starts, page.end)]
        blocks = tuple(replace(block, start=block.start - page.start, end=block.end - page.start) for block in own)
        text = document.text[page.start : page.end]
        return PageText(page.number, page.reader, text, blocks, page.quality, page.warnings, page.version)

    return tuple(map(page_text, document.pages))


def editable(page: PageText) -> str:
    """The page as people edit it; `corrected` turns it back."""
    return "\n\n".join(_shown_blocks(page))


def corrected(page: PageText, typed: str) -> PageText:
    """The page with the typed text instead of its own, read by hand and so fully trusted.

    A block that was left as it was stays what it is, and one that was mended stays a heading or a note; what is new is
    a table, a list item or a paragraph by its look. Raises `UnusableText`.
    """
    if len(typed) > MOST_CHARACTERS:
        raise UnusableText(TOO_LONG)
    pieces = [piece for piece in _BLANK_LINES.split(_tidy(typed)) if piece]
    if not pieces:
        raise UnusableText(EMPTY)
    laid = [part for piece, old in _paired(page, pieces) for part in _laid_out(page, piece, old)]
    starts = _starts([text for _, text in laid])
    blocks = tuple(
        replace(block, start=start, end=start + len(text)) for (block, text), start in zip(laid, starts, strict=True)
    )
    text = "\n".join(text for _, text in laid)
    return PageText(page.number, BY_HAND, text, blocks, quality=1.0)


def _tidy(typed: str) -> str:
    lines = map(_shown_line, typed.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line.strip() for line in lines).strip("\n")


def _starts(texts: Sequence[str]) -> list[int]:
    """Where each text begins when they are joined by single signs."""
    starts, position = [], 0
    for text in texts:
        starts.append(position)
        position += len(text) + 1
    return starts


def _shown_blocks(page: PageText) -> list[str]:
    return [_shown(page.text[block.start : block.end], block) for block in page.blocks]


def _shown(text: str, block: DocumentBlock) -> str:
    if block.kind is BlockKind.TABLE:
        return "\n".join(CELL_SEPARATOR.join(row).strip() for row in table_rows(text, block.columns))
    return _BLANK_LINES.sub("\n", _tidy(text))


def table_rows(text: str, columns: Columns | None) -> list[list[str]]:
    """A table's cells in their columns, each row as long as the longest; `columns` as in `DocumentBlock`."""
    return [[text[start:end] for start, end in row] for row in table_spans(text, columns)]


def table_spans(text: str, columns: Columns | None) -> list[list[tuple[int, int]]]:
    """Where in the text the cells stand that `table_rows` gives; an empty span for an empty cell."""
    rows = [list(_cell_spans(row, start)) for row, start in _lines_of(text)]
    places = columns or tuple(tuple(range(len(row))) for row in rows)
    width = 1 + max(column for row in places for column in row)
    laid_out = []
    for row, place in zip(rows, places, strict=True):
        cells = dict(zip(place, row, strict=False))
        laid_out.append([cells.get(column, (0, 0)) for column in range(width)])
    return laid_out


def _lines_of(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    for line in text.split("\n"):
        yield line, start
        start += len(line) + 1


def _cell_spans(row: str, start: int) -> Iterator[tuple[int, int]]:
    for cell in row.split(CELL_SEPARATOR):
        yield start, start + len(cell)
        start += len(cell) + len(CELL_SEPARATOR)


def _paired(page: PageText, pieces: Sequence[str]) -> Iterator[tuple[str, DocumentBlock | None]]:
    """Each piece with the block that it was, as far as that can be told."""
    shown = _shown_blocks(page)
    for _, start, end, first, last in SequenceMatcher(None, shown, pieces).get_opcodes():
        same_count = end - start == last - first
        for place in range(first, last):
            yield pieces[place], page.blocks[start + place - first] if same_count else None


def _laid_out(page: PageText, piece: str, old: DocumentBlock | None) -> Iterator[tuple[DocumentBlock, str]]:
    """The blocks that the piece makes, with their texts."""
    if old and _shown(text := page.text[old.start : old.end], old) == piece:
        yield old, text
        return
    for block in _blocks(piece, old):
        text, columns = _block_text(block)
        if text:
            yield DocumentBlock(block.kind, 0, 0, block.level, columns), text


def _blocks(piece: str, old: DocumentBlock | None) -> Iterator[Block]:
    lines = piece.split("\n")
    is_table = all(_CELL_BORDER.search(line) for line in lines)
    if is_table and (old is None or old.kind is BlockKind.TABLE or len(lines) > 1):
        cells = tuple(tuple(cell.strip() for cell in _CELL_BORDER.split(line)) for line in lines)
        yield Block(BlockKind.TABLE, piece, cells=cells)
    elif old and (old.kind is BlockKind.FOOTNOTE or (old.kind is BlockKind.HEADING and len(piece) <= LONGEST_HEADING)):
        yield Block(old.kind, piece, old.level)
    else:
        markers = [place for place, line in enumerate(lines) if place and LIST_MARKER.match(line)]
        for start, end in pairwise([0, *markers, len(lines)]):
            yield line_block("\n".join(lines[start:end]))


def _block_text(block: Block) -> tuple[str, Columns | None]:
    """The block's display text, and for a table the columns of its cells as in `DocumentBlock`."""
    if block.kind is not BlockKind.TABLE or block.cells is None:
        return display_text(block.text).strip(), None
    shown = ([_cell_text(cell) for cell in row] for row in block.cells)
    rows = [row for row in shown if any(row)]
    text = "\n".join(CELL_SEPARATOR.join(filter(None, row)) for row in rows)
    columns = tuple(tuple(column for column, cell in enumerate(row) if cell) for row in rows)
    return text, columns if any(row != tuple(range(len(row))) for row in columns) else None


def _shown_line(line: str) -> str:
    return CELL_LINE_SEPARATOR.join(display_text(part).replace("\n", " ") for part in line.split(CELL_LINE_SEPARATOR))


def _cell_text(cell: str) -> str:
    # A table inside a cell has cells of its own.
    lines = (" ".join(display_text(line).split()).replace(CELL_SEPARATOR, "، ") for line in cell.split("\n"))
    return CELL_LINE_SEPARATOR.join(filter(None, lines))
