"""Browsers that are signed in, and how often signing in failed. Secrets come in as hashes."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, update

from corpus import tables
from corpus.people import SignIn
from corpus.repository.rows import as_utc, insert_into


class SignInRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, sign_in: SignIn, token_hash: str) -> None:
        """Write a new sign-in, and forget those that have expired."""
        table = tables.sign_ins
        self.connection.execute(delete(table).where(table.c.expires_at <= sign_in.created_at))
        self.connection.execute(
            insert(table).values(
                id=sign_in.id,
                person_id=sign_in.person_id,
                token_hash=token_hash,
                previous_hash=None,
                agent=sign_in.agent,
                created_at=sign_in.created_at,
                expires_at=sign_in.expires_at,
                last_used_at=sign_in.last_used_at,
                rotated_at=sign_in.rotated_at,
            )
        )

    def by_hash(self, token_hash: str) -> tuple[SignIn, bool] | None:
        """(the sign-in, whether the token is its present one and not the one before)."""
        table = tables.sign_ins
        query = select(table).where(or_(table.c.token_hash == token_hash, table.c.previous_hash == token_hash))
        row = self.connection.execute(query).mappings().first()
        return (_sign_in(row), row["token_hash"] == token_hash) if row else None

    def of_person(self, person_id: str) -> list[SignIn]:
        """The one used last first."""
        table = tables.sign_ins
        query = select(table).where(table.c.person_id == person_id).order_by(table.c.last_used_at.desc())
        return [_sign_in(row) for row in self.connection.execute(query).mappings()]

    def note_used(self, sign_in_id: str, at: datetime) -> None:
        table = tables.sign_ins
        self.connection.execute(update(table).where(table.c.id == sign_in_id).values(last_used_at=at))

    def rotate(self, sign_in: SignIn, shown_hash: str, new_hash: str, at: datetime) -> bool:
        """Put a new token in the place of the present one; the one that was shown works on until the new one is.

        False where another request was first.
        """
        table = tables.sign_ins
        as_read = (table.c.id == sign_in.id, table.c.rotated_at == sign_in.rotated_at)
        values = {"token_hash": new_hash, "previous_hash": shown_hash, "rotated_at": at, "last_used_at": at}
        return bool(self.connection.execute(update(table).where(*as_read).values(values)).rowcount)

    def forget_previous(self, sign_in_id: str) -> None:
        """From now on only the present token works."""
        table = tables.sign_ins
        self.connection.execute(update(table).where(table.c.id == sign_in_id).values(previous_hash=None))

    def end(self, sign_in_id: str) -> None:
        self.connection.execute(delete(tables.sign_ins).where(tables.sign_ins.c.id == sign_in_id))

    def end_all(self, person_id: str, *, but: str | None = None) -> None:
        """End the person's sign-ins, all or all but one."""
        table = tables.sign_ins
        self.connection.execute(delete(table).where(table.c.person_id == person_id, table.c.id != (but or "")))


class AttemptRepository:
    """Attempts at signing in that did not succeed, by a key for what was tried."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def count(self, key: str, at: datetime) -> None:
        """Count one more; one statement, so that two at the same time are two."""
        table = tables.sign_in_attempts
        first = insert_into(self.connection, table).values(key=key, count=1, last_at=at)
        again = {"count": table.c.count + 1, "last_at": at}
        self.connection.execute(first.on_conflict_do_update(index_elements=[table.c.key], set_=again))

    def take_back(self, key: str) -> None:
        """Count one less: it succeeded."""
        table = tables.sign_in_attempts
        self.connection.execute(update(table).where(table.c.key == key).values(count=table.c.count - 1))

    def of(self, key: str) -> tuple[int, datetime] | None:
        """(how many, when the last was)."""
        table = tables.sign_in_attempts
        row = self.connection.execute(select(table).where(table.c.key == key)).mappings().one_or_none()
        return (row["count"], as_utc(row["last_at"])) if row else None

    def forget(self, key: str) -> None:
        self.connection.execute(delete(tables.sign_in_attempts).where(tables.sign_in_attempts.c.key == key))

    def forget_older(self, at: datetime, age: timedelta) -> None:
        table = tables.sign_in_attempts
        self.connection.execute(delete(table).where(table.c.last_at < at - age))


def _sign_in(row: RowMapping) -> SignIn:
    return SignIn(
        id=row["id"],
        person_id=row["person_id"],
        agent=row["agent"],
        created_at=as_utc(row["created_at"]),
        expires_at=as_utc(row["expires_at"]),
        last_used_at=as_utc(row["last_used_at"]),
        rotated_at=as_utc(row["rotated_at"]),
    )
