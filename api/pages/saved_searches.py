"""Searches that a person keeps: what comes later is told to them."""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep, requires
from api.needs.inbox import notice_views
from api.needs.needs import drop_search, keep_search
from api.rendering import templates
from corpus.access import Role, viewer
from corpus.repository.notices import NoticeRepository
from corpus.repository.standing import StandingRepository

router = APIRouter(prefix="/saved-searches", include_in_schema=False, dependencies=[Depends(requires(Role.ENGINEER))])

PAGE_SIZE = 20
MOST_PAGES = 10_000


@router.post("")
def keep(services: ServicesDep, text: Annotated[str, Form()] = "", title: Annotated[str, Form()] = "") -> Response:
    return _back(keep_search(services, text, title), "جست‌وجو نگه داشته شد.")


@router.get("/{search_id}")
def saved_search(
    request: Request, search_id: str, services: ServicesDep, page: int = 1, message: str = ""
) -> HTMLResponse:
    page = min(max(page, 1), MOST_PAGES)
    with services.database.reading() as connection:
        search = StandingRepository(connection).search(search_id)
        total, notices = NoticeRepository(connection).inbox(
            viewer().person_id or "", query_id=search_id, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
        views = notice_views(connection, notices)
    here = f"/saved-searches/{search_id}"
    context = {
        "nav": "inbox",
        "search": search,
        "notices": views,
        "total": total,
        "page": page,
        "pages": max(1, -(-total // PAGE_SIZE)),
        "previous_url": f"{here}?page={page - 1}" if page > 1 else None,
        "next_url": f"{here}?page={page + 1}" if page * PAGE_SIZE < total else None,
        "results_url": f"/search?{urlencode({'q': search.text})}",
        "feed_path": services.links.feed(viewer().person_id or "", search_id),
        "json_url": f"/api/v1/saved-searches/{search_id}",
        "back": here,
        "message": message[:500],
    }
    return templates(request).TemplateResponse(request, "saved_search.html", context)


@router.post("/{search_id}/remove")
def remove(search_id: str, services: ServicesDep) -> Response:
    drop_search(services, search_id)
    return RedirectResponse(f"/inbox?message={quote('این جست‌وجو دیگر نگه داشته نمی‌شود.')}", 303)


def _back(search_id: str, message: str) -> RedirectResponse:
    return RedirectResponse(f"/saved-searches/{search_id}?message={quote(message)}", 303)
