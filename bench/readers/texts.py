"""The text of a PDF, page for page: as we read it and as common readers do."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from corpus.types import BlockKind
from ingest.readers.blocks import Page
from ingest.readers.sandbox import ReaderLimits, read_file

PdfReader = Callable[[Path], list[str]]

OURS = "ours"
REPEATED = (BlockKind.HEADER, BlockKind.FOOTER)


def our_pages(path: Path) -> list[str]:
    """What is indexed of each page. Raises an `UnreadableFile`."""
    with read_file(path, path.name, ReaderLimits()) as reading:
        return [page_text(page) for page in reading.pages]


def page_text(page: Page) -> str:
    """The page's blocks without those that repeat from page to page."""
    return "\n".join(block.text for block in page.blocks if block.kind not in REPEATED)


def pdfium_pages(path: Path) -> list[str]:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _pypdf_pages(path: Path) -> list[str]:
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def _pdfminer_pages(path: Path) -> list[str]:
    from pdfminer.high_level import extract_text

    text: str = extract_text(path)
    return text.split("\f")


def _pdftotext_pages(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8").split("\f")


def pdf_readers() -> dict[str, PdfReader]:
    """The readers that are installed, ours first."""
    readers: dict[str, PdfReader] = {
        OURS: our_pages,
        "pypdfium2": pdfium_pages,
        "pypdf": _pypdf_pages,
        "pdfminer.six": _pdfminer_pages,
    }
    if shutil.which("pdftotext"):
        readers["pdftotext"] = _pdftotext_pages
    return readers
