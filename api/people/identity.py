"""Who sends a request: found by cookie or token before anything else, so that everything after it reads as they may see.

Plain ASGI, like the guard in `api/app.py`; a visitor without a cookie costs nothing.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe

from fastapi import Request
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature, Signer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.people.secret import derived, hashed
from api.problem import problem
from api.services import Services
from corpus.access import PROGRAM, Role, Via, Viewer, seen_by
from corpus.errors import InvalidToken, NotAllowed
from corpus.people import Person, SignIn
from corpus.people import Scope as TokenScope
from corpus.repository.people import PersonRepository
from corpus.repository.sign_ins import SignInRepository
from corpus.repository.tokens import TokenRepository

SESSION_COOKIE = "tajrobe_session"
FORM_COOKIE = "tajrobe_form"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# They change nothing; what is asked is only too long for an address.
READ_BY_POST = ("/api/v1/resolutions/precedents", "/api/v1/similar", "/api/v1/similar/file")
IDLE = timedelta(days=3)
LONGEST = timedelta(days=30)
ROTATE_EVERY = timedelta(hours=1)
# Requests that were under way while the token was replaced still show the old one.
GRACE = timedelta(minutes=1)
# Visitors send no files; what is longer is not even read.
MOST_BYTES_OF_VISITORS = 1 << 20
NOTE_USE_EVERY = timedelta(minutes=5)

VISITOR = Viewer(via=Via.WEB)


@dataclass(frozen=True, slots=True)
class Identity:
    """`ended` means that a cookie was shown that no longer signs anybody in; `fresh` is the token that takes its place."""

    viewer: Viewer = VISITOR
    person: Person | None = None
    sign_in: SignIn | None = None
    ended: bool = False
    fresh: str | None = None

    @property
    def by_token(self) -> bool:
        return self.viewer.via is not Via.WEB


def identity_of(request: HTTPConnection) -> Identity:
    """Who sends the request."""
    found: Identity = request.scope.get("state", {}).get("identity", Identity())
    return found


class Identification:
    """Runs each request as the person who sends it."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self.app = app
        self.services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            identity = await self._identify(connection, scope["method"])
        except (InvalidToken, NotAllowed) as error:
            known = isinstance(error, NotAllowed)
            headers = {} if known else {"WWW-Authenticate": "Bearer"}
            response = problem(403 if known else 401, error.type, str(error), headers=headers)
            await response(scope, receive, send)
            return
        if identity.viewer.role is Role.VISITOR and _length(connection) > MOST_BYTES_OF_VISITORS:
            await _sign_in_first(scope["path"])(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["identity"] = identity

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._set_cookies(connection, MutableHeaders(scope=message))
            await send(message)

        with seen_by(identity.viewer):
            await self.app(scope, receive, send_with_cookies)

    async def _identify(self, connection: HTTPConnection, method: str) -> Identity:
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            reads = connection.scope["path"] in READ_BY_POST
            return await run_in_threadpool(identify_token, self.services, token.strip(), "GET" if reads else method)
        cookie = connection.cookies.get(SESSION_COOKIE)
        return await run_in_threadpool(identify_cookie, self.services, cookie) if cookie else Identity()

    def _set_cookies(self, connection: HTTPConnection, headers: MutableHeaders) -> None:
        identity = identity_of(connection)
        setter = Response()
        if identity.ended:
            end_cookie(setter)
        elif identity.fresh and identity.sign_in:
            set_session_cookie(setter, connection, self.services, identity.fresh, identity.sign_in.expires_at)
        if form_cookie := connection.scope["state"].get("form_cookie"):
            _set(setter, connection, FORM_COOKIE, _signer(self.services, "form").sign(form_cookie).decode(), None)
        if identity.viewer.person_id:
            headers.setdefault("Cache-Control", "private, no-cache")
        said = [value for name, value in headers.raw if name == b"set-cookie"]
        for value in setter.headers.getlist("set-cookie"):
            # What the handler itself said of a cookie holds.
            if not any(one.startswith(value.partition("=")[0].encode() + b"=") for one in said):
                headers.append("set-cookie", value)


def identify_token(services: Services, token: str, method: str) -> Identity:
    """Whose token it is. Raises `InvalidToken`, or `NotAllowed` where one that only reads is to change something."""
    if compare_digest(token.encode(), command_token(services).encode()):
        return Identity(PROGRAM)
    at = datetime.now(UTC)
    with services.database.reading() as connection:
        known = TokenRepository(connection).by_hash(hashed(token))
        person = PersonRepository(connection).find(known.person_id) if known else None
    if known is None or person is None:
        raise InvalidToken("این توکن شناخته نشد.")
    if known.revoked_at:
        raise InvalidToken("این توکن باطل شده است.")
    if known.expires_at <= at:
        raise InvalidToken("زمان این توکن به سر آمده است؛ در صفحهٔ حساب توکن تازه‌ای بسازید.")
    if person.disabled:
        raise InvalidToken("حساب دارندهٔ این توکن بسته شده است.")
    if method not in SAFE_METHODS and TokenScope.WRITE not in known.scopes:
        raise NotAllowed("این توکن تنها می‌خواند و چیزی را تغییر نمی‌دهد.")
    if known.last_used_at is None or at - known.last_used_at > NOTE_USE_EVERY:
        with services.database.transaction() as connection:
            TokenRepository(connection).note_used(known.id, at)
            PersonRepository(connection).note_seen(person.id, at)
    return Identity(person.viewer(Via.TOKEN), person)


def identify_cookie(services: Services, cookie: str) -> Identity:
    """Who is signed in with the cookie; a visitor whose sign-in has `ended` where it is forged, expired or was ended."""
    try:
        token = _signer(services, "session").unsign(cookie).decode()
    except (BadSignature, UnicodeError):
        return Identity(ended=True)
    shown, at = hashed(token), datetime.now(UTC)
    with services.database.reading() as connection:
        found = SignInRepository(connection).by_hash(shown)
        person = PersonRepository(connection).find(found[0].person_id) if found else None
    if found is None or person is None or person.disabled:
        return Identity(ended=True)
    sign_in, present = found
    if at >= sign_in.expires_at or at - sign_in.last_used_at > IDLE:
        with services.database.transaction() as connection:
            SignInRepository(connection).end(sign_in.id)
        return Identity(ended=True)
    identity = Identity(person.viewer(Via.WEB), person, sign_in)
    age = at - sign_in.rotated_at
    # The old token again, long after it was replaced: the browser never got the new one.
    if age > (ROTATE_EVERY if present else GRACE):
        return _rotated(services, identity, sign_in, shown, at)
    if at - sign_in.last_used_at > NOTE_USE_EVERY:
        with services.database.transaction() as connection:
            sign_ins = SignInRepository(connection)
            sign_ins.note_used(sign_in.id, at)
            PersonRepository(connection).note_seen(person.id, at)
            if present:
                sign_ins.forget_previous(sign_in.id)
    return identity


def _rotated(services: Services, identity: Identity, sign_in: SignIn, shown: str, at: datetime) -> Identity:
    fresh = token_urlsafe(32)
    with services.database.transaction() as connection:
        first = SignInRepository(connection).rotate(sign_in, shown, hashed(fresh), at)
        PersonRepository(connection).note_seen(sign_in.person_id, at)
    return replace(identity, fresh=fresh) if first else identity


def command_token(services: Services) -> str:
    """What the command line shows to a server on the same data folder: who can read its secret may do everything."""
    return f"tjc_{derived(services.secret_key, 'command')}"


def set_session_cookie(
    response: Response, connection: HTTPConnection, services: Services, token: str, expires_at: datetime
) -> None:
    seconds = int((expires_at - datetime.now(UTC)).total_seconds())
    _set(response, connection, SESSION_COOKIE, _signer(services, "session").sign(token).decode(), seconds)


def end_cookie(response: Response) -> None:
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


def form_binding(request: Request, *, make: bool) -> str | None:
    """What the forms of this browser are bound to: its sign-in, or for visitors a cookie that is made on demand."""
    identity = identity_of(request)
    if identity.sign_in:
        return identity.sign_in.id
    state = request.scope["state"]
    if known := state.get("form_cookie"):
        return str(known)
    services: Services = request.app.state.services
    try:
        return _signer(services, "form").unsign(request.cookies.get(FORM_COOKIE, "")).decode()
    except (BadSignature, UnicodeError):
        if make:
            state["form_cookie"] = token_urlsafe(24)
            return str(state["form_cookie"])
    return None


def _length(connection: HTTPConnection) -> int:
    length = connection.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


def _sign_in_first(path: str) -> Response:
    if not path.startswith("/api/"):
        return RedirectResponse("/sign-in?ended=1", 303)
    message = "برای فرستادن پرونده باید وارد شوید."
    return problem(401, "SignInNeeded", message)


def _signer(services: Services, purpose: str) -> Signer:
    return Signer(services.secret_key, salt=f"tajrobe.{purpose}", digest_method=_sha256)


def _sha256(data: bytes = b"") -> object:
    from hashlib import sha256

    return sha256(data)


def _set(response: Response, connection: HTTPConnection, name: str, value: str, seconds: int | None) -> None:
    secure = connection.url.scheme == "https"
    response.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")
