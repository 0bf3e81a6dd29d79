"""Reading a stranger's file where it can do no harm: in a child process with limits and nothing of ours in its environment."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ConfigurationError, DamagedFile, EmptyFile, ReaderLimit
from ingest.readers.blocks import Reading
from ingest.readers.wire import load_outcome

OUT_OF_TIME = "خواندن این پرونده بیش از زمان مجاز طول کشید و متوقف شد؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
KILLED = "خواندن این پرونده بیش از حافظه یا زمان مجاز نیاز داشت و متوقف شد؛ آن را به چند پروندهٔ کوچک‌تر تقسیم کنید."
CRASHED = "برنامهٔ خواننده هنگام خواندن این پرونده از کار افتاد؛ پرونده آسیب دیده یا ساختار آن بیش از اندازه سنگین است."
NOT_STARTED = "برنامهٔ خوانندهٔ پرونده‌ها اجرا نشد؛ نصب سامانه ناقص است یا حد حافظهٔ خواننده بسیار کم است."

LOGGED_CHARACTERS = 4000

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What reading one file may use."""

    memory_bytes: int = 2 << 30
    cpu_seconds: int = 120
    wall_seconds: float = 300
    output_bytes: int = 200 << 20


def read_file(path: Path, file_name: str, limits: ReaderLimits) -> Reading:
    """Read a file in a child process; here, only its size is looked at.

    `file_name` is what the sender called it. Raises `EmptyFile`, or the `UnreadableFile` that says why it
    cannot be read; `ConfigurationError` when the child cannot run at all.
    """
    if path.stat().st_size == 0:
        raise EmptyFile("پرونده خالی است و چیزی برای خواندن ندارد.")
    with tempfile.TemporaryDirectory(prefix="tajrobe-reading-") as folder:
        outcome = Path(folder, "outcome.json")
        code = _run_child(_command(path, file_name, outcome, limits), Path(folder), limits.wall_seconds)
        if code != 0:
            raise _failure_of(code)
        return load_outcome(outcome.read_bytes())


def _command(path: Path, file_name: str, outcome: Path, limits: ReaderLimits) -> list[str]:
    request = {
        "path": str(path.resolve()),
        "file_name": file_name,
        "outcome": str(outcome),
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": limits.cpu_seconds,
        "output_bytes": limits.output_bytes,
    }
    return [sys.executable, "-I", "-X", "utf8", "-m", "ingest.readers.child", json.dumps(request)]


def _run_child(command: list[str], folder: Path, wall_seconds: float) -> int:
    """The child's exit code; minus the signal's number when a signal ended it."""
    with Path(folder, "errors.txt").open("w+b") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd=folder,
            # Whatever a library leaves behind goes when the folder goes.
            env={"TMPDIR": str(folder)},
            start_new_session=True,
        )
        try:
            code = process.wait(wall_seconds)
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                raise ReaderLimit(OUT_OF_TIME) from None
            raise
        errors.seek(0)
        if said := errors.read().decode("utf-8", "replace"):
            _logger.info("the reader said: %s", said[-LOGGED_CHARACTERS:])
    return code


def _failure_of(code: int) -> Exception:
    if code == -signal.SIGXCPU:
        return ReaderLimit(OUT_OF_TIME)
    if code == -signal.SIGKILL:
        return ReaderLimit(KILLED)
    if code < 0:
        return DamagedFile(CRASHED)
    return ConfigurationError(NOT_STARTED)
