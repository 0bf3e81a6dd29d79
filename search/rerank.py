"""The first items in the order of a cross-encoder, which reads the question and each one's best passage together."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.database import Database
from corpus.repository.documents import PassageRepository
from models.reranker import Reranker
from search.fuse import ScoredItem

# A cross-encoder takes tens of milliseconds a passage.
FIRST = 20


def rerank(items: Sequence[ScoredItem], question: str, reranker: Reranker, database: Database) -> list[ScoredItem]:
    """The same items, the first ones by the reranker's score; the others stay where they are.

    Raises `ModelUnavailable`.
    """
    first = items[:FIRST]
    with database.reading() as connection:
        passages = PassageRepository(connection).by_ids([item.passages[0].passage_id for item in first])
    # What the record no longer holds is not shown; it keeps to the end of the first.
    known = [item for item in first if item.passages[0].passage_id in passages]
    if not known:
        return list(items)
    unknown = [item for item in first if item.passages[0].passage_id not in passages]
    texts = [passages[item.passages[0].passage_id].text_with_header for item in known]
    scores = reranker.scores(question, texts).tolist()
    # Equal scores leave the order as it was.
    ranked = sorted(zip(scores, known, strict=True), key=lambda pair: -pair[0])
    return [*(replace(item, reranked=score) for score, item in ranked), *unknown, *items[FIRST:]]
