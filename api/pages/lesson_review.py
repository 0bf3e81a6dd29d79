"""The review of lessons: the queue, and the page where one of them is read, mended and decided on."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.datastructures import FormData

from api.dependencies import ServicesDep, requires
from api.errors import status_of
from api.kept_file import is_photograph
from api.lessons import review as lesson_review
from api.lessons.review import Outcome, Reviewed, as_reviewed, conflicting_fields, naming_fields
from api.lessons.typed_lesson import form_of, lesson_of
from api.pages.changes import changes
from api.pages.facts import CityNames
from api.pages.lesson import impacts_of, parts_of
from api.pages.minutes_form import FormDep
from api.pages.resolution_rows import first_words, how_late
from api.rendering import TEHRAN, templates, to_jalali, to_persian, today
from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import DraftConflict, IndexFailure
from corpus.lesson_form import FIELD_NAMES, REQUIRED, LessonForm
from corpus.repository.lessons import LessonRepository
from corpus.repository.people import PersonRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Criterion, Submission, SubmissionSource, SubmissionState
from corpus.terms import CRITERION_NAMES, POLARITY_NAMES, SUBMISSION_STATE_NAMES, VISIBILITY_NAMES
from corpus.text.display import display_text
from corpus.text.typed_dates import UnreadableDate, typed_date
from corpus.types import Lesson, Visibility
from ingest.structure.places import place_names

router = APIRouter(prefix="/reviews", include_in_schema=False, dependencies=[Depends(requires(Role.SECRETARIAT))])

PAGE_SIZE = 50
QUEUE = (
    SubmissionState.SUBMITTED,
    SubmissionState.IN_REVIEW,
    SubmissionState.RETURNED,
    SubmissionState.PUBLISHED,
    SubmissionState.MERGED,
)
SOURCES = {
    SubmissionSource.FORM: "کاربرگ",
    SubmissionSource.FILE: "پرونده",
    SubmissionSource.SHEET: "صفحه‌گسترده",
    SubmissionSource.API: "برنامه",
}
# One line is enough for these.
SHORT = (
    "title", "city", "project", "project_type", "phase", "date", "working_group", "keywords", "contact_role",
    "cost", "time", "quality", "safety",
)  # fmt: skip
TOLD = ("summary", "context", "problem", "cause", "action", "outcome", "recommendation")
SAVED = "تغییرها نگه داشته شد."
HELD_BACK = "هنوز انجام نشد؛ بخش‌های زیر را درست کنید. آنچه نوشته‌اید در همین صفحه مانده است."


@dataclass(frozen=True, slots=True)
class RowView:
    """`late` says how long ago its target date was where that has passed."""

    url: str
    title: str
    city: str
    source: str
    waiting: str
    due: str | None
    late: str | None
    reviewer: str
    revises: bool


@dataclass(frozen=True, slots=True)
class NearView:
    """A published lesson that tells nearly the same."""

    id: str
    number: int
    url: str
    title: str
    passage: str
    city: str


@router.get("")
def queue(request: Request, services: ServicesDep, state: str = "", page: int = 1, message: str = "") -> HTMLResponse:
    shown = SubmissionState(state) if state in set(QUEUE) else None
    with services.database.reading() as connection:
        submissions = SubmissionRepository(connection)
        counts = submissions.counts()
        shown = shown or next((one for one in QUEUE[:2] if counts.get(one)), SubmissionState.SUBMITTED)
        total, found = submissions.queue(shown, limit=PAGE_SIZE, offset=max(0, page - 1) * PAGE_SIZE)
        cities = CityNames(PlaceRepository(connection).cities())
        reviewers = PersonRepository(connection).names([one.reviewer_id for one in found if one.reviewer_id])
    pages = max(1, -(-total // PAGE_SIZE))

    def address(number: int) -> str:
        return f"/reviews?{urlencode({'state': shown.value} | ({'page': number} if number > 1 else {}))}"

    context = {
        "nav": "reviews",
        "state": shown.value,
        "waiting": shown.with_reviewer,
        "tabs": [
            (SUBMISSION_STATE_NAMES[one], f"/reviews?state={one.value}", counts.get(one, 0), one is shown)
            for one in QUEUE
        ],
        "rows": [_row(one, cities, reviewers) for one in found],
        "total": total,
        "page": page,
        "pages": pages,
        "previous_url": address(page - 1) if page > 1 else None,
        "next_url": address(page + 1) if page < pages else None,
        "json_url": f"/api/v1/reviews?state={shown.value}",
        "message": message[:500],
    }
    return templates(request).TemplateResponse(request, "lesson_reviews.html", context)


@router.get("/{submission_id}")
def review(request: Request, submission_id: str, services: ServicesDep, message: str = "") -> HTMLResponse:
    with services.database.reading() as connection:
        submission = lesson_review.open_submission(connection, submission_id)
    return _page(request, services, submission, as_reviewed(submission), message=message[:500])


@router.post("/{submission_id}")
def act(request: Request, submission_id: str, services: ServicesDep, form: FormDep) -> Response:
    """Every button of the form comes here, and with it all that was typed: it stays on the page whatever is wrong."""
    with services.database.reading() as connection:
        submission = lesson_review.open_submission(connection, submission_id)
    action, rev = _text(form, "do"), _whole(form, "rev")
    typed = _typed(form, submission)
    try:
        outcome = _acted(services, submission_id, action, rev, typed, form)
    except DraftConflict as error:
        return _conflict(request, services, submission_id, typed, error)
    if outcome.problems:
        problems = dict(outcome.problems)
        return _page(request, services, submission, typed, rev=rev, problems=problems, error=HELD_BACK, status=422)
    if outcome.lesson:
        done = f"در تجربهٔ {to_persian(outcome.lesson.number)} ادغام شد." if action == "merge" else "منتشر شد."
        return RedirectResponse(f"/lessons/{outcome.lesson.id}?message={quote(done)}", 303)
    if action == "return":
        told = f"«{typed.form.title}» با یادداشت به نویسنده برگردانده شد."
        return RedirectResponse(f"/reviews?message={quote(told)}", 303)
    return RedirectResponse(f"/reviews/{submission_id}?message={quote(SAVED)}", 303)


def _acted(services: Services, submission_id: str, action: str, rev: int, typed: Reviewed, form: FormData) -> Outcome:
    match action:
        case "take" | "take-urgent":
            return lesson_review.take(services, submission_id, rev, urgent=action == "take-urgent")
        case "return":
            return lesson_review.send_back(services, submission_id, rev, typed)
        case "publish":
            return lesson_review.publish(services, submission_id, rev, replace(typed, target=""))
        case "supersede":
            if not typed.target.strip():
                return Outcome(problems={"target": "شمارهٔ تجربهٔ پیشین را بنویسید."})
            return lesson_review.publish(services, submission_id, rev, typed)
        case "merge":
            return lesson_review.merge(services, submission_id, rev, typed)
        case _:
            try:
                day = typed_date(_text(form, "target_date"), whole=True) if _text(form, "target_date").strip() else None
            except UnreadableDate as error:
                return Outcome(problems={"target_date": str(error)})
            return lesson_review.keep(services, submission_id, rev, typed, day.iso if day else None)


def _conflict(
    request: Request, services: Services, submission_id: str, typed: Reviewed, error: DraftConflict
) -> HTMLResponse:
    """The form with what this person typed, beside what the other one wrote; acting again is then deliberate."""
    with services.database.reading() as connection:
        now_there = lesson_review.open_submission(connection, submission_id)
    found = [
        {"name": name, "label": FIELD_NAMES[name], "theirs": theirs, "mine": mine}
        for name, theirs, mine in conflicting_fields(now_there.form, typed.form)
    ]
    if not now_there.state.with_reviewer:
        # It is decided: what is shown is what came of it, and what was typed beside it.
        return _page(
            request,
            services,
            now_there,
            as_reviewed(now_there),
            error=str(error),
            conflicts=found,
            status=status_of(error),
        )
    return _page(request, services, now_there, typed, error=str(error), conflicts=found, status=status_of(error))


def _page(
    request: Request,
    services: Services,
    submission: Submission,
    shown: Reviewed,
    *,
    rev: int | None = None,
    message: str = "",
    error: str = "",
    problems: dict[str, str] | None = None,
    conflicts: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """The page with what is `shown` in its fields; `rev` is the revision that was seen where it is not the present one."""
    on = today()
    with services.database.reading() as connection:
        places = PlaceRepository(connection)
        known = {city.id: city for city in places.cities()}
        cities, names = CityNames(list(known.values())), place_names(connection)
        lessons = LessonRepository(connection)
        into = lessons.by_ids([submission.lesson_id]).get(submission.lesson_id) if submission.lesson_id else None
        events = SubmissionRepository(connection).events(submission.id)
        people = PersonRepository(connection).names(
            [one for one in (submission.reviewer_id, submission.person_id) if one]
        )
    lesson = lesson_of(shown.form, submission, names, into if submission.state.with_reviewer else None)
    late = submission.target_date and submission.overdue(on)
    hidden = known.get(lesson.city_id or "") if shown.anonymous else None
    context: dict[str, Any] = {
        "nav": "reviews",
        "submission": submission,
        "rev": submission.rev if rev is None else rev,
        "url": f"/reviews/{submission.id}",
        "json_url": f"/api/v1/reviews/{submission.id}",
        "open": submission.state.with_reviewer,
        "state_name": SUBMISSION_STATE_NAMES[submission.state],
        "source": SOURCES[submission.source],
        "city": cities[submission.city_id] if submission.city_id else "",
        "author": people.get(submission.person_id or "", ""),
        "reviewer": people.get(submission.reviewer_id or "", ""),
        "mine": submission.reviewer_id is not None and submission.reviewer_id == viewer().person_id,
        "due": to_jalali(submission.target_date) if submission.target_date else "",
        "late": how_late(submission.target_date, on) if late and submission.target_date else None,
        "title": lesson.title or "بی‌عنوان",
        "lesson": lesson,
        "lesson_city": cities[lesson.city_id] if lesson.city_id else "",
        "told": parts_of(lesson, TOLD),
        "impacts": impacts_of(lesson),
        "polarity": POLARITY_NAMES[lesson.polarity],
        "lesson_date": to_jalali(lesson.date) if lesson.date else "",
        "into": into,
        "differences": _differences(into, shown.form, cities) if into and submission.state.with_reviewer else [],
        "near": _near(services, shown.form, submission, cities) if submission.state.with_reviewer else [],
        "fields": [
            {
                "name": name,
                "label": label,
                "short": name in SHORT,
                "required": name in REQUIRED,
                "choices": [(one.value, text) for one, text in POLARITY_NAMES.items()] if name == "polarity" else [],
            }
            for name, label in FIELD_NAMES.items()
        ],
        "given": {name: getattr(shown.form, name) for name in FIELD_NAMES}
        | {
            "remarks": shown.remarks,
            "target": shown.target,
            "visibility": shown.visibility.value,
            "target_date": to_jalali(submission.target_date) if submission.target_date else "",
        },
        "anonymous": shown.anonymous,
        "naming": [
            FIELD_NAMES[name] for name in naming_fields(shown.form, (hidden.name, *hidden.aliases) if hidden else ())
        ],
        "visibilities": [(one.value, name) for one, name in VISIBILITY_NAMES.items()],
        "criteria": [
            {"value": one.value, "name": name, "why": why, "holds": bool(shown.checklist.get(one))}
            for one, (name, why) in CRITERION_NAMES.items()
        ],
        "photographs": [one for one in submission.attachments if is_photograph(one.file_name)],
        "files": [one for one in submission.attachments if not is_photograph(one.file_name)],
        "events": [
            {"at": e.at, "by": e.by, "state": SUBMISSION_STATE_NAMES[e.state] if e.state else "", "remark": e.remark}
            for e in events
        ],
        "problems": problems or {},
        "conflicts": conflicts,
        "conflict_by": submission.changed_by,
        "message": message,
        "error": error,
    }
    return templates(request).TemplateResponse(request, "lesson_review.html", context, status)


def _row(submission: Submission, cities: CityNames, reviewers: dict[str, str]) -> RowView:
    on = today()
    handed_in = submission.submitted_at
    due = submission.target_date
    return RowView(
        url=f"/reviews/{submission.id}",
        title=submission.form.title or "بی‌عنوان",
        city=cities[submission.city_id] if submission.city_id else submission.form.city,
        source=SOURCES[submission.source],
        waiting=f"{to_jalali(handed_in)}، {how_long(handed_in.astimezone(TEHRAN).date(), on)}" if handed_in else "",
        due=to_jalali(due) if due else None,
        late=how_late(due, on) if due and submission.overdue(on) else None,
        reviewer=reviewers.get(submission.reviewer_id or "", ""),
        revises=submission.lesson_id is not None and submission.state.with_reviewer,
    )


def how_long(since: date, on: date) -> str:
    """«امروز» or «۳ روز پیش»."""
    return f"{how_late(since, on)} پیش" if since < on else "امروز"


def _near(services: Services, form: LessonForm, submission: Submission, cities: CityNames) -> list[NearView]:
    try:
        answer = services.similar_lessons.find(form, exclude={submission.lesson_id} if submission.lesson_id else ())
    except IndexFailure:
        # The review goes on without them.
        return []
    return [
        NearView(
            id=one.lesson.id,
            number=one.lesson.number,
            url=f"/lessons/{one.lesson.id}",
            title=one.lesson.title,
            passage=first_words(one.lesson.problem, 200),
            city=cities[one.lesson.city_id] if one.lesson.city_id else "",
        )
        for one in answer.matches
    ]


def _differences(into: Lesson, form: LessonForm, cities: CityNames) -> list[tuple[str, list[Markup | None]]]:
    """What the new version changes in the lesson that it is a version of, by field."""
    before = form_of(into, cities[into.city_id] if into.city_id else "")
    both = ((name, getattr(before, name).strip(), getattr(form, name).strip()) for name in FIELD_NAMES)
    return [(FIELD_NAMES[name], changes(one, other)) for name, one, other in both if one != other]


def _typed(form: FormData, submission: Submission) -> Reviewed:
    """The review as it was sent; a form of one button only («take») has no fields, and leaves them as they are."""
    if "title" not in form:
        return as_reviewed(submission)
    ticked = {value for value in form.getlist("criterion") if isinstance(value, str)}
    visibility = _text(form, "visibility")
    seen = _whole(form, "lesson_rev")
    return Reviewed(
        form=LessonForm(**{name: display_text(_text(form, name)) for name in FIELD_NAMES}),
        visibility=Visibility(visibility) if visibility in set(Visibility) else submission.visibility,
        anonymous=_text(form, "anonymous") == "1",
        checklist={one: one.value in ticked for one in Criterion},
        remarks=_text(form, "remarks"),
        target=_text(form, "target_number").strip() or _text(form, "target"),
        insist=_text(form, "insist") == "1",
        seen_lesson_rev=seen or None,
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def _whole(form: FormData, name: str) -> int:
    value = _text(form, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
