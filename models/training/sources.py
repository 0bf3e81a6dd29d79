"""What our model learns from: plain paragraphs, and pairs of texts that belong together.

A data folder holds `text*/*.txt.gz` (a paragraph a line), `pairs/*.jsonl.gz` and `text2/pairs_*.jsonl.gz` ({a, b} and a
few other shapes) and `written/` (notes and passages with the ways in which people ask for them; a thesaurus). Our own
notes lie beside this module in `written/`; a file of the same shape put there is learned from as well.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError
from corpus.vocabulary.thesaurus import Concept

WRITTEN_HERE = Path(__file__).parent / "written"

# This share of the passages is never learned from, nor are the questions to them: on it fusion is fitted.
HELD_BACK_PERCENT = 5

LEAST_SIMILARITY = 4.0
SENSES_A_WORD = 3
SYNONYMS_A_SENSE = 2

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """`source` names the kind of pair; texts of pairs with one `group` are never told apart from each other."""

    source: str
    a: str
    b: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A passage, written by us or `collected` from others, and the ways in which people ask for it."""

    id: str
    title: str
    text: str
    queries: tuple[str, ...]
    collected: bool = False

    @property
    def passage(self) -> str:
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def held_back(self) -> bool:
        return is_held_back(self.id)


def is_held_back(name: str, percent: int = HELD_BACK_PERCENT) -> bool:
    """Whether what goes by this name is for judging only; the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big") % 100 < percent


class DataFolder:
    """Reads a data folder. Raises `ConfigurationError` when it is not one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / "text").is_dir() or not (folder / "written").is_dir():
            raise ConfigurationError(f"«{folder}» پوشهٔ دادهٔ آموزش نیست؛ در آن «text» و «written» پیدا نشد.")

    def paragraphs(self) -> Iterator[str]:
        """Plain text, file by file."""
        for path in sorted((*self.folder.glob("text/*.txt.gz"), *self.folder.glob("text2/*.txt.gz"))):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                yield from lines
        for row in _rows(self.folder / "pairs" / "law_articles.jsonl.gz"):
            yield row["text"]

    def asked(self) -> list[Asked]:
        """The passages that have queries: those of the data folder, then our own."""
        written = self.folder / "written"
        passages = {row["id"]: row for path in sorted(written.glob("query_passages*")) for row in _rows(path)}
        queries = [row for path in sorted(written.glob("queries_*")) for row in _rows(path)]
        notes = [row for path in sorted(written.glob("notes_*")) for row in _rows(path)]
        collected = [
            replace(_asked(passages[row["id"]] | {"queries": row["queries"]}), collected=True)
            for row in queries
            if row["id"] in passages
        ]
        return [*collected, *map(_asked, notes), *own_notes()]

    def public_pairs(self) -> Iterator[Pair]:
        """Pairs that others have published, but for the questions that are held back."""
        for pair in self._public_pairs():
            if not (pair.source == "question" and is_held_back(pair.b)):
                yield pair

    def questions(self) -> list[Pair]:
        """General questions, each with the passage that answers it."""
        return [pair for row in _rows(self.folder / "pairs" / "pquad_validation.jsonl.gz") for pair in _question(row)]

    def _public_pairs(self) -> Iterator[Pair]:
        for path in sorted((*self.folder.glob("pairs/*.jsonl.gz"), *self.folder.glob("text2/pairs_*.jsonl.gz"))):
            name = path.name.removesuffix(".jsonl.gz")
            read = _SHAPES.get(name, _plain)
            for row in _rows(path):
                yield from read(row)

    def concept_queries(self) -> dict[str, list[str]]:
        """What people type who do not know the word, by the concept's id."""
        found: dict[str, list[str]] = {}
        for path in sorted((self.folder / "written").glob("concept_queries_*")):
            for row in _rows(path):
                found.setdefault(row["id"], []).extend(row["queries"])
        return found


def own_notes() -> list[Asked]:
    """The notes that lie beside this module."""
    return [_asked(row) for path in sorted(WRITTEN_HERE.glob("notes_*.jsonl")) for row in _rows(path)]


def pairs_of_asked(asked: Asked) -> Iterator[Pair]:
    """Every query with its passage, queries with each other, and the title with the text."""
    for query in asked.queries:
        yield Pair("query", query, asked.passage, asked.id)
    if asked.title:
        yield Pair("query", asked.title, asked.text, asked.id)
    first, *others = asked.queries
    for a, b in ((first, others[-1]), *pairwise(others)):
        yield Pair("wording", a, b, asked.id)


def pairs_of_concept(concept: Concept, queries: list[str]) -> Iterator[Pair]:
    """Its names with each other and with what it is; what people type for it with all of that."""
    names = concept.labels
    for other in names[1:]:
        yield Pair("concept", other, concept.preferred, concept.id)
    for a, b in pairwise(names[1:]):
        yield Pair("concept", a, b, concept.id)
    for name in names:
        yield Pair("concept", name, concept.definition, concept.id)
    full = ". ".join((concept.preferred, *concept.synonyms, concept.definition))
    for query in queries:
        yield Pair("concept", query, full, concept.id)


def _asked(row: Row) -> Asked:
    return Asked(row["id"], row.get("title") or "", row["text"], tuple(row["queries"]))


def _plain(row: Row) -> Iterator[Pair]:
    yield Pair("text", row["a"], row["b"])


def _question(row: Row) -> Iterator[Pair]:
    yield Pair("question", row["a"], row["b"], row["b"])


def _title(row: Row) -> Iterator[Pair]:
    yield Pair("news", row["a"], row["b"])


def _entailment(row: Row) -> Iterator[Pair]:
    if row["label"] == "e":
        yield Pair("sentence", row["b"], row["a"], row["a"])


def _similarity(row: Row) -> Iterator[Pair]:
    if row["score"] >= LEAST_SIMILARITY:
        yield Pair("sentence", row["a"], row["b"])


def _informal(row: Row) -> Iterator[Pair]:
    yield Pair("informal", row["a"], row["b"])


def _synonyms(row: Row) -> Iterator[Pair]:
    for sense in row["groups"][:SENSES_A_WORD]:
        for synonym in sense[:SYNONYMS_A_SENSE]:
            yield Pair("synonym", row["word"], synonym, row["word"])


def _article(row: Row) -> Iterator[Pair]:
    yield Pair("article", f"{row['law']} {row['heading']}", row["text"])


_SHAPES: dict[str, Callable[[Row], Iterator[Pair]]] = {
    "pquad_validation": _question,
    "squad_fa_translated": _question,
    "boolq_fa_translated": _question,
    "news_title_body": _title,
    "farstail": _entailment,
    "farsick": _similarity,
    "informal_formal": _informal,
    "synonyms": _synonyms,
    "law_articles": _article,
}


def _rows(path: Path) -> Iterator[Row]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
