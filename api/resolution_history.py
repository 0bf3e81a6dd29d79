"""What people add to a resolution: a follow-up with its evidence, and how it stands to earlier ones."""

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID, uuid4, uuid5

from api.services import Services
from api.typed_dates import UnreadableDate, typed_date
from corpus.errors import NotFound, UploadRefused
from corpus.files import StoredFile
from corpus.repository.files import FileRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.relations import RelationRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.text.display import display_text
from corpus.text.numbers import level
from corpus.types import (
    Evidence,
    FollowUp,
    JalaliDate,
    Meeting,
    Relation,
    RelationKind,
    RelationState,
    Resolution,
    ResolutionStatus,
)
from ingest.ingestor import clean_name
from ingest.publishing import follow_up
from search.differences import Difference
from search.precedents import Band, Draft, Precedent

MOST_CHARACTERS = 4_000
PROPOSED = 5

_NAMESPACE = UUID("0c2b54a6-47b5-5a0e-9d0e-52f0f1a2b7c4")
_AMENDING = ("اصلاح", "تغییر", "افزایش", "کاهش", "افزوده", "تکمیل", "بازنگری")
_SUPERSEDING = ("جایگزین", "لغو", "به‌جای", "ملغی", "منسوخ")


@dataclass(frozen=True, slots=True)
class TypedFollowUp:
    """A follow-up as it was typed. `key` is the form's own, so that sending it twice adds it once."""

    by: str = ""
    note: str = ""
    day: str = ""
    status: str = ""
    progress: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class TypedRelation:
    """`other` is the address of a resolution, or «نشست/شماره» («۲۰/۴»)."""

    other: str = ""
    kind: str = ""
    by: str = ""


def add_follow_up(
    services: Services,
    resolution_id: str,
    typed: TypedFollowUp,
    today: date,
    evidence: tuple[BinaryIO, str] | None = None,
) -> dict[str, str]:
    """Add the entry to the resolution's history in one transaction; returns what is wrong, by field, if anything is.

    `evidence` is a file with its name; it is kept only with the entry. Raises `NotFound`.
    """
    with services.database.reading() as connection:
        resolution = ResolutionRepository(connection).get(resolution_id)
        meeting = MeetingRepository(connection).get(resolution.meeting_id)
    problems, entry = _read(typed, resolution, meeting, today)
    stored: StoredFile | None = None
    if evidence and not problems:
        try:
            stored = services.files.add(evidence[0], max_bytes=services.settings.max_upload_bytes)
        except UploadRefused as error:
            problems["evidence"] = str(error)
    if problems or entry is None:
        return problems
    with services.database.transaction() as connection:
        if stored and evidence:
            FileRepository(connection).save(stored)
            entry = _with_evidence(entry, Evidence(stored.sha256, clean_name(evidence[1])))
        known = {one.id for one in ResolutionRepository(connection).get(resolution_id).follow_ups}
        if entry.id not in known:
            follow_up(connection, entry)
    services.worker.wake()
    return {}


def _read(
    typed: TypedFollowUp, resolution: Resolution, meeting: Meeting, today: date
) -> tuple[dict[str, str], FollowUp | None]:
    problems: dict[str, str] = {}
    by, note = display_text(typed.by).strip(), display_text(typed.note).strip()
    if not by:
        problems["by"] = "بنویسید این خبر از کیست."
    if not note:
        problems["note"] = "بنویسید چه شده است؛ یک جمله کافی است."
    elif len(by) + len(note) > MOST_CHARACTERS:
        problems["note"] = "این یادداشت بیش از اندازه بلند است."
    if typed.status and typed.status not in set(ResolutionStatus):
        problems["status"] = "این وضعیت شناخته نیست."
    progress = _progress(typed.progress)
    if progress is None and typed.progress.strip():
        problems["progress"] = "پیشرفت عددی از ۰ تا ۱۰۰ است."
    day = _day(typed.day, meeting, today, problems)
    if problems or day is None:
        return problems, None
    entry_id = uuid5(_NAMESPACE, f"{resolution.id}/{typed.key}").hex if typed.key else uuid4().hex
    status = ResolutionStatus(typed.status) if typed.status else None
    return {}, FollowUp(entry_id, resolution.id, day, by, note, progress, status)


def _with_evidence(entry: FollowUp, evidence: Evidence) -> FollowUp:
    return FollowUp(
        entry.id, entry.resolution_id, entry.date, entry.by, entry.note, entry.progress, entry.status, evidence
    )


def _progress(text: str) -> int | None:
    plain = level(text).strip().removesuffix("%").removesuffix("٪").strip()
    return int(plain) if plain.isdigit() and int(plain) <= 100 else None


def _day(text: str, meeting: Meeting, today: date, problems: dict[str, str]) -> JalaliDate | None:
    try:
        day = typed_date(text, whole=True)
    except UnreadableDate as error:
        problems["date"] = str(error)
        return None
    held = meeting.date.iso if meeting.date else None
    if day.iso and day.iso > today:
        problems["date"] = "این روز هنوز نرسیده است."
    elif day.iso and held and day.iso < held:
        problems["date"] = "این روز پیش از نشستی است که مصوبه در آن تصویب شد."
    return day


# Relations.


def add_relation(services: Services, resolution_id: str, typed: TypedRelation) -> dict[str, str]:
    """Hold a relation to the other resolution that a person found; returns what is wrong, by field, if anything is.

    The newer of the two is the one of the later session. Raises `NotFound` for the resolution itself.
    """
    with services.database.transaction() as connection:
        resolutions, meetings = ResolutionRepository(connection), MeetingRepository(connection)
        one = resolutions.get(resolution_id)
        problems: dict[str, str] = {}
        other = _named(typed.other, resolutions, meetings)
        if other is None:
            problems["other"] = "مصوبه‌ای با این نشست و شماره پیدا نشد؛ مانند «۲۰/۴» بنویسید."
        elif other.id == one.id:
            problems["other"] = "مصوبه با خودش پیوندی ندارد."
        if typed.kind not in set(RelationKind):
            problems["kind"] = "گونهٔ پیوند را برگزینید."
        by = display_text(typed.by).strip()
        if not by:
            problems["relation_by"] = "بنویسید چه کسی این پیوند را می‌گذارد."
        if problems or other is None:
            return problems
        newer, older = _in_order(one, other, meetings)
        relation = Relation(newer.id, older.id, RelationKind(typed.kind), RelationState.CONFIRMED, by=by)
        RelationRepository(connection).save(relation)
    return {}


def judge_relation(services: Services, newer_id: str, older_id: str, state: RelationState, kind: str, by: str) -> None:
    """Confirm or reject a relation, as this kind where one is given. Raises `NotFound` when there is none."""
    with services.database.transaction() as connection:
        relations = RelationRepository(connection)
        known = next((r for r in relations.of([newer_id]) if (r.newer_id, r.older_id) == (newer_id, older_id)), None)
        if known is None:
            raise NotFound("چنین پیوندی پیدا نشد.")
        as_kind = RelationKind(kind) if kind in set(RelationKind) else known.kind
        who = display_text(by).strip() or None
        relations.save(Relation(newer_id, older_id, as_kind, state, known.similarity, who))


def propose_relations(services: Services, resolution_ids: tuple[str, ...]) -> int:
    """Propose how the resolutions stand to the likest earlier ones; returns how many were found. Nobody is asked twice."""
    found = 0
    with services.database.reading() as connection:
        resolutions = ResolutionRepository(connection).by_ids(resolution_ids)
        meetings = MeetingRepository(connection).by_ids(list({one.meeting_id for one in resolutions.values()}))
    for resolution in resolutions.values():
        number = meetings[resolution.meeting_id].session_number
        answer = services.precedents.find(Draft(resolution.text), before_session=number, exclude={resolution.id})
        likely = [match for match in answer.matches if match.band is not Band.RELATED][:PROPOSED]
        proposals = [
            Relation(
                resolution.id,
                match.resolution.id,
                guessed_kind(resolution, match),
                similarity=round(match.similarity, 3),
            )
            for match in likely
        ]
        with services.database.transaction() as connection:
            RelationRepository(connection).propose(proposals)
        found += len(proposals)
    return found


def guessed_kind(resolution: Resolution, match: Precedent) -> RelationKind:
    """What a person would most likely call it; they can call it otherwise."""
    if any(word in resolution.text for word in _SUPERSEDING):
        return RelationKind.SUPERSEDES
    if any(word in resolution.text for word in _AMENDING) or _changes(match.numbers):
        return RelationKind.AMENDS
    return RelationKind.REPEATS if match.band is Band.SAME else RelationKind.FOLLOWS


def _changes(numbers: Difference | None) -> bool:
    """Whether both name figures, and others."""
    return numbers is not None and bool(numbers.draft) and bool(numbers.resolution)


def _named(text: str, resolutions: ResolutionRepository, meetings: MeetingRepository) -> Resolution | None:
    plain = level(text).strip()
    address = plain.rstrip("/").rsplit("/", 1)[-1]
    if "resolutions/" in plain:
        return resolutions.by_ids([address]).get(address)
    session, _, number = plain.partition("/")
    if not (session.strip().isdigit() and number.strip().isdigit()):
        return resolutions.by_ids([plain]).get(plain)
    for meeting in meetings.numbered(int(session)):
        for resolution in resolutions.of_meeting(meeting.id):
            if resolution.number == int(number):
                return resolution
    return None


def _in_order(one: Resolution, other: Resolution, meetings: MeetingRepository) -> tuple[Resolution, Resolution]:
    """(newer, older)."""
    order = {
        resolution.id: (meetings.get(resolution.meeting_id).session_number, resolution.number)
        for resolution in (one, other)
    }
    return (one, other) if order[one.id] >= order[other.id] else (other, one)
