"""A reading becomes a document: one display text with its pages and blocks, a title, and what the head of it tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from corpus.text.dates import find_dates
from corpus.text.display import display_text
from corpus.text.keys import fold
from corpus.text.numbers import number_from_words, to_ascii_digits
from corpus.types import BlockKind, City, Document, DocumentBlock, DocumentPage, JalaliDate, PageText, Visibility
from ingest.page_text import join, lay_out
from ingest.passages import WITH_SEPARATE_SECTIONS
from ingest.readers.blocks import Reading, about_pages
from ingest.readers.kinds import PDF

TITLE_LENGTH = 160
# Session, city and date stand in the first lines of a paper.
HEAD_LENGTH = 600

# What many a paper opens with says nothing of it.
NOT_A_TITLE = ("فهرست", "بسمه تعالی", "به نام خدا", "بنام خدا", "بسم الله", "صفحه")

MINUTES = "صورت‌جلسه"

UNCONFIRMED_DATE = "تاریخ سند از روی تصویر خوانده شده است و باید با اصل آن سنجیده شود."
UNCONFIRMED_SESSION = "شمارهٔ نشست از روی تصویر خوانده شده است و باید با اصل سند سنجیده شود."

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
    text, pages, blocks = join(map(lay_out, reading.pages))
    title = _title(reading.title, text, blocks, file_name)
    head = _read_head(title, text, pages, reading.media_type, file_name, cities)
    return Structure(
        title=title,
        text=text,
        pages=pages,
        blocks=blocks,
        kind=head.kind,
        city_id=head.city_id,
        session_number=head.session_number,
        date=head.date,
        warnings=(*reading.warnings, *head.warnings),
    )


def restructure(document: Document, revised: Sequence[PageText], cities: Sequence[City]) -> Document:
    """The document with these pages instead of its own.

    What was read off its old head is read off the new one; what was not, as a title that the file declares, stays.
    """
    text, pages, blocks = join(revised)
    old_title = _title(None, document.text, document.blocks, document.file_name)
    title = _title(None, text, blocks, document.file_name) if document.title == old_title else document.title
    kind_of_file, name = document.media_type, document.file_name
    old = _read_head(document.title, document.text, document.pages, kind_of_file, name, cities)
    new = _read_head(title, text, pages, kind_of_file, name, cities)
    outdated = {*about_pages(document.pages), *old.warnings, *(w for page in document.pages for w in page.warnings)}
    if kind_of_file == PDF:
        of_pages = about_pages(pages)
    else:
        of_pages = tuple(w for page in pages for w in page.warnings if w in document.warnings)
    others = (warning for warning in document.warnings if warning not in outdated)
    return replace(
        document,
        title=title,
        text=text,
        pages=pages,
        blocks=blocks,
        kind=new.kind if document.kind == old.kind else document.kind,
        # What is only for one city stays with it, whatever its head says now.
        city_id=document.city_id
        if document.city_id != old.city_id or document.visibility is Visibility.CITY
        else new.city_id,
        session_number=new.session_number if document.session_number == old.session_number else document.session_number,
        date=new.date if document.date == old.date else document.date,
        warnings=tuple(dict.fromkeys((*others, *of_pages, *new.warnings))),
    )


@dataclass(frozen=True, slots=True)
class _Head:
    kind: str | None
    city_id: str | None
    session_number: int | None
    date: JalaliDate | None
    warnings: tuple[str, ...]


def _read_head(
    title: str, text: str, pages: Sequence[DocumentPage], media_type: str, file_name: str, cities: Sequence[City]
) -> _Head:
    name = display_text(PurePath(file_name).stem)
    # What the first row of a sheet tells is not true of the others.
    opening = "" if media_type in WITH_SEPARATE_SECTIONS else text[:HEAD_LENGTH]
    kind = _kind((title, name))
    # The head of any other paper names a session that it only refers to.
    session_number = _session_number((title, name, *([opening] if kind == MINUTES else ())))
    date = _date(f"{title}\n{name}\n{opening}")
    # What the file's name says as well was not recognised in a picture.
    unconfirmed = (
        (UNCONFIRMED_DATE, date is not None and date != _date(name)),
        (UNCONFIRMED_SESSION, session_number is not None and session_number != _session_number((name,))),
    )
    recognised = any(page.recognised for page in pages if page.start < HEAD_LENGTH)
    return _Head(
        kind=kind,
        city_id=_city((title, name, opening), cities),
        session_number=session_number,
        date=date,
        warnings=tuple(warning for warning, holds in unconfirmed if recognised and holds),
    )


def _title(declared: str | None, text: str, blocks: Sequence[DocumentBlock], file_name: str) -> str:
    declared = display_text(declared or "").strip()
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
