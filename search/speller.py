"""What a word that is none may have been meant as: the corpus's own words, rated by how near and how common they are."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from corpus.text.keys import Analyzer
from corpus.types import Value
from search.known_words import KnownWords
from search.slips import slip_cost, sound

SHORTEST_WITH_TWO_SLIPS = 5
# The costliest slip that is still believed, by the length of the word.
BELIEVED_COST = {4: 1.0, 5: 1.0, 6: 1.3}
BELIEVED_COST_OF_LONG = 1.4
# Two letters are half a word by chance more often than not, unless they are «در» or «به».
LOST_SPACE_COST, LOST_SPACE_BY_CHANCE_COST, SAME_SOUND_COST = 0.9, 1.2, 0.6
# «نریخت» is no slip for «ریخت».
NEGATION = "ن"
# Fitted on misspelt sentences: ten times as many passages, a dictionary's word, and the same first letter count for so much.
WORTH_OF_COMMONNESS, WORTH_OF_DICTIONARY, WORTH_OF_FIRST_LETTER = 0.35, 0.3, 0.2
# Of guesses that lead the next by so much and cost no more, thirteen in fourteen were right.
SURE_LEAD, SURE_COST = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Guess(Value):
    """One word or two, in the spelling of keys; `sure` when hardly anything else can have been meant."""

    text: str
    sure: bool


class _Rated(NamedTuple):
    rating: float
    cost: float
    text: str


class Speller:
    """Guesses from one corpus's words."""

    def __init__(self, analyzer: Analyzer, known: KnownWords) -> None:
        self.analyzer = analyzer
        self.known = known

    def guess(self, word: str, *, is_real: bool) -> Guess | None:
        """What was probably meant by a folded word that the corpus does not hold, though Persian may (`is_real`)."""
        rated = sorted(self._heard(word) if is_real else self._rated(word))
        if not rated:
            return None
        return Guess(rated[0].text, sure=not is_real and rated[0].cost <= SURE_COST and self._leads(rated))

    def _heard(self, word: str) -> Iterator[_Rated]:
        # A real word that the corpus lacks is left alone, unless the corpus has one that sounds the same.
        return self._spelt(word, 0, SAME_SOUND_COST)

    def _rated(self, word: str) -> list[_Rated]:
        believed = BELIEVED_COST.get(len(word), BELIEVED_COST_OF_LONG)
        one_slip = [*self._spelt(word, 1, believed), *self._parted(word)]
        if one_slip or len(word) < SHORTEST_WITH_TWO_SLIPS:
            return one_slip
        return list(self._spelt(word, 2, believed))

    def _spelt(self, word: str, slips: int, believed: float) -> Iterator[_Rated]:
        for meant in self.known.near(word, slips):
            cost = slip_cost(word, meant)
            if cost <= believed and word != NEGATION + meant:
                other_beginning = WORTH_OF_FIRST_LETTER * (sound(word[0]) != sound(meant[0]))
                yield _Rated(cost + other_beginning + self._strangeness(meant), cost, meant)

    def _parted(self, word: str) -> Iterator[_Rated]:
        """Two words that were run together: both known here and in the dictionary."""
        for cut in range(2, len(word) - 1):
            halves = word[:cut], word[cut:]
            if all(self.known.counts.get(half) and self.analyzer.is_word(half) for half in halves):
                strangeness = max(map(self._strangeness, halves))
                by_chance = any(len(half) < 3 and not self.analyzer.is_stop(half) for half in halves)
                cost = LOST_SPACE_BY_CHANCE_COST if by_chance else LOST_SPACE_COST
                yield _Rated(cost + strangeness, cost, " ".join(halves))

    def _strangeness(self, meant: str) -> float:
        commonness = math.log10(self.known.counts[meant] + 1)
        return WORTH_OF_DICTIONARY * (not self.analyzer.is_word(meant)) - WORTH_OF_COMMONNESS * commonness

    def _leads(self, rated: list[_Rated]) -> bool:
        # Another form of the same word is no rival.
        best, *others = ((guess, [token.stem for token in self.analyzer.tokens(guess.text)]) for guess in rated)
        rival = next((guess for guess, stems in others if stems != best[1]), None)
        return rival is None or rival.rating - best[0].rating >= SURE_LEAD
