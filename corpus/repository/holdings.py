"""How much the record holds, by city and year: of every kind what the viewer may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, func, select, union

from corpus import tables
from corpus.repository.resolutions import seen_resolutions
from corpus.repository.rows import as_utc
from corpus.repository.visibility import visible
from corpus.topics import Holdings
from corpus.types import ItemKind, LessonState

_documents, _lessons, _resolutions = tables.documents.c, tables.lessons.c, tables.resolutions.c
_meetings = tables.meetings.c

_links = tables.near_duplicates.c
_newer_documents = select(_links.older_id, _links.newer_id).subquery("newer_documents")
_newer_lessons = (
    select(_lessons.id.label("older_id"), _lessons.superseded_by_id.label("newer_id"))
    .where(_lessons.superseded_by_id.is_not(None))
    .subquery("newer_lessons")
)


@dataclass(frozen=True, slots=True)
class KindOfItem:
    """Where items of a kind are read from, in which order they are the newest first, and, as (older_id, newer_id),
    which of them are under a newer version."""

    source: FromClause
    id: ColumnElement[str]
    came: ColumnElement[datetime]
    newest: tuple[ColumnElement[Any], ...]
    newer: FromClause | None = None


# In the order in which people are shown them.
KINDS: Mapping[ItemKind, KindOfItem] = {
    ItemKind.RESOLUTION: KindOfItem(
        tables.resolutions.join(tables.meetings, _meetings.id == _resolutions.meeting_id),
        _resolutions.id,
        _resolutions.updated_at,
        (_meetings.session_number.desc(), _resolutions.number, _resolutions.id),
    ),
    ItemKind.LESSON: KindOfItem(
        tables.lessons,
        _lessons.id,
        _lessons.published_at,
        (_lessons.published_at.desc(), _lessons.number.desc()),
        _newer_lessons,
    ),
    ItemKind.DOCUMENT: KindOfItem(
        tables.documents,
        _documents.id,
        _documents.created_at,
        (_documents.created_at.desc(), _documents.id),
        _newer_documents,
    ),
}


class HoldingsRepository:
    """Reads as the viewer may see: what is not for them is not counted."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self) -> Holdings:
        return holdings_from(
            {
                kind: self.connection.execute(
                    select(func.count()).select_from(_standing(kind, None).subquery())
                ).scalar_one()
                for kind in KINDS
            }
        )

    def ids(self, kind: ItemKind) -> set[str]:
        """The items of that kind which the viewer may see and which can be found."""
        return set(self.connection.execute(seen_items(kind)).scalars())

    def by_city(self) -> dict[str, Holdings]:
        """A lesson whose city is not to be named is of none, whoever asks; a resolution is of the city that was host and
        of each that is to carry it out."""
        return self._by("city")

    def by_year(self) -> dict[int, Holdings]:
        """By Jalali year; what has no date is left out."""
        return {int(year): holdings for year, holdings in self._by("year").items()}

    def newest(self, limit: int, *, of_a_kind: int) -> list[tuple[ItemKind, str, datetime]]:
        """What came in or was written on last, with the moment: of one kind at most so many, that no session with all
        its resolutions hides the rest."""
        found: list[tuple[ItemKind, str, datetime]] = []
        for kind, of_kind in KINDS.items():
            query = select(of_kind.id, of_kind.came).where(of_kind.id.in_(_standing(kind, None)))
            for item_id, came in self.connection.execute(
                query.order_by(of_kind.came.desc(), of_kind.id).limit(of_a_kind)
            ):
                found.append((kind, item_id, as_utc(came)))
        return sorted(found, key=lambda one: (one[2], one[1]), reverse=True)[:limit]

    def _by(self, what: str) -> dict[Any, Holdings]:
        counted: dict[Any, dict[ItemKind, int]] = {}
        for kind in KINDS:
            facts = _standing(kind, what).subquery()
            query = select(facts.c[what], func.count()).where(facts.c[what].is_not(None)).group_by(facts.c[what])
            for value, count in self.connection.execute(query):
                counted.setdefault(value, {})[kind] = count
        return {value: holdings_from(of_value) for value, of_value in counted.items()}


def seen_items(kind: ItemKind) -> Select[str]:
    """The ids of the items of that kind which the viewer may see and which can be found."""
    if kind is ItemKind.DOCUMENT:
        return select(_documents.id).where(*visible(_documents.visibility, _documents.city_id))
    if kind is ItemKind.LESSON:
        seen = visible(_lessons.visibility, _lessons.city_id)
        return select(_lessons.id).where(_lessons.state != LessonState.ARCHIVED.value, *seen)
    return select(_resolutions.id).where(*seen_resolutions())


def holdings_from(counts: Mapping[ItemKind, int]) -> Holdings:
    return Holdings(*(counts.get(kind, 0) for kind in KINDS))


def _facts(kind: ItemKind, what: str | None) -> Any:
    """(id, its city or year) of each item that is seen; an item may be of several cities."""
    seen = seen_items(kind)
    if kind is ItemKind.DOCUMENT:
        value = {"city": _documents.city_id, "year": _documents.date_year}
        return select(_documents.id, *_named(value, what)).where(_documents.id.in_(seen))
    if kind is ItemKind.LESSON:
        value = {"city": _lessons.city_id, "year": _lessons.date_year}
        named = [_lessons.anonymous.is_(False)] if what == "city" else []
        return select(_lessons.id, *_named(value, what)).where(_lessons.id.in_(seen), *named)
    value = {"city": _meetings.host_city_id, "year": _meetings.date_year}
    held = select(_resolutions.id, *_named(value, what)).join(tables.meetings, _meetings.id == _resolutions.meeting_id)
    held = held.where(_resolutions.id.in_(seen))
    if what != "city":
        return held
    parties = tables.resolution_parties.c
    owed = select(parties.resolution_id.label("id"), parties.city_id.label("city"))
    return union(held, owed.where(parties.resolution_id.in_(seen)))


def _standing(kind: ItemKind, what: str | None) -> Any:
    """The facts of the items that are under no newer version of the same city or year."""
    facts = _facts(kind, what)
    newer = KINDS[kind].newer
    if newer is None:
        return facts
    own, others = facts.subquery("own"), _facts(kind, what).subquery("others")
    under = [newer.c.older_id == own.c.id, newer.c.newer_id == others.c.id]
    under += [own.c[what] == others.c[what]] if what else []
    return select(own).where(~select(others.c.id).where(*under).correlate(own).exists())


def _named(values: Mapping[str, ColumnElement[Any]], what: str | None) -> list[ColumnElement[Any]]:
    return [values[what].label(what)] if what else []
