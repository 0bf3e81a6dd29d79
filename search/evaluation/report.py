"""What an evaluation found, for programs and for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Figures = Mapping[str, float]
Legs = Mapping[str, Figures]

DECIMALS = 4
AS_TYPED = "as typed"


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """Figures by leg and metric: for the queries as they are, and for each perturbation when that was asked for.

    `changed` says how many queries a perturbation touched; all count in its figures.
    """

    passages: int
    queries: int
    legs: Legs
    perturbed: Mapping[str, Legs] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """`legs`, and `perturbed` if queries were perturbed, rounded to four decimals."""
        body: dict[str, Any] = {"legs": _rounded(self.legs)}
        if self.perturbed:
            body["perturbed"] = {name: _rounded(legs) for name, legs in self.perturbed.items()}
        return body

    def as_text(self) -> str:
        """A table of one line a leg and perturbation, with what the perturbation cost in points of nDCG@10."""
        return "\n".join([f"{self.queries} پرسش، {self.passages} قطعه", "", *_aligned(list(self._table()))])

    def _table(self) -> Iterator[list[str]]:
        # Some figures are of one leg only.
        metrics = list(dict.fromkeys(metric for figures in self.legs.values() for metric in figures))
        yield ["leg", "queries", *metrics, *(["cost", "changed"] if self.perturbed else [])]
        for leg, figures in self.legs.items():
            yield [leg, AS_TYPED, *_numbers(figures, metrics)]
            for name, legs in self.perturbed.items():
                cost = 100 * (figures[metrics[0]] - legs[leg][metrics[0]])
                yield [leg, name, *_numbers(legs[leg], metrics), f"{cost:+.2f}", str(self.changed[name])]


def _rounded(legs: Legs) -> dict[str, dict[str, float]]:
    return {leg: {metric: round(value, DECIMALS) for metric, value in figures.items()} for leg, figures in legs.items()}


def _numbers(figures: Figures, metrics: Sequence[str]) -> list[str]:
    return [f"{figures[metric]:.{DECIMALS}f}" if metric in figures else "" for metric in metrics]


def _aligned(rows: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows if column < len(row)) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
