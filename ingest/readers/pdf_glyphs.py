"""The glyphs and ruling lines that a PDF draws, page by page, with where they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import apply_matrix_pt

UNREADABLE = "\ufffd"
LONGEST_LIGATURE = 4
# What is turned more than this is a stamp or a watermark.
LEAST_SLOPE = 0.1
# Word fills narrow boxes where others draw lines; in points.
WIDEST_RULE = 2.5
SHORTEST_RULE = 4.0
# A page with more of them is a drawing.
MOST_RULES = 4000


class Glyph(NamedTuple):
    """One glyph, in points; `y` is its baseline, down from the top of the page.

    `text` is what the font says it stands for (a ligature stands for several letters) and `shape` tells apart
    the glyphs of one font.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str
    shape: int

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


class Rule(NamedTuple):
    """A line along an edge of the page, in points: level where `y0` is `y1`, else upright; `y` counts down."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        return self.y0 == self.y1


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """The upright glyphs of a page, in the order in which they are drawn, and its ruling lines."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()


class GlyphSource:
    """An open PDF. Whatever is wrong with the file, its methods raise what pdfminer raises."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("rb")
        try:
            self._document = PDFDocument(PDFParser(self._stream))
        except BaseException:
            self._stream.close()
            raise
        self._resources = PDFResourceManager()
        self._pages: list[Any] | None = None

    def close(self) -> None:
        self._stream.close()

    @property
    def title(self) -> object:
        """The title as the file declares it: mostly bytes in some encoding."""
        return next((info["Title"] for info in self._document.info if "Title" in info), None)

    @property
    def producer(self) -> str:
        """The names of the programs that wrote the file."""
        names = (info.get(key, b"") for info in self._document.info for key in ("Creator", "Producer"))
        return " ".join(name.decode("latin-1").replace("\0", "") for name in names if isinstance(name, bytes))

    def count(self, at_most: int) -> int:
        """How many pages there are, or `at_most` + 1 when there are more."""
        self._pages = []
        for page in PDFPage.create_pages(self._document):
            self._pages.append(page)
            if len(self._pages) > at_most:
                break
        return len(self._pages)

    def page(self, number: int) -> DrawnPage:
        """One page, counted from 1, after `count` was asked for."""
        page = (self._pages or [])[number - 1]
        x0, y0, x1, y1 = page.mediabox
        width, height = (x1 - x0, y1 - y0) if page.rotate % 180 == 0 else (y1 - y0, x1 - x0)
        device = _Collector(self._resources, height)
        PDFPageInterpreter(self._resources, device).process_page(page)
        return DrawnPage(width, height, tuple(device.glyphs), tuple(device.rules))


class _Collector(PDFTextDevice):  # type: ignore[misc]
    """Takes down every upright glyph and every ruling line that is drawn."""

    def __init__(self, resources: Any, height: float) -> None:
        super().__init__(resources)
        self.glyphs: list[Glyph] = []
        self.rules: list[Rule] = []
        self._height = height

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        for points in self._straight_subpaths(path):
            if len(self.rules) > MOST_RULES:
                return
            if stroke:
                self.rules.extend(rule for pair in pairwise(points) for rule in _rule(pair))
            elif fill:
                self.rules.extend(_rule(points))

    def _straight_subpaths(self, path: Sequence[Any]) -> Iterator[list[tuple[float, float]]]:
        """The corners of those subpaths that have no curve."""
        points: list[tuple[float, float]] = []
        for operator, *numbers in (*path, ("m",)):
            if operator == "m":
                if len(points) > 1:
                    yield points
                points = []
            if operator == "h":
                points.extend(points[:1])
            elif len(numbers) == 2:
                x, y = apply_matrix_pt(self.ctm, tuple(numbers))
                points.append((x, self._height - y))
            elif numbers:
                points = []

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        advance: float = font.char_width(cid) * fontsize * scaling
        a, b, c, d, e, f = matrix
        text = _text(font, cid)
        if text and text not in "\r\n\0" and a > 0 and abs(b) < LEAST_SLOPE * a:
            x, y = e + rise * c, self._height - f - rise * d
            size = abs(fontsize) * hypot(c, d)
            self.glyphs.append(Glyph(text, x, x + a * advance, y, size, font.fontname or "", cid))
        return advance


def _rule(points: Sequence[tuple[float, float]]) -> Iterator[Rule]:
    """What lies between these points, if it is narrow and long enough."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    if y1 - y0 <= WIDEST_RULE and x1 - x0 >= SHORTEST_RULE:
        yield Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    elif x1 - x0 <= WIDEST_RULE and y1 - y0 >= SHORTEST_RULE:
        yield Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


def _text(font: Any, cid: int) -> str:
    try:
        text: str = font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        return UNREADABLE
    # LibreOffice sometimes names a whole sentence that begins with the glyph.
    return text if len(text) <= LONGEST_LIGATURE else text[0]
