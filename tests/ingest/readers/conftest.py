"""Files that the readers' tests share: made here, or the real ones beside the repository."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers.blocks import Reading
from ingest.readers.sandbox import ReaderLimits, read_file

Read = Callable[..., Reading]


@pytest.fixture
def read() -> Read:
    """Reads a file the way the program does: in a child process, with the limits of production."""
    limits_of_production = ReaderLimits()
    return lambda path, file_name=None, limits=limits_of_production: read_file(path, file_name or path.name, limits)


@pytest.fixture
def real_files(shared_data: Path) -> Path:
    return shared_data / "documents" / "files"
