"""What a searcher chooses beside the question: where the results may come from, and how they are ordered."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from corpus.errors import InvalidQuery
from corpus.index.port import Between, Condition, Filter, Match
from corpus.text.numbers import to_persian_digits
from corpus.types import Horizon, ItemKind, LessonState, ResolutionStatus, Value
from corpus.vocabulary.thesaurus import Thesaurus
from search.fields import FieldCatalog


class FacetField(StrEnum):
    """What results can be narrowed by; each value is also the name of its parameter."""

    KIND = "kind"
    CITY = "city"
    BODY = "body"
    HORIZON = "horizon"
    STATUS = "status"
    YEAR = "year"
    TOPIC = "topic"


FIELD_LABELS = {
    FacetField.KIND: "نوع",
    FacetField.CITY: "شهر",
    FacetField.BODY: "کارگروه",
    FacetField.HORIZON: "افق",
    FacetField.STATUS: "وضعیت",
    FacetField.YEAR: "سال",
    FacetField.TOPIC: "موضوع",
}
# The choices of a field are in the attribute of that name; years are two bounds and stand apart.
CHOSEN_IN = {
    FacetField.KIND: "kinds",
    FacetField.CITY: "cities",
    FacetField.BODY: "bodies",
    FacetField.HORIZON: "horizons",
    FacetField.STATUS: "statuses",
    FacetField.TOPIC: "topics",
}
STATUS_VALUES = (*(one.value for one in ResolutionStatus), *(one.value for one in LessonState))


class Sort(StrEnum):
    """`RECENT` weighs how well an item answers with how young it is, see `search.order`."""

    RELEVANCE = "relevance"
    DATE = "date"
    RECENT = "recent"


@dataclass(frozen=True, slots=True)
class Choices(Value):
    """An item passes when it has one of the values of every field in which something is chosen.

    Kinds, horizons and statuses are values of the domain's enumerations, the others ids; years are Jalali, both
    bounds included.
    """

    kinds: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    horizons: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    session: int | None = None

    def __bool__(self) -> bool:
        return self != NOTHING_CHOSEN

    def of(self, field: FacetField) -> tuple[str, ...]:
        """The values chosen in that field; none for the years, which are two bounds."""
        values: tuple[str, ...] = getattr(self, CHOSEN_IN[field]) if field in CHOSEN_IN else ()
        return values


NOTHING_CHOSEN = Choices()


class ChosenConditions:
    """The choices as conditions of the index. Raises `InvalidQuery` naming a value that this site does not know."""

    def __init__(self, choices: Choices, fields: FieldCatalog, thesaurus: Thesaurus) -> None:
        self._by_field: dict[FacetField, Condition] = {}
        known: Mapping[FacetField, Collection[str]] = {
            FacetField.KIND: {kind.value for kind in ItemKind},
            FacetField.CITY: fields.city_names,
            FacetField.BODY: fields.body_names,
            FacetField.HORIZON: {one.value for one in Horizon},
            FacetField.STATUS: STATUS_VALUES,
            FacetField.TOPIC: thesaurus.by_id,
        }
        matches: Mapping[FacetField, Callable[[tuple[str, ...]], Condition]] = {
            FacetField.KIND: lambda values: Match("item_kind", values),
            FacetField.CITY: lambda values: Match("city", values),
            FacetField.BODY: lambda values: Match("body", fields.with_predecessors(values)),
            FacetField.HORIZON: lambda values: Match("horizon", values),
            FacetField.STATUS: lambda values: Match("status", values),
            FacetField.TOPIC: lambda values: Match("topics", values),
        }
        for field, values in known.items():
            chosen = choices.of(field)
            if unknown := next((value for value in chosen if value not in values), None):
                raise InvalidQuery(f"برای «{FIELD_LABELS[field]}» مقداری به نام «{unknown[:80]}» شناخته نیست.")
            if chosen:
                self._by_field[field] = matches[field](chosen)
        if choices.year_from is not None or choices.year_to is not None:
            self._by_field[FacetField.YEAR] = _years(choices.year_from, choices.year_to)
        self._session = None if choices.session is None else Match("session", (choices.session,))

    @property
    def narrows(self) -> bool:
        return bool(self._by_field) or self._session is not None

    @property
    def fields(self) -> tuple[FacetField, ...]:
        """Those in which something is chosen."""
        return tuple(self._by_field)

    def narrow(self, where: Filter, *, but: FacetField | None = None) -> Filter:
        """The filter with every choice, or with all but that field's."""
        chosen = [condition for field, condition in self._by_field.items() if field is not but]
        return where.also(*chosen, *([self._session] if self._session else []))


def _years(first: int | None, last: int | None) -> Between:
    if first is not None and last is not None and first > last:
        raise InvalidQuery(
            f"سال آغاز ({to_persian_digits(str(first))}) پس از سال پایان ({to_persian_digits(str(last))}) است."
        )
    return Between("year", first, last)
