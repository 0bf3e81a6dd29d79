"""How dates and times go into rows and come out again; shared by every repository."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from corpus.types import JalaliDate

Values = dict[str, Any]


def now() -> datetime:
    return datetime.now(UTC)


def as_utc(value: datetime) -> datetime:
    """SQLite forgets the zone; everything is written in UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def save_row(connection: Connection, table: Table, key: Values, values: Values, only_new: Values | None = None) -> None:
    """Write the row that has the key, in place of the one that is there; `only_new` is for a row that is not."""
    # In one statement: of two who write the same row at the same time, neither fails.
    row = insert_into(connection, table).values(key | values | (only_new or {}))
    connection.execute(row.on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=values))


def save_revision(
    connection: Connection, table: Table, row_id: str, values: Values, only_new: Values | None = None
) -> int:
    """Write a row that counts its revisions; returns the new one, 1 for a row that was not there."""
    rev = (connection.execute(select(table.c.rev).where(table.c.id == row_id)).scalar() or 0) + 1
    save_row(connection, table, {"id": row_id}, values | {"rev": rev}, only_new)
    return int(rev)


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what becomes of a row that is there already, in the words of the connection's database."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def jalali_values(prefix: str, value: JalaliDate | None) -> Values:
    return {
        f"{prefix}_iso": value.iso if value else None,
        f"{prefix}_year": value.year if value else None,
        f"{prefix}_month": value.month if value else None,
        f"{prefix}_day": value.day if value else None,
    }


def jalali_from(row: RowMapping, prefix: str) -> JalaliDate | None:
    year: int | None = row[f"{prefix}_year"]
    if year is None:
        return None
    iso: date | None = row[f"{prefix}_iso"]
    return JalaliDate(year, row[f"{prefix}_month"], row[f"{prefix}_day"], iso)
