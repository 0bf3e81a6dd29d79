"""The dense leg: text to unit vectors, by a sentence-transformers model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import InvalidModel, ModelUnavailable
from corpus.index.live import OpenIndex
from corpus.text.keys import Analyzer
from models.catalog import ModelSpec, Reads, Task
from models.folder import FINGERPRINT_LENGTH, check_files, fingerprint
from models.hub import snapshot
from models.loading import Loading
from models.static import StemBag, stem_bag

Vectors = npt.NDArray[np.float32]

PROBE = "درز انبساط پل"


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A sentence-transformers model that was looked over; `identity` is another for other weights of the same name.

    `stem_bag` gives the same vectors from stems, where the model allows of it.
    """

    model: Any
    dimension: int
    identity: str
    stem_bag: StemBag | None


class DenseEncoder:
    """Loads the model at first use; raises `ModelUnavailable` with the reason when it cannot.

    `analyzer` is needed for a model that reads keys. Threads may share one encoder.
    """

    def __init__(self, spec: ModelSpec, analyzer: Analyzer | None = None, *, backend: str = "torch") -> None:
        if spec.reads is Reads.KEYS and analyzer is None:
            raise ValueError(f"{spec.name} reads keys and was given no analyzer")
        self.spec = spec
        self.analyzer = analyzer
        self._loading = Loading(lambda: load_model(spec, backend))

    @property
    def dimension(self) -> int:
        return self._loading.get().dimension

    @property
    def identity(self) -> str:
        """The model's name and what its vectors depend on beside it; those of two identities are never compared."""
        keys = f"/{self.analyzer.version}" if self.spec.reads is Reads.KEYS and self.analyzer else ""
        return self._loading.get().identity + keys

    def check(self, opened: OpenIndex) -> None:
        """Raises `IndexMismatch`, with what mends it, when this index holds no vectors of this model."""
        opened.check_dense(self.identity, self.dimension)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        return self._encode(self.spec.passage_prefix, texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""
        return self._encode(self.spec.query_prefix, texts)

    def encode_query(self, text: str) -> Vectors:
        """One unit vector, shape (dimension,)."""
        vector: Vectors = self.encode_queries([text])[0]
        return vector

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        loaded = self._loading.get()
        if self.spec.reads is Reads.KEYS and self.analyzer:
            stems = [prefix.split() + self.analyzer.stems(text) for text in texts]
            vectors = loaded.stem_bag(stems) if loaded.stem_bag else _vectors(loaded.model, list(map(" ".join, stems)))
        else:
            vectors = _vectors(loaded.model, [prefix + text for text in texts])
        if not np.isfinite(vectors).all():
            raise InvalidModel(f"مدل «{self.spec.name}» برداری ساخت که عدد نیست (NaN یا بی‌نهایت).")
        return vectors.reshape(len(texts), loaded.dimension)


def load_model(spec: ModelSpec, backend: str = "torch") -> LoadedModel:
    """Load the model and see that it makes usable vectors. Raises `ModelUnavailable` or `InvalidModel`.

    Nothing is asked of a hub for a model that lies in a folder.
    """
    if spec.task is Task.RERANKING:
        raise InvalidModel(f"«{spec.name}» مدل بازچین است و بردار نمی‌سازد؛ جای آن TAJROBE_RERANKER است.")
    if isinstance(spec.source, Path):
        folder = spec.source
        manifest = check_files(folder, thoroughly=False)
        model = open_folder(folder, backend)
        dimension = check_vectors(model, spec.name, manifest.dimension if manifest else spec.dimension)
        mark = fingerprint(folder)
    else:
        folder = snapshot(spec.source, spec.revision, backend)
        model = open_folder(folder, backend)
        dimension = check_vectors(model, spec.name, spec.dimension)
        # The cache names a snapshot by its commit.
        mark = folder.name[:FINGERPRINT_LENGTH]
    if spec.max_tokens and model.max_seq_length:
        model.max_seq_length = min(model.max_seq_length, spec.max_tokens)
    return LoadedModel(model, dimension, f"{spec.name}@{mark}", stem_bag(model))


def open_folder(folder: Path, backend: str = "torch") -> Any:
    """The folder's sentence-transformers model. Raises `InvalidModel` with the library's reason when it has none."""
    from sentence_transformers import SentenceTransformer

    return opened(SentenceTransformer, folder, backend, name="مدل")


def opened(kind: Callable[..., Any], folder: Path, backend: str, *, name: str, **options: Any) -> Any:
    """The folder's model as one of this kind of sentence-transformers'; `name` is what people are told that it is.

    Raises `ModelUnavailable` without what runs it, `InvalidModel` with the library's reason.
    """
    if backend == "onnx" and not _onnx_installed():
        raise ModelUnavailable(
            "برای TAJROBE_MODEL_BACKEND=onnx باید «sentence-transformers[onnx]» نصب باشد؛ "
            "آن را نصب کنید یا این تنظیم را بردارید."
        )
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return kind(str(folder), device="cpu", backend=backend, local_files_only=True, **options)
    except Exception as error:
        # The library raises whatever the file that is wrong makes it raise.
        raise InvalidModel(f"{name} از پوشهٔ «{folder}» بار نشد: {error}") from error


def check_vectors(model: Any, name: str, expected: int | None) -> int:
    """The length of the model's vectors, once all its weights are numbers and so is the vector of a probe.

    Raises `InvalidModel` otherwise, and for another length than the `expected` one.
    """
    check_weights(model, name)
    try:
        vector = _vectors(model, [PROBE])[0]
    except Exception as error:
        raise InvalidModel(f"مدل «{name}» از متن بردار نمی‌سازد: {error}") from error
    if not np.isfinite(vector).all():
        raise InvalidModel(f"مدل «{name}» از متن برداری ساخت که عدد نیست (NaN یا بی‌نهایت).")
    if expected is not None and len(vector) != expected:
        raise InvalidModel(f"بردارهای مدل «{name}» {len(vector)} بُعد دارند و باید {expected} بُعد داشته باشند.")
    return len(vector)


def check_weights(model: Any, name: str) -> None:
    """Raises `InvalidModel` unless all the model's weights are numbers."""
    import torch

    for weights, values in model.named_parameters():
        if not bool(torch.isfinite(values).all()):
            raise InvalidModel(f"وزن‌های مدل «{name}» درست نیستند: «{weights}» عددی دارد که NaN یا بی‌نهایت است.")


def _vectors(model: Any, texts: list[str]) -> Vectors:
    return np.asarray(model.encode(texts, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)


def _onnx_installed() -> bool:
    from importlib.util import find_spec

    return bool(find_spec("onnxruntime") and find_spec("optimum"))
