"""Cities and bodies."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel

from api.schemas.desk import DeskRowBody, StandingBody
from api.schemas.documents import PaperBody
from api.schemas.needs import NeedBody, OfficeBody
from api.schemas.sessions import SessionBody
from corpus.desk import Standing
from corpus.lesson_use import LessonCounts
from corpus.types import Body, City, Lesson


class CityBody(BaseModel):
    """`standing` counts what was laid on the city by name."""

    id: str
    name: str
    province: str
    metropolis: bool
    standing: StandingBody

    @classmethod
    def from_domain(cls, city: City, standing: Standing) -> Self:
        return cls(
            id=city.id,
            name=city.name,
            province=city.province,
            metropolis=city.metropolis,
            standing=StandingBody.from_domain(standing),
        )


class CitiesBody(BaseModel):
    total: int
    page: int
    pages: int
    cities: list[CityBody]


class SharedLessonBody(BaseModel):
    """A lesson that the city shared under its name, and how often others used and read it."""

    id: str
    number: int
    url: str
    title: str
    uses: int
    reads: int

    @classmethod
    def from_domain(cls, lesson: Lesson, counts: LessonCounts) -> Self:
        return cls(
            id=lesson.id,
            number=lesson.number,
            url=f"/lessons/{lesson.id}",
            title=lesson.title,
            uses=counts.uses,
            reads=counts.reads,
        )


class OwnCityBody(BaseModel):
    """`standing` and `owed` take in what was laid on all metropolises; `owed` is one page of what is open.

    `lessons`, `needs` and `papers` are the newest of each; `needs` are those that are open.
    """

    city: CityBody
    standing: StandingBody
    page: int
    pages: int
    owed: list[DeskRowBody]
    hosted: list[SessionBody]
    papers: list[PaperBody]
    lessons: list[SharedLessonBody]
    needs: list[NeedBody]
    offices: list[OfficeBody]


class BodyBody(BaseModel):
    """`standing` counts what it decided itself."""

    id: str
    name: str
    kind: str
    predecessors: list[str]
    successors: list[str]
    standing: StandingBody

    @classmethod
    def from_domain(cls, body: Body, successors: Sequence[str], standing: Standing) -> Self:
        return cls(
            id=body.id,
            name=body.name,
            kind=body.kind.value,
            predecessors=list(body.predecessor_ids),
            successors=list(successors),
            standing=StandingBody.from_domain(standing),
        )


class BodiesBody(BaseModel):
    total: int
    page: int
    pages: int
    bodies: list[BodyBody]


class OwnBodyBody(BaseModel):
    """`decided` and `owed` are the first of what it and its predecessors decided, and of what is open with them.

    The desk has all of it: `/api/v1/desk?body=…` and `?owing_body=…`.
    """

    body: BodyBody
    decided_standing: StandingBody
    decided: list[DeskRowBody]
    owed_standing: StandingBody
    owed: list[DeskRowBody]
    sessions: list[SessionBody]
