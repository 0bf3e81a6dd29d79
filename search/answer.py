"""What a search answers with."""

from dataclasses import dataclass

from corpus.types import Document, ItemKind, Value
from search.highlight import Span


@dataclass(frozen=True, slots=True)
class FoundPassage(Value):
    """`highlights` cut `text`; `start` is where the passage lies in its document's display text, `section` what it
    stands under there."""

    id: str
    text: str
    start: int
    page: int | None
    section: str
    highlights: tuple[Span, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Hit(Value):
    """One item: its best passage and what else of it matched. `by_words` and `by_meaning` add up to `score`."""

    kind: ItemKind
    id: str
    title: str
    score: float
    by_words: float
    by_meaning: float
    passage: FoundPassage
    more: tuple[FoundPassage, ...]
    document: Document


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """`query` is what was searched: `typed`, or what was probably meant where that found nothing; `suggestion` is what
    else may have been meant. `total` counts the items among the candidates; `legs` says what was searched by, `notices` why not by more,
    `reading` how the query was understood where it was more than words."""

    query: str
    typed: str
    suggestion: str | None
    hits: tuple[Hit, ...]
    total: int
    took_ms: float
    page: int
    page_size: int
    legs: tuple[str, ...]
    notices: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()

    @property
    def corrected(self) -> bool:
        return self.query != self.typed

    @property
    def pages(self) -> int:
        return -(-self.total // self.page_size)
