"""Search as JSON."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query

from api.dependencies import ServicesDep
from api.gaps import note_later
from api.schemas.common import ErrorBody
from api.schemas.search import SearchBody, SuggestBody
from search.searcher import LARGEST_PAGE, PAGE_SIZE

router = APIRouter(tags=["search"])


@router.get("/suggest")
def suggest(
    services: ServicesDep,
    q: Annotated[str, Query(max_length=200, description="What has been typed so far.")] = "",
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> SuggestBody:
    """Titles and terms that finish what is being typed."""
    return SuggestBody.from_domain(services.completer.complete(q, limit))


@router.get("/search", responses={422: {"model": ErrorBody}, 503: {"model": ErrorBody}})
def search(
    services: ServicesDep,
    background: BackgroundTasks,
    q: Annotated[str, Query(description="The question, in everyday Persian.")] = "",
    exact: Annotated[bool, Query(description="Search what was typed, even if it finds nothing.")] = False,
    weak: Annotated[bool, Query(description="Show what comes nearest, even if nothing fits.")] = False,
    expand: Annotated[bool, Query(description="Search synonyms of what the question names as well.")] = True,
    explain: Annotated[bool, Query(description="Show every number that a result's place comes from.")] = False,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> SearchBody:
    """The items that answer the question best, each with its best passage and what matched in it."""
    answer = services.searcher.search(q, page=page, page_size=page_size, exact=exact, weak=weak, expand=expand)
    note_later(background, services, answer, weak=weak)
    return SearchBody.from_domain(answer, explain)
