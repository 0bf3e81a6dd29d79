"""The ways to narrow a search as people see them: facets of links, the years as bars, and chips for what is set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.pages.search_address import SearchAddress
from api.rendering import to_persian
from search.choices import CHOSEN_IN, FIELD_LABELS, Choices, FacetField
from search.facets import Facet, FacetNames
from search.query import Excluded, FieldFilter, Part, Phrase, Query, Words, sentence_of

# Beyond these the values of a facet are folded.
MOST_SHOWN = 5
# The narrowest histogram: a single year is a bar among others' room, not a block.
LEAST_SLOTS = 12
SLOT, HEIGHT = 10, 40


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value with how many items have it; `url` chooses it, or takes it off where it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class FacetView:
    name: str
    label: str
    values: tuple[FacetLink, ...]

    @property
    def shown(self) -> tuple[FacetLink, ...]:
        """The first few, and whatever is chosen."""
        return tuple(link for place, link in enumerate(self.values) if place < MOST_SHOWN or link.chosen)

    @property
    def folded(self) -> tuple[FacetLink, ...]:
        return tuple(link for link in self.values if link not in self.shown)


@dataclass(frozen=True, slots=True)
class YearBar:
    """`x`, `top` and `height` place it in the chart, whose first year is at the right; `within` the chosen years."""

    year: int
    count: int
    x: int
    top: float
    height: float
    within: bool
    url: str


@dataclass(frozen=True, slots=True)
class YearsView:
    """`fields` are what a form that types the years has to carry along; `every_url` takes the years off."""

    bars: tuple[YearBar, ...]
    width: int
    height: int
    first: int | None
    last: int | None
    typed_from: int | None
    typed_to: int | None
    fields: list[tuple[str, str]]
    every_url: str | None


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is set, and the search without it."""

    label: str
    url: str


def facet_views(facets: Sequence[Facet], address: SearchAddress) -> list[FacetView]:
    """Every facet of links that has something to choose among, or something chosen."""
    views = []
    for facet in facets:
        if facet.field is FacetField.YEAR:
            continue
        links = tuple(
            FacetLink(one.value, one.label, one.count, one.chosen, address.toggled(facet.field, one.value).url())
            for one in facet.values
        )
        if any(link.count or link.chosen for link in links):
            views.append(FacetView(facet.field.value, facet.label, links))
    return views


def years_view(facets: Sequence[Facet], address: SearchAddress) -> YearsView | None:
    """The years as bars, and as a form to type; None where no year is known and none chosen."""
    counts = {int(one.value): one.count for facet in facets if facet.field is FacetField.YEAR for one in facet.values}
    choices = address.choices
    bounded = choices.year_from is not None or choices.year_to is not None
    if not counts and not bounded:
        return None
    every = address.choosing(year_from=None, year_to=None)
    query = [("q", address.query)] if address.query else []
    width = max(len(counts), LEAST_SLOTS) * SLOT
    return YearsView(
        bars=tuple(_bars(counts, address, width)),
        width=width,
        height=HEIGHT,
        first=min(counts, default=None),
        last=max(counts, default=None),
        typed_from=choices.year_from,
        typed_to=choices.year_to,
        fields=[*query, *every.fields],
        every_url=every.url() if bounded else None,
    )


def _bars(counts: Mapping[int, int], address: SearchAddress, width: int) -> Iterator[YearBar]:
    greatest = max(counts.values(), default=0) or 1
    first, last = address.choices.year_from, address.choices.year_to
    for place, (year, count) in enumerate(sorted(counts.items())):
        # A year with something in it is never too low to be seen.
        height = round(max(2.0, HEIGHT * count / greatest), 1) if count else 0.0
        yield YearBar(
            year=year,
            count=count,
            x=width - (place + 1) * SLOT,
            top=HEIGHT - height,
            height=height,
            within=(first is None or first <= year) and (last is None or year <= last),
            url=address.choosing(year_from=year, year_to=year).url(),
        )


def chips(address: SearchAddress, query: Query | None, names: FacetNames) -> list[Chip]:
    """What is set: by the question's own fields, phrases and exclusions, and by what was chosen beside it."""
    return [*_of_query(address, query), *_of_choices(address, names)]


def cleared_url(address: SearchAddress, query: Query | None) -> str:
    """The question's words alone."""
    words = " ".join(part.text for part in query.parts if isinstance(part, Words | Phrase)) if query else ""
    return address.without_choices().but(query=words).url() if words else "/"


def _of_query(address: SearchAddress, query: Query | None) -> Iterator[Chip]:
    for part in query.parts if query else ():
        label = sentence_of(part)
        if query and label:
            text = " ".join(filter(None, (str(other) if other is not part else _bare(other) for other in query.parts)))
            rest = address.but(query=text, weak=False)
            yield Chip(label, rest.url() if text or rest.fields else "/")


def _bare(part: Part) -> str:
    """What is left of the part when what is set by it is taken off: a phrase's words are still asked for."""
    return "" if isinstance(part, FieldFilter | Excluded) else part.text


def _of_choices(address: SearchAddress, names: FacetNames) -> Iterator[Chip]:
    choices = address.choices

    def chip(label: str, without: SearchAddress) -> Chip:
        return Chip(label, without.url() if without.query or without.fields else "/")

    for field in CHOSEN_IN:
        for value in choices.of(field):
            yield chip(f"{FIELD_LABELS[field]}: {names.of(field, value) or value}", address.toggled(field, value))
    if choices.year_from is not None or choices.year_to is not None:
        yield chip(f"سال: {years_text(choices)}", address.choosing(year_from=None, year_to=None))
    if choices.session is not None:
        yield chip(f"نشست {to_persian(choices.session)}", address.choosing(session=None))


def years_text(choices: Choices) -> str:
    """«۱۳۸۹», «از ۱۳۸۹ تا ۱۳۹۲», «تا ۱۳۹۲»."""
    first, last = choices.year_from, choices.year_to
    if first == last:
        return to_persian(first)
    bounds = (first is not None and f"از {to_persian(first)}", last is not None and f"تا {to_persian(last)}")
    return " ".join(bound for bound in bounds if bound)
