"""Short answers with their sources as JSON, where the site has a language model."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.answering import write_answer
from api.dependencies import ServicesDep
from api.schemas.answer import AnswerBody
from api.schemas.common import ProblemBody
from api.search_choices import ChoicesDep

router = APIRouter(tags=["search"])


@router.get("/answer", responses={status: {"model": ProblemBody} for status in (404, 422, 429, 503)})
def answer(
    services: ServicesDep,
    choices: ChoicesDep,
    q: Annotated[str, Query(description="The question, in everyday Persian.")] = "",
    exact: Annotated[bool, Query(description="Search what was typed, even if it finds nothing.")] = False,
    expand: Annotated[bool, Query(description="Search synonyms of what the question names as well.")] = True,
) -> AnswerBody:
    """A few sentences from the passages found, each with what it is from; 404 where the site has no language model."""
    written = write_answer(services, q, choices, exact=exact, expand=expand)
    return AnswerBody.from_domain(written, services.settings.answer_model)
