"""Where the ink of a picture is: straightness, and the strips that a line of text may stand in."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.readers.hocr import Box

if TYPE_CHECKING:
    from PIL.Image import Image

WHITE = 255
DARK = 128

MOST_DEGREES = 5
# Below this the recogniser copes by itself, and turning only blurs.
LEAST_DEGREES = 0.2
# The skew shows in a small picture as well.
LOOK_WIDTH = 700

# In pixels at 300 dots an inch: lower is a rule or dirt, taller a picture; a wider gap parts columns.
LEAST_HEIGHT = 24
MOST_HEIGHT = 240
COLUMN_GAP = 150
MARGIN = 8


def straightened(image: "Image") -> "Image":
    """A greyscale picture turned so that its lines of text are level: then its rows differ most from one another."""
    from PIL import Image

    degrees = skew(image)
    if abs(degrees) < LEAST_DEGREES:
        return image
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=WHITE)


def skew(image: "Image") -> float:
    """By how many degrees against the clock a greyscale picture has to be turned to be straight, five at most."""
    small = image.copy()
    small.thumbnail((LOOK_WIDTH, 2 * LOOK_WIDTH))
    halves = range(-2 * MOST_DEGREES, 2 * MOST_DEGREES + 1)
    coarse = max((step / 2 for step in halves), key=lambda degrees: _contrast(small, degrees))
    return max((coarse + step / 10 for step in range(-4, 5)), key=lambda degrees: _contrast(small, degrees))


def without(image: "Image", boxes: Iterable[Box]) -> "Image":
    """The picture with these boxes wiped white."""
    wiped = image.copy()
    for left, top, right, bottom in boxes:
        wiped.paste(WHITE, (left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN))
    return wiped


def strips(image: "Image") -> list[Box]:
    """Boxes of what may be lines of text, from the top down and in each row from the right."""
    dark = image.point(lambda tone: WHITE if tone < DARK else 0)
    return [
        (max(0, left - MARGIN), max(0, top - MARGIN), right + MARGIN, bottom + MARGIN)
        for top, bottom in _runs(_rows(dark), gap=1)
        if LEAST_HEIGHT <= bottom - top <= MOST_HEIGHT
        for left, right in reversed(list(_runs(_columns(dark.crop((0, top, dark.width, bottom))), gap=COLUMN_GAP)))
    ]


def _contrast(image: "Image", degrees: float) -> float:
    from PIL import Image

    rows = _rows(image.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=WHITE))
    return float(sum((above - below) ** 2 for above, below in pairwise(rows)))


def _rows(image: "Image") -> bytes:
    """The mean tone of each row."""
    from PIL import Image

    return image.resize((1, image.height), Image.Resampling.BOX).tobytes()


def _columns(image: "Image") -> bytes:
    from PIL import Image

    return image.resize((image.width, 1), Image.Resampling.BOX).tobytes()


def _runs(tones: Sequence[int], *, gap: int) -> Iterator[tuple[int, int]]:
    """First and one past the last place of every run of ink that no gap of that length breaks."""
    start, end = None, 0
    for place, tone in enumerate(tones):
        if not tone:
            continue
        if start is not None and place - end >= gap:
            yield start, end
            start = None
        start = place if start is None else start
        end = place + 1
    if start is not None:
        yield start, end
