"""PowerPoint presentations (PPTX): a slide a page, in the order in which its audience reads it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import NoText
from corpus.types import BlockKind
from ingest.readers import numerals
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.container import check_package
from ingest.readers.kinds import PPTX
from ingest.readers.lines import line_block
from ingest.readers.tables import in_reading_order, table_block
from ingest.readers.titles import declared_title
from ingest.readers.workspace import Workspace

READER_NAME = "python-pptx"
BULLET = "•"

HIDDEN = "این اسلاید در نمایش پنهان است."
NO_WORDS = "این اسلاید نوشته‌ای ندارد؛ شاید همهٔ آن تصویر است."

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM_IDS = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DIAGRAM_POINT = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}pt"
_DIAGRAM_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"

_PERSIAN_LETTER = re.compile("[\u0620-\u06d3]")
_LATIN_LETTER = re.compile("[A-Za-z]")
_BREAKS = re.compile("[\v\r\n]+")


class SlidesReader:
    """Reads PPTX: titles as headings, then text, tables and diagrams, and the speaker's notes as notes."""

    media_types: tuple[str, ...] = (PPTX,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        import pptx

        check_package(path)
        presentation = pptx.Presentation(str(path))
        pages = tuple(_page(number, slide) for number, slide in enumerate(presentation.slides, start=1))
        if not any(page.blocks for page in pages):
            raise NoText("این نمایش متنی ندارد؛ شاید همهٔ اسلایدهای آن تصویر است.")
        return Reading(PPTX, pages, declared_title(presentation.core_properties.title))


def _page(number: int, slide: Any) -> Page:
    blocks = tuple(_slide_blocks(slide))
    warnings = (*((HIDDEN,) if slide._element.get("show") == "0" else ()), *(() if blocks else (NO_WORDS,)))
    return Page(number, READER_NAME, blocks, warnings=warnings)


def _slide_blocks(slide: Any) -> Iterator[Block]:
    title = slide.shapes.title
    if title is not None and (text := " ".join(title.text_frame.text.split())):
        yield Block(BlockKind.HEADING, text, level=1)
    shapes = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    for shape in in_order(shapes, from_right=_is_persian(slide)):
        yield from _shape_blocks(shape)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        lines = (line.strip() for line in _BREAKS.split(frame.text))
        if notes := "\n".join(line for line in lines if line):
            yield Block(BlockKind.FOOTNOTE, notes)


def in_order(shapes: Iterable[Any], *, from_right: bool) -> list[Any]:
    """The shapes from top to bottom, and those that begin at about the same height from the side where one begins."""
    bands: list[list[Any]] = []
    for shape in sorted(shapes, key=lambda shape: shape.top or 0):
        first = bands[-1][0] if bands else None
        if first is not None and (shape.top or 0) < (first.top or 0) + (first.height or 0) / 2:
            bands[-1].append(shape)
        else:
            bands.append([shape])

    def distance(shape: Any) -> int:
        left: int = shape.left or 0
        return -(left + (shape.width or 0)) if from_right else left

    return [shape for band in bands for shape in sorted(band, key=distance)]


def _is_persian(slide: Any) -> bool:
    text = "".join(element.text or "" for element in slide._element.iter(f"{A}t"))
    return len(_PERSIAN_LETTER.findall(text)) > len(_LATIN_LETTER.findall(text))


def _shape_blocks(shape: Any) -> Iterator[Block]:
    from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER

    kind = shape.placeholder_format.type if shape.is_placeholder else None
    if kind in (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER):
        return
    if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
        persian = bool(_PERSIAN_LETTER.search("".join(t.text or "" for t in shape._element.iter(f"{A}t"))))
        for inner in in_order(shape.shapes, from_right=persian):
            yield from _shape_blocks(inner)
    elif getattr(shape, "has_table", False):
        yield from _table(shape.table)
    elif shape.has_text_frame:
        blocks = _paragraphs(shape.text_frame, bulleted=kind in (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT))
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER):
            yield from (Block(BlockKind.FOOTER, block.text) for block in blocks)
        else:
            yield from blocks
    else:
        yield from _diagram(shape)


def _paragraphs(frame: Any, *, bulleted: bool) -> Iterator[Block]:
    counts: dict[int, int] = {}
    for paragraph in frame.paragraphs:
        text = _BREAKS.sub("\n", paragraph.text).strip()
        if not text:
            continue
        level = paragraph.level
        counts = {at: count for at, count in counts.items() if at <= level}
        marker = _marker(paragraph._p.pPr, level, counts, bulleted=bulleted)
        if marker:
            yield Block(BlockKind.LIST_ITEM, f"{numerals.persian_if_with(marker, text)} {text}", level + 1)
        else:
            yield from (line_block(line) for line in text.split("\n") if line.strip())


def _marker(properties: Any, level: int, counts: dict[int, int], *, bulleted: bool) -> str:
    """What is drawn before the paragraph; `counts` are the numbers given so far, by level."""
    automatic = None if properties is None else properties.find(f"{A}buAutoNum")
    if automatic is not None:
        start = int(automatic.get("startAt") or 1)
        counts[level] = counts.get(level, start - 1) + 1
        return _numbered(counts[level], automatic.get("type") or "")
    counts.pop(level, None)
    if properties is not None and properties.find(f"{A}buNone") is not None:
        return ""
    has_own = properties is not None and any(properties.find(f"{A}{tag}") is not None for tag in ("buChar", "buBlip"))
    return BULLET if bulleted or has_own else ""


def _numbered(number: int, scheme: str) -> str:
    """The number as the scheme writes it; its name is what it counts with and the sign, as in «arabicPeriod»."""
    if scheme.startswith("alphaLc"):
        text = numerals.letter(number, numerals.LATIN)
    elif scheme.startswith("alphaUc"):
        text = numerals.letter(number, numerals.LATIN).upper()
    elif scheme.startswith("romanLc"):
        text = numerals.roman(number)
    elif scheme.startswith("romanUc"):
        text = numerals.roman(number).upper()
    elif scheme.startswith("arabic1"):
        text = numerals.letter(number, numerals.ALPHABET)
    elif scheme.startswith("arabic2"):
        text = numerals.letter(number, numerals.ABJAD)
    else:
        text = str(number)
    for ending, pattern in (("ParenBoth", "({})"), ("ParenR", "{})"), ("Minus", "{}-"), ("Plain", "{}")):
        if scheme.endswith(ending):
            return pattern.format(text)
    return f"{text}."


def _table(table: Any) -> Iterator[Block]:
    rows = [
        tuple("" if cell.is_spanned else _BREAKS.sub("\n", cell.text).strip() for cell in row.cells)
        for row in table.rows
    ]
    rows = [row for row in rows if any(row)]
    if rows:
        properties = table._tbl.tblPr
        drawn_from_right = properties is not None and properties.get("rtl") in ("1", "true")
        yield table_block(in_reading_order(rows, drawn_from_right=drawn_from_right))


def _diagram(shape: Any) -> Iterator[Block]:
    """The texts of a diagram (SmartArt), which lie in a part of their own."""
    from pptx.oxml import parse_xml

    for ids in shape._element.iter(_DIAGRAM_IDS):
        points = parse_xml(shape.part.related_part(ids.get(_DIAGRAM_DATA)).blob).iter(_DIAGRAM_POINT)
        yield from _texts(points)


def _texts(elements: Iterable[Any]) -> Iterator[Block]:
    for element in elements:
        lines: Sequence[str] = ["".join(t.text or "" for t in p.iter(f"{A}t")) for p in element.iter(f"{A}p")]
        yield from (line_block(line) for line in lines if line.strip())
