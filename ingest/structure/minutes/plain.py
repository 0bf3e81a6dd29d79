"""Text made level for looking things up in it, with the way back to where it stood."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.minutes import Source
from corpus.text.numbers import to_ascii_digits

_LETTERS = str.maketrans("يىئكأإآٱؤةۀ–—−﹣：٫", "یییکااااوهه----:.")
_MARKS = frozenset(map(chr, (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, ord("ء"))))
_TATWEEL = "ـ"


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` has ASCII digits, one form of each letter, a blank for every run of blanks and half-spaces, and no marks.

    `offsets` tells for each of its characters which one of the document it was, and `ends` where it ended there: after
    the marks that followed it, so that «اجراء» loses nothing.
    """

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]

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
    kept: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    level = to_ascii_digits(text[start : len(text) if end is None else end]).translate(_LETTERS)
    for offset, character in enumerate(level, start):
        if character == _TATWEEL:
            # «1ـ» is a marker; between letters it only stretches the word.
            character = "-" if kept and (kept[-1].isdigit() or kept[-1] == " ") else ""
        elif character in _MARKS:
            character = ""
            if kept and kept[-1] != " ":
                ends[-1] = offset + 1
        elif character.isspace() or character in "\u200c\u200d\u200e\u200f\u00ad":
            character = " " if kept and kept[-1] != " " else ""
        if character:
            kept.append(character)
            offsets.append(offset)
            ends.append(offset + 1)
    if kept and kept[-1] == " ":
        del kept[-1], offsets[-1], ends[-1]
    return Plain("".join(kept), tuple(offsets), tuple(ends))


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
