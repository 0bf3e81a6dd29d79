"""Search as JSON."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Query
from fastapi.responses import JSONResponse

from api.dependencies import ServicesDep
from api.pages.facts import CityNames
from api.schemas.common import ProblemBody
from api.schemas.search import HitBody, SearchBody, SuggestBody
from api.search_choices import ChoicesDep
from api.search_log.log import log_search
from corpus.errors import InvalidQuery
from corpus.repository.places import PlaceRepository
from search.choices import Sort
from search.searcher import LARGEST_PAGE, PAGE_SIZE

router = APIRouter(tags=["search"])


@router.get("/suggest")
def suggest(
    services: ServicesDep,
    q: Annotated[str, Query(max_length=200, description="What has been typed so far.")] = "",
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> SuggestBody:
    """Titles of items, concepts of the thesaurus and words that finish what is being typed."""
    return SuggestBody.from_domain(services.completer.complete(q, limit))


@router.get("/search", response_model=SearchBody, responses={422: {"model": ProblemBody}, 503: {"model": ProblemBody}})
def search(
    services: ServicesDep,
    background: BackgroundTasks,
    choices: ChoicesDep,
    q: Annotated[str, Query(description="The question, in everyday Persian.")] = "",
    exact: Annotated[bool, Query(description="Search what was typed, even if it finds nothing.")] = False,
    weak: Annotated[bool, Query(description="Show what comes nearest, even if nothing fits.")] = False,
    expand: Annotated[bool, Query(description="Search synonyms of what the question names as well.")] = True,
    explain: Annotated[bool, Query(description="Show every number that a result's place comes from.")] = False,
    sort: Annotated[
        Sort, Query(description="recent: how well it answers, weighed with how young it is.")
    ] = Sort.RELEVANCE,
    facets: Annotated[
        bool, Query(description="Count what was found by kind, city, body, horizon, status, year, topic.")
    ] = False,
    fields: Annotated[
        str, Query(description="The fields of each hit to send, parted by commas; all of them when empty.")
    ] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> SearchBody | JSONResponse:
    """The items that answer the question best, each with its best passage and what matched in it."""
    wanted = _hit_fields(fields)
    answer = services.searcher.search(
        q,
        page=page,
        page_size=page_size,
        exact=exact,
        weak=weak,
        expand=expand,
        choices=choices,
        sort=sort,
        facets=facets,
    )
    logged = log_search(background, services, answer, weak=weak)
    with services.database.reading() as connection:
        cities = CityNames(PlaceRepository(connection).cities())
    body = SearchBody.from_domain(answer, explain, cities, logged.search_id)
    if not wanted:
        return body
    # A response of our own: the model would fill in again what was left out.
    return JSONResponse(body.model_dump(mode="json", include=_only(wanted)), background=background)


def _hit_fields(text: str) -> set[str]:
    wanted = {name.strip() for name in text.split(",") if name.strip()}
    if unknown := sorted(wanted - HitBody.model_fields.keys()):
        known = "، ".join(HitBody.model_fields)
        raise InvalidQuery(f"نتیجه بخشی به نام «{unknown[0][:40]}» ندارد؛ بخش‌های آن: {known}")
    return wanted


def _only(hit_fields: set[str]) -> dict[str, Any]:
    """All of the answer, and of each hit those fields."""
    whole: dict[str, Any] = dict.fromkeys(SearchBody.model_fields, True)
    return whole | {"hits": {"__all__": hit_fields}}
