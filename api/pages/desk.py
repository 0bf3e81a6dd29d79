"""The secretariat's desk: resolutions by horizon and status, filtered, sorted, and followed up many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import ServicesDep, requires
from api.minutes.desk_query import DeskQuery, Places, desk_url, read_desk_query
from api.minutes.follow_ups import TypedFollowUp, follow_up_many
from api.pages.desk_views import chart_view, city_views, matrix_view
from api.pages.resolution_rows import row_view
from api.rendering import templates, to_persian, today
from api.services import Services
from corpus.access import Role, viewer
from corpus.desk import DeskFilter, DeskOrder
from corpus.repository.desk import DeskRepository
from corpus.repository.meetings import MeetingRepository
from corpus.terms import HORIZON_NAMES, STATUS_NAMES, session_name
from corpus.text.dates import format_jalali, jalali
from corpus.types import BodyKind, Horizon, ResolutionStatus

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50
VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("مهلت گذشته", {"overdue": "1"}),
    ("تا یک ماه دیگر", {"due_within": "30"}),
    ("بی‌خبر مانده", {"quiet": "6"}),
    ("همه", {}),
)
COLUMNS = (
    ("نشست و شماره", DeskOrder.SESSION),
    ("متن مصوبه", None),
    ("مسئول", None),
    ("مهلت", DeskOrder.DUE),
    ("افق", None),
    ("وضعیت", DeskOrder.STATUS),
    ("آخرین خبر", DeskOrder.CONFIRMED),
)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """`direction` is how the list is sorted by it now, as in `aria-sort`."""

    name: str
    url: str | None
    direction: str | None


@router.get("/desk")
def desk(request: Request, services: ServicesDep, message: str = "") -> HTMLResponse:
    return desk_page(request, services, dict(request.query_params), message=message[:500])


@router.post("/desk/status", dependencies=[Depends(requires(Role.SECRETARIAT))])
def change_status(
    request: Request,
    services: ServicesDep,
    ids: Annotated[list[str] | None, Form(alias="id")] = None,
    status: Annotated[str, Form()] = "",
    by: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    day: Annotated[str, Form(alias="date")] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Add one follow-up to each of the resolutions; `back` is the query of the list to return to."""
    chosen, typed = tuple(ids or ()), TypedFollowUp(by, note, day, status)
    values = dict(_query(back))
    problems = follow_up_many(services, chosen, typed, today())
    if problems:
        return desk_page(request, services, values, chosen=chosen, typed=typed, form_problems=problems, status_code=422)
    named = STATUS_NAMES[ResolutionStatus(status)]
    told = f"وضعیت {to_persian(len(chosen))} مصوبه «{named}» ثبت شد و به سابقهٔ هر یک افزوده شد."
    return RedirectResponse(desk_url(**values, message=told), 303)


def desk_page(
    request: Request,
    services: Services,
    values: dict[str, str],
    *,
    chosen: Sequence[str] = (),
    typed: TypedFollowUp | None = None,
    form_problems: dict[str, str] | None = None,
    message: str = "",
    status_code: int = 200,
) -> HTMLResponse:
    on = today()
    with services.database.reading() as connection:
        places = Places.read(connection)
        query = read_desk_query(values, places, on)
        records = DeskRepository(connection, on)
        standing = records.standing(query.wanted)
        pages = max(1, -(-standing.total // PAGE_SIZE))
        page = min(query.page, pages)
        rows = records.rows(
            query.wanted, query.order, descending=query.descending, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
        everything = query.wanted == DeskFilter()
        cells = records.matrix(_without_cell(values, places, on))
        cities = records.by_city(query.wanted)
        chart = chart_view(records.progress(query.wanted))
        holdings = standing if everything else records.standing(DeskFilter())
        meeting = MeetingRepository(connection).by_ids([query.wanted.meeting]) if query.wanted.meeting else {}
    context = {
        "nav": "desk",
        "given": query.given,
        "problems": query.problems,
        "views": _views(query),
        "matrix": matrix_view(cells, query),
        "standing": standing,
        "holdings": holdings,
        "chart": chart,
        "cities": city_views(cities, places, query),
        "rows": [row_view(row, on) for row in rows],
        "columns": _columns(query),
        "choices": choices(places),
        "narrowed": _narrowed(query),
        "session": next((session_name(one) for one in meeting.values()), None),
        "exports": {kind: query.url(f"/desk.{kind}") for kind in ("xlsx", "csv", "ics")},
        "json_url": query.url("/api/v1/desk"),
        "page": page,
        "pages": pages,
        "previous_url": query.url(page=page - 1 if page > 2 else None) if page > 1 else None,
        "next_url": query.url(page=page + 1) if page < pages else None,
        "chosen": chosen,
        "typed": typed or TypedFollowUp(by=viewer().name, day=format_jalali(jalali(on))),
        "form_problems": form_problems or {},
        "back": desk_url("", **{name: value for name, value in query.given.items()}).removeprefix("?"),
        "statuses": STATUS_NAMES,
        "message": message,
    }
    return templates(request).TemplateResponse(request, "desk.html", context, status_code)


def choices(places: Places) -> dict[str, list[tuple[str, str]]]:
    """What the lists of the filter offer, as (value, name)."""
    groups = (BodyKind.COMMITTEE, BodyKind.WORKING_GROUP)
    return {
        "city": [(city.id, city.name) for city in places.cities.values()],
        "body": [(body.id, body.name) for body in places.bodies.values()],
        "group": [(body.id, body.name) for body in places.bodies.values() if body.kind in groups],
        "horizon": [*((horizon.value, HORIZON_NAMES[horizon]) for horizon in Horizon), ("none", "بدون افق")],
        "status": [("open", "باز (هنوز کاری دارد)"), *((one.value, STATUS_NAMES[one]) for one in ResolutionStatus)],
        "role": [("responsible", "مسئول است"), ("host", "میزبان بوده"), ("any", "مسئول یا میزبان")],
    }


def _without_cell(values: dict[str, str], places: Places, on: date) -> DeskFilter:
    """The filter without what a cell of the matrix asks, so that the other cells stay a choice."""
    kept = {name: value for name, value in values.items() if name not in ("horizon", "status", "overdue")}
    return read_desk_query(kept, places, on).wanted


def _views(query: DeskQuery) -> list[dict[str, Any]]:
    return [{"name": name, "url": desk_url(**fields), "current": query.asked == fields} for name, fields in VIEWS]


def _columns(query: DeskQuery) -> list[ColumnView]:
    columns = []
    for name, order in COLUMNS:
        if order is None:
            columns.append(ColumnView(name, None, None))
            continue
        current = query.order is order
        turned = {"asc": "desc", "desc": "asc"}["desc" if query.descending else "asc"] if current else ""
        direction = ("descending" if query.descending else "ascending") if current else None
        columns.append(ColumnView(name, query.url(sort=order.value, order=turned), direction))
    return columns


def _narrowed(query: DeskQuery) -> bool:
    """Whether one of the rarer fields is in use, so that they stand open."""
    rarer = {"session_from", "session_to", "body", "role", "group", "responsible", "owing_body", "due_within", "quiet"}
    rarer |= {"no_deadline", "decided_from", "decided_to", "due_from", "due_to"}
    in_view = any(query.asked == fields for _, fields in VIEWS)
    return bool(rarer & (query.given.keys() | query.problems.keys())) and not in_view


def _query(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in parse_qsl(text) if name != "message"]
