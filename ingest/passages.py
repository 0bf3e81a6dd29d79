"""A document's text becomes passages: the units that are indexed, found and shown.

A passage is a run of whole sentences of 80 to 180 words under one heading, so that its header (title, section,
session, city) is true for all of it. Sections too short to be passages go together under the first one's heading;
rows of a sheet never do. Only a sentence of more than 180 words is cut.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID, uuid5

from corpus.text.numbers import to_persian_digits
from corpus.text.spans import LEAST_WORDS, LINE_END, SENTENCE_END, Span, joined, sentences
from corpus.types import BlockKind, Document, DocumentBlock, ItemKind, Passage
from ingest.readers.kinds import SHEETS

HEADER_SEPARATOR = " › "

# Each row of a sheet is a thing of its own.
WITH_SEPARATE_SECTIONS = SHEETS

# Part of every passage's id: a change of how text is cut makes new passages instead of mixing two ways.
SPLITTER_VERSION = 3
_NAMESPACE = UUID("6f0c2f3e-3b1c-5d52-9f63-2f6b1d1f7a10")


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
    return joined(_sentences(text, blocks))


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
        yield from sentences(text, block.start, block.end, LINE_END if block.kind is BlockKind.TABLE else SENTENCE_END)
