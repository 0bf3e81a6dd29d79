"""Telling the owners of needs and kept searches of what was published since: follows the outbox, as an index does.

Its cursor moves in the transaction that writes the notices, so that killed at any point it goes on where it was. An
item's text is news once, whatever else is written down about the item later.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from corpus.access import Viewer, audience
from corpus.database import Database
from corpus.index.port import Payload
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.notices import NoticeRepository
from corpus.repository.outbox import NOTICES, OutboxRepository
from corpus.repository.people import PersonRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import Notice, StandingKind, StandingQuery, StandingState, Subject
from corpus.text.keys import Analyzer
from corpus.types import ItemKind, LessonState, OutboxEntry, Passage, Visibility
from ingest.indexer import Indexer
from ingest.projection import project_items
from search.highlight import highlights
from search.standing import StandingQueries, Watched

ENTRIES_A_STEP = 32
PASSAGE_CHARACTERS = 600
MOST_WORDS = 4
NAMES = {ItemKind.DOCUMENT: "سند", ItemKind.RESOLUTION: "مصوبهٔ", ItemKind.LESSON: "تجربهٔ"}

logger = logging.getLogger(__name__)


class Notifier:
    """One runs per data folder, after the indexer."""

    def __init__(self, database: Database, indexer: Indexer, standing: StandingQueries, analyzer: Analyzer) -> None:
        self.database = database
        self.indexer = indexer
        self.standing = standing
        self.analyzer = analyzer
        # What the matcher holds; None until it was filled.
        self._watched: dict[str, Watched] | None = None

    def run_until_idle(self) -> None:
        """Tell of all that the index has taken in."""
        while self.step():
            pass

    def step(self) -> int:
        """Tell of the next changes; returns how many there were, 0 where all have been told or are not indexed yet."""
        with self.database.reading() as connection:
            outbox = OutboxRepository(connection)
            entries = outbox.after(outbox.cursor(NOTICES) or 0, ENTRIES_A_STEP)
        if not entries or self.indexer.pending():
            return 0
        owners, queries = self._follow_queries()
        told: list[Notice] = []
        announced: dict[tuple[ItemKind, str], tuple[int, str]] = {}
        for entry in {(entry.item_kind, entry.item_id): entry for entry in entries}.values():
            with self.database.reading() as connection:
                item = _published(connection, entry)
                news = item and NoticeRepository(connection).announced(item.kind, item.id) != item.text
            if item and news:
                told += self._notices(item, owners, queries)
                announced[item.kind, item.id] = item.text
        with self.database.transaction() as connection:
            notices = NoticeRepository(connection)
            known = StandingRepository(connection).by_ids([notice.query_id for notice in told])
            # One that was dropped or closed in the meantime is told nothing.
            waiting = {one.id for one in known.values() if one.state is StandingState.OPEN}
            added = notices.add([one for one in told if one.query_id in waiting])
            for (kind, item_id), text in announced.items():
                notices.note_announced(kind, item_id, text)
            OutboxRepository(connection).advance(NOTICES, entries[-1].seq)
        if added:
            logger.info("told %d owners of what was published", added)
        return len(entries)

    def _follow_queries(self) -> tuple[dict[str, Viewer], dict[str, StandingQuery]]:
        """Bring the matcher up to date with the record; (who owns each query, each query)."""
        with self.database.reading() as connection:
            people = {one.id: one.viewer() for one in PersonRepository(connection).all() if not one.disabled}
            queries = {one.id: one for one in StandingRepository(connection).open() if one.person_id in people}
        owners = {query.id: people[query.person_id or ""] for query in queries.values()}
        self._watch({query.id: Watched(query.id, query.question, owners[query.id]) for query in queries.values()})
        return owners, queries

    def _watch(self, wanted: dict[str, Watched]) -> None:
        if self._watched is None:
            self.standing.replace_all(wanted.values())
        else:
            for query_id in self._watched.keys() - wanted.keys():
                self.standing.remove(query_id)
            for query_id, watched in wanted.items():
                if self._watched.get(query_id) != watched:
                    self.standing.put(watched)
        self._watched = wanted

    def _notices(
        self, item: "_Published", owners: dict[str, Viewer], queries: dict[str, StandingQuery]
    ) -> list[Notice]:
        notices = []
        passages = {passage.id: passage for passage in item.passages}
        for match in self.standing.match(item.payload, item.passages):
            query = queries[match.query_id]
            if not owners[query.id].sees(item.visibility, item.city_id) or not _is_news(query, item):
                continue
            passage = passages[match.passage_id]
            notices.append(
                Notice(
                    id=uuid4().hex,
                    person_id=query.person_id or "",
                    query_id=query.id,
                    subject=Subject(item.kind.value),
                    subject_id=item.id,
                    reason=self._reason(query, item, passage, strong=match.strong),
                    passage=passage.text[:PASSAGE_CHARACTERS],
                    passage_id=passage.id,
                    score=match.score,
                )
            )
        return notices

    def _reason(self, query: StandingQuery, item: "_Published", passage: Passage, *, strong: bool) -> str:
        """«تجربهٔ تازه‌ای که به نیاز شما می‌خورد؛ در آن آمده است: «زیرگذر»، «پمپ».»"""
        keys = {term.key for term in self.analyzer.terms(query.question) if not self.analyzer.is_stop(term.key)}
        words = dict.fromkeys(passage.text[start:end] for start, end in highlights(passage.text, keys, self.analyzer))
        why = "به معنا نزدیک است"
        if words:
            # The long ones say more than «پر» and «پیش».
            telling = sorted(words, key=len, reverse=True)[:MOST_WORDS]
            why = "در آن آمده است: " + "، ".join(f"«{word}»" for word in words if word in telling)
        asked = "نیاز" if query.kind is StandingKind.NEED else "جست‌وجوی"
        fits = "می‌خورد" if strong else "شاید بخورد"
        return f"{NAMES[item.kind]} تازه‌ای که به {asked} شما {fits}؛ {why}."


@dataclass(frozen=True, slots=True)
class _Published:
    """An item as it is now, for whom it is, and when the change that brought it up was written."""

    kind: ItemKind
    id: str
    visibility: Visibility
    city_id: str | None
    passages: tuple[Passage, ...]
    payload: Payload
    at: datetime

    @property
    def text(self) -> tuple[int, str]:
        """Which text of the item it is and for whom: what makes it news."""
        return self.passages[0].rev, audience(self.visibility, self.city_id)


def _is_news(query: StandingQuery, item: _Published) -> bool:
    """Whether the item came after the query was posted, and is no city's answer to its own need."""
    earlier = query.created_at is not None and item.at < query.created_at
    # What a session decided is no city's own, whichever was its host.
    owned = query.kind is StandingKind.NEED and item.kind is not ItemKind.RESOLUTION
    return not earlier and not (owned and query.city_id is not None and query.city_id == item.city_id)


def _published(connection: Connection, entry: OutboxEntry) -> _Published | None:
    """The item of the entry where it is there to be found; a lesson only while it is in force."""
    kind, item_id = entry.item_kind, entry.item_id
    projection = project_items(connection, [(kind, item_id)])[0]
    if not projection.passages:
        return None
    if kind is ItemKind.DOCUMENT:
        document = DocumentRepository(connection).summaries([item_id]).get(item_id)
        place = (document.visibility, document.city_id) if document else None
    elif kind is ItemKind.RESOLUTION:
        resolution = ResolutionRepository(connection).by_ids([item_id]).get(item_id)
        meeting = MeetingRepository(connection).get(resolution.meeting_id) if resolution else None
        place = (resolution.visibility, meeting.host_city_id) if resolution and meeting else None
    else:
        lesson = LessonRepository(connection).by_ids([item_id]).get(item_id)
        place = (lesson.visibility, lesson.city_id) if lesson and lesson.state is LessonState.PUBLISHED else None
    return _Published(kind, item_id, *place, projection.passages, projection.payload, entry.at) if place else None
