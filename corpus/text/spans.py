"""Where a text is cut: whole sentences, joined to runs of the length of passages.

Documents are cut so when they come in, and a text that somebody looks for similar ones to in the same way: what is
compared is of one size.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LEAST_WORDS = 80
MOST_WORDS = 180

# A sentence ends at its mark and the blank after it; «۱.» and «م.» do not end one.
SENTENCE_END = re.compile(r"(?<=[^\s\d.][^\s.])[.!?؟؛…]+[»\")\]]*\s+|\n+")
LINE_END = re.compile(r"\n+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of whole sentences of a text; offsets in characters."""

    start: int
    end: int
    words: int


def sentences(
    text: str, start: int = 0, end: int | None = None, end_of_one: re.Pattern[str] = SENTENCE_END
) -> Iterator[Span]:
    """The sentences between the offsets; one of more than 180 words comes in pieces of so many."""
    end = len(text) if end is None else end
    for stop in (*(match.end() for match in end_of_one.finditer(text, start, end)), end):
        yield from _within_limit(text, start, stop)
        start = stop


def joined(pieces: Iterable[Span]) -> list[Span]:
    """The sentences in runs of 80 to 180 words, as far as they allow of it."""
    runs: list[Span] = []
    for sentence in pieces:
        last = runs[-1] if runs else None
        if last and last.words < LEAST_WORDS and last.words + sentence.words <= MOST_WORDS:
            runs[-1] = Span(last.start, sentence.end, last.words + sentence.words)
        else:
            runs.append(sentence)
    # A short rest says little by itself: it goes to the passage before it when there is room.
    if len(runs) > 1 and runs[-1].words < LEAST_WORDS // 2:
        last, rest = runs[-2], runs[-1]
        if last.words + rest.words <= MOST_WORDS:
            runs[-2:] = [Span(last.start, rest.end, last.words + rest.words)]
    return runs


def _within_limit(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    # Counted only, as nearly all are within it: that takes a fifth of the time.
    if (count := len(piece.split())) <= MOST_WORDS:
        if count:
            first_word = end - len(piece.lstrip())
            yield Span(first_word, first_word + len(piece.strip()), count)
        return
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    for first in range(0, len(words), MOST_WORDS):
        run = words[first : first + MOST_WORDS]
        yield Span(run[0][0], run[-1][1], len(run))
