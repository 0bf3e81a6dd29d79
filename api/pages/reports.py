"""What is missing, as pages: the secretariat's reports, and a vote that is sent without a script."""

from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import ServicesDep, requires
from api.exports.gaps import gaps_as_csv, gaps_as_xlsx
from api.exports.spreadsheet import CSV, XLSX
from api.pages.exports import file_response, stamp
from api.pages.sign_in import own_path
from api.rendering import templates, today
from api.search_log.feedback import Found, note_satisfaction, note_vote, read_vote
from api.search_log.gaps import REASONS
from api.search_log.reports import PERIODS, read_report
from corpus.access import Role

router = APIRouter(include_in_schema=False)
secretariat = [Depends(requires(Role.SECRETARIAT))]


@router.get("/reports", dependencies=secretariat)
def reports(request: Request, services: ServicesDep, period: int = 30) -> HTMLResponse:
    report = read_report(services, period)
    context = {
        "nav": "reports",
        "report": report,
        "periods": [(days, label, f"/reports?period={days}") for days, label in PERIODS.items()],
        "most_a_day": max((day.searches for day in report.days), default=0),
        "reasons": REASONS,
        "keeps_log": services.settings.search_log_days > 0,
        "exports": {kind: f"/reports/gaps.{kind}?period={period}" for kind in ("xlsx", "csv")},
        "json_url": f"/api/v1/reports?period={period}",
    }
    return templates(request).TemplateResponse(request, "reports.html", context)


@router.get("/reports/gaps.xlsx", dependencies=secretariat)
def gaps_spreadsheet(services: ServicesDep, period: int = 30) -> Response:
    groups = read_report(services, period).gaps
    return file_response(gaps_as_xlsx(groups), XLSX, f"پرسش‌های بی‌پاسخ {stamp(today())}.xlsx")


@router.get("/reports/gaps.csv", dependencies=secretariat)
def gaps_delimited(services: ServicesDep, period: int = 30) -> Response:
    groups = read_report(services, period).gaps
    return file_response(gaps_as_csv(groups), CSV, f"پرسش‌های بی‌پاسخ {stamp(today())}.csv")


@router.post("/searches/{search_id}/votes")
def vote(
    request: Request,
    search_id: str,
    services: ServicesDep,
    vote: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> HTMLResponse:
    kind, item_id, useful = read_vote(vote)
    note_vote(services, Found(search_id, kind, item_id), useful)
    context = {"nav": None, "useful": useful, "back": own_path(back)}
    return templates(request).TemplateResponse(request, "voted.html", context)


@router.post("/searches/{search_id}/satisfaction")
def satisfaction(
    request: Request,
    search_id: str,
    services: ServicesDep,
    satisfied: Annotated[bool, Form()],
    back: Annotated[str, Form()] = "/",
) -> HTMLResponse:
    note_satisfaction(services, search_id, satisfied)
    question = parse_qs(urlsplit(back).query).get("q", [""])[0]
    context = {"nav": None, "satisfied": satisfied, "question": question, "back": own_path(back)}
    return templates(request).TemplateResponse(request, "satisfaction.html", context)
