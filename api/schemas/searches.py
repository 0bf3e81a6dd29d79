"""Clicks, votes and the reports on what is missing."""

from dataclasses import asdict
from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from api.schemas.search import GapBody
from api.search_log.feedback import LAST_POSITION
from api.search_log.reports import GapGroup, Report
from corpus.searches import DayOfSearches
from corpus.types import ItemKind


class ClickBody(BaseModel):
    """A result that was opened; `position` is its place in the list, from 1."""

    kind: ItemKind
    id: str
    position: int = Field(ge=1, le=LAST_POSITION)


class VoteBody(BaseModel):
    kind: ItemKind
    id: str
    useful: bool


class SatisfactionBody(BaseModel):
    """Whether what was looked for was among the results."""

    satisfied: bool


class GapGroupBody(BaseModel):
    """Questions that ask for one thing and that nothing answers; `label` is the one that was put most often."""

    label: str
    count: int
    first_day: date
    last_day: date
    gaps: list[GapBody]

    @classmethod
    def from_domain(cls, group: GapGroup) -> Self:
        gaps = [GapBody.from_domain(gap) for gap in group.gaps]
        return cls(label=group.label, count=group.count, first_day=group.first_day, last_day=group.last_day, gaps=gaps)


class WantedTopicBody(BaseModel):
    """A concept that searches and open needs ask for, and of which few lessons tell."""

    concept: str
    label: str
    asked: int
    needs: int
    lessons: int


class ReadItemBody(BaseModel):
    kind: ItemKind
    id: str
    title: str
    url: str
    count: int


class DayBody(BaseModel):
    """`helped` searches led to a result that was opened or called useful; of `unsatisfied` ones it was said that what was
    looked for was not there."""

    day: date
    searches: int
    unanswered: int
    helped: int
    unsatisfied: int

    @classmethod
    def from_domain(cls, day: DayOfSearches) -> Self:
        return cls(**asdict(day))


class ReportBody(BaseModel):
    """Before `topics_read` nobody can tell what is `wanted`: it is then empty."""

    period: int
    since: date
    searches: int
    unanswered: int
    helped: int
    unsatisfied: int
    median_ms: int | None
    days: list[DayBody]
    gaps: list[GapGroupBody]
    wanted: list[WantedTopicBody]
    topics_read: bool
    most_read: list[ReadItemBody]

    @classmethod
    def from_domain(cls, report: Report) -> Self:
        return cls(
            period=report.period,
            since=report.since,
            searches=report.searches,
            unanswered=report.unanswered,
            helped=report.helped,
            unsatisfied=report.unsatisfied,
            median_ms=report.median_ms,
            days=[DayBody.from_domain(day) for day in report.days],
            gaps=[GapGroupBody.from_domain(group) for group in report.gaps],
            wanted=[
                WantedTopicBody(
                    concept=one.concept, label=one.label, asked=one.asked, needs=one.needs, lessons=one.lessons
                )
                for one in report.wanted
            ],
            topics_read=report.topics_read,
            most_read=[
                ReadItemBody(
                    kind=one.line.kind, id=one.line.id, title=one.line.title, url=one.line.url, count=one.count
                )
                for one in report.most_read
            ],
        )
