"""The list of published lessons, and the same list as files."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import ServicesDep
from api.exports.lesson_list import lessons_as_csv, lessons_as_xlsx
from api.exports.spreadsheet import CSV, XLSX
from api.lessons.query import lessons_of, read_lesson_query
from api.minutes.desk_query import Places
from api.pages.exports import file_response, stamp
from api.pages.facts import CityNames, lesson_facts
from api.pages.resolution_rows import first_words
from api.rendering import templates, to_persian, today
from api.services import Services
from corpus.access import Role, viewer
from corpus.lesson_use import LessonCounts, LessonOrder
from corpus.repository.lessons import LessonRepository
from corpus.terms import LESSON_STATE_NAMES, POLARITY_NAMES
from corpus.types import Lesson

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 20
ORDER_NAMES = {
    LessonOrder.NEWEST: "تازه‌ترین",
    LessonOrder.MOST_USED: "پرکاربردترین",
    LessonOrder.MOST_READ: "پرخواننده‌ترین",
}


@dataclass(frozen=True, slots=True)
class LessonCardView:
    url: str
    title: str
    text: str
    facts: list[str]


@router.get("/lessons")
def lessons(request: Request, services: ServicesDep, message: str = "") -> HTMLResponse:
    with services.database.reading() as connection:
        places = Places.read(connection)
        values = {name: value for name, value in request.query_params.items() if name != "message"}
        query = read_lesson_query(values, places)
        total, _ = lessons_of(connection, query, limit=0)
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(query.page, pages)
        _, found = lessons_of(connection, query, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        counts = LessonRepository(connection).counts([lesson.id for lesson in found])
    cities = CityNames(list(places.cities.values()))
    context = {
        "nav": "lessons",
        "given": query.given,
        "problems": query.problems,
        "total": total,
        "cards": [lesson_card(one, cities, counts[one.id]) for one in found],
        "narrowed": any(name not in ("page", "sort") for name in query.given),
        "choices": {
            "city": [(city.id, city.name) for city in places.cities.values()],
            "polarity": [(one.value, name) for one, name in POLARITY_NAMES.items()],
            "state": [(one.value, name) for one, name in LESSON_STATE_NAMES.items()],
        },
        "orders": [(name, query.url(sort=order.value), order is query.order) for order, name in ORDER_NAMES.items()],
        "exports": {kind: query.url(f"/lessons.{kind}") for kind in ("xlsx", "csv")},
        "json_url": query.url("/api/v1/lessons"),
        "page": page,
        "pages": pages,
        "previous_url": query.url(page=page - 1 if page > 2 else None) if page > 1 else None,
        "next_url": query.url(page=page + 1) if page < pages else None,
        "may_hand_in": viewer().role.may(Role.CONTRIBUTOR),
        "may_review": viewer().role.may(Role.SECRETARIAT),
        "message": message[:500],
    }
    return templates(request).TemplateResponse(request, "lessons.html", context)


@router.get("/lessons.xlsx")
def spreadsheet(request: Request, services: ServicesDep) -> Response:
    found = _listed(request, services)
    return file_response(lessons_as_xlsx(*found, _site(request)), XLSX, f"تجربه‌ها {stamp(today())}.xlsx")


@router.get("/lessons.csv")
def delimited(request: Request, services: ServicesDep) -> Response:
    found = _listed(request, services)
    return file_response(lessons_as_csv(*found, _site(request)), CSV, f"تجربه‌ها {stamp(today())}.csv")


def lesson_card(lesson: Lesson, cities: CityNames, counts: LessonCounts | None = None) -> LessonCardView:
    """A lesson in a list, with the beginning of what it tells."""
    told = lesson.summary or lesson.problem
    number = f"تجربهٔ {to_persian(lesson.number)}"
    facts = [number, *lesson_facts(lesson, cities, counts)]
    return LessonCardView(f"/lessons/{lesson.id}", lesson.title, first_words(told, 240), facts)


def _listed(request: Request, services: Services) -> tuple[list[Lesson], dict[str, str], dict[str, LessonCounts]]:
    """All pages of the list. Raises `InvalidFilter`: a file must not hold more than was asked for."""
    with services.database.reading() as connection:
        places = Places.read(connection)
        query = read_lesson_query(dict(request.query_params), places).usable()
        _, found = lessons_of(connection, query)
        counts = LessonRepository(connection).counts([lesson.id for lesson in found])
    return found, {city.id: city.name for city in places.cities.values()}, counts


def _site(request: Request) -> str:
    return str(request.base_url).rstrip("/")
