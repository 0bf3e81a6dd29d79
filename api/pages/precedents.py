"""«پیشینه‌یابی»: a draft of a resolution, and what was decided before that is like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from api.dependencies import ServicesDep
from api.pages.resolution_rows import how_late
from api.rendering import templates, to_jalali, today
from api.services import Services
from corpus.errors import InvalidQuery
from corpus.terms import STATUS_NAMES, resolution_title
from corpus.text.dates import format_jalali, last_day_of
from corpus.text.typed_dates import UnreadableDate, typed_date
from search.differences import Difference
from search.precedents import Band, Draft, Precedent, PrecedentAnswer

router = APIRouter(prefix="/precedents", include_in_schema=False)

BAND_NAMES = {Band.SAME: "تکراری", Band.SIMILAR: "مشابه", Band.RELATED: "مرتبط"}
BAND_MEANINGS = {
    Band.SAME: "همین تصمیم پیش‌تر گرفته شده است.",
    Band.SIMILAR: "دربارهٔ همین موضوع پیش‌تر تصمیمی گرفته شده است.",
    Band.RELATED: "به این موضوع نزدیک است.",
}


@dataclass(frozen=True, slots=True)
class DifferenceView:
    label: str
    draft: str
    resolution: str


@dataclass(frozen=True, slots=True)
class PrecedentView:
    """`late` says how long ago the deadline passed where it did; `percent` is the similarity."""

    url: str
    title: str
    text: str
    session_url: str
    facts: list[str]
    status: str
    status_name: str
    late: str | None
    percent: int
    differences: list[DifferenceView]


@dataclass(frozen=True, slots=True)
class BandView:
    name: str
    meaning: str
    matches: list[PrecedentView]


@router.get("")
def precedents(
    request: Request, services: ServicesDep, text: str = "", responsible: str = "", due: str = ""
) -> HTMLResponse:
    return _page(request, services, text, responsible, due)


@router.post("")
def search_precedents(
    request: Request,
    services: ServicesDep,
    text: Annotated[str, Form()] = "",
    responsible: Annotated[str, Form()] = "",
    due: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """The same for texts that are too long for an address."""
    return _page(request, services, text, responsible, due, asked=True)


def band_views(matches: Sequence[Precedent]) -> list[BandView]:
    """The bands that hold something, the nearest first."""
    views = [
        BandView(BAND_NAMES[band], BAND_MEANINGS[band], [_view(one) for one in matches if one.band is band])
        for band in Band
    ]
    return [view for view in views if view.matches]


def _page(
    request: Request, services: Services, text: str, responsible: str, due: str, *, asked: bool = False
) -> HTMLResponse:
    problems: dict[str, str] = {}
    answer: PrecedentAnswer | None = None
    day = None
    if due.strip():
        try:
            day = last_day_of(typed_date(due))
        except UnreadableDate as error:
            problems["due"] = str(error)
    if text.strip() or asked:
        parties = tuple(part.strip() for part in responsible.replace("،", "\n").split("\n") if part.strip())
        try:
            answer = services.precedents.find(Draft(text, parties, day))
        except InvalidQuery as error:
            problems["text"] = str(error)
    context = {
        "nav": "precedents",
        "given": {"text": text, "responsible": responsible, "due": due},
        "problems": problems,
        "answer": answer,
        "bands": band_views(answer.matches) if answer else [],
    }
    return templates(request).TemplateResponse(request, "precedents.html", context, 422 if problems else 200)


def _view(match: Precedent) -> PrecedentView:
    resolution, meeting, on = match.resolution, match.meeting, today()
    facts = [place for place in (meeting.host_city, to_jalali(meeting.date) if meeting.date else None) if place]
    if resolution.due:
        facts.append(f"مهلت: {format_jalali(resolution.due)}")
    return PrecedentView(
        url=f"/resolutions/{resolution.id}",
        title=resolution_title(resolution, meeting),
        text=resolution.text,
        session_url=f"/sessions/{meeting.id}",
        facts=facts,
        status=resolution.status.value,
        status_name=STATUS_NAMES[resolution.status],
        late=how_late(resolution.due_by, on) if resolution.due_by and resolution.overdue(on) else None,
        percent=round(match.similarity * 100),
        differences=[
            DifferenceView(label, _said(one.draft, label), _said(one.resolution, label))
            for label, one in (("عددها", match.numbers), ("مسئول", match.responsible), ("مهلت", match.due))
            if isinstance(one, Difference)
        ],
    )


def _said(parts: Sequence[str], label: str) -> str:
    if label == "مهلت":
        parts = [to_jalali(date.fromisoformat(part)) for part in parts]
    return "، ".join(parts) or "—"
