"""Handing lessons in: the form, by hand or out of a file, and the list of what a person and their city have on the way."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from api.dependencies import ServicesDep, requires
from api.errors import status_of
from api.kept_file import attached_file, is_photograph
from api.lessons import handing_in
from api.lessons.handing_in import Typed
from api.lessons.proposal import DOUBTFUL, propose
from api.lessons.review import conflicting_fields
from api.lessons.sheet import is_sheet
from api.pages.facts import CityNames, lesson_facts
from api.pages.submission_form import FormDep, Sent, chosen_files, sent_form
from api.rendering import templates, to_persian
from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import DraftConflict, IndexFailure, InvalidRecord, NotFound, NotLesson, UnreadableFile
from corpus.lesson_form import FIELD_NAMES, REQUIRED, LessonForm
from corpus.lesson_use import LessonCounts
from corpus.repository.lessons import LessonRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Attachment, Submission, SubmissionEvent, SubmissionSource, SubmissionState
from corpus.terms import POLARITY_NAMES, SUBMISSION_STATE_NAMES, VISIBILITY_NAMES
from corpus.types import Visibility
from ingest.readers.kinds import accepted_names

router = APIRouter(include_in_schema=False, dependencies=[Depends(requires(Role.CONTRIBUTOR))])

PAGE_SIZE = 20
MOST_PAGES = 10_000
KEPT = "نگه داشته شد."
SENT = "تجربه فرستاده شد. بازبین آن را می‌خواند و نتیجه را همین‌جا می‌بینید."
HELD_BACK = "هنوز فرستاده نشد؛ بخش‌های نشان‌خورده را درست کنید. آنچه نوشته‌اید نگه داشته شد."
UNDERSTOOD = "این‌ها از پرونده خوانده شد. هر بخش را بازبینی کنید و اگر درست است بفرستید."
NOT_UNDERSTOOD = "پرونده پیوست این پیش‌نویس است و گم نشده؛ بخش‌ها را خودتان بنویسید."
NO_FILE = "پرونده‌ای برگزیده نشده بود؛ یک پرونده برگزینید."

# Anybody may choose these; the third is for people of a city.
OF_ALL = (Visibility.PUBLIC, Visibility.MEMBERS)

# The groups of the list, in the order in which their first that is not empty is shown.
GROUPS: dict[str, tuple[str, tuple[SubmissionState, ...]]] = {
    "returned": ("برگشت‌خورده", (SubmissionState.RETURNED,)),
    "drafts": ("پیش‌نویس", (SubmissionState.DRAFT,)),
    "waiting": ("نزد بازبین", (SubmissionState.SUBMITTED, SubmissionState.IN_REVIEW)),
    "published": ("منتشرشده", (SubmissionState.PUBLISHED, SubmissionState.MERGED)),
    "withdrawn": ("پس‌گرفته", (SubmissionState.WITHDRAWN,)),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One of the five that have to be answered: in plain words, with what helps to answer it."""

    name: str
    label: str
    hint: str
    area: bool = False


QUESTIONS = (
    Question("title", "این تجربه در یک جمله چیست؟", "مانند: نشست آسفالت پس از ترمیم حفاری، به‌سبب تراکم ناکافی"),
    Question("city", "در کدام شهر پیش آمد؟", "نام شهر"),
    Question("problem", "چه پیش آمد؟", "رویداد را چنان بگویید که برای همکاری در شهر دیگر می‌گویید.", area=True),
    Question("cause", "چرا پیش آمد؟", "علت‌ها، تا آنجا که روشن شد.", area=True),
    Question("recommendation", "به شهرهای دیگر چه پیشنهاد می‌کنید؟", "کاری که اگر بکنند این پیش نمی‌آید.", area=True),
)


@dataclass(frozen=True, slots=True)
class AttachmentView:
    sha256: str
    file_name: str
    size: int
    url: str
    photograph: bool


@dataclass(frozen=True, slots=True)
class HintView:
    """A published lesson that may tell the same."""

    url: str
    title: str
    facts: list[str]
    problem: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A submission in the list."""

    id: str
    url: str
    title: str
    state: str
    state_label: str
    city: str
    by: str
    updated_at: datetime | None
    remark: str
    lesson_url: str | None
    counts: LessonCounts | None


@router.get("/lessons/new")
def new_lesson(request: Request, services: ServicesDep) -> HTMLResponse:
    typed = Typed(handing_in.new_form(services))
    return _form_page(request, services, None, typed=typed, key=uuid4().hex)


@router.post("/lessons/new")
def first_save(request: Request, services: ServicesDep, form: FormDep) -> Response:
    """The first save makes the draft, once however often it is sent."""
    sent = sent_form(form)
    typed = sent.typed or Typed()
    begun_id = handing_in.submission_id(sent.key)
    try:
        begun = handing_in.begin(services, typed, key=sent.key)
        return _act(request, services, begun.id, replace(sent, rev=begun.rev))
    except DraftConflict as error:
        return _conflict(request, services, begun_id, typed, error)
    except InvalidRecord as error:
        return _form_page(request, services, None, typed=typed, key=sent.key, error=str(error), status=422)


@router.get("/lessons/new/file")
def file_page(request: Request, services: ServicesDep, error: str = "") -> HTMLResponse:
    context = {
        "nav": "submissions",
        "key": uuid4().hex,
        "accepted": accepted_names(),
        "max_size": services.settings.max_upload_bytes,
        "error": error[:500],
    }
    return templates(request).TemplateResponse(request, "lesson_file.html", context)


@router.post("/lessons/new/file")
def from_file(services: ServicesDep, form: FormDep) -> RedirectResponse:
    """A draft with the file attached, its fields filled as far as the file tells them."""
    chosen = chosen_files(form)[:1]
    if not chosen:
        return _to("/lessons/new/file", error=NO_FILE)
    kept, refused = handing_in.store_files(services, chosen)
    if not kept:
        return _to("/lessons/new/file", error=" ".join(refused.values()))
    form_of_city = handing_in.new_form(services)
    key = sent_form(form).key
    try:
        begun = handing_in.begin(services, Typed(form_of_city), key=key, source=SubmissionSource.FILE, attachments=kept)
    except DraftConflict:
        # Sent twice: the first time has filled the form already.
        return _to(f"/submissions/{handing_in.submission_id(key)}")
    try:
        proposed = propose(services, kept[0])
    except (NotLesson, UnreadableFile) as error:
        return _to(f"/submissions/{begun.id}", error=str(error), message=NOT_UNDERSTOOD)
    found = proposed.form if proposed.form.city else replace(proposed.form, city=form_of_city.city)
    handing_in.keep(services, begun.id, begun.rev, Typed(found))
    doubtful = [name for name, certainty in proposed.confidences.items() if certainty < DOUBTFUL]
    flash = {"message": " ".join((UNDERSTOOD, *proposed.notices)), "doubtful": ",".join(doubtful)}
    return _to(f"/submissions/{begun.id}", **flash)


@router.get("/lessons/similar")
def similar(
    request: Request,
    services: ServicesDep,
    title: str = "",
    problem: str = "",
    cause: str = "",
    recommendation: str = "",
    exclude: str = "",
) -> HTMLResponse:
    """The published lessons that tell what is being written: a part of the form's page."""
    form = LessonForm(title=title, problem=problem, cause=cause, recommendation=recommendation)
    context = {"hints": _hints(services, form, {exclude})}
    return templates(request).TemplateResponse(request, "_similar_lessons.html", context)


@router.get("/submissions")
def submissions(
    request: Request,
    services: ServicesDep,
    group: str = "",
    whose: str = "",
    page: Annotated[int, Query()] = 1,
    message: str = "",
) -> HTMLResponse:
    who, page = viewer(), min(max(page, 1), MOST_PAGES)
    of_city = whose != "mine" and who.city_id is not None
    city_id, person_id = (who.city_id, None) if of_city else (None, who.person_id or "-")
    with services.database.reading() as connection:
        repository = SubmissionRepository(connection)
        counts = repository.counts(person_id=person_id, city_id=city_id)
        held = {name: sum(counts.get(state, 0) for state in states) for name, (_, states) in GROUPS.items()}
        shown = group if group in GROUPS else next((name for name, count in held.items() if count), "drafts")
        start = (page - 1) * PAGE_SIZE
        total, found = repository.listed(
            GROUPS[shown][1], person_id=person_id, city_id=city_id, limit=PAGE_SIZE, offset=start
        )
        rows = _rows(connection, found)
    asked = {"group": shown} | ({"whose": "mine"} if who.city_id and not of_city else {})
    context = {
        "nav": "submissions",
        "rows": rows,
        "total": total,
        "shown": shown,
        "groups": [
            (name, GROUPS[name][0], count, f"?{urlencode(asked | {'group': name})}") for name, count in held.items()
        ],
        "has_city": who.city_id is not None,
        "of_city": of_city,
        "message": message[:500],
        "page": page,
        "pages": max(1, -(-total // PAGE_SIZE)),
        "previous_url": f"?{urlencode(asked | {'page': page - 1})}" if page > 1 else None,
        "next_url": f"?{urlencode(asked | {'page': page + 1})}" if page * PAGE_SIZE < total else None,
        "json_url": f"/api/v1/submissions?{urlencode(asked)}",
    }
    return templates(request).TemplateResponse(request, "submissions.html", context)


@router.get("/submissions/{submission_id}")
def submission(
    request: Request,
    submission_id: str,
    services: ServicesDep,
    message: str = "",
    error: str = "",
    doubtful: str = "",
) -> Response:
    with services.database.reading() as connection:
        found = SubmissionRepository(connection).get(submission_id)
    if not handing_in.is_own(found):
        if found.submitted_at is None:
            raise NotFound(handing_in.NOT_THERE)
        # Others than its author's city who may see it are the secretariat, which reviews it.
        return RedirectResponse(f"/reviews/{quote(submission_id)}", 303)
    if is_sheet(found):
        return RedirectResponse(f"/submissions/{quote(submission_id)}/sheet", 303)
    return _form_page(
        request, services, found, message=message[:1000], error=error[:1000], doubtful=set(doubtful.split(","))
    )


@router.post("/submissions/{submission_id}")
def change(request: Request, submission_id: str, services: ServicesDep, form: FormDep) -> Response:
    """Every button of the form comes here, and with it all that was typed: it is kept whatever is wrong with it."""
    sent = sent_form(form)
    try:
        return _act(request, services, submission_id, sent)
    except DraftConflict as error:
        return _conflict(request, services, submission_id, sent.typed, error)
    except InvalidRecord as error:
        found = handing_in.read(services, submission_id)
        return _form_page(request, services, found, typed=sent.typed, error=str(error), status=422)


@router.get("/submissions/{submission_id}/files/{sha256}")
def file(submission_id: str, sha256: str, services: ServicesDep) -> FileResponse:
    with services.database.reading() as connection:
        found = SubmissionRepository(connection).get(submission_id)
    if not handing_in.is_own(found) and found.submitted_at is None:
        raise NotFound(handing_in.NOT_THERE)
    return attached_file(services, found.attachments, sha256)


def _act(request: Request, services: Services, submission_id: str, sent: Sent) -> Response:
    seen, url = sent.rev, f"/submissions/{submission_id}"
    refused: dict[str, str] = {}
    if sent.files:
        handing_in.read(services, submission_id)
        kept, refused = handing_in.store_files(services, sent.files)
        attached = handing_in.attach(services, submission_id, kept)
        # Files are at odds with nobody's text: who saw the revision before them has seen the text.
        seen = attached.rev if attached.rev == seen + 1 else seen
    told = {"error": " ".join(f"«{name}»: {why}" for name, why in refused.items())}
    match sent.action:
        case "submit":
            handed = handing_in.submit(services, submission_id, seen, sent.typed)
            if handed.problems:
                return _form_page(
                    request, services, handed.submission, problems=handed.problems, error=HELD_BACK, status=422
                )
            return _to(url, message=SENT, **told)
        case "withdraw":
            if sent.typed:
                seen = handing_in.keep(services, submission_id, seen, sent.typed).rev
            handing_in.withdraw(services, submission_id, seen)
            return _to("/submissions", message="پس گرفته شد و در «پس‌گرفته» مانده است.")
        case "restore":
            handing_in.restore(services, submission_id, seen)
            return _to(url, message="دوباره پیش‌نویس شد.")
        case _:
            if sent.typed:
                handing_in.keep(services, submission_id, seen, sent.typed)
            if sent.action == "remove":
                handing_in.detach(services, submission_id, sent.target)
            return _to(url, message=KEPT, **told)


def _conflict(
    request: Request, services: Services, submission_id: str, mine: Typed | None, error: DraftConflict
) -> HTMLResponse:
    """The page with what was typed still in it, and what somebody else wrote in the meantime beside it."""
    theirs = handing_in.read(services, submission_id)
    status = status_of(error)
    if mine is None or not theirs.state.with_author:
        return _form_page(request, services, theirs, error=str(error), unsaved=mine, status=status)
    conflicts = [
        {"name": name, "label": FIELD_NAMES[name], "theirs": _shown(name, one), "mine": _shown(name, other)}
        for name, one, other in conflicting_fields(theirs.form, mine.form)
    ]
    return _form_page(request, services, theirs, typed=mine, error=str(error), conflicts=conflicts, status=status)


def _form_page(
    request: Request,
    services: Services,
    found: Submission | None,
    *,
    typed: Typed | None = None,
    unsaved: Typed | None = None,
    key: str = "",
    problems: Mapping[str, str] | None = None,
    conflicts: list[dict[str, str]] | None = None,
    doubtful: Collection[str] = (),
    message: str = "",
    error: str = "",
    status: int = 200,
) -> HTMLResponse:
    """The form of a draft, or what became of one that is with the reviewers; `found` is None before the first save."""
    if typed is None:
        typed = Typed(found.form, found.visibility, found.anonymous) if found else Typed()
    with services.database.reading() as connection:
        cities = PlaceRepository(connection).cities()
        events = SubmissionRepository(connection).events(found.id) if found else []
        revised = _lesson_number(connection, found)
    changeable = found is None or found.state.with_author
    own = [one for one in Visibility if one in (typed.visibility, *OF_ALL) or viewer().city_id]
    context: dict[str, Any] = {
        "nav": "submissions",
        "submission": found,
        "action": f"/submissions/{found.id}" if found else "/lessons/new",
        "key": key,
        "owner": viewer().person_id or "",
        "given": asdict(typed.form)
        | {"visibility": typed.visibility.value, "anonymous": "1" if typed.anonymous else ""},
        "fields": [(name, label, _shown(name, getattr(typed.form, name))) for name, label in FIELD_NAMES.items()],
        "unsaved": [(label, getattr(unsaved.form, name)) for name, label in FIELD_NAMES.items()] if unsaved else [],
        "names": FIELD_NAMES,
        "questions": QUESTIONS,
        "problems": problems or {},
        "more_wrong": any(name not in REQUIRED for name in problems or ()),
        "doubtful": doubtful,
        "conflicts": conflicts,
        "conflict_by": found.changed_by if found else "",
        "cities": [city.name for city in cities],
        "polarities": [(one.value, name) for one, name in POLARITY_NAMES.items()],
        "visibilities": [(one.value, VISIBILITY_NAMES[one]) for one in own],
        "visibility_name": VISIBILITY_NAMES[typed.visibility],
        "attachments": [_attachment(found.id, one) for one in found.attachments] if found else [],
        "state_label": SUBMISSION_STATE_NAMES[found.state] if found else None,
        "states": SUBMISSION_STATE_NAMES,
        "events": [one for one in reversed(events) if one.state or one.remark],
        "remark": _last_remark(events) if found and found.state is SubmissionState.RETURNED else None,
        "revised": revised,
        "hints": _hints(services, typed.form, {found.lesson_id or ""} if found else set()) if changeable else [],
        "message": message,
        "error": error,
    }
    name = "lesson_form.html" if changeable else "submission.html"
    return templates(request).TemplateResponse(request, name, context, status)


def _hints(services: Services, form: LessonForm, exclude: Collection[str]) -> list[HintView]:
    """What is published already; nothing where the index cannot be searched, which holds up no writing."""
    try:
        answer = services.similar_lessons.find(form, exclude=exclude)
    except IndexFailure:
        return []
    with services.database.reading() as connection:
        cities = CityNames(PlaceRepository(connection).cities())
    return [
        HintView(f"/lessons/{one.lesson.id}", one.lesson.title, lesson_facts(one.lesson, cities), one.lesson.problem)
        for one in answer.matches
    ]


def _rows(connection: Connection, found: list[Submission]) -> list[RowView]:
    cities = CityNames(PlaceRepository(connection).cities())
    lesson_ids = [one.lesson_id for one in found if one.lesson_id and one.state.settled]
    counts = LessonRepository(connection).counts(lesson_ids)
    submissions = SubmissionRepository(connection)
    rows = []
    for one in found:
        returned = one.state is SubmissionState.RETURNED
        remark = _last_remark(submissions.events(one.id)) if returned else None
        settled_lesson = one.lesson_id if one.state.settled else None
        rows.append(
            RowView(
                id=one.id,
                url=f"/submissions/{one.id}",
                title=one.form.title or (one.attachments[0].file_name if one.attachments else "بی‌عنوان"),
                state=one.state.value,
                state_label=_state_label(one),
                city=cities[one.city_id] if one.city_id else "",
                by=one.changed_by,
                updated_at=one.updated_at,
                remark=remark.remark if remark else "",
                lesson_url=f"/lessons/{settled_lesson}" if settled_lesson else None,
                counts=counts.get(settled_lesson) if settled_lesson else None,
            )
        )
    return rows


def _state_label(one: Submission) -> str:
    if not is_sheet(one):
        return SUBMISSION_STATE_NAMES[one.state]
    return "صفحهٔ گسترده، در انتظار گرفتن" if one.state.with_author else "صفحهٔ گسترده، گرفته‌شده یا کنار گذاشته"


def _last_remark(events: list[SubmissionEvent]) -> SubmissionEvent | None:
    return next((one for one in reversed(events) if one.remark), None)


def _lesson_number(connection: Connection, found: Submission | None) -> str:
    """«تجربهٔ ۱۲», the lesson that it revises, became or went into."""
    if found is None or found.lesson_id is None:
        return ""
    lesson = LessonRepository(connection).by_ids([found.lesson_id]).get(found.lesson_id)
    return f"تجربهٔ {to_persian(lesson.number)}" if lesson else ""


def _attachment(submission_id: str, one: Attachment) -> AttachmentView:
    url = f"/submissions/{submission_id}/files/{one.file_sha256}"
    return AttachmentView(one.file_sha256, one.file_name, one.size, url, is_photograph(one.file_name))


def _shown(name: str, text: str) -> str:
    """A field's text as people read it."""
    named = {polarity.value: label for polarity, label in POLARITY_NAMES.items()}
    return named.get(text, text) if name == "polarity" else text


def _to(url: str, **flash: str) -> RedirectResponse:
    told = urlencode({name: text for name, text in flash.items() if text}, errors="replace")
    return RedirectResponse(f"{url}?{told}" if told else url, 303)
