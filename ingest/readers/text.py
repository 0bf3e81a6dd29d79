"""Plain text in whatever encoding it comes."""

import codecs
import re
from pathlib import Path

from corpus.errors import DamagedFile, NoText
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.kinds import TEXT
from ingest.readers.lines import line_block
from ingest.readers.workspace import Workspace

UNKNOWN_ENCODING = "کدگذاری حروف این متن شناخته نشد؛ آن را با کدگذاری UTF-8 ذخیره و دوباره بارگذاری کنید."
LOST_LETTERS = "برخی حروف این متن آسیب دیده بود و با نشانهٔ � جایگزین شد."

# UTF-32 first: its little-endian mark begins with the mark of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BYTE_ENCODINGS = ("cp1256", "iso8859_6")

# The letters that make up four fifths of any Persian text, with the Arabic forms that old encodings have for two of them.
COMMON_LETTERS = frozenset("ایيرندهمتوسشبکكلفقزپجعح\u200c")
LEAST_PERSIAN = 0.6
LEAST_TEXT_TO_A_CONTROL = 1_000
MOST_LOST = 0.01

# First bytes of the UTF-16 units that Persian text is made of: ASCII, Arabic letters, ZWNJ and presentation forms.
_UTF16_HIGH_BYTES = frozenset((0x00, 0x06, 0x20, 0xFB, 0xFC, 0xFD, 0xFE))
_BINARY = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")


class TextReader:
    """Reads plain text: one block a line, one page a form feed."""

    media_types: tuple[str, ...] = (TEXT,)

    def read(self, path: Path, workspace: Workspace) -> Reading:
        decoded = decode(path.read_bytes())
        if decoded is None:
            raise DamagedFile(UNKNOWN_ENCODING)
        pages = tuple(_page(number, text) for number, text in enumerate(decoded.split("\f"), start=1))
        if not any(page.blocks for page in pages):
            raise NoText("این پرونده جز فاصله و سطر خالی متنی ندارد.")
        warnings = (LOST_LETTERS,) if "\ufffd" in decoded else ()
        return Reading(TEXT, pages, warnings=warnings)


def decode(data: bytes) -> str | None:
    """The text that the bytes hold, or None when they hold no text.

    Told by its mark, else UTF-16 by its statistics, else UTF-8, else the one-byte encoding that makes the most
    Persian of it.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _text(data.decode(encoding, "replace"))
    if unmarked := _utf16_without_mark(data):
        return _text(data.decode(unmarked, "replace"))
    try:
        return _text(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _one_byte(data) or _nearly_utf8(data)


def _text(text: str) -> str | None:
    # A stray control character gets into real text now and then; binary data is full of them.
    return None if len(_BINARY.findall(text)) * LEAST_TEXT_TO_A_CONTROL > len(text) else text


def _utf16_without_mark(data: bytes) -> str | None:
    # Text of one byte a letter has no zero bytes, and Persian UTF-8 has neither 00 nor 06.
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = data[start::2]
        if high and sum(high.count(byte) for byte in _UTF16_HIGH_BYTES) > 0.9 * len(high):
            telling = high.count(0x00) + high.count(0x06)
            if telling > 0.7 * len(high):
                return encoding
    return None


def _one_byte(data: bytes) -> str | None:
    candidates = (data.decode(encoding, "replace") for encoding in ONE_BYTE_ENCODINGS)
    best = max((text for text in candidates if _text(text)), key=_persian_share, default="")
    return best if _persian_share(best) >= LEAST_PERSIAN else None


def _persian_share(text: str) -> float:
    beyond_ascii = [letter for letter in text if letter > "\x7f"]
    return sum(letter in COMMON_LETTERS for letter in beyond_ascii) / max(1, len(beyond_ascii))


def _nearly_utf8(data: bytes) -> str | None:
    text = data.decode("utf-8", "replace")
    return _text(text) if text.count("\ufffd") <= MOST_LOST * len(text) else None


def _page(number: int, text: str) -> Page:
    blocks: list[Block] = [line_block(line) for line in text.splitlines() if line.strip()]
    return Page(number, "text", tuple(blocks))
