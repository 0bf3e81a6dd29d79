"""Lessons on their way in, as JSON: begun, kept, attached to, handed in; and `POST /lessons`, which does it at once."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Response, UploadFile

from api.dependencies import ServicesDep, requires
from api.lessons import handing_in
from api.problem import ProblemResponse, problem
from api.schemas.common import ProblemBody
from api.schemas.submissions import (
    AttachedBody,
    ChangedLessonBody,
    InvalidFieldsBody,
    LessonFieldsBody,
    NewLessonBody,
    RefusedFileBody,
    SimilarLessonsBody,
    SubmissionBody,
    SubmissionRevBody,
    SubmissionsBody,
)
from corpus.access import Role, viewer
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Submission, SubmissionState

router = APIRouter(tags=["submissions"], dependencies=[Depends(requires(Role.CONTRIBUTOR))])

HELD_BACK = "این تجربه پذیرفته نشد: {fields}"


@router.post("/lessons", status_code=201, response_model=SubmissionBody, responses={422: {"model": InvalidFieldsBody}})
def hand_in(body: NewLessonBody, services: ServicesDep, response: Response) -> SubmissionBody | ProblemResponse:
    """Hand a lesson in for review, or nothing: 422 tells what is wrong by field. 200 where its key was used before."""
    handed = handing_in.hand_in(services, body.to_domain(), body.key)
    if handed.submission is None:
        return _held_back(handed.problems)
    response.status_code = 201 if handed.fresh else 200
    return SubmissionBody.from_domain(handed.submission)


@router.post("/lessons/similar")
def similar(body: LessonFieldsBody, services: ServicesDep) -> SimilarLessonsBody:
    """The published lessons that tell what is being written, as far as it is written."""
    return SimilarLessonsBody.from_domain(services.similar_lessons.find(body))


@router.get("/submissions")
def submissions(
    services: ServicesDep,
    state: Annotated[list[SubmissionState] | None, Query()] = None,
    whose: Annotated[str, Query(pattern="^(city|mine)$")] = "city",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> SubmissionsBody:
    """What the viewer's city, or the viewer alone, has on its way, in these states or in any; last changed first."""
    who = viewer()
    of_city = whose == "city" and who.city_id is not None
    with services.database.reading() as connection:
        total, found = SubmissionRepository(connection).listed(
            state or list(SubmissionState),
            person_id=None if of_city else who.person_id or "-",
            city_id=who.city_id if of_city else None,
            limit=limit,
            offset=offset,
        )
    return SubmissionsBody(total=total, submissions=[SubmissionBody.from_domain(one) for one in found])


@router.post("/submissions", status_code=201)
def begin(body: NewLessonBody, services: ServicesDep) -> SubmissionBody:
    """Begin a draft; the same key again is the same draft."""
    return SubmissionBody.from_domain(handing_in.begin(services, body.to_domain(), key=body.key))


@router.get("/submissions/{submission_id}", responses={404: {"model": ProblemBody}})
def submission(submission_id: str, services: ServicesDep) -> SubmissionBody:
    """One with its files and history."""
    with services.database.reading() as connection:
        found = handing_in.own_submission(connection, submission_id)
        events = SubmissionRepository(connection).events(submission_id)
    return SubmissionBody.from_domain(found, events)


@router.put("/submissions/{submission_id}", responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}})
def keep(submission_id: str, body: ChangedLessonBody, services: ServicesDep) -> SubmissionBody:
    """Keep what was typed; 409 when somebody changed it since that revision."""
    return SubmissionBody.from_domain(handing_in.keep(services, submission_id, body.rev, body.to_domain()))


@router.post(
    "/submissions/{submission_id}/submit",
    response_model=SubmissionBody,
    responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}, 422: {"model": InvalidFieldsBody}},
)
def submit(submission_id: str, body: SubmissionRevBody, services: ServicesDep) -> SubmissionBody | ProblemResponse:
    """Hand it in for review; 422 tells by field what holds it back."""
    handed = handing_in.submit(services, submission_id, body.rev)
    if handed.problems or handed.submission is None:
        return _held_back(handed.problems, handed.submission)
    return SubmissionBody.from_domain(handed.submission)


@router.post(
    "/submissions/{submission_id}/withdraw", responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}}
)
def withdraw(submission_id: str, body: SubmissionRevBody, services: ServicesDep) -> SubmissionBody:
    """Take it back before a reviewer takes it; nothing of it is lost."""
    return SubmissionBody.from_domain(handing_in.withdraw(services, submission_id, body.rev))


@router.post("/submissions/{submission_id}/files", responses={404: {"model": ProblemBody}, 409: {"model": ProblemBody}})
def attach(submission_id: str, services: ServicesDep, files: Annotated[list[UploadFile], File()]) -> AttachedBody:
    """Attach files to a draft; one that is refused does not hold up the others."""
    handing_in.read(services, submission_id)
    kept, refused = handing_in.store_files(services, [(one.file, one.filename or "") for one in files])
    attached = handing_in.attach(services, submission_id, kept)
    told = [RefusedFileBody(file_name=name, message=why) for name, why in refused.items()]
    return AttachedBody(submission=SubmissionBody.from_domain(attached), refused=told)


@router.delete("/submissions/{submission_id}/files/{sha256}", responses={404: {"model": ProblemBody}})
def detach(submission_id: str, sha256: str, services: ServicesDep) -> SubmissionBody:
    """Take a file away from a draft."""
    return SubmissionBody.from_domain(handing_in.detach(services, submission_id, sha256))


def _held_back(problems: Mapping[str, str], submission: Submission | None = None) -> ProblemResponse:
    message = HELD_BACK.format(fields=" ".join(problems.values()))
    kept = SubmissionBody.from_domain(submission).model_dump(mode="json") if submission else None
    return problem(422, "InvalidRecord", message, fields=dict(problems), submission=kept)
