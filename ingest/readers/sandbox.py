"""Reading a stranger's file where it can do no harm: in a child process with limits and nothing of ours in its environment."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from corpus.errors import ConfigurationError, DamagedFile, EmptyFile, Interrupted, ReaderLimit
from corpus.types import ReadingMethod
from ingest.readers.blocks import Reading
from ingest.readers.wire import load_outcome
from ingest.readers.workspace import Progress, Workspace, read_progress

OUT_OF_TIME = "خواندن این پرونده بیش از زمان مجاز طول کشید و متوقف شد؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
KILLED = "خواندن این پرونده بیش از حافظه یا زمان مجاز نیاز داشت و متوقف شد؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
CRASHED = "برنامهٔ خواننده هنگام خواندن این پرونده از کار افتاد؛ پرونده آسیب دیده یا ساختار آن بیش از اندازه سنگین است."
NOT_STARTED = "برنامهٔ خوانندهٔ پرونده‌ها اجرا نشد؛ نصب سامانه ناقص است یا حد حافظهٔ خواننده بسیار کم است."

INTERRUPTED = "خواندن این پرونده با توقف برنامه نیمه‌کاره ماند و از نو انجام می‌شود."

LOGGED_CHARACTERS = 4000
SECONDS_BETWEEN_LOOKS = 0.5

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What reading one file may use: `cpu_seconds` and `wall_seconds` for all of it, or for each step of a reader that
    reports its steps, and then `most_seconds` in all."""

    memory_bytes: int = 2 << 30
    cpu_seconds: int = 120
    wall_seconds: float = 300
    most_seconds: float = 4 * 3600
    output_bytes: int = 200 << 20


@contextmanager
def read_file(
    path: Path,
    file_name: str,
    limits: ReaderLimits,
    *,
    method: ReadingMethod | None = None,
    page: int | None = None,
    drawing: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    stopping: Event | None = None,
) -> Iterator[Reading]:
    """Read a file in a child process; here, only its size is looked at. The reading's members last as long as the block.

    `file_name` is what the sender called it; `method` and `page` as in `Workspace`. With `drawing` the page is not read
    but drawn: its picture is the reading's one member. Raises `EmptyFile`, or the `UnreadableFile`
    that says why it cannot be read; `ConfigurationError` when the child cannot run at all; `Interrupted` soon after
    `stopping` is set.
    """
    if path.stat().st_size == 0:
        raise EmptyFile("پرونده خالی است و چیزی برای خواندن ندارد.")
    with tempfile.TemporaryDirectory(prefix="tajrobe-reading-") as folder:
        outcome, workspace = Path(folder, "outcome.json"), Path(folder, "workspace")
        workspace.mkdir()
        command = _command(path, file_name, outcome, Workspace(workspace, method, page), limits, drawing=drawing)
        code = _run_child(command, Path(folder), limits, _Watch(workspace, on_progress, stopping))
        if code != 0:
            raise _failure_of(code)
        yield load_outcome(outcome.read_bytes())


class _Watch:
    """Looks at how far a child is and tells of every step, and at whether it should go on."""

    def __init__(self, folder: Path, on_progress: Callable[[Progress], None] | None, stopping: Event | None) -> None:
        self._folder = folder
        self._on_progress = on_progress
        self._stopping = stopping
        self._last: Progress | None = None

    def is_called_off(self) -> bool:
        return self._stopping is not None and self._stopping.is_set()

    def has_moved(self) -> bool:
        """Whether it is further than it was at the last look."""
        progress = read_progress(self._folder)
        if progress is None or progress == self._last:
            return False
        self._last = progress
        if self._on_progress:
            self._on_progress(progress)
        return True


def _command(
    path: Path, file_name: str, outcome: Path, workspace: Workspace, limits: ReaderLimits, *, drawing: bool
) -> list[str]:
    request = {
        "path": str(path.resolve()),
        "file_name": file_name,
        "outcome": str(outcome),
        "folder": str(workspace.folder),
        "method": workspace.method,
        "page": workspace.page,
        "drawing": drawing,
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": limits.cpu_seconds,
        "most_cpu_seconds": int(limits.most_seconds),
        "output_bytes": limits.output_bytes,
    }
    return [sys.executable, "-I", "-X", "utf8", "-m", "ingest.readers.child", json.dumps(request)]


def _run_child(command: list[str], folder: Path, limits: ReaderLimits, watch: _Watch) -> int:
    """The child's exit code; minus the signal's number when a signal ended it."""
    with Path(folder, "errors.txt").open("w+b") as errors:
        with subprocess.Popen(
            command,
            # Nothing is ever written to it: the child sees by its end that this process is gone.
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd=folder,
            # Whatever a library leaves behind goes when the folder goes.
            env={"TMPDIR": str(folder)},
            start_new_session=True,
        ) as process:
            try:
                code = _wait(process, limits, watch)
            except subprocess.TimeoutExpired:
                raise ReaderLimit(OUT_OF_TIME) from None
            finally:
                # The programs that it started may outlive it.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        errors.seek(0)
        if said := errors.read().decode("utf-8", "replace"):
            _logger.info("the reader said: %s", said[-LOGGED_CHARACTERS:])
    return code


def _wait(process: subprocess.Popen[bytes], limits: ReaderLimits, watch: _Watch) -> int:
    """The exit code. Raises `TimeoutExpired` when nothing moves for too long or it takes too long in all, or `Interrupted`."""
    begun = moved = time.monotonic()
    while True:
        try:
            return process.wait(SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            if watch.is_called_off():
                raise Interrupted(INTERRUPTED) from None
            moment = time.monotonic()
            if watch.has_moved():
                moved = moment
            if moment - moved > limits.wall_seconds or moment - begun > limits.most_seconds:
                raise


def _failure_of(code: int) -> Exception:
    if code == -signal.SIGXCPU:
        return ReaderLimit(OUT_OF_TIME)
    if code == -signal.SIGKILL:
        return ReaderLimit(KILLED)
    if code < 0:
        return DamagedFile(CRASHED)
    return ConfigurationError(NOT_STARTED)
