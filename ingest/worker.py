"""The worker: reads waiting files and keeps the index in step, in the background of the process that owns the data."""

import logging
from collections.abc import Callable, Sequence
from threading import Event, Thread

from corpus.errors import TajrobeError
from ingest.indexer import Indexer
from ingest.ingestor import Ingestor

# How often to look for files that another process (the command line) has handed in.
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_IN_AN_HOUR = 3600.0
READERS = 2

logger = logging.getLogger(__name__)


class Worker:
    """Runs until it is stopped; what goes wrong is kept in `problem` for the health page and tried again.

    `stopping` is also looked at by whatever reads for the ingestor. `chores` and `hourly` are what else is to be done again
    and again, each in a thread of its own: chores when something was indexed and every second besides, so one that has
    nothing to do has to be quick about it; the hourly ones at the start and every hour.
    """

    def __init__(
        self,
        ingestor: Ingestor,
        indexer: Indexer,
        stopping: Event,
        *,
        chores: Sequence[Callable[[], None]] = (),
        hourly: Sequence[Callable[[], None]] = (),
    ) -> None:
        self.ingestor = ingestor
        self.indexer = indexer
        self.chores = chores
        self.hourly = hourly
        self.problem: TajrobeError | None = None
        self._stopping = stopping
        self._files_came = Event()
        self._changes_came = Event()
        self._indexed = [Event() for _ in chores]
        self._threads: list[Thread] = []

    def start(self) -> None:
        """Take up what a dead process left, then work in the background."""
        self.ingestor.recover()
        self._threads = [
            *(Thread(target=self._loop, args=(self._read, self._files_came)) for _ in range(READERS)),
            Thread(target=self._loop, args=(self._index, self._changes_came)),
            *(Thread(target=self._loop, args=chore) for chore in zip(self.chores, self._indexed, strict=True)),
            *(Thread(target=self._every_hour, args=(chore,)) for chore in self.hourly),
        ]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look for waiting files now."""
        self._files_came.set()

    def stop(self) -> None:
        """Break off what is being read, finish any other step and stop; what waits is taken up at the next start."""
        self._stopping.set()
        self._files_came.set()
        self._changes_came.set()
        for indexed in self._indexed:
            indexed.set()
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _loop(self, work: Callable[[], None], came: Event) -> None:
        while not self._stopping.is_set():
            came.clear()
            self._attempt(work)
            came.wait(SECONDS_BETWEEN_LOOKS)

    def _every_hour(self, work: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            self._attempt(work)
            self._stopping.wait(SECONDS_IN_AN_HOUR)

    def _attempt(self, work: Callable[[], None]) -> None:
        try:
            work()
        except TajrobeError as error:
            self.problem = error
            logger.error("%s: %s", error.type, error)
            self._stopping.wait(SECONDS_BETWEEN_LOOKS)
        except Exception:
            logger.exception("the worker goes on after an error")
            self._stopping.wait(SECONDS_BETWEEN_LOOKS)

    def _read(self) -> None:
        while not self._stopping.is_set() and self.ingestor.process_next():
            self._changes_came.set()

    def _index(self) -> None:
        if not self.indexer.pending():
            return
        while not self._stopping.is_set() and self.indexer.step():
            pass
        if not self._stopping.is_set():
            self.indexer.run_until_idle()
        self.problem = None
        for indexed in self._indexed:
            indexed.set()
