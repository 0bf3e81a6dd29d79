"""What the secretariat asks its desk: which resolutions, in which order, and how they are counted."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from corpus.types import Horizon, JalaliDate, Meeting, Resolution, ResolutionStatus, Value

OPEN = tuple(status for status in ResolutionStatus if status.open)


class CityRole(StrEnum):
    """What a city has to do with a resolution: it is to carry it out, or it was host where it was decided."""

    RESPONSIBLE = "responsible"
    HOST = "host"
    ANY = "any"


class DeskOrder(StrEnum):
    """What the list is sorted by."""

    DUE = "due"
    SESSION = "session"
    STATUS = "status"
    CONFIRMED = "confirmed"
    UPDATED = "updated"


class NoHorizon(StrEnum):
    """Stands for the resolutions that were put into no horizon."""

    NONE = "none"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Both ends may be missing, or stop at a year or month; both are inside."""

    first: JalaliDate | None = None
    last: JalaliDate | None = None

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None


@dataclass(frozen=True, slots=True)
class DeskFilter(Value):
    """Which resolutions are meant: those that meet everything given.

    `bodies` are those that decided (as the session's body or as working group), predecessors spelled out;
    `responsible_bodies` those that are to carry it out. `responsible` is a part of a responsible party's name, `everyone`
    takes in what was laid on all metropolises as well as on `city`. `due_within` is in days from today and leaves out
    what is overdue. `quiet_since`: open, and neither decided nor confirmed since that day.
    """

    session_from: int | None = None
    session_to: int | None = None
    meeting: str | None = None
    bodies: frozenset[str] = frozenset()
    responsible_bodies: frozenset[str] = frozenset()
    city: str | None = None
    city_role: CityRole = CityRole.RESPONSIBLE
    everyone: bool = False
    working_group: str | None = None
    responsible: str = ""
    horizon: Horizon | NoHorizon | None = None
    statuses: tuple[ResolutionStatus, ...] = ()
    overdue: bool = False
    due_within: int | None = None
    no_deadline: bool = False
    quiet_since: date | None = None
    decided: DateRange = DateRange()
    due: DateRange = DateRange()
    words: str = ""


@dataclass(frozen=True, slots=True)
class DeskRow(Value):
    """`updated_at` is when anything about the resolution was last written down."""

    resolution: Resolution
    meeting: Meeting
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How many resolutions there are, how many of them are open, and how many of these overdue."""

    total: int = 0
    open: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix; a resolution that is in no horizon has None."""

    horizon: Horizon | None
    status: ResolutionStatus
    count: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter of a Jalali year, 1 to 4: how many were decided in it, and how many carried out."""

    year: int
    quarter: int
    decided: int
    done: int


def with_predecessors(body_id: str, predecessors: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """The body and all that came before it. `predecessors` are the direct ones of each body."""
    found = {body_id}
    ahead = [body_id]
    while ahead:
        before = [one for one in predecessors.get(ahead.pop(), ()) if one not in found]
        found.update(before)
        ahead += before
    return frozenset(found)
