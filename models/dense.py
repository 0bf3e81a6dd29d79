"""The dense leg: text to unit vectors, by a sentence-transformers model."""

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelUnavailable
from corpus.index.manifest import Manifest
from models.catalog import ModelSpec

Vectors = npt.NDArray[np.float32]


class DenseEncoder:
    """Loads the model at first use; raises `ModelUnavailable` with the reason when it cannot."""

    def __init__(self, spec: ModelSpec) -> None:
        self.spec = spec
        self._model: Any = None
        self._loading = Lock()

    @property
    def dimension(self) -> int:
        return int(self._loaded().get_embedding_dimension())

    def check(self, manifest: Manifest) -> None:
        """Raises `IndexMismatch` when an index with this manifest holds no vectors of this model."""
        manifest.check_dense(self.spec.name, self.dimension)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        return self._encode([self.spec.passage_prefix + text for text in texts])

    def encode_query(self, text: str) -> Vectors:
        """One unit vector, shape (dimension,)."""
        vector: Vectors = self._encode([self.spec.query_prefix + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        vectors = self._loaded().encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def _loaded(self) -> Any:
        with self._loading:
            if self._model is None:
                self._model = _load(self.spec.name)
        return self._model


def _load(name: str) -> Any:
    # A path is never asked of a hub: without a network the answer would come only after a long wait.
    if (os.sep in name or name.startswith(".")) and not Path(name).is_dir() and name.count("/") != 1:
        raise ModelUnavailable(f"پوشهٔ مدل «{name}» پیدا نشد.")
    try:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(name, device="cpu")
    except Exception as error:
        raise ModelUnavailable(f"مدل «{name}» بار نشد: {error}") from error
    return model
