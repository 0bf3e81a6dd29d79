"""Has a city told this already? A lesson that is being written against those that are published.

What is compared is all that has been written of both (`search.likeness`). A draft of a street is a little like every
lesson of a street: only one that is nearer to its nearest than to the field, by `CLEARLY_NEAR`, is given a hint.
The figures were chosen on half of the sample corpus's groups (`python -m bench similar`).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.database import Database
from corpus.index.live import LiveIndex
from corpus.index.port import Filter, Match
from corpus.lesson_form import LessonForm
from corpus.repository.lessons import LessonRepository
from corpus.text.display import display_text
from corpus.text.keys import Analyzer
from corpus.types import ItemKind, Lesson, LessonState, Value
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.likeness import Likeness

MOST_CHARACTERS = 10_000
MOST_MATCHES = 5
# Fewer say nothing yet.
LEAST_WORDS = 3

PUBLISHED = Filter(must=(Match("item_kind", (ItemKind.LESSON.value,)), Match("status", (LessonState.PUBLISHED.value,))))
FIELDS = ("title", "summary", "context", "problem", "cause", "action", "outcome", "recommendation", "keywords")

MEANING_WEIGHT = 4.0
# The field: the lessons after the first five, what each counts of the likeness to it, and how like it a draft is where
# there are too few lessons to say.
FIELD = slice(5, 25)
FIELD_WEIGHT = 0.3
USUAL_LIKENESS = 0.2
# The nearest lesson's likeness beyond the field's at which a draft is given a hint; less for one that is just begun.
CLEARLY_NEAR, CLEARLY_NEAR_BEGUN, CLEARLY_NEAR_BY_WORDS = 0.36, 0.33, 0.12
# Of one that is just begun nothing else is written.
FIRST_FIELDS = ("title", "problem")
# With it are shown those that are at least this share as like.
SHOWN_BESIDE = 0.6


@dataclass(frozen=True, slots=True)
class SimilarLesson(Value):
    """A published lesson that may tell the same; `similarity` is 0 to 1."""

    lesson: Lesson
    similarity: float


@dataclass(frozen=True, slots=True)
class SimilarAnswer(Value):
    """The matches, nearest first; none means that nothing like it is published. `compared` counts what was looked at."""

    matches: tuple[SimilarLesson, ...] = ()
    compared: int = 0
    notices: tuple[str, ...] = ()


class SimilarLessons:
    """Finds published lessons that tell what a draft tells; safe to call from many threads."""

    def __init__(
        self, database: Database, live: LiveIndex, analyzer: Analyzer, sparse: SparseEncoder, dense: DenseEncoder | None
    ) -> None:
        self.database = database
        self.analyzer = analyzer
        self.likeness = Likeness(database, live, analyzer, sparse, dense, weight=MEANING_WEIGHT)

    def find(
        self, draft: LessonForm | str, *, limit: int = MOST_MATCHES, exclude: Collection[str] = ()
    ) -> SimilarAnswer:
        """Up to `limit` published lessons that the viewer may see and that tell what the draft, as far as it is written,
        tells; but for the excluded ids.

        A draft of fewer than three words brings up nothing. Raises an `IndexFailure` when the index cannot be searched.
        """
        written = draft if isinstance(draft, str) else told(draft)
        text = display_text(written).strip()[:MOST_CHARACTERS]
        if sum(not self.analyzer.is_stop(stem) for stem in self.analyzer.stems(text)) < LEAST_WORDS:
            return SimilarAnswer()
        nearest = self.likeness.nearest(text, PUBLISHED)
        revisions = nearest.revisions()
        with self.database.reading() as connection:
            found = LessonRepository(connection).by_ids(list(revisions)).values()
        lessons = [one for one in found if one.rev == revisions[one.id] and one.id not in exclude]
        similarities = self.likeness.similarities(text, [told(one) for one in lessons], nearest)
        ranked = sorted(map(SimilarLesson, lessons, similarities), key=lambda one: (-one.similarity, one.lesson.id))
        least = CLEARLY_NEAR_BEGUN if _begun(draft) else CLEARLY_NEAR
        matches = tuple(_clear(ranked, CLEARLY_NEAR_BY_WORDS if nearest.notices else least))[:limit]
        return SimilarAnswer(matches, len(lessons), nearest.notices)


def told(lesson: LessonForm | Lesson) -> str:
    """All that a lesson or a draft of one says, as it is compared."""
    fields = (getattr(lesson, field) for field in FIELDS)
    return "\n".join(text for text in (one if isinstance(one, str) else "، ".join(one) for one in fields) if text)


def _begun(draft: LessonForm | str) -> bool:
    return isinstance(draft, LessonForm) and not any(
        getattr(draft, field).strip() for field in FIELDS if field not in FIRST_FIELDS
    )


def _clear(ranked: Sequence[SimilarLesson], least: float) -> Iterator[SimilarLesson]:
    if not ranked:
        return
    field = [one.similarity for one in ranked[FIELD]]
    usual = [USUAL_LIKENESS] * (FIELD.stop - FIELD.start - len(field))
    common = sum([*field, *usual]) / (FIELD.stop - FIELD.start)
    top = ranked[0].similarity
    if top - FIELD_WEIGHT * common >= least:
        yield from (one for one in ranked if one.similarity >= SHOWN_BESIDE * top)
