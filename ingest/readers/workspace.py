"""What a reader has beside the file: a folder of its own, a way to tell how far it is, and what people asked for."""

import os
from dataclasses import dataclass
from pathlib import Path

from corpus.types import ReadingMethod
from ingest.readers.limits import begin_step

PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class Workspace:
    """`folder` is empty at first and goes when the reading has been taken over; `method` is how pages are to be read,
    None for what suits each page best; `page` is the one that is wanted, None for all, of a kind of file with several
    ways to be read; `step_seconds` is the processor time that a step may take, None for any."""

    folder: Path
    method: ReadingMethod | None = None
    page: int | None = None
    step_seconds: int | None = None

    def report(self, done: int, total: int) -> None:
        """Tell that so many pages of so many are read; whoever reports is not stopped for being slow."""
        fresh = self.folder / f"{PROGRESS}.new"
        fresh.write_text(f"{done} {total}")
        # Whoever looks sees the old or the new line, never half of one.
        os.replace(fresh, self.folder / PROGRESS)
        if self.step_seconds is not None:
            begin_step(self.step_seconds)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many pages of how many are read."""

    done: int
    total: int


def read_progress(folder: Path) -> Progress | None:
    """What was last reported from the workspace, or None."""
    try:
        done, total = (folder / PROGRESS).read_text().split()
        return Progress(int(done), int(total))
    except (OSError, ValueError):
        return None
