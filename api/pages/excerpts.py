"""The part of a passage that a result shows: around most of what matched, in whole words, lines run together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.highlight import Span

# About four lines beside the facets, and six on a phone.
MOST_CHARACTERS = 340
LEAD = 60
LINE_BREAK = " · "
CUT = "…"

_OPENING = re.compile(r"\n|[.؟؛]\s+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """`highlights` cut `text`."""

    text: str
    highlights: tuple[Span, ...]


def excerpt(text: str, highlights: Sequence[Span], most: int = MOST_CHARACTERS) -> Excerpt:
    """A text that is not longer stays whole; of another, the stretch that holds most marks, the first of several."""
    start, end = _stretch(text, highlights, most)
    pieces: list[str] = [CUT] if start else []
    marks: list[Span] = []
    length = sum(map(len, pieces))
    for number, (first, last) in enumerate(_lines(text, start, end)):
        if number:
            pieces.append(LINE_BREAK)
            length += len(LINE_BREAK)
        shift = length - first
        marks += [
            (max(mark_start, first) + shift, min(mark_end, last) + shift)
            for mark_start, mark_end in highlights
            if mark_start < last and mark_end > first
        ]
        pieces.append(text[first:last])
        length += last - first
    if end < len(text):
        pieces.append(CUT)
    return Excerpt("".join(pieces), tuple(marks))


def _stretch(text: str, highlights: Sequence[Span], most: int) -> Span:
    if len(text) <= most:
        return 0, len(text)
    start = 0
    best = sum(end <= most for _, end in highlights)
    for first, _ in highlights:
        held = sum(first <= mark_start and mark_end <= first - LEAD + most for mark_start, mark_end in highlights)
        if first > LEAD and held > best:
            best, start = held, first - LEAD
    near = min(start, len(text) - most)
    start = _word_start(text, near) if near else 0
    # Where it begins earlier for the sake of a whole sentence it is longer: no mark is lost by that.
    end = min(len(text), near + most)
    if end < len(text):
        # The last word is not cut, unless it is longer than the rest.
        blank = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = blank if blank > start + most // 2 else end
    return start, end


def _word_start(text: str, near: int) -> int:
    """The beginning of the line or sentence that is nearest, else of the next word."""
    first = max(0, near - LEAD)
    openings = [first + match.end() for match in _OPENING.finditer(text[first : near + LEAD // 2])]
    if openings:
        return min(openings, key=lambda opening: abs(opening - near))
    blank = text.find(" ", near)
    return blank + 1 if 0 <= blank < near + LEAD else near


def _lines(text: str, start: int, end: int) -> list[Span]:
    """The lines between, blanks at their edges left out."""
    lines = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        line = text[start:stop]
        if line.strip():
            lines.append((start + len(line) - len(line.lstrip()), start + len(line.rstrip())))
        start = stop + 1
    return lines
