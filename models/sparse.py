"""The lexical leg: BM25's term part as sparse vectors. The engine multiplies the IDF in.

A passage's value for a key is tf·(k1+1) / (tf + k1·(1 − b + b·length/average length)) (Robertson and Zaragoza 2009);
`length` counts the passage's words, header included, and the average is measured, never assumed.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from corpus.index.manifest import Manifest
from corpus.index.port import SparseVector
from corpus.text.keys import Analyzer, Term, TermKind

K1 = 1.2
B = 0.85

# What a key of each kind counts in a query. An exact form outranks an inflected one; a designator with its number
# («ماده ۱۰») is what was asked for when it is there.
QUERY_WEIGHTS: Mapping[TermKind, float] = {
    TermKind.STEM: 1.0,
    TermKind.SURFACE: 0.2,
    TermKind.COMPOUND: 0.5,
    TermKind.DESIGNATOR: 1.5,
}


@dataclass(frozen=True, slots=True)
class EncodedPassage:
    """`stems` are the words of the text alone, in their order, for whoever would else cut it again."""

    vector: SparseVector
    keys: frozenset[str]
    length: int
    stems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """`greatest` is the score that a passage holding all that was asked often would reach, unknown keys counted in."""

    vector: SparseVector
    keys: frozenset[str]
    greatest: float


class SparseEncoder:
    """Turns text into BM25 vectors with one analyzer and one pair of settings."""

    def __init__(self, analyzer: Analyzer, *, k1: float = K1, b: float = B) -> None:
        self.analyzer = analyzer
        self.k1 = k1
        self.b = b

    def check(self, manifest: Manifest) -> None:
        """Raises `IndexMismatch` when an index with this manifest cannot be searched or fed by this encoder."""
        manifest.check_lexical(keys=self.analyzer.version, k1=self.k1, b=self.b)

    def encode_passage(self, header: str, text: str, average_length: float) -> EncodedPassage:
        above, words_above = self.analyzer.counted_keys(header)
        inside, words_inside = self.analyzer.counted_keys(text)
        length = words_above + words_inside
        frequencies = Counter(above + inside)
        norm = self.k1 * (1 - self.b + self.b * length / average_length)
        gain = self.k1 + 1
        values = {key: count * gain / (count + norm) for key, count in frequencies.items()}
        return EncodedPassage(_vector(values), frozenset(frequencies), length, tuple(inside[:words_inside]))

    def encode_query(
        self, terms: list[Term], idf: Callable[[str], float], added: Mapping[str, float] | None = None
    ) -> EncodedQuery:
        """`terms` are the query's words, stop words already out of them; `idf` is the index vocabulary's.

        `added` are further keys and what each counts in the score; `greatest` takes no note of them.
        """
        weights: dict[str, float] = {}
        for term in terms:
            weights[term.key] = max(weights.get(term.key, 0.0), QUERY_WEIGHTS[term.kind])
        greatest = (self.k1 + 1) * sum(weight * idf(key) for key, weight in weights.items())
        searched = {**(added or {}), **weights}
        return EncodedQuery(_vector(searched), frozenset(searched), greatest)

    def count_words(self, header: str, text: str) -> int:
        """A passage's length as BM25 counts it."""
        return len(self.analyzer.tokens(header)) + len(self.analyzer.tokens(text))


def _vector(values: Mapping[str, float]) -> SparseVector:
    by_index = dict(zip(map(key_index, values), values.values(), strict=True))
    if len(by_index) < len(values):
        by_index = _summed(values)
    ordered = sorted(by_index)
    return SparseVector(tuple(ordered), tuple(map(by_index.__getitem__, ordered)))


def _summed(values: Mapping[str, float]) -> dict[int, float]:
    # Two keys that share an index are rare: one pair among some hundred thousand keys.
    by_index: dict[int, float] = {}
    for key, value in values.items():
        index = key_index(key)
        by_index[index] = by_index.get(index, 0.0) + value
    return by_index


@lru_cache(maxsize=400_000)
def key_index(key: str) -> int:
    """The key's place in a sparse vector: 32 bits of BLAKE2b, the same in every process."""
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=4).digest(), "big")
