"""The drawn pages of a document become lines of text; some things only the whole document tells."""

from collections.abc import Sequence

from ingest.readers import bidi
from ingest.readers.joining import PERSIAN_LETTER, FinalShapes
from ingest.readers.pdf_fonts import FontRepairs
from ingest.readers.pdf_glyphs import UNREADABLE, DrawnPage
from ingest.readers.pdf_layout import TextLine, TextPage
from ingest.readers.pdf_lines import (
    Line,
    bracket_sample,
    lines_of,
    observe,
    seen_text,
    written_runs,
    written_text,
)


def text_pages(drawn: Sequence[DrawnPage], *, follows_unicode: bool) -> list[TextPage]:
    """One page of text for each drawn page; `follows_unicode` as `bidi.written_order` has it."""
    found = [lines_of(page.glyphs) for page in drawn]
    repairs = FontRepairs(line for lines in found for line in lines)
    pages = [[repairs.mend(line) for line in lines] for lines in found]
    shapes = FinalShapes()
    for line in (line for lines in pages for line in lines):
        observe(shapes, line)
    seen = [[seen_text(line) for line in lines] for lines in pages]
    persian = bidi.is_right_to_left("".join(text for texts in seen for text in texts))
    directions = [_directions(*page, persian=persian) for page in zip(pages, seen, strict=True)]
    runs = [
        [
            written_runs(line, shapes, right_to_left=direction, opens_paragraph=follows_unicode)
            for line, direction in zip(lines, page_directions, strict=True)
        ]
        for lines, page_directions in zip(pages, directions, strict=True)
    ]
    brackets = bidi.drawn_brackets([bracket_sample(line_runs) for page_runs in runs for line_runs in page_runs])
    texts = [[written_text(line_runs, brackets=brackets) for line_runs in page_runs] for page_runs in runs]
    return [_page(*page) for page in zip(pages, texts, directions, strict=True)]


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


def _page(lines: Sequence[Line], texts: Sequence[str], directions: Sequence[bool]) -> TextPage:
    glyphs = [glyph.text for line in lines for glyph in line.glyphs]
    return TextPage(tuple(map(_line, lines, texts, directions)), glyphs.count(UNREADABLE) / max(1, len(glyphs)))


def _line(line: Line, text: str, right_to_left: bool) -> TextLine:
    first_word = line.first_word_width(right_to_left)
    return TextLine(text, line.x0, line.x1, line.y, line.size, line.bold, line.tabular, right_to_left, first_word)
