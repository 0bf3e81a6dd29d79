"""The register of sessions."""

from typing import Self

from pydantic import BaseModel

from api.schemas.common import DateBody
from api.schemas.desk import DeskRowBody, StandingBody
from api.schemas.documents import PaperBody
from corpus.desk import Standing
from corpus.types import KnownSession, Meeting


class SessionBody(BaseModel):
    """A line of the register; one without `id` is known of, but its minutes are not here."""

    id: str | None
    number: int
    title: str | None
    host_city: str | None
    host_city_id: str | None
    body: str | None
    body_id: str | None
    date: DateBody | None
    standing: StandingBody
    note: str

    @classmethod
    def from_domain(cls, meeting: Meeting, standing: Standing) -> Self:
        return cls(
            id=meeting.id,
            number=meeting.session_number,
            title=meeting.title,
            host_city=meeting.host_city,
            host_city_id=meeting.host_city_id,
            body=meeting.body,
            body_id=meeting.body_id,
            date=DateBody.from_domain(meeting.date) if meeting.date else None,
            standing=StandingBody.from_domain(standing),
            note="",
        )

    @classmethod
    def known(cls, session: KnownSession, host_city: str) -> Self:
        return cls(
            id=None,
            number=session.number,
            title=None,
            host_city=host_city,
            host_city_id=session.host_city_id,
            body=None,
            body_id=None,
            date=DateBody.from_domain(session.date) if session.date else None,
            standing=StandingBody.from_domain(Standing()),
            note=session.note,
        )


class SessionsBody(BaseModel):
    total: int
    page: int
    pages: int
    sessions: list[SessionBody]


class MeetingBody(BaseModel):
    session: SessionBody
    chair: str | None
    secretary: str | None
    attendees: list[str]
    absent: list[str]
    agenda: list[str]
    document_id: str | None
    papers: list[PaperBody]
    resolutions: list[DeskRowBody]
