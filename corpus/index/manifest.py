"""What an index was built with, written beside it; two settings that differ never meet in one index."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import IndexMismatch

SCHEMA = 1
FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`average_length` is in words a passage, measured on the passages that were there when the index was made."""

    model: str | None
    dimension: int | None
    keys: str
    k1: float
    b: float
    average_length: float
    schema: int = SCHEMA

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE_NAME).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises `IndexMismatch` when there is none or it cannot be understood."""
        try:
            return cls(**json.loads((folder / FILE_NAME).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise IndexMismatch(
                "شناسنامهٔ نمایه خوانده نشد؛ با دستور «tajrobe rebuild» نمایه را از نو بسازید."
            ) from error

    def check_lexical(self, *, keys: str, k1: float, b: float) -> None:
        """Raises `IndexMismatch` when words cannot be searched in this index with these settings."""
        ours = {"schema": self.schema, "keys": self.keys, "k1": self.k1, "b": self.b}
        wanted = {"schema": SCHEMA, "keys": keys, "k1": k1, "b": b}
        differing = [f"{name}: {ours[name]} ≠ {wanted[name]}" for name in ours if ours[name] != wanted[name]]
        if differing:
            raise IndexMismatch(
                f"نمایه با تنظیم دیگری ساخته شده است ({'، '.join(differing)})؛ "
                "با دستور «tajrobe rebuild» آن را از نو بسازید."
            )
