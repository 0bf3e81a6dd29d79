"""The glyphs that a PDF draws, page by page, with where they stand and what they stand for."""

from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

UNREADABLE = "\ufffd"
LONGEST_LIGATURE = 4
# What is turned more than this is a stamp or a watermark.
LEAST_SLOPE = 0.1


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


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """The upright glyphs of a page, in the order in which they are drawn."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]


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
        return DrawnPage(width, height, tuple(device.glyphs))


class _Collector(PDFTextDevice):  # type: ignore[misc]
    """Takes down every upright glyph that is drawn."""

    def __init__(self, resources: Any, height: float) -> None:
        super().__init__(resources)
        self.glyphs: list[Glyph] = []
        self._height = height

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


def _text(font: Any, cid: int) -> str:
    try:
        text: str = font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        return UNREADABLE
    # LibreOffice sometimes names a whole sentence that begins with the glyph.
    return text if len(text) <= LONGEST_LIGATURE else text[0]
