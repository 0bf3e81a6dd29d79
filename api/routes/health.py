"""Whether the process lives, and whether it can answer; each part separately."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from api.dependencies import ServicesDep
from api.schemas.health import HealthBody
from api.services import Services
from corpus.errors import TajrobeError
from corpus.repository.documents import DocumentRepository
from corpus.repository.uploads import UploadRepository
from corpus.types import UploadState

router = APIRouter(prefix="/health", tags=["health"])
OK = "ok"


@router.get("/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": OK}


@router.get("/ready", response_model=HealthBody)
def ready(services: ServicesDep) -> JSONResponse:
    """200 when questions can be answered, 503 with what is wrong otherwise."""
    body = examine(services)
    return JSONResponse(body.model_dump(), 200 if body.ready else 503)


def examine(services: Services) -> HealthBody:
    """Every part's state; a model that is missing leaves the site ready, by words alone."""
    record, documents, waiting = OK, 0, 0
    try:
        with services.database.reading() as connection:
            documents = DocumentRepository(connection).count()
            waiting = UploadRepository(connection).count(UploadState.WAITING, UploadState.READING, UploadState.INDEXING)
    except SQLAlchemyError as error:
        record = type(error).__name__
    index = _state(services.check_index)
    model = _state(services.check_model) if services.encoders.dense else "none"
    problem = services.worker.problem
    return HealthBody(
        ready=record == OK and index == OK,
        record=record,
        index=index,
        model=model,
        worker=f"{problem.type}: {problem}" if problem else OK,
        documents=documents,
        waiting=waiting,
    )


def _state(check: Callable[[], None]) -> str:
    try:
        check()
    except TajrobeError as error:
        return f"{error.type}: {error}"
    return OK
