"""What happens to Persian text in real offices: other keyboards, lost half-spaces, digits of three scripts.

Each noise is a function from text to text, and the same text always suffers in the same way.
"""

import re
from collections.abc import Callable
from itertools import cycle
from zlib import crc32

from corpus.samples.numerals import persian_digits

Noise = Callable[[str], str]

_NUMBER = re.compile(r"[۰-۹]+(?:[/٫.:][۰-۹]+)*")
_ARABIC_LETTERS = str.maketrans("یک", "يك")
_ASCII_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
_ARABIC_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")
_DIGITS: tuple[dict[int, int], ...] = ({}, _ASCII_DIGITS, _ARABIC_DIGITS)


def unchanged(text: str) -> str:
    """The text as it was written."""
    return text


def arabic_letters(text: str) -> str:
    """The text from an Arabic keyboard."""
    return text.translate(_ARABIC_LETTERS)


def lost_half_spaces(text: str) -> str:
    """The text with every half-space a space or nothing, in turn."""
    losses = cycle((" ", ""))
    return re.sub("\u200c", lambda _: next(losses), text)


def mixed_digits(text: str) -> str:
    """The text with whole numbers in Persian, ASCII and Arabic digits in turn."""
    turn = crc32(text.encode()) % len(_DIGITS)
    scripts = cycle(_DIGITS[turn:] + _DIGITS[:turn])
    return _NUMBER.sub(lambda number: number[0].translate(next(scripts)), persian_digits(text))


def everything(text: str) -> str:
    """The text with all of it at once."""
    return mixed_digits(lost_half_spaces(arabic_letters(text)))


NOISES: tuple[Noise, ...] = (arabic_letters, lost_half_spaces, mixed_digits, everything)
