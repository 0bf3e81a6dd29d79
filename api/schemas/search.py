"""Search, suggestions and the questions that nothing fitted."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from pydantic import BaseModel

from api.schemas.documents import VersionBody
from corpus.types import Gap, GapReason, ItemKind
from search.answer import Answer, FoundPassage, Hit, Topic
from search.complete import Completion, CompletionKind
from search.expand import Expansion
from search.fuse import Score


class PassageBody(BaseModel):
    """`highlights` are [start, end] pairs in characters that cut `text`; `section` is the heading it stands under."""

    text: str
    section: str
    page: int | None
    highlights: list[tuple[int, int]]

    @classmethod
    def from_domain(cls, passage: FoundPassage) -> Self:
        return cls(text=passage.text, section=passage.section, page=passage.page, highlights=list(passage.highlights))


class ScoreBody(BaseModel):
    """What a score is made of: `by_words` is `trust` times `words`, `by_meaning` is `weight` times `cosine`.

    `words` is `lexical` (BM25) as a share of a full match, which `greatest` is the measure of. `reranked` is what a
    cross-encoder made of it, where the site has one: the first hits are in its order.
    """

    lexical: float
    greatest: float
    words: float
    trust: float
    by_words: float
    cosine: float
    weight: float
    by_meaning: float
    reranked: float | None = None

    @classmethod
    def from_domain(cls, parts: Score, reranked: float | None) -> Self:
        made_of = {name: round(getattr(parts, name), 4) for name in cls.model_fields if name != "reranked"}
        return cls(**made_of, reranked=reranked)


class HitBody(BaseModel):
    """`older_versions` were found as well but do not stand by themselves; where one matched better, this is its place.
    `superseded` are the ids of lessons that this one took the place of, `successor_id` the one that took its place.

    `explanation` is there when it was asked for.
    """

    kind: ItemKind
    id: str
    title: str
    score: float
    document_id: str | None
    file_name: str | None
    passage: PassageBody
    more: list[PassageBody]
    matched: list[str]
    older_versions: list[VersionBody]
    superseded: list[str] = []
    successor_id: str | None = None
    explanation: ScoreBody | None = None

    @classmethod
    def from_domain(cls, hit: Hit, explain: bool = False) -> Self:
        return cls(
            kind=hit.kind,
            id=hit.id,
            title=hit.title,
            score=round(hit.score, 4),
            document_id=hit.document.id if hit.document else None,
            file_name=hit.document.file_name if hit.document else None,
            passage=PassageBody.from_domain(hit.passage),
            more=[PassageBody.from_domain(passage) for passage in hit.more],
            matched=[
                leg for leg, score in (("lexical", hit.parts.by_words), ("dense", hit.parts.by_meaning)) if score > 0
            ],
            older_versions=[VersionBody.from_domain(version) for version in hit.older],
            superseded=[lesson.id for lesson in hit.superseded],
            successor_id=hit.successor.id if hit.successor else None,
            explanation=ScoreBody.from_domain(hit.parts, hit.reranked) if explain else None,
        )


class TopicBody(BaseModel):
    concept: str
    label: str

    @classmethod
    def from_domain(cls, topic: Topic) -> Self:
        return cls(concept=topic.concept, label=topic.label)


class ExpansionBody(BaseModel):
    """`found` is what the query calls a concept of the thesaurus, `added` what was searched as well."""

    concept: str
    found: str
    added: list[str]

    @classmethod
    def from_domain(cls, expansion: Expansion) -> Self:
        return cls(concept=expansion.concept, found=expansion.found, added=list(expansion.added))


class SearchBody(BaseModel):
    """`query` is what was searched; it differs from `typed` when what was typed found nothing and was corrected.

    Where nothing `fits`, `weaker` says how many items `weak=1` would show all the same, and `topics` what lies nearest.
    """

    query: str
    typed: str
    suggestion: str | None
    took_ms: float
    fits: bool
    weaker: int
    topics: list[TopicBody]
    total: int
    hits: list[HitBody]
    page: int
    pages: int
    legs: list[str]
    notices: list[str]
    reading: list[str]
    expansions: list[ExpansionBody]

    @classmethod
    def from_domain(cls, answer: Answer, explain: bool = False) -> Self:
        return cls(
            query=answer.query,
            typed=answer.typed,
            suggestion=answer.suggestion,
            took_ms=answer.took_ms,
            fits=answer.fits,
            weaker=answer.weaker,
            topics=[TopicBody.from_domain(topic) for topic in answer.topics],
            total=answer.total,
            hits=[HitBody.from_domain(hit, explain) for hit in answer.hits],
            page=answer.page,
            pages=answer.pages,
            legs=list(answer.legs),
            notices=list(answer.notices),
            reading=list(answer.reading),
            expansions=[ExpansionBody.from_domain(expansion) for expansion in answer.expansions],
        )


class GapBody(BaseModel):
    """A question that nothing fitted; the days are Tehran's."""

    query: str
    filters: str
    reason: GapReason
    count: int
    first_day: date
    last_day: date

    @classmethod
    def from_domain(cls, gap: Gap) -> Self:
        return cls(
            query=gap.query,
            filters=gap.filters,
            reason=gap.reason,
            count=gap.count,
            first_day=gap.first_day,
            last_day=gap.last_day,
        )


class CompletionBody(BaseModel):
    text: str
    kind: CompletionKind


class SuggestBody(BaseModel):
    completions: list[CompletionBody]

    @classmethod
    def from_domain(cls, completions: Sequence[Completion]) -> Self:
        return cls(completions=[CompletionBody(text=c.text, kind=c.kind) for c in completions])
