"""Help for the hand: what was probably meant, from the words that this corpus itself holds.

A word is corrected only when neither the corpus nor the Persian lexicon knows it. What comes nearest is measured by
the slips that hands really make: letters that sound alike («ز ذ ض ظ»), neighbours on the keyboard, two letters
changed over, a word typed with the English layout, words run together or apart.
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock

from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer, Token, fold
from corpus.types import Value
from search.keyboard import as_typed_in_persian, neighbours
from search.query import Part, Query, Words

SHORTEST_CORRECTED = 4
# The costliest slip that is still believed, by the length of the word.
BELIEVED_COST = {4: 1.0, 5: 1.0, 6: 1.3}
BELIEVED_COST_OF_LONG = 1.8
NEAREST = 60
# What ten times as many passages are worth in slips: between words equally near, the commoner is meant.
WORTH_OF_COMMONNESS = 0.25
# The vocabulary grows with every step of the indexer; its words are sorted anew when it has grown by this share.
GROWTH = 0.1

SOUND_ALIKE = ("زذضظ", "سصث", "تط", "قغ", "هح", "اعی", "کگ")
ALIKE_COST, NEIGHBOUR_COST, SWAP_COST, PLAIN_COST, GAP_COST = 0.3, 0.7, 0.6, 1.0, 0.9


class Reason(StrEnum):
    SPELLING = "spelling"
    KEYBOARD = "keyboard"
    SPACING = "spacing"


@dataclass(frozen=True, slots=True)
class Change(Value):
    original: str
    replacement: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Correction(Value):
    """`text` is the whole query as it was probably meant."""

    text: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _KnownWords:
    """The corpus's words by their length, with how many passages hold each."""

    passages: int
    counts: dict[str, int]
    by_length: dict[int, list[str]]


class Suggester:
    """Corrects queries; made once a process, and safe to use from many threads."""

    def __init__(self, analyzer: Analyzer) -> None:
        self.analyzer = analyzer
        self._words: tuple[Vocabulary, _KnownWords] | None = None
        self._sorting = Lock()

    def correct(self, query: Query, vocabulary: Vocabulary) -> Correction | None:
        """The query with its unknown words corrected; None when all are known or nothing comes near.

        Only plain words are touched: phrases, exclusions and fields were meant as they are.
        """
        if not vocabulary.passages:
            return None
        known = self._known_words(vocabulary)
        changes: list[Change] = []
        parts: list[Part] = []
        for part in query.parts:
            parts.append(
                Words(self._corrected(part.text, known, vocabulary, changes)) if isinstance(part, Words) else part
            )
        if not changes:
            return None
        return Correction(str(replace(query, parts=tuple(parts))), tuple(changes))

    def _corrected(self, text: str, known: _KnownWords, vocabulary: Vocabulary, changes: list[Change]) -> str:
        text = self._from_keyboard(text, vocabulary, changes)
        tokens = self.analyzer.tokens(text)
        pieces, position, skip = [], 0, False
        for index, token in enumerate(tokens):
            if skip:
                skip = False
                continue
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            change, end = self._change(text, token, following, known, vocabulary)
            if change:
                pieces += [text[position : token.start], change.replacement]
                position, skip = end, end > token.end
                changes.append(change)
        return "".join([*pieces, text[position:]])

    def _change(
        self, text: str, token: Token, following: Token | None, known: _KnownWords, vocabulary: Vocabulary
    ) -> tuple[Change | None, int]:
        """What to put in place of the token, and where what it replaces ends."""
        if following and (joined := self._joined(text, token, following, vocabulary)):
            return Change(text[token.start : following.end], joined, Reason.SPACING), following.end
        if not self._is_doubtful(token, vocabulary):
            return None, token.end
        word = fold(token.surface)
        if parted := _parted(word, known):
            return Change(token.surface, parted, Reason.SPACING), token.end
        if nearest := _nearest(word, known):
            return Change(token.surface, self.analyzer.spelled(nearest), Reason.SPELLING), token.end
        return None, token.end

    def _is_doubtful(self, token: Token, vocabulary: Vocabulary) -> bool:
        word = fold(token.surface)
        if len(word) < SHORTEST_CORRECTED or not word.isalpha() or word.isascii():
            return False
        return not (self._is_held(token, vocabulary) or self.analyzer.is_word(token.surface))

    def _is_held(self, token: Token, vocabulary: Vocabulary) -> bool:
        counts = vocabulary.frequencies
        return token.stem in counts or "=" + fold(token.surface) in counts

    def _joined(self, text: str, token: Token, following: Token, vocabulary: Vocabulary) -> str | None:
        """Two tokens as one word, when at least one of them is no word and together they are one."""
        if text[token.end : following.start] != " ":
            return None
        if not any(self._is_stray(part, vocabulary) for part in (token, following)):
            return None
        joined = text[token.start : token.end] + text[following.start : following.end]
        whole = self.analyzer.tokens(joined)
        return joined if len(whole) == 1 and self._is_held(whole[0], vocabulary) else None

    def _is_stray(self, token: Token, vocabulary: Vocabulary) -> bool:
        letters = fold(token.surface).isalpha()
        return letters and not self._is_held(token, vocabulary) and not self.analyzer.is_word(token.surface)

    def _from_keyboard(self, text: str, vocabulary: Vocabulary, changes: list[Change]) -> str:
        """Words that were typed with the English layout, when what the same keys give in Persian is known here."""
        words = text.split(" ")
        for index, word in enumerate(words):
            if not word.isascii() or not any(letter.isalpha() for letter in word):
                continue
            if any(self._is_held(token, vocabulary) for token in self.analyzer.tokens(word)):
                continue
            for meant in as_typed_in_persian(word):
                tokens = self.analyzer.tokens(meant)
                if tokens and all(self._is_held(token, vocabulary) for token in tokens):
                    words[index] = self.analyzer.spelled(meant)
                    changes.append(Change(word, words[index], Reason.KEYBOARD))
                    break
        return " ".join(words)

    def _known_words(self, vocabulary: Vocabulary) -> _KnownWords:
        with self._sorting:
            if self._words is None or self._words[0] is not vocabulary or self._has_grown(vocabulary):
                self._words = (vocabulary, _sorted_words(vocabulary))
            return self._words[1]

    def _has_grown(self, vocabulary: Vocabulary) -> bool:
        return self._words is not None and vocabulary.passages > self._words[1].passages * (1 + GROWTH)


def _sorted_words(vocabulary: Vocabulary) -> _KnownWords:
    counts: dict[str, int] = {}
    for key, count in list(vocabulary.frequencies.items()):
        word = key.removeprefix("=")
        if word.isalpha() and not word.isascii():
            counts[word] = max(counts.get(word, 0), count)
    by_length: dict[int, list[str]] = {}
    for word in counts:
        by_length.setdefault(len(word), []).append(word)
    return _KnownWords(vocabulary.passages, counts, by_length)


def _nearest(word: str, known: _KnownWords) -> str | None:
    """The known word that a slip of the hand most probably turned into this one."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 1 if len(word) < 6 else 2
    near: list[str] = []
    for length in range(len(word) - slips, len(word) + slips + 1):
        choices = known.by_length.get(length, [])
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=NEAREST)
        near += [choice for choice, _distance, _index in found]
    believed = BELIEVED_COST.get(len(word), BELIEVED_COST_OF_LONG)
    costs = {candidate: slip_cost(word, candidate) for candidate in near}
    rated = [
        (cost - WORTH_OF_COMMONNESS * math.log10(known.counts[candidate] + 1), candidate)
        for candidate, cost in costs.items()
        if cost <= believed
    ]
    return min(rated)[1] if rated else None


def _parted(word: str, known: _KnownWords) -> str | None:
    """Two known words that were run together; the rarer of the two must not be a chance find."""
    cuts = [
        (min(known.counts.get(word[:cut], 0), known.counts.get(word[cut:], 0)), f"{word[:cut]} {word[cut:]}")
        for cut in range(2, len(word) - 1)
    ]
    least, parted = max(cuts, default=(0, ""))
    return parted if least >= 2 and all(len(half) >= 3 for half in parted.split()) else None


def slip_cost(typed: str, meant: str) -> float:
    """Optimal string alignment with the prices of real slips; 0 for the same word."""
    before: list[float] = []
    row = [GAP_COST * column for column in range(len(meant) + 1)]
    for i, letter in enumerate(typed, 1):
        older, before, row = before, row, [GAP_COST * i]
        for j, wanted in enumerate(meant, 1):
            cost = min(before[j] + GAP_COST, row[j - 1] + GAP_COST, before[j - 1] + _exchange_cost(letter, wanted))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                cost = min(cost, older[j - 2] + SWAP_COST)
            row.append(cost)
    return row[-1]


def _exchange_cost(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    if any(typed in group and meant in group for group in SOUND_ALIKE):
        return ALIKE_COST
    return NEIGHBOUR_COST if meant in neighbours(typed) else PLAIN_COST
