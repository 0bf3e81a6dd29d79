"""The fields that a query may carry («شهر:تهران»), in Persian and English, and what their values mean to the index."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from corpus.index.port import AnyOf, Between, Condition, Match
from corpus.terms import HORIZON_NAMES, ITEM_KIND_NAMES, STATUS_NAMES
from corpus.text.folding import fold_name
from corpus.text.numbers import number_from_words, to_ascii_digits, to_persian_digits
from corpus.types import Body, City, Horizon, ItemKind, ResolutionStatus, Value

HORIZONS = {name: horizon for horizon, name in HORIZON_NAMES.items()}
STATUSES = {name: status for status, name in STATUS_NAMES.items()}
ITEM_KINDS = {name: kind for kind, name in ITEM_KIND_NAMES.items()}
# Papers that were not taken apart into records are known by what kind of paper they are.
PAPERS_OF_KIND = {ItemKind.RESOLUTION: "صورت‌جلسه", ItemKind.LESSON: "درس‌آموخته"}

_RANGE = re.compile(r"(\d{1,4})?(?:\.\.|…)(\d{1,4})?")


@dataclass(frozen=True, slots=True)
class FieldValue(Value):
    """A value that was understood: `shown` is how it is printed, `condition` what it asks of the index."""

    shown: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Field(Value):
    """`name` is the Persian name that is printed; `names` are all that are understood."""

    name: str
    names: tuple[str, ...]
    read: Callable[[str], FieldValue | None] = field(compare=False, hash=False)


class FieldCatalog:
    """Every field, with the values that this site knows."""

    def __init__(self, cities: Sequence[City] = (), bodies: Sequence[Body] = ()) -> None:
        city_ids = {name: (city.name, city.id) for city in cities for name in (city.name, *city.aliases, city.id)}
        self._cities = {fold_name(name): value for name, value in city_ids.items()}
        self._bodies = _body_names(bodies)
        self._successors_of = _predecessor_closure(bodies)
        self.city_names = {city.id: city.name for city in cities}
        self.body_names = {body.id: body.name for body in bodies}
        fields = (
            Field("شهر", ("شهر", "city"), self._city),
            Field("سال", ("سال", "year"), _number("year", least=1200, most=1500)),
            Field("نوع", ("نوع", "گونه", "kind", "type"), _kind),
            Field("نشست", ("نشست", "جلسه", "session"), _number("session", least=1, most=9999)),
            Field("کارگروه", ("کارگروه", "کمیته", "کمیسیون", "body"), self._body),
            Field("افق", ("افق", "horizon"), _one_of("horizon", HORIZONS)),
            Field("وضعیت", ("وضعیت", "status"), _one_of("status", STATUSES)),
            Field("برچسب", ("برچسب", "tag"), _tag),
        )
        self._fields = {fold_name(name): known for known in fields for name in known.names}

    def find(self, name: str) -> Field | None:
        """The field of that name, however it is spelt."""
        return self._fields.get(fold_name(name))

    def with_predecessors(self, body_ids: Iterable[str]) -> tuple[str, ...]:
        """The bodies with all that came before them."""
        return tuple(sorted({before for body_id in body_ids for before in self._successors_of.get(body_id, {body_id})}))

    def with_successors(self, body_ids: Iterable[str]) -> set[str]:
        """The bodies with all that came after them: those by which a search finds what is theirs."""
        held = set(body_ids)
        return held | {body_id for body_id, before in self._successors_of.items() if not held.isdisjoint(before)}

    def _city(self, value: str) -> FieldValue | None:
        known = self._cities.get(fold_name(value.removeprefix("شهرداری ")))
        return FieldValue(known[0], Match("city", (known[1],))) if known else None

    def _body(self, value: str) -> FieldValue | None:
        known = self._bodies.get(fold_name(value))
        return FieldValue(known[0], Match("body", tuple(sorted(self._successors_of[known[1]])))) if known else None


def _body_names(bodies: Sequence[Body]) -> dict[str, tuple[str, str]]:
    names: dict[str, tuple[str, str]] = {}
    for body in bodies:
        short = body.name
        for lead in ("کمیتهٔ ", "کارگروه "):
            short = short.removeprefix(lead)
        for name in (short, body.id, body.name):
            names.setdefault(fold_name(name), (body.name, body.id))
        names.setdefault(fold_name(short.split(" (")[0]), (body.name, body.id))
        names.setdefault(fold_name(short.split(" ")[0]), (body.name, body.id))
    return names


def _predecessor_closure(bodies: Sequence[Body]) -> dict[str, set[str]]:
    """Every body with itself and all bodies before it: a search for one finds its predecessors' papers."""
    direct = {body.id: body.predecessor_ids for body in bodies}

    def closure(body_id: str) -> set[str]:
        return {body_id}.union(*(closure(before) for before in direct.get(body_id, ())))

    return {body_id: closure(body_id) for body_id in direct}


def _number(payload_field: str, *, least: int, most: int) -> Callable[[str], FieldValue | None]:
    def read(value: str) -> FieldValue | None:
        digits = to_ascii_digits(value)
        span = _RANGE.fullmatch(digits)
        if span and (span[1] or span[2]):
            first, last = (int(end) if end else None for end in (span[1], span[2]))
        else:
            number = int(digits) if digits.isascii() and digits.isdigit() else number_from_words(value)
            first = last = number
        bounds = [bound for bound in (first, last) if bound is not None]
        if not bounds or any(not least <= bound <= most for bound in bounds):
            return None
        if first is not None and last is not None and first > last:
            first, last = last, first
        shown = str(first) if first == last else f"{first or ''}..{last or ''}"
        return FieldValue(to_persian_digits(shown), Between(payload_field, first, last))

    return read


def _kind(value: str) -> FieldValue | None:
    for name, item_kind in ITEM_KINDS.items():
        if fold_name(value) in (fold_name(name), item_kind.value):
            of_kind = Match("item_kind", (item_kind.value,))
            paper = PAPERS_OF_KIND.get(item_kind)
            return FieldValue(name, AnyOf((of_kind, Match("kind", (paper,)))) if paper else of_kind)
    papers = {
        fold_name(name): name
        for name in ("صورت‌جلسه", "دستورالعمل", "آیین‌نامه", "گزارش", "راهنما", "برنامه", "یادداشت فنی")
    }
    known = papers.get(fold_name(value))
    return FieldValue(known, Match("kind", (known,))) if known else None


def _one_of(
    payload_field: str, values: dict[str, Horizon] | dict[str, ResolutionStatus]
) -> Callable[[str], FieldValue | None]:
    by_name = {fold_name(spelling): (name, value) for name, value in values.items() for spelling in (name, value.value)}

    def read(value: str) -> FieldValue | None:
        known = by_name.get(fold_name(value))
        return FieldValue(known[0], Match(payload_field, (known[1].value,))) if known else None

    return read


def _tag(value: str) -> FieldValue | None:
    shown = " ".join(value.split())
    return FieldValue(shown, Match("tags", (fold_name(shown),))) if fold_name(shown) else None
