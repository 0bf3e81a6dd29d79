"""The page of one lesson: what a city learned, what came of it since, and what to read beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from api.citation import permanent_link
from api.dependencies import ServicesDep, requires
from api.exports.lesson import NOT_NAMED, as_document
from api.exports.word import DOCX
from api.kept_file import attached_file, is_photograph
from api.lessons import review as lesson_review
from api.lessons.record import LessonRecord, read_lesson
from api.lessons.reuse import (
    TypedUse,
    add_link,
    add_use,
    begin_revision,
    endorse,
    may_endorse,
    may_revise,
    remove_link,
)
from api.pages.changes import changes
from api.pages.exports import file_response
from api.pages.facts import CityNames
from api.pages.nearest import nearest_view
from api.pages.search import search_url
from api.rendering import templates, to_jalali, to_persian
from api.search_log.reading import note_read_later
from api.services import Services
from corpus.access import Role, viewer
from corpus.lesson_form import FIELD_NAMES, LessonForm
from corpus.lesson_text import IMPACTS
from corpus.lesson_use import LessonUse, LessonVersion
from corpus.repository.places import PlaceRepository
from corpus.submissions import Submission
from corpus.terms import LESSON_STATE_NAMES, POLARITY_NAMES, VISIBILITY_NAMES
from corpus.types import ItemKind, Lesson, LessonState, Polarity

router = APIRouter(prefix="/lessons/{lesson_id}", include_in_schema=False)

# In the order of the page; the recommendation is what one comes for, and stands apart at the top.
TOLD = ("context", "problem", "cause", "action", "outcome")


@dataclass(frozen=True, slots=True)
class PartView:
    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class UseView:
    project: str
    outcome: str
    facts: list[str]


@dataclass(frozen=True, slots=True)
class MergedView:
    """Another text that went into the lesson, as its author left it."""

    title: str
    facts: list[str]
    parts: list[PartView]


@dataclass(frozen=True, slots=True)
class VersionView:
    """`changes` tell it from the version before it, by field; None for the first."""

    label: str
    by: str
    at: datetime
    current: bool
    changes: list[tuple[str, list[Markup | None]]] | None
    parts: list[PartView]


@router.get("")
def lesson(
    request: Request, lesson_id: str, services: ServicesDep, background: BackgroundTasks, message: str = ""
) -> HTMLResponse:
    record = _record(services, lesson_id)
    # A city that opens what is its own is not one of the others who read it.
    if not record.own:
        note_read_later(background, request, services, ItemKind.LESSON, record.lesson.id)
    return lesson_page(request, services, record, message=message[:500])


@router.get("/versions")
def versions(request: Request, lesson_id: str, services: ServicesDep) -> HTMLResponse:
    record = _record(services, lesson_id)
    shown = record.versions
    before: list[LessonVersion | None] = [*shown[1:], None]
    views = [_version_view(one, older, record) for one, older in zip(shown, before, strict=True)]
    context = {
        "nav": "lessons",
        "lesson": record.lesson,
        "versions": views,
        "json_url": f"/api/v1/lessons/{lesson_id}/versions",
    }
    return templates(request).TemplateResponse(request, "lesson_versions.html", context)


@router.get("/lesson.docx")
def document(request: Request, lesson_id: str, services: ServicesDep) -> Response:
    record = _record(services, lesson_id)
    cities = _cities(services)
    uses = ["؛ ".join([view.project, *view.facts, view.outcome]) for view in _uses(record, cities)]
    content = as_document(record, uses, permanent_link(request, services, ItemKind.LESSON, lesson_id))
    return file_response(content, DOCX, f"تجربهٔ {to_persian(record.lesson.number)}.docx")


@router.get("/files/{sha256}")
def attachment(lesson_id: str, sha256: str, services: ServicesDep) -> FileResponse:
    return attached_file(services, _record(services, lesson_id).attachments, sha256)


@router.post("/uses", dependencies=[Depends(requires(Role.ENGINEER))])
def use(
    request: Request,
    lesson_id: str,
    services: ServicesDep,
    project: Annotated[str, Form()] = "",
    city: Annotated[str, Form()] = "",
    day: Annotated[str, Form(alias="date")] = "",
    outcome: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    typed = TypedUse(project, city, day, outcome, key)
    problems = add_use(services, lesson_id, typed)
    if problems:
        return _refused(request, services, lesson_id, problems, typed=typed)
    return _back(lesson_id, "به‌کارگیری ثبت شد و صاحب تجربه آن را می‌بیند.", "#uses")


@router.post("/endorsement", dependencies=[Depends(requires(Role.ENGINEER))])
def vouch(request: Request, lesson_id: str, services: ServicesDep, endorses: Annotated[str, Form()] = "") -> Response:
    problems = endorse(services, _record(services, lesson_id), endorses == "1")
    if problems:
        return _refused(request, services, lesson_id, problems)
    return _back(lesson_id, "تأیید شما ثبت شد." if endorses == "1" else "تأیید شما برداشته شد.", "#uses")


@router.post("/links", dependencies=[Depends(requires(Role.SECRETARIAT))])
def link(request: Request, lesson_id: str, services: ServicesDep, title: Annotated[str, Form()] = "") -> Response:
    problems = add_link(services, lesson_id, title)
    if problems:
        return _refused(request, services, lesson_id, problems, link=title)
    return _back(lesson_id, "پیوند ثبت شد.", "#links")


@router.post("/links/{link_id}/remove", dependencies=[Depends(requires(Role.SECRETARIAT))])
def unlink(lesson_id: str, link_id: str, services: ServicesDep) -> Response:
    remove_link(services, lesson_id, link_id)
    return _back(lesson_id, "پیوند برداشته شد.", "#links")


@router.post("/state", dependencies=[Depends(requires(Role.SECRETARIAT))])
def settle(
    request: Request,
    lesson_id: str,
    services: ServicesDep,
    state: Annotated[LessonState, Form()],
    rev: Annotated[int, Form()],
    successor: Annotated[str, Form()] = "",
) -> Response:
    problems = lesson_review.settle(services, lesson_id, rev, state, successor)
    if problems:
        return _refused(request, services, lesson_id, problems, successor=successor)
    return _back(lesson_id, f"این تجربه اکنون «{LESSON_STATE_NAMES[state]}» است.")


@router.post("/revise", dependencies=[Depends(requires(Role.CONTRIBUTOR))])
def revise(lesson_id: str, services: ServicesDep) -> Response:
    """Begin the next version of the lesson; it goes the way of all that is handed in."""
    return RedirectResponse(f"/submissions/{begin_revision(services, _record(services, lesson_id)).id}", 303)


def lesson_page(
    request: Request,
    services: Services,
    record: LessonRecord,
    *,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    message: str = "",
    status_code: int = 200,
) -> HTMLResponse:
    found, cities, who = record.lesson, _cities(services), viewer()
    own_city = cities[who.city_id] if who.city_id else ""
    context: dict[str, Any] = {
        "nav": "lessons",
        "lesson": found,
        "city": record.city,
        "city_not_named": NOT_NAMED if found.anonymous and not record.city else "",
        "named_here_only": found.anonymous and record.city is not None,
        "polarity": POLARITY_NAMES[found.polarity],
        "state_name": LESSON_STATE_NAMES[found.state],
        "visibility_name": VISIBILITY_NAMES[found.visibility],
        "date": to_jalali(found.date) if found.date else None,
        "parts": parts_of(found, TOLD),
        "impacts": impacts_of(found),
        "keywords": [(word, search_url(word)) for word in found.keywords],
        "project_type_url": f"/lessons?about={quote(found.project_type)}",
        "photographs": [one for one in record.attachments if is_photograph(one.file_name)],
        "files": [one for one in record.attachments if not is_photograph(one.file_name)],
        "counts": record.counts,
        "uses": _uses(record, cities),
        "links": record.links,
        "merged": [_merged_view(text, cities) for text in record.merged],
        "versions": len(record.versions),
        "successor": record.successor,
        "predecessors": record.predecessors,
        "nearest": nearest_view(services, ItemKind.LESSON, found.id, cities),
        "citation": record.citation,
        "permanent": permanent_link(request, services, ItemKind.LESSON, found.id),
        "json_url": f"/api/v1/lessons/{found.id}",
        "may_use": who.role.may(Role.ENGINEER),
        "may_endorse": may_endorse(record),
        "endorsed": record.endorsed,
        "may_revise": may_revise(record) and found.state is LessonState.PUBLISHED,
        "may_settle": who.role.may(Role.SECRETARIAT),
        "own": record.own,
        "given": {"key": uuid4().hex, "city": own_city} | dict(given or {}),
        "problems": problems or {},
        "message": message,
    }
    return templates(request).TemplateResponse(request, "lesson.html", context, status_code)


def parts_of(lesson: Lesson | LessonForm, names: tuple[str, ...]) -> list[PartView]:
    """The fields of these names that say something, each under its label."""
    return [PartView(name, FIELD_NAMES[name], text) for name in names if (text := getattr(lesson, name).strip())]


def impacts_of(lesson: Lesson) -> list[PartView]:
    """What it did to cost, time, quality and safety, where that is told."""
    told = ((name, getattr(lesson.impact, name)) for name in IMPACTS)
    return [PartView(name, FIELD_NAMES[name], text) for name, text in told if text]


def _record(services: Services, lesson_id: str) -> LessonRecord:
    with services.database.reading() as connection:
        return read_lesson(connection, lesson_id)


def _cities(services: Services) -> CityNames:
    with services.database.reading() as connection:
        return CityNames(PlaceRepository(connection).cities())


def _refused(
    request: Request,
    services: Services,
    lesson_id: str,
    problems: Mapping[str, str],
    *,
    typed: TypedUse | None = None,
    **given: str,
) -> HTMLResponse:
    """The page with what was typed and what is wrong with it."""
    if typed:
        given |= {"project": typed.project, "city": typed.city, "date": typed.day, "outcome": typed.outcome}
        given |= {"key": typed.key}
    record = _record(services, lesson_id)
    return lesson_page(request, services, record, given=given, problems=problems, status_code=422)


def _back(lesson_id: str, message: str, anchor: str = "") -> RedirectResponse:
    return RedirectResponse(f"/lessons/{lesson_id}?message={quote(message)}{anchor}", 303)


def _uses(record: LessonRecord, cities: CityNames) -> list[UseView]:
    return [UseView(use.project, use.outcome, _use_facts(use, cities)) for use in record.uses]


def _use_facts(use: LessonUse, cities: CityNames) -> list[str]:
    city = cities[use.city_id] if use.city_id else None
    return [fact for fact in (city, to_jalali(use.date) if use.date else None, use.by) if fact]


def _merged_view(text: Submission, cities: CityNames) -> MergedView:
    city = cities[text.city_id] if text.city_id else NOT_NAMED.removesuffix(".")
    facts = [fact for fact in (city, to_jalali(text.updated_at) if text.updated_at else None) if fact]
    names = tuple(name for name in FIELD_NAMES if name not in ("title", "city", "polarity"))
    return MergedView(text.form.title, facts, parts_of(text.form, names))


def _version_view(version: LessonVersion, before: LessonVersion | None, record: LessonRecord) -> VersionView:
    return VersionView(
        label=f"نسخهٔ {to_persian(version.rev)}",
        by=version.by,
        at=version.at,
        current=version is record.versions[0],
        changes=_changed(before.fields, version.fields) if before else None,
        parts=[PartView(name, FIELD_NAMES.get(name, name), _told(name, text)) for name, text in _in_order(version)],
    )


def _in_order(version: LessonVersion) -> list[tuple[str, str]]:
    return [(name, version.fields[name]) for name in FIELD_NAMES if version.fields.get(name, "").strip()]


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, list[Markup | None]]]:
    both = ((name, _told(name, before.get(name, "")), _told(name, after.get(name, ""))) for name in FIELD_NAMES)
    return [(FIELD_NAMES[name], changes(one, other)) for name, one, other in both if one != other]


def _told(name: str, text: str) -> str:
    return POLARITY_NAMES[Polarity(text)] if name == "polarity" and text in set(Polarity) else text
