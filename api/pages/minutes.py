"""The pages where minutes wait for review, and where a document is asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import ServicesDep, requires
from api.minutes import reviewing
from api.rendering import templates, to_persian
from api.services import Services
from corpus.access import Role
from corpus.drafts import EditedMinutes, MinutesDraft
from corpus.errors import NotMinutes
from corpus.repository.documents import DocumentRepository
from corpus.repository.drafts import DraftRepository
from corpus.types import Document, DraftState
from ingest.drafting import doubts, in_form

router = APIRouter(include_in_schema=False, dependencies=[Depends(requires(Role.SECRETARIAT))])

PAGE_SIZE = 50
STATES = {
    DraftState.WAITING: "در انتظار بازبینی",
    DraftState.CONFIRMED: "ثبت‌شده",
    DraftState.DISCARDED: "کنارگذاشته",
}
NONE_HERE = {
    DraftState.WAITING: "صورتجلسه‌ای در انتظار بازبینی نیست. صورتجلسهٔ یک نشست را بارگذاری کنید تا مصوبه‌هایش این‌جا آماده شود.",
    DraftState.CONFIRMED: "هنوز صورتجلسه‌ای ثبت نشده است.",
    DraftState.DISCARDED: "صورتجلسه‌ای کنار گذاشته نشده است.",
}


@dataclass(frozen=True, slots=True)
class DraftLink:
    """A session that a document is the minutes of, and where it stands."""

    name: str
    url: str
    state: str


@router.get("/minutes")
def minutes_page(
    request: Request,
    services: ServicesDep,
    state: DraftState = DraftState.WAITING,
    page: Annotated[int, Query(ge=1)] = 1,
    done: str = "",
) -> HTMLResponse:
    with services.database.reading() as connection:
        drafts = DraftRepository(connection)
        counts = {one: drafts.count(one) for one in DraftState}
        found = drafts.listed(state, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        documents = DocumentRepository(connection).summaries([draft.document_id for draft in found])
    address = f"/minutes?state={state.value}"
    context = {
        "nav": "minutes",
        "tabs": [
            {"name": name, "count": counts[one], "url": f"/minutes?state={one.value}", "current": one is state}
            for one, name in STATES.items()
        ],
        "drafts": [_line(draft, documents[draft.document_id]) for draft in found],
        "waiting": state is DraftState.WAITING,
        "none_here": NONE_HERE[state],
        "done": published_view(services, done),
        "next_url": f"{address}&page={page + 1}" if page * PAGE_SIZE < counts[state] else None,
        "previous_url": f"{address}&page={page - 1}" if page > 1 else None,
    }
    return templates(request).TemplateResponse(request, "minutes.html", context)


@router.post("/documents/{document_id}/minutes")
def extract(document_id: str, services: ServicesDep) -> RedirectResponse:
    try:
        drafts = reviewing.extract(services, document_id)
    except NotMinutes:
        return RedirectResponse(f"/documents/{document_id}?not_minutes=1", 303)
    return RedirectResponse(draft_url(drafts[0].id) if len(drafts) == 1 else f"/documents/{document_id}#minutes", 303)


def draft_links(drafts: Sequence[MinutesDraft]) -> list[DraftLink]:
    return [DraftLink(f"صورتجلسهٔ {form_name(in_form(one))}", draft_url(one.id), STATES[one.state]) for one in drafts]


def form_name(form: EditedMinutes) -> str:
    """«نشست ۲۷», as far as its number is typed."""
    return f"نشست {to_persian(form.session_number)}" if form.session_number.strip() else "نشست بی‌شماره"


def draft_url(draft_id: str, *, part: int = 1, done: str = "", saved: bool = False, anchor: str = "") -> str:
    fields = {"part": part if part > 1 else None, "done": done or None, "saved": 1 if saved else None}
    given = urlencode({name: value for name, value in fields.items() if value is not None})
    return f"/minutes/{draft_id}" + (f"?{given}" if given else "") + anchor


def published_view(services: Services, draft_id: str) -> dict[str, Any] | None:
    """What has just been published, to be told of."""
    if not draft_id:
        return None
    with services.database.reading() as connection:
        draft = DraftRepository(connection).get(draft_id)
    form = in_form(draft)
    return {
        "name": f"نشست {to_persian(form.session_number)}",
        "count": len(form.kept),
        "url": f"/sessions/{draft.meeting_id}" if draft.meeting_id else None,
    }


def _line(draft: MinutesDraft, document: Document) -> dict[str, Any]:
    form = in_form(draft)
    return {
        "url": draft_url(draft.id),
        "name": form_name(form),
        "title": form.title,
        "date": to_persian(form.date),
        "resolutions": len(form.kept),
        "doubts": len(doubts(draft, form)),
        "edited": draft.edited is not None,
        "file_name": document.file_name,
        "document_url": f"/documents/{document.id}",
        "session_url": f"/sessions/{draft.meeting_id}" if draft.meeting_id else None,
        "updated_at": draft.updated_at,
    }
