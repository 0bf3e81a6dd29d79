"""Accounts for the administrator: who there is, who is added, what they may, and a way in for whoever has none."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep, requires
from api.pages.facts import CityNames
from api.people.accounts import ROLES, TypedPerson, add_person, change_person, disable_person, reset_person
from api.rendering import site_of, templates
from api.services import Services
from corpus.access import Role
from corpus.errors import InvalidRecord
from corpus.repository.people import PersonRepository
from corpus.repository.places import PlaceRepository
from corpus.terms import ROLE_NAMES

router = APIRouter(prefix="/people", include_in_schema=False, dependencies=[Depends(requires(Role.ADMINISTRATOR))])


@router.get("")
def people(request: Request, services: ServicesDep, message: str = "", error: str = "") -> HTMLResponse:
    return _page(request, services, message=message[:500], error=error[:500])


@router.post("")
def add(
    request: Request,
    services: ServicesDep,
    login: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    city: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    office: Annotated[str, Form()] = "",
) -> Response:
    """The answer to this, and nothing later, holds the link."""
    typed = TypedPerson(login, name, role, city, email, office)
    path, problems = add_person(services, typed)
    if path is None:
        return _page(request, services, typed=typed, problems=problems, status_code=422)
    return _link_page(request, services, path, name)


@router.get("/{person_id}")
def person(request: Request, person_id: str, services: ServicesDep) -> HTMLResponse:
    return _person_page(request, services, person_id)


@router.post("/{person_id}")
def change(
    request: Request,
    person_id: str,
    services: ServicesDep,
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    city: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    office: Annotated[str, Form()] = "",
) -> Response:
    with services.database.reading() as connection:
        held = PersonRepository(connection).get(person_id)
    typed = TypedPerson(held.login, name, role, city, email, office, held.digest.value)
    problems = change_person(services, person_id, typed)
    if problems:
        return _person_page(request, services, person_id, typed=typed, problems=problems, status_code=422)
    return _back(message=f"حساب «{name}» نگه داشته شد.")


@router.post("/{person_id}/disable")
def disable(person_id: str, services: ServicesDep) -> Response:
    try:
        closed = disable_person(services, person_id)
    except InvalidRecord as error:
        return _back(error=str(error))
    return _back(message=f"حساب «{closed.name}» بسته شد و همه‌جا بیرون رفت.")


@router.post("/{person_id}/enable")
def enable(person_id: str, services: ServicesDep) -> Response:
    opened = disable_person(services, person_id, disabled=False)
    return _back(message=f"حساب «{opened.name}» دوباره باز شد.")


@router.post("/{person_id}/reset")
def reset(request: Request, person_id: str, services: ServicesDep) -> Response:
    try:
        path = reset_person(services, person_id)
    except InvalidRecord as error:
        return _back(error=str(error))
    with services.database.reading() as connection:
        name = PersonRepository(connection).get(person_id).name
    return _link_page(request, services, path, name)


def _back(**flash: str) -> RedirectResponse:
    return RedirectResponse(f"/people?{'&'.join(f'{name}={quote(text)}' for name, text in flash.items())}", 303)


def _link_page(request: Request, services: Services, path: str, name: str) -> HTMLResponse:
    response = _page(request, services, link=f"{site_of(request)}{path}", linked=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    request: Request,
    services: Services,
    *,
    typed: TypedPerson | None = None,
    problems: dict[str, str] | None = None,
    link: str | None = None,
    linked: str = "",
    message: str = "",
    error: str = "",
    status_code: int = 200,
) -> HTMLResponse:
    with services.database.reading() as connection:
        everybody = PersonRepository(connection).all()
        known = PlaceRepository(connection).cities()
    names = CityNames(known)
    context = {
        "nav": "people",
        "people": [
            (
                one,
                ROLE_NAMES[one.role],
                names[one.city_id] if one.city_id else "دبیرخانه" if one.role.may(Role.SECRETARIAT) else "—",
            )
            for one in everybody
        ],
        "roles": [(role.value, ROLE_NAMES[role]) for role in ROLES],
        "cities": [(city.id, city.name) for city in known],
        "given": _given(typed or TypedPerson(role=Role.ENGINEER.value)),
        "problems": problems or {},
        "link": link,
        "linked": linked,
        "message": message,
        "error": error,
    }
    return templates(request).TemplateResponse(request, "people.html", context, status_code)


def _person_page(
    request: Request,
    services: Services,
    person_id: str,
    *,
    typed: TypedPerson | None = None,
    problems: dict[str, str] | None = None,
    status_code: int = 200,
) -> HTMLResponse:
    with services.database.reading() as connection:
        one = PersonRepository(connection).get(person_id)
        known = PlaceRepository(connection).cities()
    held = TypedPerson(one.login, one.name, one.role.value, one.city_id or "", one.email or "", one.office)
    context = {
        "nav": "people",
        "person": one,
        "roles": [(role.value, ROLE_NAMES[role]) for role in ROLES],
        "cities": [(city.id, city.name) for city in known],
        "given": _given(typed or held),
        "problems": problems or {},
    }
    return templates(request).TemplateResponse(request, "person.html", context, status_code)


def _given(typed: TypedPerson) -> dict[str, str]:
    return {
        "login": typed.login, "name": typed.name, "role": typed.role, "city": typed.city, "email": typed.email,
        "office": typed.office,
    }  # fmt: skip
