"""Figures: measured, printed as tables, kept as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        """The value with as many digits as a measurement on a shared machine is worth."""
        return f"{self.value:,.0f}" if abs(self.value) >= 100 else f"{self.value:,.2f}"


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that were taken together; `verdict` is what they say."""

    title: str
    figures: tuple[Figure, ...]
    verdict: str = ""

    def as_text(self) -> str:
        names = max(len(figure.name) for figure in self.figures)
        values = max(len(figure.shown) for figure in self.figures)
        units = max(len(figure.unit) for figure in self.figures)
        lines = [f"{f.name:<{names}}  {f.shown:>{values}} {f.unit:<{units}}  {f.note}".rstrip() for f in self.figures]
        return "\n".join(["", self.title, "-" * len(self.title), *lines, *filter(None, [self.verdict])])

    def as_json(self) -> dict[str, Any]:
        figures = {f.name: {"value": round(f.value, 4), "unit": f.unit} for f in self.figures}
        return {"figures": figures, "verdict": self.verdict}


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def greatest_share(parts: dict[str, float]) -> str:
    """A sentence naming the part that takes most, with its share of the whole."""
    name, value = max(parts.items(), key=lambda part: part[1])
    return f"{name} dominates: {value / sum(parts.values()):.0%} of the time."
