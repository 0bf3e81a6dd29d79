"""The door to answers: the results of a search in, sentences with their sources out."""

from collections.abc import Iterator
from itertools import islice
from secrets import token_hex
from threading import BoundedSemaphore

from corpus.errors import AnswersBusy
from corpus.text.keys import Analyzer
from models.generator import AnswerModel
from search.answer import Answer, FoundPassage, Hit
from search.grounded.answer import GroundedAnswer, Source
from search.grounded.checks import supported
from search.grounded.prompt import INSTRUCTIONS, question_with_sources

MOST_SOURCES = 8
# So many answers are written at a time; each holds a thread of the server for as long as the model takes.
AT_A_TIME = 4

BUSY = "چند پاسخ دیگر در دست نوشتن است؛ اندکی دیگر دوباره بخواهید."


class AnswerWriter:
    """Has a language model answer from what was found; safe to call from many threads."""

    def __init__(self, model: AnswerModel, analyzer: Analyzer) -> None:
        self.model = model
        self.analyzer = analyzer
        self._places = BoundedSemaphore(AT_A_TIME)

    def write(self, results: Answer) -> GroundedAnswer:
        """An answer from the first passages of the results, which are all that the model is shown of this site.

        Raises `AnswersBusy` and `AnswerUnavailable`.
        """
        sources = tuple(sources_of(results)) if results.fits else ()
        if not sources:
            return GroundedAnswer(results)
        if not self._places.acquire(blocking=False):
            raise AnswersBusy(BUSY)
        try:
            mark = f"متن-{token_hex(4)}"
            written = self.model.write(INSTRUCTIONS, question_with_sources(results.query, sources, mark))
        finally:
            self._places.release()
        sentences, dropped = supported(written, sources, self.analyzer)
        return GroundedAnswer(results, sentences, dropped)


def sources_of(results: Answer) -> Iterator[Source]:
    """The best passage of each hit, then what else of them was found, numbered from 1."""
    passages = islice(_passages(results), MOST_SOURCES)
    return (Source(number, hit, passage) for number, (hit, passage) in enumerate(passages, 1))


def _passages(results: Answer) -> Iterator[tuple[Hit, FoundPassage]]:
    for hit in results.hits:
        yield hit, hit.passage
    for hit in results.hits:
        for passage in hit.more:
            yield hit, passage
