"""When each item last changed, and for whom it ever was: what programs that keep a copy of the record ask for.

The outbox is emptied once every index has followed it; this stays, one row an item, also where the item is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from corpus import tables
from corpus.access import audience
from corpus.repository.rows import Values, as_utc, save_row
from corpus.repository.visibility import once_visible
from corpus.types import ItemKind, Value, Visibility


@dataclass(frozen=True, slots=True)
class ItemChange(Value):
    """The last change of an item; `seq` orders all of them by commit."""

    seq: int
    kind: ItemKind
    item_id: str
    modified_at: datetime


class ChangeRepository:
    """Reads as the viewer may see: an item that never was for them is not there, one that no longer is still is."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def note(self, kind: ItemKind, item_id: str, seq: int, moment: datetime) -> bool:
        """The item changed; call it in the transaction that changes it, after it has.

        Returns whether it is for others than before, or is new, or gone: what is told with its `neighbours` then changed.
        """
        table, for_whom = tables.item_changes, self._audience(kind, item_id)
        was = select(table.c.audience).where(table.c.item_kind == kind.value, table.c.item_id == item_id)
        moved = self.connection.execute(was).scalar() != for_whom
        key: Values = {"item_kind": kind.value, "item_id": item_id}
        save_row(self.connection, table, key, {"seq": seq, "modified_at": moment, "audience": for_whom})
        if moved and for_whom is not None:
            save_row(self.connection, tables.item_audiences, key | {"audience": for_whom}, {"audience": for_whom})
        return moved

    def neighbours(self, kind: ItemKind, item_id: str) -> list[tuple[ItemKind, str]]:
        """The items that are told together with how they stand to this one."""
        if kind is ItemKind.RESOLUTION:
            relations, links = tables.resolution_relations.c, tables.lesson_links.c
            newer = select(relations.newer_id).where(relations.older_id == item_id)
            older = select(relations.older_id).where(relations.newer_id == item_id)
            lessons = select(links.lesson_id).where(links.resolution_id == item_id).distinct()
            return [
                *((ItemKind.RESOLUTION, found) for found in self.connection.execute(newer.union(older)).scalars()),
                *((ItemKind.LESSON, found) for found in self.connection.execute(lessons).scalars()),
            ]
        if kind is ItemKind.LESSON:
            superseded = select(tables.lessons.c.id).where(tables.lessons.c.superseded_by_id == item_id)
            return [(ItemKind.LESSON, found) for found in self.connection.execute(superseded).scalars()]
        return []

    def after(
        self, seq: int | None, limit: int, *, kind: ItemKind | None = None, since: datetime | None = None
    ) -> list[ItemChange]:
        """The items that changed last after `seq`, None for all from the first on; each is there once."""
        table = tables.item_changes
        query = select(table).where(*once_visible(table.c.item_kind, table.c.item_id))
        if seq is not None:
            query = query.where(table.c.seq > seq)
        if kind is not None:
            query = query.where(table.c.item_kind == kind.value)
        if since is not None:
            query = query.where(table.c.modified_at >= since)
        rows = self.connection.execute(query.order_by(table.c.seq).limit(limit)).mappings()
        return [
            ItemChange(row["seq"], ItemKind(row["item_kind"]), row["item_id"], as_utc(row["modified_at"]))
            for row in rows
        ]

    def of_ids(self, ids: Sequence[str]) -> list[ItemChange]:
        """The last changes of the items, of any kind, that have one of the ids."""
        table = tables.item_changes
        query = select(table).where(table.c.item_id.in_(list(ids)), *once_visible(table.c.item_kind, table.c.item_id))
        rows = self.connection.execute(query.order_by(table.c.seq)).mappings()
        return [
            ItemChange(row["seq"], ItemKind(row["item_kind"]), row["item_id"], as_utc(row["modified_at"]))
            for row in rows
        ]

    def _audience(self, kind: ItemKind, item_id: str) -> str | None:
        """For whom the item is now, None where it is gone."""
        documents, lessons, resolutions = tables.documents.c, tables.lessons.c, tables.resolutions.c
        if kind is ItemKind.DOCUMENT:
            query = select(documents.visibility, documents.city_id).where(documents.id == item_id)
        elif kind is ItemKind.LESSON:
            query = select(lessons.visibility, lessons.city_id).where(lessons.id == item_id)
        else:
            meetings = tables.meetings
            query = select(resolutions.visibility, meetings.c.host_city_id).join(
                meetings, meetings.c.id == resolutions.meeting_id
            )
            query = query.where(resolutions.id == item_id)
        row = self.connection.execute(query).first()
        return audience(Visibility(row[0]), row[1]) if row else None
