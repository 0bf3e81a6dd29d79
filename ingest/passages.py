"""A document's text becomes passages: the units that are indexed, found and shown.

A passage is a run of whole sentences of 80 to 180 words under one heading, so that its header (title, section,
session, city) is true for all of it. Sections too short to be passages go together under the first one's heading;
rows of a sheet never do. Only a sentence of more than 180 words is cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from corpus.text.numbers import to_persian_digits
from corpus.types import BlockKind, Document, DocumentBlock, ItemKind, Passage
from ingest.readers.kinds import SHEETS

LEAST_WORDS = 80
MOST_WORDS = 180
HEADER_SEPARATOR = " › "

# Each row of a sheet is a thing of its own.
WITH_SEPARATE_SECTIONS = SHEETS

# Part of every passage's id: a change of how text is cut makes new passages instead of mixing two ways.
SPLITTER_VERSION = 3
_NAMESPACE = UUID("6f0c2f3e-3b1c-5d52-9f63-2f6b1d1f7a10")

# A sentence ends at its mark and the blank after it; «۱.» and «م.» do not end one.
_SENTENCE_END = re.compile(r"(?<=[^\s\d.][^\s.])[.!?؟؛…]+[»\")\]]*\s+|\n+")
_LINE_END = re.compile(r"\n+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of whole sentences of a text; offsets in characters."""

    start: int
    end: int
    words: int


def split_document(document: Document, *, city_name: str | None = None) -> list[Passage]:
    """The document's passages in order; `passage.text` is `document.text[start:end]`."""
    context = _context(document, city_name)
    passages: list[Passage] = []
    for section, blocks in _sections(document):
        for span in spans_of(document.text, blocks):
            # The opening has the title in its own text; said twice it would weigh twice.
            title = "" if document.title in document.text[span.start : span.end] else document.title
            header = HEADER_SEPARATOR.join(part for part in (title, section, *context) if part)
            passages.append(_passage(document, span, len(passages), header, section))
    return passages


def spans_of(text: str, blocks: Sequence[DocumentBlock]) -> list[Span]:
    """The blocks of a text, which stand under one heading, cut into spans of the length of passages."""
    return _join(_sentences(text, blocks))


def passage_id(item_kind: ItemKind, item_id: str, ordinal: int) -> str:
    """The same passage of the same item has the same id whenever it is made."""
    return str(uuid5(_NAMESPACE, f"{SPLITTER_VERSION}/{item_kind.value}/{item_id}/{ordinal}"))


def _context(document: Document, city_name: str | None) -> list[str]:
    session = f"نشست {to_persian_digits(document.session_number)}" if document.session_number else ""
    return [part for part in (session, city_name or "") if part and part not in document.title]


def _passage(document: Document, span: Span, ordinal: int, header: str, section: str) -> Passage:
    return Passage(
        id=passage_id(ItemKind.DOCUMENT, document.id, ordinal),
        item_kind=ItemKind.DOCUMENT,
        item_id=document.id,
        rev=document.rev,
        ordinal=ordinal,
        text=document.text[span.start : span.end],
        start=span.start,
        end=span.end,
        header=header,
        section=section,
        page=_page_at(document, span.start),
        document_id=document.id,
    )


def _page_at(document: Document, position: int) -> int | None:
    # A format without pages is read as one, which nobody could turn to.
    if len(document.pages) < 2:
        return None
    return next((page.number for page in document.pages if page.start <= position < page.end), None)


def _sections(document: Document) -> Iterator[tuple[str, list[DocumentBlock]]]:
    """The document's blocks by the heading that they stand under; a heading opens its own section."""
    section, blocks = "", list[DocumentBlock]()
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            if _is_section(document, blocks):
                yield section, blocks
                section, blocks = "", []
            heading = " ".join(document.text[block.start : block.end].split())
            section = section or ("" if heading == document.title else heading)
        blocks.append(block)
    if blocks:
        yield section, blocks


def _is_section(document: Document, blocks: Sequence[DocumentBlock]) -> bool:
    """Whether the blocks are enough to stand by themselves; headings that follow one another never are."""
    if all(block.kind is BlockKind.HEADING for block in blocks):
        return False
    words = len(document.text[blocks[0].start : blocks[-1].end].split())
    return words >= LEAST_WORDS or document.media_type in WITH_SEPARATE_SECTIONS


def _sentences(text: str, blocks: Sequence[DocumentBlock]) -> Iterator[Span]:
    for block in blocks:
        # A row of a table is read as one: its cells hold sentences, but half a row says nothing.
        end_of_one = _LINE_END if block.kind is BlockKind.TABLE else _SENTENCE_END
        start = block.start
        for end in (*(match.end() for match in end_of_one.finditer(text, block.start, block.end)), block.end):
            yield from _within_limit(text, start, end)
            start = end


def _within_limit(text: str, start: int, end: int) -> Iterator[Span]:
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    for first in range(0, len(words), MOST_WORDS):
        run = words[first : first + MOST_WORDS]
        yield Span(run[0][0], run[-1][1], len(run))


def _join(sentences: Iterator[Span]) -> list[Span]:
    joined: list[Span] = []
    for sentence in sentences:
        last = joined[-1] if joined else None
        if last and last.words < LEAST_WORDS and last.words + sentence.words <= MOST_WORDS:
            joined[-1] = Span(last.start, sentence.end, last.words + sentence.words)
        else:
            joined.append(sentence)
    # A short rest says little by itself: it goes to the passage before it when there is room.
    if len(joined) > 1 and joined[-1].words < LEAST_WORDS // 2:
        last, rest = joined[-2], joined[-1]
        if last.words + rest.words <= MOST_WORDS:
            joined[-2:] = [Span(last.start, rest.end, last.words + rest.words)]
    return joined
