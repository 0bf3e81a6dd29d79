"""The application: JSON under /api/v1, pages beside it, health for whoever watches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import install_error_handlers
from api.needs.inbox import unread_notices
from api.pages import about, account, audit, exports, feeds, review, revisions, sign_in
from api.pages import desk as desk_pages
from api.pages import documents as document_pages
from api.pages import handing_in as handing_in_pages
from api.pages import inbox as inbox_pages
from api.pages import lesson as lesson_page
from api.pages import lesson_review as lesson_review_pages
from api.pages import lesson_sheet as lesson_sheet_pages
from api.pages import lessons as lesson_pages
from api.pages import minutes as minutes_pages
from api.pages import needs as need_pages
from api.pages import people as people_pages
from api.pages import places as place_pages
from api.pages import precedents as precedent_pages
from api.pages import resolutions as resolution_pages
from api.pages import saved_searches as search_keeping
from api.pages import search as search_pages
from api.pages import sessions as session_pages
from api.pages import start as start_page
from api.pages import uploads as upload_pages
from api.people.admission import admit
from api.people.identity import SAFE_METHODS, Identification
from api.people.personal import PERSONAL
from api.rendering import HERE, make_templates
from api.routes import (
    desk,
    documents,
    health,
    inbox,
    minutes,
    needs,
    people,
    places,
    resolutions,
    saved_searches,
    search,
    sessions,
    uploads,
)
from api.routes import document_pages as page_routes
from api.routes import lesson_reviews as review_routes
from api.routes import lessons as lesson_routes
from api.routes import submissions as submission_routes
from api.services import Services

# What comes with the file in a form: names, boundaries, headers.
FORM_OVERHEAD_BYTES = 1 << 20
FILES_A_REQUEST = 20
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def create_app(services: Services) -> FastAPI:
    """The application over services that already own their data folder."""
    app = FastAPI(
        title="Tajrobe",
        version="1",
        docs_url="/api/docs",
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan,
        dependencies=[Depends(admit)],
    )
    app.state.services = services
    app.state.templates = make_templates()
    app.state.templates.env.globals |= PERSONAL
    app.state.templates.env.globals["unread_notices"] = lambda: unread_notices(services)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for module in (search, documents, page_routes, uploads, minutes, resolutions, desk, sessions, places):
        app.include_router(module.router, prefix="/api/v1")
    for module in (health, start_page, search_pages, document_pages, revisions, upload_pages, about):
        app.include_router(module.router)
    for module in (
        minutes_pages,
        review,
        resolution_pages,
        precedent_pages,
        desk_pages,
        exports,
        session_pages,
        place_pages,
        need_pages,
        search_keeping,
        inbox_pages,
        feeds,
    ):
        app.include_router(module.router)
    # Their addresses hold an id, which would take «/lessons/new» for one: what has a name of its own comes before them.
    for module in (lesson_sheet_pages, handing_in_pages, lesson_pages, lesson_page, lesson_review_pages):
        app.include_router(module.router)
    for module in (submission_routes, lesson_routes, review_routes):
        app.include_router(module.router, prefix="/api/v1")
    for module in (sign_in, account, people_pages, audit):
        app.include_router(module.router)
    for module in (people, needs, saved_searches, inbox):
        app.include_router(module.router, prefix="/api/v1")
    install_error_handlers(app)
    most_bytes = services.settings.max_upload_bytes * FILES_A_REQUEST + FORM_OVERHEAD_BYTES
    app.add_middleware(Identification, services=services)
    app.add_middleware(Guard, most_bytes=most_bytes)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    await run_in_threadpool(services.warm_up)
    yield


class Guard:
    """Refuses what another site's page would have changed here and a body that is far too large before reading it, and
    sends the security headers with every answer.

    Plain ASGI: Starlette's function middleware costs about as much as a small request.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] not in SAFE_METHODS and _is_from_another_site(headers):
            body = {
                "error": {"type": "CrossSiteRequest", "message": "درخواست از سایت دیگری فرستاده شده بود و پذیرفته نشد."}
            }
            await JSONResponse(body, 403)(scope, receive, send)
            return
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > self.most_bytes:
            body = {"error": {"type": "FileTooLarge", "message": "درخواست بزرگ‌تر از اندازهٔ مجاز است."}}
            await JSONResponse(body, 413)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_guarded)


def _is_from_another_site(headers: Headers) -> bool:
    """Whether a browser sends it from a page of another site; programs that are no browsers name neither."""
    # Browsers leave the first out where the connection is not encrypted, as in many an office network.
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and origin.rpartition("//")[2] != headers.get("host")
