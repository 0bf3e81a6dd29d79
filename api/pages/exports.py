"""Files and feeds made of the desk's list; each holds exactly what its address asks for."""

from datetime import date
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.exports.calendar import CALENDAR, as_calendar
from api.exports.feed import ATOM, as_atom
from api.exports.letter import as_letter
from api.exports.spreadsheet import CSV, XLSX, as_csv, as_xlsx
from api.exports.word import DOCX
from api.minutes.desk_query import Places, read_desk_query
from api.pages.places import known_body, known_city
from api.rendering import site_of, today
from api.services import Services
from corpus.desk import OPEN, CityRole, DeskFilter, DeskOrder, DeskRow
from corpus.repository.desk import DeskRepository
from corpus.text.dates import jalali

router = APIRouter(include_in_schema=False)

MOST_ENTRIES = 50


@router.get("/desk.xlsx")
def spreadsheet(request: Request, services: ServicesDep) -> Response:
    on = today()
    return file_response(as_xlsx(_listed(request, services, on), on), XLSX, f"مصوبه‌ها {stamp(on)}.xlsx")


@router.get("/desk.csv")
def delimited(request: Request, services: ServicesDep) -> Response:
    on = today()
    return file_response(as_csv(_listed(request, services, on), on), CSV, f"مصوبه‌ها {stamp(on)}.csv")


@router.get("/desk.ics")
def calendar(request: Request, services: ServicesDep) -> Response:
    """For calendars that follow it; a resolution without a deadline is not in it."""
    rows = _listed(request, services, today())
    return file_response(as_calendar(rows, "مهلت مصوبه‌ها", site_of(request)), CALENDAR, "مهلت مصوبه‌ها.ics")


@router.get("/cities/{city_id}/letter.docx")
def letter(city_id: str, services: ServicesDep) -> Response:
    on = today()
    with services.database.reading() as connection:
        city = known_city(Places.read(connection), city_id)
        owed = DeskFilter(city=city_id, everyone=city.metropolis, statuses=OPEN)
        rows = DeskRepository(connection, on).rows(owed)
    return file_response(as_letter(city, rows, on), DOCX, f"پیگیری مصوبه‌ها، {city.name} {stamp(on)}.docx")


@router.get("/feeds/resolutions.atom")
def feed(request: Request, services: ServicesDep) -> Response:
    return _feed(request, services, DeskFilter(), "مصوبه‌های کمیسیون فنی و عمرانی")


@router.get("/feeds/cities/{city_id}.atom")
def city_feed(request: Request, city_id: str, services: ServicesDep) -> Response:
    """What the city is to carry out, and what was decided where it was host."""
    with services.database.reading() as connection:
        city = known_city(Places.read(connection), city_id)
    wanted = DeskFilter(city=city_id, city_role=CityRole.ANY, everyone=city.metropolis)
    return _feed(request, services, wanted, f"مصوبه‌های {city.name}")


@router.get("/feeds/bodies/{body_id}.atom")
def body_feed(request: Request, body_id: str, services: ServicesDep) -> Response:
    with services.database.reading() as connection:
        places = Places.read(connection)
    body = known_body(places, body_id)
    wanted = DeskFilter(bodies=places.with_predecessors(body_id))
    return _feed(request, services, wanted, f"مصوبه‌های {body.name}")


def _feed(request: Request, services: Services, wanted: DeskFilter, title: str) -> Response:
    with services.database.reading() as connection:
        records = DeskRepository(connection, today())
        rows = records.rows(wanted, DeskOrder.UPDATED, descending=True, limit=MOST_ENTRIES)
    return Response(as_atom(rows, title, request.url.path, site_of(request)), media_type=ATOM)


def _listed(request: Request, services: Services, on: date) -> list[DeskRow]:
    """All pages of the list. Raises `InvalidFilter`: a file must not hold more than was asked for."""
    with services.database.reading() as connection:
        query = read_desk_query(dict(request.query_params), Places.read(connection), on).usable()
        return DeskRepository(connection, on).rows(query.wanted, query.order, descending=query.descending)


def file_response(content: bytes, media_type: str, name: str) -> Response:
    """A file to be saved under that name."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type=media_type, headers=headers)


def stamp(on: date) -> str:
    """The Jalali day in digits that sort, for names of files."""
    day = jalali(on)
    return f"{day.year}-{day.month:02}-{day.day:02}"
