"""Who to call in a city: its contributors and the secretariat write it down."""

from dataclasses import dataclass
from uuid import uuid4

from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import NotAllowed
from corpus.repository.audit import AuditRepository
from corpus.repository.offices import OfficeRepository
from corpus.standing import Office
from corpus.text.display import display_text
from corpus.text.numbers import level

MOST_CHARACTERS = 300
FIELDS = {"office": "نام دفتر", "role": "سمت پاسخ‌گو", "phone": "تلفن", "email": "رایانامه", "note": "یادداشت"}


@dataclass(frozen=True, slots=True)
class TypedOffice:
    office: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""


def may_edit_offices(city_id: str) -> bool:
    who = viewer()
    return who.role.may(Role.SECRETARIAT) or (who.role.may(Role.CONTRIBUTOR) and who.city_id == city_id)


def save_office(services: Services, city_id: str, typed: TypedOffice, office_id: str | None = None) -> dict[str, str]:
    """Add an office to the city or change one; returns what is wrong, by field. Raises `NotFound`, `NotAllowed`."""
    _check(city_id)
    values = {name: display_text(getattr(typed, name)).strip() for name in FIELDS}
    problems = {
        name: f"{label} بیش از ۳۰۰ نویسه است." for name, label in FIELDS.items() if len(values[name]) > MOST_CHARACTERS
    }
    if not values["office"]:
        problems["office"] = "نام دفتر را بنویسید، مانند «معاونت فنی و عمرانی»."
    if values["email"] and not _is_address(values["email"]):
        problems["email"] = "این نشانی رایانامه درست نیست."
    if values["phone"] and sum(character.isdigit() for character in level(values["phone"])) < 3:
        problems["phone"] = "شمارهٔ تلفن را با رقم بنویسید."
    if problems:
        return problems
    with services.database.transaction() as connection:
        offices = OfficeRepository(connection)
        if office_id is not None:
            offices.get(city_id, office_id)
        offices.save(Office(office_id or uuid4().hex, city_id, **values))
        AuditRepository(connection).note("save", "office", city_id, f"دفتر «{values['office']}» نوشته شد.")
    return {}


def remove_office(services: Services, city_id: str, office_id: str) -> None:
    """Raises `NotFound`, `NotAllowed`."""
    _check(city_id)
    with services.database.transaction() as connection:
        office = OfficeRepository(connection).get(city_id, office_id)
        OfficeRepository(connection).remove(city_id, office_id)
        AuditRepository(connection).note("remove", "office", city_id, f"دفتر «{office.office}» برداشته شد.")


def _check(city_id: str) -> None:
    if not may_edit_offices(city_id):
        raise NotAllowed("دفترهای هر شهر را همکاران همان شهر و دبیرخانه می‌نویسند.")


def _is_address(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(name and at and "." in host) and not any(character.isspace() for character in text)
