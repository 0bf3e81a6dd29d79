"""One resolution: its text, who owes what until when, what followed, and what came before and after it."""

from datetime import date
from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, BackgroundTasks, Depends, File, Form, Request, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from api.citation import permanent_link, resolution_citation
from api.dependencies import ServicesDep, requires
from api.kept_file import kept_file
from api.lessons.record import lessons_taken_in
from api.minutes.follow_ups import TypedFollowUp, add_follow_up, may_follow_up
from api.minutes.relating import TypedRelation, add_relation, judge_relation, propose_relations
from api.pages.facts import CityNames
from api.pages.lessons import lesson_card
from api.pages.nearest import nearest_view
from api.pages.resolution_rows import how_late
from api.pages.resolution_views import party_url, proposal_view, source, story_views, timeline_views
from api.people.audience import set_resolution_visibility
from api.rendering import templates, to_jalali, to_persian, today
from api.search_log.reading import note_read_later
from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import NotFound
from corpus.repository.documents import DocumentRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.relations import RelationRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import HORIZON_NAMES, RELATION_NAMES, STATUS_NAMES, VISIBILITY_NAMES, resolution_title, session_name
from corpus.text.dates import format_jalali, jalali
from corpus.types import (
    ItemKind,
    RelationState,
    ResolutionStatus,
)

router = APIRouter(prefix="/resolutions", include_in_schema=False)

CONTRIBUTOR = [Depends(requires(Role.CONTRIBUTOR))]
SECRETARIAT = [Depends(requires(Role.SECRETARIAT))]


@router.get("/{resolution_id}")
def resolution(
    request: Request, resolution_id: str, services: ServicesDep, background: BackgroundTasks, message: str = ""
) -> HTMLResponse:
    note_read_later(background, request, services, ItemKind.RESOLUTION, resolution_id)
    return resolution_page(request, services, resolution_id, message=message[:500])


@router.post("/{resolution_id}/follow-ups", dependencies=CONTRIBUTOR)
def follow_up(
    request: Request,
    resolution_id: str,
    services: ServicesDep,
    by: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    day: Annotated[str, Form(alias="date")] = "",
    status: Annotated[str, Form()] = "",
    progress: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
    evidence: Annotated[UploadFile | None, File()] = None,
) -> Response:
    typed = TypedFollowUp(by, note, day, status, progress, key)
    file = (evidence.file, evidence.filename) if evidence and evidence.filename else None
    problems = add_follow_up(services, resolution_id, typed, today(), file)
    if problems:
        return resolution_page(request, services, resolution_id, typed=typed, problems=problems, status_code=422)
    return RedirectResponse(f"/resolutions/{resolution_id}?message={quote('پیگیری ثبت شد.')}#timeline", 303)


@router.get("/{resolution_id}/evidence/{follow_up_id}")
def evidence_file(resolution_id: str, follow_up_id: str, services: ServicesDep) -> FileResponse:
    """The file that shows what a follow-up says."""
    with services.database.reading() as connection:
        found = ResolutionRepository(connection).get(resolution_id)
    shown = next((one.evidence for one in found.follow_ups if one.id == follow_up_id), None)
    if shown is None:
        raise NotFound("این پیگیری پیوستی ندارد.")
    return kept_file(services, shown.file_sha256, shown.file_name)


@router.post("/{resolution_id}/visibility", dependencies=SECRETARIAT)
def set_visibility(
    request: Request, resolution_id: str, services: ServicesDep, visibility: Annotated[str, Form()] = ""
) -> Response:
    problems = set_resolution_visibility(services, resolution_id, visibility)
    if problems:
        return resolution_page(request, services, resolution_id, problems=problems, status_code=422)
    return RedirectResponse(f"/resolutions/{resolution_id}?message={quote('دسترسی عوض شد.')}", 303)


@router.post("/{resolution_id}/relations", dependencies=SECRETARIAT)
def relate(
    request: Request,
    resolution_id: str,
    services: ServicesDep,
    other: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    by: Annotated[str, Form()] = "",
) -> Response:
    typed = TypedRelation(other, kind, by)
    problems = add_relation(services, resolution_id, typed)
    if problems:
        return resolution_page(request, services, resolution_id, related=typed, problems=problems, status_code=422)
    return _back(resolution_id, "پیوند ثبت شد.")


@router.post("/{resolution_id}/relations/propose", dependencies=SECRETARIAT)
def propose(resolution_id: str, services: ServicesDep) -> Response:
    count = propose_relations(services, (resolution_id,))
    found = f"{to_persian(count)} مصوبهٔ نزدیک پیدا شد." if count else "مصوبهٔ پیشینی که به این نزدیک باشد پیدا نشد."
    return _back(resolution_id, found)


@router.post("/{resolution_id}/relations/{newer_id}/{older_id}", dependencies=SECRETARIAT)
def judge(
    resolution_id: str,
    newer_id: str,
    older_id: str,
    services: ServicesDep,
    verdict: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    by: Annotated[str, Form()] = "",
) -> Response:
    state = RelationState.CONFIRMED if verdict == "confirm" else RelationState.REJECTED
    judge_relation(services, newer_id, older_id, state, kind, by)
    return _back(resolution_id, "پیوند تأیید شد." if state is RelationState.CONFIRMED else "پیوند رد شد.")


def _back(resolution_id: str, message: str) -> RedirectResponse:
    return RedirectResponse(f"/resolutions/{resolution_id}?message={quote(message)}#story", 303)


def resolution_page(
    request: Request,
    services: Services,
    resolution_id: str,
    *,
    typed: TypedFollowUp | None = None,
    related: TypedRelation | None = None,
    problems: dict[str, str] | None = None,
    message: str = "",
    status_code: int = 200,
) -> HTMLResponse:
    on = today()
    with services.database.reading() as connection:
        resolutions, relations = ResolutionRepository(connection), RelationRepository(connection)
        found = resolutions.get(resolution_id)
        meeting = MeetingRepository(connection).get(found.meeting_id)
        story = relations.story(resolution_id)
        waiting = [one for one in relations.of([resolution_id]) if one.state is RelationState.PROPOSED]
        ids = {name for one in (*story, *waiting) for name in (one.newer_id, one.older_id)}
        others = resolutions.by_ids(sorted(ids))
        meetings = MeetingRepository(connection).by_ids(sorted({one.meeting_id for one in others.values()}))
        cities = CityNames(PlaceRepository(connection).cities())
        minutes = DocumentRepository(connection).find(meeting.document_id)
        may_follow = may_follow_up(connection, found)
        taken_in = lessons_taken_in(connection, resolution_id)
    host = cities[meeting.host_city_id] if meeting.host_city_id else meeting.host_city
    context = {
        "nav": "desk",
        "resolution": found,
        "meeting": meeting,
        "title": resolution_title(found, meeting),
        "session": session_name(meeting),
        "host": host,
        "date": to_jalali(meeting.date) if meeting.date else None,
        "parties": [(party.name, party_url(party)) for party in found.responsible],
        "due": format_jalali(found.due) if found.due else found.due_text,
        "due_text": found.due_text if found.due else None,
        "late": how_late(found.due_by, on) if found.due_by and found.overdue(on) else None,
        "horizon": HORIZON_NAMES[found.horizon] if found.horizon else None,
        "status_name": STATUS_NAMES[found.status],
        "confirmed": to_jalali(found.confirmed_on) if found.confirmed_on else None,
        "source": source(found, minutes),
        "timeline": list(timeline_views(found, meeting, on)),
        "story": story_views(found, story, others, meetings, cities),
        "proposals": [proposal_view(found, one, others, meetings) for one in waiting],
        "taken_in": [lesson_card(one, cities) for one in taken_in],
        # Of other resolutions the story and the search for precedents tell.
        "nearest": nearest_view(
            services, ItemKind.RESOLUTION, found.id, cities, kinds=(ItemKind.LESSON, ItemKind.DOCUMENT)
        ),
        "citation": resolution_citation(found, meeting, cities),
        "permanent": permanent_link(request, services, ItemKind.RESOLUTION, found.id),
        "json_url": f"/api/v1/resolutions/{found.id}",
        "may_follow": may_follow,
        "visibilities": [(one.value, name) for one, name in VISIBILITY_NAMES.items()],
        "given": _given(typed, related, on),
        "problems": problems or {},
        "statuses": [("", "بی‌تغییر"), *((one.value, STATUS_NAMES[one]) for one in ResolutionStatus)],
        "kinds": [(kind.value, name) for kind, name in RELATION_NAMES.items()],
        "message": message,
    }
    return templates(request).TemplateResponse(request, "resolution.html", context, status_code)


def _given(typed: TypedFollowUp | None, related: TypedRelation | None, on: date) -> dict[str, str]:
    typed = typed or TypedFollowUp(by=viewer().name, day=format_jalali(jalali(on)), key=uuid4().hex)
    related = related or TypedRelation(by=viewer().name)
    return {
        "by": typed.by, "note": typed.note, "date": typed.day, "status": typed.status, "progress": typed.progress,
        "key": typed.key, "other": related.other, "kind": related.kind, "relation_by": related.by,
    }  # fmt: skip
