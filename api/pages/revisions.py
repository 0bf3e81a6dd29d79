"""The pages where the text of a document's page is made better: a form beside the page's picture, and its versions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from api.addresses import document_url
from api.dependencies import ServicesDep, requires
from api.errors import status_of
from api.pages.changes import changes
from api.pages.readings import quality_label, reader_label, reading_view
from api.rendering import templates, to_persian
from api.services import Services
from corpus.access import Role
from corpus.errors import EditConflict, RevisionRefused, UnreadableFile
from corpus.types import Document, PageText, PageVersion, ReadingMethod
from ingest.page_text import editable
from ingest.readers.picture import DRAWN

router = APIRouter(prefix="/documents/{document_id}/pages/{number}", include_in_schema=False)

SECRETARIAT = [Depends(requires(Role.SECRETARIAT))]
SAME_READING = "خوانش تازه با متن کنونی یکی بود و چیزی تغییر نکرد."


@dataclass(frozen=True, slots=True)
class VersionView:
    """`changes` tell it from the version before it, as `changes.changes` gives them; None for the first."""

    label: str
    reader: str
    quality: str | None
    created_at: datetime
    current: bool
    restore_url: str
    text: str
    changes: list[Markup | None] | None


@router.get("/text", dependencies=SECRETARIAT)
def edit_page(request: Request, document_id: str, number: int, services: ServicesDep) -> HTMLResponse:
    document, page = services.reviser.page(document_id, number)
    return _form(request, document, page, editable(page))


@router.post("/text", dependencies=SECRETARIAT)
def save(
    request: Request,
    document_id: str,
    number: int,
    services: ServicesDep,
    base_version: Annotated[int, Form()],
    text: Annotated[str, Form()] = "",
) -> Response:
    try:
        services.reviser.correct(document_id, number, text, base_version)
    except RevisionRefused as error:
        document, page = services.reviser.page(document_id, number)
        current = editable(page) if isinstance(error, EditConflict) else None
        return _form(request, document, page, text, error=error, current=current)
    return RedirectResponse(_place(services, document_id, number), 303)


@router.post("/readings", dependencies=SECRETARIAT)
def read_again(
    request: Request, document_id: str, number: int, services: ServicesDep, method: Annotated[ReadingMethod, Form()]
) -> Response:
    before = services.reviser.page(document_id, number)[1].version
    try:
        page = services.reviser.read_again(document_id, number, method)
    except (RevisionRefused, UnreadableFile) as error:
        return _versions(request, services, document_id, number, error=error)
    same = "?same=1" if page.version == before else ""
    return RedirectResponse(f"/documents/{document_id}/pages/{number}/versions{same}", 303)


@router.get("/versions")
def versions_page(
    request: Request, document_id: str, number: int, services: ServicesDep, same: bool = False
) -> HTMLResponse:
    return _versions(request, services, document_id, number, message=SAME_READING if same else None)


@router.post("/versions/{version}/restore", dependencies=SECRETARIAT)
def restore(document_id: str, number: int, version: int, services: ServicesDep) -> RedirectResponse:
    services.reviser.restore(document_id, number, version)
    return RedirectResponse(f"/documents/{document_id}/pages/{number}/versions", 303)


def _form(
    request: Request,
    document: Document,
    page: PageText,
    text: str,
    *,
    error: RevisionRefused | None = None,
    current: str | None = None,
) -> HTMLResponse:
    """The form with this text; `current` is what stands in the record now where somebody else changed it."""
    context = _context(document, page) | {
        "text": text,
        "error": str(error) if error else None,
        "current": current,
        "current_changes": changes(current, "\n".join(text.splitlines())) if current is not None else [],
        "image_url": f"/api/v1/documents/{document.id}/pages/{page.number}/image"
        if document.media_type in DRAWN
        else None,
    }
    status = status_of(error) if error else 200
    return templates(request).TemplateResponse(request, "page_text.html", context, status)


def _versions(
    request: Request,
    services: Services,
    document_id: str,
    number: int,
    *,
    message: str | None = None,
    error: RevisionRefused | UnreadableFile | None = None,
) -> HTMLResponse:
    document, page = services.reviser.page(document_id, number)
    versions = services.reviser.versions(document_id, number)
    views = [_view(version, before, page) for version, before in zip(versions, [None, *versions[:-1]], strict=True)]
    context = _context(document, page) | {
        "versions": views[::-1],
        "message": message,
        "error": str(error) if error else None,
    }
    status = status_of(error) if error else 200
    return templates(request).TemplateResponse(request, "page_versions.html", context, status)


def _view(version: PageVersion, before: PageVersion | None, current: PageText) -> VersionView:
    page = version.page
    return VersionView(
        label=f"نسخهٔ {to_persian(page.version)}",
        reader=reader_label(page.reader),
        quality=quality_label(page.quality),
        created_at=version.created_at,
        current=page.version == current.version,
        restore_url=f"/documents/{version.document_id}/pages/{page.number}/versions/{page.version}/restore",
        text=editable(page),
        changes=changes(editable(before.page), editable(page)) if before else None,
    )


def _context(document: Document, page: PageText) -> dict[str, Any]:
    return {
        "nav": None,
        "title": document.title,
        "label": None if len(document.pages) == 1 else f"صفحهٔ {to_persian(page.number)}",
        "reading": reading_view(document, page),
        "warnings": page.warnings,
        "document_url": _address(document, page.number),
        "json_url": f"/api/v1/documents/{document.id}/pages/{page.number}",
    }


def _place(services: Services, document_id: str, number: int) -> str:
    document, _ = services.reviser.page(document_id, number)
    return _address(document, number)


def _address(document: Document, number: int) -> str:
    """Where the page is on the document's page."""
    start = next(page.start for page in document.pages if page.number == number)
    return f"{document_url(document.id, '', at=start or None)}#page-{number}"
