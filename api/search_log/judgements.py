"""What people opened and found useful, as judged queries: what `tajrobe evaluate` measures and `models adapt` learns by."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.services import Services
from corpus.access import Viewer, seen_by
from corpus.errors import ConfigurationError
from corpus.repository.documents import PassageRepository
from corpus.repository.holdings import HoldingsRepository
from corpus.repository.searches import SearchRepository
from corpus.searches import Judgement
from corpus.text.keys import Analyzer
from corpus.types import ItemKind, Passage

PASSAGES, QUERIES = "passages.jsonl", "queries.jsonl"
# Grades: a result that somebody found useful, one that was only opened, one that was beside the point.
USEFUL, OPENED, BESIDE = 2, 1, 0
PASSAGES_AT_ONCE = 500

Item = tuple[ItemKind, str]


@dataclass(frozen=True, slots=True)
class Exported:
    """`left_out` questions were only told to have nothing that is of use: there is nothing to find for them."""

    folder: Path
    queries: int
    judgements: int
    left_out: int
    passages: int

    def as_json(self) -> dict[str, Any]:
        return {
            "folder": str(self.folder),
            "queries": self.queries,
            "judgements": self.judgements,
            "left_out": self.left_out,
            "passages": self.passages,
        }

    def as_text(self) -> str:
        told = f"{self.queries} پرسش با {self.judgements} داوری و {self.passages} بند در «{self.folder}» نوشته شد."
        if self.left_out:
            told += f" {self.left_out} پرسش که برایشان چیزی به کار نیامده بود کنار ماند."
        return (
            f"{told}\nسنجش: «tajrobe evaluate {self.folder / PASSAGES} {self.folder / QUERIES}»؛ "
            f"یادگیری: «tajrobe models adapt --judged {self.folder}»."
        )


def export_judgements(services: Services, folder: Path) -> Exported:
    """Write all passages that everybody may see, and the questions that were judged. Of a judged item the passage that
    has most of the question's words stands for it.

    Raises `ConfigurationError` when the folder holds something, or nothing was judged yet.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(f"پوشهٔ «{folder}» خالی نیست؛ پوشهٔ تازه‌ای بدهید.")
    with seen_by(Viewer()), services.database.reading() as connection:
        judgements = SearchRepository(connection).judgements()
        passages: dict[Item, list[Passage]] = {}
        seen = {kind: HoldingsRepository(connection).ids(kind) for kind in ItemKind}
        for batch in PassageRepository(connection).batches(PASSAGES_AT_ONCE):
            for passage in batch:
                if passage.item_id in seen[passage.item_kind]:
                    passages.setdefault((passage.item_kind, passage.item_id), []).append(passage)
    queries, left_out = _judged(judgements, passages, services.analyzer)
    if not queries:
        raise ConfigurationError("هنوز دربارهٔ هیچ نتیجه‌ای چیزی گفته نشده و نتیجه‌ای باز نشده است.")
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"id": one.id, "text": one.text, "title": one.header} for of_item in passages.values() for one in of_item]
    _write(folder / PASSAGES, rows)
    _write(folder / QUERIES, ({"query": query, "relevant": relevant} for query, relevant in queries.items()))
    return Exported(folder, len(queries), sum(map(len, queries.values())), left_out, len(rows))


def _judged(
    judgements: Sequence[Judgement], passages: Mapping[Item, Sequence[Passage]], analyzer: Analyzer
) -> tuple[dict[str, dict[str, int]], int]:
    """(the grades of passages by question, how many questions have nothing above 0)."""
    found: dict[str, dict[str, int]] = {}
    for one in judgements:
        of_item = passages.get((one.kind, one.item_id))
        if of_item and one.query.strip():
            found.setdefault(one.query, {})[_best(one.query, of_item, analyzer).id] = _grade(one)
    answered = {query: relevant for query, relevant in found.items() if any(relevant.values())}
    return answered, len(found) - len(answered)


def _grade(judgement: Judgement) -> int:
    if judgement.useless > judgement.useful:
        return BESIDE
    return USEFUL if judgement.useful else OPENED


def _best(query: str, passages: Sequence[Passage], analyzer: Analyzer) -> Passage:
    asked = {token.stem for token in analyzer.tokens(query) if not analyzer.is_stop(token.stem)}

    def share(passage: Passage) -> tuple[int, int]:
        return -len(asked & set(analyzer.stems(passage.text))), passage.ordinal

    return min(passages, key=share)


def _write(path: Path, rows: Sequence[Mapping[str, Any]] | Iterator[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
