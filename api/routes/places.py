"""Cities and bodies as JSON: what they owe, decided and hold."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import ServicesDep, requires
from api.minutes.desk_query import Places
from api.pages.places import in_order, known_body, known_city
from api.people.offices import TypedOffice, remove_office, save_office
from api.rendering import today
from api.schemas.common import ProblemBody
from api.schemas.desk import DeskRowBody, StandingBody
from api.schemas.documents import PaperBody
from api.schemas.needs import NeedBody, NewOfficeBody, OfficeBody
from api.schemas.places import (
    BodiesBody,
    BodyBody,
    CitiesBody,
    CityBody,
    OwnBodyBody,
    OwnCityBody,
    SharedLessonBody,
)
from api.schemas.sessions import SessionBody
from corpus.access import Role
from corpus.desk import OPEN, DeskFilter, Standing
from corpus.errors import InvalidRecord
from corpus.repository.desk import DeskRepository
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.offices import OfficeRepository
from corpus.repository.standing import StandingRepository
from corpus.types import Body

router = APIRouter(tags=["places"], responses={404: {"model": ProblemBody}})

PAGE_SIZE, LARGEST_PAGE = 50, 500
PageNumber = Annotated[int, Query(ge=1, le=1000)]
PageSize = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


@router.get("/cities")
def cities(services: ServicesDep, page: PageNumber = 1, page_size: PageSize = PAGE_SIZE) -> CitiesBody:
    """The known cities with what is laid on each by name."""
    with services.database.reading() as connection:
        known = list(Places.read(connection).cities.values())
        owed = DeskRepository(connection, today()).by_city(DeskFilter())
    shown = known[(page - 1) * page_size : page * page_size]
    return CitiesBody(
        total=len(known),
        page=page,
        pages=max(1, -(-len(known) // page_size)),
        cities=[CityBody.from_domain(city, owed.get(city.id, Standing())) for city in shown],
    )


@router.get("/cities/{city_id}")
def city(city_id: str, services: ServicesDep, page: PageNumber = 1, page_size: PageSize = PAGE_SIZE) -> OwnCityBody:
    """One city: what it owes, overdue first; the sessions that it was host of; its newest documents and lessons; its
    open needs; who to call."""
    on = today()
    with services.database.reading() as connection:
        found = known_city(Places.read(connection), city_id)
        records = DeskRepository(connection, on)
        owed = DeskFilter(city=city_id, everyone=found.metropolis, statuses=OPEN)
        standing = records.standing(DeskFilter(city=city_id, everyone=found.metropolis))
        rows = records.rows(owed, limit=page_size, offset=(page - 1) * page_size)
        named = records.by_city(DeskFilter(city=city_id)).get(city_id, Standing())
        standings = records.by_meeting(DeskFilter())
        meetings = [one for one in MeetingRepository(connection).register() if one.host_city_id == city_id]
        papers = DocumentRepository(connection).of_city(city_id, PAGE_SIZE)
        published = LessonRepository(connection)
        _total, lessons = published.listed(city_id=city_id, limit=PAGE_SIZE)
        counts = published.counts([one.id for one in lessons])
        _total, needs = StandingRepository(connection).needs(city_id=city_id, limit=PAGE_SIZE)
        offices = OfficeRepository(connection).of_city(city_id)
    return OwnCityBody(
        city=CityBody.from_domain(found, named),
        standing=StandingBody.from_domain(standing),
        page=page,
        pages=max(1, -(-standing.open // page_size)),
        owed=[DeskRowBody.from_domain(row, on) for row in rows],
        hosted=[SessionBody.from_domain(one, standings.get(one.id, Standing())) for one in meetings],
        papers=[PaperBody(id=one.id, title=one.title, url=f"/documents/{one.id}") for one in papers],
        lessons=[SharedLessonBody.from_domain(one, counts[one.id]) for one in lessons],
        needs=[NeedBody.from_domain(one) for one in needs],
        offices=[OfficeBody.from_domain(one) for one in offices],
    )


@router.post("/cities/{city_id}/offices", status_code=201, dependencies=[Depends(requires(Role.CONTRIBUTOR))])
def add_office(city_id: str, body: NewOfficeBody, services: ServicesDep) -> list[OfficeBody]:
    """Add an office of your city; answers with all that it has."""
    with services.database.reading() as connection:
        known_city(Places.read(connection), city_id)
    problems = save_office(services, city_id, TypedOffice(**body.model_dump()))
    if problems:
        raise InvalidRecord(" ".join(f"{name}: {problem}" for name, problem in problems.items()))
    with services.database.reading() as connection:
        return [OfficeBody.from_domain(one) for one in OfficeRepository(connection).of_city(city_id)]


@router.delete(
    "/cities/{city_id}/offices/{office_id}", status_code=204, dependencies=[Depends(requires(Role.CONTRIBUTOR))]
)
def drop_office(city_id: str, office_id: str, services: ServicesDep) -> Response:
    """Take an office away from those that are told with the city."""
    remove_office(services, city_id, office_id)
    return Response(status_code=204)


@router.get("/bodies")
def bodies(services: ServicesDep, page: PageNumber = 1, page_size: PageSize = PAGE_SIZE) -> BodiesBody:
    """The committees, working groups and the commission, predecessors before their successors."""
    with services.database.reading() as connection:
        places = Places.read(connection)
        known = in_order(places)
        shown = known[(page - 1) * page_size : page * page_size]
        records = DeskRepository(connection, today())
        found = [_body(body, places, records) for body in shown]
    return BodiesBody(total=len(known), page=page, pages=max(1, -(-len(known) // page_size)), bodies=found)


@router.get("/bodies/{body_id}")
def body(body_id: str, services: ServicesDep) -> OwnBodyBody:
    """One body: what it and its predecessors decided, and what they owe."""
    on = today()
    with services.database.reading() as connection:
        places = Places.read(connection)
        found = known_body(places, body_id)
        records = DeskRepository(connection, on)
        bodies = places.with_predecessors(body_id)
        decided, owed = DeskFilter(bodies=bodies), DeskFilter(responsible_bodies=bodies, statuses=OPEN)
        standings = records.by_meeting(DeskFilter())
        meetings = [one for one in MeetingRepository(connection).register() if one.body_id in bodies]
        return OwnBodyBody(
            body=_body(found, places, records),
            decided_standing=StandingBody.from_domain(records.standing(decided)),
            decided=[DeskRowBody.from_domain(row, on) for row in records.rows(decided, limit=PAGE_SIZE)],
            owed_standing=StandingBody.from_domain(records.standing(owed)),
            owed=[DeskRowBody.from_domain(row, on) for row in records.rows(owed, limit=PAGE_SIZE)],
            sessions=[SessionBody.from_domain(one, standings.get(one.id, Standing())) for one in meetings],
        )


def _body(body: Body, places: Places, records: DeskRepository) -> BodyBody:
    successors = [one.id for one in places.bodies.values() if body.id in one.predecessor_ids]
    return BodyBody.from_domain(body, successors, records.standing(DeskFilter(bodies=frozenset({body.id}))))
