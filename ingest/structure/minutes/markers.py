"""The marker that an item of a list begins with."""

import re
from dataclasses import dataclass

from corpus.text.numbers import number_from_words

_LETTERS = "الف|[ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی]"
_MARKER = re.compile(
    r"^(?:"
    r"(?P<word>(?:مصوبه|بند|تصمیم|مورد)(?: ?(?:شماره|ی))?) ?\(?(?P<worded>[0-9]{1,4}|[ء-ی]{2,12}?)\)? ?(?:[-.):]+ ?)+"
    r"|(?P<bare>(?:مصوبه|بند|تصمیم)(?: شماره)?) ?(?P<barenumber>[0-9]{1,4}) (?=[ء-ی])"
    r"|[(\[]?[0-9]{1,2}[-./](?P<sub>[0-9]{1,2})[)\]]? ?(?:[-.):]+ ?)+(?![0-9])"
    r"|[(\[]?(?P<digits>[0-9]{1,4})[)\]]? ?(?:[-.):]+ ?)+(?![0-9])"
    r"|(?P<glued>[0-9]{1,4}) ?(?=(?:مقرر|موافقت|تصویب|مصوب) ?[ء-ی])"
    rf"|[(\[]?(?P<letter>{_LETTERS})(?: ?[-.)]+)+ ?"
    r"|(?P<bullet>[*•●▪◦·✓➢-]+(?: ?-)*) ?"
    r")(?=[^ ])"
)
_ABJAD = "ابجدهوزحطیکلمنسعفصقرشتثخذضظغ"


@dataclass(frozen=True, slots=True)
class Marker:
    """`end` is where the item's text begins. `style` tells markers of one list from those of a list inside it."""

    style: str
    number: int | None
    start: int
    end: int


def marker_of(text: str) -> Marker | None:
    """The marker at the beginning of a line; None when there is none."""
    match = _MARKER.match(text)
    if not match:
        return None
    for style, name in (
        ("word", "worded"),
        ("word", "barenumber"),
        ("sub", "sub"),
        ("digits", "digits"),
        ("digits", "glued"),
    ):
        if match[name]:
            number = int(match[name]) if match[name].isdigit() else number_from_words(match[name])
            if number is None:
                return None
            return Marker(style, number, match.start(name), match.end())
    if match["letter"]:
        return Marker("letter", _ABJAD.find(match["letter"][0]) + 1 or None, match.start("letter"), match.end())
    return Marker("bullet", None, match.start(), match.end())


_RUN_IN = re.compile(r"(?:^|(?<=[؛;.،: ]))\(?(?P<number>[0-9]{1,2})\)? ?[-.)] ?(?=[^0-9 ])")


def run_in_items(text: str) -> list[tuple[int, int]]:
    """Spans of the items of a list written in one line («۱) … ؛ ۲) …»); [] when it is none."""
    starts: list[tuple[int, int]] = []
    for match in _RUN_IN.finditer(text):
        if int(match["number"]) == len(starts) + 1:
            starts.append((match.start(), match.end()))
    if len(starts) < 2:
        return []
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [(begin, end) for (_, begin), end in zip(starts, ends, strict=True)]
