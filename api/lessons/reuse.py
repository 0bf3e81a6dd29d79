"""What comes of a lesson: who used it, who vouches for it, what took it in, that it was read, that it is revised."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4, uuid5

from api.lessons.record import LessonRecord
from api.lessons.typed_lesson import form_of
from api.minutes.relating import named_resolution
from api.rendering import today
from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import NotFound
from corpus.lesson_use import LessonUse
from corpus.repository.audit import AuditRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Submission
from corpus.terms import resolution_title
from corpus.text.display import display_text
from corpus.text.numbers import to_persian_digits
from corpus.text.typed_dates import UnreadableDate, typed_date
from corpus.types import ItemKind, JalaliDate
from ingest.structure.places import place_names

MOST_CHARACTERS = 4000
_NAMESPACE = UUID("5f3d2e58-6a57-5b1e-8a53-0c2b8d8c4a11")


@dataclass(frozen=True, slots=True)
class TypedUse:
    """«We used this» as it is typed; sent twice under one `key` it is one use. No `city` means the viewer's own."""

    project: str = ""
    city: str = ""
    day: str = ""
    outcome: str = ""
    key: str = ""


def add_use(services: Services, lesson_id: str, typed: TypedUse) -> dict[str, str]:
    """Write down that the lesson was used; returns what is wrong, by field, if anything is. Raises `NotFound`."""
    project, outcome = display_text(typed.project).strip(), display_text(typed.outcome).strip()
    problems: dict[str, str] = {}
    if not project:
        problems["project"] = "بنویسید در کدام پروژه."
    if not outcome:
        problems["outcome"] = "بنویسید چه شد؛ یک جمله کافی است."
    elif len(project) + len(outcome) > MOST_CHARACTERS:
        problems["outcome"] = "این نوشته بیش از اندازه بلند است."
    day: JalaliDate | None = None
    try:
        day = typed_date(typed.day) if typed.day.strip() else None
        if day and day.iso and day.iso > today():
            problems["date"] = "این روز هنوز نرسیده است."
    except UnreadableDate as error:
        problems["date"] = str(error)
    with services.database.transaction() as connection:
        lessons = LessonRepository(connection)
        lesson = lessons.get(lesson_id)
        names = place_names(connection)
        city_id = names.city(typed.city) if typed.city.strip() else viewer().city_id
        if city_id is None:
            problems["city"] = "نام شهر شناخته نشد." if typed.city.strip() else "بنویسید در کدام شهر."
        if problems:
            return problems
        who = viewer()
        use_id = uuid5(_NAMESPACE, f"{who.person_id}/{lesson_id}/{typed.key}").hex if typed.key else uuid4().hex
        known = {one.id for one in lessons.uses(lesson_id)}
        if use_id not in known:
            lessons.add_use(LessonUse(use_id, lesson_id, who.person_id, who.name, city_id, project, outcome, day))
            what = f"به‌کارگیری تجربهٔ {to_persian_digits(lesson.number)} در «{project}» ثبت شد."
            AuditRepository(connection).note("lesson.use", "lesson", lesson_id, what)
    return {}


def may_endorse(record: LessonRecord) -> bool:
    """Whether the viewer may vouch for it: one vouches for what others say."""
    return viewer().role.may(Role.ENGINEER) and bool(viewer().person_id) and not record.own


def endorse(services: Services, record: LessonRecord, endorses: bool) -> dict[str, str]:
    """Vouch for the lesson, or take that back; returns what is wrong, if anything is."""
    person_id = viewer().person_id
    if not may_endorse(record) or person_id is None:
        return {"endorsement": "این تجربه از شهر خود شماست؛ تأیید آن با دیگران است."}
    lesson = record.lesson
    with services.database.transaction() as connection:
        lessons = LessonRepository(connection)
        if lessons.endorses(lesson.id, person_id) is not endorses:
            lessons.endorse(lesson.id, person_id, endorses)
            did = "تأیید شد" if endorses else "دیگر تأیید نمی‌شود"
            what = f"تجربهٔ {to_persian_digits(lesson.number)} {did}."
            AuditRepository(connection).note("lesson.endorse", "lesson", lesson.id, what)
    return {}


def add_link(services: Services, lesson_id: str, typed: str) -> dict[str, str]:
    """Say what took the lesson in: a resolution by «نشست/شماره», its address or id; or the title of a standard or letter.

    Returns what is wrong, by field, if anything is. Raises `NotFound`.
    """
    title = " ".join(display_text(typed).split())
    if not title or len(title) > MOST_CHARACTERS:
        return {"link": "شمارهٔ مصوبه مانند «۲۰/۴»، یا عنوان دستورالعمل یا نامه را بنویسید."}
    with services.database.transaction() as connection:
        lessons, meetings = LessonRepository(connection), MeetingRepository(connection)
        lesson = lessons.get(lesson_id)
        resolution = named_resolution(typed, ResolutionRepository(connection), meetings)
        if resolution is None and re.fullmatch(r"\s*[\d۰-۹٠-٩]+\s*/\s*[\d۰-۹٠-٩]+\s*", typed):
            return {"link": "مصوبه‌ای با این نشست و شماره پیدا نشد."}
        if resolution:
            title = resolution_title(resolution, meetings.get(resolution.meeting_id))
        known = [(one.title, one.resolution_id) for one in lessons.links([lesson_id])]
        if (title, resolution.id if resolution else None) not in known:
            lessons.link(lesson_id, title, resolution.id if resolution else None)
            what = f"تجربهٔ {to_persian_digits(lesson.number)} به «{title}» پیوند خورد."
            AuditRepository(connection).note("lesson.link", "lesson", lesson_id, what)
            OutboxRepository(connection).touch(ItemKind.LESSON, lesson_id)
    return {}


def remove_link(services: Services, lesson_id: str, link_id: str) -> None:
    """Raises `NotFound`."""
    with services.database.transaction() as connection:
        lessons = LessonRepository(connection)
        lesson = lessons.get(lesson_id)
        link = next((one for one in lessons.links([lesson_id]) if one.id == link_id), None)
        if link is None:
            raise NotFound("چنین پیوندی پیدا نشد.")
        lessons.unlink(lesson_id, link_id)
        what = f"پیوند تجربهٔ {to_persian_digits(lesson.number)} با «{link.title}» برداشته شد."
        AuditRepository(connection).note("lesson.unlink", "lesson", lesson_id, what)
        OutboxRepository(connection).touch(ItemKind.LESSON, lesson_id)


def may_revise(record: LessonRecord) -> bool:
    """Whether the viewer may begin a new version of it: its own city's contributors and the secretariat."""
    who = viewer()
    return who.role.may(Role.SECRETARIAT) or (who.role.may(Role.CONTRIBUTOR) and record.own)


def begin_revision(services: Services, record: LessonRecord) -> Submission:
    """A draft of the lesson's next version, with its present text. Raises `NotFound` for who may not begin one."""
    if not may_revise(record):
        raise NotFound("تجربه‌ای که بتوانید بازنگری کنید پیدا نشد.")
    with services.database.transaction() as connection:
        lessons, who = LessonRepository(connection), viewer()
        lesson = lessons.get(record.lesson.id)
        names = {city.id: city.name for city in PlaceRepository(connection).cities()}
        submission = Submission(
            id=uuid4().hex,
            person_id=who.person_id,
            city_id=who.city_id or lesson.city_id,
            form=form_of(lesson, names.get(lesson.city_id or "", "")),
            visibility=lesson.visibility,
            anonymous=lesson.anonymous,
            lesson_id=lesson.id,
        )
        begun = SubmissionRepository(connection).add(submission)
        what = f"بازنگری تجربهٔ {to_persian_digits(lesson.number)} آغاز شد."
        AuditRepository(connection).note("lesson.revise", "submission", begun.id, what)
        return begun
