"""Original files are kept once, whole or not at all."""

from io import BytesIO
from pathlib import Path

import pytest

from corpus.errors import EmptyFile, FileTooLarge, NotFound
from corpus.files import FileStore


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    first = store.add(BytesIO(b"x" * 3_000_000), max_bytes=4_000_000)
    second = store.add(BytesIO(b"x" * 3_000_000), max_bytes=4_000_000)
    assert first == second
    assert store.path(first.sha256).read_bytes() == b"x" * 3_000_000
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [store.path(first.sha256)]


@pytest.mark.parametrize(("data", "error"), [(b"", EmptyFile), (b"x" * 11, FileTooLarge)])
def test_what_is_refused_leaves_nothing_behind(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        FileStore(tmp_path).add(BytesIO(data), max_bytes=10)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_that_is_not_kept_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        FileStore(tmp_path).path("0" * 64)
