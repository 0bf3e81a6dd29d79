"""Numbers as lists show them."""

import re

_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_PERSIAN_LETTER = re.compile("[\u0621-\u06cc]")

ABJAD = "ابجدهوزحطیکلمنسعفصقرشتثخذضظغ"
ALPHABET = "ابتثجحخدذرزسشصضطظعغفقکلمنهوی"
LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = "m:1000 cm:900 d:500 cd:400 c:100 xc:90 l:50 xl:40 x:10 ix:9 v:5 iv:4 i:1"
MOST_ROMAN = 3999
MOST_REPEATS = 5


def persian_if_with(marker: str, text: str) -> str:
    """The marker with Persian digits where the text beside it is Persian, as word processors show it."""
    return marker.translate(_PERSIAN_DIGITS) if not text or _PERSIAN_LETTER.search(text) else marker


def letter(number: int, letters: str) -> str:
    """The number as a letter; after the last one, letters are doubled: z, aa, bb."""
    rounds, place = divmod(max(number, 1) - 1, len(letters))
    shown = letters[place] * min(rounds + 1, MOST_REPEATS)
    return "الف" if shown == "ا" else shown


def roman(number: int) -> str:
    """The number in small Roman numerals; beyond 3999, in digits."""
    if not 0 < number <= MOST_ROMAN:
        return str(number)
    numeral = ""
    for sign, value in (pair.split(":") for pair in _ROMAN.split()):
        count, number = divmod(number, int(value))
        numeral += sign * count
    return numeral
