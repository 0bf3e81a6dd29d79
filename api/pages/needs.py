"""Needs: open problems of the cities, what answers them already, and who else has them."""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep, requires
from api.needs.needs import TypedNeed, connect_needs, edit_need, may_change, may_post, post_need, settle_need
from api.needs.subjects import need_facts, read_subjects
from api.pages.facts import CityNames
from api.pages.need_views import (
    STATE_NAMES,
    VISIBILITY_NAMES,
    city_name,
    connection_views,
    nearest,
    need_view,
    similar_views,
)
from api.rendering import templates
from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import NotAllowed
from corpus.repository.places import PlaceRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import StandingState
from corpus.types import Visibility

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 20
MOST_PAGES = 10_000
ALL = "all"


@router.get("/needs")
def needs(
    request: Request, services: ServicesDep, city: str = "", state: str = "", page: int = 1, message: str = ""
) -> HTMLResponse:
    wanted = None if state == ALL else as_state(state)
    page = min(max(page, 1), MOST_PAGES)
    with services.database.reading() as connection:
        places = PlaceRepository(connection).cities()
        total, found = StandingRepository(connection).needs(
            city_id=city or None, state=wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
    names = CityNames(places)
    asked = {name: value for name, value in (("city", city), ("state", state)) if value}
    context = {
        "nav": "needs",
        "needs": [need_view(one, names) for one in found],
        "total": total,
        "given": {"city": city, "state": state or StandingState.OPEN.value},
        "choices": {
            "city": [(one.id, one.name) for one in places],
            "state": [*((one.value, name) for one, name in STATE_NAMES.items()), (ALL, "همه")],
        },
        "page": page,
        "pages": max(1, -(-total // PAGE_SIZE)),
        "previous_url": _paged(asked, page - 1) if page > 1 else None,
        "next_url": _paged(asked, page + 1) if page * PAGE_SIZE < total else None,
        "json_url": f"/api/v1/needs?{urlencode(asked)}" if asked else "/api/v1/needs",
        "may_post": may_post(),
        "message": message[:500],
    }
    return templates(request).TemplateResponse(request, "needs.html", context)


@router.get("/needs/new", dependencies=[Depends(requires(Role.ENGINEER))])
def new_need(request: Request, services: ServicesDep, title: str = "", text: str = "") -> HTMLResponse:
    return _form_page(request, TypedNeed(title, text), {})


@router.post("/needs/new", dependencies=[Depends(requires(Role.ENGINEER))])
def post(
    request: Request,
    services: ServicesDep,
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    visibility: Annotated[str, Form()] = Visibility.PUBLIC.value,
) -> Response:
    typed = TypedNeed(title, text, visibility)
    need_id, problems = post_need(services, typed)
    if problems:
        return _form_page(request, typed, problems)
    return _back(need_id, "نیاز ثبت شد. آنچه همین حالا به آن می‌خورد در زیر است.")


@router.get("/needs/{need_id}")
def need(request: Request, need_id: str, services: ServicesDep, message: str = "") -> HTMLResponse:
    return _need_page(request, services, need_id, message=message[:500])


@router.get("/needs/{need_id}/edit", dependencies=[Depends(requires(Role.ENGINEER))])
def edit_page(request: Request, need_id: str, services: ServicesDep) -> HTMLResponse:
    with services.database.reading() as connection:
        found = StandingRepository(connection).need(need_id)
    if not may_change(found):
        raise NotAllowed("این نیاز از آنِ شهر دیگری است.")
    return _form_page(request, TypedNeed(found.title, found.text, found.visibility.value), {}, need_id)


@router.post("/needs/{need_id}/edit", dependencies=[Depends(requires(Role.ENGINEER))])
def edit(
    request: Request,
    need_id: str,
    services: ServicesDep,
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    visibility: Annotated[str, Form()] = Visibility.PUBLIC.value,
) -> Response:
    typed = TypedNeed(title, text, visibility)
    problems = edit_need(services, need_id, typed)
    if problems:
        return _form_page(request, typed, problems, need_id)
    return _back(need_id, "نیاز ویرایش شد.")


@router.post("/needs/{need_id}/state", dependencies=[Depends(requires(Role.ENGINEER))])
def settle(
    request: Request,
    need_id: str,
    services: ServicesDep,
    state: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
) -> Response:
    wanted = as_state(state)
    problems = settle_need(services, need_id, wanted, answer)
    if problems:
        return _need_page(request, services, need_id, problems=problems, typed_answer=answer)
    said = {
        StandingState.OPEN: "نیاز دوباره باز شد.",
        StandingState.ANSWERED: "ثبت شد که این نیاز پاسخ گرفت.",
        StandingState.CLOSED: "نیاز بسته شد.",
    }
    return _back(need_id, said[wanted])


@router.post("/needs/{need_id}/connections", dependencies=[Depends(requires(Role.ENGINEER))])
def connect(
    need_id: str,
    services: ServicesDep,
    other: Annotated[str, Form()] = "",
    message: Annotated[str, Form()] = "",
) -> Response:
    fresh = connect_needs(services, need_id, other, message)
    return _back(
        need_id, "دفترها پیوند داده شد و به هر دو خبر رسید." if fresh else "این دو نیاز پیش‌تر پیوند داده شده‌اند."
    )


def as_state(text: str) -> StandingState:
    """The state of that name; open for anything else."""
    return StandingState(text) if text in set(StandingState) else StandingState.OPEN


def _need_page(
    request: Request,
    services: Services,
    need_id: str,
    *,
    message: str = "",
    problems: dict[str, str] | None = None,
    typed_answer: str = "",
) -> HTMLResponse:
    with services.database.reading() as connection:
        found = StandingRepository(connection).need(need_id)
        cities = CityNames(PlaceRepository(connection).cities())
        connections = connection_views(connection, found, cities)
        answer = read_subjects(connection, [found.answer]).get(found.answer) if found.answer else None
    context = {
        "nav": "needs",
        "need": found,
        "city": city_name(found, cities),
        "facts": need_facts(found, cities),
        "state_name": STATE_NAMES[found.state],
        "visibility_name": None if found.visibility is Visibility.PUBLIC else VISIBILITY_NAMES[found.visibility],
        "answer": answer,
        "connections": connections,
        "similar": similar_views(found, services.similar_needs.find(found), connections, cities),
        "near": nearest(services, found),
        "may_change": may_change(found),
        "notices_url": f"/inbox?query={found.id}" if found.person_id == viewer().person_id else None,
        "given": {"answer": typed_answer},
        "problems": problems or {},
        "json_url": f"/api/v1/needs/{found.id}",
        "message": message,
    }
    return templates(request).TemplateResponse(request, "need.html", context, 422 if problems else 200)


def _form_page(
    request: Request, typed: TypedNeed, problems: dict[str, str], need_id: str | None = None
) -> HTMLResponse:
    if need_id is None and not may_post():
        raise NotAllowed("حساب شما به شهری وابسته نیست؛ نیاز را کارشناس یک شهر یا دبیرخانه ثبت می‌کند.")
    own = [one for one in Visibility if one is not Visibility.CITY or viewer().city_id]
    context = {
        "nav": "needs",
        "heading": "ویرایش نیاز" if need_id else "ثبت نیاز",
        "button": "ذخیره" if need_id else "ثبت نیاز",
        "action": f"/needs/{need_id}/edit" if need_id else "/needs/new",
        "back_url": f"/needs/{need_id}" if need_id else "/needs",
        "back_label": "برگشت به نیاز" if need_id else "نیازها",
        "visibilities": [(one.value, VISIBILITY_NAMES[one]) for one in own],
        "given": {"title": typed.title, "text": typed.text, "visibility": typed.visibility},
        "problems": problems,
    }
    return templates(request).TemplateResponse(request, "need_form.html", context, 422 if problems else 200)


def _back(need_id: str, message: str) -> RedirectResponse:
    return RedirectResponse(f"/needs/{quote(need_id, safe='')}?message={quote(message)}", 303)


def _paged(asked: dict[str, str], page: int) -> str:
    values = asked | ({"page": str(page)} if page > 1 else {})
    return f"/needs?{urlencode(values)}" if values else "/needs"
