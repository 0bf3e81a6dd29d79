"""Needs as JSON: listed, posted, settled and connected."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.dependencies import ServicesDep, requires
from api.needs.needs import TypedNeed, connect_needs, edit_need, post_need, settle_need
from api.pages.facts import CityNames
from api.pages.need_views import connection_views, nearest, similar_views
from api.schemas.common import ProblemBody
from api.schemas.needs import (
    NeedBody,
    NeedsBody,
    NeedStateBody,
    NewConnectionBody,
    NewNeedBody,
    WholeNeedBody,
)
from api.services import Services
from corpus.access import Role
from corpus.errors import InvalidRecord
from corpus.repository.places import PlaceRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import StandingState

router = APIRouter(
    prefix="/needs", tags=["needs"], responses={404: {"model": ProblemBody}, 422: {"model": ProblemBody}}
)

PAGE_SIZE, LARGEST_PAGE = 20, 100
SIGNED_IN = [Depends(requires(Role.ENGINEER))]


@router.get("")
def needs(
    services: ServicesDep,
    city: str = "",
    state: Annotated[str, Query(pattern="^(open|answered|closed|all)$")] = "open",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> NeedsBody:
    """Needs of all cities, the newest first; the open ones unless another `state` or `all` is asked for."""
    wanted = None if state == "all" else StandingState(state)
    with services.database.reading() as connection:
        total, found = StandingRepository(connection).needs(
            city_id=city or None, state=wanted, limit=page_size, offset=(page - 1) * page_size
        )
    return NeedsBody(
        total=total,
        page=page,
        pages=max(1, -(-total // page_size)),
        needs=[NeedBody.from_domain(one) for one in found],
    )


@router.post("", status_code=201, dependencies=SIGNED_IN)
def post(body: NewNeedBody, services: ServicesDep) -> WholeNeedBody:
    """Post a need of your city; answers with what is there already and who else has it."""
    need_id, problems = post_need(services, TypedNeed(body.title, body.text, body.visibility.value))
    _refuse(problems)
    return _body(services, need_id)


@router.get("/{need_id}")
def need(need_id: str, services: ServicesDep) -> WholeNeedBody:
    """A need with what is there for it already and who else has it."""
    return _body(services, need_id)


@router.put("/{need_id}", dependencies=SIGNED_IN)
def edit(need_id: str, body: NewNeedBody, services: ServicesDep) -> WholeNeedBody:
    """What comes from now on is matched against the new text."""
    _refuse(edit_need(services, need_id, TypedNeed(body.title, body.text, body.visibility.value)))
    return _body(services, need_id)


@router.post("/{need_id}/state", dependencies=SIGNED_IN)
def settle(need_id: str, body: NeedStateBody, services: ServicesDep) -> WholeNeedBody:
    """Mark it answered, closed, or open again."""
    _refuse(settle_need(services, need_id, body.state, body.answer))
    return _body(services, need_id)


@router.post("/{need_id}/connections", status_code=201, dependencies=SIGNED_IN)
def connect(need_id: str, body: NewConnectionBody, services: ServicesDep) -> WholeNeedBody:
    """Bring it together with another city's need; both owners are told, once."""
    connect_needs(services, need_id, body.other, body.message)
    return _body(services, need_id)


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise InvalidRecord(" ".join(f"{name}: {problem}" for name, problem in problems.items()))


def _body(services: Services, need_id: str) -> WholeNeedBody:
    with services.database.reading() as connection:
        found = StandingRepository(connection).need(need_id)
        cities = CityNames(PlaceRepository(connection).cities())
        connections = connection_views(connection, found, cities)
    similar = similar_views(found, services.similar_needs.find(found), connections, cities)
    return WholeNeedBody.from_views(found, nearest(services, found), similar, connections)
