"""Minutes as they were understood: every field with where it stands in the text and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.types import Horizon, JalaliDate, ResolutionStatus

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A slice of the document's display text, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A field's value; `confidence` is 0 to 1, and `doubt` says in Persian why it is low.

    `source` is None where the value was concluded or typed rather than read.
    """

    value: T
    source: Source | None = None
    confidence: float = 1.0
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedResolution:
    """`agenda_item` is the position in the agenda, from 0."""

    number: Parsed[int | None] = Parsed(None)
    text: Parsed[str] = Parsed("")
    responsible: tuple[Parsed[str], ...] = ()
    due: Parsed[JalaliDate | None] = Parsed(None)
    due_text: Parsed[str | None] = Parsed(None)
    horizon: Parsed[Horizon | None] = Parsed(None)
    working_group: Parsed[str | None] = Parsed(None)
    status: Parsed[ResolutionStatus | None] = Parsed(None)
    vote: Parsed[str | None] = Parsed(None)
    agenda_item: int | None = None

    @property
    def confidence(self) -> float:
        """That of its least certain field."""
        return min(part.confidence for part in self.parts())

    def parts(self) -> Iterator[Parsed[object]]:
        yield from (self.number, self.text, *self.responsible, self.due, self.due_text, self.horizon)  # type: ignore[misc]
        yield from (self.working_group, self.status, self.vote)  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class ParsedMinutes:
    """One session; `source` is the part of the document that is this session, `notices` are told to who reviews it."""

    session_number: Parsed[int | None] = Parsed(None)
    title: Parsed[str | None] = Parsed(None)
    body: Parsed[str | None] = Parsed(None)
    host_city: Parsed[str | None] = Parsed(None)
    date: Parsed[JalaliDate | None] = Parsed(None)
    chair: Parsed[str | None] = Parsed(None)
    secretary: Parsed[str | None] = Parsed(None)
    present: tuple[Parsed[str], ...] = ()
    absent: tuple[Parsed[str], ...] = ()
    agenda: tuple[Parsed[str], ...] = ()
    discussion: tuple[Parsed[str], ...] = ()
    resolutions: tuple[ParsedResolution, ...] = ()
    signatures: tuple[Parsed[str], ...] = ()
    source: Source = Source(0, 0)
    notices: tuple[str, ...] = ()
