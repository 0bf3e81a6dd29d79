"""Standing queries: the cities' needs with their connections, and the searches that people keep."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, func, insert, or_, select

from corpus import tables
from corpus.access import PROGRAM, viewer
from corpus.errors import NotFound
from corpus.repository.documents import MAXIMUM_IDS
from corpus.repository.rows import Values, as_utc, now, save_row
from corpus.repository.visibility import visible
from corpus.standing import NeedConnection, StandingKind, StandingQuery, StandingState, Subject
from corpus.types import Visibility

_queries = tables.standing_queries.c


class StandingRepository:
    """Reads as the viewer may see: a need by its visibility, a saved search by its owner alone."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, query: StandingQuery) -> None:
        """Write it, in place of what was there."""
        moment = now()
        values: Values = {
            "kind": query.kind.value,
            "title": query.title,
            "text": query.text,
            "person_id": query.person_id,
            "city_id": query.city_id,
            "visibility": query.visibility.value,
            "state": query.state.value,
            "answer_kind": query.answer[0].value if query.answer else None,
            "answer_id": query.answer[1] if query.answer else None,
            "updated_at": moment,
        }
        first = {"created_at": query.created_at or moment}
        save_row(self.connection, tables.standing_queries, {"id": query.id}, values, first)

    def remove(self, query_id: str) -> None:
        """With its notices and connections."""
        self.connection.execute(delete(tables.standing_queries).where(_queries.id == query_id))

    def need(self, need_id: str) -> StandingQuery:
        """Raises `NotFound`."""
        return self._one(need_id, StandingKind.NEED, "نیازی با این نشانی پیدا نشد.")

    def search(self, search_id: str) -> StandingQuery:
        """Raises `NotFound`."""
        return self._one(search_id, StandingKind.SEARCH, "جست‌وجوی نگه‌داشته‌ای با این نشانی پیدا نشد.")

    def by_ids(self, ids: Sequence[str]) -> dict[str, StandingQuery]:
        found: dict[str, StandingQuery] = {}
        for start in range(0, len(ids), MAXIMUM_IDS):
            among = _queries.id.in_(list(ids[start : start + MAXIMUM_IDS]))
            found |= {query.id: query for query in self._select(among)}
        return found

    def needs(
        self,
        *,
        city_id: str | None = None,
        state: StandingState | None = StandingState.OPEN,
        limit: int,
        offset: int = 0,
    ) -> tuple[int, list[StandingQuery]]:
        """(how many there are, one page of them), the newest first."""
        conditions = [
            _queries.kind == StandingKind.NEED.value,
            *([_queries.city_id == city_id] if city_id else []),
            *([_queries.state == state.value] if state else []),
            *_seen(),
        ]
        count = select(func.count()).select_from(tables.standing_queries).where(*conditions)
        newest = (_queries.created_at.desc(), _queries.id)
        query = select(tables.standing_queries).where(*conditions).order_by(*newest).limit(limit).offset(offset)
        rows = self.connection.execute(query).mappings()
        return self.connection.execute(count).scalar_one(), [_query(row) for row in rows]

    def of_person(self, person_id: str, kind: StandingKind | None = None) -> list[StandingQuery]:
        """Everything that the person waits for, the newest first."""
        of_kind = [_queries.kind == kind.value] if kind else []
        return list(reversed(self._select(and_(_queries.person_id == person_id, *of_kind))))

    def open(self) -> list[StandingQuery]:
        """Every query that somebody waits for an answer to."""
        return self._select(and_(_queries.state == StandingState.OPEN.value, _queries.person_id.is_not(None)))

    def connect(self, connection: NeedConnection) -> bool:
        """Bring two needs together; False where they are already."""
        table = tables.need_connections
        if self.connected(connection.need_id, connection.other_id):
            return False
        values = {name: getattr(connection, name) for name in ("id", "need_id", "other_id", "person_id", "by")}
        values |= {"message": connection.message, "created_at": connection.created_at or now()}
        self.connection.execute(insert(table).values(values))
        return True

    def connected(self, need_id: str, other_id: str) -> bool:
        return any(one.beyond(need_id) == other_id for one in self.connections(need_id))

    def connections(self, need_id: str) -> list[NeedConnection]:
        """The oldest first, whichever of the two began it."""
        table = tables.need_connections
        of_need = or_(table.c.need_id == need_id, table.c.other_id == need_id)
        query = select(table).where(of_need).order_by(table.c.created_at, table.c.id)
        return [
            NeedConnection(**{**row, "created_at": as_utc(row["created_at"])})
            for row in self.connection.execute(query).mappings()
        ]

    def _one(self, query_id: str, kind: StandingKind, missing: str) -> StandingQuery:
        found = self._select(and_(_queries.id == query_id, _queries.kind == kind.value))
        if not found:
            raise NotFound(missing)
        return found[0]

    def _select(self, condition: ColumnElement[bool]) -> list[StandingQuery]:
        oldest = (_queries.created_at, _queries.id)
        query = select(tables.standing_queries).where(condition, *_seen()).order_by(*oldest)
        return [_query(row) for row in self.connection.execute(query).mappings()]


def _seen() -> list[ColumnElement[bool]]:
    who = viewer()
    if who is PROGRAM:
        return []
    own: ColumnElement[bool] = _queries.person_id == who.person_id if who.person_id else _queries.id.is_(None)
    need = and_(_queries.kind == StandingKind.NEED.value, *visible(_queries.visibility, _queries.city_id))
    return [or_(own, need)]


def _query(row: RowMapping) -> StandingQuery:
    return StandingQuery(
        id=row["id"],
        kind=StandingKind(row["kind"]),
        title=row["title"],
        text=row["text"],
        person_id=row["person_id"],
        city_id=row["city_id"],
        visibility=Visibility(row["visibility"]),
        state=StandingState(row["state"]),
        answer=(Subject(row["answer_kind"]), row["answer_id"]) if row["answer_kind"] else None,
        created_at=as_utc(row["created_at"]),
        updated_at=as_utc(row["updated_at"]),
    )
