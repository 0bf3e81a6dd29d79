"""The door to search: a question in, a ranked answer out."""

from time import perf_counter
from typing import Any

from haystack import Pipeline
from haystack.core.errors import PipelineRuntimeError

from corpus.errors import InvalidQuery, TajrobeError
from corpus.index.live import LiveIndex
from corpus.text.keys import Analyzer, TermKind
from search.answer import Answer
from search.fields import FieldCatalog
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
    ) -> Answer:
        """The page of items that answer the question best.

        A question that finds nothing that fits is searched as it was probably meant, unless `exact`, and the answer
        says so. Where that does not help either there are no hits; with `weak` there is what comes nearest.
        With `expand`, synonyms of what the question names are searched as well, and the answer says which.

        Raises `InvalidQuery`, and an `IndexFailure` when the index cannot be searched; no hits means there are none.
        """
        if page < 1 or not 1 <= page_size <= LARGEST_PAGE:
            raise InvalidQuery("شمارهٔ صفحه از ۱ آغاز می‌شود و هر صفحه ۱ تا ۱۰۰ نتیجه دارد.")
        began = perf_counter()
        query = self.parse(text)
        window = {"offset": (page - 1) * page_size, "limit": page_size}
        outcome = self._run(query, window, weak=weak, expand=expand)
        suggestion = None if exact else self._suggestion(query)
        searched = query
        if suggestion and not outcome["gate"]["fits"]:
            meant = self._run(suggestion, window, weak=weak, expand=expand)
            if meant["gate"]["fits"]:
                outcome, searched = meant, suggestion
            # What was meant has been searched, or leads nowhere either.
            suggestion = None
        return Answer(
            query=searched.text,
            typed=query.text,
            suggestion=suggestion.text if suggestion else None,
            hits=outcome["hydrate"]["hits"],
            total=outcome["hydrate"]["total"],
            took_ms=round((perf_counter() - began) * 1000, 1),
            page=page,
            page_size=page_size,
            legs=outcome["retrieve"]["legs"],
            fits=outcome["gate"]["fits"],
            weaker=outcome["gate"]["weaker"],
            topics=() if outcome["gate"]["fits"] else self.topics.nearest(query),
            notices=outcome["retrieve"]["notices"] + outcome["rerank"]["notices"],
            reading=searched.reading,
            expansions=outcome["retrieve"]["expansions"],
        )

    def _run(self, query: Query, window: dict[str, int], *, weak: bool, expand: bool) -> dict[str, Any]:
        inputs = {
            "retrieve": {"query": query, "synonyms": expand},
            "narrow": {"query": query},
            "gate": {"query": query, "weak": weak},
            "rerank": {"query": query},
            "hydrate": {"query": query, **window},
        }
        try:
            return self.pipeline.run(inputs, include_outputs_from={"retrieve"})
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
