"""The index in force, open; it changes over to a newer generation without stopping a search."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition

from corpus.errors import IndexMismatch
from corpus.index.generations import Generation, Generations
from corpus.index.manifest import Manifest
from corpus.index.port import VectorIndex
from corpus.index.seen import SeenIndex
from corpus.index.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """`engine` reads as the viewer may see. `followed`: it came into force while this process was searching another."""

    name: str
    engine: VectorIndex
    manifest: Manifest
    vocabulary: Vocabulary
    followed: bool

    def check_dense(self, model: str, dimension: int) -> None:
        """Raises `IndexMismatch`, with what mends it, when this index holds no vectors of that model."""
        if (self.manifest.model, self.manifest.dimension) == (model, dimension):
            return
        # Whoever built it while this process ran has a model that this process has not taken up.
        mends = "این سرور را از نو راه بیندازید" if self.followed else "با دستور «tajrobe rebuild» آن را از نو بسازید"
        raise IndexMismatch(
            f"نمایه با مدل «{self.manifest.model or 'بدون مدل'}» ساخته شده است، نه با «{model}»؛ {mends}."
        )


class LiveIndex:
    """Hands out the open index to many threads; an old generation is closed when its last user has left."""

    def __init__(self, generations: Generations) -> None:
        self.generations = generations
        self._open: OpenIndex | None = None
        self._users = 0
        self._changed = Condition()

    @contextmanager
    def use(self) -> Iterator[OpenIndex | None]:
        """The index in force for the length of the block; None before the first passage was indexed."""
        with self._changed:
            self._follow()
            opened = self._open
            self._users += 1
        try:
            yield opened
        finally:
            with self._changed:
                self._users -= 1
                self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._users == 0)
            self._close()

    def _follow(self) -> None:
        name = self.generations.current_name()
        if name == (self._open.name if self._open else None):
            return
        # New users wait here until the old generation's last one has left.
        self._changed.wait_for(lambda: self._users == 0)
        if name == (self._open.name if self._open else None):
            return
        outdated = self._open.name if self._open else None
        self._close()
        generation = self.generations.current()
        self._open = self._opened(generation, followed=outdated is not None) if generation else None
        if outdated is not None:
            self.generations.remove(outdated)

    def _opened(self, generation: Generation, *, followed: bool) -> OpenIndex:
        engine = SeenIndex(self.generations.open(generation))
        vocabulary = Vocabulary.read(generation.folder)
        return OpenIndex(generation.name, engine, generation.manifest, vocabulary, followed)

    def _close(self) -> None:
        if self._open:
            self._open.engine.close()
            self._open = None
