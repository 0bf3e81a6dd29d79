"""Keeping a copy of the record: items in the order in which they last changed, a page at a time, and what is gone.

An item that changes while somebody harvests moves behind everything else, so it is met again and never missed.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import Connection

from api.items.record import ItemRecord, read_items
from api.rendering import TEHRAN
from corpus.errors import InvalidFilter
from corpus.repository.changes import ChangeRepository, ItemChange
from corpus.text.dates import first_day_of
from corpus.text.numbers import level
from corpus.text.typed_dates import FIRST_YEAR, LAST_YEAR, UnreadableDate, typed_date
from corpus.types import ItemKind, Value

PAGE_SIZE, LARGEST_PAGE = 50, 200

_PREFIX = b"seq:"


@dataclass(frozen=True, slots=True)
class HarvestPage(Value):
    """Items as they are now, and the last change of each that is gone from the viewer's sight.

    `cursor` is where to go on from, also where this is the last page: what changes later comes after it.
    """

    entries: tuple[ItemRecord | ItemChange, ...]
    cursor: str | None
    more: bool


def harvest(
    connection: Connection,
    *,
    since: datetime | None = None,
    kind: ItemKind | None = None,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> HarvestPage:
    """One page of the items that changed at `since` or later, after the cursor. Raises `InvalidFilter`."""
    after = _read(cursor) if cursor else None
    found = ChangeRepository(connection).after(after, limit + 1, kind=kind, since=since)
    changes, more = found[:limit], len(found) > limit
    records = read_items(connection, changes)
    entries = tuple(_entry(change, records.get((change.kind, change.item_id))) for change in changes)
    return HarvestPage(entries, _written(changes[-1].seq) if changes else cursor, more)


def moment(typed: str) -> datetime:
    """The moment that was typed: ISO («2026-03-21», «2026-03-21T08:00:00Z») or Jalali («۱۴۰۵/۱/۱», «۱۴۰۵»), where it stops
    at a day, month or year its beginning in Tehran. Raises `InvalidFilter`."""
    plain = level(typed).strip()
    if (iso := _iso(plain)) is not None:
        return iso
    try:
        day = first_day_of(typed_date(plain))
    except UnreadableDate as error:
        raise InvalidFilter(f"modified_since خوانده نشد: {error}") from error
    if day is None:
        raise InvalidFilter("modified_since خوانده نشد.")
    return datetime.combine(day, time(), TEHRAN).astimezone(UTC)


def _iso(plain: str) -> datetime | None:
    """None for what is not of our common era or is no ISO date at all."""
    try:
        # A plus sign that was not encoded in the address arrives as a space.
        read = datetime.fromisoformat(plain.replace(" ", "+") if "T" in plain else plain)
        if FIRST_YEAR <= read.year <= LAST_YEAR:
            return None
        return (read if read.tzinfo else read.replace(tzinfo=TEHRAN)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _entry(change: ItemChange, record: ItemRecord | None) -> ItemRecord | ItemChange:
    return record if record and not record.archived else change


def _written(seq: int) -> str:
    return urlsafe_b64encode(_PREFIX + str(seq).encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        plain = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        if not plain.startswith(_PREFIX):
            raise ValueError(cursor)
        seq = int(plain.removeprefix(_PREFIX))
    except (ValueError, binascii.Error) as error:
        raise InvalidFilter("cursor را همان‌گونه که در پاسخ پیش آمد بفرستید.") from error
    if abs(seq) >= 1 << 31:
        raise InvalidFilter("cursor را همان‌گونه که در پاسخ پیش آمد بفرستید.")
    return seq
