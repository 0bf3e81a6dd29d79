"""The review page: the form beside the original, and what each of its buttons does."""

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep, requires
from api.errors import status_of
from api.minutes import reviewing
from api.minutes.edits import EDITS, NoCut, add
from api.minutes.reviewing import Review
from api.pages.minutes import STATES, draft_url, form_name, published_view
from api.pages.minutes_form import FormDep, Pressed, pressed, typed
from api.pages.minutes_source import source_view
from api.pages.minutes_views import (
    Conflict,
    conflicts,
    differences,
    doubt_notes,
    field_notes,
    meeting_differences,
    name_of,
)
from api.pages.precedents import band_views
from api.rendering import templates, to_persian
from api.services import Services
from corpus.access import Role
from corpus.drafts import RESOLUTION_FIELDS, SESSION_FIELDS, EditedMinutes
from corpus.errors import DraftConflict
from corpus.terms import HORIZON_NAMES, STATUS_NAMES
from ingest.drafting import doubts, field_name, in_form
from search.precedents import Draft

router = APIRouter(
    prefix="/minutes/{draft_id}", include_in_schema=False, dependencies=[Depends(requires(Role.SECRETARIAT))]
)

FIRST_PRECEDENTS = 3
HELD_BACK = "هنوز ثبت نشد؛ بخش‌های زیر را درست کنید. آنچه نوشته‌اید در پیش‌نویس نگه داشته شد."
ASKED_AGAIN = "هنوز ثبت نشد؛ اگر همین درست است دوباره «تأیید و ثبت» را بزنید. آنچه نوشته‌اید نگه داشته شد."
SAVED = "پیش‌نویس ذخیره شد."


@router.get("")
def review_page(
    request: Request, draft_id: str, services: ServicesDep, part: int = 1, done: str = "", saved: bool = False
) -> HTMLResponse:
    review = reviewing.open_review(services, draft_id)
    return _page(request, services, review, part, done=done, message=SAVED if saved else None)


@router.post("")
def review(request: Request, draft_id: str, services: ServicesDep, form: FormDep) -> Response:
    """Every button of the form comes here, and with it all that was typed: it is kept whatever is wrong with it."""
    button = pressed(form)
    current = reviewing.open_review(services, draft_id)
    mine = typed(form, in_form(current.draft))
    try:
        return _act(request, services, draft_id, button, mine)
    except DraftConflict as error:
        return _conflict(request, services, draft_id, button, mine, error)


@router.get("/precedents")
def precedents(request: Request, draft_id: str, services: ServicesDep, text: str = "") -> HTMLResponse:
    """The first resolutions of earlier sessions that are like this text: a part of the review page."""
    number = reviewing.open_review(services, draft_id).checked.meeting.session_number
    answer = services.precedents.find(Draft(text), before_session=number or None, limit=FIRST_PRECEDENTS)
    context = {"bands": band_views(answer.matches), "more_url": f"/precedents?{urlencode({'text': text})}"}
    return templates(request).TemplateResponse(request, "_review_precedents.html", context)


def _act(request: Request, services: Services, draft_id: str, button: Pressed, mine: EditedMinutes) -> Response:
    anchor = ""
    match button.action:
        case "confirm":
            return _confirm(request, services, draft_id, button, mine)
        case "discard":
            kept = reviewing.save(services, draft_id, button.rev, mine)
            reviewing.discard(services, draft_id, kept.draft.rev)
            return RedirectResponse("/minutes", 303)
        case "bring-back":
            reviewing.bring_back(services, draft_id, button.rev)
        case "anew":
            reviewing.begin_anew(services, draft_id, button.rev)
        case "show":
            reviewing.save(services, draft_id, button.rev, mine)
            part, _, name = button.target.partition(":")
            source = f"#source-{quote(name)}" if name else "#original"
            return RedirectResponse(draft_url(draft_id, part=int(part) if part.isdigit() else 1, anchor=source), 303)
        case "add":
            fresh = add(mine)
            reviewing.save(services, draft_id, button.rev, fresh)
            anchor = f"#f-{field_name(fresh.resolutions[-1].key, 'text')}"
        case action if action in EDITS:
            try:
                changed = EDITS[action](mine, button.target)
            except NoCut as error:
                kept = reviewing.save(services, draft_id, button.rev, mine)
                problem = {field_name(button.target, "text"): str(error)}
                return _page(request, services, kept, button.part, more=problem, status=422)
            reviewing.save(services, draft_id, button.rev, changed)
            anchor = f"#resolution-{quote(button.target)}"
        case _:
            reviewing.save(services, draft_id, button.rev, mine)
            return RedirectResponse(draft_url(draft_id, part=button.part, saved=True), 303)
    return RedirectResponse(draft_url(draft_id, part=button.part, anchor=anchor), 303)


def _confirm(request: Request, services: Services, draft_id: str, button: Pressed, mine: EditedMinutes) -> Response:
    review = reviewing.confirm(
        services,
        draft_id,
        button.rev,
        mine,
        meeting_id=button.published_meeting_id,
        insist=button.insist,
    )
    if not review.done:
        message = HELD_BACK if review.checked.problems else ASKED_AGAIN
        insist = () if review.checked.problems else tuple(review.checked.warnings)
        return _page(request, services, review, button.part, error=message, insist=insist, status=422)
    following = reviewing.next_waiting(services, review.draft)
    if following:
        return RedirectResponse(draft_url(following.id, done=draft_id), 303)
    return RedirectResponse(f"/minutes?done={draft_id}", 303)


def _conflict(
    request: Request, services: Services, draft_id: str, button: Pressed, mine: EditedMinutes, error: DraftConflict
) -> HTMLResponse:
    """The form with what this person typed, beside what the other one wrote; saving it again is then deliberate."""
    review = reviewing.look_at(services, draft_id, mine)
    theirs = in_form(review.draft)
    found = conflicts(theirs, mine)
    return _page(
        request,
        services,
        review,
        button.part,
        error=str(error),
        conflicting=found,
        theirs=theirs,
        status=status_of(error),
    )


def _page(
    request: Request,
    services: Services,
    review: Review,
    part: int,
    *,
    message: str | None = None,
    error: str | None = None,
    done: str = "",
    more: dict[str, str] | None = None,
    insist: tuple[str, ...] = (),
    conflicting: list[Conflict] | None = None,
    theirs: EditedMinutes | None = None,
    status: int = 200,
) -> HTMLResponse:
    draft, form, checked = review.draft, review.form, review.checked
    source = source_view(review, part)
    # An untouched draft tells what is wrong as what there is to do; errors are shown once somebody tried to confirm.
    problems = checked.problems | (more or {})
    known = {one.id for one, published in checked.comparison.pairs if published}
    context: dict[str, Any] = {
        "nav": "minutes",
        "draft": draft,
        "document": review.document,
        "document_url": f"/documents/{review.document.id}",
        "url": draft_url(draft.id),
        "json_url": f"/api/v1/minutes/{draft.id}",
        "name": form_name(form),
        "state_label": STATES[draft.state],
        "session_url": f"/sessions/{draft.meeting_id}" if draft.meeting_id else None,
        "stale": review.stale,
        "edited": draft.edited is not None,
        "given": _given(form),
        "by": form.by,
        "resolutions": [
            {
                "key": one.key,
                "name": name_of(one),
                "text": one.text,
                "removed": one.removed,
                "new": one.key not in known,
            }
            for one in form.resolutions
        ],
        "problems": problems,
        "warnings": checked.warnings,
        "doubts": {name: why for name, why in doubts(draft, form).items() if name not in problems},
        "notices": draft.proposed.notices,
        "problem_notes": field_notes(problems, form),
        "doubt_notes": doubt_notes(review),
        "source": source,
        "published": checked.published,
        "was_published": checked.published and checked.published.id == draft.meeting_id,
        "meeting_differences": meeting_differences(review),
        "differences": differences(review),
        "removals": form.removals,
        "conflicts": conflicting,
        "conflict_by": theirs.by if theirs else "",
        "insist": " ".join(insist),
        "horizons": [(one.value, name) for one, name in HORIZON_NAMES.items()],
        "statuses": [(one.value, name) for one, name in STATUS_NAMES.items()],
        "agenda_items": [
            (str(number), f"{to_persian(number)}. {line}") for number, line in enumerate(checked.meeting.agenda, 1)
        ],
        "message": message,
        "error": error,
        "done": published_view(services, done),
    }
    return templates(request).TemplateResponse(request, "review.html", context, status)


def _given(form: EditedMinutes) -> dict[str, str]:
    given = {name: getattr(form, name) for name in SESSION_FIELDS}
    for one in form.kept:
        given |= {field_name(one.key, name): getattr(one, name) for name in RESOLUTION_FIELDS}
    return given
