"""The results page: every search is an address."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Query, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import QueryParams

from api.dependencies import ServicesDep
from api.errors import status_of
from api.pages.facet_views import (
    Chip,
    FacetView,
    YearsView,
    chips,
    cleared_url,
    facet_views,
    years_view,
)
from api.pages.hits import HitView, hit_views
from api.pages.search_address import SearchAddress, search_url
from api.rendering import templates
from api.search_choices import SESSION, YEAR_FROM, YEAR_TO, read_choices
from api.search_log.log import Logged, log_search
from api.services import Services
from corpus.errors import IndexFailure, InvalidQuery
from search.answer import Answer
from search.choice_text import with_choices
from search.choices import CHOSEN_IN, Choices, Sort
from search.expand import Expansion

__all__ = ["router", "search_url"]

router = APIRouter(include_in_schema=False)

SORT_LABELS = {Sort.RELEVANCE: "ارتباط", Sort.RECENT: "تازه و مرتبط", Sort.DATE: "تاریخ"}


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link that may be where one is already."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`noted` says that the question is noted as a gap, `weak_url` shows what does not fit but comes nearest,
    `synonyms_url` is the same search without synonyms, or with them where they are off, `explain_url` with or without
    the numbers behind each place. `kept_text` is what a standing query would be; `unkept` names the choices that it
    cannot hold."""

    query: str
    typed: str
    corrected: bool
    exact_url: str
    suggestion: str | None
    suggestion_url: str | None
    took_ms: float
    fits: bool
    noted: bool
    search_id: str | None
    topics: list[LinkView]
    weak_url: str | None
    total: int
    hits: list[HitView]
    page: int
    pages: int
    legs: tuple[str, ...]
    notices: tuple[str, ...]
    notes: tuple[str, ...]
    chips: list[Chip]
    cleared_url: str
    narrowed: bool
    facets: list[FacetView]
    years: YearsView | None
    sorts: list[LinkView]
    synonyms_on: bool
    synonyms_url: str
    expansions: tuple[Expansion, ...]
    next_url: str | None
    previous_url: str | None
    json_url: str
    explain_url: str
    kept_text: str
    unkept: tuple[str, ...]


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
    address = SearchAddress(q, exact=exact, weak=weak, expand=expand, explain=explain, page=page)
    try:
        choices, sort = _chosen(request.query_params)
        address = replace(address, choices=choices, sort=sort)
        answer = services.searcher.search(
            q, page=page, exact=exact, weak=weak, expand=expand, choices=choices, sort=sort, facets=True
        )
    except (InvalidQuery, IndexFailure) as error:
        return _page(request, address, error=error)
    logged = log_search(background, services, answer, weak=weak)
    return _page(request, address, answer=_answer_view(answer, services, address, logged))


def _chosen(given: QueryParams) -> tuple[Choices, Sort]:
    """Read here and not before, so that what is not understood is told of on this page. Raises `InvalidQuery`."""
    sort = given.get("sort", Sort.RELEVANCE.value)
    if sort not in list(Sort):
        raise InvalidQuery(f"ترتیبی به نام «{sort[:40]}» شناخته نیست.")
    fields: dict[str, Any] = {field.value: given.getlist(field.value) for field in CHOSEN_IN}
    fields |= {name: given.get(name, "") for name in (YEAR_FROM, YEAR_TO, SESSION)}
    return read_choices(**fields), Sort(sort)


def _page(
    request: Request,
    address: SearchAddress,
    *,
    answer: AnswerView | None = None,
    error: InvalidQuery | IndexFailure | None = None,
) -> HTMLResponse:
    """The results, or the same page with why there are none: a question that cannot be searched is asked again there."""
    context: dict[str, Any] = {
        "nav": "search",
        "query": answer.query if answer else address.query,
        "answer": answer,
        "explain": address.explain,
        "carried": address.but(exact=False, weak=False).fields,
        "error": str(error) if isinstance(error, InvalidQuery) else None,
        "outage": str(error) if isinstance(error, IndexFailure) else None,
        "plain_url": search_url(address.query)
        if request.query_params.keys() - {"q"} and address.query.strip()
        else None,
        "again_url": address.url(),
    }
    return templates(request).TemplateResponse(request, "results.html", context, status_of(error) if error else 200)


def _answer_view(answer: Answer, services: Services, asked: SearchAddress, logged: Logged) -> AnswerView:
    # A question that was corrected is now asked as it was meant, and there is nothing more to be exact about.
    address = asked.but(query=answer.query, exact=asked.exact and not answer.corrected, page=answer.page)
    strong = address.but(weak=False)
    query = services.searcher.parse(answer.query) if answer.query else None
    kept_text, unkept = with_choices(answer.typed, asked.choices, services.fields)
    set_already = chips(address, query, services.searcher.names)
    return AnswerView(
        query=answer.query,
        typed=answer.typed,
        corrected=answer.corrected,
        exact_url=strong.but(query=answer.typed, exact=True).url(),
        suggestion=answer.suggestion,
        suggestion_url=strong.but(query=answer.suggestion, exact=False).url() if answer.suggestion else None,
        took_ms=answer.took_ms,
        fits=answer.fits,
        noted=logged.as_gap,
        search_id=logged.search_id,
        topics=[LinkView(topic.label, search_url(topic.label)) for topic in answer.topics],
        weak_url=address.but(weak=True).url() if answer.weaker and not address.weak else None,
        total=answer.total,
        hits=hit_views(services, answer.hits, answer.query, expand=address.expand),
        page=answer.page,
        pages=answer.pages,
        legs=answer.legs,
        notices=answer.notices,
        notes=query.notes if query else (),
        chips=set_already,
        cleared_url=cleared_url(address, query),
        narrowed=bool(set_already),
        facets=facet_views(answer.facets, address),
        years=years_view(answer.facets, address),
        sorts=[LinkView(label, address.but(sort=one).url(), one is address.sort) for one, label in SORT_LABELS.items()],
        synonyms_on=address.expand,
        synonyms_url=address.but(expand=not address.expand).url(),
        expansions=answer.expansions,
        next_url=address.but(page=answer.page + 1).url() if answer.page < answer.pages else None,
        previous_url=address.but(page=answer.page - 1).url() if answer.page > 1 else None,
        json_url=address.url("/api/v1/search"),
        explain_url=address.but(explain=not address.explain, page=answer.page).url(),
        kept_text=kept_text,
        unkept=unkept,
    )
