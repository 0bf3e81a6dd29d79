"""What opens a door for a person besides a password: personal API tokens and one-time links, each kept as its hash."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update

from corpus import tables
from corpus.errors import NotFound
from corpus.people import ApiToken, Scope, WelcomeLink
from corpus.repository.rows import as_utc


class TokenRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, token: ApiToken, token_hash: str) -> None:
        self.connection.execute(
            insert(tables.api_tokens).values(
                id=token.id,
                person_id=token.person_id,
                name=token.name,
                token_hash=token_hash,
                scopes=[scope.value for scope in token.scopes],
                created_at=token.created_at,
                expires_at=token.expires_at,
            )
        )

    def by_hash(self, token_hash: str) -> ApiToken | None:
        """The token, revoked and expired ones too."""
        return next(iter(self._select(tables.api_tokens.c.token_hash == token_hash)), None)

    def of_person(self, person_id: str) -> Sequence[ApiToken]:
        """The newest first, revoked and expired ones too."""
        return self._select(tables.api_tokens.c.person_id == person_id)

    def note_used(self, token_id: str, at: datetime) -> None:
        table = tables.api_tokens
        self.connection.execute(update(table).where(table.c.id == token_id).values(last_used_at=at))

    def revoke(self, token_id: str, person_id: str, at: datetime) -> ApiToken:
        """Make the person's own token useless; revoking twice does no harm. Raises `NotFound`."""
        table = tables.api_tokens
        own = (table.c.id == token_id) & (table.c.person_id == person_id)
        self.connection.execute(update(table).where(own, table.c.revoked_at.is_(None)).values(revoked_at=at))
        found = self._select(own)
        if not found:
            raise NotFound("توکنی با این شناسه پیدا نشد.")
        return found[0]

    def _select(self, condition: ColumnElement[bool]) -> list[ApiToken]:
        table = tables.api_tokens
        query = select(table).where(condition).order_by(table.c.created_at.desc(), table.c.id)
        return [_token(row) for row in self.connection.execute(query).mappings()]


class WelcomeLinkRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def replace(self, link: WelcomeLink, token_hash: str) -> None:
        """Write the link in the place of those that the person had."""
        self.forget(link.person_id)
        values = {"token_hash": token_hash, "person_id": link.person_id, "expires_at": link.expires_at}
        self.connection.execute(insert(tables.welcome_links).values(values))

    def find(self, token_hash: str) -> WelcomeLink | None:
        table = tables.welcome_links
        row = self.connection.execute(select(table).where(table.c.token_hash == token_hash)).mappings().one_or_none()
        return WelcomeLink(row["person_id"], as_utc(row["expires_at"])) if row else None

    def use(self, token_hash: str) -> bool:
        """Take the link out of use; False where it was so already."""
        table = tables.welcome_links
        return bool(self.connection.execute(delete(table).where(table.c.token_hash == token_hash)).rowcount)

    def forget(self, person_id: str | None) -> None:
        """Take the person's links out of use, or those for the first administrator."""
        table = tables.welcome_links
        self.connection.execute(delete(table).where(table.c.person_id == person_id))


def _token(row: RowMapping) -> ApiToken:
    return ApiToken(
        id=row["id"],
        person_id=row["person_id"],
        name=row["name"],
        scopes=tuple(Scope(one) for one in row["scopes"]),
        created_at=as_utc(row["created_at"]),
        expires_at=as_utc(row["expires_at"]),
        last_used_at=as_utc(row["last_used_at"]) if row["last_used_at"] else None,
        revoked_at=as_utc(row["revoked_at"]) if row["revoked_at"] else None,
    )
