"""Recognised pages: crooked, turned and real ones; what is unsure is said to be so."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image

from corpus.errors import NeedsRecognition
from corpus.text.keys import fold
from ingest.readers import ocr
from ingest.readers.blocks import Page
from ingest.readers.hocr import read_hocr
from ingest.readers.ink import skew, straightened
from ingest.readers.pdf import PdfReader
from ingest.readers.workspace import Progress, Workspace, read_progress

pytestmark = pytest.mark.slow

Draw = Callable[[Sequence[str]], Image.Image]

LINES = (
    "در نشست کمیسیون فنی و عمرانی کلانشهرها گزارش نگهداری پل‌های شهری خوانده شد",
    "و نمایندهٔ شهرداری میزبان تجربهٔ تعویض درز انبساط پل میانی را بازگو کرد",
    "پیمانکار در زمستان گذشته دو بار درز را بست و هر دو بار آب به تکیه‌گاه رسید",
    "علت آن بود که زهکش عرشه با نقشهٔ اجرایی نمی‌خواند و شیب سواره‌رو کم بود",
    "شهرداری با بتن الیافی و نوار لاستیکی کار را دوباره انجام داد و هزینهٔ آن",
    "از محل ضمانت‌نامهٔ پیمانکار پرداخت گردید و پس از آن نشت آب دیده نشد",
    "کارگروه پیشنهاد کرد که بازدید درزها پیش از فصل بارندگی در برنامهٔ سالانه بیاید",
    "و گزارش هر بازدید با عکس در سامانهٔ نگهداری پل‌ها ثبت شود تا دیگران ببینند",
)


@pytest.fixture
def recognise(recogniser: None, tmp_path: Path) -> Callable[[Image.Image], Page]:
    """Recognises one picture."""

    def recognise_one(image: Image.Image) -> Page:
        return ocr.recognise_pages(lambda number: image, [1], Workspace(tmp_path))[1]

    return recognise_one


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]+|\d+", fold(text)))


def recall(truth: str, page: Page) -> float:
    """The share of the words that were recognised."""
    expected = words(truth)
    return (expected & words(" ".join(block.text for block in page.blocks))).total() / expected.total()


@pytest.mark.parametrize("degrees", [0, 2.5, -4], ids=str)
def test_a_crooked_page_is_read(draw: Draw, recognise: Callable[[Image.Image], Page], degrees: float) -> None:
    page = recognise(draw(LINES).rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white"))
    assert page.reader == "tesseract"
    assert recall(" ".join(LINES), page) >= 0.93
    assert page.quality is not None and page.quality > 0.75 and page.warnings == ()


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_on_its_side_or_its_head_is_read(
    draw: Draw, recognise: Callable[[Image.Image], Page], degrees: int
) -> None:
    assert recall(" ".join(LINES), recognise(draw(LINES).rotate(degrees, expand=True))) >= 0.93


def test_skew_is_measured_and_undone(draw: Draw) -> None:
    crooked = draw(LINES).rotate(-3.2, Image.Resampling.BICUBIC, fillcolor="white")
    assert skew(crooked) == pytest.approx(3.2, abs=0.15)
    assert skew(straightened(crooked)) == pytest.approx(0, abs=0.15)
    straight = draw(LINES)
    assert straightened(straight) is straight


def test_a_page_without_a_word_says_so(recognise: Callable[[Image.Image], Page]) -> None:
    page = recognise(Image.new("L", (2480, 3508), "white"))
    assert page.blocks == () and "پیدا نشد" in page.warnings[0]


def test_every_page_is_told_of(draw: Draw, recogniser: None, tmp_path: Path) -> None:
    picture = draw(LINES[:2])
    pages = ocr.recognise_pages(lambda number: picture, [3, 5, 8], Workspace(tmp_path))
    assert sorted(pages) == [3, 5, 8] and all(pages[number].number == number for number in pages)
    assert read_progress(tmp_path) == Progress(3, 3)


def test_without_the_program_the_file_waits(draw: Draw, tmp_path: Path, without_tesseract: None) -> None:
    assert not ocr.can_recognise()
    with pytest.raises(NeedsRecognition, match="tesseract"):
        ocr.recognise_pages(lambda number: draw(LINES), [1], Workspace(tmp_path))


def test_a_real_page_is_read_as_its_text_layer_has_it(recogniser: None, tmp_path: Path, real_files: Path) -> None:
    path = real_files / "municipal-1-3.pdf"
    written = PdfReader().read(path, Workspace(tmp_path)).pages
    pages = ocr.recognise_pdf_pages(path, [5, 12, 30], Workspace(tmp_path))
    for number, page in pages.items():
        assert recall(" ".join(block.text for block in written[number - 1].blocks), page) >= 0.93
        # Lines of a paragraph stand together.
        assert max(len(block.text) for block in page.blocks) > 200


def test_the_real_scan_is_read(recogniser: None, tmp_path: Path, real_files: Path) -> None:
    pages = ocr.recognise_pdf_pages(real_files / "scan-municipal-2-3.pdf", range(1, 9), Workspace(tmp_path))
    text = fold(" ".join(block.text for number in sorted(pages) for block in pages[number].blocks))
    for phrase in ("جلسه 1396/7/5 به پیشنهاد", "موظف است ظرف مهلت", "مصوبه شورا اعلام نظر کند"):
        assert fold(phrase) in text


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("ماده(۰٩)\u200f", "ماده(۹۰)"),
        ("ماده(۱۰٩)\u200f", "ماده(۹۱۰)"),
        ("مورخ۲٩۱۳", "مورخ۱۳۹۲"),
        ("\u200e۴٩\u200f", "۴۹"),
        ("٩۷\u200f", "۹۷"),
        ("ماده۱۳۷۵", "ماده۱۳۷۵"),
    ],
)
def test_nines_stand_where_they_were_seen(seen: str, written: str) -> None:
    word = f"<span class='ocrx_word' title='bbox 5 5 50 20; x_wconf 90'>{seen}</span>"
    line = f"<span class='ocr_line' title='bbox 5 5 99 20'>{word}</span>"
    found = read_hocr(f"<html><body><div class='ocr_page'>{line}</div></body></html>".encode())
    assert [[line.text for line in page] for page in found] == [[written]]
