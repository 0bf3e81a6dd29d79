"""The desk over twenty thousand resolutions: how long the database takes for each thing that can be asked."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from sqlalchemy import Connection, insert
from sqlalchemy import Table as SqlTable

from bench.figures import Figure, Table
from corpus import tables
from corpus.database import Database
from corpus.desk import OPEN, CityRole, DateRange, DeskFilter, DeskOrder, NoHorizon, with_predecessors
from corpus.gazetteer import BODIES, CITIES, save_gazetteer
from corpus.repository.desk import DeskRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.rows import jalali_values
from corpus.samples.source import meetings as sample_meetings
from corpus.text.dates import jalali
from corpus.text.folding import fold
from corpus.types import Horizon, JalaliDate, Meeting, ResolutionStatus

RESOLUTIONS = 20_000
A_MEETING = 50
ROUNDS = 7
PAGE = 50
TARGET_MS = 100.0
FIRST_DAY = date(1999, 12, 1)
TODAY = date(2026, 11, 26)


def measured() -> Iterator[Table]:
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'record.db'}")
        database.migrate()
        with database.transaction() as connection:
            fill(connection)
        with database.transaction() as connection:
            connection.exec_driver_sql("ANALYZE")
        with database.reading() as connection:
            yield _table(connection)
        database.close()


def fill(connection: Connection) -> None:
    """Write the resolutions, two parties and up to two follow-ups each, over the commission's years.

    Straight into the tables: through the repositories, one by one, it would take minutes.
    """
    chance = random.Random(27)
    save_gazetteer(PlaceRepository(connection))
    texts = [resolution.text for meeting in sample_meetings() for resolution in meeting.resolutions]
    span = (TODAY - FIRST_DAY).days * A_MEETING // RESOLUTIONS
    rows: dict[SqlTable, list[dict[str, object]]] = {}
    for number in range(RESOLUTIONS // A_MEETING):
        held = FIRST_DAY + timedelta(days=span * number)
        meeting = Meeting(
            id=f"m{number}",
            session_number=number + 1,
            title=f"نشست {number + 1}",
            body_id=chance.choice(BODIES).id,
            host_city_id=chance.choice(CITIES).id,
            date=jalali(held),
        )
        MeetingRepository(connection).save(meeting)
        for ordinal in range(1, A_MEETING + 1):
            for table, row in _rows(chance, meeting.id, held, ordinal, chance.choice(texts)):
                rows.setdefault(table, []).append(row)
    for table, of_table in rows.items():
        connection.execute(insert(table), of_table)


def _rows(
    chance: random.Random, meeting_id: str, held: date, ordinal: int, text: str
) -> Iterator[tuple[SqlTable, dict[str, object]]]:
    resolution_id = f"{chance.getrandbits(128):032x}"
    due = chance.choice((None, held + timedelta(days=chance.randrange(30, 1500))))
    status = chance.choice(tuple(ResolutionStatus)).value
    confirmed = chance.choice((None, min(TODAY, held + timedelta(days=chance.randrange(2000)))))
    yield (
        tables.resolutions,
        {
            "id": resolution_id,
            "meeting_id": meeting_id,
            "number": ordinal,
            "text": text,
            "folded": fold(text),
            "rev": 1,
            "working_group_id": chance.choice(BODIES).id,
            **jalali_values("due", jalali(due) if due else None),
            "due_by": due,
            "horizon": chance.choice((None, *(horizon.value for horizon in Horizon))),
            "first_status": status,
            "status": status,
            "confirmed_on": confirmed,
            "visibility": "public",
            "updated_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(100_000)),
        },
    )
    for place, city in enumerate(chance.sample(CITIES, 2)):
        party = {"resolution_id": resolution_id, "ordinal": place, "name": f"شهرداری {city.name}", "city_id": city.id}
        yield tables.resolution_parties, party
    if confirmed:
        entry = {"id": f"f{resolution_id}", "resolution_id": resolution_id, "by": "دبیرخانه", "note": "گزارش"}
        told = {"status": status, "recorded_at": datetime(2026, 1, 1, tzinfo=UTC)}
        yield tables.follow_ups, entry | told | jalali_values("date", jalali(confirmed))


def _table(connection: Connection) -> Table:
    figures = [_figure(name, ask) for name, ask in _questions(DeskRepository(connection, TODAY))]
    slowest = max(figures, key=lambda figure: figure.value)
    verdict = f"slowest: {slowest.name}, {slowest.shown} ms; the target is {TARGET_MS:.0f} ms."
    return Table(f"desk over {RESOLUTIONS:,} resolutions, rows read included", tuple(figures), verdict)


# SQLite works in this process: its processor time is what it takes, whatever else the machine is doing.
def _figure(name: str, ask: Callable[[], object]) -> Figure:
    ask()
    taken = []
    for _ in range(ROUNDS):
        began = process_time()
        ask()
        taken.append((process_time() - began) * 1000)
    return Figure(name, median(taken), "ms", f"median; at most {max(taken):.0f}")


def _questions(desk: DeskRepository) -> Iterator[tuple[str, Callable[[], object]]]:
    predecessors = {body.id: body.predecessor_ids for body in BODIES}
    year = DateRange(JalaliDate(1395), JalaliDate(1396, 6))
    filters = {
        "everything": DeskFilter(),
        "session range": DeskFilter(session_from=100, session_to=180),
        "one meeting": DeskFilter(meeting="m77"),
        "body with predecessors": DeskFilter(bodies=with_predecessors("group-process", predecessors)),
        "responsible city": DeskFilter(city="karaj"),
        "host city": DeskFilter(city="karaj", city_role=CityRole.HOST),
        "city in any role, and all metropolises": DeskFilter(city="karaj", city_role=CityRole.ANY, everyone=True),
        "working group": DeskFilter(working_group="group-factors"),
        "responsible by name": DeskFilter(responsible="شهرداری قم"),
        "responsible body": DeskFilter(responsible_bodies=frozenset({"commission"})),
        "horizon": DeskFilter(horizon=Horizon.URGENT),
        "no horizon": DeskFilter(horizon=NoHorizon.NONE),
        "status": DeskFilter(statuses=(ResolutionStatus.STALLED,)),
        "open": DeskFilter(statuses=OPEN),
        "overdue": DeskFilter(overdue=True),
        "due within 30 days": DeskFilter(due_within=30),
        "quiet for half a year": DeskFilter(quiet_since=TODAY - timedelta(days=183)),
        "no deadline": DeskFilter(no_deadline=True),
        "decided between": DeskFilter(decided=year),
        "due between": DeskFilter(due=year),
        "words": DeskFilter(words="بتن مهندسین"),
        "all at once": DeskFilter(city="karaj", statuses=OPEN, overdue=True, words="شود", decided=year),
    }
    for name, wanted in filters.items():
        yield f"rows: {name}", partial(desk.rows, wanted, limit=PAGE)
        yield f"standing: {name}", partial(desk.standing, wanted)
        yield f"matrix: {name}", partial(desk.matrix, wanted)
    for order in DeskOrder:
        yield f"rows by {order.value}", partial(desk.rows, DeskFilter(), order, descending=True, limit=PAGE)
    yield "last page", lambda: desk.rows(DeskFilter(), limit=PAGE, offset=RESOLUTIONS - PAGE)
    for name in ("everything", "overdue", "responsible city", "words"):
        wanted = filters[name]
        yield f"by city: {name}", partial(desk.by_city, wanted)
        yield f"by body: {name}", partial(desk.by_body, wanted)
        yield f"by meeting: {name}", partial(desk.by_meeting, wanted)
        yield f"progress: {name}", partial(desk.progress, wanted)
