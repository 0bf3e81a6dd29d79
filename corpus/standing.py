"""Standing queries: what somebody waits for. A city's need and a person's saved search are asked of all that comes later."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from corpus.types import Value, Visibility

# Far more than says what somebody needs.
QUESTION_CHARACTERS = 1_500

# What a search reads as phrases, fields and exclusions.
_MARKS = re.compile(r'["«»“”:\-−–—]+')


class StandingKind(StrEnum):
    """Whose question it is: a need is a city's open problem in plain words, a search a person's query as it was typed."""

    NEED = "need"
    SEARCH = "search"


class StandingState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Subject(StrEnum):
    """What a notice tells of; the first three are kinds of items."""

    DOCUMENT = "document"
    RESOLUTION = "resolution"
    LESSON = "lesson"
    NEED = "need"


@dataclass(frozen=True, slots=True)
class StandingQuery(Value):
    """A need belongs to its city, None for the secretariat's own; a saved search is its owner's alone.

    `person_id` is who posted it and hears of answers. `answer` is the item that answered it.
    """

    id: str
    kind: StandingKind
    title: str
    text: str
    person_id: str | None
    city_id: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    state: StandingState = StandingState.OPEN
    answer: tuple[Subject, str] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def question(self) -> str:
        """What is searched for: a search as it was typed, with its fields; a need without what would be read as such."""
        if self.kind is StandingKind.SEARCH:
            return self.text
        return " ".join(_MARKS.sub(" ", f"{self.title} {self.text}").split())[:QUESTION_CHARACTERS]


@dataclass(frozen=True, slots=True)
class NeedConnection(Value):
    """Two cities with the same need, brought together: `by` of the first wrote `message` to the other."""

    id: str
    need_id: str
    other_id: str
    person_id: str | None
    by: str
    message: str
    created_at: datetime | None = None

    def beyond(self, need_id: str) -> str:
        """The other end, seen from one of the two."""
        return self.other_id if need_id == self.need_id else self.need_id


@dataclass(frozen=True, slots=True)
class Notice(Value):
    """What a person is told of: something that answers their standing query, or a city that shares their need.

    `reason` says why in a sentence, `passage` what it rests on; `score` is None where a person brought it about.
    """

    id: str
    person_id: str
    query_id: str
    subject: Subject
    subject_id: str
    reason: str
    passage: str = ""
    passage_id: str | None = None
    score: float | None = None
    created_at: datetime | None = None
    read_at: datetime | None = None
    mailed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Office(Value):
    """Who to call in a city: the office, and what the person in charge of it is called; no names of people."""

    id: str
    city_id: str
    office: str
    role: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
