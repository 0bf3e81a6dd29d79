"""Display text: what people read, what is parsed and what is highlighted."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

HALF_SPACE = "\u200c"
TATWEEL = "\u0640"
SOFT_HYPHEN = "\u00ad"

_PERSIAN_LETTERS = (("ي", "ی"), ("ى", "ی"), ("ك", "ک"), ("ڪ", "ک"))

_PRESENTATION_FORMS = ((0xFB50, 0xFDCF), (0xFDF0, 0xFDFF), (0xFE70, 0xFEFC))
_LINE_BREAKS = ((0x0B, 0x0D), (0x85, 0x85), (0x2028, 0x2029))
_SPACES = ((0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000))
_SURROGATES = ((0xD800, 0xDFFF),)
_DIRECTION_MARKS = ((0x200E, 0x200F),)
# Controls, joiners, marks of direction, byte order marks, object placeholders, tags, noncharacters.
_INVISIBLE = (
    *((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0x061C, 0x061C), (0x180E, 0x180E)),
    *((0x200B, 0x200B), (0x200D, 0x200D), (0x202A, 0x202E), (0x2060, 0x206F), (0xFDD0, 0xFDEF), (0xFEFF, 0xFEFF)),
    *((0xFFF9, 0xFFFC), (0xFFFE, 0xFFFF), (0xE0000, 0xE007F)),
)


def _characters(ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    return (code for first, last in ranges for code in range(first, last + 1))


def _letters_of(form: int) -> str:
    """The letters that a presentation form stands for, without the blank or tatweel that carries a lone diacritic."""
    letters = unicodedata.normalize("NFKC", chr(form)).strip().replace(TATWEEL, "")
    for arabic, persian in _PERSIAN_LETTERS:
        letters = letters.replace(arabic, persian)
    return letters


_CHANGES: dict[int, str] = {
    **{code: _letters_of(code) for code in _characters(_PRESENTATION_FORMS)},
    **dict.fromkeys(_characters(_LINE_BREAKS), "\n"),
    **dict.fromkeys(_characters(_SPACES), " "),
    **dict.fromkeys(_characters(_SURROGATES), "\ufffd"),
    **dict.fromkeys(_characters(_DIRECTION_MARKS), SOFT_HYPHEN),
    **dict.fromkeys(_characters(_INVISIBLE), ""),
}
_CHANGED_RANGES = (*_PRESENTATION_FORMS, *_LINE_BREAKS, *_SPACES, *_SURROGATES, *_DIRECTION_MARKS, *_INVISIBLE)
_CHANGED = re.compile("[" + "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in _CHANGED_RANGES) + "]+")

_LETTERS = frozenset(
    map(chr, _characters(((0x620, 0x63F), (0x641, 0x65F), (0x66E, 0x6D3), (0x6D5, 0x6DC), (0x6FA, 0x6FF))))
)
_LOST_HALF_SPACES = re.compile(f"[{SOFT_HYPHEN}¬{HALF_SPACE}]+")
_TATWEELS = re.compile(f"{TATWEEL}+")

_HALF_SPACES = re.compile(f"{HALF_SPACE}{HALF_SPACE}+")
_IDLE_HALF_SPACE = re.compile(rf"{HALF_SPACE}(?:(?=\s|\Z)|(?<=\s{HALF_SPACE})|(?<=\A{HALF_SPACE}))")


def _change(run: re.Match[str]) -> str:
    return run[0].translate(_CHANGES)


def _between_letters(run: re.Match[str]) -> bool:
    before = run.string[max(0, run.start() - 2) : run.start()].rstrip(HALF_SPACE)
    after = run.string[run.end() : run.end() + 2].lstrip(HALF_SPACE)
    return before[-1:] in _LETTERS and after[:1] in _LETTERS


def _regain_half_space(run: re.Match[str]) -> str:
    # Office programs turn the half-space into a soft hyphen, «¬» or a mark of direction: «می¬شود».
    return HALF_SPACE if _between_letters(run) else run[0].replace(SOFT_HYPHEN, "")


def _unstretch(run: re.Match[str]) -> str:
    if _between_letters(run):
        return ""
    before = run.string[max(0, run.start() - 2) : run.start()]
    # «۱۴۲۰ هـ» is an abbreviation; «هـ متن» at the start of a line is a list marker.
    return "" if before in ("(ه", " ه") else "-"


def display_text(text: str) -> str:
    """The same text in Persian letters with nothing invisible in it but half-spaces that join words.

    Digits, spacing and style stay as they are. Doing it twice changes nothing more. A list marker «1ـ» becomes «1-».
    """
    text = text.replace("\r\n", "\n")
    for arabic, persian in _PERSIAN_LETTERS:
        text = text.replace(arabic, persian)
    text = _CHANGED.sub(_change, text)
    if TATWEEL in text:
        text = _TATWEELS.sub(_unstretch, text)
    if SOFT_HYPHEN in text or "¬" in text:
        text = _LOST_HALF_SPACES.sub(_regain_half_space, text)
    if HALF_SPACE in text:
        text = _IDLE_HALF_SPACE.sub("", _HALF_SPACES.sub(HALF_SPACE, text))
    return text
