"""A picture of one page, for people who compare the text that was read with it."""

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import NotFound
from ingest.readers.image import page_image
from ingest.readers.kinds import JPEG, PDF, PNG, TIFF
from ingest.readers.pdf import opened

if TYPE_CHECKING:
    from PIL.Image import Image

# Kinds of file whose pages can be drawn.
DRAWN = (PDF, JPEG, PNG, TIFF)
# Of the longer side, in pixels: small letters of an A4 page can be read.
LONGEST_SIDE = 1600
JPEG_QUALITY = 80

NO_PICTURE = "از صفحه‌های این گونه پرونده تصویری در دست نیست."


def draw_page(path: Path, media_type: str, number: int, target: Path) -> None:
    """Draw a page, counted from 1, as a JPEG at `target`. Raises `NotFound` or an `UnreadableFile`."""
    if media_type not in DRAWN:
        raise NotFound(NO_PICTURE)
    image = _pdf_page(path, number) if media_type == PDF else page_image(path, number)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    image.convert("RGB").save(target, "JPEG", quality=JPEG_QUALITY)


def _pdf_page(path: Path, number: int) -> "Image":
    with opened(path) as document:
        page = document[number - 1]
        image: Image = page.render(scale=LONGEST_SIDE / max(page.get_width(), page.get_height(), 1)).to_pil()
        return image
