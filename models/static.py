"""Static models, the short way: a stem's tokens are looked up once, and a text is the mean of its tokens' vectors."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

# As many spellings as the analyzer keeps.
STEMS_KEPT = 200_000


class StemBag:
    """Encodes stems as the model encodes them joined by blanks, in half the time: texts share their words.

    Threads may share one.
    """

    def __init__(self, tokenizer: Any, weights: Any) -> None:
        """`weights` is a tensor of shape (tokens, dimension)."""
        self._weights = weights.detach().float()

        @lru_cache(maxsize=STEMS_KEPT)
        def tokens_of(stem: str) -> list[int]:
            ids: list[int] = tokenizer.encode(stem, add_special_tokens=False).ids
            return ids

        self._tokens_of = tokens_of

    def __call__(self, texts: Sequence[Sequence[str]]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension); zeros for a text without tokens."""
        import torch
        from torch.nn.functional import embedding_bag, normalize

        tokens = [list(chain.from_iterable(map(self._tokens_of, stems))) for stems in texts]
        starts = [0, *accumulate(map(len, tokens))][: len(tokens)]
        flat = torch.tensor(list(chain.from_iterable(tokens)), dtype=torch.long)
        means = embedding_bag(flat, self._weights, torch.tensor(starts, dtype=torch.long), mode="mean")
        return normalize(means).numpy()


def stem_bag(model: Any) -> StemBag | None:
    """For a sentence-transformers model that is nothing but static vectors of what stands between blanks; else None."""
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers.pre_tokenizers import Whitespace, WhitespaceSplit

    (module, *others) = model
    if others or not isinstance(module, StaticEmbedding):
        return None
    if not isinstance(module.tokenizer.pre_tokenizer, Whitespace | WhitespaceSplit):
        return None
    return StemBag(module.tokenizer, module.embedding.weight)
