"""Minutes under review, as JSON: drafts, what was typed in them, and their way into the record."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.dependencies import ServicesDep, requires
from api.minutes import reviewing
from api.problem import ProblemResponse, problem
from api.schemas.common import ProblemBody
from api.schemas.minutes import (
    HeldBackBody,
    MinutesDraftBody,
    MinutesDraftsBody,
    ReviewBody,
    ReviewConfirmBody,
    ReviewRevBody,
    ReviewSaveBody,
)
from api.services import Services
from corpus.access import Role
from corpus.drafts import MinutesDraft
from corpus.repository.documents import DocumentRepository
from corpus.repository.drafts import DraftRepository
from corpus.types import DraftState

router = APIRouter(tags=["minutes"], dependencies=[Depends(requires(Role.SECRETARIAT))])

HELD_BACK = "این صورتجلسه هنوز ثبت نشد و آنچه نوشته شده بود در پیش‌نویس ماند؛ بخش‌های نام‌برده را ببینید."


@router.get("/minutes")
def drafts(
    services: ServicesDep,
    state: DraftState = DraftState.WAITING,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> MinutesDraftsBody:
    """The drafts in a state: waiting ones in the order in which they came, others with the newest first."""
    with services.database.reading() as connection:
        repository = DraftRepository(connection)
        found = repository.listed(state, limit=limit, offset=offset)
        total = repository.count(state)
    return MinutesDraftsBody(total=total, drafts=_bodies(services, found))


@router.get("/minutes/{draft_id}", responses={404: {"model": ProblemBody}})
def draft(draft_id: str, services: ServicesDep) -> ReviewBody:
    """One session as it stands in the form, with what is doubtful or wrong in it and where it stands in the text."""
    return ReviewBody.from_domain(reviewing.open_review(services, draft_id))


@router.put("/minutes/{draft_id}", responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}})
def save(draft_id: str, body: ReviewSaveBody, services: ServicesDep) -> ReviewBody:
    """Keep what was typed; 409 when the draft is no longer at the revision that it was made from."""
    return ReviewBody.from_domain(reviewing.save(services, draft_id, body.rev, body.form.to_domain()))


@router.post(
    "/minutes/{draft_id}/confirm",
    response_model=ReviewBody,
    responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}, 422: {"model": HeldBackBody}},
)
def confirm(draft_id: str, body: ReviewConfirmBody, services: ServicesDep) -> ReviewBody | ProblemResponse:
    """Publish the session with all its resolutions, or nothing; 422 tells by field what holds it back."""
    typed = body.form.to_domain() if body.form else None
    review = reviewing.confirm(
        services, draft_id, body.rev, typed, meeting_id=body.published_meeting_id, insist=body.insist
    )
    told = ReviewBody.from_domain(review)
    if review.done:
        return told
    return problem(422, "DraftIncomplete", HELD_BACK, review=told.model_dump(mode="json"))


@router.post("/minutes/{draft_id}/discard", responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}})
def discard(draft_id: str, body: ReviewRevBody, services: ServicesDep) -> MinutesDraftBody:
    """Put the draft aside; nothing of it is lost."""
    return _bodies(services, [reviewing.discard(services, draft_id, body.rev)])[0]


@router.post("/minutes/{draft_id}/restore", responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}})
def restore(draft_id: str, body: ReviewRevBody, services: ServicesDep) -> MinutesDraftBody:
    """Let a discarded draft wait again."""
    return _bodies(services, [reviewing.bring_back(services, draft_id, body.rev)])[0]


@router.post(
    "/minutes/{draft_id}/anew",
    responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}, 422: {"model": ProblemBody}},
)
def begin_anew(draft_id: str, body: ReviewRevBody, services: ServicesDep) -> MinutesDraftBody:
    """Let go of what was typed and begin from the document's present text."""
    return _bodies(services, [reviewing.begin_anew(services, draft_id, body.rev)])[0]


@router.post(
    "/documents/{document_id}/minutes",
    status_code=201,
    responses={404: {"model": ProblemBody}, 422: {"model": ProblemBody}},
)
def extract(document_id: str, services: ServicesDep) -> MinutesDraftsBody:
    """Draft the minutes in a stored document; 422 (`NotMinutes`) where it is none."""
    found = reviewing.extract(services, document_id)
    return MinutesDraftsBody(total=len(found), drafts=_bodies(services, found))


def _bodies(services: Services, found: list[MinutesDraft]) -> list[MinutesDraftBody]:
    with services.database.reading() as connection:
        documents = DocumentRepository(connection).summaries([one.document_id for one in found])
    return [MinutesDraftBody.from_domain(one, documents[one.document_id]) for one in found]
