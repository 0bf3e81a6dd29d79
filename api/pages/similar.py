"""«موارد مشابه»: what tells of the same as an item, a pasted text, or a file of which nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse

from api.addresses import item_url
from api.dependencies import ServicesDep
from api.errors import status_of
from api.pages.hits import HitView, hit_views
from api.people.identity import MOST_BYTES_OF_VISITORS
from api.rendering import templates
from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import InvalidQuery, TajrobeError, UnreadableFile, UploadRefused
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import ITEM_KIND_NAMES, resolution_title
from corpus.types import ItemKind
from ingest.readers.kinds import ZIP, accepted_kinds
from search.similar import SimilarAnswer

router = APIRouter(prefix="/similar", include_in_schema=False)

NOTHING_SENT = "نوشته‌ای بگذارید یا پرونده‌ای بفرستید."


@dataclass(frozen=True, slots=True)
class PairView:
    """What was found, and the part of the text at hand that it is like."""

    hit: HitView
    asked: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """The item whose like is looked for."""

    kind_label: str
    title: str
    url: str


@router.get("")
def similar(
    request: Request,
    services: ServicesDep,
    kind: ItemKind | None = None,
    item_id: Annotated[str, Query(alias="id")] = "",
) -> HTMLResponse:
    if kind is None or not item_id:
        return _page(request, services)
    item = _item(services, kind, item_id)
    return _page(request, services, services.similar_items.to_item(kind, item_id), item=item)


@router.post("")
def similar_to(
    request: Request,
    services: ServicesDep,
    text: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:
    """A file goes before a text; neither is kept."""
    named = file.filename if file else None
    try:
        if file and named:
            asked = services.passing_reader.text(file.file, named)
        elif text.strip():
            asked = text
        else:
            raise InvalidQuery(NOTHING_SENT)
        answer = services.similar_items.to_text(asked)
    except (InvalidQuery, UploadRefused, UnreadableFile) as error:
        return _page(request, services, text=text, file_name=named, error=error)
    return _page(request, services, answer, text=text, file_name=named)


def _page(
    request: Request,
    services: Services,
    answer: SimilarAnswer | None = None,
    *,
    item: ItemView | None = None,
    text: str = "",
    file_name: str | None = None,
    error: TajrobeError | None = None,
) -> HTMLResponse:
    context: dict[str, Any] = {
        "nav": "similar",
        "query": "",
        "item": item,
        "text": text,
        "file_name": file_name,
        "error": str(error) if error else "",
        "answer": answer,
        "pairs": _pairs(services, answer) if answer else [],
        "accepted": list(dict.fromkeys(kind.name for kind in accepted_kinds() if kind.media_type != ZIP)),
        "max_size": _most_bytes(services),
        "json_url": f"/api/v1/similar?{request.url.query}" if item else None,
    }
    status = status_of(error) if error else 200
    return templates(request).TemplateResponse(request, "similar.html", context, status)


def _most_bytes(services: Services) -> int:
    """The largest file that the viewer may send."""
    most = services.settings.max_upload_bytes
    return min(most, MOST_BYTES_OF_VISITORS) if viewer().role is Role.VISITOR else most


def _pairs(services: Services, answer: SimilarAnswer) -> Sequence[PairView]:
    views = hit_views(services, answer.hits, "")
    return [PairView(view, hit.asked) for view, hit in zip(views, answer.hits, strict=True)]


def _item(services: Services, kind: ItemKind, item_id: str) -> ItemView:
    """Raises `NotFound`."""
    with services.database.reading() as connection:
        if kind is ItemKind.DOCUMENT:
            document = DocumentRepository(connection).get(item_id)
            return ItemView(document.kind or ITEM_KIND_NAMES[kind], document.title, item_url(kind, item_id))
        if kind is ItemKind.LESSON:
            return ItemView(
                ITEM_KIND_NAMES[kind], LessonRepository(connection).get(item_id).title, item_url(kind, item_id)
            )
        resolution = ResolutionRepository(connection).get(item_id)
        meeting = MeetingRepository(connection).get(resolution.meeting_id)
        return ItemView(ITEM_KIND_NAMES[kind], resolution_title(resolution, meeting), item_url(kind, item_id))
