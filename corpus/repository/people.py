"""People: their accounts, and the hashes of their passwords, which leave this module only to be compared."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from corpus import tables
from corpus.access import Role
from corpus.errors import NotFound
from corpus.people import Digest, Person
from corpus.repository.rows import Values, as_utc, now
from corpus.text.folding import fold


def login_key(login: str) -> str:
    """A login in the one spelling that it is kept and compared in."""
    return fold(login).strip()


class PersonRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, person: Person) -> None:
        """Write a new person, without a password."""
        values = _values(person) | {"id": person.id, "login": login_key(person.login), "created_at": now()}
        self.connection.execute(insert(tables.people).values(values))

    def save(self, person: Person) -> None:
        """Write what is known of the person; the login and the password stay."""
        self._update(person.id, _values(person))

    def find(self, person_id: str) -> Person | None:
        table = tables.people
        row = self.connection.execute(select(table).where(table.c.id == person_id)).mappings().one_or_none()
        return _person(row) if row else None

    def get(self, person_id: str) -> Person:
        """Raises `NotFound`."""
        person = self.find(person_id)
        if person is None:
            raise NotFound("کسی با این شناسه پیدا نشد.")
        return person

    def by_login(self, login: str) -> Person | None:
        """The person with the login, however it is spelt."""
        table = tables.people
        row = self.connection.execute(select(table).where(table.c.login == login_key(login))).mappings().one_or_none()
        return _person(row) if row else None

    def all(self) -> list[Person]:
        """Everybody, those who may least last, by name."""
        rows = self.connection.execute(select(tables.people)).mappings()
        roles = list(Role)
        return sorted(map(_person, rows), key=lambda person: (-roles.index(person.role), person.name, person.login))

    def names(self, ids: Collection[str]) -> dict[str, str]:
        """Names by id; unknown ids are left out."""
        table = tables.people
        rows = self.connection.execute(select(table.c.id, table.c.name).where(table.c.id.in_(list(ids))))
        return {person_id: name for person_id, name in rows}

    def count(self) -> int:
        return self.connection.execute(select(func.count()).select_from(tables.people)).scalar_one()

    def administrators(self) -> list[Person]:
        """Those who can still sign in."""
        return [one for one in self.all() if one.role is Role.ADMINISTRATOR and not one.disabled]

    def password_hash(self, person_id: str) -> str | None:
        table = tables.people
        return self.connection.execute(select(table.c.password_hash).where(table.c.id == person_id)).scalar()

    def set_password(self, person_id: str, password_hash: str) -> None:
        self._update(person_id, {"password_hash": password_hash})

    def set_digest(self, person_id: str, digest: Digest) -> None:
        self._update(person_id, {"digest": digest.value})

    def note_seen(self, person_id: str, at: datetime) -> None:
        self._update(person_id, {"last_seen_at": at})

    def _update(self, person_id: str, values: Values) -> None:
        table = tables.people
        self.connection.execute(update(table).where(table.c.id == person_id).values(values))


def _values(person: Person) -> Values:
    return {
        "name": person.name,
        "email": person.email,
        "role": person.role.value,
        "city_id": person.city_id,
        "office": person.office,
        "disabled": person.disabled,
        "digest": person.digest.value,
    }


def _person(row: RowMapping) -> Person:
    return Person(
        id=row["id"],
        login=row["login"],
        name=row["name"],
        role=Role(row["role"]),
        city_id=row["city_id"],
        email=row["email"],
        office=row["office"],
        disabled=row["disabled"],
        digest=Digest(row["digest"]),
        has_password=row["password_hash"] is not None,
        created_at=as_utc(row["created_at"]),
        last_seen_at=as_utc(row["last_seen_at"]) if row["last_seen_at"] else None,
    )
