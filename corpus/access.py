"""Who is looking. What a person may see is asked of the record and the index, never of a page.

The door (HTTP, the command line) says who it is with `seen_by`; the record's and the index's reads ask `viewer()`.
Where nobody said anything it is the program itself, which sees everything: the worker, the indexer, a migration.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from corpus.types import Value, Visibility


class Role(StrEnum):
    """From the one that may least to the one that may most; each may what those before it may."""

    VISITOR = "visitor"
    ENGINEER = "engineer"
    CONTRIBUTOR = "contributor"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"

    def may(self, least: "Role") -> bool:
        """Whether it may what `least` may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(least)


class Via(StrEnum):
    """Which way somebody came in."""

    WEB = "web"
    TOKEN = "token"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Viewer(Value):
    """Who is looking: a person with a role, of a city or of the secretariat (`city_id` None); or a visitor."""

    role: Role = Role.VISITOR
    person_id: str | None = None
    name: str = ""
    city_id: str | None = None
    via: Via = Via.COMMAND

    @property
    def audiences(self) -> tuple[str, ...] | None:
        """The audiences that this viewer is of, as `audience` names them; None for all that there are."""
        if self.role.may(Role.SECRETARIAT):
            return None
        if not self.role.may(Role.ENGINEER):
            return (Visibility.PUBLIC.value,)
        own = (audience(Visibility.CITY, self.city_id),) if self.city_id else ()
        return (Visibility.PUBLIC.value, Visibility.MEMBERS.value, *own)

    def sees(self, visibility: Visibility, city_id: str | None) -> bool:
        """Whether an item of that visibility and city may be shown."""
        return self.audiences is None or audience(visibility, city_id) in self.audiences


PROGRAM = Viewer(Role.ADMINISTRATOR, name="تجربه")

_viewer: ContextVar[Viewer] = ContextVar("viewer", default=PROGRAM)


def viewer() -> Viewer:
    """Who is looking now."""
    return _viewer.get()


@contextmanager
def seen_by(who: Viewer) -> Iterator[None]:
    """Everything in the block is read as that viewer may see it."""
    token = _viewer.set(who)
    try:
        yield
    finally:
        _viewer.reset(token)


def audience(visibility: Visibility, city_id: str | None) -> str:
    """Who an item is for, in one word: «public», «members» or «city:karaj»; without a city «city:» is for nobody's own."""
    return f"{visibility.value}:{city_id or ''}" if visibility is Visibility.CITY else visibility.value
