"""Documents as JSON, and their original files."""

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse

from api.dependencies import ServicesDep, requires
from api.kept_file import saved_file
from api.people.audience import set_document_audience
from api.schemas.common import ProblemBody
from api.schemas.documents import AudienceBody, DocumentBody
from corpus.access import Role
from corpus.errors import InvalidRecord
from corpus.repository.documents import DocumentRepository
from corpus.repository.duplicates import DuplicateRepository
from corpus.repository.places import PlaceRepository

router = APIRouter(prefix="/documents", tags=["documents"], responses={404: {"model": ProblemBody}})


@router.get("/{document_id}")
def document(document_id: str, services: ServicesDep) -> DocumentBody:
    """The document's display text with its pages and blocks."""
    with services.database.reading() as connection:
        found = DocumentRepository(connection).get(document_id)
        newer, older = DuplicateRepository(connection).versions(document_id)
        cities = {city.id: city.name for city in PlaceRepository(connection).cities()}
    return DocumentBody.from_domain(found, cities.get(found.city_id or ""), newer, older)


@router.put(
    "/{document_id}/audience",
    dependencies=[Depends(requires(Role.SECRETARIAT))],
    responses={422: {"model": ProblemBody}},
)
def set_audience(document_id: str, audience: AudienceBody, services: ServicesDep) -> DocumentBody:
    """Say for whom the document is: `public`, `members`, or `city` with the city that it is of."""
    problems = set_document_audience(services, document_id, audience.visibility, audience.city)
    if problems:
        raise InvalidRecord(" ".join(f"{field}: {problem}" for field, problem in problems.items()))
    return document(document_id, services)


@router.get("/{document_id}/file", response_class=FileResponse)
def original_file(document_id: str, services: ServicesDep) -> FileResponse:
    """The file as it came in, byte for byte; always as a download, never shown by the browser."""
    with services.database.reading() as connection:
        found = DocumentRepository(connection).summaries([document_id]).get(document_id)
        found = found or DocumentRepository(connection).get(document_id)
    return saved_file(services, found.file_sha256, found.file_name)
