"""The register of sessions, and one session with all that came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.addresses import document_url
from api.dependencies import ServicesDep
from api.pages.facts import CityNames, document_facts
from api.pages.resolution_rows import row_view
from api.rendering import templates, to_jalali, to_persian, today
from corpus.desk import DeskFilter, DeskOrder, Standing
from corpus.gazetteer import SESSIONS
from corpus.repository.desk import DeskRepository
from corpus.repository.documents import DocumentRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository
from corpus.terms import session_name
from corpus.types import Body, KnownSession, Meeting

router = APIRouter(prefix="/sessions", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SessionView:
    """One line of the register; without `url` it is a session whose minutes are not here."""

    number: int
    url: str | None
    host: str | None
    host_url: str | None
    date: str | None
    body: str | None
    body_url: str | None
    standing: Standing
    note: str


@dataclass(frozen=True, slots=True)
class GapView:
    """Sessions of which nothing is known here: their first and last number."""

    first: int
    last: int


@router.get("")
def register(request: Request, services: ServicesDep) -> HTMLResponse:
    with services.database.reading() as connection:
        meetings = MeetingRepository(connection).register()
        places = PlaceRepository(connection)
        cities = CityNames(places.cities())
        bodies = {body.id: body for body in places.bodies()}
        standings = DeskRepository(connection, today()).by_meeting(DeskFilter())
    here = {meeting.session_number for meeting in meetings}
    lines = [session_view(meeting, standings, cities, bodies) for meeting in meetings]
    lines += [_known_view(session, cities) for session in SESSIONS if session.number not in here]
    lines.sort(key=lambda line: line.number)
    context = {"nav": "sessions", "lines": with_gaps(lines), "count": len(meetings)}
    return templates(request).TemplateResponse(request, "sessions.html", context)


@router.get("/{meeting_id}")
def session(request: Request, meeting_id: str, services: ServicesDep) -> HTMLResponse:
    on = today()
    with services.database.reading() as connection:
        meeting = MeetingRepository(connection).get(meeting_id)
        places = PlaceRepository(connection)
        cities = CityNames(places.cities())
        bodies = {body.id: body for body in places.bodies()}
        records = DeskRepository(connection, on)
        of_meeting = DeskFilter(meeting=meeting_id)
        rows = records.rows(of_meeting, DeskOrder.SESSION)
        standings = records.by_meeting(of_meeting)
        papers = DocumentRepository(connection).of_session(meeting.session_number)
        same_number = MeetingRepository(connection).numbered(meeting.session_number)
    context = {
        "nav": "sessions",
        "meeting": meeting,
        "line": session_view(meeting, standings, cities, bodies),
        "name": session_name(meeting),
        "minutes_url": document_url(meeting.document_id, "") if meeting.document_id else None,
        "papers": [
            {"title": paper.title, "url": f"/documents/{paper.id}", "facts": document_facts(paper, cities)}
            for paper in sorted(papers, key=lambda paper: paper.id != meeting.document_id)
        ],
        "others": [(other.title, f"/sessions/{other.id}") for other in same_number if other.id != meeting_id],
        "rows": [row_view(row, on) for row in rows],
        "desk_url": f"/desk?meeting={meeting_id}",
        "json_url": f"/api/v1/sessions/{meeting_id}",
    }
    return templates(request).TemplateResponse(request, "session.html", context)


def session_view(
    meeting: Meeting, standings: dict[str, Standing], cities: CityNames, bodies: dict[str, Body]
) -> SessionView:
    """The names are those of the known city and body; where there is none, as the minutes write it."""
    body = bodies.get(meeting.body_id or "")
    return SessionView(
        number=meeting.session_number,
        url=f"/sessions/{meeting.id}",
        host=cities[meeting.host_city_id] if meeting.host_city_id else meeting.host_city,
        host_url=f"/cities/{meeting.host_city_id}" if meeting.host_city_id else None,
        date=to_jalali(meeting.date) if meeting.date else None,
        body=body.name if body else meeting.body,
        body_url=f"/bodies/{body.id}" if body else None,
        standing=standings.get(meeting.id, Standing()),
        note="",
    )


def with_gaps(lines: Sequence[SessionView]) -> list[SessionView | GapView]:
    """The lines, with a word on the numbers between the first session and the last of which nothing is known."""
    found: list[SessionView | GapView] = []
    reached = 0
    for line in lines:
        if line.number > reached + 1:
            found.append(GapView(reached + 1, line.number - 1))
        found.append(line)
        reached = max(reached, line.number)
    return found


def _known_view(session: KnownSession, cities: CityNames) -> SessionView:
    return SessionView(
        number=session.number,
        url=None,
        host=cities[session.host_city_id],
        host_url=f"/cities/{session.host_city_id}",
        date=to_jalali(session.date) if session.date else None,
        body=None,
        body_url=None,
        standing=Standing(),
        note=to_persian(session.note),
    )
