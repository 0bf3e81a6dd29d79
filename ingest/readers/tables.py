"""Tables as blocks, whatever kind of file they come from."""

import re
from collections.abc import Sequence

from corpus.types import CELL_SEPARATOR, BlockKind
from ingest.readers.blocks import Block

Row = tuple[str, ...]

# What stands over the column that counts the rows.
_COUNTING_HEADER = re.compile(r"\s*(?:ردیف|ر|شماره|شماره ردیف|#)\s*")


def table_block(rows: Sequence[Row]) -> Block:
    """The rows as one block, in the order given."""
    lines = (CELL_SEPARATOR.join(" ".join(cell.split()) for cell in row) for row in rows)
    return Block(BlockKind.TABLE, "\n".join(lines), cells=tuple(rows))


def in_reading_order(rows: Sequence[Row], *, drawn_from_right: bool) -> list[Row]:
    """The rows with their first column first: one drawn from left to right is Persian if its last column counts."""
    header = rows[0]
    if not drawn_from_right and _COUNTING_HEADER.fullmatch(header[-1]) and not _COUNTING_HEADER.fullmatch(header[0]):
        return [row[::-1] for row in rows]
    return list(rows)
