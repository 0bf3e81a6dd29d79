"""The standard Persian keyboard: which keys are neighbours, and what English-layout typing was meant to be."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

ROWS = ("ضصثقفغعهخحجچ", "شسیبلاتنمکگ", "ظطزرذدپو")
LAYOUT = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,", "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدئو", strict=True))
# Keys that differ from one Persian layout to another, and those with shift.
VARIANTS = ({"m": "ئ"}, {"m": "پ"})
ALSO = {"\\": "پ", "`": "پ", "C": "ژ", "H": "آ", "G": "ۀ", "N": "أ", "M": "ء", "V": "ؤ", "B": "إ"}


def as_typed_in_persian(text: str) -> Iterator[str]:
    """What the same keys give with the Persian layouts, the commonest one first; nothing for text they cannot type."""
    for variant in VARIANTS:
        keys = LAYOUT | ALSO | variant
        meant = [
            keys.get(letter) or keys.get(letter.lower()) or (letter if letter.isdigit() else "") for letter in text
        ]
        if all(meant):
            yield "".join(meant)


@lru_cache(maxsize=64)
def neighbours(letter: str) -> frozenset[str]:
    """The letters on the keys beside the letter's own, in its row and the rows above and below."""
    near: set[str] = set()
    for row_number, row in enumerate(ROWS):
        place = row.find(letter)
        if place < 0:
            continue
        for other in ROWS[max(0, row_number - 1) : row_number + 2]:
            near.update(other[max(0, place - 1) : place + 2])
    return frozenset(near - {letter})


def as_typed_in_latin(text: str) -> Iterator[str]:
    """What the same keys give with the English layout; nothing for text they cannot type."""
    for variant in VARIANTS:
        keys = {persian: latin for latin, persian in (ALSO | LAYOUT | variant).items()}
        meant = [keys.get(letter) or _ascii(letter) for letter in text]
        if all(meant):
            yield "".join(meant)


def _ascii(letter: str) -> str:
    return str(unicodedata.digit(letter)) if letter.isdigit() else letter if letter in "/-." else ""
