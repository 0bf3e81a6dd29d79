"""Photographs and scans of pages."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image

from corpus.errors import DamagedFile, NoText, UnsafeFile
from ingest.readers.blocks import Reading

pytestmark = pytest.mark.slow

Draw = Callable[[Sequence[str]], Image.Image]
Read = Callable[..., Reading]

FIRST = ("گزارش بازدید از پل میانی", "درز انبساط پل در زمستان آسیب دید", "و پیمانکار آن را عوض کرد")
SECOND = ("نگهداری فضای سبز شهری", "آبیاری قطره‌ای مصرف آب را کم کرد", "و هزینهٔ نگهداری پایین آمد")


@pytest.fixture(autouse=True)
def _recogniser(recogniser: None) -> None:
    """All of these recognise letters."""


def text_of(reading: Reading) -> str:
    return " ".join(block.text for page in reading.pages for block in page.blocks)


def flattened(page: Image.Image) -> Image.Image:
    """Ink on nothing, which would be black on black without a sheet below it."""
    ink = Image.new("RGBA", page.size, (0, 0, 0, 0))
    ink.putalpha(page.point(lambda tone: 255 - tone))
    return ink


@pytest.mark.parametrize(
    ("name", "change", "media_type"),
    [
        ("سند.jpg", lambda page: page, "image/jpeg"),
        ("سند.png", lambda page: page.convert("1"), "image/png"),
        ("شفاف.png", flattened, "image/png"),
        ("کوچک.png", lambda page: page.resize((1000, 1414)), "image/png"),
        ("سند.tif", lambda page: page.convert("CMYK"), "image/tiff"),
    ],
    ids=["photograph", "black-and-white", "transparent", "small", "cmyk"],
)
def test_pictures_of_every_kind_are_read(
    tmp_path: Path, draw: Draw, read: Read, name: str, change: Callable[[Image.Image], Image.Image], media_type: str
) -> None:
    change(draw(FIRST)).save(tmp_path / name)
    reading = read(tmp_path / name)
    assert reading.media_type == media_type and reading.warnings == ()
    assert "درز انبساط پل در زمستان" in text_of(reading)


def test_a_picture_for_every_page(tmp_path: Path, draw: Draw, read: Read) -> None:
    draw(FIRST).save(tmp_path / "a.tiff", save_all=True, append_images=[draw(SECOND)], compression="tiff_lzw")
    first, second = read(tmp_path / "a.tiff").pages
    assert (first.number, second.number) == (1, 2)
    assert "پل میانی" in first.blocks[0].text and "فضای سبز" in second.blocks[0].text


def test_a_photograph_stands_as_the_camera_says(tmp_path: Path, draw: Draw, read: Read) -> None:
    exif = Image.Exif()
    # Orientation: to be turned by a quarter against the clock.
    exif[0x0112] = 8
    draw(FIRST).rotate(-90, expand=True).save(tmp_path / "a.jpg", exif=exif)
    assert "درز انبساط" in text_of(read(tmp_path / "a.jpg"))


def test_a_picture_of_too_many_points_is_refused(tmp_path: Path, read: Read) -> None:
    Image.new("1", (8000, 6000)).save(tmp_path / "a.png")
    with pytest.raises(UnsafeFile, match="۴۰ میلیون"):
        read(tmp_path / "a.png")


def test_a_picture_that_is_not_whole_is_damaged(tmp_path: Path, draw: Draw, read: Read) -> None:
    draw(FIRST).save(tmp_path / "a.jpg")
    data = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(data[: len(data) // 2])
    with pytest.raises(DamagedFile, match="تصویر"):
        read(tmp_path / "a.jpg")


def test_a_picture_without_a_word_has_no_text(tmp_path: Path, read: Read) -> None:
    Image.new("L", (1200, 900), "white").save(tmp_path / "a.png")
    with pytest.raises(NoText):
        read(tmp_path / "a.png")
