"""A whole site on real text: taking in, starting, searching by words and by both legs, and what each part costs."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter

from api.services import Services
from bench.corpus_text import write_corpus
from bench.figures import Figure, Table, greatest_share, percentile
from bench.search import (
    ENGINE,
    FACETS,
    NARROWED,
    RETRIEVE,
    SHOWN,
    TWO_LEGS,
    WHOLE,
    WITH_FACETS,
    Milliseconds,
    Steps,
    load_queries,
    through_http,
)
from bench.server import Server
from bench.site import ingest, site, spent
from corpus.repository.documents import PassageRepository
from models.catalog import DEFAULT

PASSAGES_TO_ENCODE = 2_000
LEAST_SPEED = 1_500
MOST_TIMES_THE_ENGINE = 3
MOST_MILLISECONDS = {0.5: 30, 0.95: 60}


def tables(data: Path, passages: int) -> Iterator[Table]:
    """The tables of this section, each as soon as it is measured; the site lies in a temporary folder."""
    queries = load_queries(data)
    with TemporaryDirectory(prefix="tajrobe-bench-") as folder:
        home = Path(folder, "site")
        paths = write_corpus(data, Path(folder, "text"), passages)
        yield _taken_in(home, paths)
        yield from _served(home, "", queries)
        yield _rebuilt(home, DEFAULT)
        yield from _served(home, DEFAULT, queries)


def _taken_in(home: Path, paths: list[Path]) -> Table:
    load = os.getloadavg()[0]
    with site(home) as services:
        took = ingest(services, paths)
        # Indexing goes on while files are read; what it costs by itself is seen when it is done again.
        indexing = spent(lambda: services.rebuild(owning=True))
        encoding = _encoding_seconds(services) * took.passages
    parts = {
        "reading in child processes": took.whole.children,
        "structuring and storing": max(0.0, took.whole.process - indexing.process),
        "words to vectors": encoding,
        "writing to the index, reading the record": max(0.0, indexing.process - encoding),
    }
    megabytes = sum(path.stat().st_size for path in paths) / 1e6
    passages, whole = took.passages, took.whole
    machine = f"{os.cpu_count()} cores, load {load:.1f} before it"
    figures = (
        Figure("passages", passages, note=f"{len(paths)} files, {megabytes:.0f} MB, {took.failed} failed"),
        Figure(
            "text to indexed and flushed", passages / whole.wall, "passages/s", f"target: {LEAST_SPEED:,} or better"
        ),
        Figure("… for each second of processor", passages / whole.processor, "passages/s", machine),
        Figure("until all is read and stored", took.stored, "s", "indexing goes on beside it"),
        Figure("until all is indexed and flushed", whole.wall, "s"),
        Figure("indexing alone", passages / indexing.wall, "passages/s", "a rebuild by words only, from the record"),
        Figure("loading the lexicon", took.loading.wall, "s", "once a process; not counted above"),
        *(Figure(f"… {name}", seconds, "s", "of processor") for name, seconds in parts.items()),
    )
    return Table("Taking in, by words only", figures, greatest_share(parts))


def _encoding_seconds(services: Services) -> float:
    """For one passage, with the analyzer warm."""
    with services.database.reading() as connection:
        sample = next(PassageRepository(connection).batches(PASSAGES_TO_ENCODE))
    began = perf_counter()
    for passage in sample:
        services.encoders.sparse.encode_passage(passage.header, passage.text, 100.0)
    return (perf_counter() - began) / len(sample)


def _rebuilt(home: Path, model: str) -> Table:
    with site(home, model) as services:
        services.warm_up()
        passages = services.count_passages()
        took = spent(lambda: services.rebuild(owning=True))
    figures = (
        Figure("rebuild with vectors", passages / took.wall, "passages/s"),
        Figure("the whole rebuild", took.wall, "s", f"{took.process:.0f} of processor"),
    )
    return Table(f"Rebuild with the model {model}", figures)


def _served(home: Path, model: str, queries: Sequence[str]) -> Iterator[Table]:
    with Server(home, model) as server:
        at_start = server.resident_megabytes()
        ours = through_http(server, queries)
        afterwards = server.resident_megabytes()
        started = server.start_seconds
    what = "by words and meaning" if model else "by words"
    yield Table(
        f"The server, {what}",
        (
            Figure("from start to ready", started, "s", "the process's start, imports and lexicon included"),
            Figure("resident memory when ready", at_start, "MB"),
            Figure(f"… after {len(queries)} queries", afterwards, "MB"),
        ),
    )
    # The embedded engine has one owner: the server has stopped before the same shard is opened here.
    with site(home, model) as services:
        services.warm_up()
        with services.live.use() as opened:
            if opened is None:
                raise RuntimeError("the site has no index")
            steps = Steps(services, opened, queries)
            yield _searched(what, ours, steps)
            yield _narrowed(what, steps)


def _searched(what: str, ours: Milliseconds, steps: Steps) -> Table:
    times = steps.time()
    engine, parts = times[ENGINE], _parts(ours, times)
    figures = [
        *_pair("through HTTP", ours, with_targets=steps.legs == TWO_LEGS),
        *_pair("the engine alone", engine),
        *_pair("in process", times[WHOLE]),
        Figure("HTTP p50 to engine p50", percentile(ours, 0.5) / percentile(engine, 0.5), "times", _target(steps)),
        Figure("HTTP p95 to engine p95", percentile(ours, 0.95) / percentile(engine, 0.95), "times"),
        *(Figure(f"… {name}", value, "ms", "mean") for name, value in parts.items()),
    ]
    title = f"Search {what}: {len(ours)} real queries, {steps.legs} of {steps.depth} candidates"
    return Table(title, tuple(figures), greatest_share(parts))


def _narrowed(what: str, steps: Steps) -> Table:
    times = steps.time_narrowing()
    shown = [facets + marks for facets, marks in zip(times[FACETS], times[SHOWN], strict=True)]
    chosen = [narrowed - free for narrowed, free in zip(times[NARROWED], times[WITH_FACETS], strict=True)]
    share, of_ours = (percentile(shown, 0.5) / percentile(times[legs], 0.5) for legs in (ENGINE, RETRIEVE))
    figures = [
        *(Figure(name, percentile(values, 0.5), "ms", "p50") for name, values in times.items()),
        Figure(
            "… what the choice adds", percentile(chosen, 0.5), "ms", "p50: the whole question's and the field's counts"
        ),
    ]
    target = " (target: at most 1)" if steps.legs == TWO_LEGS else ""
    verdict = (
        f"facets, highlighting and hydration together: {share:.2f} of the engine's {steps.legs}{target}, "
        f"{of_ours:.2f} of what retrieving takes."
    )
    return Table(f"Narrowing and showing, {what}", tuple(figures), verdict)


def _target(steps: Steps) -> str:
    return f"target: at most {MOST_TIMES_THE_ENGINE}" if steps.legs == TWO_LEGS else ""


def _pair(name: str, values: Milliseconds, *, with_targets: bool = False) -> Iterator[Figure]:
    for share, most in MOST_MILLISECONDS.items():
        target = f"target: at most {most}" if with_targets else ""
        yield Figure(f"{name}, p{share * 100:.0f}", percentile(values, share), "ms", target)


def _parts(ours: Milliseconds, times: dict[str, Milliseconds]) -> dict[str, float]:
    """What a search through HTTP is made of, as means, which add up to the whole; what is left over is never below 0."""
    means = {name: mean(values) for name, values in times.items()}
    engine, retrieve, whole = (means.pop(name) for name in (ENGINE, RETRIEVE, WHOLE))
    left = {
        "scoring for the other leg, merging": retrieve - engine,
        "Haystack pipeline": whole - retrieve - sum(means.values()),
        "HTTP and JSON": mean(ours) - whole,
    }
    return {ENGINE: engine, **means, **{name: max(0.0, value) for name, value in left.items()}}
