"""The start page: the field, and under it what is worth knowing before anything is asked."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import ServicesDep
from api.pages.facts import CityNames, document_facts
from api.pages.search import search_url
from api.rendering import templates
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.repository.places import PlaceRepository

router = APIRouter(include_in_schema=False)

EXAMPLES = (
    "زیرگذر هر بار که باران می‌آید پر از آب می‌شود",
    "پیمانکار با قیمت خیلی پایین برنده شد و کار را رها کرد",
    "مصوبهٔ نشست بیستم دربارهٔ ایمنی پل‌ها",
)
RECENT = 5


@router.get("/")
def start(request: Request, services: ServicesDep) -> HTMLResponse:
    with services.database.reading() as connection:
        cities = CityNames(PlaceRepository(connection).cities())
        documents = DocumentRepository(connection)
        recent = [
            {"title": d.title, "url": f"/documents/{d.id}", "facts": document_facts(d, cities)}
            for d in documents.recent(RECENT)
        ]
        counts = {"documents": documents.count(), "passages": PassageRepository(connection).count()}
    context = {
        "examples": [{"text": text, "url": search_url(text)} for text in EXAMPLES],
        "recent": recent,
        "counts": counts,
        "nav": "search",
        "query": "",
    }
    return templates(request).TemplateResponse(request, "start.html", context)
