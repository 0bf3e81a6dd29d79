"""The sample corpus as the rest of the project meets it: files, what each holds, and judged questions."""

import json
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parent
FILES = HOME / "files"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A question and the source ids that answer it (grade 2) or help with it (grade 1)."""

    query: str
    kind: str
    relevant: dict[str, int]


def sample_files() -> list[Path]:
    """Every sample file in a fixed order, without the manifest."""
    return sorted(path for path in FILES.rglob("*") if path.is_file() and path.name != MANIFEST)


def manifest() -> dict[str, list[str]]:
    """Which source ids each file holds, in the order in which it holds them; keys are paths below `FILES`."""
    held: dict[str, list[str]] = json.loads((FILES / MANIFEST).read_text("utf-8"))
    return held


def judged_queries() -> list[JudgedQuery]:
    """The questions that searches of this corpus are scored with."""
    lines = (HOME / "source" / "judged_queries.jsonl").read_text("utf-8").splitlines()
    return [JudgedQuery(**json.loads(line)) for line in lines]
