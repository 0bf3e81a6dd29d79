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
    type: str
    message: str


class ErrorBody(BaseModel):
    error: FailureBody
