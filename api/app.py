"""The application: JSON under /api/v1, pages beside it, health for whoever watches."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from api.errors import install_error_handlers
from api.pages import about
from api.pages import documents as document_pages
from api.pages import search as search_pages
from api.pages import uploads as upload_pages
from api.rendering import HERE, make_templates
from api.routes import documents, health, search, uploads
from api.services import Services

# What comes with the file in a form: names, boundaries, headers.
FORM_OVERHEAD_BYTES = 1 << 20
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
    )
    app.state.services = services
    app.state.templates = make_templates()
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for module in (search, documents, uploads):
        app.include_router(module.router, prefix="/api/v1")
    for module in (health, search_pages, document_pages, upload_pages, about):
        app.include_router(module.router)
    install_error_handlers(app)
    app.middleware("http")(_guard)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    await run_in_threadpool(services.warm_up)
    yield


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse a body that is far too large before reading it, and send the security headers with every answer."""
    limit = request.app.state.services.settings.max_upload_bytes
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limit * 20 + FORM_OVERHEAD_BYTES:
        return JSONResponse({"error": {"type": "FileTooLarge", "message": "درخواست بزرگ‌تر از اندازهٔ مجاز است."}}, 413)
    response = await call_next(request)
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
