"""The shipped model by itself: what it weighs, how long it loads, and how fast it encodes on one core."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.corpus_text import write_corpus
from bench.figures import Figure, Table, percentile
from bench.search import load_queries
from corpus.text.display import display_text
from corpus.text.keys import Analyzer
from corpus.text.spans import LEAST_WORDS, MOST_WORDS
from models.catalog import DEFAULT, WEIGHTS, spec
from models.dense import DenseEncoder

PASSAGES = 8_000
PASSAGES_A_BATCH = 512
WARM_UP = 1_000
LEAST_SPEED = 5_000
MOST_MILLISECONDS = 1


def tables(data: Path) -> Iterator[Table]:
    """The table of this section; torch works on one core from here on."""
    import torch

    torch.set_num_threads(1)
    analyzer = Analyzer()
    dense = DenseEncoder(spec(DEFAULT), analyzer)
    began = perf_counter()
    dimension = dense.dimension
    loading = perf_counter() - began
    passages, queries = _passages(data), load_queries(data)
    # What is measured is a long run: the analyzer and the model keep the words that they have met.
    dense.encode_passages(passages[:WARM_UP])
    began = perf_counter()
    for start in range(WARM_UP, len(passages), PASSAGES_A_BATCH):
        dense.encode_passages(passages[start : start + PASSAGES_A_BATCH])
    speed = (len(passages) - WARM_UP) / (perf_counter() - began)
    times = [_milliseconds(dense, query) for query in queries]
    megabytes = sum(path.stat().st_size for path in (WEIGHTS / DEFAULT).rglob("*") if path.is_file()) / 1e6
    yield Table(
        f"The model {DEFAULT} on one core",
        (
            Figure("folder", megabytes, "MB"),
            Figure("dimensions", dimension),
            Figure("loading", loading, "s", "the libraries' import included, the lexicon not"),
            Figure("passages", speed, "passages/s", f"{LEAST_WORDS} to {MOST_WORDS} words; target: {LEAST_SPEED:,}"),
            Figure("a query, median", percentile(times, 0.5), "ms", f"target: less than {MOST_MILLISECONDS}"),
            Figure("a query, p95", percentile(times, 0.95), "ms"),
        ),
    )


def _passages(data: Path) -> list[str]:
    """Real paragraphs put together to passages as long as those that are indexed."""
    passages: list[str] = []
    with TemporaryDirectory(prefix="tajrobe-bench-") as folder:
        for path in write_corpus(data, Path(folder), PASSAGES):
            words = display_text(path.read_text(encoding="utf-8")).split()
            middle = (LEAST_WORDS + MOST_WORDS) // 2
            passages += [" ".join(words[start : start + middle]) for start in range(0, len(words) - middle, middle)]
    return passages


def _milliseconds(dense: DenseEncoder, query: str) -> float:
    began = perf_counter()
    dense.encode_query(query)
    return (perf_counter() - began) * 1000
