"""Questions that nothing here answers, counted without a word of who asked them."""

from datetime import date

from sqlalchemy import Connection, select

from corpus import tables
from corpus.repository.rows import insert_into
from corpus.types import Gap, GapReason


class GapRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def note(self, key: str, query: str, filters: str, reason: GapReason, day: date) -> None:
        """Count one asking of the question on the day; `key` is the same for every way to put it, up to 64 characters."""
        table = tables.gaps
        # Counted in one statement: two who ask at the same time are two.
        asked = insert_into(self.connection, table).values(
            key=key, query=query, filters=filters, reason=reason.value, count=1, first_day=day, last_day=day
        )
        again = {"count": table.c.count + 1, "last_day": asked.excluded.last_day, "reason": asked.excluded.reason}
        self.connection.execute(asked.on_conflict_do_update(index_elements=[table.c.key], set_=again))

    def most_asked(self, limit: int, since: date = date.min) -> list[Gap]:
        """Those that were asked from that day on, the most often asked first; of those asked equally often the latest."""
        table = tables.gaps
        order = (table.c.count.desc(), table.c.last_day.desc(), table.c.key)
        asked = select(table).where(table.c.last_day >= since)
        rows = self.connection.execute(asked.order_by(*order).limit(limit)).mappings()
        return [
            Gap(r["query"], r["filters"], GapReason(r["reason"]), r["count"], r["first_day"], r["last_day"])
            for r in rows
        ]
