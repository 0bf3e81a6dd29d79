"""Kept searches as JSON."""

from fastapi import APIRouter, Depends, Response

from api.dependencies import ServicesDep, requires
from api.needs.needs import drop_search, keep_search
from api.schemas.common import ProblemBody
from api.schemas.needs import NewSearchBody, SavedSearchBody, SavedSearchesBody
from api.services import Services
from corpus.access import Role, viewer
from corpus.repository.standing import StandingRepository
from corpus.standing import StandingKind, StandingQuery

router = APIRouter(
    prefix="/saved-searches",
    tags=["saved searches"],
    responses={404: {"model": ProblemBody}, 422: {"model": ProblemBody}},
    dependencies=[Depends(requires(Role.ENGINEER))],
)


@router.get("")
def saved_searches(services: ServicesDep) -> SavedSearchesBody:
    """Your own, the newest first."""
    with services.database.reading() as connection:
        kept = StandingRepository(connection).of_person(viewer().person_id or "", StandingKind.SEARCH)
    return SavedSearchesBody(searches=[_body(services, one) for one in kept])


@router.post("", status_code=201)
def keep(body: NewSearchBody, services: ServicesDep) -> SavedSearchBody:
    """Keep a search; one that is kept already is not kept twice."""
    return saved_search(keep_search(services, body.text, body.title), services)


@router.get("/{search_id}")
def saved_search(search_id: str, services: ServicesDep) -> SavedSearchBody:
    """One of the searches that whoever asks keeps."""
    with services.database.reading() as connection:
        found = StandingRepository(connection).search(search_id)
    return _body(services, found)


@router.delete("/{search_id}", status_code=204)
def drop(search_id: str, services: ServicesDep) -> Response:
    """Keep the search no longer."""
    drop_search(services, search_id)
    return Response(status_code=204)


def _body(services: Services, search: StandingQuery) -> SavedSearchBody:
    return SavedSearchBody(
        id=search.id,
        url=f"/saved-searches/{search.id}",
        title=search.title,
        text=search.text,
        feed=services.links.feed(search.person_id or "", search.id),
        created_at=search.created_at,
    )
