"""The outbox: what changed, in the order in which it was committed, and how far each index has followed."""

from sqlalchemy import Connection, delete, func, insert, select

from corpus import tables
from corpus.repository.changes import ChangeRepository
from corpus.repository.rows import as_utc, insert_into, now, save_row
from corpus.types import ItemKind, OutboxEntry

# Follows the outbox as an index does, and stays whichever index is in force.
NOTICES = "notices"


class OutboxRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, item_kind: ItemKind, item_id: str) -> int:
        """Note that an item changed; call it in the transaction that changes it, after it has. Returns the entry's seq."""
        seq, moment = self._step(), now()
        self.connection.execute(
            insert(tables.outbox).values(seq=seq, item_kind=item_kind.value, item_id=item_id, created_at=moment)
        )
        changes = ChangeRepository(self.connection)
        if changes.note(item_kind, item_id, seq, moment):
            for neighbour in changes.neighbours(item_kind, item_id):
                self.touch(*neighbour)
        return seq

    def touch(self, item_kind: ItemKind, item_id: str) -> None:
        """Note that something changed that is told with the item, but that no index holds and nobody waits for."""
        ChangeRepository(self.connection).note(item_kind, item_id, self._step(), now())

    def _step(self) -> int:
        """The next seq. Until this transaction ends nobody else gets one."""
        counter = tables.outbox_counter
        first = insert_into(self.connection, counter).values(id=1, seq=1)
        step = first.on_conflict_do_update(index_elements=[counter.c.id], set_={"seq": counter.c.seq + 1})
        return int(self.connection.execute(step.returning(counter.c.seq)).scalar_one())

    def newest(self) -> int:
        """The seq of the last change, 0 when there was none."""
        return self.connection.execute(select(tables.outbox_counter.c.seq)).scalar() or 0

    def after(self, seq: int, limit: int) -> list[OutboxEntry]:
        table = tables.outbox
        rows = self.connection.execute(select(table).where(table.c.seq > seq).order_by(table.c.seq).limit(limit))
        return [
            OutboxEntry(r["seq"], ItemKind(r["item_kind"]), r["item_id"], as_utc(r["created_at"]))
            for r in rows.mappings()
        ]

    def pending(self, seq: int) -> int:
        """How many changes come after `seq`."""
        table = tables.outbox
        return self.connection.execute(select(func.count()).where(table.c.seq > seq)).scalar_one()

    def cursor(self, index_name: str) -> int | None:
        """How far the named index has followed; None for an index that the record has never seen."""
        table = tables.index_cursors
        return self.connection.execute(select(table.c.seq).where(table.c.index_name == index_name)).scalar()

    def advance(self, index_name: str, seq: int) -> None:
        save_row(self.connection, tables.index_cursors, {"index_name": index_name}, {"seq": seq})

    def forget_other_indexes(self, index_name: str) -> None:
        """Drop the cursors of indexes that are no more, and the entries that the remaining one and the notices have seen."""
        cursors = tables.index_cursors
        self.connection.execute(delete(cursors).where(cursors.c.index_name.not_in((index_name, NOTICES))))
        seen = min(self.cursor(index_name) or 0, self.cursor(NOTICES) or 0)
        self.connection.execute(delete(tables.outbox).where(tables.outbox.c.seq <= seen))
