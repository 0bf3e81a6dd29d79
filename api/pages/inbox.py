"""A person's inbox, and the way out of the digests."""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep, requires
from api.needs.digest import DIGEST_NAMES
from api.needs.inbox import notice_views, query_url
from api.pages.need_views import STATE_NAMES
from api.rendering import site_of, templates
from corpus.access import Role, viewer
from corpus.repository.notices import NoticeRepository
from corpus.repository.people import PersonRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import StandingKind

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 20
MOST_PAGES = 10_000
KINDS = {StandingKind.NEED: "نیاز", StandingKind.SEARCH: "جست‌وجوی نگه‌داشته"}


@router.get("/inbox", dependencies=[Depends(requires(Role.ENGINEER))])
def inbox(
    request: Request, services: ServicesDep, query: str = "", unread: str = "", page: int = 1, message: str = ""
) -> HTMLResponse:
    person_id = viewer().person_id or ""
    page = min(max(page, 1), MOST_PAGES)
    with services.database.reading() as connection:
        records, people = NoticeRepository(connection), PersonRepository(connection)
        total, found = records.inbox(
            person_id,
            query_id=query or None,
            unread=unread == "1",
            limit=PAGE_SIZE,
            offset=(page - 1) * PAGE_SIZE,
        )
        views = notice_views(connection, found)
        waiting = records.unread(person_id)
        queries = StandingRepository(connection).of_person(person_id)
        digest = people.get(person_id).digest
    path = services.links.feed(person_id)
    asked = {name: value for name, value in (("query", query), ("unread", unread)) if value}
    context = {
        "nav": "inbox",
        "notices": views,
        "total": total,
        "unread": waiting,
        "queries": [
            {"url": query_url(one), "title": one.title, "kind": KINDS[one.kind], "state_name": STATE_NAMES[one.state]}
            for one in queries
        ],
        "choices": [(one.id, f"{KINDS[one.kind]}: {one.title}") for one in queries],
        "given": {"query": query, "unread": unread},
        "page": page,
        "pages": max(1, -(-total // PAGE_SIZE)),
        "previous_url": _paged(asked, page - 1) if page > 1 else None,
        "next_url": _paged(asked, page + 1) if page * PAGE_SIZE < total else None,
        "back": _paged(asked, page),
        "feed_path": path,
        "feed_url": f"{services.settings.site_url.rstrip('/') or site_of(request)}{path}",
        "digest_name": DIGEST_NAMES[digest],
        "json_url": f"/api/v1/inbox?{urlencode(asked)}" if asked else "/api/v1/inbox",
        "message": message[:500],
    }
    return templates(request).TemplateResponse(request, "inbox.html", context)


@router.post("/inbox/read", dependencies=[Depends(requires(Role.ENGINEER))])
def read(
    services: ServicesDep,
    notice: Annotated[str, Form()] = "",
    query: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Mark one notice read, or all of a query, or all."""
    with services.database.transaction() as connection:
        NoticeRepository(connection).mark_read(viewer().person_id or "", notice or None, query or None)
    # Only pages of ours that list notices.
    here = back if back.startswith(("/inbox", "/saved-searches/")) else "/inbox"
    return RedirectResponse(here, 303)


@router.post("/inbox/feed", dependencies=[Depends(requires(Role.ENGINEER))])
def renew_feed(services: ServicesDep) -> Response:
    with services.database.transaction() as connection:
        NoticeRepository(connection).renew_feed_key(viewer().person_id or "")
    said = "نشانی خبرخوان تازه شد؛ نشانی پیشین دیگر کار نمی‌کند."
    return RedirectResponse(f"/inbox?message={quote(said)}", 303)


@router.get("/unsubscribe/{token}")
def unsubscribe_page(request: Request, token: str, services: ServicesDep) -> HTMLResponse:
    """One button; opening the address alone changes nothing, since mail programs open addresses by themselves."""
    context = {"nav": None, "done": False, "action": f"/unsubscribe/{token}"}
    return templates(request).TemplateResponse(request, "unsubscribe.html", context)


@router.post("/unsubscribe/{token}")
def stop_digests(request: Request, token: str, services: ServicesDep) -> HTMLResponse:
    """By the button or by a mail program itself (RFC 8058); the address alone says who. Raises `NotFound`."""
    services.digests.stop(token)
    context = {"nav": None, "done": True, "action": ""}
    return templates(request).TemplateResponse(request, "unsubscribe.html", context)


def _paged(asked: dict[str, str], page: int) -> str:
    values = asked | ({"page": str(page)} if page > 1 else {})
    return f"/inbox?{urlencode(values)}" if values else "/inbox"
