"""Hundreds of broken files of each kind, read as the program reads a stranger's: what becomes of each."""

import logging
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from bench.readers.files import write_file
from bench.readers.grid import Cell, Grid
from bench.readers.mutate import mutated
from bench.readers.probes import PROBES
from corpus.errors import EmptyFile, ReaderLimit, UnreadableFile
from ingest.readers.kinds import accepted_kinds
from ingest.readers.sandbox import CRASHED, ReaderLimits, read_file

FILES = 400
AT_ONCE = 2
LIMITS = ReaderLimits(memory_bytes=1 << 30, cpu_seconds=20, wall_seconds=30, most_seconds=60)
# What the parent may take beyond the limit to notice it and to clean up.
GRACE_SECONDS = 5

# Where the files are that were a fault of ours.
KEPT = Path(gettempdir(), "tajrobe-mutations")

READ, CHILD_DIED, OVER_LIMIT, HUNG, UNTYPED = "read", "child died", "over limit", "hung", "untyped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`what` is one of the above, or the type of the refusal; `said` is the error's own word."""

    seed: int
    what: str
    seconds: float
    said: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether the reader, and not the file, is to blame."""
        return self.what in (HUNG, UNTYPED)


def tables(data: Path, files: int = FILES, extensions: Sequence[str] = ()) -> Iterator[Grid]:
    """One row a kind; then the seeds at which something was wrong."""
    # The traceback of each refusal would bury the tables.
    logging.getLogger("ingest.readers").setLevel(logging.CRITICAL)
    rows: list[tuple[Cell, ...]] = []
    faults: list[tuple[Cell, ...]] = []
    for extension in extensions or [kind.extensions[0] for kind in accepted_kinds()]:
        with TemporaryDirectory(prefix="tajrobe-bench-") as folder:
            path = write_file(extension, Path(folder), list(PROBES.values()), small_pdf(data))
            if path is None:
                rows.append((extension, "left out: nothing installed writes it", *[None] * 6))
                continue
            outcomes = run(path, range(files))
        rows.append((extension, *_row(outcomes)))
        faults += _faults(extension, outcomes)
    yield Grid(
        f"{files} mutated files of each kind",
        ("kind", "read", "refused", "refused as", CHILD_DIED, OVER_LIMIT, f"{HUNG} or {UNTYPED}", "longest, s"),
        tuple(rows),
    )
    if faults:
        yield Grid("What to look at", ("kind", "what", "seeds", "said"), tuple(faults))


def run(path: Path, seeds: Sequence[int]) -> list[Outcome]:
    """What becomes of the file for each seed, in order."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(partial(_outcome, path), seeds))


def small_pdf(data: Path) -> Path:
    """A real one of two pages."""
    return data / "documents" / "files" / "note.pdf"


def _outcome(path: Path, seed: int) -> Outcome:
    broken = path.with_name(f"{seed}{path.suffix}")
    broken.write_bytes(mutated(path.read_bytes(), seed))
    began = time.monotonic()
    what, said = _what(broken)
    seconds = time.monotonic() - began
    if seconds > LIMITS.most_seconds + GRACE_SECONDS:
        what = HUNG
    outcome = Outcome(seed, what, seconds, said)
    if outcome.is_fault:
        # Times inside the files make the next run's others.
        KEPT.mkdir(exist_ok=True)
        shutil.copy(broken, KEPT)
    broken.unlink()
    return outcome


def _what(path: Path) -> tuple[str, str]:
    try:
        with read_file(path, path.name, LIMITS):
            return READ, ""
    except ReaderLimit as error:
        return OVER_LIMIT, str(error)
    except (UnreadableFile, EmptyFile) as error:
        return (CHILD_DIED if str(error) == CRASHED else error.type), str(error)
    except Exception as error:
        return UNTYPED, repr(error)


def _faults(extension: str, outcomes: Sequence[Outcome]) -> Iterator[tuple[Cell, ...]]:
    """What went wrong in this kind of file, each with its seeds."""
    for what in (CHILD_DIED, OVER_LIMIT, HUNG, UNTYPED):
        if seeds := [outcome.seed for outcome in outcomes if outcome.what == what]:
            said = next(outcome.said for outcome in outcomes if outcome.what == what)
            yield extension, what, ", ".join(map(str, seeds)), said


def _row(outcomes: Sequence[Outcome]) -> tuple[Cell, ...]:
    counts = Counter(outcome.what for outcome in outcomes)
    read, died, over = counts.pop(READ, 0), counts.pop(CHILD_DIED, 0), counts.pop(OVER_LIMIT, 0)
    faults = counts.pop(HUNG, 0) + counts.pop(UNTYPED, 0)
    refused = ", ".join(f"{what} {count}" for what, count in counts.most_common())
    return read, counts.total(), refused, died, over, faults, max(outcome.seconds for outcome in outcomes)
