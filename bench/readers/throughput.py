"""How fast each kind is read on one core, beside the fastest common reader of it."""

import csv
import gzip
import os
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.readers.files import CONVERTED, IMAGES, write_file
from bench.readers.grid import Cell, Grid
from bench.readers.printing import convert_with_libreoffice
from bench.readers.texts import pdfium_pages
from corpus.errors import TajrobeError
from ingest.readers.blocks import Reading
from ingest.readers.child import read
from ingest.readers.kinds import accepted_kinds
from ingest.readers.sandbox import ReaderLimits, read_file
from ingest.readers.workspace import Workspace

PARAGRAPHS = 500
# What a page of a format without pages is taken to be.
WORDS_A_PAGE = 300
PAGED = (".pdf", *IMAGES)
LEAST_SECONDS, MOST_RUNS = 2, 5

Common = tuple[str, Callable[[Path], object]]


def tables(data: Path) -> Iterator[Grid]:
    """One row a kind: the reader in its own process, the whole reading in a child, the common reader."""
    pdf = data / "documents" / "files" / "municipal-1-3.pdf"
    paragraphs = _paragraphs(data / "text" / "legal.txt.gz")
    pages = sum(len(paragraph.split()) for paragraph in paragraphs) / WORDS_A_PAGE
    rows: list[tuple[Cell, ...]] = []
    with TemporaryDirectory(prefix="tajrobe-bench-") as folder, _one_core():
        for kind in accepted_kinds():
            extension = kind.extensions[0]
            path = write_file(extension, Path(folder), paragraphs, pdf)
            rows.append((extension, *(_left_out("nothing installed writes it") if path is None else _row(path, pages))))
    yield Grid(
        "Pages a second on one core",
        ("kind", "pages", "ours", "in a child, s", "the common reader", "its pages/s"),
        tuple(rows),
        f"Without pages of its own, a page is {WORDS_A_PAGE} words. In a child: the whole file, with the start of the process.",
    )


def _row(path: Path, pages: float) -> tuple[Cell, ...]:
    readings: list[Reading] = []
    try:
        seconds = _seconds(lambda: readings.append(_read(path)))
    except TajrobeError as error:
        return _left_out(f"refused: {error.type}")
    if path.suffix in PAGED:
        pages = len(readings[-1].pages)
    began = time.perf_counter()
    with read_file(path, path.name, ReaderLimits()):
        child_seconds = time.perf_counter() - began
    name, common = _common(path.suffix)
    return round(pages), pages / seconds, child_seconds, name, pages / _seconds(lambda: common(path))


def _left_out(reason: str) -> tuple[Cell, ...]:
    return None, reason, None, None, None


def _read(path: Path) -> Reading:
    with TemporaryDirectory(prefix="tajrobe-bench-") as folder:
        return read(path, path.name, Workspace(Path(folder)))


def _seconds(act: Callable[[], object]) -> float:
    """The quickest run; the first, which imports, only counts when it is long enough to hide that."""
    times: list[float] = []
    while len(times) < MOST_RUNS and sum(times) < LEAST_SECONDS:
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return min(times)


@contextmanager
def _one_core() -> Iterator[None]:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _paragraphs(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line.strip() for line in islice(lines, PARAGRAPHS)]


def _common(extension: str) -> Common:
    if extension in IMAGES:
        return "tesseract", _tesseract
    if extension in CONVERTED and extension not in (".xls", ".ods"):
        return f"LibreOffice to {CONVERTED[extension]}", _libreoffice
    return _COMMON[extension]


def _docx(path: Path) -> list[str]:
    import docx

    document = docx.Document(str(path))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return [part.text for part in (*document.paragraphs, *cells)]


def _calamine(path: Path) -> list[object]:
    import python_calamine

    with python_calamine.CalamineWorkbook.from_path(path) as workbook:
        return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def _pptx(path: Path) -> list[str]:
    import pptx

    slides = pptx.Presentation(str(path)).slides
    return [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]


def _selectolax(path: Path) -> str:
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(path.read_text("utf-8")).text()


def _csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def _email(path: Path) -> list[object]:
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    return [part.get_content() for part in letter.walk() if not part.is_multipart()]


def _zipfile(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist()]


def _libreoffice(path: Path) -> None:
    with TemporaryDirectory(prefix="tajrobe-bench-") as folder:
        convert_with_libreoffice(path, CONVERTED[path.suffix].removeprefix("."), Path(folder))


def _tesseract(path: Path) -> None:
    subprocess.run(["tesseract", path, "-", "-l", "fas"], capture_output=True, check=True)


_COMMON: dict[str, Common] = {
    ".pdf": ("pypdfium2", pdfium_pages),
    ".docx": ("python-docx", _docx),
    ".xlsx": ("calamine", _calamine),
    ".xls": ("calamine", _calamine),
    ".ods": ("calamine", _calamine),
    ".pptx": ("python-pptx", _pptx),
    ".html": ("selectolax text", _selectolax),
    ".txt": ("decode", lambda path: path.read_text("utf-8")),
    ".csv": ("csv", _csv),
    ".eml": ("email", _email),
    ".zip": ("zipfile", _zipfile),
}
