"""Files on their way in, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile

from api.dependencies import ServicesDep, requires
from api.schemas.common import FailureBody, ProblemBody
from api.schemas.uploads import RefusedBody, UploadBody, UploadListBody, UploadsBody
from api.services import Services
from corpus.access import Role
from corpus.errors import UploadRefused
from corpus.repository.uploads import UploadRepository

router = APIRouter(prefix="/uploads", tags=["uploads"], dependencies=[Depends(requires(Role.CONTRIBUTOR))])


@router.post("", status_code=202, responses={422: {"model": ProblemBody}})
def upload(services: ServicesDep, files: Annotated[list[UploadFile], File()]) -> UploadsBody:
    """Take files in; each is kept at once and read in the background. One that is refused does not hold up the others."""
    return accept_files(services, files)


@router.get("")
def uploads(
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> UploadListBody:
    """The uploads, newest first."""
    with services.database.reading() as connection:
        repository = UploadRepository(connection)
        found = repository.newest(limit=limit, offset=offset)
        return UploadListBody(total=repository.count(), uploads=[UploadBody.from_domain(upload) for upload in found])


@router.get("/{upload_id}", responses={404: {"model": ProblemBody}})
def one_upload(upload_id: str, services: ServicesDep) -> UploadBody:
    """Where one file stands."""
    with services.database.reading() as connection:
        return UploadBody.from_domain(UploadRepository(connection).get(upload_id))


@router.post("/{upload_id}/retry", status_code=202, responses={404: {"model": ProblemBody}})
def retry(upload_id: str, services: ServicesDep) -> UploadBody:
    """Read a failed file again."""
    found = services.ingestor.retry(upload_id)
    services.worker.wake()
    return UploadBody.from_domain(found)


def accept_files(services: Services, files: list[UploadFile]) -> UploadsBody:
    """Hand each file to the ingestor; the refused ones come back with their reason."""
    body = UploadsBody(uploads=[])
    for file in files:
        try:
            arrival = services.ingestor.accept(file.file, file.filename or "")
        except UploadRefused as error:
            failure = FailureBody(type=error.type, message=str(error))
            body.refused.append(RefusedBody(file_name=file.filename or "", failure=failure))
        else:
            body.uploads.append(UploadBody.from_domain(arrival.upload, known=arrival.known))
    services.worker.wake()
    return body
