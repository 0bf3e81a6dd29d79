"""What came of a lesson once it was published: who used it, who vouches for it, what took it in, how often it is read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from corpus.types import JalaliDate, Value


class LessonOrder(StrEnum):
    """How a list of lessons is sorted; those that are equal in it stand the newest first."""

    NEWEST = "newest"
    MOST_USED = "used"
    MOST_READ = "read"


@dataclass(frozen=True, slots=True)
class LessonUse(Value):
    """«We used this»: in which project of which city, when, and what came of it."""

    id: str
    lesson_id: str
    person_id: str | None
    by: str
    city_id: str | None
    project: str
    outcome: str
    date: JalaliDate | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LessonLink(Value):
    """What took the lesson in: a resolution of the record (`resolution_id`), or a standard or letter by its `title`."""

    id: str
    lesson_id: str
    title: str
    resolution_id: str | None = None


@dataclass(frozen=True, slots=True)
class LessonCounts(Value):
    reads: int = 0
    uses: int = 0
    endorsements: int = 0


@dataclass(frozen=True, slots=True)
class LessonVersion(Value):
    """A text that the lesson has had, by the name of its fields; the highest `rev` is the current one."""

    rev: int
    fields: dict[str, str]
    by: str
    at: datetime
