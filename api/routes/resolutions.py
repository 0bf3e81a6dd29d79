"""Resolutions as JSON: with their history and relations; follow-ups and relations are added here too."""

from fastapi import APIRouter, Depends

from api.dependencies import ServicesDep, requires
from api.minutes.follow_ups import TypedFollowUp, add_follow_up
from api.minutes.relating import TypedRelation, add_relation, judge_relation, propose_relations
from api.people.audience import set_resolution_visibility
from api.rendering import today
from api.schemas.common import ProblemBody
from api.schemas.precedents import DraftBody, PrecedentBody, PrecedentsBody
from api.schemas.resolutions import NewFollowUpBody, NewRelationBody, ResolutionBody, VerdictBody, VisibilityBody
from api.services import Services
from corpus.access import Role
from corpus.errors import InvalidQuery, InvalidRecord
from corpus.repository.meetings import MeetingRepository
from corpus.repository.relations import RelationRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.text.dates import last_day_of
from corpus.text.typed_dates import UnreadableDate, typed_date
from corpus.types import RelationState
from search.precedents import Draft

CONTRIBUTOR = [Depends(requires(Role.CONTRIBUTOR))]
SECRETARIAT = [Depends(requires(Role.SECRETARIAT))]

router = APIRouter(
    prefix="/resolutions",
    tags=["resolutions"],
    responses={404: {"model": ProblemBody}, 422: {"model": ProblemBody}},
)


@router.post("/precedents")
def precedents(draft: DraftBody, services: ServicesDep) -> PrecedentsBody:
    """What was decided before that is like the draft, in three bands: `same`, `similar` and `related`."""
    try:
        due = last_day_of(typed_date(draft.due)) if draft.due.strip() else None
    except UnreadableDate as error:
        raise InvalidQuery(str(error)) from error
    answer = services.precedents.find(
        Draft(draft.text, tuple(draft.responsible), due), before_session=draft.before_session, limit=draft.limit
    )
    return PrecedentsBody(
        precedents=[PrecedentBody.from_domain(match, today()) for match in answer.matches],
        compared=answer.compared,
        notices=list(answer.notices),
    )


@router.get("/{resolution_id}")
def resolution(resolution_id: str, services: ServicesDep) -> ResolutionBody:
    """A resolution with its whole history, oldest first, and its relations."""
    return _body(services, resolution_id)


@router.post("/{resolution_id}/follow-ups", status_code=201, dependencies=CONTRIBUTOR)
def follow_up(resolution_id: str, entry: NewFollowUpBody, services: ServicesDep) -> ResolutionBody:
    """Add an entry to the history; entries are never changed."""
    typed = TypedFollowUp(
        by=entry.by,
        note=entry.note,
        day=entry.date,
        status=entry.status or "",
        progress="" if entry.progress is None else str(entry.progress),
        key=entry.key,
    )
    _refuse(add_follow_up(services, resolution_id, typed, today()))
    return _body(services, resolution_id)


@router.put("/{resolution_id}/visibility", dependencies=SECRETARIAT)
def set_visibility(resolution_id: str, wanted: VisibilityBody, services: ServicesDep) -> ResolutionBody:
    """Say for whom the resolution is: `public`, `members`, or `city` for the host of its session."""
    _refuse(set_resolution_visibility(services, resolution_id, wanted.visibility))
    return _body(services, resolution_id)


@router.post("/{resolution_id}/relations", status_code=201, dependencies=SECRETARIAT)
def relate(resolution_id: str, relation: NewRelationBody, services: ServicesDep) -> ResolutionBody:
    """Hold a relation that a person found; the newer of the two is that of the later session."""
    _refuse(add_relation(services, resolution_id, TypedRelation(relation.other, relation.kind, relation.by)))
    return _body(services, resolution_id)


@router.post("/{resolution_id}/relations/propose", dependencies=SECRETARIAT)
def propose(resolution_id: str, services: ServicesDep) -> ResolutionBody:
    """Propose relations to the likest earlier resolutions; those that were judged are not proposed again."""
    _body(services, resolution_id)
    propose_relations(services, (resolution_id,))
    return _body(services, resolution_id)


@router.post("/{resolution_id}/relations/{newer_id}/{older_id}", dependencies=SECRETARIAT)
def judge(
    resolution_id: str, newer_id: str, older_id: str, verdict: VerdictBody, services: ServicesDep
) -> ResolutionBody:
    """Confirm a relation or reject it."""
    state = RelationState.CONFIRMED if verdict.confirm else RelationState.REJECTED
    judge_relation(services, newer_id, older_id, state, verdict.kind or "", verdict.by)
    return _body(services, resolution_id)


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise InvalidRecord(" ".join(f"{name}: {problem}" for name, problem in problems.items()))


def _body(services: Services, resolution_id: str) -> ResolutionBody:
    with services.database.reading() as connection:
        found = ResolutionRepository(connection).get(resolution_id)
        meeting = MeetingRepository(connection).get(found.meeting_id)
        relations = RelationRepository(connection).of([resolution_id])
    return ResolutionBody.from_domain(found, meeting, relations, today())
