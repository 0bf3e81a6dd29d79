"""A cross-encoder: it reads a question and a passage together, and is too slow for more than the first few."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import InvalidModel
from models.catalog import ModelSpec
from models.dense import PROBE, check_weights, opened
from models.folder import CONFIGURATION, check_files
from models.hub import snapshot
from models.loading import Loading

Scores = npt.NDArray[np.float32]


class Reranker:
    """Loads the model at first use; raises `ModelUnavailable` with the reason when it cannot. Threads may share one."""

    def __init__(self, spec: ModelSpec, *, backend: str = "torch") -> None:
        self.spec = spec
        self._loading = Loading(lambda: load_reranker(spec, backend))

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """How well each passage answers the question, shape (len(passages),); more is better, on the model's own scale."""
        return _scores(self._loading.get(), question, passages)


def load_reranker(spec: ModelSpec, backend: str = "torch") -> Any:
    """The model, once it scored a probe. Raises `ModelUnavailable` or `InvalidModel`.

    Nothing is asked of a hub for a model that lies in a folder.
    """
    if isinstance(spec.source, Path):
        check_files(spec.source, thoroughly=False, marked_by=CONFIGURATION)
        folder = spec.source
    else:
        folder = snapshot(spec.source, spec.revision, backend)
    return open_reranker(folder, spec, backend)


def open_reranker(folder: Path, spec: ModelSpec, backend: str) -> Any:
    """The folder's cross-encoder. Raises `InvalidModel` when it has none or it gives no usable scores."""
    from sentence_transformers import CrossEncoder

    model = opened(CrossEncoder, folder, backend, name="مدل بازچین", max_length=spec.max_tokens)
    check_weights(model, spec.name)
    try:
        scores = _scores(model, PROBE, [PROBE, "قیر"])
    except Exception as error:
        raise InvalidModel(f"مدل «{spec.name}» به پرسش و متن امتیاز نمی‌دهد: {error}") from error
    if scores.shape != (2,):
        raise InvalidModel(f"مدل «{spec.name}» بازچین نیست: به هر متن یک امتیاز نمی‌دهد.")
    if not np.isfinite(scores).all():
        raise InvalidModel(f"مدل «{spec.name}» امتیازی داد که عدد نیست (NaN یا بی‌نهایت).")
    return model


def _scores(model: Any, question: str, passages: Sequence[str]) -> Scores:
    pairs = [(question, passage) for passage in passages]
    return np.asarray(model.predict(pairs, show_progress_bar=False), dtype=np.float32)
