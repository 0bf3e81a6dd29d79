"""Accounts, one's own tokens, and the trail of changes, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.dependencies import ServicesDep, requires
from api.people.accounts import TypedPerson, add_person, change_person, disable_person, reset_person
from api.people.audit_query import read_audit_query
from api.people.identity import identity_of
from api.people.tokens import revoke_token
from api.rendering import site_of
from api.schemas.common import ProblemBody
from api.schemas.people import (
    AuditBody,
    AuditEntryBody,
    LinkBody,
    NewPersonBody,
    PeopleBody,
    PersonBody,
    PersonChangeBody,
    TokenBody,
    TokensBody,
)
from api.services import Services
from corpus.access import Role
from corpus.errors import InvalidFilter, InvalidRecord, SignInNeeded
from corpus.people import Person
from corpus.repository.audit import AuditRepository
from corpus.repository.people import PersonRepository
from corpus.repository.tokens import TokenRepository

ADMINISTRATOR = [Depends(requires(Role.ADMINISTRATOR))]
SIGNED_IN = [Depends(requires(Role.ENGINEER))]

router = APIRouter(tags=["people"], responses={401: {"model": ProblemBody}, 403: {"model": ProblemBody}})


@router.get("/people", dependencies=ADMINISTRATOR)
def people(services: ServicesDep) -> PeopleBody:
    """Everybody who has an account."""
    with services.database.reading() as connection:
        found = PersonRepository(connection).all()
    return PeopleBody(people=[PersonBody.from_domain(person) for person in found])


@router.post("/people", status_code=201, dependencies=ADMINISTRATOR, responses={422: {"model": ProblemBody}})
def add(request: Request, body: NewPersonBody, services: ServicesDep) -> LinkBody:
    """Add a person; the answer holds the link that they choose their password with."""
    typed = TypedPerson(body.login, body.name, body.role.value, body.city, body.email, body.office)
    path, problems = add_person(services, typed)
    _refuse(problems)
    return LinkBody(login=body.login, link=f"{site_of(request)}{path}")


@router.patch("/people/{person_id}", dependencies=ADMINISTRATOR, responses={404: {"model": ProblemBody}})
def change(person_id: str, body: PersonChangeBody, services: ServicesDep) -> PersonBody:
    """Change what is given; `disabled` closes the account at once and everywhere."""
    held = _person(services, person_id)

    def now(given: str | None, before: str | None) -> str:
        return (before or "") if given is None else given

    role = (body.role or held.role).value
    fields = (now(body.name, held.name), role, now(body.city, held.city_id), now(body.email, held.email))
    typed = TypedPerson(held.login, *fields, now(body.office, held.office), held.digest.value)
    _refuse(change_person(services, person_id, typed))
    if body.disabled is not None:
        disable_person(services, person_id, disabled=body.disabled)
    return PersonBody.from_domain(_person(services, person_id))


@router.post("/people/{person_id}/reset", dependencies=ADMINISTRATOR, responses={404: {"model": ProblemBody}})
def reset(request: Request, person_id: str, services: ServicesDep) -> LinkBody:
    """A new link that works once, in the place of any older one."""
    path = reset_person(services, person_id)
    return LinkBody(login=_person(services, person_id).login, link=f"{site_of(request)}{path}")


@router.get("/account", dependencies=SIGNED_IN)
def account(request: Request) -> PersonBody:
    """Whoever asks."""
    return PersonBody.from_domain(_me(request))


@router.get("/account/tokens", dependencies=SIGNED_IN)
def tokens(request: Request, services: ServicesDep) -> TokensBody:
    """One's own tokens; new ones are made on the account page only, by somebody who has signed in with a password."""
    with services.database.reading() as connection:
        found = TokenRepository(connection).of_person(_me(request).id)
    return TokensBody(tokens=[TokenBody.from_domain(token) for token in found])


@router.delete("/account/tokens/{token_id}", status_code=204, dependencies=SIGNED_IN)
def revoke(request: Request, token_id: str, services: ServicesDep) -> None:
    """Make one's own token useless."""
    revoke_token(services, _me(request), token_id)


@router.get("/audit", dependencies=ADMINISTRATOR, responses={422: {"model": ProblemBody}})
def audit(
    services: ServicesDep,
    person: str = "",
    kind: str = "",
    item: str = "",
    day_from: str = "",
    day_to: str = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> AuditBody:
    """Who changed what, the newest first; days are Jalali and Tehran's."""
    query = read_audit_query(person, kind, item, day_from, day_to)
    if query.problems:
        raise InvalidFilter("؛ ".join(query.problems.values()))
    with services.database.reading() as connection:
        found = AuditRepository(connection).entries(query.wanted, limit + 1, before)
    entries = [AuditEntryBody.from_domain(entry) for entry in found[:limit]]
    return AuditBody(entries=entries, next_before=entries[-1].id if len(found) > limit else None)


def _me(request: Request) -> Person:
    person = identity_of(request).person
    if person is None:
        raise SignInNeeded("این نشانی از آن کسی است که وارد شده باشد.")
    return person


def _person(services: Services, person_id: str) -> Person:
    with services.database.reading() as connection:
        return PersonRepository(connection).get(person_id)


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise InvalidRecord(" ".join(f"{field}: {problem}" for field, problem in problems.items()))
