"""Articles of law looked for in the Word-made PDFs that hold these laws: how much of each comes out."""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.readers.grid import Grid
from bench.readers.texts import pdf_readers
from corpus.text.keys import fold

LEAST_CHARACTERS = 150
# Of its tokens at one place; with less, the article is not there at all.
LEAST_FOUND = 0.5
# What a reader that loses nothing reaches in spite of small differences between two prints of one law.
WHOLE_TOKENS, WHOLE_TRIGRAMS = 0.995, 0.97
# A law is in a file when the best reader finds this share of its long articles there with so many of their tokens;
# a law that was passed again in other words is another law.
LEAST_OF_LAW, SAME_LAW = 0.5, 0.9
# How much longer than the article the place may be: page numbers and notes come in between.
SLACK = 0.25

_TOKEN = re.compile(r"\w+")
# The collection notes before an article when it was changed; the files note it elsewhere or not at all.
_CHANGED = re.compile(r"^\s*\(?\s*(?:اصلاحی|الحاقی|اصلاحي|الحاقي)(?:\s*و?\s*[\d۰-۹/]+)*\s*\)?\s*")


@dataclass(frozen=True, slots=True)
class Share:
    """How much of an article one reader gives, of its tokens and of its runs of three tokens (0 to 1)."""

    tokens: float
    trigrams: float


def tables(data: Path) -> Iterator[Grid]:
    """One row a reader, over the same articles."""
    readers, laws = pdf_readers(), _laws(data / "documents" / "municipal_law.jsonl.gz")
    paths = sorted((data / "documents" / "files").glob("municipal-*.pdf"))
    # (file, law) -> reader -> the share of each long article, in order
    shares: dict[tuple[str, str], dict[str, list[Share]]] = defaultdict(dict)
    for path in paths:
        for name, pages in readers.items():
            text = DocumentText(" ".join(pages(path)))
            for law, articles in laws.items():
                shares[path.stem, law][name] = [text.share(article) for article in articles]
    present = {place: found for place, found in shares.items() if _is_present(found)}
    yield _by_reader(list(readers), present)
    yield _by_file(present)


class DocumentText:
    """The tokens of a text in one spelling, ready to be looked through."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._ids = {token: number for number, token in enumerate(dict.fromkeys(self._tokens))}
        self._places = np.array([self._ids[token] for token in self._tokens], dtype=np.int64)
        # A rare word tells a place, «و» none.
        self._weights = 1 / np.maximum(np.bincount(self._places, minlength=len(self._ids)), 1)

    def share(self, article: Sequence[str]) -> Share:
        """How much of the article stands at the place that has most of it."""
        known = [self._ids[token] for token in set(article) if token in self._ids]
        if not known:
            return Share(0.0, 0.0)
        counted = np.zeros(len(self._ids))
        counted[known] = self._weights[known]
        sums = np.concatenate(([0.0], np.cumsum(counted[self._places])))
        length = min(len(article), len(self._tokens))
        start = int(np.argmax(sums[length:] - sums[:-length]))
        margin = int(length * SLACK) + 1
        place = self._tokens[max(0, start - margin) : start + length + margin]
        return Share(_share(article, place), _share(_trigrams(article), _trigrams(place)))


def tokens(text: str) -> list[str]:
    """The words and numbers in one spelling, half-spaces ignored."""
    return _TOKEN.findall(fold(text))


def _laws(path: Path) -> dict[str, list[list[str]]]:
    laws: dict[str, dict[str, list[str]]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if len(row["text"]) > LEAST_CHARACTERS:
                # An article stands once for each topic that it is about.
                text = _CHANGED.sub("", row["text"])
                laws[row["law"]][text] = tokens(text)
    return {law: list(articles.values()) for law, articles in laws.items()}


def _is_present(found: dict[str, list[Share]]) -> bool:
    best = _best(found)
    return sum(share.tokens >= SAME_LAW for share in best) >= LEAST_OF_LAW * len(best)


def _best(found: dict[str, list[Share]]) -> list[Share]:
    """Of each article what the best reader gives: no print of a law is quite the other."""
    return [
        Share(max(share.tokens for share in shares), max(share.trigrams for share in shares))
        for shares in zip(*found.values(), strict=True)
    ]


def _by_reader(readers: Sequence[str], present: dict[tuple[str, str], dict[str, list[Share]]]) -> Grid:
    best = [share for found in present.values() for share in _best(found)]
    asked = [number for number, share in enumerate(best) if share.tokens >= LEAST_FOUND]
    rows = []
    for reader in readers:
        shares = [share for found in present.values() for share in found[reader]]
        rows.append((reader, *_figures([shares[number] for number in asked])))
    rows.append(("the best of them", *_figures([best[number] for number in asked])))
    return Grid(
        f"{len(asked)} articles longer than {LEAST_CHARACTERS} characters, by reader",
        ("reader", "found", "tokens", "trigrams", f"tokens ≥ {WHOLE_TOKENS}", f"trigrams ≥ {WHOLE_TRIGRAMS}"),
        tuple(rows),
    )


def _by_file(present: dict[tuple[str, str], dict[str, list[Share]]]) -> Grid:
    by_file: dict[str, list[tuple[Share, Share, Share]]] = defaultdict(list)
    for (file, _law), found in present.items():
        rows = zip(*found.values(), strict=True)
        for shares, best in zip(rows, _best(found), strict=True):
            if best.tokens >= LEAST_FOUND:
                by_file[file].append((shares[0], shares[1], best))
    return Grid(
        "The same articles, by file: tokens / trigrams",
        ("file", "articles", "ours", "pypdfium2", "the best of all"),
        tuple((file, len(rows), *map(_both, zip(*rows, strict=True))) for file, rows in sorted(by_file.items())),
    )


def _figures(shares: Sequence[Share]) -> tuple[int, float | None, float | None, float | None, float | None]:
    """Found, then means over the found ones and the shares of them that came out whole."""
    found = [share for share in shares if share.tokens >= LEAST_FOUND]
    return (
        len(found),
        _mean([share.tokens for share in found]),
        _mean([share.trigrams for share in found]),
        _mean([share.tokens >= WHOLE_TOKENS for share in found]),
        _mean([share.trigrams >= WHOLE_TRIGRAMS for share in found]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _both(shares: Sequence[Share]) -> str:
    _found, token_mean, trigram_mean, *_whole = _figures(shares)
    return f"{token_mean or 0:.3f} / {trigram_mean or 0:.3f}"


def _trigrams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))


def _share(wanted: Sequence[object], given: Sequence[object]) -> float:
    counts = Counter(wanted)
    return (counts & Counter(given)).total() / max(1, counts.total())
