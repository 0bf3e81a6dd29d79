"""Text out of pictures of pages by the tesseract program: one process a core, a page at a time.

The program is called directly: a wrapper of it would do the same by way of files, a start for every picture.
"""

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from statistics import median
from threading import Lock
from typing import TYPE_CHECKING

from corpus.errors import NeedsRecognition
from corpus.types import ReadingMethod
from ingest.readers.bidi import is_right_to_left
from ingest.readers.blocks import Page
from ingest.readers.hocr import RecognisedLine, read_hocr
from ingest.readers.ink import straightened, strips, without
from ingest.readers.pdf_layout import Layout, TextLine, TextPage
from ingest.readers.programs import PROGRAM_PATH
from ingest.readers.quality import page_quality
from ingest.readers.workspace import Workspace

if TYPE_CHECKING:
    from PIL.Image import Image

# Of Persian pages, `fas` alone reads more words than `fas+eng` does, in half the time.
LANGUAGE = "fas"
DOTS_PER_INCH = 300
# Larger sheets are rendered smaller: the letters of a drawing are larger too.
MOST_PIXELS = 40_000_000
PAGE_SECONDS = 120
# Beside each stands a page's picture, several times: more would not go into the reader's memory.
MOST_PROCESSES = 8

# Tesseract's own look at the page; one line as it is, of which tesseract is not asked where it lies.
WHOLE_PAGE, ONE_LINE, ORIENTATION = "3", "13", "0"

# Confidences in per cent: a line below the first is looked at again, one below the second is no text;
# the words of a page below the third are often wrong.
SURE_LINE = 70
LEAST_LINE = 40
LEAST_PAGE = 75
# More are the specks of a photograph.
MOST_STRIPS = 150
# Of a page that lies on its side hardly a letter is found.
FEW_LETTERS = 100

# A line so much taller than the usual one is set in larger type; others only differ by their letters.
TALLER = 1.4

NEEDS_RECOGNITION = (
    "این پرونده تصویر است و خواندن آن به برنامهٔ tesseract با دادهٔ فارسی نیاز دارد که نصب نیست؛ پرونده در انتظار می‌ماند."
)
WAITING_FAILURE = NeedsRecognition.__name__
PAGE_WAITS = "این صفحه تا نصب برنامهٔ tesseract با دادهٔ فارسی در انتظار خواندن از روی تصویر است."
NOT_RECOGNISED = "متن این صفحه از روی تصویر خوانده نشد."
NO_WORDS = "در تصویر این صفحه نوشته‌ای پیدا نشد."
UNSURE = "تصویر این صفحه خوانا نیست و شاید برخی واژه‌ها نادرست خوانده شده باشند."

_ROTATION = re.compile(rb"Rotate: (\d+)")
_logger = logging.getLogger(__name__)

Lines = list[RecognisedLine]


def recognise_pdf_pages(path: Path, numbers: Sequence[int], workspace: Workspace) -> dict[int, Page]:
    """The pages of these numbers (from 1), read from their pictures. Raises `NeedsRecognition` where that cannot be."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:

        def picture(number: int) -> "Image":
            page = document[number - 1]
            square_points = page.get_width() * page.get_height()
            scale = min(DOTS_PER_INCH / 72, (MOST_PIXELS / max(1, square_points)) ** 0.5)
            image: Image = page.render(scale=scale, grayscale=True).to_pil()
            return image

        return recognise_pages(picture, numbers, workspace)


def recognise_pages(picture: Callable[[int], "Image"], numbers: Sequence[int], workspace: Workspace) -> dict[int, Page]:
    """The pages of these numbers, read from the greyscale `picture` of each, which is asked for one at a time.

    A page that the program fails on has no blocks and a warning. Raises `NeedsRecognition` when the program or its
    Persian data is not installed.
    """
    program = _tesseract()
    if program is None:
        raise NeedsRecognition(NEEDS_RECOGNITION)
    drawing = Lock()

    def lines_of(number: int) -> tuple[int, Lines | None]:
        with drawing:
            image = picture(number)
        try:
            return number, _read(program, image)
        except subprocess.SubprocessError as error:
            _logger.warning("page %d: %s", number, error)
            return number, None

    found: dict[int, Lines | None] = {}
    workspace.report(0, len(numbers))
    with ThreadPoolExecutor(min(MOST_PROCESSES, len(os.sched_getaffinity(0)))) as pool:
        try:
            for future in as_completed([pool.submit(lines_of, number) for number in numbers]):
                number, found[number] = future.result()
                workspace.report(len(found), len(numbers))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return _pages(found)


def can_recognise() -> bool:
    """Whether the program and its Persian data are installed."""
    return _tesseract() is not None


@cache
def _tesseract() -> str | None:
    program = shutil.which("tesseract", path=PROGRAM_PATH)
    return program if program and LANGUAGE in _output([program, "--list-langs"]).decode().split() else None


def _read(program: str, image: "Image") -> Lines:
    """The page's lines in reading order, the page turned if it lies on its side or its head."""
    lines = _read_upright(program, image)
    if _confidence(lines) >= LEAST_PAGE and sum(len(line.text) for line in lines) >= FEW_LETTERS:
        return lines
    turned = _rotation(program, image)
    return max(lines, _read_upright(program, image.rotate(-turned, expand=True)), key=_weight) if turned else lines


def _read_upright(program: str, image: "Image") -> Lines:
    straight = straightened(image)
    # Tesseract leaves out a line of a page now and then, or takes two for one: what it was not sure of and what is left
    # when the rest is wiped away is read again, a line at a time.
    lines = [line for line in _recognise(program, [straight], WHOLE_PAGE)[0] if line.confidence >= LEAST_LINE]
    sure = [line for line in lines if line.confidence >= SURE_LINE]
    left = without(straight, (line.box for line in sure))
    boxes = strips(left)
    if not 0 < len(boxes) <= MOST_STRIPS:
        return lines
    again = [
        replace(line, box=box)
        for box, found in zip(boxes, _recognise(program, [left.crop(box) for box in boxes], ONE_LINE), strict=True)
        for line in found
        if line.confidence >= LEAST_LINE
    ]
    return _merged(lines, again)


def _merged(lines: Lines, again: Lines) -> Lines:
    """Both readings in one order; where they meet, the one that is surer."""
    merged = [
        line for line in lines if not any(_meet(line, other) and other.confidence > line.confidence for other in again)
    ]
    for line in again:
        if any(_meet(line, other) for other in merged):
            continue
        above = (place for place, other in enumerate(merged, start=1) if _is_below(line, other))
        merged.insert(max(above, default=0), line)
    return merged


def _meet(line: RecognisedLine, other: RecognisedLine) -> bool:
    """Whether two readings are of the same line: one's middle lies in the other."""
    left, top, right, bottom = other.box
    return left < _middle(line.box[0::2]) < right and top < _middle(line.box[1::2]) < bottom


def _is_below(line: RecognisedLine, other: RecognisedLine) -> bool:
    beside = line.box[0] >= other.box[2] or line.box[2] <= other.box[0]
    return not beside and _middle(line.box[1::2]) > _middle(other.box[1::2])


def _middle(edges: Sequence[int]) -> float:
    return sum(edges) / len(edges)


def _recognise(program: str, images: Sequence["Image"], segmentation: str) -> list[Lines]:
    """What the program makes of each picture; raises `SubprocessError` when it fails or takes too long."""
    options = ["-l", LANGUAGE, "--psm", segmentation, "--dpi", str(DOTS_PER_INCH), "hocr"]
    return read_hocr(_output([program, "stdin", "stdout", *options], _as_tiff(images)))


def _rotation(program: str, image: "Image") -> int:
    """By how many degrees clockwise the page has to be turned to stand upright; 0 when that is not to be seen."""
    try:
        found = _ROTATION.search(
            _output([program, "stdin", "stdout", "-l", "osd", "--psm", ORIENTATION], _as_tiff([image]))
        )
    except subprocess.CalledProcessError:
        # Too few letters to tell, or no data for it.
        return 0
    return int(found[1]) if found else 0


def _as_tiff(images: Sequence["Image"]) -> bytes:
    data = BytesIO()
    # Compressing takes longer than handing over, and a picture would be compressed as the file was that it came from.
    images[0].save(data, "TIFF", compression="raw", save_all=True, append_images=images[1:])
    return data.getvalue()


def _output(command: Sequence[str], given: bytes = b"") -> bytes:
    environment = {"PATH": PROGRAM_PATH, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, input=given, capture_output=True, env=environment, timeout=PAGE_SECONDS, check=True
    ).stdout


def _confidence(lines: Iterable[RecognisedLine]) -> float:
    """The mean of the letters' confidences, from 0 to 100."""
    weighed = [(len(line.text), line.confidence) for line in lines]
    letters = sum(count for count, _ in weighed)
    return sum(count * sure for count, sure in weighed) / letters if letters else 0.0


def _weight(lines: Lines) -> float:
    """How much a reading has found, and how surely."""
    return sum(len(line.text) * line.confidence for line in lines)


def _pages(found: dict[int, Lines | None]) -> dict[int, Page]:
    heights = [line.box[3] - line.box[1] for lines in found.values() for line in lines or () for _ in line.text]
    usual = median(heights) if heights else 0.0
    texts = {
        number: TextPage(tuple(_text_line(line, usual) for line in lines or ())) for number, lines in found.items()
    }
    layout = Layout([texts[number] for number in sorted(texts)])
    return {number: _page(number, layout, texts[number], lines) for number, lines in found.items()}


def _text_line(line: RecognisedLine, usual_height: float) -> TextLine:
    points = 72 / DOTS_PER_INCH
    left, top, right, bottom = (edge * points for edge in line.box)
    height = bottom - top if bottom - top > TALLER * usual_height * points else usual_height * points
    return TextLine(
        text=line.text,
        x0=left,
        x1=right,
        y=(top + bottom) / 2,
        size=height,
        bold=False,
        tabular=False,
        right_to_left=is_right_to_left(line.text),
        first_word=(line.first_word[2] - line.first_word[0]) * points,
    )


def _page(number: int, layout: Layout, text: TextPage, lines: Lines | None) -> Page:
    reader = ReadingMethod.OCR.value
    if not lines:
        return Page(number, reader, (), warnings=(NOT_RECOGNISED if lines is None else NO_WORDS,))
    blocks = tuple(layout.blocks(text))
    warnings = (UNSURE,) if _confidence(lines) < LEAST_PAGE else ()
    return Page(number, reader, blocks, page_quality("\n".join(block.text for block in blocks)), warnings)
