"""Signing in and out: a login and a password become a sign-in of this browser; whoever guesses waits longer and longer."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from secrets import token_urlsafe
from uuid import uuid4

from sqlalchemy import Connection

from api.people.identity import LONGEST
from api.people.passwords import hash_password, is_password, password_problems
from api.people.secret import hashed
from api.rendering import to_persian
from api.services import Services
from corpus.access import Via, seen_by
from corpus.errors import SignInRefused, TooManyAttempts
from corpus.people import Person, SignIn
from corpus.repository.audit import AuditRepository
from corpus.repository.people import PersonRepository, login_key
from corpus.repository.sign_ins import AttemptRepository, SignInRepository

# Attempts that cost no wait: of one login, and from one address, where many people may sit behind one.
FREE_ATTEMPTS = {"login": 5, "address": 30}
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
FORGOTTEN_AFTER = timedelta(days=1)
AGENT_CHARACTERS = 200


def sign_in(services: Services, login: str, password: str, address: str, agent: str) -> tuple[SignIn, str]:
    """(the sign-in, its token). Raises `TooManyAttempts`, and `SignInRefused` for whatever is wrong."""
    login = login[:200]
    keys = {"login": hashed(f"login:{login_key(login)}"), "address": hashed(f"address:{_network(address)}")}
    at = datetime.now(UTC)
    # Counted before the password is looked at, so that many at once are not one.
    with services.database.transaction() as connection:
        _attempt(AttemptRepository(connection), keys, at)
        people = PersonRepository(connection)
        person = people.by_login(login)
        known = people.password_hash(person.id) if person else None
    right = is_password(password, known)
    if person is None or not right or person.disabled:
        _note_throttling(services, keys, person, at)
        raise SignInRefused("نام کاربری یا گذرواژه درست نیست.")
    with services.database.transaction() as connection:
        attempts = AttemptRepository(connection)
        attempts.forget(keys["login"])
        attempts.take_back(keys["address"])
    return begin(services, person, agent)


def _attempt(attempts: AttemptRepository, keys: dict[str, str], at: datetime) -> None:
    """Count one more for each key. Raises `TooManyAttempts`, which is not counted."""
    attempts.forget_older(at, FORGOTTEN_AFTER)
    waiting = max(_wait(attempts, kind, key, at) for kind, key in keys.items())
    if waiting > timedelta():
        raise TooManyAttempts(f"ورود چند بار ناموفق بوده است؛ {_duration(waiting)} دیگر دوباره بکوشید.")
    for key in keys.values():
        attempts.count(key, at)


def _wait(attempts: AttemptRepository, kind: str, key: str, at: datetime) -> timedelta:
    """How long until the next attempt; it doubles with each that fails."""
    known = attempts.of(key)
    beyond = known[0] - FREE_ATTEMPTS[kind] if known else -1
    if known is None or beyond < 0:
        return timedelta()
    wait = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(beyond, 10)))
    return known[1] + wait - at


def _note_throttling(services: Services, keys: dict[str, str], person: Person | None, at: datetime) -> None:
    with services.database.transaction() as connection:
        attempts = AttemptRepository(connection)
        waits = {kind: _wait(attempts, kind, key, at) for kind, key in keys.items()}
        for kind, wait in waits.items():
            if wait > timedelta():
                whose = f"حساب «{person.name}»" if person else "حسابی ناشناخته"
                of = f"از {whose}" if kind == "login" else "از یک نشانی شبکه"
                what = f"پس از چند ورود ناموفق {of}، ورود تا {_duration(wait)} بسته شد."
                AuditRepository(connection).note("throttle", "person", person.id if person else "", what)


def _duration(wait: timedelta) -> str:
    seconds = ceil(wait.total_seconds())
    return f"{to_persian(seconds)} ثانیه" if seconds < 120 else f"{to_persian(ceil(seconds / 60))} دقیقه"


def _network(address: str) -> str:
    """The address, or for IPv6 the network that one household or office has."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(int(known) >> 64) if isinstance(known, IPv6Address) else address


def begin(services: Services, person: Person, agent: str) -> tuple[SignIn, str]:
    """Sign the person in with a new token; who they are must have been made sure of."""
    at, token = datetime.now(UTC), token_urlsafe(32)
    opened = SignIn(uuid4().hex, person.id, agent[:AGENT_CHARACTERS], at, at + LONGEST, at, at)
    with services.database.transaction() as connection:
        SignInRepository(connection).add(opened, hashed(token))
        PersonRepository(connection).note_seen(person.id, at)
    return opened, token


def sign_out(services: Services, opened: SignIn) -> None:
    with services.database.transaction() as connection:
        SignInRepository(connection).end(opened.id)


def set_password(connection: Connection, person: Person, password_hash: str, *, staying: SignIn | None = None) -> None:
    """Give the person this password and end their sign-ins, but for the one that stays."""
    PersonRepository(connection).set_password(person.id, password_hash)
    SignInRepository(connection).end_all(person.id, but=staying.id if staying else None)
    with seen_by(person.viewer(Via.WEB)):
        AuditRepository(connection).note("password", "person", person.id, f"«{person.name}» گذرواژهٔ تازه‌ای گذاشت.")


def change_password(
    services: Services, person: Person, present: str, password: str, again: str, staying: SignIn | None
) -> dict[str, str]:
    """Change one's own password; returns what is wrong, by field. Guessing the present one is slowed as signing in is."""
    problems = password_problems(password, again, person.login)
    if problems:
        return problems
    keys = {"login": hashed(f"login:{person.login}")}
    at = datetime.now(UTC)
    with services.database.transaction() as connection:
        _attempt(AttemptRepository(connection), keys, at)
        known = PersonRepository(connection).password_hash(person.id)
    if not is_password(present, known):
        _note_throttling(services, keys, person, at)
        return {"present": "گذرواژهٔ کنونی درست نیست."}
    password_hash = hash_password(password)
    with services.database.transaction() as connection:
        AttemptRepository(connection).forget(keys["login"])
        set_password(connection, person, password_hash, staying=staying)
    return {}
