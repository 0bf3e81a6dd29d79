"""The short answer as a page of its own, and as the piece of one that the results page fetches."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.addresses import document_url
from api.answering import write_answer
from api.dependencies import ServicesDep
from api.errors import status_of
from api.pages.hits import HitView, hit_views
from api.rendering import templates
from api.search_choices import ChoicesDep
from api.services import Services
from corpus.errors import AnswersOff, TajrobeError
from search.grounded.answer import GroundedAnswer, Source

router = APIRouter(include_in_schema=False)

# What the address of a search may hold that its answer does not depend on.
NOT_OF_ANSWERS = ("page", "sort", "weak", "explain", "facets", "fragment")


@dataclass(frozen=True, slots=True)
class SourceView:
    """`url` leads to where the passage stands."""

    number: int
    kind_label: str
    title: str
    url: str
    facts: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class SentenceView:
    text: str
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class ShortAnswerView:
    """`sources` are those cited; where no sentence stands they are all that was found. `host` is where the model runs."""

    query: str
    model: str
    host: str
    fits: bool
    sentences: list[SentenceView]
    sources: list[SourceView]


@router.get("/answer")
def answer(
    request: Request,
    services: ServicesDep,
    choices: ChoicesDep,
    q: str = "",
    exact: bool = False,
    expand: bool = True,
    fragment: bool = False,
) -> HTMLResponse:
    """Whatever goes wrong is one sentence beside the results, which do not depend on it."""
    view, problem, status = None, None, 200
    try:
        view = _view(services, write_answer(services, q, choices, exact=exact, expand=expand))
    except AnswersOff:
        raise
    except TajrobeError as error:
        problem, status = str(error), status_of(error)
    context = {
        "nav": "search",
        "query": q,
        "short": view,
        "problem": problem,
        "results_url": f"/search?{_address(request)}",
    }
    page = "_answer.html" if fragment else "answer.html"
    return templates(request).TemplateResponse(request, page, context, status)


def answer_url(request: Request) -> str | None:
    """Where the search of this page is answered; None where the site has no language model."""
    services: Services = request.app.state.services
    return f"/answer?{_address(request)}" if services.settings.answer_url else None


def _address(request: Request) -> str:
    fields = [(name, value) for name, value in request.query_params.multi_items() if name not in NOT_OF_ANSWERS]
    return urlencode(fields, errors="replace")


def _view(services: Services, answer: GroundedAnswer) -> ShortAnswerView:
    query = answer.results.query
    everything = (Source(number, hit, hit.passage) for number, hit in enumerate(answer.results.hits, 1))
    sources = answer.cited or tuple(everything)
    cards = hit_views(services, [source.hit for source in sources], query)
    return ShortAnswerView(
        query=query,
        model=services.settings.answer_model,
        host=urlsplit(services.settings.answer_url).hostname or "",
        fits=answer.results.fits,
        sentences=[SentenceView(one.text, [source.number for source in one.sources]) for one in answer.sentences],
        sources=[_source(source, card, query) for source, card in zip(sources, cards, strict=True)],
    )


def _source(source: Source, card: HitView, query: str) -> SourceView:
    url, passage = card.url, source.passage
    if source.hit.document:
        url = document_url(source.hit.id, query, at=passage.start) + "#at"
    return SourceView(source.number, card.kind_label, card.title, url, card.facts, passage.text)
