"""The parts of the measure, by name."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from bench.readers.grid import Grid

# part -> the module that measures it
PARTS = {
    "articles": "articles",
    "probes": "probes",
    "gate": "quality",
    "ocr": "recognition",
    "throughput": "throughput",
}
MUTATIONS = "mutations"


def tables(
    data: Path, parts: Sequence[str] = (), files: int | None = None, kinds: Sequence[str] = ()
) -> Iterator[Grid]:
    """The tables of these parts, of all when none is named; `files` and `kinds` bound the mutated files."""
    for part in parts or (*PARTS, MUTATIONS):
        if part == MUTATIONS:
            from bench.readers import mutations

            yield from mutations.tables(data, files or mutations.FILES, kinds)
        else:
            yield from import_module(f"bench.readers.{PARTS[part]}").tables(data)
