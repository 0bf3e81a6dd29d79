"""The log of searches, with what was opened and how it was judged."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, Integer, and_, cast, delete, func, insert, or_, select, update

from corpus import tables
from corpus.repository.holdings import KINDS, seen_items
from corpus.repository.rows import insert_into
from corpus.searches import DayOfSearches, Judgement, LoggedSearch, SearchOutcome
from corpus.types import ItemKind

_searches, _clicks, _votes = tables.searches.c, tables.search_clicks.c, tables.search_votes.c


class SearchRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, search: LoggedSearch) -> None:
        self.connection.execute(insert(tables.searches).values(asdict(search)))

    def forget_before(self, day: date) -> int:
        """Delete what was asked before that day, with its clicks and votes; returns how many searches."""
        old = select(_searches.id).where(_searches.day < day)
        for table in (tables.search_clicks, tables.search_votes):
            self.connection.execute(delete(table).where(table.c.search_id.in_(old)))
        return self.connection.execute(delete(tables.searches).where(_searches.day < day)).rowcount

    def get(self, search_id: str) -> LoggedSearch | None:
        row = self.connection.execute(select(tables.searches).where(_searches.id == search_id)).mappings().first()
        return LoggedSearch(**{**row, "outcome": SearchOutcome(row["outcome"])}) if row else None

    def sees(self, kind: ItemKind, item_id: str) -> bool:
        """Whether there is that item for the viewer."""
        items = seen_items(kind)
        query = items.where(items.selected_columns[0] == item_id)
        return self.connection.execute(query).first() is not None

    def click(self, search_id: str, kind: ItemKind, item_id: str, position: int) -> None:
        """Note that the result was opened; it counts once, from the place it was first opened at."""
        row = {"search_id": search_id, "item_kind": kind.value, "item_id": item_id, "position": position}
        self.connection.execute(insert_into(self.connection, tables.search_clicks).values(row).on_conflict_do_nothing())

    def vote(self, search_id: str, kind: ItemKind, item_id: str, useful: bool) -> None:
        """Note what was thought of the result; a later vote takes the place of an earlier one."""
        row = {"search_id": search_id, "item_kind": kind.value, "item_id": item_id, "useful": useful}
        key = [_votes.search_id, _votes.item_kind, _votes.item_id]
        voted = insert_into(self.connection, tables.search_votes).values(row)
        self.connection.execute(voted.on_conflict_do_update(index_elements=key, set_={"useful": useful}))

    def satisfy(self, search_id: str, satisfied: bool) -> None:
        """Note whether what was looked for was among the results; a later word takes the place of an earlier one."""
        self.connection.execute(update(tables.searches).where(_searches.id == search_id).values(satisfied=satisfied))

    def days(self, since: date) -> list[DayOfSearches]:
        """Every day with searches from that day on, in order."""
        clicked = select(_clicks.search_id)
        found_useful = select(_votes.search_id).where(_votes.useful)
        unanswered = func.sum(cast(_searches.outcome != SearchOutcome.FOUND.value, Integer))
        useful = or_(_searches.id.in_(clicked), _searches.id.in_(found_useful), _searches.satisfied.is_(True))
        helped, unsatisfied = (func.sum(cast(told, Integer)) for told in (useful, _searches.satisfied.is_(False)))
        query = select(_searches.day, func.count(), unanswered, helped, unsatisfied).where(_searches.day >= since)
        rows = self.connection.execute(query.group_by(_searches.day).order_by(_searches.day))
        return [DayOfSearches(day, *(int(count) for count in counts)) for day, *counts in rows]

    def latencies(self, since: date) -> list[int]:
        """What the searches from that day on took, in milliseconds."""
        query = select(_searches.took_ms).where(_searches.day >= since)
        return list(self.connection.execute(query).scalars())

    def queries(self, since: date) -> list[tuple[str, int]]:
        """The distinct questions from that day on with how often each was put, the most often put first."""
        count = func.count()
        query = select(_searches.query, count).where(_searches.day >= since)
        rows = self.connection.execute(query.group_by(_searches.query).order_by(count.desc(), _searches.query))
        return [(text, times) for text, times in rows]

    def judgements(self, since: date | None = None) -> list[Judgement]:
        """What was thought of the results that the viewer may see, by question and item."""
        found: dict[tuple[str, str, str], list[int]] = {}
        for table in (tables.search_clicks, tables.search_votes):
            seen = or_(
                *(and_(table.c.item_kind == kind.value, table.c.item_id.in_(seen_items(kind))) for kind in KINDS)
            )
            joined = table.join(tables.searches, _searches.id == table.c.search_id)
            query = select(_searches.query, *table.c).select_from(joined).where(seen)
            if since is not None:
                query = query.where(_searches.day >= since)
            for row in self.connection.execute(query):
                counts = found.setdefault((row.query, row.item_kind, row.item_id), [0, 0, 0])
                counts[0 if table is tables.search_clicks else 1 if row.useful else 2] += 1
        return [
            Judgement(query, ItemKind(kind), item_id, *counts)
            for (query, kind, item_id), counts in sorted(found.items())
        ]
