"""The door to search: a question in, a ranked answer out."""

from time import perf_counter

from haystack import Pipeline
from haystack.core.errors import PipelineRuntimeError

from corpus.errors import InvalidQuery, TajrobeError
from corpus.text.keys import Analyzer
from search.answer import Answer
from search.fields import FieldCatalog
from search.query import parse_query

PAGE_SIZE = 10
LARGEST_PAGE = 100


class Searcher:
    """Runs the search pipeline; safe to call from many threads."""

    def __init__(self, pipeline: Pipeline, analyzer: Analyzer, fields: FieldCatalog) -> None:
        self.pipeline = pipeline
        self.analyzer = analyzer
        self.fields = fields

    def search(self, text: str, *, page: int = 1, page_size: int = PAGE_SIZE) -> Answer:
        """The page of items that answer the question best.

        Raises `InvalidQuery`, and an `IndexFailure` when the index cannot be searched; no hits means there are none.
        """
        if page < 1 or not 1 <= page_size <= LARGEST_PAGE:
            raise InvalidQuery("شمارهٔ صفحه از ۱ آغاز می‌شود و هر صفحه ۱ تا ۱۰۰ نتیجه دارد.")
        began = perf_counter()
        query = parse_query(text, self.analyzer, self.fields)
        window = {"query": query, "offset": (page - 1) * page_size, "limit": page_size}
        try:
            outcome = self.pipeline.run({"retrieve": {"query": query}, "narrow": {"query": query}, "hydrate": window})
        except PipelineRuntimeError as error:
            if isinstance(error.__cause__, TajrobeError):
                raise error.__cause__ from None
            raise
        return Answer(
            query=query.text,
            hits=outcome["hydrate"]["hits"],
            total=outcome["hydrate"]["total"],
            took_ms=round((perf_counter() - began) * 1000, 1),
            page=page,
            page_size=page_size,
            legs=outcome["retrieve"]["legs"],
            notices=outcome["retrieve"]["notices"],
            reading=query.reading,
        )
