"""What the start page tells before anything is asked."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from api.exploring.items import ItemLine, item_lines
from api.rendering import today
from corpus.repository.holdings import HoldingsRepository
from corpus.repository.reads import ReadRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import StandingQuery
from corpus.topics import Holdings

# Questions as people ask them.
EXAMPLES = (
    "زیرگذر هر بار که باران می‌آید پر از آب می‌شود",
    "پیمانکار با قیمت خیلی پایین برنده شد و کار را رها کرد",
    "مصوبهٔ نشست بیستم دربارهٔ ایمنی پل‌ها",
)
NEWEST, OF_A_KIND = 6, 3
MOST_READ, READ_WITHIN = 4, timedelta(days=30)
NEWEST_NEEDS = 3


@dataclass(frozen=True, slots=True)
class StartReading:
    """`most_read` are those of the last thirty days, `needs` the newest open ones of `need_count`."""

    newest: list[ItemLine]
    most_read: list[ItemLine]
    needs: list[StandingQuery]
    need_count: int
    holdings: Holdings


def read_start(connection: Connection) -> StartReading:
    holdings = HoldingsRepository(connection)
    newest = [(kind, item_id) for kind, item_id, _came in holdings.newest(NEWEST, of_a_kind=OF_A_KIND)]
    read = ReadRepository(connection).most_read(today() - READ_WITHIN, MOST_READ)
    need_count, needs = StandingRepository(connection).needs(limit=NEWEST_NEEDS)
    return StartReading(
        newest=item_lines(connection, newest),
        most_read=item_lines(connection, [(kind, item_id) for kind, item_id, _count in read]),
        needs=needs,
        need_count=need_count,
        holdings=holdings.all(),
    )
