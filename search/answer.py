"""What a search answers with."""

from dataclasses import dataclass

from corpus.types import Document, ItemKind, Lesson, Meeting, Resolution, Value, Version
from search.choices import NOTHING_CHOSEN, Choices, Sort
from search.expand import Expansion
from search.facets import Facet
from search.fuse import Score
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
    """One item: its best passage and what else of it matched. `parts` is what the best passage's score is made of.

    A document has a `document`, a resolution its `resolution` and the `meeting` that passed it, a lesson its `lesson`.

    `older` are its older versions that were found as well, `superseded` the lessons that it took the place of; where one
    of them matched better, its place is that one's. A superseded lesson that stands by itself names its `successor`.
    `file` is the paper that a lesson was read from, where it holds nothing else and was found as well.
    `reranked` as in `ScoredItem`. `beyond` counts the passages that were found besides these.
    """

    kind: ItemKind
    id: str
    title: str
    parts: Score
    passage: FoundPassage
    more: tuple[FoundPassage, ...]
    document: Document | None = None
    resolution: Resolution | None = None
    meeting: Meeting | None = None
    lesson: Lesson | None = None
    older: tuple[Version, ...] = ()
    superseded: tuple[Lesson, ...] = ()
    successor: Lesson | None = None
    file: Document | None = None
    reranked: float | None = None
    beyond: int = 0

    @property
    def score(self) -> float:
        return self.parts.total


@dataclass(frozen=True, slots=True)
class Topic(Value):
    """A concept of the thesaurus that this corpus has passages for; its label, searched, leads to them."""

    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """`query` is what was searched: `typed`, or what was probably meant where that found nothing; `suggestion` is what
    else may have been meant. `total` counts the items among the candidates; `legs` says what was searched by, `notices` why not by more,
    `reading` how the query was understood where it was more than words, `expansions` which other names of what it
    names were searched as well.

    `weaker` counts what was found but held back, because nothing fits or because it lies far behind the best; it is in
    `hits` only when that was asked for. Where nothing `fits`, `topics` lie nearest. `facets` are there when they were asked for.
    """

    query: str
    typed: str
    suggestion: str | None
    hits: tuple[Hit, ...]
    total: int
    took_ms: float
    page: int
    page_size: int
    legs: tuple[str, ...]
    fits: bool
    weaker: int
    topics: tuple[Topic, ...] = ()
    notices: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    choices: Choices = NOTHING_CHOSEN
    sort: Sort = Sort.RELEVANCE
    facets: tuple[Facet, ...] = ()

    @property
    def corrected(self) -> bool:
        return self.query != self.typed

    @property
    def pages(self) -> int:
        return -(-self.total // self.page_size)
