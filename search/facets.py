"""Facets: how the items that were found spread over kinds, cities, years and topics."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.index.port import Payload
from corpus.terms import HORIZON_NAMES, ITEM_KIND_NAMES, LESSON_STATE_NAMES, STATUS_NAMES
from corpus.text.numbers import to_persian_digits
from corpus.types import ItemKind, Value
from corpus.vocabulary.thesaurus import Thesaurus
from search.choices import FIELD_LABELS, Choices, FacetField
from search.fields import FieldCatalog
from search.fuse import ScoredItem

MOST_VALUES = 12
KINDS = (ItemKind.RESOLUTION, ItemKind.LESSON, ItemKind.DOCUMENT)

_IN_PAYLOAD = {
    FacetField.KIND: "item_kind",
    FacetField.CITY: "city",
    FacetField.BODY: "body",
    FacetField.HORIZON: "horizon",
    FacetField.STATUS: "status",
    FacetField.YEAR: "year",
    FacetField.TOPIC: "topics",
}
_KIND_NAMES = {kind.value: name for kind, name in ITEM_KIND_NAMES.items()}
_HORIZON_NAMES = {one.value: name for one, name in HORIZON_NAMES.items()}
_STATUS_NAMES = {one.value: name for names in (LESSON_STATE_NAMES, STATUS_NAMES) for one, name in names.items()}


@dataclass(frozen=True, slots=True)
class FacetValue(Value):
    """`count` is how many of the items found have the value, `label` its Persian name."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet(Value):
    """The most frequent values of a field, what is chosen first; of the years every one from the first to the last."""

    field: FacetField
    label: str
    values: tuple[FacetValue, ...]


def counted(items: Iterable[ScoredItem], field: FacetField, fields: FieldCatalog) -> Counter[str]:
    """How many items have each value. One counts with its older versions: narrowed to theirs, it is found by them.

    A body counts with its successors' choice, as a search for one finds its predecessors' papers.
    """
    counts: Counter[str] = Counter()
    name = _IN_PAYLOAD[field]
    for item in items:
        held = {
            value for one in (item, *(folded.item for folded in item.older)) for value in _values(one.payload, name)
        }
        counts.update(fields.with_successors(held) if field is FacetField.BODY else held)
    return counts


class FacetNames:
    """The Persian names of the values."""

    def __init__(self, fields: FieldCatalog, thesaurus: Thesaurus) -> None:
        self._names: Mapping[FacetField, Mapping[str, str]] = {
            FacetField.KIND: _KIND_NAMES,
            FacetField.CITY: fields.city_names,
            FacetField.BODY: fields.body_names,
            FacetField.HORIZON: _HORIZON_NAMES,
            FacetField.STATUS: _STATUS_NAMES,
            FacetField.TOPIC: {concept.id: concept.preferred for concept in thesaurus.concepts},
        }

    def of(self, field: FacetField, value: str) -> str | None:
        """None for what this site does not know any more."""
        if field is FacetField.YEAR:
            return to_persian_digits(value)
        return self._names[field].get(value)


def facet(field: FacetField, counts: Counter[str], choices: Choices, names: FacetNames) -> Facet:
    """The field's facet out of its counts."""
    if field is FacetField.YEAR:
        values: Iterable[FacetValue] = _years(counts, choices)
    else:
        chosen = choices.of(field)
        values = _most_frequent(field, counts, chosen, names)
    return Facet(field, FIELD_LABELS[field], tuple(values))


def _years(counts: Counter[str], choices: Choices) -> Iterator[FacetValue]:
    known = sorted(int(year) for year in counts)
    first, last = choices.year_from, choices.year_to
    narrowed = first is not None or last is not None
    for year in range(known[0], known[-1] + 1) if known else ():
        within = narrowed and (first is None or first <= year) and (last is None or year <= last)
        yield FacetValue(str(year), to_persian_digits(str(year)), counts[str(year)], within)


def _most_frequent(
    field: FacetField, counts: Counter[str], chosen: Sequence[str], names: FacetNames
) -> Iterator[FacetValue]:
    if field is FacetField.KIND:
        ranked: list[str] = [kind.value for kind in KINDS]
    else:
        found = [value for value in counts if value not in chosen]
        ranked = [*chosen, *sorted(found, key=lambda value: (-counts[value], value))][: max(MOST_VALUES, len(chosen))]
    for value in ranked:
        label = names.of(field, value)
        if label is not None:
            yield FacetValue(value, label, counts[value], value in chosen)


def _values(payload: Payload, name: str) -> list[str]:
    held = payload.get(name)
    if held is None:
        return []
    return [str(value) for value in held] if isinstance(held, list) else [str(held)]
