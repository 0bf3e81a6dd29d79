"""Help for the hand: what was probably meant, from the words that this corpus itself holds.

A word is corrected when neither the corpus nor the Persian lexicon knows it; a real word that the corpus lacks only
becomes one that sounds the same. What comes nearest is measured by the slips that hands really make: letters that sound
alike («ز ذ ض ظ»), neighbours on the keyboard, two letters changed over, a word typed with the other layout, words run
together or apart.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import zip_longest
from threading import Lock

from corpus.index.vocabulary import Vocabulary
from corpus.text.display import HALF_SPACE
from corpus.text.keys import Analyzer, TermKind, fold
from corpus.types import Value
from search.keyboard import as_typed_in_latin, as_typed_in_persian
from search.known_words import KnownWords
from search.query import Query, Words, parse_query
from search.speller import Speller

SHORTEST_CORRECTED = 4
# The vocabulary grows with every step of the indexer; its words are sorted anew when it has grown by this share.
GROWTH = 0.1

_CHUNK = re.compile(r"\S+")
_NAMED = re.compile(r"\S+:\S+")
_LETTER_AND_MARKS = re.compile(rf"\w[{HALF_SPACE}\u064b-\u065f\u0670]*")


class Reason(StrEnum):
    SPELLING = "spelling"
    KEYBOARD = "keyboard"
    SPACING = "spacing"


@dataclass(frozen=True, slots=True)
class Change(Value):
    """`confident` says that hardly anything else can have been meant."""

    original: str
    replacement: str
    reason: Reason
    confident: bool


@dataclass(frozen=True, slots=True)
class Correction(Value):
    """`text` is the whole query as it was probably meant."""

    text: str
    changes: tuple[Change, ...]

    @property
    def confident(self) -> bool:
        return all(change.confident for change in self.changes)


class Suggester:
    """Corrects queries; made once a process, and safe to use from many threads."""

    def __init__(self, analyzer: Analyzer) -> None:
        self.analyzer = analyzer
        self._sorted: tuple[Vocabulary, int, KnownWords] | None = None
        self._sorting = Lock()

    def correct(self, query: Query | str, vocabulary: Vocabulary) -> Correction | None:
        """The query with its unknown words corrected; None when all are known or nothing comes near.

        Only plain words are touched: phrases, exclusions and fields were meant as they are.
        """
        if isinstance(query, str):
            query = parse_query(query, self.analyzer)
        reader = _Reader(self.analyzer, vocabulary.frequencies, partial(self._known_words, vocabulary))
        parts = tuple(Words(reader.corrected(part.text)) if isinstance(part, Words) else part for part in query.parts)
        return Correction(str(replace(query, parts=parts)), tuple(reader.changes)) if reader.changes else None

    def _known_words(self, vocabulary: Vocabulary) -> KnownWords:
        keys = len(vocabulary.frequencies)
        with self._sorting:
            if self._sorted is None or self._sorted[0] is not vocabulary or keys > self._sorted[1] * (1 + GROWTH):
                self._sorted = (vocabulary, keys, KnownWords(vocabulary))
            return self._sorted[2]


@dataclass(frozen=True, slots=True)
class _Typed:
    """One word of the query: `word` is `text` in the spelling of keys."""

    start: int
    end: int
    text: str
    word: str
    stem: str


class _Reader:
    """Reads one query; `changes` are what it did, in order."""

    def __init__(self, analyzer: Analyzer, counts: Counter[str], known_words: Callable[[], KnownWords]) -> None:
        self.analyzer = analyzer
        self.counts = counts
        self.known_words = known_words
        self.changes: list[Change] = []

    def corrected(self, text: str) -> str:
        """The text with its unknown words corrected."""
        text = self._from_keyboard(text)
        words = list(self._plain_words(text))
        pieces, reached = [], 0
        for word, following in zip_longest(words, words[1:]):
            # A word that was joined to the one before it is dealt with.
            if word.start >= reached and (change := self._change(text, word, following)):
                self.changes.append(change)
                pieces += [text[reached : word.start], change.replacement]
                reached = word.start + len(change.original)
        return "".join([*pieces, text[reached:]])

    def _plain_words(self, text: str) -> Iterator[_Typed]:
        # «ساعت:ده» and addresses may be no fields of ours, but they are no prose either.
        named = [match.span() for match in _NAMED.finditer(text)]
        return (word for word in self._words(text) if not any(start <= word.start < end for start, end in named))

    def _words(self, text: str) -> Iterator[_Typed]:
        terms = self.analyzer.terms(text)
        surfaces = {(term.start, term.end): term.key[1:] for term in terms if term.kind is TermKind.SURFACE}
        for key, start, end, kind in terms:
            if kind is TermKind.STEM:
                yield _Typed(start, end, text[start:end], surfaces.get((start, end), key), key)

    def _is_held(self, word: _Typed) -> bool:
        return word.stem in self.counts or word.word in self.counts or "=" + word.word in self.counts

    def _is_real(self, word: _Typed) -> bool:
        """Whether Persian has the word, inflected or not, though this corpus may lack it."""
        return self.analyzer.is_word(word.word) or self.analyzer.is_word(word.stem)

    # The keyboard.

    def _from_keyboard(self, text: str) -> str:
        meant = {chunk: other for chunk in _CHUNK.findall(text) if (other := self._with_other_layout(chunk))}
        # Two letters are meant otherwise only beside a longer word that is.
        if not any(len(chunk) > 2 for chunk in meant):
            return text
        self.changes += [Change(chunk, meant[chunk], Reason.KEYBOARD, confident=True) for chunk in meant]
        return _CHUNK.sub(lambda chunk: meant.get(chunk[0], chunk[0]), text)

    def _with_other_layout(self, chunk: str) -> str | None:
        """What the same keys give with the other layout, when the corpus knows that and nobody knows this."""
        if len(chunk) < 2 or any(self._is_held(word) or self._is_real(word) for word in self._words(chunk)):
            return None
        others = as_typed_in_persian(chunk) if chunk.isascii() else as_typed_in_latin(chunk)
        return next((self.analyzer.spelled(other) for other in others if self._is_held_whole(other)), None)

    def _is_held_whole(self, text: str) -> bool:
        words = list(self._words(text))
        return len(words) == 1 and words[0].text == text and self._is_held(words[0])

    # Spelling and spacing.

    def _change(self, text: str, word: _Typed, following: _Typed | None) -> Change | None:
        if following and (joined := self._joined(text, word, following)):
            return Change(text[word.start : following.end], joined, Reason.SPACING, confident=True)
        if len(word.word) < SHORTEST_CORRECTED or not _is_persian(word.word) or self._is_held(word):
            return None
        guess = Speller(self.analyzer, self.known_words()).guess(word.word, is_real=self._is_real(word))
        if guess is None:
            return None
        reason = Reason.SPACING if " " in guess.text else Reason.SPELLING
        return Change(word.text, self._for_people(word.text, guess.text), reason, guess.sure)

    def _joined(self, text: str, word: _Typed, following: _Typed) -> str | None:
        """Two words as one, when at least one of them is no word and together they are another."""
        if text[word.end : following.start] != " " or not (self._is_stray(word) or self._is_stray(following)):
            return None
        joined = word.text + following.text
        if not self._is_held_whole(joined):
            return None
        stem = self.analyzer.tokens(joined)[0].stem
        return None if stem in (word.stem, following.stem) else self._for_people(joined, next(self._words(joined)).word)

    def _is_stray(self, word: _Typed) -> bool:
        """Whether the word is Persian letters that neither this corpus nor the dictionary knows."""
        return _is_persian(word.word) and not self._is_held(word) and not self._is_real(word)

    def _for_people(self, typed: str, meant: str) -> str:
        if all(map(self.analyzer.is_word, meant.split())):
            return " ".join(map(self.analyzer.spelled, meant.split()))
        return _in_letters_of(typed, meant)


def _is_persian(word: str) -> bool:
    return word.isalpha() and not word.isascii()


def _in_letters_of(typed: str, meant: str) -> str:
    """The folded word `meant`, in the letters that were typed where they are its own: «ژئوتکستایل» for «ژئوتکستال»."""
    from rapidfuzz.distance import Levenshtein

    letters = _LETTER_AND_MARKS.findall(typed)
    pieces: list[str] = []
    for change in Levenshtein.opcodes([fold(letter) for letter in letters], list(meant)):
        as_typed = "".join(letters[change.src_start : change.src_end])
        half_space = HALF_SPACE if HALF_SPACE in as_typed else ""
        wanted = meant[change.dest_start : change.dest_end] + half_space
        pieces.append(as_typed if change.tag == "equal" else wanted)
    return "".join(pieces)
