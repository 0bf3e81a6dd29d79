"""More like this, as JSON: from an item, from a text, or from a file of which nothing is kept."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile

from api.dependencies import ServicesDep
from api.pages.facts import CityNames
from api.schemas.common import ProblemBody
from api.schemas.similar import AskedBody, SimilarBody
from api.services import Services
from corpus.repository.places import PlaceRepository
from corpus.types import ItemKind
from search.similar import SimilarAnswer

MOST_HITS = 50

router = APIRouter(
    prefix="/similar", tags=["search"], responses={422: {"model": ProblemBody}, 503: {"model": ProblemBody}}
)


@router.get("", responses={404: {"model": ProblemBody}})
def similar_to_item(
    services: ServicesDep,
    kind: Annotated[ItemKind, Query(description="What the item is.")],
    id: Annotated[str, Query(description="The item's id, as a search gives it.")],
    limit: Annotated[int, Query(ge=1, le=MOST_HITS)] = 10,
) -> SimilarBody:
    """What tells of the same as the item, the nearest first; its other versions and its own file are left out."""
    return _body(services, services.similar_items.to_item(kind, id, limit=limit))


@router.post("")
def similar_to_text(asked: AskedBody, services: ServicesDep) -> SimilarBody:
    """What tells of the same as the text, which may be long: it is searched by its best passages. It is not kept."""
    return _body(services, services.similar_items.to_text(asked.text, limit=asked.limit))


@router.post("/file", responses={413: {"model": ProblemBody}})
def similar_to_file(
    services: ServicesDep,
    file: Annotated[UploadFile, File(description="A report, letter or sheet of a kind that the site reads.")],
    limit: Annotated[int, Form(ge=1, le=MOST_HITS)] = 10,
) -> SimilarBody:
    """What tells of the same as the file. It is read once and not kept."""
    text = services.passing_reader.text(file.file, file.filename or "")
    return _body(services, services.similar_items.to_text(text, limit=limit))


def _body(services: Services, answer: SimilarAnswer) -> SimilarBody:
    with services.database.reading() as connection:
        cities = CityNames(PlaceRepository(connection).cities())
    return SimilarBody.from_answer(answer, cities)
