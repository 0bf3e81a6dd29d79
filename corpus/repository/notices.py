"""What people are told of, which items were news already, and the keys of people's feeds."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select, update

from corpus import tables
from corpus.repository.documents import MAXIMUM_IDS
from corpus.repository.rows import Values, as_utc, insert_into, now, save_row
from corpus.standing import Notice, Subject
from corpus.types import ItemKind

Announced = tuple[int, str]

_notices = tables.notices.c


class NoticeRepository:
    """Every read names the person whose notices they are; nobody else's are among them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, notices: Sequence[Notice]) -> int:
        """Tell of these, but for what was told before; returns how many are new."""
        key = [_notices.query_id, _notices.subject, _notices.subject_id]
        added = 0
        for notice in notices:
            told = insert_into(self.connection, tables.notices).values(_values(notice))
            added += self.connection.execute(told.on_conflict_do_nothing(index_elements=key)).rowcount
        return added

    def inbox(
        self, person_id: str, *, query_id: str | None = None, unread: bool = False, limit: int, offset: int = 0
    ) -> tuple[int, list[Notice]]:
        """(how many there are, one page of them), the newest first."""
        conditions = _of(person_id, query_id, unread)
        count = select(func.count()).select_from(tables.notices).where(*conditions)
        query = select(tables.notices).where(*conditions).order_by(*_newest()).limit(limit).offset(offset)
        return self.connection.execute(count).scalar_one(), self._read(query)

    def unread(self, person_id: str) -> int:
        query = select(func.count()).select_from(tables.notices).where(*_of(person_id, None, True))
        return self.connection.execute(query).scalar_one()

    def mark_read(self, person_id: str, notice_id: str | None = None, query_id: str | None = None) -> int:
        """Mark one of the person's notices read, or all of them, or all of one query; returns how many were unread."""
        conditions = _of(person_id, query_id, True)
        if notice_id:
            conditions.append(_notices.id == notice_id)
        return self.connection.execute(update(tables.notices).where(*conditions).values(read_at=now())).rowcount

    def to_mail(self, person_id: str) -> list[Notice]:
        """What the person has neither read nor been sent, the oldest first."""
        conditions = [*_of(person_id, None, True), _notices.mailed_at.is_(None)]
        return self._read(select(tables.notices).where(*conditions).order_by(_notices.created_at, _notices.id))

    def mark_mailed(self, ids: Sequence[str], at: datetime) -> None:
        for start in range(0, len(ids), MAXIMUM_IDS):
            among = _notices.id.in_(list(ids[start : start + MAXIMUM_IDS]))
            self.connection.execute(update(tables.notices).where(among).values(mailed_at=at))

    def last_mailed(self, person_id: str) -> datetime | None:
        query = select(func.max(_notices.mailed_at)).where(_notices.person_id == person_id)
        last = self.connection.execute(query).scalar()
        return as_utc(last) if last else None

    def announced(self, kind: ItemKind, item_id: str) -> Announced | None:
        """(the revision, the audience) in which the item was last matched."""
        table = tables.announced_items
        query = select(table.c.rev, table.c.audience).where(table.c.item_kind == kind.value, table.c.item_id == item_id)
        row = self.connection.execute(query).one_or_none()
        return (row[0], row[1]) if row else None

    def note_announced(self, kind: ItemKind, item_id: str, announced: Announced) -> None:
        key = {"item_kind": kind.value, "item_id": item_id}
        save_row(self.connection, tables.announced_items, key, dict(zip(("rev", "audience"), announced, strict=True)))

    def feed_key(self, person_id: str) -> str:
        """The key of the person's feeds; made when it is first asked for."""
        return self.known_feed_key(person_id) or self.renew_feed_key(person_id)

    def known_feed_key(self, person_id: str) -> str | None:
        table = tables.feed_keys
        return self.connection.execute(select(table.c.key).where(table.c.person_id == person_id)).scalar()

    def renew_feed_key(self, person_id: str) -> str:
        """A new key; the addresses made with the old one lead nowhere from now on."""
        key = token_hex(16)
        save_row(self.connection, tables.feed_keys, {"person_id": person_id}, {"key": key})
        return key

    def _read(self, query: Select[Any]) -> list[Notice]:
        return [_notice(row) for row in self.connection.execute(query).mappings()]


def _of(person_id: str, query_id: str | None, unread: bool) -> list[ColumnElement[bool]]:
    return [
        _notices.person_id == person_id,
        *([_notices.query_id == query_id] if query_id else []),
        *([_notices.read_at.is_(None)] if unread else []),
    ]


def _newest() -> tuple[ColumnElement[datetime], ColumnElement[str]]:
    return (_notices.created_at.desc(), _notices.id)


def _values(notice: Notice) -> Values:
    names = ("id", "person_id", "query_id", "subject_id", "reason", "passage", "passage_id", "score", "read_at")
    values = {name: getattr(notice, name) for name in (*names, "mailed_at")}
    return values | {"subject": notice.subject.value, "created_at": notice.created_at or now()}


def _notice(row: RowMapping) -> Notice:
    moments = {name: as_utc(row[name]) if row[name] else None for name in ("created_at", "read_at", "mailed_at")}
    return Notice(**{**row, **moments, "subject": Subject(row["subject"])})
