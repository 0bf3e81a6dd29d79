"""Published lessons as JSON: read, used, vouched for, linked, settled."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.dependencies import ServicesDep, requires
from api.lessons import review as lesson_review
from api.lessons.query import lessons_of, read_lesson_query
from api.lessons.record import read_lesson
from api.lessons.reuse import add_link, add_use, endorse, remove_link
from api.minutes.desk_query import Places
from api.openapi import typed_fields
from api.schemas.common import ProblemBody
from api.schemas.lessons import (
    LessonBody,
    LessonsBody,
    LessonStateBody,
    LessonSummaryBody,
    LessonVersionBody,
    NewLinkBody,
    NewUseBody,
)
from api.services import Services
from corpus.access import Role
from corpus.errors import InvalidRecord
from corpus.repository.lessons import LessonRepository

router = APIRouter(prefix="/lessons", tags=["lessons"], responses={404: {"model": ProblemBody}})

PAGE_SIZE, LARGEST_PAGE = 20, 200
FIELDS = ("city", "polarity", "year", "about", "state", "sort", "page")


@router.get("", responses={422: {"model": ProblemBody}}, openapi_extra=typed_fields(FIELDS))
def lessons(
    request: Request,
    services: ServicesDep,
    page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> LessonsBody:
    """The lessons that meet every field given.

    Fields: `city`, `polarity` (`negative`, `positive`, `risk`), `year` (Jalali), `about` (words of the title, project,
    its type or keywords), `state` (`published` if not given), `sort` (`newest`, `used`, `read`), `page`.
    """
    with services.database.reading() as connection:
        places = Places.read(connection)
        query = read_lesson_query(dict(request.query_params), places).usable()
        total, found = lessons_of(connection, query, limit=page_size, offset=(query.page - 1) * page_size)
        counts = LessonRepository(connection).counts([lesson.id for lesson in found])
    return LessonsBody(
        total=total,
        page=query.page,
        pages=max(1, -(-total // page_size)),
        lessons=[LessonSummaryBody.from_domain(one, places.cities, counts[one.id]) for one in found],
    )


@router.get("/{lesson_id}")
def lesson(lesson_id: str, services: ServicesDep) -> LessonBody:
    """The lesson with its uses, links, files and what went into it."""
    return _body(services, lesson_id)


@router.get("/{lesson_id}/versions")
def versions(lesson_id: str, services: ServicesDep) -> list[LessonVersionBody]:
    """Every text that the lesson has had, the newest first."""
    with services.database.reading() as connection:
        record = read_lesson(connection, lesson_id)
    return [LessonVersionBody.from_domain(version) for version in record.versions]


@router.post("/{lesson_id}/uses", status_code=201, dependencies=[Depends(requires(Role.ENGINEER))])
def use(lesson_id: str, new: NewUseBody, services: ServicesDep) -> LessonBody:
    """«We used this»."""
    _refuse(add_use(services, lesson_id, new.to_domain()))
    return _body(services, lesson_id)


@router.put("/{lesson_id}/endorsement", dependencies=[Depends(requires(Role.ENGINEER))])
def vouch(lesson_id: str, services: ServicesDep) -> LessonBody:
    """Vouch for the lesson; its own city does not."""
    return _endorse(services, lesson_id, endorses=True)


@router.delete("/{lesson_id}/endorsement", dependencies=[Depends(requires(Role.ENGINEER))])
def take_back(lesson_id: str, services: ServicesDep) -> LessonBody:
    """No longer vouch for it."""
    return _endorse(services, lesson_id, endorses=False)


@router.post("/{lesson_id}/links", status_code=201, dependencies=[Depends(requires(Role.SECRETARIAT))])
def link(lesson_id: str, new: NewLinkBody, services: ServicesDep) -> LessonBody:
    """Say which resolution, standard or letter took the lesson in."""
    _refuse(add_link(services, lesson_id, new.title))
    return _body(services, lesson_id)


@router.delete("/{lesson_id}/links/{link_id}", dependencies=[Depends(requires(Role.SECRETARIAT))])
def unlink(lesson_id: str, link_id: str, services: ServicesDep) -> LessonBody:
    """Take back that it took the lesson in."""
    remove_link(services, lesson_id, link_id)
    return _body(services, lesson_id)


@router.put("/{lesson_id}/state", dependencies=[Depends(requires(Role.SECRETARIAT))])
def settle(lesson_id: str, new: LessonStateBody, services: ServicesDep) -> LessonBody:
    """Archive the lesson, publish it again, or have another take its place."""
    _refuse(lesson_review.settle(services, lesson_id, new.rev, new.state, new.successor))
    return _body(services, lesson_id)


def _body(services: Services, lesson_id: str) -> LessonBody:
    with services.database.reading() as connection:
        return LessonBody.from_record(read_lesson(connection, lesson_id))


def _endorse(services: Services, lesson_id: str, *, endorses: bool) -> LessonBody:
    with services.database.reading() as connection:
        record = read_lesson(connection, lesson_id)
    _refuse(endorse(services, record, endorses))
    return _body(services, lesson_id)


def _refuse(problems: Mapping[str, str]) -> None:
    if problems:
        raise InvalidRecord("؛ ".join(f"{field}: {problem}" for field, problem in problems.items()))
