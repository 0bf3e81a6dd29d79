"""A first vector for every word, from plain text: skip-gram with negative sampling (Mikolov et al. 2013), by gensim."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

WINDOW = 8
NEGATIVE = 8
LEAST_COUNT = 3
SUBSAMPLING = 1e-4
# A word that is one in so many weighs nothing to speak of; the logarithm of its rarity beyond that is its weight.
COMMON = 200


@dataclass(frozen=True, slots=True)
class WordVectors:
    """`words` with the most frequent first; `vectors` of shape (len(words), dimension), as long as the words weigh."""

    words: tuple[str, ...]
    vectors: npt.NDArray[np.float32]


def skip_gram(
    sentences: Iterable[Sequence[str]], *, dimension: int, epochs: int, seed: int, workers: int
) -> WordVectors:
    """Vectors whose plain sum is already a fair vector of a text: centred, of unit length, times the word's rarity.

    With several workers two runs differ a little; with one they do not.
    """
    from gensim.models import Word2Vec

    model = Word2Vec(
        sentences,
        vector_size=dimension,
        window=WINDOW,
        negative=NEGATIVE,
        min_count=LEAST_COUNT,
        sample=SUBSAMPLING,
        epochs=epochs,
        sg=1,
        seed=seed,
        workers=workers,
    )
    words = tuple(model.wv.index_to_key)
    counts = np.array([model.wv.get_vecattr(word, "count") for word in words], dtype=np.float64)
    vectors = model.wv.vectors - model.wv.vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    rarity = np.log1p(counts.sum() / counts / COMMON)
    weighted = vectors * (rarity / rarity.mean())[:, None]
    return WordVectors(words, weighted.astype(np.float32))
