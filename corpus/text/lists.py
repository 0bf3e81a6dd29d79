"""The word lists that lie beside the code: plain text, one entry a line, # for remarks."""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = ("compounds.txt", "designators.txt", "endings.txt", "forms.txt", "stop_words.txt", "units.txt")


def read_list(name: str) -> Iterator[str]:
    """The entries of a list in order."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def digest() -> str:
    """Changes when any list that keys depend on does."""
    content = b"\0".join((FOLDER / name).read_bytes() for name in NAMES)
    return blake2b(content, digest_size=4).hexdigest()
