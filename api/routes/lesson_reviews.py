"""The review of lessons as JSON."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.dependencies import ServicesDep, requires
from api.lessons import review as lesson_review
from api.lessons.review import Outcome, Reviewed
from api.rendering import today
from api.schemas.common import ProblemBody
from api.schemas.lessons import ReviewActionBody, ReviewBody, ReviewsBody, ReviewSummaryBody
from api.services import Services
from corpus.access import Role
from corpus.errors import InvalidRecord
from corpus.lesson_form import FIELD_NAMES
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Submission, SubmissionState

router = APIRouter(
    prefix="/reviews",
    tags=["lessons"],
    dependencies=[Depends(requires(Role.SECRETARIAT))],
    responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}, 422: {"model": ProblemBody}},
)

PAGE_SIZE = 50

Acting = Callable[[Services, str, int, Reviewed], Outcome]
ACTIONS: dict[str, Acting] = {
    "keep": lesson_review.keep,
    "return": lesson_review.send_back,
    "publish": lesson_review.publish,
    "merge": lesson_review.merge,
}


@router.get("")
def reviews(
    services: ServicesDep,
    state: SubmissionState = SubmissionState.SUBMITTED,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> ReviewsBody:
    """The queue: those that are due or have waited longest first."""
    if state is SubmissionState.DRAFT:
        raise InvalidRecord("پیش‌نویس‌ها در نوبت بازبینی نیستند.")
    with services.database.reading() as connection:
        submissions = SubmissionRepository(connection)
        total, found = submissions.queue(state, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        counts = submissions.counts()
    counts.pop(SubmissionState.DRAFT, None)
    return ReviewsBody(
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE_SIZE)),
        counts=counts,
        reviews=[ReviewSummaryBody.from_domain(one, today()) for one in found],
    )


@router.get("/{submission_id}")
def review(submission_id: str, services: ServicesDep) -> ReviewBody:
    """One that was handed in, with its checklist and what happened to it so far."""
    return _body(services, submission_id)


@router.post("/{submission_id}")
def act(submission_id: str, wanted: ReviewActionBody, services: ServicesDep) -> ReviewBody:
    """Take it, keep changes, return it, publish it or merge it. A revision that is not the present one is refused (409)."""
    if wanted.action == "take":
        outcome = lesson_review.take(services, submission_id, wanted.rev, urgent=wanted.urgent)
    elif wanted.action in ACTIONS:
        with services.database.reading() as connection:
            submission = lesson_review.open_submission(connection, submission_id)
        outcome = ACTIONS[wanted.action](services, submission_id, wanted.rev, _reviewed(submission, wanted))
    else:
        raise InvalidRecord("action: این کار شناخته نیست.")
    if outcome.problems:
        raise InvalidRecord("؛ ".join(f"{field}: {problem}" for field, problem in outcome.problems.items()))
    return _body(services, submission_id)


def _reviewed(submission: Submission, wanted: ReviewActionBody) -> Reviewed:
    unknown = wanted.fields.keys() - FIELD_NAMES.keys()
    if unknown:
        raise InvalidRecord("؛ ".join(f"{name}: چنین بخشی در تجربه نیست." for name in sorted(unknown)))
    return Reviewed(
        form=replace(submission.form, **wanted.fields),
        visibility=wanted.visibility or submission.visibility,
        anonymous=submission.anonymous if wanted.anonymous is None else wanted.anonymous,
        checklist=submission.checklist if wanted.checklist is None else wanted.checklist,
        remarks=wanted.remarks,
        target=wanted.target,
        insist=wanted.insist,
    )


def _body(services: Services, submission_id: str) -> ReviewBody:
    with services.database.reading() as connection:
        submission = lesson_review.open_submission(connection, submission_id)
        events = SubmissionRepository(connection).events(submission_id)
    return ReviewBody.from_submission(submission, events, today())
