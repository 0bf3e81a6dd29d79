"""The trail of changes for the administrator: who did what, when, by which way; as a page and as a file."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import ServicesDep, requires
from api.exports.spreadsheet import CSV, delimited
from api.pages.exports import file_response, stamp
from api.people.audit_query import COLUMNS, KIND_NAMES, VIA_NAMES, audit_cells, clock, item_url, read_audit_query
from api.rendering import templates, today
from corpus.access import Role
from corpus.repository.audit import AuditRepository
from corpus.repository.people import PersonRepository
from corpus.terms import ROLE_NAMES

router = APIRouter(include_in_schema=False, dependencies=[Depends(requires(Role.ADMINISTRATOR))])

PAGE_SIZE = 100


@router.get("/audit")
def audit(
    request: Request,
    services: ServicesDep,
    person: str = "",
    kind: str = "",
    item: str = "",
    day_from: str = "",
    day_to: str = "",
    before: Annotated[int | None, Query(ge=1)] = None,
) -> HTMLResponse:
    query = read_audit_query(person, kind, item, day_from, day_to)
    given = {"person": person, "kind": kind, "item": item, "day_from": day_from, "day_to": day_to}
    asked = {name: value for name, value in given.items() if value}
    with services.database.reading() as connection:
        records = AuditRepository(connection)
        found = records.entries(query.wanted, PAGE_SIZE + 1, before)
        kinds = records.kinds()
        people = PersonRepository(connection).all()
    entries = found[:PAGE_SIZE]
    context = {
        "nav": "audit",
        "entries": [
            (
                one,
                clock(one.at),
                ROLE_NAMES[one.role],
                VIA_NAMES[one.via],
                KIND_NAMES.get(one.kind, one.kind),
                item_url(one),
            )
            for one in entries
        ],
        "given": given,
        "problems": query.problems,
        "people": [(one.id, f"{one.name} ({one.login})") for one in people],
        "kinds": [(one, KIND_NAMES.get(one, one)) for one in kinds],
        "csv_url": f"/audit.csv?{urlencode(asked)}",
        "json_url": f"/api/v1/audit?{urlencode(asked)}",
        "next_url": f"/audit?{urlencode(asked | {'before': entries[-1].id})}" if len(found) > PAGE_SIZE else None,
        "previous_url": f"/audit?{urlencode(asked)}" if before else None,
    }
    return templates(request).TemplateResponse(request, "audit.html", context)


@router.get("/audit.csv")
def audit_file(
    services: ServicesDep, person: str = "", kind: str = "", item: str = "", day_from: str = "", day_to: str = ""
) -> Response:
    """Everything that the filter asks for, the newest first."""
    query = read_audit_query(person, kind, item, day_from, day_to)
    with services.database.reading() as connection:
        rows = [audit_cells(entry) for entry in AuditRepository(connection).entries(query.wanted)]
    return file_response(delimited(COLUMNS, rows), CSV, f"رخدادنامه {stamp(today())}.csv")
