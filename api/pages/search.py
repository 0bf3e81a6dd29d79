"""The results page: every search is an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, BackgroundTasks, Query, Request
from fastapi.responses import HTMLResponse

from api.addresses import document_url
from api.dependencies import ServicesDep
from api.errors import status_of
from api.gaps import note_later
from api.pages.documents import VersionView, version_view
from api.pages.facts import CityNames, document_facts, lesson_facts, resolution_facts
from api.rendering import templates
from api.services import Services
from corpus.errors import InvalidQuery
from corpus.lesson_use import LessonCounts
from corpus.repository.lessons import LessonRepository
from corpus.repository.places import PlaceRepository
from corpus.types import ItemKind, Lesson, Meeting, Resolution
from search.answer import Answer, FoundPassage, Hit
from search.expand import Expansion
from search.fuse import Score
from search.highlight import Span

router = APIRouter(include_in_schema=False)

KIND_LABELS = {ItemKind.DOCUMENT: "سند", ItemKind.RESOLUTION: "مصوبه", ItemKind.LESSON: "تجربه"}


@dataclass(frozen=True, slots=True)
class PassageView:
    text: str
    section: str
    page: int | None
    highlights: tuple[Span, ...]
    url: str | None


@dataclass(frozen=True, slots=True)
class LinkedLesson:
    """A lesson that took the place of the one that was found, or whose place it took; `how` says which."""

    how: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class HitView:
    kind: str
    kind_label: str
    title: str
    url: str
    file_name: str | None
    facts: list[str]
    why: str
    parts: Score
    reranked: float | None
    passage: PassageView
    more: list[PassageView]
    older: list[VersionView]
    lessons: list[LinkedLesson] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TopicView:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`noted` says that the question is noted as a gap, `weak_url` shows what does not fit but comes nearest,
    `synonyms_url` is the same search without synonyms, or with them where they are off."""

    query: str
    typed: str
    corrected: bool
    exact_url: str
    suggestion: str | None
    suggestion_url: str | None
    took_ms: float
    fits: bool
    noted: bool
    topics: list[TopicView]
    weak_url: str | None
    total: int
    hits: list[HitView]
    page: int
    pages: int
    legs: tuple[str, ...]
    notices: tuple[str, ...]
    reading: tuple[str, ...]
    synonyms_on: bool
    synonyms_url: str
    expansions: tuple[Expansion, ...]
    next_url: str | None
    previous_url: str | None
    json_url: str


@router.get("/search")
def results(
    request: Request,
    services: ServicesDep,
    background: BackgroundTasks,
    q: str = "",
    exact: bool = False,
    weak: bool = False,
    expand: bool = True,
    explain: bool = False,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> HTMLResponse:
    try:
        answer = services.searcher.search(q, page=page, exact=exact, weak=weak, expand=expand)
    except InvalidQuery as error:
        return _page(request, q, error=str(error), status=status_of(error))
    noted = note_later(background, services, answer, weak=weak)
    view = _answer_view(answer, services, exact=exact, weak=weak, expand=expand, noted=noted)
    return _page(request, answer.query, view, extra={"explain": explain})


def search_url(query: str, page: int = 1, *, exact: bool = False, weak: bool = False, expand: bool = True) -> str:
    usual = {"exact": 0, "weak": 0, "expand": 1, "page": 1}
    numbers = {"exact": int(exact), "weak": int(weak), "expand": int(expand), "page": page}
    given = {name: number for name, number in numbers.items() if number != usual[name]}
    return "/search?" + urlencode({"q": query, **given}, errors="replace")


def _page(
    request: Request,
    query: str,
    answer: AnswerView | None = None,
    *,
    error: str | None = None,
    status: int = 200,
    extra: dict[str, Any] | None = None,
) -> HTMLResponse:
    context = (extra or {}) | {"nav": "search", "query": query, "answer": answer, "error": error}
    # A question that cannot be searched is asked again where it was.
    page = "results.html" if answer else "start.html"
    return templates(request).TemplateResponse(request, page, context, status)


def _answer_view(
    answer: Answer, services: Services, *, exact: bool, weak: bool, expand: bool, noted: bool
) -> AnswerView:
    # A question that was corrected is now asked as it was meant, and there is nothing more to be exact about.
    address = partial(search_url, answer.query, exact=exact and not answer.corrected, expand=expand)
    with services.database.reading() as connection:
        cities = CityNames(PlaceRepository(connection).cities())
        counts = LessonRepository(connection).counts([hit.id for hit in answer.hits if hit.lesson])
    return AnswerView(
        query=answer.query,
        typed=answer.typed,
        corrected=answer.corrected,
        exact_url=search_url(answer.typed, exact=True, expand=expand),
        suggestion=answer.suggestion,
        suggestion_url=search_url(answer.suggestion, expand=expand) if answer.suggestion else None,
        took_ms=answer.took_ms,
        fits=answer.fits,
        noted=noted,
        topics=[TopicView(topic.label, search_url(topic.label)) for topic in answer.topics],
        weak_url=address(weak=True) if answer.weaker and not weak else None,
        total=answer.total,
        hits=[_hit_view(hit, answer.query, cities, counts, expand=expand) for hit in answer.hits],
        page=answer.page,
        pages=answer.pages,
        legs=answer.legs,
        notices=answer.notices,
        reading=answer.reading,
        synonyms_on=expand,
        synonyms_url=address(weak=weak, expand=not expand),
        expansions=answer.expansions,
        next_url=address(answer.page + 1, weak=weak) if answer.page < answer.pages else None,
        previous_url=address(answer.page - 1, weak=weak) if answer.page > 1 else None,
        json_url="/api/v1" + address(answer.page, weak=weak),
    )


def _hit_view(hit: Hit, query: str, cities: CityNames, counts: Mapping[str, LessonCounts], *, expand: bool) -> HitView:
    if hit.resolution and hit.meeting:
        return _resolution_view(hit, hit.resolution, hit.meeting, cities)
    if hit.lesson:
        return _lesson_view(hit, hit.lesson, cities, counts.get(hit.id))
    assert hit.document is not None, "what was found is a document, a resolution or a lesson"
    address = partial(document_url, hit.document.id, query, expand=expand)

    def view(passage: FoundPassage) -> PassageView:
        url = address(at=passage.start) + "#at"
        return PassageView(passage.text, passage.section, passage.page, passage.highlights, url)

    return HitView(
        kind=hit.kind.value,
        kind_label=hit.document.kind or KIND_LABELS[hit.kind],
        title=hit.title,
        url=address(),
        file_name=hit.document.file_name,
        facts=document_facts(hit.document, cities),
        why=_why(hit),
        parts=hit.parts,
        reranked=hit.reranked,
        passage=view(hit.passage),
        more=[view(passage) for passage in hit.more],
        older=[version_view(version, query, cities, expand=expand) for version in hit.older],
    )


def _resolution_view(hit: Hit, resolution: Resolution, meeting: Meeting, cities: CityNames) -> HitView:
    """A resolution leads to its own page, and its text to where it stands in the minutes."""
    minutes = None
    if meeting.document_id and resolution.source:
        minutes = document_url(meeting.document_id, "", at=resolution.source[0]) + "#at"
    passage = hit.passage
    return HitView(
        kind=hit.kind.value,
        kind_label=KIND_LABELS[hit.kind],
        title=hit.title,
        url=f"/resolutions/{resolution.id}",
        file_name=None,
        facts=resolution_facts(resolution, meeting, cities),
        why=_why(hit),
        parts=hit.parts,
        reranked=hit.reranked,
        passage=PassageView(passage.text, passage.section, passage.page, passage.highlights, minutes),
        more=[],
        older=[],
    )


def _lesson_view(hit: Hit, lesson: Lesson, cities: CityNames, counts: LessonCounts | None) -> HitView:
    url = f"/lessons/{lesson.id}"

    def view(passage: FoundPassage) -> PassageView:
        return PassageView(passage.text, passage.section, passage.page, passage.highlights, None)

    linked = [LinkedLesson("متن پیشین", one.title, f"/lessons/{one.id}") for one in hit.superseded]
    if hit.successor:
        linked.append(LinkedLesson("جایگزین شده با", hit.successor.title, f"/lessons/{hit.successor.id}"))
    return HitView(
        kind=hit.kind.value,
        kind_label=KIND_LABELS[hit.kind],
        title=hit.title,
        url=url,
        file_name=None,
        facts=lesson_facts(lesson, cities, counts),
        why=_why(hit),
        parts=hit.parts,
        reranked=hit.reranked,
        passage=view(hit.passage),
        more=[view(passage) for passage in hit.more],
        older=[],
        lessons=linked,
    )


def _why(hit: Hit) -> str:
    legs = (("واژه‌ها", hit.parts.by_words), ("معنا", hit.parts.by_meaning))
    return " و ".join(name for name, score in legs if score > 0)
