"""In how many passages each key stands: what the absolute lexical score and the spelling help are reckoned from."""

import os
from collections import Counter
from collections.abc import Iterable
from math import log
from pathlib import Path

FILE_NAME = "vocabulary.tsv"


class Vocabulary:
    """Document frequencies by key. A replaced passage may count twice until the next rebuild, as in the engine."""

    def __init__(self, passages: int = 0, words: int = 0, frequencies: Counter[str] | None = None) -> None:
        self.passages = passages
        self.words = words
        self.frequencies: Counter[str] = frequencies if frequencies is not None else Counter()

    def add(self, keys: Iterable[str], length: int) -> None:
        """Count one passage of `length` words by its distinct keys."""
        self.passages += 1
        self.words += length
        self.frequencies.update(keys)

    def replace(self, other: "Vocabulary") -> None:
        """Take the other's counts in place of these."""
        self.passages, self.words, self.frequencies = other.passages, other.words, other.frequencies

    @property
    def average_length(self) -> float | None:
        """In words a passage; None while nothing was counted."""
        return self.words / self.passages if self.passages else None

    def idf(self, key: str) -> float:
        """ln(1 + (N - n + 0.5) / (n + 0.5)), the form that the engine uses; greatest for an unknown key."""
        count = min(self.frequencies.get(key, 0), self.passages)
        return log(1 + (self.passages - count + 0.5) / (count + 0.5))

    def write(self, folder: Path) -> None:
        """Replace the folder's vocabulary file in one step."""
        incoming = folder / f"{FILE_NAME}.incoming"
        with incoming.open("w", encoding="utf-8", newline="\n") as out:
            out.write(f"{self.passages}\t{self.words}\n")
            out.writelines(f"{key}\t{count}\n" for key, count in self.frequencies.items())
        os.replace(incoming, folder / FILE_NAME)

    @classmethod
    def read(cls, folder: Path) -> "Vocabulary":
        """The folder's vocabulary; an empty one when it has none."""
        path = folder / FILE_NAME
        if not path.is_file():
            return cls()
        with path.open(encoding="utf-8", newline="\n") as lines:
            passages, words = map(int, next(lines).split("\t"))
            frequencies: Counter[str] = Counter()
            for line in lines:
                key, _tab, count = line.rstrip("\n").rpartition("\t")
                frequencies[key] = int(count)
        return cls(passages, words, frequencies)
