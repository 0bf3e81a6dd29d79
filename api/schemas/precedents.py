"""What was decided before that is like a draft."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, Field

from corpus.terms import resolution_title
from corpus.types import ResolutionStatus
from search.differences import Difference
from search.precedents import Band, Precedent


class DraftBody(BaseModel):
    """A resolution as it is to be; `due` is Jalali. `before_session` leaves that session and later ones out."""

    text: str
    responsible: list[str] = []
    due: str = ""
    before_session: int | None = None
    limit: Annotated[int, Field(ge=1, le=20)] = 20


class DifferenceBody(BaseModel):
    """What only the draft and what only the resolution says."""

    draft: list[str]
    resolution: list[str]

    @classmethod
    def from_domain(cls, difference: Difference | None) -> Self | None:
        if difference is None:
            return None
        return cls(draft=list(difference.draft), resolution=list(difference.resolution))


class PrecedentBody(BaseModel):
    """`similarity` is 0 to 1; a difference is null where there is none, or the draft says nothing of it."""

    id: str
    url: str
    title: str
    text: str
    band: Band
    similarity: float
    status: ResolutionStatus
    overdue: bool
    numbers: DifferenceBody | None
    responsible: DifferenceBody | None
    due: DifferenceBody | None

    @classmethod
    def from_domain(cls, match: Precedent, today: date) -> Self:
        one = match.resolution
        return cls(
            id=one.id,
            url=f"/resolutions/{one.id}",
            title=resolution_title(one, match.meeting),
            text=one.text,
            band=match.band,
            similarity=round(match.similarity, 3),
            status=one.status,
            overdue=one.overdue(today),
            numbers=DifferenceBody.from_domain(match.numbers),
            responsible=DifferenceBody.from_domain(match.responsible),
            due=DifferenceBody.from_domain(match.due),
        )


class PrecedentsBody(BaseModel):
    """No `precedents`: nothing like the draft was decided among the `compared`."""

    precedents: list[PrecedentBody]
    compared: int
    notices: list[str]
