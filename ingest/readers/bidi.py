"""From the order in which a right-to-left line is seen to the order in which it was written.

The Unicode bidirectional algorithm lays text out; this undoes it. Laying out loses a little, so where two texts
look alike on paper the likelier is taken.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# What stands in brackets is mostly shorter than what stands between one pair and the next.
LONGEST_ASIDE = 60

_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("«", "»"), ("<", ">"), ("‹", "›"))

_CLASSES = (
    ("D", frozenset("0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")),
    # One of these between digits holds a number together wherever it stands: 1402/05/14, 3.5, 10:30.
    ("S", frozenset("/.,:٫٬?!")),
    # These do so only at the start of a paragraph, before any letter has been met: 2-3-1.
    ("E", frozenset("+-−‐‑")),
    ("T", frozenset("%٪‰#$€£°")),
    ("O", frozenset("([{<«‹")),
    ("C", frozenset(")]}>»›")),
    ("Q", frozenset("“‘")),
    ("q", frozenset("”’")),
    ("N", frozenset("،؛؟")),
)
_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u200c]")

# Over one class letter a token, in the order seen:
# R Arabic letter, L other letter, D digit, S separator, E sign, T unit, W blank, O and C brackets, Q and q curly
# quotes, N anything else.
_ATOM = "[LD]+(?:[SETN]+[LD]+)*(?:OC)?"
_LATIN = re.compile(
    rf"(?=[DSETN]*L){_ATOM}"
    rf"(?:[SETN]*W[SETWN]*{_ATOM}|[SETWN]?O{_ATOM}(?:W{_ATOM})*C(?=[^LD]|$|W?[LD]))*"
    # A line that ends within an address: no word begins with such a sign.
    "(?:[SE]+(?=W))?"
)
# Curly quotes are not mirrored: seen the right way round, they and what they hold were laid out from left to right.
_QUOTED = re.compile("Q[^QqR]*q")
_NUMBER = re.compile("D+(?:SD+)*")
_FIRST_NUMBER = re.compile("T?D+(?:[SE]D+)*T?(?=[WNOCSE]*$)")
_RIGHT_TO_LEFT_RUN = re.compile("R(?:[^LDR]*R)*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of tokens in written order, by their places in the line as seen."""

    places: range
    left_to_right: bool


def written_order(tokens: Sequence[str], *, right_to_left: bool = True, opens_paragraph: bool = True) -> list[Run]:
    """The runs of a line in written order; `tokens` are its glyphs' texts from left to right.

    `right_to_left` is the direction of its paragraph. `opens_paragraph` says that the line may begin with a number
    that no letter precedes, laid out by a program that follows Unicode; Word does not.
    """
    classes = "".join(map(_class, tokens))
    if not right_to_left:
        return list(_left_to_right_order(classes))
    runs: list[Run] = []
    position = 0
    for start, end in _left_to_right(classes, opens_paragraph=opens_paragraph):
        runs.extend(_each(position, start))
        runs.append(Run(range(start, end), True))
        position = end
    runs.extend(_each(position, len(tokens)))
    return runs[::-1]


def _left_to_right_order(classes: str) -> Iterator[Run]:
    position = 0
    for match in _RIGHT_TO_LEFT_RUN.finditer(classes):
        if position < match.start():
            yield Run(range(position, match.start()), True)
        yield from reversed(_each(*match.span()))
        position = match.end()
    if position < len(classes):
        yield Run(range(position, len(classes)), True)


def _each(start: int, end: int) -> list[Run]:
    return [Run(range(at, at + 1), False) for at in range(start, end)]


def is_right_to_left(text: str) -> bool:
    """Whether a line of this text runs from right to left: at least a quarter of its letters do."""
    arabic = latin = 0
    for sign in text:
        kind = _class(sign)
        arabic += kind == "R"
        latin += kind == "L"
    return arabic > 0 and 3 * arabic >= latin


def drawn_brackets(texts: Sequence[str]) -> dict[int, int]:
    """A translation table for the brackets that a document's fonts name as they look on the page.

    Some programs name the bracket that was written, others the one that is seen, and not the same way for every
    pair; told from texts in which none was turned.
    """
    whole = " ".join(texts)
    table: dict[int, int] = {}
    for opening, closing in _PAIRS:
        inside = f"[^{re.escape(opening + closing)}]{{1,{LONGEST_ASIDE}}}"
        right = re.findall(re.escape(opening) + inside + re.escape(closing), whole)
        wrong = re.findall(re.escape(closing) + inside + re.escape(opening), whole)
        if len(wrong) > len(right):
            table |= str.maketrans(opening + closing, closing + opening)
    return table


def _left_to_right(classes: str, *, opens_paragraph: bool) -> Iterator[tuple[int, int]]:
    first = _FIRST_NUMBER.search(classes) if opens_paragraph else None
    position = 0
    while position < len(classes):
        match = (
            (_LATIN.match(classes, position) if classes[position] in "LD" else None)
            or (_QUOTED.match(classes, position) if classes[position] == "Q" else None)
            or (first if first and first.start() == position else None)
            or _NUMBER.match(classes, position)
        )
        if match:
            yield match.span()
        position = match.end() if match else position + 1


def _class(token: str) -> str:
    sign = token[0]
    for kind, signs in _CLASSES:
        if sign in signs:
            return kind
    if sign.isspace():
        return "W"
    if _ARABIC.match(sign):
        return "R"
    return "L" if sign.isalpha() or unicodedata.category(sign) in ("No", "Nl") else "N"
