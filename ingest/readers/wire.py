"""How a reading crosses from the child process to its parent: as ASCII JSON, which no odd character can break."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus import errors
from corpus.errors import TajrobeError
from corpus.types import BlockKind
from ingest.readers.blocks import Block, Member, Page, Reading


def dump_reading(reading: Reading) -> bytes:
    """The reading as one JSON object."""
    return json.dumps({"reading": asdict(reading)}, default=str).encode("ascii")


def dump_failure(error: TajrobeError) -> bytes:
    """The error's type and sentence as one JSON object."""
    return json.dumps({"failure": {"type": error.type, "message": str(error)}}).encode("ascii")


def load_outcome(data: bytes) -> Reading:
    """What the child wrote: its reading, or its failure raised as the same class."""
    outcome = json.loads(data)
    if failure := outcome.get("failure"):
        raise _error(failure["type"], failure["message"])
    return _reading(outcome["reading"])


def _error(name: str, message: str) -> TajrobeError:
    kind: type[TajrobeError] = getattr(errors, name)
    return kind(message)


def _reading(raw: dict[str, Any]) -> Reading:
    pages = tuple(_page(page) for page in raw["pages"])
    members = tuple(Member(member["file_name"], Path(member["path"])) for member in raw["members"])
    return Reading(raw["media_type"], pages, raw["title"], tuple(raw["warnings"]), members)


def _page(raw: dict[str, Any]) -> Page:
    blocks = tuple(_block(block) for block in raw["blocks"])
    return Page(raw["number"], raw["reader"], blocks, raw["quality"], tuple(raw["warnings"]))


def _block(raw: dict[str, Any]) -> Block:
    cells = None if raw["cells"] is None else tuple(tuple(row) for row in raw["cells"])
    return Block(BlockKind(raw["kind"]), raw["text"], raw["level"], cells, raw["row"])
