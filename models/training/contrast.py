"""The vectors learn which texts belong together: multiple negatives ranking (Henderson et al. 2017), both ways.

A text's vector is the sum of its words' vectors; the texts of a batch are each other's wrong answers. Most batches hold
pairs of one source, so that wrong answers are of the same kind as the right one; the others are mixed, so that a question
from elsewhere learns that nothing here answers it. Words are left out at random, and some are read by their pieces, so
that no single word decides and unknown words mean something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import torch

SCALE = 20.0
WARM_UP_STEPS = 50
LEAST_RATE = 0.05
SAME_SOURCE_SHARE = 0.8
LEFT_OUT_SHARE = 0.3
BY_PIECES_SHARE = 0.03
# A batch much smaller than the others teaches little and is left for the next epoch.
SMALLEST_SHARE = 4
# Far below any cosine times the scale.
NEVER = -1e4

Rows = Sequence[int]
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """Two texts that belong together, as rows of the vectors; those of one `group` are never each other's wrong answers."""

    source: str
    a: Rows
    b: Rows
    group: str | None = None


def batches(examples: Sequence[Example], size: int, random: Random) -> list[list[Example]]:
    """Every example at most once, in a new order every time."""
    by_source: dict[str, list[Example]] = {}
    for example in random.sample(examples, len(examples)):
        source = example.source if random.random() < SAME_SOURCE_SHARE else ""
        by_source.setdefault(source, []).append(example)
    cut = [same[at : at + size] for same in by_source.values() for at in range(0, len(same), size)]
    whole = [batch for batch in cut if len(batch) * SMALLEST_SHARE > size]
    random.shuffle(whole)
    return whole


class Contrast:
    """Trains vectors of shape (rows, dimension) in place; `pieces` are the rows that a word is read by when unknown."""

    def __init__(
        self, vectors: Vectors, pieces: Mapping[int, Rows], *, rate: float, steps: int, random: Random
    ) -> None:
        import torch

        self.pieces = pieces
        self.random = random
        self.rate = rate
        self.steps = steps
        self.step = 0
        self.vectors = torch.nn.Parameter(torch.from_numpy(vectors))
        self.optimizer = torch.optim.SparseAdam([self.vectors], lr=rate)

    def learn(self, batch: Sequence[Example]) -> float:
        """One step; returns the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * self._schedule()
        self.optimizer.zero_grad()
        loss = self._loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()  # type: ignore[no-untyped-call]
        self.step += 1
        return float(loss.item())

    def _schedule(self) -> float:
        return min(1.0, (self.step + 1) / WARM_UP_STEPS) * max(LEAST_RATE, 1 - self.step / self.steps)

    def _loss(self, batch: Sequence[Example]) -> "torch.Tensor":
        import torch
        from torch.nn.functional import cross_entropy

        asked, answers = self._bag([e.a for e in batch]), self._bag([e.b for e in batch])
        scores = (asked @ answers.T * SCALE).masked_fill(_same_group(batch), NEVER)
        right = torch.arange(len(batch))
        return (cross_entropy(scores, right) + cross_entropy(scores.T, right)) / 2

    def _bag(self, texts: Sequence[Rows]) -> "torch.Tensor":
        import torch
        from torch.nn.functional import embedding_bag, normalize

        noisy = [self._noisy(text) for text in texts]
        starts = np.cumsum([0, *map(len, noisy)])[:-1]
        rows = torch.tensor([row for text in noisy for row in text])
        summed = embedding_bag(rows, self.vectors, torch.from_numpy(starts), mode="sum", sparse=True)
        return normalize(summed, dim=1)

    def _noisy(self, text: Rows) -> Rows:
        kept: list[int] = []
        for row in text:
            chance = self.random.random()
            if chance < BY_PIECES_SHARE:
                kept += self.pieces.get(row, (row,))
            elif chance < 1 - LEFT_OUT_SHARE:
                kept.append(row)
        return kept or text[:1]


def _same_group(batch: Sequence[Example]) -> Any:
    """Which texts of the batch may not be told apart, the pair itself aside: shape (batch, batch)."""
    import torch

    numbers: dict[str, int] = {}
    groups = [
        numbers.setdefault(example.group, len(numbers)) if example.group is not None else -1 - at
        for at, example in enumerate(batch)
    ]
    of = torch.tensor(groups)
    return (of[:, None] == of[None, :]) & ~torch.eye(len(batch), dtype=torch.bool)
