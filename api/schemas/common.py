"""What bodies of every kind are made of."""

from typing import Self

from pydantic import BaseModel

from corpus.types import JalaliDate


class DateBody(BaseModel):
    year: int
    month: int | None
    day: int | None
    iso: str | None

    @classmethod
    def from_domain(cls, date: JalaliDate) -> Self:
        return cls(year=date.year, month=date.month, day=date.day, iso=date.iso.isoformat() if date.iso else None)


class FailureBody(BaseModel):
    """Why something came to nothing that is told of in another's body: the code and a Persian sentence."""

    type: str
    message: str


class ProblemBody(BaseModel):
    """An error (RFC 9457). `code` is stable and for programs, `detail` a Persian sentence for people; `type` leads to the
    page that says what the code means. `reference` finds an unexpected error in the site's log."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    reference: str | None = None
