"""What could point at a person, taken out of a text before it is written down: addresses of mail, and long numbers."""

import re

BLANK = "…"

_DIGIT = "0-9۰-۹٠-٩"
_MAIL = re.compile(r"[^\s@<>«»()،؛]+@[^\s@<>«»()،؛]+")
# Phone numbers have eight digits and more, national ids ten, cards sixteen, accounts two letters and twenty-four. Dates
# have at most eight, and parts of four and two: those are spared, and so are years side by side.
_LONG_NUMBER = re.compile(
    rf"(?<![{_DIGIT}])(?:IR\s?|\+)?[{_DIGIT}](?:[\s().\-–\u200c]{{0,2}}[{_DIGIT}]){{7,}}", re.IGNORECASE
)
_DAY = r"1[34]\d\d(?:/\d\d?/\d\d?|-\d\d?-\d\d?|\.\d\d?\.\d\d?)?"
_DATES = re.compile(rf"{_DAY}(?:[\s\-–]{{1,2}}{_DAY})*", re.ASCII)
_PERSIAN_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


def without_personal_data(text: str) -> str:
    """The text with «…» in place of what looks like a mail address or the number of a phone, a person or a card."""
    return _LONG_NUMBER.sub(_blanked, _MAIL.sub(BLANK, text))


def _blanked(match: re.Match[str]) -> str:
    return match[0] if _DATES.fullmatch(match[0].translate(_PERSIAN_DIGITS)) else BLANK
