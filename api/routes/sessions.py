"""The register of sessions as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import ServicesDep
from api.rendering import today
from api.schemas.common import ProblemBody
from api.schemas.desk import DeskRowBody
from api.schemas.documents import PaperBody
from api.schemas.sessions import MeetingBody, SessionBody, SessionsBody
from corpus.desk import DeskFilter, DeskOrder, Standing
from corpus.gazetteer import SESSIONS
from corpus.repository.desk import DeskRepository
from corpus.repository.documents import DocumentRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository

router = APIRouter(prefix="/sessions", tags=["sessions"], responses={404: {"model": ProblemBody}})

PAGE_SIZE, LARGEST_PAGE = 100, 500


@router.get("")
def register(
    services: ServicesDep,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> SessionsBody:
    """Every session in the order of its number, those that are only known of included."""
    with services.database.reading() as connection:
        meetings = MeetingRepository(connection).register()
        standings = DeskRepository(connection, today()).by_meeting(DeskFilter())
        cities = {city.id: city.name for city in PlaceRepository(connection).cities()}
    here = {meeting.session_number for meeting in meetings}
    lines = [SessionBody.from_domain(one, standings.get(one.id, Standing())) for one in meetings]
    lines += [SessionBody.known(one, cities[one.host_city_id]) for one in SESSIONS if one.number not in here]
    lines.sort(key=lambda line: line.number)
    start = (page - 1) * page_size
    pages = max(1, -(-len(lines) // page_size))
    return SessionsBody(total=len(lines), page=page, pages=pages, sessions=lines[start : start + page_size])


@router.get("/{meeting_id}")
def session(meeting_id: str, services: ServicesDep) -> MeetingBody:
    """A session with its particulars, papers and resolutions."""
    on = today()
    with services.database.reading() as connection:
        meeting = MeetingRepository(connection).get(meeting_id)
        records = DeskRepository(connection, on)
        wanted = DeskFilter(meeting=meeting_id)
        rows, standing = records.rows(wanted, DeskOrder.SESSION), records.standing(wanted)
        papers = DocumentRepository(connection).of_session(meeting.session_number)
    return MeetingBody(
        session=SessionBody.from_domain(meeting, standing),
        chair=meeting.chair,
        secretary=meeting.secretary,
        attendees=list(meeting.attendees),
        absent=list(meeting.absent),
        agenda=list(meeting.agenda),
        document_id=meeting.document_id,
        papers=[PaperBody(id=one.id, title=one.title, url=f"/documents/{one.id}") for one in papers],
        resolutions=[DeskRowBody.from_domain(row, on) for row in rows],
    )
