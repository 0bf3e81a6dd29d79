"""Numbers, dates, codes and quantities in one spelling: «۱۴۰۲/۳/۵» is «1402-03-05», «۲۵۰ کیلوگرم» is «250kg»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.display import HALF_SPACE
from corpus.text.folding import fold_word
from corpus.text.lists import read_list
from corpus.text.numbers import level

_DATE = re.compile(r"([0-9]{1,4})([/.\-])([0-9]{1,2})\2([0-9]{1,4})")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PIECES = re.compile(r"[/\-_.:@+]")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MOST_PIECES = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """How a token of digits or Latin letters is found: by `key`, and by each of `parts` too."""

    key: str
    parts: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        return _PLAIN.fullmatch(self.key) is not None


class Units:
    """The units of measure by their signs and words."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.signs: dict[str, str] = {}
        spellings: dict[str, str] = {}
        for line in read_list("units.txt"):
            sign, words = line.split(": ")
            spellings[sign] = sign
            self.words[sign] = fold_word(words.split()[0])
            for word in words.split():
                self.signs[fold_word(word)] = sign
                spellings[level(word)] = sign
        self._spellings = {spelling.replace(" ", ""): sign for spelling, sign in spellings.items()}
        blank = "[ \t]{0,2}"
        ordered = sorted(spellings, key=len, reverse=True)
        unit = "(?:" + "|".join(re.escape(one).replace(r"\ ", blank) for one in ordered) + ")"
        self._phrase = re.compile(
            rf"{blank}(?P<unit>{unit})(?:{blank}(?:/|بر|در){blank}(?P<per>{unit}))?(?![^\W_])", re.IGNORECASE
        )

    def after(self, text: str, position: int) -> tuple[str, int] | None:
        """(the sign of the unit that follows the position, where it ends); None if none does."""
        ahead = level(text[position : position + 48])
        match = self._phrase.match(ahead)
        if match is None:
            return None
        signs = [self._sign(match[name]) for name in ("unit", "per") if match[name]]
        return "/".join(signs), position + match.end()

    def quantity(self, number: str, sign: str) -> Reading:
        """A number with a unit, also found by the number and by the unit's own word."""
        return Reading(number + sign, (number, *(self.words[one] for one in sign.split("/"))))

    def _sign(self, spelling: str) -> str:
        return self._spellings[re.sub(r"[ \t]", "", spelling).lower()]


def read_code(token: str, units: Units) -> Reading:
    """Read one token of digits and Latin letters, in any style of digits."""
    code = fold_word(token).strip(HALF_SPACE)
    if code.startswith("%"):
        code = code[1:] + "%"
    number = _NUMBER.match(code) if not code.isdigit() else None
    if number and (unit := units.after(code, number.end())) and unit[1] == len(code):
        return units.quantity(read_code(number[0], units).key, unit[0])
    return _read_number(code) or _read_date(code) or Reading(code, tuple(_pieces(code)))


def _read_number(code: str) -> Reading | None:
    if _THOUSANDS.fullmatch(code):
        whole = code.replace(",", "") if "," in code else code.replace(".", "")
        return Reading(whole)
    if _NUMBER.fullmatch(code):
        # «۰۵» is five; «021» is a code.
        return Reading(code[1:] if len(code) == 2 and code[0] == "0" else code)
    return None


def _read_date(code: str) -> Reading | None:
    match = _DATE.fullmatch(code)
    if match is None:
        return None
    first, middle, last = int(match[1]), int(match[3]), int(match[4])
    year, day = (last, first) if last > 31 else (first, last)
    if not (year > 1200 and middle <= 12 and day <= 31):
        return None
    return Reading(f"{year:04}/{middle:02}/{day:02}", (str(year),))


def _pieces(code: str) -> Iterator[str]:
    pieces = _PIECES.split(code, _MOST_PIECES)
    if len(pieces) > 1:
        yield from dict.fromkeys(piece for piece in pieces[:_MOST_PIECES] if len(piece) >= 2)
