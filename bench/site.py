"""A whole site in a folder of its own, filled through the same door as any other."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from api.ingestion import ingest_files
from api.services import Services
from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds on the clock and on a processor; `children` are the processes in which files are read."""

    wall: float
    process: float
    children: float

    @property
    def processor(self) -> float:
        return self.process + self.children


@dataclass(frozen=True, slots=True)
class Ingestion:
    """`stored` are the seconds until the last file was read and stored; indexing goes on beside it, and after it."""

    passages: int
    failed: int
    loading: Spent
    stored: float
    whole: Spent


@contextmanager
def site(data_dir: Path, model: str = "") -> Iterator[Services]:
    """The site in the folder, owned by this process for the length of the block."""
    settings = Settings(data_dir=data_dir, model=model or "none", database_url="", qdrant_url="")
    with Services(settings).owning() as services:
        yield services


def ingest(services: Services, paths: list[Path]) -> Ingestion:
    """Take the files in as `tajrobe ingest` does, until all are indexed and flushed."""
    loading = spent(lambda: services.analyzer.tokens("گرم شدن"))
    _ = services.ingestor, services.indexer
    began = stored = perf_counter()

    def watch(_done: int, _total: int, _what: str) -> None:
        nonlocal stored
        stored = perf_counter()

    failed = 0

    def take_in() -> None:
        nonlocal failed
        failed = len(ingest_files(services, paths, owning=True, progress=watch).failed)

    whole = spent(take_in)
    # What a server would else do while it is measured.
    services.notifier.run_until_idle()
    return Ingestion(services.count_passages(), failed, loading, stored - began, whole)


def spent(act: Callable[[], object]) -> Spent:
    """What doing it took."""
    before, began = os.times(), perf_counter()
    act()
    after, wall = os.times(), perf_counter() - began
    process, children = (sum(after[at : at + 2]) - sum(before[at : at + 2]) for at in (0, 2))
    return Spent(wall, process, children)
