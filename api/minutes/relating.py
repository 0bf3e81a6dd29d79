"""How a resolution stands to earlier ones: proposed by similarity, found and judged by people."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.services import Services
from corpus.errors import NotFound
from corpus.repository.audit import AuditRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.relations import RelationRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import RELATION_NAMES, resolution_title
from corpus.text.display import display_text
from corpus.text.numbers import level
from corpus.types import ItemKind, Relation, RelationKind, RelationState, Resolution
from search.differences import Difference
from search.precedents import Band, Draft, Precedent

PROPOSED = 5

_AMENDING = ("اصلاح", "تغییر", "افزایش", "کاهش", "افزوده", "تکمیل", "بازنگری")
_SUPERSEDING = ("جایگزین", "لغو", "به‌جای", "ملغی", "منسوخ")


@dataclass(frozen=True, slots=True)
class TypedRelation:
    """`other` is the address of a resolution, or «نشست/شماره» («۲۰/۴»)."""

    other: str = ""
    kind: str = ""
    by: str = ""


def add_relation(services: Services, resolution_id: str, typed: TypedRelation) -> dict[str, str]:
    """Hold a relation to the other resolution that a person found; returns what is wrong, by field, if anything is.

    The newer of the two is the one of the later session. Raises `NotFound` for the resolution itself.
    """
    with services.database.transaction() as connection:
        resolutions, meetings = ResolutionRepository(connection), MeetingRepository(connection)
        one = resolutions.get(resolution_id)
        problems: dict[str, str] = {}
        other = named_resolution(typed.other, resolutions, meetings)
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
        _note(connection, relation)
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
        judged = Relation(newer_id, older_id, as_kind, state, known.similarity, who)
        relations.save(judged)
        _note(connection, judged)


def _note(connection: Connection, relation: Relation) -> None:
    both = ResolutionRepository(connection).by_ids([relation.newer_id, relation.older_id])
    meetings = MeetingRepository(connection).by_ids([one.meeting_id for one in both.values()])
    newer, older = (
        resolution_title(both[name], meetings[both[name].meeting_id]) for name in (relation.newer_id, relation.older_id)
    )
    held = relation.state is RelationState.CONFIRMED
    what = f"پیوند «{RELATION_NAMES[relation.kind]}» میان {newer} و {older} {'گذاشته' if held else 'رد'} شد."
    AuditRepository(connection).note("relate" if held else "unrelate", "relation", relation.newer_id, what)
    for name in both:
        OutboxRepository(connection).touch(ItemKind.RESOLUTION, name)


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


def named_resolution(text: str, resolutions: ResolutionRepository, meetings: MeetingRepository) -> Resolution | None:
    """The resolution that its address, its id or «نشست/شماره» («۲۰/۴») names."""
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
