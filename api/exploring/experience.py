"""What there is, counted every way that the map shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from api.exploring.city_tiles import CityTile, city_tiles
from api.exploring.topic_tree import TopicNode, topic_tree
from api.rendering import today
from corpus.desk import DeskFilter, Standing
from corpus.gazetteer import SESSIONS
from corpus.repository.desk import DeskRepository
from corpus.repository.holdings import HoldingsRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.topics import TopicRepository
from corpus.topics import Holdings
from corpus.types import City, JalaliDate
from corpus.vocabulary.thesaurus import Thesaurus


@dataclass(frozen=True, slots=True)
class SessionMark:
    """A session on the line of time; without an id it is known of, but its minutes are not here."""

    number: int
    id: str | None
    host_city_id: str | None
    host_city: str | None
    date: JalaliDate | None
    note: str
    resolutions: int


@dataclass(frozen=True, slots=True)
class ExperienceMap:
    """`topics_read` is false while there are items whose topics have not been read: those wait for a rebuild.

    `years` holds every year from the first to the last that there is something of.
    """

    whole: Holdings
    topics_read: bool
    topics: tuple[TopicNode, ...]
    tiles: list[CityTile]
    elsewhere: list[tuple[City, Holdings]]
    sessions: list[SessionMark]
    years: list[tuple[int, Holdings]]


def read_map(connection: Connection, thesaurus: Thesaurus) -> ExperienceMap:
    topics, holdings = TopicRepository(connection), HoldingsRepository(connection)
    cities = PlaceRepository(connection).cities()
    by_city = holdings.by_city()
    tiles = city_tiles(cities, by_city)
    on_map = {tile.city.id for tile in tiles}
    whole = holdings.all()
    return ExperienceMap(
        whole=whole,
        topics_read=not whole.total or topics.known(),
        topics=topic_tree(thesaurus, topics.holdings()),
        tiles=tiles,
        elsewhere=[(city, by_city[city.id]) for city in cities if city.id in by_city and city.id not in on_map],
        sessions=read_sessions(connection, {city.id: city.name for city in cities}),
        years=_every_year(holdings.by_year()),
    )


def read_sessions(connection: Connection, cities: Mapping[str, str]) -> list[SessionMark]:
    """Every session of the register and those that are only known of, in the order of their numbers."""
    meetings = MeetingRepository(connection).register()
    standings = DeskRepository(connection, today()).by_meeting(DeskFilter())
    marks = [
        SessionMark(
            number=meeting.session_number,
            id=meeting.id,
            host_city_id=meeting.host_city_id,
            host_city=cities.get(meeting.host_city_id or "", meeting.host_city),
            date=meeting.date,
            note="",
            resolutions=standings.get(meeting.id, Standing()).total,
        )
        for meeting in meetings
    ]
    here = {mark.number for mark in marks}
    marks += [
        SessionMark(one.number, None, one.host_city_id, cities.get(one.host_city_id), one.date, one.note, 0)
        for one in SESSIONS
        if one.number not in here
    ]
    return sorted(marks, key=lambda mark: mark.number)


def _every_year(by_year: Mapping[int, Holdings]) -> list[tuple[int, Holdings]]:
    if not by_year:
        return []
    return [(year, by_year.get(year, Holdings())) for year in range(min(by_year), max(by_year) + 1)]
