"""What came of a resolution since: what was typed is checked, and written to one history or to many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Connection

from api.services import Services
from corpus.access import Role, viewer
from corpus.desk import CityRole, DeskFilter
from corpus.errors import NotAllowed, UploadRefused
from corpus.files import StoredFile
from corpus.repository.audit import AuditRepository
from corpus.repository.desk import DeskRepository
from corpus.repository.files import FileRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import STATUS_NAMES, resolution_title
from corpus.text.display import display_text
from corpus.text.numbers import level
from corpus.text.typed_dates import UnreadableDate, typed_date
from corpus.types import Evidence, FollowUp, Meeting, Resolution, ResolutionStatus
from ingest.ingestor import clean_name
from ingest.publishing import follow_up

MOST_RESOLUTIONS = 500
MOST_CHARACTERS = 4_000
COMPLETE = 100

_NAMESPACE = UUID("0c2b54a6-47b5-5a0e-9d0e-52f0f1a2b7c4")


@dataclass(frozen=True, slots=True)
class TypedFollowUp:
    """A follow-up as it was typed. `key` is the form's own, so that sending it twice adds it once."""

    by: str = ""
    note: str = ""
    day: str = ""
    status: str = ""
    progress: str = ""
    key: str = ""


class _Refused(ValueError):
    """What was typed cannot stand; `problems` are in Persian and by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems


def add_follow_up(
    services: Services,
    resolution_id: str,
    typed: TypedFollowUp,
    today: date,
    evidence: tuple[BinaryIO, str] | None = None,
) -> dict[str, str]:
    """Add the entry to the resolution's history in one transaction; returns what is wrong, by field, if anything is.

    `evidence` is a file with its name; it is kept only with the entry. Raises `NotFound`, or `NotAllowed` for a city
    that the resolution is not laid on.
    """
    with services.database.reading() as connection:
        resolution = ResolutionRepository(connection).get(resolution_id)
        meeting = MeetingRepository(connection).get(resolution.meeting_id)
        if not may_follow_up(connection, resolution):
            raise NotAllowed("تنها دبیرخانه و شهری که مسئول یا میزبان این مصوبه است از آن خبر می‌دهد.")
    try:
        entry = _for(resolution, meeting, _read(typed, today), typed.key)
        stored = _stored(services, evidence)
    except _Refused as refused:
        return refused.problems
    with services.database.transaction() as connection:
        if stored and evidence:
            FileRepository(connection).save(stored)
            entry = replace(entry, evidence=Evidence(stored.sha256, clean_name(evidence[1])))
        known = {one.id for one in ResolutionRepository(connection).get(resolution_id).follow_ups}
        if entry.id not in known:
            follow_up(connection, entry)
            _note(connection, resolution, meeting, entry)
    services.worker.wake()
    return {}


def may_follow_up(connection: Connection, resolution: Resolution) -> bool:
    """Whether the viewer may add to its history: the secretariat, and contributors of a city that it concerns."""
    who = viewer()
    if who.role.may(Role.SECRETARIAT):
        return True
    if not who.role.may(Role.CONTRIBUTOR) or who.city_id is None:
        return False
    metropolis = any(city.metropolis for city in PlaceRepository(connection).cities() if city.id == who.city_id)
    own = DeskFilter(meeting=resolution.meeting_id, city=who.city_id, city_role=CityRole.ANY, everyone=metropolis)
    return resolution.id in {row.resolution.id for row in DeskRepository(connection, date.today()).rows(own)}


def follow_up_many(services: Services, ids: Sequence[str], typed: TypedFollowUp, today: date) -> dict[str, str]:
    """Add one entry with its new status to each history in one transaction; returns what is wrong, by field.

    Nothing is written where anything is wrong.
    """
    try:
        entry = _read(typed, today, _problems_of_many(ids, typed))
        with services.database.transaction() as connection:
            known = ResolutionRepository(connection).by_ids(ids)
            if len(known) < len(set(ids)):
                raise _Refused({"ids": "یکی از مصوبه‌های برگزیده دیگر نیست؛ فهرست را دوباره باز کنید."})
            meetings = MeetingRepository(connection).by_ids([one.meeting_id for one in known.values()])
            for one in known.values():
                of_one = _for(one, meetings[one.meeting_id], entry)
                follow_up(connection, of_one)
                _note(connection, one, meetings[one.meeting_id], of_one)
    except _Refused as refused:
        return refused.problems
    services.worker.wake()
    return {}


def _note(connection: Connection, resolution: Resolution, meeting: Meeting, entry: FollowUp) -> None:
    status = f" وضعیت: {STATUS_NAMES[entry.status]}." if entry.status else ""
    what = f"برای {resolution_title(resolution, meeting)} پیگیری ثبت شد.{status}"
    AuditRepository(connection).note("follow_up", "resolution", resolution.id, what)


def _problems_of_many(ids: Sequence[str], typed: TypedFollowUp) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not ids:
        problems["ids"] = "مصوبه‌ای برگزیده نشده است؛ کنار مصوبه‌ها را نشان بزنید."
    elif len(ids) > MOST_RESOLUTIONS:
        problems["ids"] = "شمار مصوبه‌های برگزیده بیش از اندازه است."
    if not typed.status:
        problems["status"] = "وضعیت تازه را برگزینید."
    return problems


def _read(typed: TypedFollowUp, today: date, problems: dict[str, str] | None = None) -> FollowUp:
    """The entry, of no resolution yet. Raises `_Refused` with these problems and all that are found."""
    problems = dict(problems or {})
    by, note = display_text(typed.by).strip(), display_text(typed.note).strip()
    if not by:
        problems["by"] = "بنویسید این خبر از کیست."
    if not note:
        problems["note"] = "بنویسید چه شده است؛ یک جمله کافی است."
    elif len(by) + len(note) > MOST_CHARACTERS:
        problems["note"] = "این یادداشت بیش از اندازه بلند است."
    status = ResolutionStatus(typed.status) if typed.status in set(ResolutionStatus) else None
    if typed.status and status is None:
        problems["status"] = "این وضعیت شناخته نیست."
    progress = _progress(typed.progress)
    if progress is None and typed.progress.strip():
        problems["progress"] = "پیشرفت عددی از ۰ تا ۱۰۰ است."
    day = None
    try:
        day = typed_date(typed.day, whole=True)
        if day.iso and day.iso > today:
            problems["date"] = "این روز هنوز نرسیده است."
    except UnreadableDate as error:
        problems["date"] = str(error)
    if problems or day is None:
        raise _Refused(problems)
    return FollowUp("", "", day, by, note, progress, status)


def _for(resolution: Resolution, meeting: Meeting, entry: FollowUp, key: str = "") -> FollowUp:
    """The entry as one of this resolution's history. Raises `_Refused` when it is older than the resolution."""
    held = meeting.date.iso if meeting.date else None
    if held and entry.date.iso and entry.date.iso < held:
        title = resolution_title(resolution, meeting)
        raise _Refused({"date": f"این روز پیش از نشستی است که {title} در آن تصویب شد."})
    entry_id = uuid5(_NAMESPACE, f"{resolution.id}/{key}").hex if key else uuid4().hex
    # What is done is done wholly, whether or not anybody says so.
    done = entry.status is ResolutionStatus.DONE and entry.progress is None
    return replace(entry, id=entry_id, resolution_id=resolution.id, progress=COMPLETE if done else entry.progress)


def _progress(text: str) -> int | None:
    plain = level(text).strip().removesuffix("%").removesuffix("٪").strip()
    return int(plain) if plain.isdigit() and int(plain) <= COMPLETE else None


def _stored(services: Services, evidence: tuple[BinaryIO, str] | None) -> StoredFile | None:
    try:
        return services.files.add(evidence[0], max_bytes=services.settings.max_upload_bytes) if evidence else None
    except UploadRefused as error:
        raise _Refused({"evidence": str(error)}) from error
