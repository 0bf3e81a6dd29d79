"""Marks on exactly what matched, in the text's own spelling."""

from collections.abc import Set

from corpus.text.keys import Analyzer

Span = tuple[int, int]


def highlights(text: str, keys: Set[str], analyzer: Analyzer) -> list[Span]:
    """Where the text holds one of the keys: disjoint (start, end) in characters, ascending."""
    return _merged(sorted(analyzer.matches(text, keys)))


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
