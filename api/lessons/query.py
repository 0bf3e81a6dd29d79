"""What a list of lessons is asked for: the same fields for the page, JSON and files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from sqlalchemy import Connection

from api.minutes.desk_query import Places
from corpus.errors import InvalidFilter
from corpus.lesson_use import LessonOrder
from corpus.repository.lessons import LessonRepository, shown_lesson
from corpus.text.display import display_text
from corpus.text.numbers import level
from corpus.types import Lesson, LessonState, Polarity

FIRST_YEAR, LAST_YEAR = 1300, 1499
MOST_WORDS = 8

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class LessonQuery:
    """`given` is what was asked for as it was typed, `problems` what of it cannot be used, by field."""

    given: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    city_id: str | None = None
    polarity: Polarity | None = None
    year: int | None = None
    state: LessonState = LessonState.PUBLISHED
    words: tuple[str, ...] = ()
    order: LessonOrder = LessonOrder.NEWEST
    page: int = 1

    def usable(self) -> "LessonQuery":
        """Itself; raises `InvalidFilter` where a field cannot be used."""
        if self.problems:
            raise InvalidFilter("؛ ".join(f"{name}: {problem}" for name, problem in self.problems.items()))
        return self

    def url(self, path: str = "/lessons", **changed: str | int | None) -> str:
        """The address of the same list but for what is changed; None leaves a field out."""
        fields = {name: value for name, value in self.given.items() if name != "page"} | changed
        query = urlencode({name: value for name, value in fields.items() if value not in (None, "")})
        return f"{path}?{query}" if query else path


def read_lesson_query(values: Mapping[str, str], places: Places) -> LessonQuery:
    """The list that these fields ask for. A field that cannot be used is left out and told in `problems`."""
    given = {name: value.strip() for name, value in values.items() if value.strip()}
    problems: dict[str, str] = {}
    city_id = given.get("city")
    if city_id and city_id not in places.cities:
        problems["city"], city_id = "این شهر شناخته نیست.", None
    year = level(given.get("year", ""))
    if year and not (year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        problems["year"], year = "سال را چهاررقمی بنویسید، مانند ۱۳۹۹.", ""
    words = tuple(display_text(given.get("about", "")).split())
    if len(words) > MOST_WORDS:
        problems["about"], words = "کمتر بنویسید.", ()
    page = level(given.get("page", "1"))
    return LessonQuery(
        given=given,
        problems=problems,
        city_id=city_id,
        polarity=_one_of(Polarity, given, "polarity", problems),
        year=int(year) if year else None,
        state=_one_of(LessonState, given, "state", problems) or LessonState.PUBLISHED,
        words=words,
        order=_one_of(LessonOrder, given, "sort", problems) or LessonOrder.NEWEST,
        page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
    )


def lessons_of(
    connection: Connection, query: LessonQuery, *, limit: int | None = None, offset: int = 0
) -> tuple[int, list[Lesson]]:
    """(how many there are, one page of them), as they may be told to the viewer."""
    total, lessons = LessonRepository(connection).listed(
        city_id=query.city_id,
        polarity=query.polarity,
        year=query.year,
        state=query.state,
        words=query.words,
        order=query.order,
        limit=limit,
        offset=offset,
    )
    return total, [shown_lesson(lesson) for lesson in lessons]


def _one_of(kind: type[Kind], given: Mapping[str, str], name: str, problems: dict[str, str]) -> Kind | None:
    text = given.get(name, "")
    if text and text not in {one.value for one in kind}:
        problems[name] = "این گزینه شناخته نیست."
        return None
    return kind(text) if text else None
