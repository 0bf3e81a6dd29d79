"""Which items are about which concept of the thesaurus."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select

from corpus import tables
from corpus.repository.documents import MAXIMUM_IDS
from corpus.repository.holdings import KINDS, holdings_from, seen_items
from corpus.repository.outbox import OutboxRepository
from corpus.topics import Holdings, Item, Topics
from corpus.types import ItemKind

_topics = tables.item_topics.c


class TopicRepository:
    """Reads as the viewer may see: what is not for them is not counted.

    An older version of a paper, or a superseded lesson, counts with the newer one where both are about a concept, as
    search shows them.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, topics: Mapping[Item, Topics]) -> None:
        """Make these the items' topics, in place of those that they had; nothing is written where they are the same."""
        rows = {item: _rows(item, of_item) for item, of_item in topics.items()}
        held = self._held(list(rows))
        changed = {item: wanted for item, wanted in rows.items() if wanted != held.get(item, {})}
        for start in range(0, len(outdated := [item for item in changed if item in held]), MAXIMUM_IDS // 2):
            self.connection.execute(
                delete(tables.item_topics).where(_among(outdated[start : start + MAXIMUM_IDS // 2]))
            )
        fresh = [
            {"item_kind": kind.value, "item_id": item_id, "concept_id": concept_id, "place": place}
            for (kind, item_id), wanted in changed.items()
            for concept_id, place in wanted.items()
        ]
        if fresh:
            self.connection.execute(insert(tables.item_topics), fresh)
        # What is told of an item changes with them, for those who keep a copy.
        for item in changed:
            OutboxRepository(self.connection).touch(*item)

    def counts(self) -> dict[str, int]:
        """How many items are about each concept, or about one that it is broader than."""
        return {concept_id: holdings.total for concept_id, holdings in self.holdings().items()}

    def holdings(self) -> dict[str, Holdings]:
        """The same by kind."""
        counted: dict[str, dict[ItemKind, int]] = {}
        for kind in KINDS:
            query = select(_topics.concept_id, func.count()).where(*_shown(kind)).group_by(_topics.concept_id)
            for concept_id, count in self.connection.execute(query):
                counted.setdefault(concept_id, {})[kind] = count
        return {concept_id: holdings_from(of_concept) for concept_id, of_concept in counted.items()}

    def items(self, concept_id: str, kind: ItemKind, *, limit: int, offset: int = 0) -> tuple[int, list[str]]:
        """(how many items of that kind are about the concept, the ids of one page of them), the newest first."""
        conditions = [_topics.concept_id == concept_id, *_shown(kind)]
        source, newest = KINDS[kind].source, KINDS[kind].newest
        joined = tables.item_topics.join(source, KINDS[kind].id == _topics.item_id)
        total = self.connection.execute(select(func.count()).select_from(joined).where(*conditions)).scalar_one()
        query = select(_topics.item_id).select_from(joined).where(*conditions)
        rows = self.connection.execute(query.order_by(*newest).limit(limit).offset(offset))
        return total, list(rows.scalars())

    def of_items(self, kind: ItemKind, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The concepts that each of the items names, the most telling first; those that are not for the viewer are left
        out, as are those that name none."""
        found: dict[str, tuple[str, ...]] = {}
        for start in range(0, len(ids), MAXIMUM_IDS):
            batch = _topics.item_id.in_(list(ids[start : start + MAXIMUM_IDS]))
            named = (_topics.item_kind == kind.value, batch, _topics.place.is_not(None))
            query = select(_topics.item_id, _topics.concept_id).where(*named, _topics.item_id.in_(seen_items(kind)))
            for item_id, concept_id in self.connection.execute(query.order_by(_topics.place)):
                found[item_id] = (*found.get(item_id, ()), concept_id)
        return found

    def known(self) -> bool:
        """Whether the topics of any item have been read yet, whoever may see it."""
        return self.connection.execute(select(_topics.item_id).limit(1)).first() is not None

    def _held(self, items: Sequence[Item]) -> dict[Item, dict[str, int | None]]:
        held: dict[Item, dict[str, int | None]] = {}
        for start in range(0, len(items), MAXIMUM_IDS // 2):
            query = select(tables.item_topics).where(_among(items[start : start + MAXIMUM_IDS // 2]))
            for kind, item_id, concept_id, place in self.connection.execute(query):
                held.setdefault((ItemKind(kind), item_id), {})[concept_id] = place
        return held


def _rows(item: Item, topics: Topics) -> dict[str, int | None]:
    return {**dict.fromkeys(topics.broader), **{concept_id: place for place, concept_id in enumerate(topics.named)}}


def _among(items: Sequence[Item]) -> ColumnElement[bool]:
    ids: dict[ItemKind, list[str]] = {}
    for kind, item_id in items:
        ids.setdefault(kind, []).append(item_id)
    return or_(*(and_(_topics.item_kind == kind.value, _topics.item_id.in_(of_kind)) for kind, of_kind in ids.items()))


def _shown(kind: ItemKind) -> list[ColumnElement[bool]]:
    """Conditions for the rows of that kind which the viewer may see and which stand by themselves."""
    own = [_topics.item_kind == kind.value, _topics.item_id.in_(seen_items(kind))]
    newer = KINDS[kind].newer
    if newer is None:
        return own
    others = tables.item_topics.alias("others")
    same: list[Any] = [
        newer.c.older_id == _topics.item_id,
        newer.c.newer_id == others.c.item_id,
        others.c.item_kind == kind.value,
        others.c.concept_id == _topics.concept_id,
        others.c.item_id.in_(seen_items(kind)),
    ]
    return [*own, ~select(others.c.item_id).where(*same).correlate(tables.item_topics).exists()]
