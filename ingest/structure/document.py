"""A reading becomes a document: one display text with its pages and blocks, a title, and what the head of it tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from corpus.text.dates import find_dates
from corpus.text.display import display_text
from corpus.text.keys import fold
from corpus.text.numbers import number_from_words, to_ascii_digits
from corpus.types import CELL_SEPARATOR, BlockKind, City, DocumentBlock, DocumentPage, JalaliDate
from ingest.passages import WITH_SEPARATE_SECTIONS
from ingest.readers.blocks import Block, Page, Reading

TITLE_LENGTH = 160
# Session, city and date stand in the first lines of a paper.
HEAD_LENGTH = 600

# What many a paper opens with says nothing of it.
NOT_A_TITLE = ("فهرست", "بسمه تعالی", "به نام خدا", "بنام خدا", "بسم الله", "صفحه")

# Running heads and page numbers would only break sentences that go on over the page.
NOT_INDEXED = (BlockKind.HEADER, BlockKind.FOOTER)

MINUTES = "صورت‌جلسه"

# The first that stands in the title or the head names the kind of paper.
KINDS = (
    (MINUTES, ("صورتجلسه", "صورت جلسه", "مصوبات نشست", "مصوبات جلسه")),
    ("درس‌آموخته", ("درس اموخته", "درساموخته", "تجربه", "تجربیات")),
    ("دستورالعمل", ("دستورالعمل", "شیوه نامه", "شیوهنامه")),
    ("آیین‌نامه", ("ایین نامه", "اییننامه", "اساسنامه", "قانون")),
    ("گزارش", ("گزارش",)),
    ("راهنما", ("راهنما",)),
    ("برنامه", ("برنامه",)),
    ("یادداشت فنی", ("یادداشت فنی",)),
)

_ORDINAL = r"[؀-ۿ]+م(?:ین)?"
_SESSION = re.compile(
    rf"(?:نشست|جلسه)\s*(?:شماره\s*)?[:：]?\s*(?P<number>\d{{1,3}})(?![\d/.])"
    rf"|(?P<before>(?:[؀-ۿ]+\s+و\s+)*{_ORDINAL})\s+(?:نشست|جلسه)"
    rf"|(?:نشست|جلسه)\s+(?P<after>(?:[؀-ۿ]+\s+و\s+)*{_ORDINAL})"
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Structure:
    """What a reading holds. Offsets of pages and blocks cut `text`, which is display text."""

    title: str
    text: str
    pages: tuple[DocumentPage, ...]
    blocks: tuple[DocumentBlock, ...]
    kind: str | None
    city_id: str | None
    session_number: int | None
    date: JalaliDate | None
    warnings: tuple[str, ...]


def structure_document(reading: Reading, file_name: str, cities: Sequence[City]) -> Structure:
    """Lay a reading out as one text and read off its head what people will filter by."""
    text, pages, blocks = _lay_out(reading.pages)
    title = _title(reading, text, blocks, file_name)
    name = display_text(PurePath(file_name).stem)
    # What the first row of a sheet tells is not true of the others.
    opening = "" if reading.media_type in WITH_SEPARATE_SECTIONS else text[:HEAD_LENGTH]
    head = f"{title}\n{name}\n{opening}"
    kind = _kind((title, name))
    return Structure(
        title=title,
        text=text,
        pages=pages,
        blocks=blocks,
        kind=kind,
        city_id=_city((title, name, opening), cities),
        # The head of any other paper names a session that it only refers to.
        session_number=_session_number((title, name, *([opening] if kind == MINUTES else ()))),
        date=_date(head),
        warnings=reading.warnings,
    )


def _lay_out(pages: Sequence[Page]) -> tuple[str, tuple[DocumentPage, ...], tuple[DocumentBlock, ...]]:
    pieces: list[str] = []
    laid_pages: list[DocumentPage] = []
    laid_blocks: list[DocumentBlock] = []
    position = 0
    for page in pages:
        start = position
        for block in page.blocks:
            text = "" if block.kind in NOT_INDEXED else _block_text(block)
            if not text:
                continue
            laid_blocks.append(DocumentBlock(block.kind, position, position + len(text), block.level))
            pieces.append(text)
            position += len(text) + 1
        end = max(start, position - 1)
        laid_pages.append(DocumentPage(page.number, start, end, page.reader, page.quality, page.warnings))
    return "\n".join(pieces), tuple(laid_pages), tuple(laid_blocks)


def _block_text(block: Block) -> str:
    if block.kind is not BlockKind.TABLE or block.cells is None:
        return display_text(block.text).strip()
    rows = (CELL_SEPARATOR.join(" ".join(display_text(cell).split()) for cell in row) for row in block.cells)
    return "\n".join(row for row in rows if row.strip(" |"))


def _title(reading: Reading, text: str, blocks: Sequence[DocumentBlock], file_name: str) -> str:
    declared = display_text(reading.title or "").strip()
    headings = (text[b.start : b.end] for b in blocks if b.kind is BlockKind.HEADING)
    first_line = text[: blocks[0].end].split("\n")[0] if blocks else ""
    for candidate in (declared, next(headings, ""), first_line):
        candidate = " ".join(candidate.split())
        if 3 < len(candidate) <= TITLE_LENGTH and not fold(candidate).startswith(NOT_A_TITLE):
            return candidate
    return display_text(PurePath(file_name).stem).replace("_", " ").strip() or "بی‌نام"


def _plain(text: str) -> str:
    # Folding deletes half-spaces; the words they join are told apart here by the blank.
    return fold(text.replace("\u200c", " "))


def _kind(texts: Sequence[str]) -> str | None:
    plain = [_plain(text) for text in texts]
    for kind, words in KINDS:
        if any(word in text for text in plain for word in words):
            return kind
    return None


def _session_number(texts: Sequence[str]) -> int | None:
    for text in texts:
        for match in _SESSION.finditer(to_ascii_digits(_plain(text))):
            words = match["before"] or match["after"]
            number = int(match["number"]) if match["number"] else _number_at_edge(words, last=bool(match["before"]))
            if number:
                return number
    return None


def _number_at_edge(words: str, *, last: bool) -> int | None:
    # «صورتجلسه بیست و چهارم» holds words before the number: the longest run that is a number counts.
    parts = words.split()
    for skipped in range(len(parts)):
        run = parts[skipped:] if last else parts[: len(parts) - skipped]
        number = number_from_words(" ".join(run))
        if number is not None:
            return number
    return None


def _city(texts: Sequence[str], cities: Sequence[City]) -> str | None:
    """The one city that a title, a file name or a head names; none when the first that names any names several."""
    for text in texts:
        words = f" {' '.join(_WORD.findall(_plain(text)))} "
        named = {c.id for c in cities for name in (c.name, *c.aliases) if f" {_plain(name)} " in words}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def _date(head: str) -> JalaliDate | None:
    """The first whole date of the head, else the first that names at least a month, else a year."""
    dates = [mention.date for mention in find_dates(head)]
    return max(dates, key=lambda date: (date.iso is not None, date.month is not None), default=None)
