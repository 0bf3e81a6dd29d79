"""HTTP bodies; the command line's `--json` prints the same ones."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel

from corpus.types import Document, Gap, GapReason, ItemKind, JalaliDate, Upload
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

    `words` is `lexical` (BM25) as a share of a full match, which `greatest` is the measure of.
    """

    lexical: float
    greatest: float
    words: float
    trust: float
    by_words: float
    cosine: float
    weight: float
    by_meaning: float

    @classmethod
    def from_domain(cls, parts: Score) -> Self:
        return cls(**{name: round(getattr(parts, name), 4) for name in cls.model_fields})


class HitBody(BaseModel):
    """`explanation` is there when it was asked for."""

    kind: ItemKind
    id: str
    title: str
    score: float
    document_id: str | None
    file_name: str | None
    passage: PassageBody
    more: list[PassageBody]
    matched: list[str]
    explanation: ScoreBody | None = None

    @classmethod
    def from_domain(cls, hit: Hit, explain: bool = False) -> Self:
        return cls(
            kind=hit.kind,
            id=hit.id,
            title=hit.title,
            score=round(hit.score, 4),
            document_id=hit.document.id,
            file_name=hit.document.file_name,
            passage=PassageBody.from_domain(hit.passage),
            more=[PassageBody.from_domain(passage) for passage in hit.more],
            matched=[
                leg for leg, score in (("lexical", hit.parts.by_words), ("dense", hit.parts.by_meaning)) if score > 0
            ],
            explanation=ScoreBody.from_domain(hit.parts) if explain else None,
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


class DateBody(BaseModel):
    year: int
    month: int | None
    day: int | None
    iso: str | None

    @classmethod
    def from_domain(cls, date: JalaliDate) -> Self:
        return cls(year=date.year, month=date.month, day=date.day, iso=date.iso.isoformat() if date.iso else None)


class PageBody(BaseModel):
    number: int
    reader: str
    quality: float | None
    warnings: list[str]
    text: str


class BlockBody(BaseModel):
    """`start` and `end` cut the document's `text`."""

    kind: str
    start: int
    end: int
    level: int | None


class DocumentBody(BaseModel):
    id: str
    title: str
    file_name: str
    media_type: str
    kind: str | None
    city: str | None
    session_number: int | None
    date: DateBody | None
    rev: int
    created_at: datetime | None
    warnings: list[str]
    text: str
    pages: list[PageBody]
    blocks: list[BlockBody]

    @classmethod
    def from_domain(cls, document: Document, city_name: str | None) -> Self:
        return cls(
            id=document.id,
            title=document.title,
            file_name=document.file_name,
            media_type=document.media_type,
            kind=document.kind,
            city=city_name,
            session_number=document.session_number,
            date=DateBody.from_domain(document.date) if document.date else None,
            rev=document.rev,
            created_at=document.created_at,
            warnings=list(document.warnings),
            text=document.text,
            pages=[
                PageBody(
                    number=page.number,
                    reader=page.reader,
                    quality=page.quality,
                    warnings=list(page.warnings),
                    text=document.text[page.start : page.end],
                )
                for page in document.pages
            ],
            blocks=[BlockBody(kind=b.kind, start=b.start, end=b.end, level=b.level) for b in document.blocks],
        )


class FailureBody(BaseModel):
    type: str
    message: str


class UploadBody(BaseModel):
    id: str
    file_name: str
    size: int
    state: str
    document_id: str | None
    failure: FailureBody | None
    created_at: datetime
    updated_at: datetime
    known: bool = False

    @classmethod
    def from_domain(cls, upload: Upload, *, known: bool = False) -> Self:
        failure = upload.failure
        return cls(
            id=upload.id,
            file_name=upload.file_name,
            size=upload.size,
            state=upload.state.value,
            document_id=upload.document_id,
            failure=FailureBody(type=failure.type, message=failure.message) if failure else None,
            created_at=upload.created_at,
            updated_at=upload.updated_at,
            known=known,
        )


class RefusedBody(BaseModel):
    """A file that was not taken in at all, and why."""

    file_name: str
    failure: FailureBody


class UploadsBody(BaseModel):
    """What became of the files of one request: those accepted and those refused."""

    uploads: list[UploadBody]
    refused: list[RefusedBody] = []


class UploadListBody(BaseModel):
    total: int
    uploads: list[UploadBody]


class ErrorBody(BaseModel):
    error: FailureBody


class HealthBody(BaseModel):
    """Each part is "ok", or says what is wrong with it."""

    ready: bool
    record: str
    index: str
    model: str
    worker: str
    documents: int
    waiting: int
