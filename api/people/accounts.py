"""Accounts: made, changed, closed and opened again by an administrator; each begins with a link that works once."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from uuid import uuid4

from sqlalchemy import Connection

from api.people.passwords import hash_password, password_problems
from api.people.secret import hashed
from api.people.signing_in import set_password
from api.services import Services
from corpus.access import Role, Via, seen_by
from corpus.errors import InvalidRecord, LinkUsed
from corpus.people import Digest, Person, WelcomeLink
from corpus.repository.audit import AuditRepository
from corpus.repository.people import PersonRepository, login_key
from corpus.repository.places import PlaceRepository
from corpus.repository.sign_ins import SignInRepository
from corpus.repository.tokens import WelcomeLinkRepository
from corpus.terms import ROLE_NAMES
from corpus.text.display import display_text

LINK_WORKS_FOR = timedelta(hours=72)
ROLES = tuple(role for role in Role if role is not Role.VISITOR)
MOST_CHARACTERS = 200

_LOGIN = re.compile(r"[^\W_][\w.@+-]{1,63}")
_EMAIL = re.compile(r"[^\s@<>\",;]+@[^\s@<>\",;]+\.[^\s@<>\",;]+")
NO_LINK = "این پیوند به کار نمی‌آید: یک بار به کار رفته، زمانش گذشته یا درست نوشته نشده است."


@dataclass(frozen=True, slots=True)
class TypedPerson:
    """An account as it is typed; `city` is a city's id or name, empty for the secretariat."""

    login: str = ""
    name: str = ""
    role: str = ""
    city: str = ""
    email: str = ""
    office: str = ""
    digest: str = Digest.WEEKLY.value


def add_person(services: Services, typed: TypedPerson) -> tuple[str | None, dict[str, str]]:
    """(the one-time link's path, what is wrong by field); nobody is added when anything is."""
    with services.database.transaction() as connection:
        people = PersonRepository(connection)
        person, problems = _read(connection, typed, Person(uuid4().hex, "", "", Role.ENGINEER))
        problems |= _login_problem(people, typed.login)
        if problems:
            return None, problems
        person = replace(person, login=login_key(typed.login))
        people.add(person)
        what = f"حساب «{person.name}» ({person.login}) با نقش {ROLE_NAMES[person.role]} ساخته شد."
        AuditRepository(connection).note("add", "person", person.id, what)
        return _link(connection, person.id), {}


def change_person(services: Services, person_id: str, typed: TypedPerson) -> dict[str, str]:
    """Change everything but the login and the password; returns what is wrong, by field. Raises `NotFound`."""
    with services.database.transaction() as connection:
        people = PersonRepository(connection)
        before = people.get(person_id)
        person, problems = _read(connection, typed, before)
        if not problems and _was_last_administrator(people, before, person):
            problems = {"role": "دست‌کم یک مدیر باید بماند."}
        if problems:
            return problems
        people.save(person)
        _note_change(connection, before, person)
    return {}


def change_own_account(
    services: Services, person: Person, name: str, office: str, email: str, digest: str
) -> dict[str, str]:
    """What people change of themselves; role and city are not theirs to change."""
    typed = TypedPerson(person.login, name, person.role.value, person.city_id or "", email, office, digest)
    return change_person(services, person.id, typed)


def disable_person(services: Services, person_id: str, *, disabled: bool = True) -> Person:
    """Close an account, which ends its sign-ins, links and tokens' use, or open it again.

    Raises `NotFound`, and `InvalidRecord` for the last administrator.
    """
    with services.database.transaction() as connection:
        people = PersonRepository(connection)
        before = people.get(person_id)
        person = replace(before, disabled=disabled)
        if _was_last_administrator(people, before, person):
            raise InvalidRecord("دست‌کم یک مدیر باید بماند؛ نخست مدیر دیگری بیفزایید.")
        if person == before:
            return person
        people.save(person)
        if disabled:
            SignInRepository(connection).end_all(person_id)
            WelcomeLinkRepository(connection).forget(person_id)
        what = f"حساب «{person.name}» {'بسته' if disabled else 'دوباره باز'} شد."
        AuditRepository(connection).note("disable" if disabled else "enable", "person", person_id, what)
    return person


def reset_person(services: Services, person_id: str) -> str:
    """The path of a new one-time link, in the place of any older one. Raises `NotFound`, `InvalidRecord` if disabled."""
    with services.database.transaction() as connection:
        person = PersonRepository(connection).get(person_id)
        if person.disabled:
            raise InvalidRecord("این حساب بسته است؛ نخست آن را باز کنید.")
        AuditRepository(connection).note(
            "reset", "person", person_id, f"برای «{person.name}» پیوند یک‌بارمصرف ساخته شد."
        )
        return _link(connection, person_id)


def first_link(services: Services) -> str | None:
    """The path that the first administrator is made with; None once there are people."""
    with services.database.transaction() as connection:
        if PersonRepository(connection).count():
            return None
        return _link(connection, None)


def welcomed(services: Services, token: str) -> Person | None:
    """Whom the link is for, None for the first administrator. Raises `LinkUsed`."""
    with services.database.reading() as connection:
        link = WelcomeLinkRepository(connection).find(hashed(token))
        people = PersonRepository(connection)
        person = people.find(link.person_id) if link and link.person_id else None
        is_first = link is not None and link.person_id is None
        if link is None or link.expires_at <= datetime.now(UTC) or (is_first and people.count()):
            raise LinkUsed(NO_LINK)
        if not is_first and (person is None or person.disabled):
            raise LinkUsed(NO_LINK)
    return person


def use_link(
    services: Services, token: str, password: str, again: str, typed: TypedPerson
) -> tuple[Person | None, dict[str, str]]:
    """(who may be signed in now, what is wrong by field). `typed` makes the first administrator. Raises `LinkUsed`."""
    person = welcomed(services, token)
    problems = password_problems(password, again, person.login if person else typed.login)
    password_hash = "" if problems else hash_password(password)
    with services.database.transaction() as connection:
        if person is None:
            person, wrong = _read_first(connection, typed)
            problems = wrong | problems
        if problems:
            return None, problems
        if not WelcomeLinkRepository(connection).use(hashed(token)):
            raise LinkUsed(NO_LINK)
        people = PersonRepository(connection)
        if people.find(person.id) is None:
            people.add(person)
            with seen_by(person.viewer(Via.WEB)):
                what = f"نخستین مدیر، «{person.name}» ({person.login})، ساخته شد."
                AuditRepository(connection).note("add", "person", person.id, what)
        set_password(connection, person, password_hash)
    return person, {}


def _read_first(connection: Connection, typed: TypedPerson) -> tuple[Person, dict[str, str]]:
    whole = replace(typed, role=Role.ADMINISTRATOR.value, city="")
    person, problems = _read(connection, whole, Person(uuid4().hex, "", "", Role.ADMINISTRATOR))
    problems = _login_problem(PersonRepository(connection), typed.login) | problems
    return replace(person, login=login_key(typed.login)), problems


def _read(connection: Connection, typed: TypedPerson, base: Person) -> tuple[Person, dict[str, str]]:
    problems: dict[str, str] = {}
    name, office, email = (" ".join(display_text(text).split()) for text in (typed.name, typed.office, typed.email))
    if not name:
        problems["name"] = "نام را بنویسید."
    for field, text in (("name", name), ("office", office), ("email", email)):
        if len(text) > MOST_CHARACTERS:
            problems[field] = "این نوشته بلند است."
    if email and not _EMAIL.fullmatch(email):
        problems["email"] = "این نشانی رایانامه درست نیست."
    role = next((one for one in ROLES if one.value == typed.role), None)
    if role is None:
        problems["role"] = "نقش را برگزینید."
    city_id, known = _city(connection, typed.city)
    if not known:
        problems["city"] = "این شهر شناخته نشد."
    elif role is Role.CONTRIBUTOR and city_id is None:
        problems["city"] = "همکار هر شهر باید شهری داشته باشد."
    elif role is not None and role.may(Role.SECRETARIAT) and city_id is not None:
        problems["city"] = "دبیرخانه و مدیر از شهری نیستند."
    digest = Digest(typed.digest) if typed.digest in set(Digest) else base.digest
    person = replace(
        base, name=name, office=office, email=email or None, role=role or base.role, city_id=city_id, digest=digest
    )
    return person, problems


def _city(connection: Connection, typed: str) -> tuple[str | None, bool]:
    """(the city's id, whether it is known); none at all is known."""
    wanted = display_text(typed).strip()
    if not wanted:
        return None, True
    for city in PlaceRepository(connection).cities():
        if wanted in (city.id, city.name, *city.aliases):
            return city.id, True
    return None, False


def _login_problem(people: PersonRepository, login: str) -> dict[str, str]:
    key = login_key(login)
    if not _LOGIN.fullmatch(key):
        return {"login": "نام کاربری ۲ تا ۶۴ حرف، رقم، نقطه یا خط تیره است و فاصله ندارد."}
    if people.by_login(key):
        return {"login": "این نام کاربری از آن دیگری است."}
    return {}


def _was_last_administrator(people: PersonRepository, before: Person, after: Person) -> bool:
    stays = after.role is Role.ADMINISTRATOR and not after.disabled
    return not stays and [one.id for one in people.administrators()] == [before.id]


def _note_change(connection: Connection, before: Person, after: Person) -> None:
    """One entry that says what is different; nothing where nothing is."""
    changed = []
    if before.name != after.name:
        changed.append(f"نام از «{before.name}» به «{after.name}»")
    if before.role is not after.role:
        changed.append(f"نقش از {ROLE_NAMES[before.role]} به {ROLE_NAMES[after.role]}")
    if before.city_id != after.city_id:
        names = {city.id: city.name for city in PlaceRepository(connection).cities()} | {None: "هیچ"}
        changed.append(f"شهر از {names[before.city_id]} به {names[after.city_id]}")
    others = (("office", "سمت"), ("email", "رایانامه"), ("digest", "چکیدهٔ رایانامه‌ای"))
    changed += [label for field, label in others if getattr(before, field) != getattr(after, field)]
    if changed:
        what = f"در حساب «{after.name}» {'، '.join(changed)} تغییر کرد."
        AuditRepository(connection).note("change", "person", after.id, what)


def _link(connection: Connection, person_id: str | None) -> str:
    token = token_urlsafe(32)
    link = WelcomeLink(person_id, datetime.now(UTC) + LINK_WORKS_FOR)
    WelcomeLinkRepository(connection).replace(link, hashed(token))
    return f"/welcome/{token}"
