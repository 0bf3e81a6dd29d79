"""Scored items become hits: titles and texts are read from the record, never from the index."""

from collections.abc import Sequence, Set

from corpus.database import Database
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.text.keys import Analyzer
from corpus.types import Document, Passage
from search.answer import FoundPassage, Hit
from search.fuse import ScoredItem, ScoredPassage
from search.highlight import highlights

# The best one and two to unfold: each is analysed for its marks, which is most of what an answer costs.
PASSAGES_A_HIT = 3


def hydrate(items: Sequence[ScoredItem], keys: Set[str], database: Database, analyzer: Analyzer) -> list[Hit]:
    """The items as people see them; what the record no longer holds in the revision that was found is left out."""
    shown = {item.id: item.passages[:PASSAGES_A_HIT] for item in items}
    with database.reading() as connection:
        documents = DocumentRepository(connection).summaries([item.id for item in items])
        passages = PassageRepository(connection).by_ids([p.passage_id for found in shown.values() for p in found])
    hits = []
    for item in items:
        found = [
            (scored, passages[scored.passage_id])
            for scored in shown[item.id]
            if scored.passage_id in passages and passages[scored.passage_id].rev == scored.rev
        ]
        if item.id in documents and found:
            hits.append(_hit(item, documents[item.id], found, keys, analyzer))
    return hits


def _hit(
    item: ScoredItem,
    document: Document,
    found: list[tuple[ScoredPassage, Passage]],
    keys: Set[str],
    analyzer: Analyzer,
) -> Hit:
    best, *more = (_passage(scored, passage, keys, analyzer) for scored, passage in found)
    scored = found[0][0]
    return Hit(
        kind=item.kind,
        id=item.id,
        title=document.title,
        parts=scored.parts,
        passage=best,
        more=tuple(more),
        document=document,
    )


def _passage(scored: ScoredPassage, passage: Passage, keys: Set[str], analyzer: Analyzer) -> FoundPassage:
    return FoundPassage(
        id=passage.id,
        text=passage.text,
        start=passage.start,
        page=passage.page,
        section=passage.section,
        highlights=tuple(highlights(passage.text, keys, analyzer)),
        score=scored.score,
    )
