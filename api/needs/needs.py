"""Needs and kept searches as people handle them: what was typed is checked, who may change what, and what is told to whom."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from sqlalchemy import Connection

from api.needs.subjects import PATHS, read_subjects
from api.services import Services
from corpus.access import Role, Viewer, viewer
from corpus.errors import InvalidQuery, NotAllowed
from corpus.repository.audit import AuditRepository
from corpus.repository.notices import NoticeRepository
from corpus.repository.offices import OfficeRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import NeedConnection, Notice, Office, StandingKind, StandingQuery, StandingState, Subject
from corpus.text.display import display_text
from corpus.types import Visibility

MOST_TITLE_CHARACTERS = 200
MOST_CHARACTERS = 4_000
MOST_MESSAGE_CHARACTERS = 1_000
# A saved search without a name of its own is called by its first words.
NAME_CHARACTERS = 80
# Each one is asked of everything that comes.
MOST_OPEN = 100

NO_CITY = "حساب شما به شهری وابسته نیست؛ نیاز را کارشناس یک شهر یا دبیرخانه ثبت می‌کند."
TOO_MANY = "شمار نیازها و جست‌وجوهای باز شما به ۱۰۰ رسیده است؛ آنچه را دیگر لازم ندارید ببندید."


@dataclass(frozen=True, slots=True)
class TypedNeed:
    """A need as it was typed; `visibility` is a value of `Visibility`."""

    title: str = ""
    text: str = ""
    visibility: str = Visibility.PUBLIC.value


def may_post() -> bool:
    """Whether the viewer may post a need: for their city, or for the secretariat."""
    who = viewer()
    return who.role.may(Role.SECRETARIAT) or (who.role.may(Role.ENGINEER) and who.city_id is not None)


def may_change(need: StandingQuery) -> bool:
    """Whether the viewer speaks for the need: who posted it, a contributor of its city, or the secretariat."""
    who = viewer()
    if who.role.may(Role.SECRETARIAT):
        return True
    posted = who.person_id is not None and who.person_id == need.person_id
    of_city = who.role.may(Role.CONTRIBUTOR) and who.city_id is not None and who.city_id == need.city_id
    return posted or of_city


def post_need(services: Services, typed: TypedNeed) -> tuple[str, dict[str, str]]:
    """(the new need's id, {}), or what is wrong by field. Raises `NotAllowed`."""
    who = viewer()
    if not may_post() or who.person_id is None:
        raise NotAllowed(NO_CITY)
    title, text, visibility, problems = _read(typed)
    with services.database.transaction() as connection:
        records = StandingRepository(connection)
        if not problems and _open_count(records, who) >= MOST_OPEN:
            problems["title"] = TOO_MANY
        if problems:
            return "", problems
        need = StandingQuery(uuid4().hex, StandingKind.NEED, title, text, who.person_id, who.city_id, visibility)
        records.save(need)
        _note(connection, "post", "need", need.id, f"نیاز «{title}» ثبت شد.")
    return need.id, {}


def edit_need(services: Services, need_id: str, typed: TypedNeed) -> dict[str, str]:
    """What is wrong, by field. What comes from now on is matched against the new text. Raises `NotFound`, `NotAllowed`."""
    title, text, visibility, problems = _read(typed)
    with services.database.transaction() as connection:
        need = _to_change(connection, need_id)
        if not problems:
            StandingRepository(connection).save(replace(need, title=title, text=text, visibility=visibility))
            _note(connection, "edit", "need", need_id, f"نیاز «{title}» ویرایش شد.")
    return problems


def settle_need(services: Services, need_id: str, state: StandingState, answer: str = "") -> dict[str, str]:
    """Mark the need answered (`answer` is the address of what answered it, or nothing), closed, or open again.

    Returns what is wrong, by field. Raises `NotFound`, `NotAllowed`.
    """
    with services.database.transaction() as connection:
        need = _to_change(connection, need_id)
        answered_by = None
        if state is StandingState.ANSWERED and answer.strip():
            answered_by = _typed_subject(answer)
            if answered_by is None or answered_by not in read_subjects(connection, [answered_by]):
                return {"answer": "نشانی یک تجربه، مصوبه یا سند همین پایگاه را بگذارید، مانند ‎/lessons/…"}
        StandingRepository(connection).save(replace(need, state=state, answer=answered_by))
        done = {
            StandingState.OPEN: "دوباره باز شد",
            StandingState.ANSWERED: "پاسخ گرفت",
            StandingState.CLOSED: "بسته شد",
        }
        _note(connection, "settle", "need", need_id, f"نیاز «{need.title}» {done[state]}.")
    return {}


def connect_needs(services: Services, need_id: str, other_id: str, message: str = "") -> bool:
    """Bring two cities' needs together and tell both owners; False where they are together already.

    Raises `NotFound`, `NotAllowed` where the viewer speaks for neither, and `InvalidQuery` for needs of one city.
    """
    who = viewer()
    said = display_text(message).strip()[:MOST_MESSAGE_CHARACTERS]
    with services.database.transaction() as connection:
        records = StandingRepository(connection)
        needs = (records.need(need_id), records.need(other_id))
        if not any(may_change(one) for one in needs):
            raise NotAllowed("تنها شهری که یکی از این دو نیاز از آنِ اوست می‌تواند دفترها را پیوند دهد.")
        if need_id == other_id or needs[0].city_id == needs[1].city_id:
            raise InvalidQuery("این دو نیاز از یک شهر است.")
        if any(one.visibility is Visibility.CITY for one in needs):
            raise InvalidQuery("نیازی که تنها همکاران یک شهر می‌بینند پیوند داده نمی‌شود؛ نخست دیدنش را باز کنید.")
        link = NeedConnection(uuid4().hex, need_id, other_id, who.person_id, who.name, said)
        if not records.connect(link):
            return False
        names = {city.id: city.name for city in PlaceRepository(connection).cities()}
        offices = OfficeRepository(connection)
        notices = [
            _connected(own, other, names.get(other.city_id or "", "دبیرخانه"), link, offices.of_city(other.city_id))
            for own, other in (needs, needs[::-1])
        ]
        NoticeRepository(connection).add([notice for notice in notices if notice])
        what = f"نیاز «{needs[0].title}» به نیاز «{needs[1].title}» پیوند داده شد."
        _note(connection, "connect", "need", need_id, what)
    return True


def keep_search(services: Services, text: str, title: str = "") -> str:
    """Keep the query for the viewer and return its id; one that is kept already is not kept twice.

    Raises `InvalidQuery` where it cannot be searched, `NotAllowed` for visitors.
    """
    who = viewer()
    if not who.role.may(Role.ENGINEER) or who.person_id is None:
        raise NotAllowed("برای نگه‌داشتن جست‌وجو وارد شوید.")
    query = services.searcher.parse(text)
    if not query.text.strip():
        raise InvalidQuery("برای نگه‌داشتن، نخست چیزی جست‌وجو کنید.")
    name = display_text(title).strip()[:MOST_TITLE_CHARACTERS] or query.text[:NAME_CHARACTERS]
    with services.database.transaction() as connection:
        records = StandingRepository(connection)
        kept = records.of_person(who.person_id, StandingKind.SEARCH)
        same = next((one.id for one in kept if one.text == query.text), None)
        if same:
            return same
        if _open_count(records, who) >= MOST_OPEN:
            raise InvalidQuery(TOO_MANY)
        search = StandingQuery(
            uuid4().hex, StandingKind.SEARCH, name, query.text, who.person_id, who.city_id, Visibility.CITY
        )
        records.save(search)
        _note(connection, "keep", "search", search.id, f"جست‌وجوی «{name}» نگه داشته شد.")
    return search.id


def drop_search(services: Services, search_id: str) -> None:
    """Raises `NotFound`."""
    with services.database.transaction() as connection:
        search = StandingRepository(connection).search(search_id)
        StandingRepository(connection).remove(search_id)
        _note(connection, "drop", "search", search_id, f"جست‌وجوی «{search.title}» برداشته شد.")


def _read(typed: TypedNeed) -> tuple[str, str, Visibility, dict[str, str]]:
    title, text = display_text(typed.title).strip(), display_text(typed.text).strip()
    problems: dict[str, str] = {}
    if not title:
        problems["title"] = "نیاز را در یک جمله بنویسید."
    elif len(title) > MOST_TITLE_CHARACTERS:
        problems["title"] = "عنوان بیش از ۲۰۰ نویسه است؛ شرح را در بخش بعد بنویسید."
    if not text:
        problems["text"] = "بنویسید مسئله چیست و چه چیزی کمک می‌کند."
    elif len(text) > MOST_CHARACTERS:
        problems["text"] = "شرح بیش از ۴٬۰۰۰ نویسه است؛ کوتاه‌ترش کنید."
    visibility = Visibility(typed.visibility) if typed.visibility in set(Visibility) else Visibility.PUBLIC
    if typed.visibility not in set(Visibility):
        problems["visibility"] = "این گزینه شناخته نیست."
    elif visibility is Visibility.CITY and viewer().city_id is None:
        problems["visibility"] = "دبیرخانه شهری ندارد که نیاز تنها برای آن باشد."
    return title, text, visibility, problems


def _open_count(records: StandingRepository, who: Viewer) -> int:
    kept = records.of_person(who.person_id) if who.person_id else []
    return sum(one.state is StandingState.OPEN for one in kept)


def _to_change(connection: Connection, need_id: str) -> StandingQuery:
    need = StandingRepository(connection).need(need_id)
    if not may_change(need):
        raise NotAllowed("این نیاز از آنِ شهر دیگری است.")
    return need


def _connected(
    own: StandingQuery, other: StandingQuery, city: str, link: NeedConnection, offices: Sequence[Office]
) -> Notice | None:
    """What the owner of one of the two hears: what was written, and whom to call in the other's city."""
    if own.person_id is None:
        return None
    reason = f"{city} همین نیاز را دارد و دفترهای دو شهر برای کار مشترک به هم پیوند داده شد."
    said = f"«{link.by}» نوشته است: {link.message}" if link.message else other.text
    calls = ["، ".join(filter(None, (one.office, one.role, _from_the_left(one.phone), one.email))) for one in offices]
    passage = "\n".join([said, *(f"تماس: {call}" for call in calls)])
    return Notice(uuid4().hex, own.person_id, own.id, Subject.NEED, other.id, reason, passage)


def _from_the_left(text: str) -> str:
    """A telephone number as it reads inside a Persian line, where its parts would change places."""
    return f"\u2066{text}\u2069" if text else ""


def _typed_subject(address: str) -> tuple[Subject, str] | None:
    """What an address of ours, with or without the site's name before it, points at."""
    path = address.strip().split("?")[0].split("#")[0].rstrip("/")
    for subject, start in PATHS.items():
        _site, found, subject_id = path.rpartition(start)
        if found and subject is not Subject.NEED and subject_id and "/" not in subject_id:
            return subject, subject_id[:64]
    return None


def _note(connection: Connection, action: str, kind: str, item_id: str, what: str) -> None:
    AuditRepository(connection).note(action, kind, item_id, what)
