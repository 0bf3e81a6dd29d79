"""The text of a document's page as JSON: how it was read, another reading, a correction by hand, its versions."""

from fastapi import APIRouter, Depends, Response

from api.dependencies import ServicesDep, requires
from api.schemas.common import ProblemBody
from api.schemas.documents import CorrectionBody, PageTextBody, PageVersionsBody, ReadingBody
from api.services import Services
from corpus.access import Role
from corpus.types import PageText

SECRETARIAT = [Depends(requires(Role.SECRETARIAT))]

router = APIRouter(
    prefix="/documents/{document_id}/pages/{number}",
    tags=["pages of documents"],
    responses={404: {"model": ProblemBody}},
)


@router.get("/text")
def text(document_id: str, number: int, services: ServicesDep) -> PageTextBody:
    """The page's text as it can be edited, and the ways in which the page can be read."""
    _, page = services.reviser.page(document_id, number)
    return _body(services, document_id, page)


@router.post("/text", dependencies=SECRETARIAT, responses={409: {"model": ProblemBody}, 422: {"model": ProblemBody}})
def correct(document_id: str, number: int, correction: CorrectionBody, services: ServicesDep) -> PageTextBody:
    """Put this text in the page's place; 409 when the page is no longer at the version that the text was made from."""
    page = services.reviser.correct(document_id, number, correction.text, correction.base_version)
    return _body(services, document_id, page)


@router.post(
    "/readings", dependencies=SECRETARIAT, responses={409: {"model": ProblemBody}, 422: {"model": ProblemBody}}
)
def read_again(document_id: str, number: int, reading: ReadingBody, services: ServicesDep) -> PageTextBody:
    """Read the page in another way and put what comes of it in its place; the old text stays as a version."""
    return _body(services, document_id, services.reviser.read_again(document_id, number, reading.method))


@router.get("/versions")
def versions(document_id: str, number: int, services: ServicesDep) -> PageVersionsBody:
    """Every text that the page has had, the first one first."""
    _, page = services.reviser.page(document_id, number)
    return PageVersionsBody.from_domain(page.version, services.reviser.versions(document_id, number))


@router.post("/versions/{version}/restore", dependencies=SECRETARIAT)
def restore(document_id: str, number: int, version: int, services: ServicesDep) -> PageTextBody:
    """Put one of the page's texts in its place again."""
    return _body(services, document_id, services.reviser.restore(document_id, number, version))


@router.get("/image", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def image(document_id: str, number: int, services: ServicesDep) -> Response:
    """The page of the original file as a picture, to compare the text with; of PDF and pictures."""
    # The same document is the same bytes, so its pictures never change.
    headers = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return Response(services.reviser.draw(document_id, number), media_type="image/jpeg", headers=headers)


def _body(services: Services, document_id: str, page: PageText) -> PageTextBody:
    return PageTextBody.from_domain(page, services.reviser.methods(document_id))
