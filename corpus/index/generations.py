"""The folder of indexes: each rebuild is a new generation beside the old one, and one file names the one in force."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from filelock import FileLock

from corpus.index.edge import EdgeIndex
from corpus.index.manifest import Manifest
from corpus.index.port import VectorIndex
from corpus.index.server import ServerIndex

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

POINTER = "current"


@dataclass(frozen=True, slots=True)
class Generation:
    name: str
    folder: Path
    manifest: Manifest


class Generations:
    """Keeps every index of one site: embedded shards, or collections of a server when a client is given.

    Manifest and vocabulary lie in the folder either way.
    """

    def __init__(self, folder: Path, connect: "Callable[[], QdrantClient] | None" = None) -> None:
        self.folder = folder
        self._connect = connect
        self._client: QdrantClient | None = None

    def current_name(self) -> str | None:
        """The generation in force, None before the first; cheap enough to ask before every search."""
        try:
            return (self.folder / POINTER).read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def current(self) -> Generation | None:
        """Raises `IndexMismatch` when the one in force has no readable manifest."""
        name = self.current_name()
        if name is None:
            return None
        return Generation(name, self.folder / name, Manifest.read(self.folder / name))

    def create(self, manifest: Manifest) -> Generation:
        """A new, empty generation that nobody searches yet."""
        name = uuid4().hex[:12]
        manifest.write(self.folder / name)
        return Generation(name, self.folder / name, manifest)

    def open(self, generation: Generation) -> VectorIndex:
        """Raises `IndexInUse` or `IndexUnavailable`."""
        dimension = generation.manifest.dimension
        if self._connect is None:
            return EdgeIndex(generation.folder / "shard", dimension=dimension)
        if self._client is None:
            self._client = self._connect()
        return ServerIndex(self._client, _collection(generation.name), dimension=dimension)

    @contextmanager
    def building(self) -> Iterator[None]:
        """One rebuild at a time; a second one waits for the first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "building.lock"):
            yield

    def publish(self, generation: Generation) -> None:
        """Put the generation in force, in one step."""
        incoming = self.folder / f"{POINTER}.incoming"
        incoming.write_text(generation.name, encoding="ascii")
        os.replace(incoming, self.folder / POINTER)

    def others(self, kept: str | None) -> list[str]:
        """The names of all generations but the kept one: finished with, or left behind by a broken-off rebuild."""
        if not self.folder.is_dir():
            return []
        return sorted(entry.name for entry in self.folder.iterdir() if entry.is_dir() and entry.name != kept)

    def remove(self, name: str) -> None:
        if self._connect is not None:
            if self._client is None:
                self._client = self._connect()
            self._client.delete_collection(_collection(name))
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def _collection(name: str) -> str:
    return f"tajrobe_{name}"
