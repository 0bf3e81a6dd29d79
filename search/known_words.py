"""The words of a corpus, and which of them stand near a word that is none of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus.index.vocabulary import Vocabulary
from search.slips import sound


@dataclass(frozen=True, slots=True)
class _SameLength:
    """Words whose sounds have the same length. Bit by bit, `letters` says which letters each word has."""

    words: list[str]
    sounds: list[str]
    letters: np.ndarray[Any, np.dtype[np.uint64]]


class KnownWords:
    """How many passages hold each Persian word of a vocabulary; made in half a second for 400,000 keys."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        # The indexer may be counting meanwhile: a copy is made in one step.
        self.counts = _counts(vocabulary.frequencies.copy())
        by_length: dict[int, tuple[list[str], list[str]]] = {}
        words = list(self.counts)
        for word, sounds in zip(words, sound("\n".join(words)).split("\n"), strict=True) if words else ():
            same = by_length.setdefault(len(sounds), ([], []))
            same[0].append(word)
            same[1].append(sounds)
        self._by_length = {
            length: _SameLength(words, sounds, _letters(sounds, length))
            for length, (words, sounds) in by_length.items()
        }

    def near(self, word: str, slips: int) -> list[str]:
        """The words that are at most so many slips away, letters that sound alike being one; in no order."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        heard = sound(word)
        near: list[str] = []
        for length in range(len(heard) - slips, len(heard) + slips + 1):
            if same := self._by_length.get(length):
                places = _sharing_letters(same.letters, heard, slips)
                choices = [same.sounds[place] for place in places]
                found = process.extract(heard, choices, scorer=OSA.distance, score_cutoff=slips, limit=None)
                near += [same.words[places[index]] for _choice, _distance, index in found]
        return near


def _counts(frequencies: Mapping[str, int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for key, count in frequencies.items():
        word = key.removeprefix("=")
        if word.isalpha() and not word.isascii():
            counts[word] = max(counts.get(word, 0), count)
    return counts


def _letters(words: list[str], length: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
    codes = np.array(words, dtype=f"U{length}").view(np.uint32).reshape(len(words), length)
    bits = np.left_shift(np.uint64(1), (codes % 64).astype(np.uint64))
    letters: np.ndarray[Any, np.dtype[np.uint64]] = np.bitwise_or.reduce(bits, axis=1)
    return letters


def _sharing_letters(letters: np.ndarray[Any, np.dtype[np.uint64]], word: str, slips: int) -> list[int]:
    """The places of words that miss no more of the word's letters, nor have more that it misses, than slips explain."""
    own = _letters([word], len(word))[0]
    places = np.flatnonzero(_has_few(own & ~letters, slips))
    return [int(place) for place in places[_has_few(letters[places] & ~own, slips)]]


def _has_few(bits: np.ndarray[Any, np.dtype[np.uint64]], most: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    for _ in range(most):
        # Takes the lowest bit away.
        bits = bits & (bits - np.uint64(1))
    few: np.ndarray[Any, np.dtype[np.bool_]] = bits == 0
    return few
