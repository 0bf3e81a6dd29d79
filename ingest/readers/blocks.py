"""What a reader returns: pages of typed blocks, so that structure survives to the parsers and to citations."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corpus.types import BlockKind, DocumentPage, Value
from ingest.readers.workspace import Workspace

__all__ = ["Block", "BlockKind", "Member", "Page", "Reader", "Reading", "about_pages"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page, in reading order.

    `text` is the text as extracted. A list item's `text` starts with its marker as people see it («۱- …»).
    A paragraph that was a row of a sheet has its `cells` too: headers and values. A table's `cells` are rows of cell texts in logical order (the first column is the rightmost of a Persian
    table) and its `text` is one line a row, cells joined by « | ». `row` is the number, from 1, of the row of a sheet.
    """

    kind: BlockKind
    text: str
    level: int | None = None
    cells: tuple[tuple[str, ...], ...] | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1; a format without pages is one page."""

    number: int
    reader: str
    blocks: tuple[Block, ...]
    quality: float | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file: a part of an archive or an attachment of a letter, unpacked at `path`."""

    file_name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Reading(Value):
    """A whole file, read. `title` is the one the file itself declares, if it is any good.

    An archive has no pages and only members.
    """

    media_type: str
    pages: tuple[Page, ...]
    title: str | None = None
    warnings: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()


class Reader(Protocol):
    """Turns one kind of file into pages of blocks; runs only inside the child process."""

    media_types: tuple[str, ...]

    def read(self, path: Path, workspace: Workspace) -> Reading:
        """Read the file. Raises an `UnreadableFile` that says why it cannot be read."""
        ...


def about_pages(pages: Iterable[Page | DocumentPage]) -> tuple[str, ...]:
    """The pages' warnings for the whole file: each once, with the pages that it is about."""
    about: dict[str, list[int]] = {}
    for page in pages:
        for warning in page.warnings:
            about.setdefault(warning, []).append(page.number)
    return tuple(f"{warning} (صفحهٔ {_page_list(numbers)})" for warning, numbers in about.items())


def _page_list(numbers: list[int]) -> str:
    shown = "، ".join(map(str, numbers[:10]))
    return f"{shown} و {len(numbers) - 10} صفحهٔ دیگر" if len(numbers) > 10 else shown
