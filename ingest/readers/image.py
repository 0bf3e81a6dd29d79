"""Photographs and scans: JPEG, PNG and TIFF, a page for a picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, NoText, ReaderLimit, UnsafeFile
from ingest.readers.blocks import Reading
from ingest.readers.kinds import JPEG, PNG, TIFF
from ingest.readers.ocr import MOST_PIXELS, recognise_pages
from ingest.readers.workspace import Workspace

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PAGES = 2000
# The longer side of an A4 page at 300 dots an inch; of a picture that says nothing of its size, and of one much
# smaller or larger, it is what letters are best read at.
BEST_SIDE = 3508
LEAST_SIDE, MOST_SIDE = 2400, 5000
MOST_ENLARGED = 3

DAMAGED = "این تصویر آسیب دیده یا ناقص است و باز نمی‌شود؛ آن را دوباره از مبدأ بگیرید."
TOO_LARGE = "این تصویر بزرگ‌تر از ۴۰ میلیون نقطه است و برای ایمنی خوانده نشد؛ آن را کوچک‌تر ذخیره و دوباره بارگذاری کنید."
TOO_MANY_PAGES = "این پرونده بیش از ۲۰۰۰ تصویر دارد؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
NO_TEXT = "در این تصویر نوشته‌ای پیدا نشد؛ شاید عکس یا نقشه است یا خوانا نیست."

_FORMATS = {"JPEG": JPEG, "PNG": PNG, "TIFF": TIFF}


class ImageReader:
    """Reads pictures of pages by recognising their letters."""

    media_types: tuple[str, ...] = (JPEG, PNG, TIFF)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        with _opened(path) as (image, count):
            numbers = (workspace.page,) if workspace.page else range(1, count + 1)
            found = recognise_pages(lambda number: _readable(_picture(image, number)), numbers, workspace)
            pages = tuple(found[number] for number in sorted(found))
            if not any(page.blocks for page in pages):
                raise NoText(NO_TEXT)
            return Reading(_FORMATS[str(image.format)], pages)


def page_image(path: Path, number: int) -> "Image":
    """One picture of the file, counted from 1, upright and on white. Raises an `UnreadableFile`."""
    with _opened(path) as (image, _):
        return _picture(image, number)


@contextmanager
def _opened(path: Path) -> "Iterator[tuple[Image, int]]":
    """The file, and how many pictures it holds."""
    import PIL.Image

    # Every picture is looked at by its size before a pixel of it is read.
    PIL.Image.MAX_IMAGE_PIXELS = None
    with _telling_damage():
        image = PIL.Image.open(path, formats=tuple(_FORMATS))
        count = getattr(image, "n_frames", 1)
    with image:
        if count > MOST_PAGES:
            raise ReaderLimit(TOO_MANY_PAGES)
        yield image, count


def _picture(image: "Image", number: int) -> "Image":
    """The picture of this number, upright and on white."""
    from PIL import Image, ImageOps

    with _telling_damage():
        image.seek(number - 1)
        if image.width * image.height > MOST_PIXELS:
            raise UnsafeFile(TOO_LARGE)
        upright = ImageOps.exif_transpose(image)
        if not upright.has_transparency_data:
            return upright
        sheet = Image.new("RGBA", upright.size, "white")
        return Image.alpha_composite(sheet, upright.convert("RGBA"))


@contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # What Pillow lets through when the bytes are not what they say.
        raise DamagedFile(DAMAGED) from error


def _readable(image: "Image") -> "Image":
    """The picture in tones of grey, about as large as a page at 300 dots an inch."""
    from PIL import Image

    with _telling_damage():
        grey = image.convert("L")
    longer = max(grey.size)
    if LEAST_SIDE <= longer <= MOST_SIDE:
        return grey
    factor = min(BEST_SIDE / longer, MOST_ENLARGED)
    size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
    return grey.resize(size, Image.Resampling.BICUBIC)
