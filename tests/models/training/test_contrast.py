"""Contrastive training: what belongs together comes together, and what may not be told apart is not."""

from random import Random

import numpy as np

from models.training.contrast import Contrast, Example, batches


def _cosine(vectors: np.ndarray, a: int, b: int) -> float:
    return float(vectors[a] @ vectors[b] / np.linalg.norm(vectors[a]) / np.linalg.norm(vectors[b]))


def _random_vectors(rows: int) -> np.ndarray:
    vectors = np.random.default_rng(0).standard_normal((rows, 16), dtype=np.float32)
    vectors[0] = 0
    # Near each other from the start, as two wordings of one thing are.
    vectors[12] = vectors[1] + 0.3 * vectors[12]
    return vectors


def _learned(examples: list[Example], rows: int) -> np.ndarray:
    contrast = Contrast(_random_vectors(rows), {}, rate=0.05, steps=200, random=Random(1))
    for _ in range(200):
        contrast.learn(examples)
    return contrast.vectors.detach().numpy()


def test_pairs_come_together_and_strangers_apart() -> None:
    examples = [Example("x", [row], [row + 10], None) for row in range(1, 9)]
    vectors = _learned(examples, 20)
    own = [_cosine(vectors, row, row + 10) for row in range(1, 9)]
    strange = [_cosine(vectors, row, other + 10) for row in range(1, 9) for other in range(1, 9) if other != row]
    assert min(own) > max(strange)


def test_texts_of_one_group_are_not_pushed_apart() -> None:
    strangers = [Example("x", [row], [row + 10]) for row in range(3, 9)]
    same = [Example("x", [1], [11], "g"), Example("x", [2], [12], "g")]
    apart = [Example("x", [1], [11]), Example("x", [2], [12])]
    kept, pushed = _learned(same + strangers, 20), _learned(apart + strangers, 20)
    assert _cosine(kept, 1, 12) > _cosine(pushed, 1, 12) + 0.1


def test_row_zero_stays_zero() -> None:
    assert not _learned([Example("x", [1], [2]), Example("x", [3], [4])], 20)[0].any()


def test_batches_hold_every_example_of_a_large_source_at_most_once() -> None:
    examples = [Example("many", [number + 1], [number + 2]) for number in range(1_000)]
    cut = batches(examples, 64, Random(3))
    seen = [example.a[0] for batch in cut for example in batch]
    assert len(seen) == len(set(seen)) > 900
    assert all(len(batch) <= 64 for batch in cut)
