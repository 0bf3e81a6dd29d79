"""Personal tokens for programs: shown once, kept as a hash, limited in what they may do and for how long."""

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from uuid import uuid4

from api.people.secret import hashed
from api.rendering import to_persian
from api.services import Services
from corpus.errors import InvalidRecord
from corpus.people import ApiToken, Person, Scope
from corpus.repository.audit import AuditRepository
from corpus.repository.tokens import TokenRepository
from corpus.text.display import display_text

PREFIX = "tjr_"
DAYS = (30, 90, 365)
MOST_TOKENS = 50


def make_token(services: Services, person: Person, name: str, scope: str, days: int) -> tuple[ApiToken, str]:
    """(the token, its secret, which is shown now and never again). Raises `InvalidRecord`."""
    label = " ".join(display_text(name).split())[:100]
    if not label:
        raise InvalidRecord("بنویسید این توکن برای چیست.")
    if scope not in set(Scope) or not 0 < days <= max(DAYS):
        raise InvalidRecord("دسترسی و زمان توکن را برگزینید.")
    scopes = (Scope.READ,) if scope == Scope.READ else (Scope.READ, Scope.WRITE)
    at, secret = datetime.now(UTC), PREFIX + token_urlsafe(32)
    token = ApiToken(uuid4().hex, person.id, label, scopes, at, at + timedelta(days=days))
    with services.database.transaction() as connection:
        tokens = TokenRepository(connection)
        if sum(one.revoked_at is None and one.expires_at > at for one in tokens.of_person(person.id)) >= MOST_TOKENS:
            raise InvalidRecord("توکن‌های شما بسیار شده است؛ نخست یکی را باطل کنید.")
        tokens.add(token, hashed(secret))
        what = f"توکن «{label}» برای {to_persian(days)} روز ساخته شد."
        AuditRepository(connection).note("add", "token", token.id, what)
    return token, secret


def revoke_token(services: Services, person: Person, token_id: str) -> None:
    """Raises `NotFound` for a token that is not the person's own."""
    with services.database.transaction() as connection:
        token = TokenRepository(connection).revoke(token_id, person.id, datetime.now(UTC))
        AuditRepository(connection).note("revoke", "token", token_id, f"توکن «{token.name}» باطل شد.")
