"""Search, suggestions and the questions that nothing fitted."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from pydantic import BaseModel

from api.addresses import item_url
from api.citation import hit_citation
from api.pages.facts import CityNames
from api.schemas.common import DateBody
from api.schemas.documents import VersionBody
from corpus.repository.lessons import shown_city
from corpus.types import Document, Gap, GapReason, ItemKind, JalaliDate, Lesson, Meeting
from search.answer import Answer, FoundPassage, Hit, Topic
from search.choices import FacetField, Sort
from search.complete import Completion, CompletionKind
from search.expand import Expansion
from search.facets import Facet
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
    `superseded` are the ids of lessons that this one took the place of, `successor_id` the one that took its place. A lesson's
    `document_id` and `file_name` are of the file that it was read from, where that was found as well.

    `url` is its page on this site, `citation` the line that it is cited by. `date` is Jalali, to the day, month or year; `city_id` is there where the city may be
    told; `status` is a resolution's status or a lesson's state. `explanation` is there when it was asked for.
    """

    kind: ItemKind
    id: str
    title: str
    score: float
    url: str
    citation: str | None = None
    city_id: str | None
    session_number: int | None
    date: DateBody | None
    status: str | None
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
    def from_domain(cls, hit: Hit, explain: bool = False, cities: CityNames | None = None) -> Self:
        return cls(
            kind=hit.kind,
            id=hit.id,
            title=hit.title,
            score=round(hit.score, 4),
            url=item_url(hit.kind, hit.id),
            citation=hit_citation(hit, cities) if cities else None,
            city_id=_city(hit),
            session_number=_session(hit),
            date=DateBody.from_domain(when) if (when := _date(hit)) else None,
            status=_status(hit),
            document_id=file.id if (file := hit.document or hit.file) else None,
            file_name=file.file_name if file else None,
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


def _city(hit: Hit) -> str | None:
    if hit.lesson:
        return shown_city(hit.lesson)
    return hit.meeting.host_city_id if hit.meeting else hit.document.city_id if hit.document else None


def _session(hit: Hit) -> int | None:
    return hit.meeting.session_number if hit.meeting else hit.document.session_number if hit.document else None


def _date(hit: Hit) -> JalaliDate | None:
    dated: Meeting | Lesson | Document | None = hit.meeting or hit.lesson or hit.document
    return None if dated is None else dated.date


def _status(hit: Hit) -> str | None:
    return hit.resolution.status.value if hit.resolution else hit.lesson.state.value if hit.lesson else None


class FacetValueBody(BaseModel):
    value: str
    label: str
    count: int
    chosen: bool


class FacetBody(BaseModel):
    """How many of the items found have each value; a field in which something is chosen counts as if it were not."""

    field: FacetField
    label: str
    values: list[FacetValueBody]

    @classmethod
    def from_domain(cls, facet: Facet) -> Self:
        values = [FacetValueBody(value=v.value, label=v.label, count=v.count, chosen=v.chosen) for v in facet.values]
        return cls(field=facet.field, label=facet.label, values=values)


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

    `weaker` says how many more items `weak=1` would show, because nothing `fits` or because they lie far behind the best.
    Where nothing fits, `topics` are what lies nearest. `search_id` is what clicks and votes are sent for.
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
    sort: Sort = Sort.RELEVANCE
    facets: list[FacetBody] = []
    search_id: str | None = None

    @classmethod
    def from_domain(
        cls, answer: Answer, explain: bool = False, cities: CityNames | None = None, search_id: str | None = None
    ) -> Self:
        return cls(
            query=answer.query,
            typed=answer.typed,
            suggestion=answer.suggestion,
            took_ms=answer.took_ms,
            fits=answer.fits,
            weaker=answer.weaker,
            topics=[TopicBody.from_domain(topic) for topic in answer.topics],
            total=answer.total,
            hits=[HitBody.from_domain(hit, explain, cities) for hit in answer.hits],
            page=answer.page,
            pages=answer.pages,
            legs=list(answer.legs),
            notices=list(answer.notices),
            reading=list(answer.reading),
            expansions=[ExpansionBody.from_domain(expansion) for expansion in answer.expansions],
            sort=answer.sort,
            search_id=search_id,
            facets=[FacetBody.from_domain(facet) for facet in answer.facets],
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
    """A title that one item alone has names that item, and the page to open."""

    text: str
    kind: CompletionKind
    item_kind: ItemKind | None
    item_id: str | None
    url: str | None

    @classmethod
    def from_domain(cls, completion: Completion) -> Self:
        kind, item_id = completion.item_kind, completion.item_id
        url = item_url(kind, item_id) if kind and item_id else None
        return cls(text=completion.text, kind=completion.kind, item_kind=kind, item_id=item_id, url=url)


class SuggestBody(BaseModel):
    completions: list[CompletionBody]

    @classmethod
    def from_domain(cls, completions: Sequence[Completion]) -> Self:
        return cls(completions=[CompletionBody.from_domain(completion) for completion in completions])
