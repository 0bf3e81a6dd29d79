"""How often items are opened, by day: what others read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, func, or_, select

from corpus import tables
from corpus.repository.holdings import KINDS, seen_items
from corpus.repository.rows import insert_into
from corpus.types import ItemKind

_reads = tables.item_reads.c


class ReadRepository:
    """Counts whoever reads; what is read of the counts is as the viewer may see."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def note(self, kind: ItemKind, item_id: str, day: date) -> None:
        """Count one more opening on that day."""
        # Counted in one statement: two who open it at the same time are two.
        first = insert_into(self.connection, tables.item_reads).values(
            item_kind=kind.value, item_id=item_id, day=day, count=1
        )
        key = [_reads.item_kind, _reads.item_id, _reads.day]
        self.connection.execute(first.on_conflict_do_update(index_elements=key, set_={"count": _reads["count"] + 1}))

    def counts(self, kind: ItemKind, ids: Sequence[str]) -> dict[str, int]:
        """How often each of these was opened, ever; those that never were are left out."""
        own = (_reads.item_kind == kind.value, _reads.item_id.in_(list(ids)))
        query = select(_reads.item_id, func.sum(_reads["count"])).where(*own).group_by(_reads.item_id)
        return {item_id: int(count) for item_id, count in self.connection.execute(query)}

    def most_read(self, since: date, limit: int) -> list[tuple[ItemKind, str, int]]:
        """The items that were opened most often from that day on, with how often."""
        seen = or_(*(and_(_reads.item_kind == kind.value, _reads.item_id.in_(seen_items(kind))) for kind in KINDS))
        total = func.sum(_reads["count"])
        query = (
            select(_reads.item_kind, _reads.item_id, total)
            .where(_reads.day >= since, seen)
            .group_by(_reads.item_kind, _reads.item_id)
            .order_by(total.desc(), _reads.item_kind, _reads.item_id)
            .limit(limit)
        )
        return [(ItemKind(kind), item_id, int(count)) for kind, item_id, count in self.connection.execute(query)]
