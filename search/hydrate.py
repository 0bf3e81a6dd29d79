"""Scored items become hits: titles and texts are read from the record, never from the index."""

from collections.abc import Iterator, Sequence, Set

from sqlalchemy import Connection

from corpus.database import Database
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import resolution_title
from corpus.text.keys import Analyzer
from corpus.types import ItemKind, Passage, Version
from search.answer import FoundPassage, Hit
from search.fuse import Score, ScoredItem, ScoredPassage
from search.highlight import highlights
from search.versions import successors

# The best one and two to unfold: each is analysed for its marks, which is most of what an answer costs.
PASSAGES_A_HIT = 3


def hydrate(items: Sequence[ScoredItem], keys: Set[str], database: Database, analyzer: Analyzer) -> list[Hit]:
    """The items as people see them; what the record no longer holds in the revision that was found is left out."""
    shown = {item.id: item.passages[:PASSAGES_A_HIT] for item in items}
    with database.reading() as connection:
        records = _Records(connection, items)
        passages = PassageRepository(connection).by_ids([p.passage_id for found in shown.values() for p in found])
    hits = []
    for item in items:
        found = [
            scored
            for scored in shown[item.id]
            if scored.passage_id in passages and passages[scored.passage_id].rev == scored.rev
        ]
        of_item = [_passage(scored, passages[scored.passage_id], keys, analyzer) for scored in found]
        hit = records.hit(item, found[0].parts, of_item) if found else None
        if hit:
            hits.append(hit)
    return hits


class _Records:
    """What the record holds of the items that were found, read at once."""

    def __init__(self, connection: Connection, items: Sequence[ScoredItem]) -> None:
        self.documents = DocumentRepository(connection).summaries([*_of_kind(items, ItemKind.DOCUMENT)])
        lessons = LessonRepository(connection)
        self.lessons = lessons.by_ids([*_of_kind(items, ItemKind.LESSON)])
        self.successors = successors(lessons, list(self.lessons))
        ids = [item.id for item in items if item.kind is ItemKind.RESOLUTION]
        self.resolutions = ResolutionRepository(connection).by_ids(ids)
        meetings = {one.meeting_id for one in self.resolutions.values()}
        self.meetings = MeetingRepository(connection).by_ids(list(meetings))

    def hit(self, item: ScoredItem, parts: Score, passages: Sequence[FoundPassage]) -> Hit | None:
        """The item with what was found of it, best first; None when it is gone."""
        document, resolution = self.documents.get(item.id), self.resolutions.get(item.id)
        lesson = self.lessons.get(item.id)
        meeting = self.meetings[resolution.meeting_id] if resolution else None
        if resolution and meeting:
            title = resolution_title(resolution, meeting)
        elif document:
            title = document.title
        elif lesson:
            title = lesson.title
        else:
            return None
        papers = [
            Version(self.documents[folded.item.id], folded.similarity)
            for folded in item.older
            if folded.item.id in self.documents
        ]
        superseded = (self.lessons[folded.item.id] for folded in item.older if folded.item.id in self.lessons)
        return Hit(
            kind=item.kind,
            id=item.id,
            title=title,
            parts=parts,
            passage=passages[0],
            more=tuple(passages[1:]),
            document=document,
            resolution=resolution,
            meeting=meeting,
            lesson=lesson,
            older=() if lesson else tuple(papers),
            superseded=tuple(superseded),
            file=papers[0].document if lesson and papers else None,
            successor=self.successors.get(item.id),
            reranked=item.reranked,
            beyond=max(0, len(item.passages) - PASSAGES_A_HIT),
        )


def _of_kind(items: Sequence[ScoredItem], kind: ItemKind) -> Iterator[str]:
    """The ids of the items of that kind, also of those folded under others."""
    for item in items:
        yield from (one.id for one in (item, *(folded.item for folded in item.older)) if one.kind is kind)


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
