"""Cities and bodies: what each shared, owes and needs, and who to call; what each decided, and what it holds."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep, requires
from api.minutes.desk_query import Places
from api.pages.desk_views import PlaceView
from api.pages.facts import CityNames, document_facts
from api.pages.need_views import need_view
from api.pages.resolution_rows import RowView, row_view
from api.pages.sessions import session_view
from api.people.offices import FIELDS as OFFICE_FIELDS
from api.people.offices import TypedOffice, may_edit_offices, remove_office, save_office
from api.rendering import templates, to_jalali, to_persian, today
from api.services import Services
from corpus.access import Role
from corpus.desk import OPEN, CityRole, DeskFilter, Standing
from corpus.errors import NotFound
from corpus.lesson_use import LessonCounts
from corpus.repository.desk import DeskRepository
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.offices import OfficeRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import Office
from corpus.types import Body, BodyKind, City, Lesson

router = APIRouter(include_in_schema=False)

MOST_ROWS = 50
MOST_DOCUMENTS = 20
MOST_LESSONS = 20
MOST_NEEDS = 20
BODY_KINDS = {
    BodyKind.ASSEMBLY: "نشست",
    BodyKind.COMMITTEE: "کمیته",
    BodyKind.WORKING_GROUP: "کارگروه",
    BodyKind.COMMISSION: "کمیسیون",
}


@dataclass(frozen=True, slots=True)
class BodyView:
    body: Body
    url: str
    kind: str
    before: list[tuple[str, str]]
    after: list[tuple[str, str]]


@router.get("/cities")
def cities(request: Request, services: ServicesDep) -> HTMLResponse:
    with services.database.reading() as connection:
        known = Places.read(connection).cities
        owed = DeskRepository(connection, today()).by_city(DeskFilter())
        meetings = MeetingRepository(connection).register()
    views = [
        PlaceView(city.name, f"/cities/{city.id}", f"/desk?city={city.id}", owed.get(city.id, Standing()))
        for city in known.values()
    ]
    hosted = {meeting.host_city_id for meeting in meetings}
    context = {
        "nav": "sessions",
        "metropolises": [view for view, city in zip(views, known.values(), strict=True) if city.metropolis],
        "others": [
            view
            for view, city in zip(views, known.values(), strict=True)
            if not city.metropolis and (view.standing.total or city.id in hosted)
        ],
    }
    return templates(request).TemplateResponse(request, "cities.html", context)


@router.get("/cities/{city_id}")
def city(request: Request, city_id: str, services: ServicesDep, office: str = "", message: str = "") -> HTMLResponse:
    """`office` is the one that is to be changed."""
    return city_page(request, services, city_id, office_id=office, message=message[:500])


@router.post("/cities/{city_id}/offices", dependencies=[Depends(requires(Role.CONTRIBUTOR))])
def write_office(
    request: Request,
    city_id: str,
    services: ServicesDep,
    office: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    office_id: Annotated[str, Form()] = "",
) -> Response:
    typed = TypedOffice(office, role, phone, email, note)
    with services.database.reading() as connection:
        known_city(Places.read(connection), city_id)
    problems = save_office(services, city_id, typed, office_id or None)
    if problems:
        return city_page(request, services, city_id, office_id=office_id, typed=typed, problems=problems)
    return _back_to(city_id, "دفتر نوشته شد.")


@router.post("/cities/{city_id}/offices/{office_id}/remove", dependencies=[Depends(requires(Role.CONTRIBUTOR))])
def drop_office(city_id: str, office_id: str, services: ServicesDep) -> Response:
    remove_office(services, city_id, office_id)
    return _back_to(city_id, "دفتر برداشته شد.")


def city_page(
    request: Request,
    services: Services,
    city_id: str,
    *,
    office_id: str = "",
    typed: TypedOffice | None = None,
    problems: dict[str, str] | None = None,
    message: str = "",
) -> HTMLResponse:
    on = today()
    with services.database.reading() as connection:
        places = Places.read(connection)
        found = known_city(places, city_id)
        records = DeskRepository(connection, on)
        owed = DeskFilter(city=city_id, everyone=found.metropolis, statuses=OPEN)
        standing = records.standing(DeskFilter(city=city_id, everyone=found.metropolis))
        rows = records.rows(owed, limit=MOST_ROWS)
        meetings = [one for one in MeetingRepository(connection).register() if one.host_city_id == city_id]
        standings = records.by_meeting(DeskFilter(city=city_id, city_role=CityRole.HOST))
        documents = DocumentRepository(connection).of_city(city_id, MOST_DOCUMENTS)
        lessons = LessonRepository(connection)
        lesson_count, shared = lessons.listed(city_id=city_id, limit=MOST_LESSONS)
        counts = lessons.counts([one.id for one in shared])
        need_count, needs = StandingRepository(connection).needs(city_id=city_id, limit=MOST_NEEDS)
        offices = OfficeRepository(connection).of_city(city_id)
    names = CityNames(list(places.cities.values()))
    editable = may_edit_offices(city_id)
    context = {
        "nav": "sessions",
        "city": found,
        "standing": standing,
        "rows": [row_view(row, on) for row in rows],
        "hosted": [session_view(one, standings, names, places.bodies) for one in meetings],
        "papers": [
            {"title": one.title, "url": f"/documents/{one.id}", "facts": document_facts(one, names)}
            for one in documents
        ],
        "lessons": [lesson_row(one, counts[one.id]) for one in shared],
        "lesson_count": lesson_count,
        "needs": [need_view(one, names) for one in needs],
        "need_count": need_count,
        "offices": offices,
        "editable": editable,
        "given": _given_office(offices if editable else [], office_id, typed),
        "problems": problems or {},
        "message": message,
        "desk_url": f"/desk?city={city_id}&status=open",
        "letter_url": f"/cities/{city_id}/letter.docx",
        "calendar_url": f"/desk.ics?city={city_id}&status=open",
        "feed_url": f"/feeds/cities/{city_id}.atom",
        "json_url": f"/api/v1/cities/{city_id}",
    }
    return templates(request).TemplateResponse(request, "city.html", context, 422 if problems else 200)


def lesson_row(lesson: Lesson, counts: LessonCounts) -> dict[str, str | list[str]]:
    """A line about a lesson: what it is called and what came of it."""
    return {
        "title": lesson.title,
        "url": f"/lessons/{lesson.id}",
        "facts": [
            *([to_jalali(lesson.date)] if lesson.date else []),
            f"{to_persian(counts.uses)} بار به کار رفته" if counts.uses else "هنوز به کار نرفته",
            f"{to_persian(counts.reads)} بار خوانده شده",
        ],
    }


def _given_office(offices: list[Office], office_id: str, typed: TypedOffice | None) -> dict[str, str]:
    """What the form of offices holds: what was typed, or the office that is to be changed."""
    own = next((one for one in offices if one.id == office_id), None)
    source = typed or own or TypedOffice()
    return {name: getattr(source, name) for name in OFFICE_FIELDS} | {"office_id": own.id if own else ""}


def _back_to(city_id: str, message: str) -> RedirectResponse:
    return RedirectResponse(f"/cities/{city_id}?message={quote(message)}#offices-title", 303)


@router.get("/bodies")
def bodies(request: Request, services: ServicesDep) -> HTMLResponse:
    with services.database.reading() as connection:
        places = Places.read(connection)
        records = DeskRepository(connection, today())
        decided = {body_id: records.standing(DeskFilter(bodies=frozenset({body_id}))) for body_id in places.bodies}
    context = {
        "nav": "sessions",
        "bodies": [(body_view(body, places), decided[body.id]) for body in in_order(places)],
    }
    return templates(request).TemplateResponse(request, "bodies.html", context)


@router.get("/bodies/{body_id}")
def body(request: Request, body_id: str, services: ServicesDep) -> HTMLResponse:
    on = today()
    with services.database.reading() as connection:
        places = Places.read(connection)
        found = known_body(places, body_id)
        own, with_before = frozenset({body_id}), places.with_predecessors(body_id)
        records = DeskRepository(connection, on)
        decided = _listed(records, DeskFilter(bodies=with_before))
        owed = _listed(records, DeskFilter(responsible_bodies=with_before, statuses=OPEN))
        own_standing = records.standing(DeskFilter(bodies=own))
        meetings = [one for one in MeetingRepository(connection).register() if one.body_id in with_before]
        standings = records.by_meeting(DeskFilter())
    names = CityNames(list(places.cities.values()))
    context = {
        "nav": "sessions",
        "view": body_view(found, places),
        "own": own_standing,
        "decided": decided[0],
        "decided_rows": decided[1],
        "owed": owed[0],
        "owed_rows": owed[1],
        "sessions": [session_view(one, standings, names, places.bodies) for one in meetings],
        "decided_url": f"/desk?body={body_id}",
        "owed_url": f"/desk?owing_body={body_id}&status=open",
        "feed_url": f"/feeds/bodies/{body_id}.atom",
        "json_url": f"/api/v1/bodies/{body_id}",
    }
    return templates(request).TemplateResponse(request, "body.html", context)


def _listed(records: DeskRepository, wanted: DeskFilter) -> tuple[Standing, list[RowView]]:
    on = today()
    return records.standing(wanted), [row_view(row, on) for row in records.rows(wanted, limit=MOST_ROWS)]


def body_view(body: Body, places: Places) -> BodyView:
    """The body with those it came from and those that came of it."""
    after = [one for one in places.bodies.values() if body.id in one.predecessor_ids]
    before = [places.bodies[one] for one in body.predecessor_ids]
    return BodyView(
        body=body,
        url=f"/bodies/{body.id}",
        kind=BODY_KINDS[body.kind],
        before=[(one.name, f"/bodies/{one.id}") for one in before],
        after=[(one.name, f"/bodies/{one.id}") for one in after],
    )


def in_order(places: Places) -> list[Body]:
    """The bodies with predecessors before their successors."""
    return sorted(places.bodies.values(), key=lambda body: (len(places.with_predecessors(body.id)), body.name))


def known_city(places: Places, city_id: str) -> City:
    """Raises `NotFound`."""
    if city_id not in places.cities:
        raise NotFound("شهری با این نشانی پیدا نشد.")
    return places.cities[city_id]


def known_body(places: Places, body_id: str) -> Body:
    """Raises `NotFound`."""
    if body_id not in places.bodies:
        raise NotFound("کمیسیون یا کارگروهی با این نشانی پیدا نشد.")
    return places.bodies[body_id]
