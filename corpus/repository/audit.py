"""The trail of changes: who did what to which item, and when. Rows are added and read, never changed."""

from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, insert, select

from corpus import tables
from corpus.access import Role, Via, viewer
from corpus.people import AuditEntry, AuditFilter
from corpus.repository.rows import as_utc, now

# SQL has to be written also for a bound that nobody asked for.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AuditRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def note(self, action: str, kind: str, item_id: str, what: str) -> None:
        """Write down a change in the transaction that makes it; who and which way is asked of `viewer()`.

        `action` is a word («add», «confirm»), `kind` and `item_id` name what was changed, `what` is a sentence for people.
        """
        who = viewer()
        self.connection.execute(
            insert(tables.audit).values(
                at=now(),
                person_id=who.person_id,
                name=who.name,
                role=who.role.value,
                via=who.via.value,
                action=action,
                kind=kind,
                item_id=item_id,
                what=what,
            )
        )

    def entries(self, wanted: AuditFilter, limit: int | None = None, before: int | None = None) -> list[AuditEntry]:
        """The newest first; `before` is the id of the last entry of the page before."""
        table = tables.audit.c
        conditions = [
            *([table.person_id == wanted.person_id] if wanted.person_id else []),
            *([table.kind == wanted.kind] if wanted.kind else []),
            *([table.item_id == wanted.item_id] if wanted.item_id else []),
            *([table.at >= as_utc(wanted.since)] if wanted.since else []),
            *([table.at < as_utc(wanted.until)] if wanted.until else []),
            *([table.id < before] if before is not None else []),
        ]
        query = select(tables.audit).where(*conditions).order_by(table.id.desc()).limit(limit)
        return [_entry(row) for row in self.connection.execute(query).mappings()]

    def kinds(self) -> list[str]:
        """The kinds of items that something was done to."""
        column = tables.audit.c.kind
        return list(self.connection.execute(select(column).distinct().order_by(column)).scalars())


def _entry(row: RowMapping) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        at=as_utc(row["at"]),
        person_id=row["person_id"],
        name=row["name"],
        role=Role(row["role"]),
        via=Via(row["via"]),
        action=row["action"],
        kind=row["kind"],
        item_id=row["item_id"],
        what=row["what"],
    )
