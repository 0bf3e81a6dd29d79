"""The drawn pages of a document become lines of text; some things only the whole document tells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.readers import bidi
from ingest.readers.joining import PERSIAN_LETTER, LetterShapes
from ingest.readers.pdf_fonts import FontRepairs
from ingest.readers.pdf_glyphs import UNREADABLE, DrawnPage, Rule
from ingest.readers.pdf_layout import TextLine, TextPage, TextTable
from ingest.readers.pdf_lines import (
    Line,
    WrittenRun,
    bracket_sample,
    observe,
    seen_text,
    written_runs,
    written_text,
)
from ingest.readers.pdf_parts import Part, parts_of
from ingest.readers.pdf_tables import CellBox, TableBoxes

# The line above notes begins at an edge of the text, in points, and is short beside it.
MOST_SET_IN = 12.0
LONGEST_NOTES_RULE = 0.5


def text_pages(drawn: Sequence[DrawnPage], *, follows_unicode: bool) -> list[TextPage]:
    """One page of text for each drawn page; `follows_unicode` as `bidi.written_order` has it."""
    persian = bidi.is_right_to_left("".join(glyph.text for page in drawn for glyph in page.glyphs))
    pages = [parts_of(page, right_to_left=persian) for page in drawn]
    repairs = FontRepairs(line for parts in pages for part in parts for line in part.lines)
    mended = [[replace(part, lines=tuple(map(repairs.mend, part.lines))) for part in parts] for parts in pages]
    shapes = LetterShapes()
    for part in (part for parts in mended for part in parts):
        for line in part.lines:
            observe(shapes, line)
    written = [[_written(part, shapes, persian, follows_unicode) for part in parts] for parts in mended]
    samples = [bracket_sample(line.runs) for parts in written for part in parts for line in part.lines]
    brackets = bidi.drawn_brackets(samples)
    return [_page(parts, page.rules, brackets, persian) for parts, page in zip(written, drawn, strict=True)]


@dataclass(frozen=True, slots=True)
class _WrittenLine:
    line: Line
    runs: Sequence[WrittenRun]
    right_to_left: bool


@dataclass(frozen=True, slots=True)
class _WrittenPart:
    lines: list[_WrittenLine]
    table: TableBoxes | None
    cell: CellBox | None


def _written(part: Part, shapes: LetterShapes, persian: bool, follows_unicode: bool) -> _WrittenPart:
    directions = _directions(part.lines, list(map(seen_text, part.lines)), persian=persian)
    lines = [
        _WrittenLine(
            line, written_runs(line, shapes, right_to_left=direction, opens_paragraph=follows_unicode), direction
        )
        for line, direction in zip(part.lines, directions, strict=True)
    ]
    return _WrittenPart(lines, part.table, part.cell)


def _directions(lines: Sequence[Line], texts: Sequence[str], *, persian: bool) -> list[bool]:
    """For each line whether it was laid out from right to left, which one of Latin words does not say itself."""
    left = min((line.x0 for line in lines), default=0.0)
    right = max((line.x1 for line in lines), default=0.0)

    def is_right_to_left(line: Line, text: str) -> bool:
        before, after = line.x0 - left, right - line.x1
        at_right = after < before - line.size
        fills = after < before + line.size and bool(PERSIAN_LETTER.search(text))
        return bidi.is_right_to_left(text) or (persian and (at_right or fills))

    return list(map(is_right_to_left, lines, texts))


def _page(parts: Sequence[_WrittenPart], rules: Sequence[Rule], brackets: dict[int, int], persian: bool) -> TextPage:
    glyphs = [glyph.text for part in parts for line in part.lines for glyph in line.line.glyphs]
    lines: list[TextLine] = []
    tables: list[TextTable] = []
    for table, group in groupby(parts, key=lambda part: part.table):
        if table:
            tables.append(TextTable(len(lines), _rows(table, list(group), brackets, persian)))
        else:
            lines += (_line(line, brackets, column) for column, part in enumerate(group) for line in part.lines)
    unreadable = glyphs.count(UNREADABLE) / max(1, len(glyphs))
    return TextPage(tuple(lines), unreadable, tuple(tables), _notes_top(lines, rules))


def _rows(
    boxes: TableBoxes, parts: Sequence[_WrittenPart], brackets: dict[int, int], persian: bool
) -> tuple[tuple[str, ...], ...]:
    """The rows and columns that say anything, in logical order: what spans several places stands in the first."""
    rows = [[""] * boxes.columns for _ in range(boxes.rows)]
    texts = [" ".join(written_text(line.runs, brackets=brackets) for line in part.lines) for part in parts]
    whole = " ".join(texts)
    right_to_left = bidi.is_right_to_left(whole) or (persian and not any(sign.isalpha() for sign in whole))
    for part, text in zip(parts, texts, strict=True):
        if part.cell:
            rows[part.cell.row][part.cell.last_column if right_to_left else part.cell.column] = text
    said = [row[::-1] if right_to_left else row for row in rows if any(row)]
    return tuple(zip(*(column for column in zip(*said, strict=True) if any(column)), strict=True))


def _line(written: _WrittenLine, brackets: dict[int, int], column: int) -> TextLine:
    line = written.line
    return TextLine(
        written_text(written.runs, brackets=brackets),
        line.x0,
        line.x1,
        line.y,
        line.size,
        line.bold,
        line.tabular,
        written.right_to_left,
        line.first_word_width(written.right_to_left),
        column,
    )


def _notes_top(lines: Sequence[TextLine], rules: Sequence[Rule]) -> float | None:
    """Where the short line stands that parts notes from the text above them."""
    if not lines:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    middle = (min(line.y for line in lines) + max(line.y for line in lines)) / 2
    short = (
        rule.y0
        for rule in rules
        if rule.level
        and rule.y0 > middle
        and rule.x1 - rule.x0 < LONGEST_NOTES_RULE * (right - left)
        and min(abs(rule.x0 - left), abs(rule.x1 - right)) < MOST_SET_IN
    )
    return max(short, default=None)
