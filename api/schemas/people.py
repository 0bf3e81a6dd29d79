"""People, their tokens and the trail of changes, as JSON."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from corpus.access import Role, Via
from corpus.people import ApiToken, AuditEntry, Digest, Person, Scope


class PersonBody(BaseModel):
    id: str
    login: str
    name: str
    role: Role
    city_id: str | None
    email: str | None
    office: str
    disabled: bool
    digest: Digest
    has_password: bool
    created_at: datetime | None
    last_seen_at: datetime | None

    @classmethod
    def from_domain(cls, person: Person) -> Self:
        return cls(**{name: getattr(person, name) for name in cls.model_fields})


class PeopleBody(BaseModel):
    people: list[PersonBody]


class NewPersonBody(BaseModel):
    login: str
    name: str
    role: Role
    city: str = Field(default="", description="A city's id or name; empty for the secretariat.")
    email: str = ""
    office: str = ""


class PersonChangeBody(BaseModel):
    """What is left out stays as it is."""

    name: str | None = None
    role: Role | None = None
    city: str | None = Field(default=None, description="A city's id or name; empty for none.")
    email: str | None = None
    office: str | None = None
    disabled: bool | None = None


class LinkBody(BaseModel):
    """A way in that works once and is told only now."""

    login: str
    link: str


class TokenBody(BaseModel):
    """A personal token, without its secret."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def from_domain(cls, token: ApiToken) -> Self:
        return cls(**{name: getattr(token, name) for name in cls.model_fields})


class TokensBody(BaseModel):
    tokens: list[TokenBody]


class AuditEntryBody(BaseModel):
    id: int
    at: datetime
    person_id: str | None
    name: str
    role: Role
    via: Via
    action: str
    kind: str
    item_id: str
    what: str

    @classmethod
    def from_domain(cls, entry: AuditEntry) -> Self:
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})


class AuditBody(BaseModel):
    """`next_before` is what to ask for `before` for the following page; None on the last."""

    entries: list[AuditEntryBody]
    next_before: int | None
