"""Words: a text is cut into them, and what was written in several pieces is put together."""

import re
from collections.abc import Callable, Iterator
from itertools import accumulate

from corpus.text.compounds import Compounds
from corpus.text.designators import Designators
from corpus.text.display import HALF_SPACE, display_text
from corpus.text.folding import fold_word
from corpus.text.lexicon import Lexicon
from corpus.text.lists import read_list
from corpus.text.quantities import Reading, Units, read_code
from corpus.text.stems import Stemmer

_LONGEST_KEY = 64

_LETTER = (
    r"\u0621-\u063a\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff"
    r"\ufb50-\ufbff\ufd50-\ufdfb\ufe70-\ufefc"
)
_MARK = r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
# Half-spaces and what stands in for them, tatweel: part of a word only inside it.
_INNER = r"\u0640\u00ac\u00ad\u200b-\u200f\u2060"
_ALNUM = r"0-9A-Za-z\u0660-\u0669\u06f0-\u06f9\u00c0-\u024f\u0370-\u052f"
# One group around it all: splitting a text by it gives the gaps and the tokens in turn.
_TOKEN = re.compile(
    rf"([{_LETTER}](?:[{_LETTER}{_MARK}]+|[{_INNER}]+(?=[{_LETTER}]))*"
    rf"|[%٪]?[{_ALNUM}]+(?:[/.٫٬,:@_\-][{_ALNUM}]+)*[%٪]?"
    r"|[^\W_]+)"
)
_PERSIAN = re.compile(f"[{_LETTER}]")
_PIECE = re.compile(rf"[^\s{HALF_SPACE}]+")
_BLANKS = re.compile(rf"[\s{HALF_SPACE}]+")
_JOINTS = frozenset((" ", HALF_SPACE, f" {HALF_SPACE}", f"{HALF_SPACE} ", "\u00a0"))

# What a word may do to the words beside it.
_PREFIX, _ENDING, _HEAD, _NUMBER, _NOTHING = 1, 2, 4, 8, 16


class Word:
    """What is known of a spelling, wherever it stands.

    `surface` is the spelling folded. `parts` are the words inside it in order, "" for those that say nothing.
    `designator` is its name if it is known by its number. `has_more` says whether it is found by more than its stem.
    """

    __slots__ = ("designator", "has_more", "parts", "role", "stem", "surface")

    def __init__(self, stem: str, surface: str, role: int, parts: tuple[str, ...] = (), designator: str = "") -> None:
        self.stem = stem[:_LONGEST_KEY]
        self.surface = surface[:_LONGEST_KEY]
        self.role = role
        self.parts = parts
        self.designator = designator
        self.has_more = bool(parts or designator or self.surface != self.stem)


Placed = tuple[int, int, Word]


class _Spellings(dict[str, Word]):
    """What was read, by spelling; what is not there yet is read when it is asked for."""

    def __init__(self, read: Callable[[str], Word], most: int) -> None:
        super().__init__()
        self._read = read
        self._most = most

    def __missing__(self, token: str) -> Word:
        word = self._read(token)
        if len(token) <= _LONGEST_KEY:
            if len(self) >= self._most:
                self.clear()
            self[token] = word
        return word


class WordReader:
    """Cuts texts into words; what it learned of a spelling is kept for `cache_size` spellings."""

    def __init__(self, lexicon: Lexicon, cache_size: int) -> None:
        self._stemmer = Stemmer(lexicon)
        self.stops = frozenset(self._stop_words())
        self._compounds = Compounds(lexicon, self._stemmer, self.stops)
        self.designators = Designators()
        self._units = Units()
        self._spellings = _Spellings(self._read, cache_size)

    def words(self, text: str) -> list[Placed]:
        """(start, end, word) for each word, in order. Offsets are in characters."""
        # Gap, token, gap, token, …, gap: cut and placed without a step of ours for each word.
        pieces = _TOKEN.split(text)
        bounds = list(accumulate(map(len, pieces)))
        words = list(map(self._spellings.__getitem__, pieces[1::2]))
        found = list(zip(bounds[::2], bounds[1::2], words, strict=False))
        joined: list[Placed] = []
        reached = 0
        for index in [index for index, word in enumerate(words) if word.role]:
            if index >= reached and self._may_join(words, index):
                joined += found[reached:index]
                reached = self._join(text, found, index, joined)
        return joined + found[reached:] if reached else found

    def _may_join(self, words: list[Word], index: int) -> bool:
        # Most words that begin some compound begin none here.
        if words[index].role != _HEAD:
            return True
        following = words[index + 1] if index + 1 < len(words) else words[index]
        seconds = self._compounds.seconds(words[index].surface)
        return following.surface in seconds or following.stem in seconds

    def _stop_words(self) -> Iterator[str]:
        for line in read_list("stop_words.txt"):
            for word in line.split():
                yield fold_word(word)
                yield self._stemmer.stem(fold_word(word), fold_word(word.partition(HALF_SPACE)[2]))

    # One spelling.

    def _read(self, token: str) -> Word:
        if not _PERSIAN.match(token):
            return _word_of(read_code(token, self._units))
        pieces = [folded for piece in display_text(token).split(HALF_SPACE) if (folded := fold_word(piece))]
        surface = "".join(pieces)
        stem = self._stemmer.stem(surface, pieces[-1] if len(pieces) > 1 else "")
        parts = self._compounds.parts(stem, pieces)
        return Word(stem, surface, self._role(surface), parts, self.designators.name(stem) or "")

    def _role(self, surface: str) -> int:
        if not surface:
            return _NOTHING
        if surface in ("می", "نمی"):
            return _PREFIX
        ending = _ENDING if self._stemmer.is_ending(surface) or self._compounds.ends(surface) else 0
        return ending | (_HEAD if self._compounds.starts(surface) else 0)

    # Several pieces. Each method adds to `joined` and gives the index of the next word to look at.

    def _join(self, text: str, found: list[Placed], index: int, joined: list[Placed]) -> int:
        role = found[index][2].role
        if role & _NOTHING or (role & _ENDING and joined and self._takes_ending(text, found[index], joined)):
            return index + 1
        if role & _NUMBER:
            return self._join_unit(text, found, index, joined)
        count = 1
        if role & _PREFIX:
            count = self._verb_length(text, found, index)
        elif role & _HEAD:
            count = self._compound_length(text, found, index)
        joined.append(self._in_one(text, found[index : index + count]))
        return index + count

    def _in_one(self, text: str, pieces: list[Placed]) -> Placed:
        start, end = pieces[0][0], pieces[-1][1]
        word = pieces[0][2] if len(pieces) == 1 else self._spellings[_BLANKS.sub(HALF_SPACE, text[start:end])]
        return start, end, word

    def _takes_ending(self, text: str, ending: Placed, joined: list[Placed]) -> bool:
        last = joined[-1]
        if ending[1] - last[0] > _LONGEST_KEY:
            return False
        gap = text[last[1] : ending[0]]
        if not _PERSIAN.match(last[2].surface):
            # «GISها» is found as GIS is.
            if (not gap or gap in _JOINTS) and self._stemmer.is_plural(ending[2].surface):
                joined[-1] = (last[0], ending[1], last[2])
                return True
            return False
        if gap in _JOINTS and self._belong_together(last[2], ending[2]):
            joined[-1] = self._in_one(text, [last, ending])
            return True
        return False

    def _belong_together(self, word: Word, ending: Word) -> bool:
        if self._compounds.ends(ending.surface):
            return self._compounds.takes_ending(word.surface, word.stem)
        return self._stemmer.takes(word.surface, word.stem, ending.surface)

    def _join_unit(self, text: str, found: list[Placed], index: int, joined: list[Placed]) -> int:
        start, end, word = found[index]
        unit = self._units.after(text, end)
        if unit is None:
            joined.append(found[index])
            return index + 1
        joined.append((start, unit[1], _word_of(self._units.quantity(word.stem, unit[0]))))
        while index < len(found) and found[index][0] < unit[1]:
            index += 1
        return index

    def _verb_length(self, text: str, found: list[Placed], index: int) -> int:
        if not _joint_after(text, found, index):
            return 1
        return 2 if self._stemmer.is_verb(found[index][2].surface + found[index + 1][2].surface) else 1

    def _compound_length(self, text: str, found: list[Placed], index: int) -> int:
        for length in self._compounds.lengths(found[index][2].surface):
            row = found[index : index + length]
            surfaces = tuple(word.surface for _start, _end, word in row)
            apart = any(not _joint_after(text, found, index + before) for before in range(length - 1))
            if not apart and self._compounds.holds(surfaces, row[-1][2].stem):
                return length
        return 1


def _word_of(reading: Reading) -> Word:
    role = _NUMBER if reading.is_number else 0 if reading.key else _NOTHING
    return Word(reading.key, reading.key, role, reading.parts)


def _joint_after(text: str, found: list[Placed], index: int) -> bool:
    return index + 1 < len(found) and text[found[index][1] : found[index + 1][0]] in _JOINTS


def part_spans(text: str, start: int, end: int, count: int) -> list[tuple[int, int]]:
    """Where each part of a word stands; the whole word for each when the text does not set them apart."""
    pieces = [match.span() for match in _PIECE.finditer(text, start, end)]
    if count < 2 or len(pieces) < count:
        return [(start, end)] * count
    return [*pieces[: count - 1], (pieces[count - 1][0], end)]
