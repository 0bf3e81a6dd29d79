"""Numbers in Persian text: digits of any style and numbers spelled out, cardinal or ordinal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ASCII_DIGITS = {ord(digit): str(value) for row in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for value, digit in enumerate(row)}
_OTHER_DIGITS = re.compile("[۰-۹٠-٩]+")
_PERSIAN_DIGITS = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹" * 2)
_LEVEL = _ASCII_DIGITS | str.maketrans("يىك\u200c\u200d\u200e\u200f\xa0\xad¬", "ییک" + " " * 7)

_UNITS = {"یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "شیش": 6, "هفت": 7, "هشت": 8, "نه": 9}
_TEENS = {
    **{"ده": 10, "یازده": 11, "دوازده": 12, "سیزده": 13, "چهارده": 14, "پانزده": 15, "پونزده": 15, "شانزده": 16},
    **{"شونزده": 16, "هفده": 17, "هیفده": 17, "هجده": 18, "هیجده": 18, "هژده": 18, "نوزده": 19},
}
_TENS = {"بیست": 20, "سی": 30, "چهل": 40, "پنجاه": 50, "شصت": 60, "هفتاد": 70, "هشتاد": 80, "نود": 90}
_HUNDREDS = {
    **{"یکصد": 100, "صد": 100, "دویست": 200, "سیصد": 300, "چهارصد": 400, "پانصد": 500, "پونصد": 500},
    **{"ششصد": 600, "شیشصد": 600, "هفتصد": 700, "هشتصد": 800, "نهصد": 900},
}
_SCALES = {"هزار": 1_000, "میلیون": 1_000_000, "میلیارد": 1_000_000_000}
_LESS_USUAL = {"شیش", "پونزده", "شونزده", "هیفده", "هیجده", "هژده", "یکصد", "پونصد", "شیشصد"}
# The usual name of each number that has one of its own, the greatest first; and the ordinals that take no plain «م».
_ORDINARY = sorted(
    ((value, word) for word, value in {**_HUNDREDS, **_TENS, **_TEENS, **_UNITS}.items() if word not in _LESS_USUAL),
    reverse=True,
)
_ORDINAL_OF = {"سه": "سوم", "سی": "سی‌ام"}
_IRREGULAR_ORDINALS = {"سوم": 3, "سومین": 3, "اول": 1, "اولین": 1, "نخست": 1, "نخستین": 1}
_VALUES = {**_UNITS, **_TEENS, **_TENS, **_HUNDREDS, **_SCALES, **_IRREGULAR_ORDINALS, "صفر": 0}

# Blanks are bounded, so that no run of them is read twice.
_BLANK = r"[ \t\n]{0,3}"
_AND = rf"{_BLANK}و{_BLANK}"


def _any_of(words: Mapping[str, int]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_BELOW_100 = rf"(?:{_any_of(_TENS)}(?:{_AND}(?:سوم(?:ین)?|{_any_of(_UNITS)}))?|{_any_of(_TEENS)}|{_any_of(_UNITS)})"
_BELOW_1000 = rf"(?:{_any_of(_HUNDREDS)}(?:{_AND}(?:سوم(?:ین)?|{_BELOW_100}))?|{_BELOW_100})"
_THOUSANDS = rf"(?:{_BELOW_1000}{_BLANK})?هزار"
_MILLIONS = rf"{_BELOW_1000}{_BLANK}(?:میلیون|میلیارد)"
_LARGE = rf"(?:{_MILLIONS}|{_THOUSANDS})(?:{_AND}(?:{_MILLIONS}|{_THOUSANDS})){{0,2}}"
_SPELLED = (
    rf"(?:صفر|{_any_of(_IRREGULAR_ORDINALS)}(?![ء-ی])"
    rf"|{_LARGE}(?:{_AND}(?:سوم(?:ین)?|{_BELOW_1000}))?|{_BELOW_1000})"
)
# «سیم» is a wire, not the thirtieth.
_ORDINAL_ENDING = r"(?:(?<!ی)م(?:ین)?|[ \t]?اُ?م(?:ین)?)"

# A number in words, with the ending of an ordinal if it has one, in text made level by `level`.
NUMBER_WORDS = rf"(?<![ء-ی]){_SPELLED}{_ORDINAL_ENDING}?(?![ء-ی])"

_NUMBER_WORDS = re.compile(NUMBER_WORDS)
_WORD = re.compile(_any_of(_VALUES))
_MENTION = re.compile(
    r"(?<![0-9A-Za-z_.,٫٬/-])(?P<digits>[0-9]{1,3}(?:[,٬][0-9]{3}){1,5}|[0-9]{1,18})(?:[ \t]?(?:اُ?)?م(?:ین)?)?(?![\w٫٬/]|[.,-][0-9])"
    rf"|(?P<words>{NUMBER_WORDS})"
)


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A whole number and where it stands. Offsets are in characters."""

    start: int
    end: int
    value: int
    ordinal: bool


def to_ascii_digits(text: str) -> str:
    """The text with Persian and Arabic digits as ASCII ones; its length does not change."""
    # Few characters of a text are digits: finding them is faster than translating all.
    return _OTHER_DIGITS.sub(lambda digits: digits[0].translate(_ASCII_DIGITS), text)


def to_persian_digits(text: str | int) -> str:
    """The text or number with Persian digits; its length does not change."""
    return str(text).translate(_PERSIAN_DIGITS)


def ordinal_in_words(number: int) -> str:
    """«یکم», «بیست و سوم», «سی‌ام», «صد و بیستم»; from 1000 on in digits, «۱۰۰۰اُم». Raises `ValueError` below 1."""
    if number < 1:
        raise ValueError(f"{number} is no place in a row")
    if number >= 1_000:
        return f"{to_persian_digits(number)}اُم"
    words = [word for value, word in _ORDINARY if _holds(number, value)]
    last = _ORDINAL_OF.get(words[-1], words[-1] + "م")
    return " و ".join([*words[:-1], last])


def _holds(number: int, value: int) -> bool:
    """Whether the number is told with the name of this value: 123 with those of 100, 20 and 3."""
    if value >= 100:
        return number // 100 * 100 == value
    below = number % 100
    return below == value if below < 20 else value in (below // 10 * 10, below % 10)


def level(text: str) -> str:
    """One character for each: ASCII digits, Persian letters, blanks for half-spaces; spans in it hold in the text."""
    return text.translate(_LEVEL)


def number_from_words(text: str) -> int | None:
    """The number that the whole text spells, cardinal or ordinal («یکصد و شانزدهمین» is 116); None if it is none."""
    match = _NUMBER_WORDS.fullmatch(level(text).strip())
    return _value(match[0]) if match else None


def find_numbers(text: str) -> list[NumberMention]:
    """Whole numbers in digits or words, in order; parts of dates, codes and decimals are left out."""
    return [_mention(match) for match in _MENTION.finditer(level(text))]


def _mention(match: re.Match[str]) -> NumberMention:
    digits = match["digits"]
    value = int(digits.replace(",", "").replace("٬", "")) if digits else _value(match[0])
    ordinal = match[0].endswith(("م", "مین", "اول", "اولین", "نخست", "نخستین"))
    return NumberMention(match.start(), match.end(), value, ordinal)


def _value(words: str) -> int:
    total = group = 0
    for word in _WORD.findall(words):
        value = _VALUES[word]
        if value >= 1_000:
            total, group = total + max(group, 1) * value, 0
        else:
            group += value
    return total + group
