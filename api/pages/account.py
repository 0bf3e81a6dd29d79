"""One's own account: name and office, password, personal tokens, and the browsers that are signed in."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep, requires
from api.needs.digest import DIGEST_NAMES
from api.pages.facts import CityNames
from api.people.accounts import change_own_account
from api.people.browsers import browser_name
from api.people.identity import identity_of
from api.people.passwords import LEAST_CHARACTERS
from api.people.signing_in import change_password
from api.people.tokens import DAYS, make_token, revoke_token
from api.rendering import templates, to_persian
from api.services import Services
from corpus.access import Role
from corpus.errors import InvalidRecord, SignInNeeded, TooManyAttempts
from corpus.people import ApiToken, Digest, Person, Scope
from corpus.repository.places import PlaceRepository
from corpus.repository.sign_ins import SignInRepository
from corpus.repository.tokens import TokenRepository
from corpus.terms import ROLE_NAMES

router = APIRouter(prefix="/account", include_in_schema=False, dependencies=[Depends(requires(Role.ENGINEER))])

SCOPE_NAMES = {Scope.READ: "تنها خواندن", Scope.WRITE: "خواندن و نوشتن"}


@router.get("")
def account(request: Request, services: ServicesDep, message: str = "") -> HTMLResponse:
    return _page(request, services, message=message[:500])


@router.post("")
def change(
    request: Request,
    services: ServicesDep,
    name: Annotated[str, Form()] = "",
    office: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    digest: Annotated[str, Form()] = "",
) -> Response:
    problems = change_own_account(services, _me(request), name, office, email, digest)
    if problems:
        given = {"name": name, "office": office, "email": email, "digest": digest}
        return _page(request, services, given=given, problems=problems, status_code=422)
    return _back("نگه داشته شد.")


@router.post("/password")
def password(
    request: Request,
    services: ServicesDep,
    present: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    try:
        problems = change_password(services, _me(request), present, password, again, identity_of(request).sign_in)
    except TooManyAttempts as error:
        return _page(request, services, problems={"present": str(error)}, status_code=429)
    if problems:
        return _page(request, services, problems=problems, status_code=422)
    return _back("گذرواژه عوض شد و مرورگرهای دیگر بیرون رفتند.")


@router.post("/tokens")
def new_token(
    request: Request,
    services: ServicesDep,
    label: Annotated[str, Form()] = "",
    scope: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "",
) -> Response:
    """The answer to this, and nothing later, holds the secret."""
    try:
        _token, secret = make_token(services, _me(request), label, scope, int(days) if days.isdigit() else 0)
    except InvalidRecord as error:
        given = {"label": label, "scope": scope, "days": days}
        return _page(request, services, given=given, problems={"label": str(error)}, status_code=422)
    response = _page(request, services, secret=secret)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/tokens/{token_id}/revoke")
def revoke(request: Request, token_id: str, services: ServicesDep) -> Response:
    revoke_token(services, _me(request), token_id)
    return _back("توکن باطل شد و دیگر پذیرفته نمی‌شود.")


@router.post("/others/end")
def end_others(request: Request, services: ServicesDep) -> Response:
    here = identity_of(request).sign_in
    with services.database.transaction() as connection:
        SignInRepository(connection).end_all(_me(request).id, but=here.id if here else None)
    return _back("مرورگرهای دیگر بیرون رفتند.")


def _me(request: Request) -> Person:
    person = identity_of(request).person
    if person is None:
        raise SignInNeeded("این صفحه از آن کسی است که وارد شده باشد.")
    return person


def _back(message: str) -> RedirectResponse:
    return RedirectResponse(f"/account?message={quote(message)}", 303)


def _page(
    request: Request,
    services: Services,
    *,
    given: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    secret: str | None = None,
    message: str = "",
    status_code: int = 200,
) -> HTMLResponse:
    person, here = _me(request), identity_of(request).sign_in
    with services.database.reading() as connection:
        tokens = TokenRepository(connection).of_person(person.id)
        sign_ins = SignInRepository(connection).of_person(person.id)
        cities = CityNames(PlaceRepository(connection).cities())
    own = {"name": person.name, "office": person.office, "email": person.email or "", "digest": person.digest.value}
    context = {
        "nav": "account",
        "person": person,
        "role": ROLE_NAMES[person.role],
        "city": cities[person.city_id] if person.city_id else None,
        "given": own | {"scope": Scope.READ.value, "days": str(DAYS[0])} | (given or {}),
        "problems": problems or {},
        "digests": [(one.value, DIGEST_NAMES[one]) for one in Digest],
        "scopes": [(one.value, name) for one, name in SCOPE_NAMES.items()],
        "days": [(str(days), f"{to_persian(days)} روز") for days in DAYS],
        "tokens": [(token, SCOPE_NAMES[max(token.scopes, key=list(Scope).index)], _state(token)) for token in tokens],
        "sign_ins": [(one, browser_name(one.agent), here is not None and one.id == here.id) for one in sign_ins],
        "shortest": LEAST_CHARACTERS,
        "secret": secret,
        "message": message,
    }
    return templates(request).TemplateResponse(request, "account.html", context, status_code)


def _state(token: ApiToken) -> str | None:
    """Why the token no longer works; None while it does."""
    if token.revoked_at:
        return "باطل‌شده"
    return "زمانش گذشته" if token.expires_at <= datetime.now(UTC) else None
