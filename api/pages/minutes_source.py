"""The original beside the form: the session's part of the document, with a mark where each field was read."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup, escape

from api.minutes.reviewing import Review
from api.rendering import direction, to_persian
from corpus.types import BlockKind, Document, DocumentBlock
from ingest.drafting import sources
from ingest.page_text import table_spans

# A file of many hundred pages is shown in parts, and of it only what is this session.
BLOCKS_A_PART = 200
# Of a longer table only the rows that something was read from are shown.
ROWS_OF_A_TABLE = 200

Spans = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class BlockView:
    kind: str
    direction: str
    html_text: Markup
    level: int | None
    rows: list[list[Markup]]
    anchor: str


@dataclass(frozen=True, slots=True)
class SheetView:
    number: int
    label: str | None
    blocks: list[BlockView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SourceView:
    """`parts_of` tells in which part a field's source is; one that was not read anywhere has none."""

    sheets: list[SheetView]
    part: int
    parts: int
    parts_of: dict[str, int]


def source_view(review: Review, part: int) -> SourceView:
    """The part, from 1, of the session's text."""
    document = review.document
    spans = sources(review.draft, document)
    blocks = _of_session(review)
    parts = max(1, -(-len(blocks) // BLOCKS_A_PART))
    shown = min(max(part, 1), parts)
    starts = [block.start for block in blocks]
    parts_of = {
        name: max(bisect_right(starts, of_field[0][0]) - 1, 0) // BLOCKS_A_PART + 1 for name, of_field in spans.items()
    }
    marker = _Marker(document.text, spans)
    window = blocks[(shown - 1) * BLOCKS_A_PART : shown * BLOCKS_A_PART]
    return SourceView(list(_sheets(document, window, marker)), shown, parts, parts_of)


def _of_session(review: Review) -> list[DocumentBlock]:
    source, blocks = review.draft.proposed.source, review.document.blocks
    if review.stale:
        return list(blocks)
    return [block for block in blocks if block.start < source.end and block.end > source.start]


def _sheets(document: Document, blocks: Sequence[DocumentBlock], marker: "_Marker") -> Iterator[SheetView]:
    several = len(document.pages) > 1
    for page in document.pages:
        of_page = [block for block in blocks if page.start <= block.start < page.end]
        if of_page:
            label = f"صفحهٔ {to_persian(page.number)}" if several else None
            yield SheetView(page.number, label, [_block(document, block, marker) for block in of_page])


def _block(document: Document, block: DocumentBlock, marker: "_Marker") -> BlockView:
    text = document.text[block.start : block.end]
    html_text, rows = Markup(""), []
    if block.kind is BlockKind.TABLE:
        spans = [
            [(block.start + start, block.start + end) for start, end in row] for row in table_spans(text, block.columns)
        ]
        if len(spans) > ROWS_OF_A_TABLE:
            spans = [spans[0], *(row for row in spans[1:] if any(marker.inside(*cell) for cell in row))]
        rows = [[marker.mark(*cell) for cell in row] for row in spans]
    else:
        html_text = marker.mark(block.start, block.end)
    return BlockView(block.kind.value, direction(text), html_text, block.level, rows, f"b-{block.start}")


class _Marker:
    """Marks sources; those that overlap share a mark, which names every field that it is of."""

    def __init__(self, text: str, spans: Spans) -> None:
        self.text = text
        self.spans = sorted((start, end, name) for name, of_field in spans.items() for start, end in of_field)
        self._starts = [start for start, _, _ in self.spans]
        self._longest = max((end - start for start, end, _ in self.spans), default=0)
        self._anchored: set[str] = set()

    def mark(self, start: int, end: int) -> Markup:
        inside = self.inside(start, end)
        borders = sorted({start, end, *(min(max(edge, start), end) for span in inside for edge in span[:2])})
        pieces = [self._piece(low, high, inside) for low, high in pairwise(borders)]
        return Markup("").join(pieces)

    def inside(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """The sources that share a character with this slice."""
        first, last = bisect_left(self._starts, start - self._longest), bisect_left(self._starts, end)
        return [span for span in self.spans[first:last] if span[1] > start]

    def _piece(self, low: int, high: int, inside: Sequence[tuple[int, int, str]]) -> Markup:
        names = list(dict.fromkeys(name for start, end, name in inside if start < high and end > low))
        words = escape(self.text[low:high])
        if not names:
            return words
        anchors = Markup("").join(
            Markup('<span class="anchor" id="source-{}"></span>').format(name)
            for name in names
            if name not in self._anchored
        )
        self._anchored |= set(names)
        return anchors + Markup('<mark data-fields="{}">{}</mark>').format(" ".join(names), words)
