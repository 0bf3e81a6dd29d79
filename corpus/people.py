"""People and what they sign in with: accounts, sign-ins, personal tokens, and the trail of who changed what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from corpus.access import Role, Via, Viewer
from corpus.types import Value


class Digest(StrEnum):
    """How often a person gets the news of their needs and searches by e-mail."""

    NONE = "none"
    DAILY = "daily"
    WEEKLY = "weekly"


class Scope(StrEnum):
    """What a token may do; one that writes also reads."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Person(Value):
    """`login` is folded; `city_id` is None for the secretariat; `office` is the position as people write it («سمت»).

    `has_password` is False until the person has used their one-time link.
    """

    id: str
    login: str
    name: str
    role: Role
    city_id: str | None = None
    email: str | None = None
    office: str = ""
    disabled: bool = False
    digest: Digest = Digest.WEEKLY
    has_password: bool = False
    created_at: datetime | None = None
    last_seen_at: datetime | None = None

    def viewer(self, via: Via = Via.COMMAND) -> Viewer:
        """The person as whoever is looking."""
        return Viewer(self.role, self.id, self.name, self.city_id, via)


@dataclass(frozen=True, slots=True)
class SignIn(Value):
    """One browser that a person is signed in with; `agent` is what the browser calls itself."""

    id: str
    person_id: str
    agent: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime
    rotated_at: datetime


@dataclass(frozen=True, slots=True)
class ApiToken(Value):
    """A personal token, without the secret: that is known to its owner alone."""

    id: str
    person_id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WelcomeLink(Value):
    """A link that works once; `person_id` is None for the one that the first administrator is made with."""

    person_id: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry(Value):
    """Who did what to which item, when and by which way; `name` and `role` are as they were then."""

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


@dataclass(frozen=True, slots=True)
class AuditFilter(Value):
    """Entries of one person, of one kind of item or one item, from a moment and before another; None: of all."""

    person_id: str | None = None
    kind: str | None = None
    item_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
