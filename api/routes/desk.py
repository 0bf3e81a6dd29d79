"""The secretariat's desk as JSON."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.dependencies import ServicesDep, requires
from api.minutes.desk_query import FIELDS, Places, read_desk_query
from api.minutes.follow_ups import TypedFollowUp, follow_up_many
from api.openapi import typed_fields
from api.rendering import today
from api.schemas.common import ProblemBody
from api.schemas.desk import (
    CellBody,
    DeskBody,
    DeskRowBody,
    PeriodBody,
    PlaceStandingBody,
    StandingBody,
    StatusChangeBody,
    StatusChangedBody,
)
from corpus.access import Role
from corpus.errors import InvalidRecord
from corpus.repository.desk import DeskRepository
from corpus.text.dates import format_jalali, jalali

router = APIRouter(prefix="/desk", tags=["desk"], responses={422: {"model": ProblemBody}})

PAGE_SIZE, LARGEST_PAGE = 50, 500


@router.get("", openapi_extra=typed_fields(FIELDS))
def desk(
    request: Request,
    services: ServicesDep,
    page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> DeskBody:
    """The resolutions that meet every field given, and their counts.

    Fields: `text`, `session_from`, `session_to`, `meeting`, `body` (predecessors with it), `city` with `role`
    (`responsible`, `host`, `any`), `group`, `responsible`, `owing_body`, `horizon` (`none` for those in none), `status`
    (`open` for all that are), `overdue=1`, `due_within` (days), `quiet` (months), `no_deadline=1`, `decided_from`,
    `decided_to`, `due_from`, `due_to` (Jalali), `sort` (`due`, `session`, `status`, `confirmed`, `updated`), `order`
    (`asc`, `desc`), `page`. A field that cannot be used is refused by its name.
    """
    on = today()
    with services.database.reading() as connection:
        places = Places.read(connection)
        query = read_desk_query(dict(request.query_params), places, on).usable()
        records = DeskRepository(connection, on)
        standing = records.standing(query.wanted)
        offset = (query.page - 1) * page_size
        rows = records.rows(query.wanted, query.order, descending=query.descending, limit=page_size, offset=offset)
        return DeskBody(
            standing=StandingBody.from_domain(standing),
            page=query.page,
            pages=max(1, -(-standing.total // page_size)),
            rows=[DeskRowBody.from_domain(row, on) for row in rows],
            matrix=[CellBody.from_domain(cell) for cell in records.matrix(query.wanted)],
            cities=[
                PlaceStandingBody(id=city, name=places.cities[city].name, standing=StandingBody.from_domain(counted))
                for city, counted in sorted(records.by_city(query.wanted).items())
            ],
            progress=[PeriodBody.from_domain(period) for period in records.progress(query.wanted)],
        )


@router.post("/status", dependencies=[Depends(requires(Role.SECRETARIAT))])
def change_status(services: ServicesDep, change: StatusChangeBody) -> StatusChangedBody:
    """Add one follow-up with the new status to each resolution: to all of them, or to none where anything is wrong."""
    day = change.date or format_jalali(jalali(today()))
    typed = TypedFollowUp(change.by, change.note, day, change.status)
    problems = follow_up_many(services, change.ids, typed, today())
    if problems:
        raise InvalidRecord("؛ ".join(f"{field}: {problem}" for field, problem in problems.items()))
    return StatusChangedBody(changed=len(set(change.ids)))
