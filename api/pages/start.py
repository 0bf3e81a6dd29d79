"""The start page: the field, and under it what is worth knowing before anything is asked."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import ServicesDep
from api.exploring.start import EXAMPLES, read_start
from api.pages.facts import CityNames
from api.pages.need_views import need_view
from api.rendering import templates
from corpus.repository.places import PlaceRepository

router = APIRouter(include_in_schema=False)


@router.get("/")
def start(request: Request, services: ServicesDep) -> HTMLResponse:
    with services.database.reading() as connection:
        found = read_start(connection)
        cities = CityNames(PlaceRepository(connection).cities())
    context = {
        "examples": [{"text": text, "url": f"/search?{urlencode({'q': text})}"} for text in EXAMPLES],
        "newest": found.newest,
        "most_read": found.most_read,
        "needs": [need_view(need, cities) for need in found.needs],
        "need_count": found.need_count,
        "holdings": found.holdings,
        "nav": "search",
        "query": "",
        "json_url": "/api/v1/start",
    }
    return templates(request).TemplateResponse(request, "start.html", context)
