"""Text made level for looking things up in it, with the way back to where it stood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.minutes import Source
from corpus.text.numbers import to_ascii_digits

_LETTERS = str.maketrans("يىئكأإآٱؤةۀ–—−﹣：٫", "یییکااااوهه----:.")
_BLANKS = (*filter(str.isspace, map(chr, range(0x3001))), *"\u200c\u200d\u200e\u200f\u00ad")
_LEVEL = _LETTERS | {ord(blank): " " for blank in _BLANKS if blank != " "}
# Few characters are others when level: finding them takes a fifth of the time of translating all.
_UNLEVEL = re.compile(f"[{''.join(map(chr, _LEVEL))}]")
_MARKS = "".join(map(chr, (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, ord("ء"))))
_TATWEEL = "ـ"
# All that is not taken as it is: marks, tatweel, and blanks other than a single one between two words.
_UNEVEN = re.compile(f"[{_MARKS}{_TATWEEL} ]{{2,}}|[{_MARKS}{_TATWEEL}]|^ | $")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` has ASCII digits, one form of each letter, a blank for every run of blanks and half-spaces, and no marks.

    `offsets` tells for each of its characters which one of the document it was, and `ends` where it ended there: after
    the marks that followed it, so that «اجراء» loses nothing.
    """

    text: str
    offsets: Sequence[int]
    ends: Sequence[int]

    def source(self, start: int, end: int) -> Source:
        """Where a slice of it stands in the document; the slice must not be empty."""
        return Source(self.offsets[start], self.ends[end - 1])

    def part(self, start: int, end: int | None = None) -> "Plain":
        """A slice of it without blanks at its ends."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start] == " ":
            start += 1
        while start < end and self.text[end - 1] == " ":
            end -= 1
        return Plain(self.text[start:end], self.offsets[start:end], self.ends[start:end])

    @property
    def whole(self) -> Source:
        return self.source(0, len(self.text))


def plain(text: str, start: int = 0, end: int | None = None) -> Plain:
    """The slice of the document's text, made level."""
    level = _UNLEVEL.sub(_levelled, to_ascii_digits(text[start : len(text) if end is None else end]))
    if not _UNEVEN.search(level):
        # As most lines are.
        return Plain(level, range(start, start + len(level)), range(start + 1, start + 1 + len(level)))
    kept: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []

    def keep(characters: str, offset: int) -> None:
        if characters:
            kept.append(characters)
            offsets.extend(range(offset, offset + len(characters)))
            ends.extend(range(offset + 1, offset + 1 + len(characters)))

    taken = 0
    for uneven in _UNEVEN.finditer(level):
        keep(level[taken : uneven.start()], start + taken)
        taken = uneven.end()
        for offset, character in enumerate(uneven[0], start + uneven.start()):
            last = kept[-1][-1] if kept else ""
            if character == _TATWEEL:
                # «1ـ» is a marker; between letters it only stretches the word.
                keep("-" if last.isdigit() or last == " " else "", offset)
            elif character != " ":
                if last.strip():
                    ends[-1] = offset + 1
            elif last.strip():
                keep(" ", offset)
    keep(level[taken:], start + taken)
    text_of_it = "".join(kept)
    length = len(text_of_it.rstrip(" "))
    return Plain(text_of_it[:length], tuple(offsets[:length]), tuple(ends[:length]))


def _levelled(match: re.Match[str]) -> str:
    return match[0].translate(_LEVEL)


def joined(parts: Sequence[Plain], between: str = " ") -> Plain:
    """The parts with that between them, which the document need not have there."""
    if len(parts) == 1:
        return parts[0]
    offsets: list[int] = []
    ends: list[int] = []
    for part in parts:
        if offsets:
            offsets += [ends[-1]] * len(between)
            ends += [ends[-1]] * len(between)
        offsets += part.offsets
        ends += part.ends
    return Plain(between.join(part.text for part in parts), tuple(offsets), tuple(ends))
