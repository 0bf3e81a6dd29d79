"""hOCR, in which tesseract tells what it has seen: lines of words, where they are and how sure it is of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Left, top, right and bottom, in pixels of the picture.
Box = tuple[int, int, int, int]

# Lines of running text, of headers and of captions.
_LINES = frozenset(("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"))
_BOX = re.compile(r"bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_CONFIDENCE = re.compile(r"x_wconf (\d+)")

# The Persian model writes a nine in either way; in a word of letters too, tesseract takes the Arabic one for a number
# of its own, and «۹۱۰» comes out as «۱۰٩».
_ARABIC_NINE, _PERSIAN_NINE = "\u0669", "\u06f9"
_NUMBER_WITH_NINE = re.compile(rf"[۰-۹]*{_ARABIC_NINE}[۰-۹{_ARABIC_NINE}]*")
_ONE_WAY = re.compile(rf"{_ARABIC_NINE}+|[۰-۹]+")
_LETTER = re.compile(r"[^\W\d_]")
_DIRECTION_MARK = re.compile("[\u200e\u200f]")


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of text in reading order; `confidence` is the mean of its letters', from 0 to 100."""

    text: str
    box: Box
    confidence: float
    first_word: Box


def read_hocr(data: bytes) -> list[list[RecognisedLine]]:
    """For each picture its lines, in the order in which they are to be read."""
    from lxml import html

    root = html.fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    return [list(_lines(page)) for page in root.iter() if page.get("class") == "ocr_page"]


def _lines(page: Any) -> Iterator[RecognisedLine]:
    for line in page.iter():
        if line.get("class") not in _LINES:
            continue
        words = [(word, text) for word in line.iter() if word.get("class") == "ocrx_word" and (text := _text(word))]
        if words:
            letters = sum(len(text) for _, text in words)
            sure = sum(_confidence(word) * len(text) for word, text in words)
            yield RecognisedLine(" ".join(text for _, text in words), _box(line), sure / letters, _box(words[0][0]))


def _text(word: Any) -> str:
    text = _DIRECTION_MARK.sub("", word.text_content()).strip()
    if _LETTER.search(text):
        text = _NUMBER_WITH_NINE.sub(lambda number: "".join(reversed(_ONE_WAY.findall(number[0]))), text)
    return text.replace(_ARABIC_NINE, _PERSIAN_NINE)


def _box(element: Any) -> Box:
    ((left, top, right, bottom),) = _BOX.findall(element.get("title"))
    return int(left), int(top), int(right), int(bottom)


def _confidence(word: Any) -> int:
    (sure,) = _CONFIDENCE.findall(word.get("title"))
    return int(sure)
