"""Figures side by side: a markdown table, as docs/readers.md has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under one header; `verdict` is what they say. None is a thing not measured."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    verdict: str = ""

    def as_text(self) -> str:
        lines = [_line(self.header), _line(["---"] * len(self.header)), *map(_line, self.rows)]
        return "\n".join(["", f"### {self.title}", "", *lines, *filter(None, ["", self.verdict])])

    def as_json(self) -> dict[str, Any]:
        return {"header": self.header, "rows": self.rows, "verdict": self.verdict}


def _line(cells: Sequence[Cell]) -> str:
    return f"| {' | '.join(map(_shown, cells))} |"


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    if not isinstance(cell, float):
        return str(cell).replace("|", "\\|")
    # A share needs three digits; seconds and speeds are not worth more on a shared machine.
    return f"{cell:.3f}" if abs(cell) <= 1 else f"{cell:,.1f}" if abs(cell) < 100 else f"{cell:,.0f}"
