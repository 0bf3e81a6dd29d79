"""The desk's address: what it asks for, read field by field, and addresses made again from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from sqlalchemy import Connection

from corpus.desk import OPEN, CityRole, DateRange, DeskFilter, DeskOrder, NoHorizon, with_predecessors
from corpus.errors import InvalidFilter
from corpus.repository.places import PlaceRepository
from corpus.text.dates import first_day_of, last_day_of
from corpus.text.numbers import to_ascii_digits
from corpus.text.typed_dates import UnreadableDate, typed_date
from corpus.types import Body, City, Horizon, ResolutionStatus

MOST_SESSIONS = 9_999
MOST_DAYS = 3_650
MOST_MONTHS = 120
MOST_CHARACTERS = 200
MOST_PAGES = 10_000
DAYS_A_MONTH = 30.44

FIELDS = (
    *("text", "session_from", "session_to", "meeting", "body", "city", "role", "group", "responsible", "owing_body"),
    *("horizon", "status", "overdue", "due_within", "quiet", "no_deadline"),
    *("decided_from", "decided_to", "due_from", "due_to", "sort", "order", "page"),
)
# Where in a list one stands, and how it is sorted, is no part of what is asked for.
PLACE_FIELDS = ("sort", "order", "page")
# The order that is of use first.
DESCENDING_FIRST = (DeskOrder.SESSION, DeskOrder.UPDATED)

T = TypeVar("T")


class Refused(ValueError):
    """A field's value cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Places:
    """The cities and bodies that may be asked for."""

    cities: dict[str, City]
    bodies: dict[str, Body]

    @classmethod
    def read(cls, connection: Connection) -> "Places":
        places = PlaceRepository(connection)
        return cls({city.id: city for city in places.cities()}, {body.id: body for body in places.bodies()})

    def with_predecessors(self, body_id: str) -> frozenset[str]:
        return with_predecessors(body_id, {body.id: body.predecessor_ids for body in self.bodies.values()})


@dataclass(frozen=True, slots=True)
class DeskQuery:
    """`given` is what was typed, by field; `problems` tells at which fields that could not be used, and why."""

    given: dict[str, str]
    wanted: DeskFilter
    problems: dict[str, str]
    order: DeskOrder = DeskOrder.DUE
    descending: bool = False
    page: int = 1

    def usable(self) -> "DeskQuery":
        """Itself, for answers that must not leave anything out of account. Raises `InvalidFilter`."""
        if self.problems:
            raise InvalidFilter("؛ ".join(f"{field}: {problem}" for field, problem in self.problems.items()))
        return self

    def url(self, path: str = "/desk", **changes: object) -> str:
        """The address of the same with other values; one of None or "" is left out, and the list begins at its top."""
        values = {name: value for name, value in self.given.items() if name != "page"} | changes
        return desk_url(path, **values)

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for, without how it is sorted and paged."""
        return {name: value for name, value in self.given.items() if name not in PLACE_FIELDS}


def desk_url(path: str = "/desk", **values: object) -> str:
    kept = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return f"{path}?{urlencode(kept, errors='replace')}" if kept else path


def read_desk_query(values: Mapping[str, str], places: Places, today: date) -> DeskQuery:
    """What the fields ask for; one that cannot be used is told of and left out of account."""
    given = {name: values[name].strip() for name in FIELDS if values.get(name, "").strip()}
    return _Reader(given, places, today).read()


class _Reader:
    def __init__(self, given: dict[str, str], places: Places, today: date) -> None:
        self.given = given
        self.places = places
        self.today = today
        self.problems: dict[str, str] = {}

    def read(self) -> DeskQuery:
        city, role = self._field("city", self._city), self._field("role", CityRole)
        order = self._field("sort", DeskOrder) or DeskOrder.DUE
        turn = self._field("order", _downwards)
        wanted = DeskFilter(
            meeting=self._field("meeting", _text),
            bodies=self._field("body", self._bodies) or frozenset(),
            responsible_bodies=self._field("owing_body", self._bodies) or frozenset(),
            city=city,
            city_role=role or CityRole.RESPONSIBLE,
            everyone=city is not None and self.places.cities[city].metropolis,
            working_group=self._field("group", self._body),
            responsible=self._field("responsible", _text) or "",
            horizon=self._field("horizon", _horizon),
            statuses=self._field("status", _statuses) or (),
            overdue=bool(self._field("overdue", _yes)),
            due_within=self._field("due_within", _number(0, MOST_DAYS)),
            no_deadline=bool(self._field("no_deadline", _yes)),
            quiet_since=self._field("quiet", self._quiet_since),
            decided=self._dates("decided"),
            due=self._dates("due"),
            words=self._field("text", _text) or "",
        )
        return DeskQuery(
            given=self.given,
            wanted=self._with_sessions(wanted),
            problems=self.problems,
            order=order,
            descending=order in DESCENDING_FIRST if turn is None else turn,
            page=self._field("page", _number(1, MOST_PAGES)) or 1,
        )

    def _field(self, name: str, read: Callable[[str], T]) -> T | None:
        if name not in self.given:
            return None
        try:
            return read(self.given[name])
        except (Refused, UnreadableDate) as error:
            self.problems[name] = str(error)
        except ValueError:
            self.problems[name] = "این گزینه شناخته نشد."
        return None

    def _with_sessions(self, wanted: DeskFilter) -> DeskFilter:
        number = _number(1, MOST_SESSIONS)
        first, last = self._field("session_from", number), self._field("session_to", number)
        if first is not None and last is not None and first > last:
            self.problems["session_to"] = "شمارهٔ پایان از شمارهٔ آغاز کوچک‌تر است."
            first = last = None
        return replace(wanted, session_from=first, session_to=last)

    def _dates(self, name: str) -> DateRange:
        first, last = self._field(f"{name}_from", typed_date), self._field(f"{name}_to", typed_date)
        end = last_day_of(last) if last else None
        start = first_day_of(first) if first else None
        if start and end and end < start:
            self.problems[f"{name}_to"] = "پایان بازه پیش از آغاز آن است."
            return DateRange()
        return DateRange(first, last)

    def _city(self, value: str) -> str:
        if value not in self.places.cities:
            raise Refused("این شهر در فهرست شهرها نیست.")
        return value

    def _body(self, value: str) -> str:
        if value not in self.places.bodies:
            raise Refused("این کمیسیون یا کارگروه در فهرست نیست.")
        return value

    def _bodies(self, value: str) -> frozenset[str]:
        return self.places.with_predecessors(self._body(value))

    def _quiet_since(self, value: str) -> date:
        months = _number(1, MOST_MONTHS)(value)
        return date.fromordinal(self.today.toordinal() - round(months * DAYS_A_MONTH))


def _downwards(value: str) -> bool:
    if value not in ("asc", "desc"):
        raise Refused("این گزینه شناخته نشد.")
    return value == "desc"


def _text(value: str) -> str:
    if len(value) > MOST_CHARACTERS:
        raise Refused("این متن بیش از اندازه بلند است؛ چند واژه کافی است.")
    return value


def _yes(value: str) -> bool:
    return value in ("1", "true", "on")


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        digits = to_ascii_digits(value)
        if not digits.isascii() or not digits.isdigit() or not least <= int(digits[:9]) <= most or len(digits) > 9:
            raise Refused("یک عدد درست بنویسید.")
        return int(digits)

    return read


def _horizon(value: str) -> Horizon | NoHorizon:
    return NoHorizon.NONE if value == NoHorizon.NONE.value else Horizon(value)


def _statuses(value: str) -> tuple[ResolutionStatus, ...]:
    return OPEN if value == "open" else (ResolutionStatus(value),)
