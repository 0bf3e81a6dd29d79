"""Lessons by spreadsheet: the template, the upload, the preview of its rows, and taking the good ones."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep, requires
from api.errors import status_of
from api.exports.lesson_template import lesson_template
from api.exports.spreadsheet import XLSX
from api.lessons import handing_in
from api.lessons.handing_in import Typed
from api.lessons.sheet import (
    Preview,
    PreviewRow,
    RowState,
    bad_rows_as_xlsx,
    cell_text,
    preview,
    sheet_submission,
    take,
)
from api.pages.submission_form import FormDep, chosen_files, sent_form
from api.rendering import templates, to_persian
from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import InvalidRecord, TajrobeError, UnreadableFile, UnusableSheet
from corpus.lesson_form import FIELD_NAMES, REQUIRED
from corpus.repository.places import PlaceRepository
from corpus.submissions import Submission, SubmissionSource, SubmissionState
from corpus.terms import VISIBILITY_NAMES
from corpus.types import Visibility
from ingest.structure.lesson.sheet import ProposedSheet

router = APIRouter(include_in_schema=False, dependencies=[Depends(requires(Role.CONTRIBUTOR))])

PAGE_SIZE = 50
MOST_COLUMNS = 100
SAMPLE_CHARACTERS = 80
NO_FILE = "صفحه‌ای برگزیده نشده بود؛ یک پرونده برگزینید."
TAKEN = "{count} تجربه فرستاده شد و در نوبت بازبینی است."
TAKEN_BEFORE = "ردیف‌های این صفحه پیش‌تر گرفته شده است؛ چیزی دوباره فرستاده نشد."
STATE_NAMES = {RowState.GOOD: "درست", RowState.BAD: "نادرست", RowState.REPEATED: "تکراری"}
# What is shown where nothing is asked for: what needs a person first.
SHOWN_FIRST = (RowState.BAD, RowState.REPEATED, RowState.GOOD)

_COLUMN = re.compile(r"c(\d{1,3})")


@dataclass(frozen=True, slots=True)
class ColumnView:
    index: int
    header: str
    sample: str
    field: str


@dataclass(frozen=True, slots=True)
class RowView:
    number: int
    title: str
    city: str
    problem: str
    wrong: list[tuple[str, str]]
    earlier_url: str | None


@router.get("/lessons/template.xlsx")
def template(services: ServicesDep) -> Response:
    with services.database.reading() as connection:
        cities = PlaceRepository(connection).cities()
    body = lesson_template([city.name for city in cities])
    return Response(body, media_type=XLSX, headers={"Content-Disposition": 'attachment; filename="lessons.xlsx"'})


@router.get("/lessons/new/sheet")
def sheet_page(request: Request, services: ServicesDep, error: str = "") -> HTMLResponse:
    context = {
        "nav": "submissions",
        "key": uuid4().hex,
        "max_size": services.settings.max_upload_bytes,
        "error": error[:500],
        "required": [FIELD_NAMES[name] for name in REQUIRED],
    }
    return templates(request).TemplateResponse(request, "lesson_sheet_upload.html", context)


@router.post("/lessons/new/sheet")
def from_sheet(services: ServicesDep, form: FormDep) -> RedirectResponse:
    """Keep the spreadsheet; nothing is taken of it before its preview was looked at."""
    chosen = chosen_files(form)[:1]
    if not chosen:
        return RedirectResponse(f"/lessons/new/sheet?{urlencode({'error': NO_FILE})}", 303)
    kept, refused = handing_in.store_files(services, chosen)
    if not kept:
        return RedirectResponse(f"/lessons/new/sheet?{urlencode({'error': ' '.join(refused.values())})}", 303)
    key = sent_form(form).key
    begun = handing_in.begin(services, Typed(), key=key, source=SubmissionSource.SHEET, attachments=kept)
    return RedirectResponse(f"/submissions/{begun.id}/sheet", 303)


@router.get("/submissions/{submission_id}/sheet")
def preview_page(
    request: Request, submission_id: str, services: ServicesDep, show: str = "", page: int = 1
) -> HTMLResponse:
    return _page(request, services, submission_id, _mapping(request.query_params), show=show, page=page)


@router.post("/submissions/{submission_id}/sheet")
def take_rows(
    request: Request,
    submission_id: str,
    services: ServicesDep,
    form: FormDep,
    rev: Annotated[int, Form()] = 0,
    visibility: Annotated[Visibility, Form()] = Visibility.PUBLIC,
    anonymous: Annotated[bool, Form()] = False,
) -> Response:
    mapping = _mapping({name: value for name, value in form.items() if isinstance(value, str)})
    try:
        count = take(services, submission_id, rev, mapping, visibility=visibility, anonymous=anonymous)
    except InvalidRecord as error:
        return _page(request, services, submission_id, mapping, error=error)
    message = TAKEN.format(count=to_persian(count)) if count else TAKEN_BEFORE
    return RedirectResponse(f"/submissions?{urlencode({'group': 'waiting', 'message': message})}", 303)


@router.get("/submissions/{submission_id}/sheet/errors.xlsx")
def bad_rows(request: Request, submission_id: str, services: ServicesDep) -> Response:
    body = bad_rows_as_xlsx(preview(services, submission_id, _mapping(request.query_params)))
    return Response(
        body, media_type=XLSX, headers={"Content-Disposition": 'attachment; filename="lessons-errors.xlsx"'}
    )


def _page(
    request: Request,
    services: Services,
    submission_id: str,
    mapping: Mapping[int, str] | None,
    *,
    show: str = "",
    page: int = 1,
    error: TajrobeError | None = None,
) -> HTMLResponse:
    """The preview; where the file cannot be read or the columns not be used as chosen, why."""
    found: Preview | None = None
    headed: ProposedSheet | None = None
    try:
        found = preview(services, submission_id, mapping)
        headed = found.sheet
    except UnusableSheet as unusable:
        error = unusable
        if mapping is not None:
            # The columns as they are, so that another choice can be made.
            headed = preview(services, submission_id).sheet
    except UnreadableFile as unreadable:
        error = unreadable
    with services.database.reading() as connection:
        submission = sheet_submission(connection, submission_id)
    chosen = dict(mapping) if mapping is not None else None
    context: dict[str, Any] = {
        "nav": "submissions",
        "submission": submission,
        "attachment": submission.attachments[0],
        "taken": submission.state is SubmissionState.WITHDRAWN,
        "columns": _columns(headed, chosen) if headed else [],
        "fields": list(FIELD_NAMES.items()),
        "mapped": [(f"c{index}", name) for index, name in (chosen or {}).items()] if chosen is not None else [],
        "is_mapped": chosen is not None,
        "error": str(error) if error else "",
        "notices": found.sheet.notices if found else (),
        "visibilities": [
            (one.value, VISIBILITY_NAMES[one]) for one in Visibility if one is not Visibility.CITY or viewer().city_id
        ],
        "found": found is not None,
        **(_rows(found, submission, chosen, show, page) if found else {}),
    }
    return templates(request).TemplateResponse(
        request, "lesson_sheet.html", context, status_of(error) if error else 200
    )


def _rows(
    found: Preview, submission: Submission, chosen: Mapping[int, str] | None, show: str, page: int
) -> dict[str, Any]:
    held = {state: found.of(state) for state in RowState}
    first = next((state for state in SHOWN_FIRST if held[state]), RowState.GOOD)
    shown = RowState(show) if show in set(RowState) else first
    rows, page = held[shown], min(max(page, 1), max(1, -(-len(held[shown]) // PAGE_SIZE)))
    asked = {"mapped": "1"} | {f"c{index}": name for index, name in chosen.items()} if chosen is not None else {}
    start = (page - 1) * PAGE_SIZE
    return {
        "counts": {state.value: len(rows) for state, rows in held.items()},
        "tabs": [
            (STATE_NAMES[state], len(held[state]), f"?{urlencode(asked | {'show': state.value})}", state is shown)
            for state in SHOWN_FIRST
        ],
        "shown": shown.value,
        "rows": [_row(one) for one in rows[start : start + PAGE_SIZE]],
        "page": page,
        "pages": max(1, -(-len(rows) // PAGE_SIZE)),
        "previous_url": f"?{urlencode(asked | {'show': shown.value, 'page': page - 1})}" if page > 1 else None,
        "next_url": f"?{urlencode(asked | {'show': shown.value, 'page': page + 1})}"
        if page * PAGE_SIZE < len(rows)
        else None,
        "errors_url": f"/submissions/{submission.id}/sheet/errors.xlsx?{urlencode(asked)}",
    }


def _columns(sheet: ProposedSheet, chosen: Mapping[int, str] | None) -> list[ColumnView]:
    fields = sheet.mapping if chosen is None else chosen
    samples: dict[int, str] = {}
    for column in sheet.columns:
        if column.field:
            texts = (cell_text(row, column.field) for row in sheet.rows)
            samples[column.index] = next((text for text in texts if text), "")[:SAMPLE_CHARACTERS]
    return [
        ColumnView(one.index, one.header, samples.get(one.index, ""), fields.get(one.index, ""))
        for one in sheet.columns[:MOST_COLUMNS]
    ]


def _row(one: PreviewRow) -> RowView:
    form = one.row.form
    wrong = [(FIELD_NAMES[name], sentence) for name, sentence in one.problems.items()]
    earlier = f"/submissions/{one.earlier_id}" if one.earlier_id else None
    return RowView(one.row.number, form.title, form.city, form.problem, wrong, earlier)


def _mapping(given: Mapping[str, str]) -> dict[int, str] | None:
    """The field of each column as a person chose them; None where nobody chose."""
    if "mapped" not in given:
        return None
    columns = ((_COLUMN.fullmatch(name), field) for name, field in given.items())
    return {int(match[1]): field for match, field in columns if match and field}
