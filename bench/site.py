"""A whole site in a folder of its own, filled through the same door as any other."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from api.ingestion import ingest_files
from api.services import Services
from api.settings import Settings

DIMENSION = 256
VOCABULARY = 50_000


@dataclass(frozen=True, slots=True)
class Ingestion:
    """Seconds: `loading` the lexicon once a process, then `reading` (to structured and stored), then `indexing`.

    `processor` is the time of this process and its readers on a processor, which a busy machine does not lengthen much.
    """

    passages: int
    failed: int
    loading: float
    reading: float
    indexing: float
    processor: float


@contextmanager
def site(data_dir: Path, model: str = "") -> Iterator[Services]:
    """The site in the folder, owned by this process for the length of the block."""
    settings = Settings(data_dir=data_dir, model=model, database_url="", qdrant_url="")
    with Services(settings).owning() as services:
        yield services


def ingest(services: Services, paths: list[Path]) -> Ingestion:
    """Take the files in as `tajrobe ingest` does, until all are indexed and flushed."""
    began = perf_counter()
    _ = services.indexer, services.ingestor
    services.analyzer.tokens("گرم شدن")
    loaded = read = perf_counter()
    used = _processor_seconds()

    def watch(_done: int, _total: int, _what: str) -> None:
        nonlocal read
        read = perf_counter()

    summary = ingest_files(services, paths, owning=True, progress=watch)
    finished = perf_counter()
    return Ingestion(
        passages=services.count_passages(),
        failed=len(summary.failed),
        loading=loaded - began,
        reading=read - loaded,
        indexing=finished - read,
        processor=_processor_seconds() - used,
    )


def _processor_seconds() -> float:
    took = os.times()
    return took.user + took.system + took.children_user + took.children_system


def build_model(words: list[str], folder: Path) -> Path:
    """A static model with a random vector a word: what it finds means nothing, what it costs is real."""
    import numpy as np
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(["[UNK]", *words])}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    weights = np.random.default_rng(0).standard_normal((len(words) + 1, DIMENSION), dtype=np.float32)
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    return folder
