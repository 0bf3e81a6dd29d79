"""OCR: scans beside the text from which they were made."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.readers.articles import tokens
from bench.readers.grid import Cell, Grid
from bench.readers.texts import page_text
from corpus.errors import TajrobeError
from corpus.text.keys import Analyzer
from corpus.types import ReadingMethod
from ingest.readers.sandbox import ReaderLimits, read_file

# A text layer with fewer words of the lexicon has itself wrong letters, and nothing can be measured against it.
LEAST_WORDS = 0.7
LEAST_LETTERS = 3
# The scan that we make: pages of running law, as a worn office scanner gives them.
SCANNED_PAGES = 8
SCANNED_FROM = 5
DOTS_PER_INCH = 200
TILT_DEGREES = 0.7
NOISE = 12


def tables(data: Path) -> Iterator[Grid]:
    """Of each page's words and numbers, half-spaces ignored, the share that is recognised."""
    files, analyzer = data / "documents" / "files", Analyzer()
    shared = _text_layer(files / "municipal-2-3.pdf")
    yield _table("The shared scan", files / "scan-municipal-2-3.pdf", shared, analyzer)
    with TemporaryDirectory(prefix="tajrobe-bench-") as folder:
        scan, pages = Path(folder, "scan.tif"), range(SCANNED_FROM, SCANNED_FROM + SCANNED_PAGES)
        source = files / "municipal-1-3.pdf"
        _scan(source, pages, scan)
        texts = _text_layer(source)
        made = f"{SCANNED_PAGES} pages of {source.name} at {DOTS_PER_INCH} dpi, tilted by {TILT_DEGREES}°, with noise"
        yield _table(made, scan, [texts[number] for number in pages], analyzer)


def _text_layer(path: Path) -> list[str]:
    """The pages without OCR, which else would be measured against itself."""
    with read_file(path, path.name, ReaderLimits(), method=ReadingMethod.GLYPHS) as reading:
        return [page_text(page) for page in reading.pages]


def _table(title: str, scan: Path, texts: Sequence[str], analyzer: Analyzer) -> Grid:
    began = time.monotonic()
    try:
        with read_file(scan, scan.name, ReaderLimits()) as reading:
            seconds = time.monotonic() - began
    except TajrobeError as error:
        return Grid(f"OCR: {title}", ("file", "refused"), ((scan.name, f"{error.type}: {error}"),))
    rows: list[tuple[Cell, ...]] = []
    sums = (0, 0, 0)
    for page, text in zip(reading.pages, texts, strict=False):
        wanted, given = Counter(tokens(text)), Counter(tokens(page_text(page)))
        counts = ((wanted & given).total(), wanted.total(), given.total())
        words = _share_of_words(text, analyzer)
        if words >= LEAST_WORDS:
            sums = (sums[0] + counts[0], sums[1] + counts[1], sums[2] + counts[2])
        rows.append((page.number, words, *_shares(counts), page.quality))
    rows.append((f"those with a text of at least {LEAST_WORDS}", None, *_shares(sums), None))
    speed = f"{seconds / len(reading.pages):.1f} s a page on {len(os.sched_getaffinity(0))} cores"
    header = ("page", "words of the text in the lexicon", "tokens", "recall", "precision", "quality")
    return Grid(f"OCR: {title}", header, tuple(rows), f"{speed}.")


def _shares(counts: Iterable[int]) -> tuple[int, float, float]:
    common, wanted, given = counts
    return wanted, common / max(1, wanted), common / max(1, given)


def _share_of_words(text: str, analyzer: Analyzer) -> float:
    words = [token for token in tokens(text) if token.isalpha() and len(token) >= LEAST_LETTERS]
    return sum(map(analyzer.is_word, words)) / max(1, len(words))


def _scan(source: Path, pages: Sequence[int], path: Path) -> None:
    import pypdfium2
    from PIL import Image

    chance = np.random.default_rng(0)
    sheets = []
    with pypdfium2.PdfDocument(source) as document:
        for number in pages:
            sheet = document[number].render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
            tilted = np.asarray(sheet.rotate(TILT_DEGREES, Image.Resampling.BICUBIC, fillcolor=255), dtype=np.float64)
            noisy = tilted + chance.normal(0, NOISE, tilted.shape)
            sheets.append(Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)))
    sheets[0].save(
        path, save_all=True, append_images=sheets[1:], dpi=(DOTS_PER_INCH, DOTS_PER_INCH), compression="jpeg"
    )
