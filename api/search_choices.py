"""The choices of a search in its address: one scheme for the page and for programs."""

from typing import Annotated

from fastapi import Depends, Query

from corpus.errors import InvalidQuery
from corpus.text.numbers import to_ascii_digits
from search.choices import Choices, FacetField, Sort

YEAR_FROM, YEAR_TO, SESSION = "year_from", "year_to", "session"


def read_choices(
    kind: Annotated[list[str] | None, Query(description="resolution, lesson or document; repeatable.")] = None,
    city: Annotated[list[str] | None, Query(description="A city's id; repeatable.")] = None,
    body: Annotated[list[str] | None, Query(description="A body's id, its predecessors with it; repeatable.")] = None,
    horizon: Annotated[list[str] | None, Query(description="urgent, short, medium or long; repeatable.")] = None,
    status: Annotated[
        list[str] | None,
        Query(description="A resolution's status or a lesson's state; repeatable."),
    ] = None,
    topic: Annotated[list[str] | None, Query(description="A concept's id, the narrower with it; repeatable.")] = None,
    year_from: Annotated[str, Query(description="The first Jalali year, in any digits.")] = "",
    year_to: Annotated[str, Query(description="The last Jalali year.")] = "",
    session: Annotated[str, Query(description="A session's number.")] = "",
) -> Choices:
    """Raises `InvalidQuery` for what is no number; whether the values are known is seen when they are searched."""
    return Choices(
        kinds=_given(kind),
        cities=_given(city),
        bodies=_given(body),
        horizons=_given(horizon),
        statuses=_given(status),
        topics=_given(topic),
        year_from=_number(year_from, "سال آغاز"),
        year_to=_number(year_to, "سال پایان"),
        session=_number(session, "شمارهٔ نشست"),
    )


ChoicesDep = Annotated[Choices, Depends(read_choices)]


def choice_fields(choices: Choices, sort: Sort) -> list[tuple[str, str]]:
    """The same as fields of an address; what is as usual is left out."""
    fields = [(field.value, value) for field in FacetField for value in choices.of(field)]
    numbers = ((YEAR_FROM, choices.year_from), (YEAR_TO, choices.year_to), (SESSION, choices.session))
    fields += [(name, str(number)) for name, number in numbers if number is not None]
    return fields + ([] if sort is Sort.RELEVANCE else [("sort", sort.value)])


def _given(values: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values or () if value.strip()))


def _number(text: str, name: str) -> int | None:
    digits = to_ascii_digits(text.strip())
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        raise InvalidQuery(f"{name} باید عدد باشد؛ «{text[:40]}» نوشته شده است.")
    return int(digits)
