"""The application: JSON under /api/v1, pages beside it, health for whoever watches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.caching import STATIC, Conditional, VersionedFiles
from api.cross_origin import CrossOrigin
from api.errors import install_error_handlers
from api.headers_only import HeadersOnly
from api.needs.inbox import unread_notices
from api.openapi import TITLE, VERSION, describe, operation_id
from api.pages import about, account, api_description, audit, error_codes, exports, feeds, review, revisions, sign_in
from api.pages import answer as answer_page
from api.pages import desk as desk_pages
from api.pages import documents as document_pages
from api.pages import explore as explore_pages
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
from api.pages import reports as report_pages
from api.pages import resolutions as resolution_pages
from api.pages import saved_searches as search_keeping
from api.pages import search as search_pages
from api.pages import sessions as session_pages
from api.pages import similar as similar_page
from api.pages import start as start_page
from api.pages import uploads as upload_pages
from api.people.admission import admit
from api.people.identity import SAFE_METHODS, Identification
from api.people.personal import PERSONAL
from api.problem import problem
from api.rendering import make_templates
from api.routes import answer as answer_routes
from api.routes import (
    desk,
    documents,
    health,
    inbox,
    items,
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
from api.routes import explore as explore_routes
from api.routes import lesson_reviews as review_routes
from api.routes import lessons as lesson_routes
from api.routes import searches as search_feedback
from api.routes import similar as similar_routes
from api.routes import submissions as submission_routes
from api.services import Services

# What comes with the file in a form: names, boundaries, headers.
FORM_OVERHEAD_BYTES = 1 << 20
FILES_A_REQUEST = 20
COMPRESSED_FROM_BYTES = 1024
# Office files are archives, and originals of any kind go out as they came in.
COMPRESSED_ALREADY = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/octet-stream",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
FROM_ANOTHER_SITE = "درخواست از سایت دیگری فرستاده شده بود و پذیرفته نشد."
TOO_LARGE = "درخواست بزرگ‌تر از اندازهٔ مجاز است."
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def create_app(services: Services) -> FastAPI:
    """The application over services that already own their data folder."""
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        generate_unique_id_function=operation_id,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan,
        dependencies=[Depends(admit)],
    )
    app.state.services = services
    app.state.templates = make_templates()
    app.state.templates.env.globals |= PERSONAL
    app.state.templates.env.globals["answer_url"] = answer_page.answer_url
    app.state.templates.env.globals["unread_notices"] = lambda: unread_notices(services)
    app.mount("/static", VersionedFiles(directory=STATIC), name="static")
    for module in (search, items, documents, page_routes, uploads, minutes, resolutions, desk, sessions, places):
        app.include_router(module.router, prefix="/api/v1")
    for module in (
        health,
        start_page,
        search_pages,
        document_pages,
        revisions,
        upload_pages,
        about,
        error_codes,
        api_description,
    ):
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
    app.include_router(explore_pages.router)
    app.include_router(explore_routes.router, prefix="/api/v1")
    app.include_router(similar_page.router)
    app.include_router(similar_routes.router, prefix="/api/v1")
    app.include_router(answer_page.router)
    app.include_router(answer_routes.router, prefix="/api/v1")
    app.include_router(report_pages.router)
    app.include_router(search_feedback.router, prefix="/api/v1")
    install_error_handlers(app)
    most_bytes = services.settings.max_upload_bytes * FILES_A_REQUEST + FORM_OVERHEAD_BYTES
    describe(app)
    # The last one is asked first.
    app.add_middleware(Identification, services=services)
    app.add_middleware(Conditional)
    app.add_middleware(
        GZipMiddleware, minimum_size=COMPRESSED_FROM_BYTES, compresslevel=5, exclude_content_types=COMPRESSED_ALREADY
    )
    app.add_middleware(Guard, most_bytes=most_bytes)
    app.add_middleware(HeadersOnly)
    if origins := services.settings.other_origins:
        app.add_middleware(CrossOrigin, origins=origins)
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
            await problem(403, "CrossSiteRequest", FROM_ANOTHER_SITE)(scope, receive, send)
            return
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > self.most_bytes:
            await problem(413, "FileTooLarge", TOO_LARGE)(scope, receive, send)
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
