"""The door to search: a question in, a ranked answer out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from types import MappingProxyType
from typing import Any

from haystack import Pipeline
from haystack.core.errors import PipelineRuntimeError

from corpus.errors import InvalidQuery, TajrobeError
from corpus.index.live import LiveIndex
from corpus.index.port import Filter
from corpus.text.keys import Analyzer, TermKind
from search.answer import Answer, Hit
from search.choices import NOTHING_CHOSEN, Choices, ChosenConditions, FacetField, Sort
from search.expand import Expansion
from search.facets import Facet, FacetNames, counted, facet
from search.fields import FieldCatalog
from search.floor import Yardstick
from search.fuse import ScoredItem
from search.query import Query, parse_query
from search.seen_words import hides_any
from search.suggest import Suggester
from search.topics import TopicFinder

PAGE_SIZE = 10
LARGEST_PAGE = 100


class Searcher:
    """Runs the search pipeline; safe to call from many threads."""

    def __init__(
        self,
        pipeline: Pipeline,
        analyzer: Analyzer,
        fields: FieldCatalog,
        suggester: Suggester,
        topics: TopicFinder,
        live: LiveIndex,
    ) -> None:
        self.pipeline = pipeline
        self.analyzer = analyzer
        self.fields = fields
        self.suggester = suggester
        self.topics = topics
        self.live = live
        self.names = FacetNames(fields, topics.thesaurus)

    def parse(self, text: str) -> Query:
        """The question as this site reads it, with its cities and bodies. Raises `InvalidQuery`."""
        return parse_query(text, self.analyzer, self.fields)

    def search(
        self,
        text: str,
        *,
        page: int = 1,
        page_size: int = PAGE_SIZE,
        exact: bool = False,
        weak: bool = False,
        expand: bool = True,
        choices: Choices = NOTHING_CHOSEN,
        sort: Sort = Sort.RELEVANCE,
        facets: bool = False,
    ) -> Answer:
        """The page of items that answer the question best.

        A question that finds nothing that fits is searched as it was probably meant, unless `exact`, and the answer
        says so. Where that does not help either there are no hits; with `weak` there is what comes nearest.
        With `expand`, synonyms of what the question names are searched as well, and the answer says which.

        `choices` narrow both legs; a question that fits as a whole keeps what fits its choices, however far down that
        lay. Without a text, choices alone bring up everything that passes them. With `facets` the answer counts what was
        found by every field; a field in which something is chosen is counted as if it were not, so that one can change
        over or add to it.

        Raises `InvalidQuery`, and an `IndexFailure` when the index cannot be searched; no hits means there are none.
        """
        if page < 1 or not 1 <= page_size <= LARGEST_PAGE:
            raise InvalidQuery("شمارهٔ صفحه از ۱ آغاز می‌شود و هر صفحه ۱ تا ۱۰۰ نتیجه دارد.")
        began = perf_counter()
        query = self._read(text, choices)
        chosen = ChosenConditions(choices, self.fields, self.topics.thesaurus)
        search = _Search(self, chosen, sort, weak=weak, expand=expand)
        window = Window((page - 1) * page_size, page_size)
        outcome = search.run(query, window)
        suggestion = None if exact else self._suggestion(query)
        searched = query
        if suggestion and not outcome.fits:
            meant = search.run(suggestion, window)
            if meant.fits:
                outcome, searched = meant, suggestion
            # What was meant has been searched, or leads nowhere either.
            suggestion = None
        return Answer(
            query=searched.text,
            typed=query.text,
            suggestion=suggestion.text if suggestion else None,
            hits=outcome.hits,
            total=outcome.total,
            took_ms=round((perf_counter() - began) * 1000, 1),
            page=page,
            page_size=page_size,
            legs=outcome.legs,
            fits=outcome.fits,
            weaker=outcome.weaker,
            topics=() if outcome.fits else self.topics.nearest(query),
            notices=outcome.notices,
            reading=searched.reading,
            expansions=outcome.expansions,
            choices=choices,
            sort=sort,
            facets=self._facets(search, searched, outcome, choices, chosen) if facets else (),
        )

    def _read(self, text: str, choices: Choices) -> Query:
        if not text.strip() and choices:
            return Query("", (), ())
        return self.parse(text)

    def _facets(
        self, search: "_Search", query: Query, outcome: "Outcome", choices: Choices, chosen: ChosenConditions
    ) -> tuple[Facet, ...]:
        # Where nothing fits, what comes nearest is counted only if it is shown.
        beside = {field: search.beside(query, field) for field in chosen.fields if outcome.items}
        return self.count_facets(outcome.items, choices, beside)

    def count_facets(
        self,
        items: Sequence[ScoredItem],
        choices: Choices = NOTHING_CHOSEN,
        beside: Mapping[FacetField, Sequence[ScoredItem]] = MappingProxyType({}),
    ) -> tuple[Facet, ...]:
        """The facets of what was found; `beside` is what else would be, if nothing were chosen in a field."""
        return tuple(
            facet(field, counted(beside.get(field, items), field, self.fields), choices, self.names)
            for field in FacetField
        )

    def run_pipeline(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """One run of the pipeline. Raises what its components raise."""
        try:
            return self.pipeline.run(inputs, include_outputs_from={"retrieve", "gate"})
        except PipelineRuntimeError as error:
            if isinstance(error.__cause__, TajrobeError):
                raise error.__cause__ from None
            raise

    def _suggestion(self, query: Query) -> Query | None:
        """The question as it was probably meant, when a word of it is not known here."""
        with self.live.use() as opened:
            correction = self.suggester.correct(query, opened.vocabulary) if opened else None
            if opened is None or correction is None:
                return None
            meant = self.parse(correction.text)
            typed = {term.key for term in query.terms}
            words = [term.key for term in meant.terms if term.kind is TermKind.STEM and term.key not in typed]
            return None if hides_any(opened, words) else meant


@dataclass(frozen=True, slots=True)
class Window:
    offset: int
    limit: int


NO_HITS = Window(0, 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of the pipeline brought: every item, and of one page of them the hits."""

    items: tuple[ScoredItem, ...]
    hits: tuple[Hit, ...]
    total: int
    fits: bool
    weaker: int
    yardstick: Yardstick
    legs: tuple[str, ...]
    notices: tuple[str, ...]
    expansions: tuple[Expansion, ...]


class _Search:
    """One search: everything but the question, which may be read anew as it was meant."""

    def __init__(self, searcher: Searcher, chosen: ChosenConditions, sort: Sort, *, weak: bool, expand: bool) -> None:
        self.searcher = searcher
        self.chosen = chosen
        self.sort = sort
        self.weak = weak
        self.expand = expand
        self._wholes: dict[str, Outcome] = {}

    def run(self, query: Query, window: Window) -> Outcome:
        if not self.chosen.narrows:
            return self._run(query, query.where, window)
        return self._run(query, self.chosen.narrow(query.where), window, self._yardstick(query))

    def beside(self, query: Query, field: FacetField) -> tuple[ScoredItem, ...]:
        """The items that would be found if nothing were chosen in that field."""
        where = self.chosen.narrow(query.where, but=field)
        if where == query.where:
            return self._whole(query).items
        return self._run(query, where, NO_HITS, self._yardstick(query)).items

    def _yardstick(self, query: Query) -> Yardstick | None:
        """What the question finds when nothing is chosen: what is an answer to it does not hang on where one looks."""
        if not query.terms:
            return None
        return self._whole(query).yardstick

    def _whole(self, query: Query) -> Outcome:
        """What the question finds when nothing is chosen, searched once."""
        if query.text not in self._wholes:
            self._wholes[query.text] = self._run(query, query.where, NO_HITS)
        return self._wholes[query.text]

    def _run(self, query: Query, where: Filter, window: Window, yardstick: Yardstick | None = None) -> Outcome:
        # What nobody will look at need not be put in order by a cross-encoder.
        sort = self.sort if window.limit else Sort.DATE
        found = self.searcher.run_pipeline(
            {
                "retrieve": {"query": query, "where": where, "synonyms": self.expand},
                "narrow": {"query": query},
                "fuse": {"yardstick": yardstick},
                "gate": {"query": query, "weak": self.weak, "yardstick": yardstick},
                "rerank": {"query": query, "sort": sort},
                "sort": {"sort": sort},
                "hydrate": {"query": query, "offset": window.offset, "limit": window.limit},
            }
        )
        return Outcome(
            items=found["gate"]["ranking"].items,
            hits=found["hydrate"]["hits"],
            total=found["hydrate"]["total"],
            fits=found["gate"]["fits"],
            weaker=found["gate"]["weaker"],
            yardstick=found["gate"]["yardstick"],
            legs=found["retrieve"]["legs"],
            notices=found["retrieve"]["notices"] + found["rerank"]["notices"],
            expansions=found["retrieve"]["expansions"],
        )
