"""Signing in and out, and the page that a one-time link opens."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep
from api.errors import status_of
from api.people.accounts import TypedPerson, use_link, welcomed
from api.people.identity import end_cookie, identity_of, set_session_cookie
from api.people.passwords import LEAST_CHARACTERS
from api.people.signing_in import begin, sign_in, sign_out
from api.rendering import templates
from api.services import Services
from corpus.errors import SignInRefused
from corpus.people import SignIn

router = APIRouter(include_in_schema=False)

MOST_CHARACTERS_OF_PATH = 2000


@router.get("/sign-in")
def sign_in_page(
    request: Request, following: Annotated[str, Query(alias="next")] = "", ended: bool = False, out: bool = False
) -> Response:
    back = own_path(following)
    identity = identity_of(request)
    if identity.person:
        return RedirectResponse(back, 303)
    return _sign_in_form(request, back, ended=ended or identity.ended, out=out)


@router.post("/sign-in")
def enter(
    request: Request,
    services: ServicesDep,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    following: Annotated[str, Form(alias="next")] = "",
) -> Response:
    back = own_path(following)
    try:
        opened, token = sign_in(services, login, password, *_browser(request))
    except SignInRefused as error:
        return _sign_in_form(request, back, login=login[:200], error=str(error), status_code=status_of(error))
    return _entered(request, services, opened, token, back)


@router.post("/sign-out")
def leave(request: Request, services: ServicesDep) -> Response:
    if opened := identity_of(request).sign_in:
        sign_out(services, opened)
    response = RedirectResponse("/sign-in?out=1", 303)
    end_cookie(response)
    return response


@router.get("/welcome/{token}")
def welcome(request: Request, token: str, services: ServicesDep) -> HTMLResponse:
    person = welcomed(services, token)
    typed = TypedPerson(login=person.login, name=person.name) if person else TypedPerson()
    return _welcome_form(request, typed, first=person is None)


@router.post("/welcome/{token}")
def choose_password(
    request: Request,
    token: str,
    services: ServicesDep,
    login: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    person = welcomed(services, token)
    typed = TypedPerson(login=person.login, name=person.name) if person else TypedPerson(login, name, email=email)
    found, problems = use_link(services, token, password, again, typed)
    if found is None:
        return _welcome_form(request, typed, first=person is None, problems=problems, status_code=422)
    return _entered(
        request, services, *begin(services, found, _browser(request)[1]), "/account" if person else "/people"
    )


def own_path(path: str) -> str:
    """The path if it is one of this site, else the first page: nobody is sent to another site after signing in."""
    parts = urlsplit(path)
    is_own = path.startswith("/") and not path.startswith("//") and not (parts.scheme or parts.netloc)
    plain = path.isprintable() and "\\" not in path and len(path) <= MOST_CHARACTERS_OF_PATH
    return path if is_own and plain and not path.startswith("/sign-") else "/"


def _entered(request: Request, services: Services, opened: SignIn, token: str, back: str) -> Response:
    """Signed in anew: what this browser was signed in with before ends."""
    if before := identity_of(request).sign_in:
        sign_out(services, before)
    response = RedirectResponse(back, 303)
    set_session_cookie(response, request, services, token, opened.expires_at)
    return response


def _browser(request: Request) -> tuple[str, str]:
    """(its address, what it calls itself)."""
    return request.client.host if request.client else "", request.headers.get("user-agent", "")


def _sign_in_form(
    request: Request,
    back: str,
    *,
    login: str = "",
    error: str | None = None,
    ended: bool = False,
    out: bool = False,
    status_code: int = 200,
) -> HTMLResponse:
    context = {"nav": None, "next": back, "login": login, "error": error, "ended": ended, "out": out}
    return templates(request).TemplateResponse(request, "sign_in.html", context, status_code)


def _welcome_form(
    request: Request,
    typed: TypedPerson,
    *,
    first: bool,
    problems: dict[str, str] | None = None,
    status_code: int = 200,
) -> HTMLResponse:
    context = {
        "nav": None,
        "given": {"login": typed.login, "name": typed.name, "email": typed.email},
        "first": first,
        "shortest": LEAST_CHARACTERS,
        "problems": problems or {},
    }
    return templates(request).TemplateResponse(request, "welcome.html", context, status_code)
