"""Needs, kept searches, what a person is told of, and the offices of the cities."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from api.needs.inbox import NoticeView
from api.pages.need_views import ConnectionView, Nearest, NearView, SimilarView
from corpus.standing import Office, StandingQuery, StandingState, Subject
from corpus.types import Visibility


class NewNeedBody(BaseModel):
    title: str
    text: str
    visibility: Visibility = Visibility.PUBLIC


class NeedBody(BaseModel):
    """`answer` is the address of what answered it; `city` is null for the secretariat's own."""

    id: str
    url: str
    title: str
    text: str
    city: str | None
    state: StandingState
    visibility: Visibility
    answer: str | None
    created_at: datetime | None
    updated_at: datetime | None

    @classmethod
    def from_domain(cls, need: StandingQuery) -> Self:
        return cls(
            id=need.id,
            url=f"/needs/{need.id}",
            title=need.title,
            text=need.text,
            city=need.city_id,
            state=need.state,
            visibility=need.visibility,
            answer=f"/{need.answer[0].value}s/{need.answer[1]}" if need.answer else None,
            created_at=need.created_at,
            updated_at=need.updated_at,
        )


class NeedsBody(BaseModel):
    total: int
    page: int
    pages: int
    needs: list[NeedBody]


class NearBody(BaseModel):
    id: str
    url: str
    title: str
    passage: str
    score: float

    @classmethod
    def from_view(cls, view: NearView) -> Self:
        return cls(id=view.id, url=view.url, title=view.title, passage=view.passage, score=round(view.score, 4))


class SimilarNeedBody(BaseModel):
    """Another city's need that is like this one; `similarity` is 0 to 1."""

    id: str
    url: str
    title: str
    city: str
    similarity: float

    @classmethod
    def from_view(cls, view: SimilarView) -> Self:
        return cls(id=view.id, url=view.url, title=view.title, city=view.city, similarity=view.percent / 100)


class OfficeBody(BaseModel):
    id: str
    office: str
    role: str
    phone: str
    email: str
    note: str

    @classmethod
    def from_domain(cls, office: Office) -> Self:
        return cls(
            id=office.id,
            office=office.office,
            role=office.role,
            phone=office.phone,
            email=office.email,
            note=office.note,
        )


class NewOfficeBody(BaseModel):
    office: str
    role: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""


class ConnectionBody(BaseModel):
    city: str
    need: str
    by: str
    message: str
    offices: list[OfficeBody]

    @classmethod
    def from_view(cls, view: ConnectionView) -> Self:
        offices = [OfficeBody.from_domain(one) for one in view.offices]
        return cls(city=view.city, need=view.url, by=view.by, message=view.message, offices=offices)


class WholeNeedBody(BaseModel):
    """The need with what is there already that comes near it, and the cities that share it."""

    need: NeedBody
    lessons: list[NearBody]
    resolutions: list[NearBody]
    documents: list[NearBody]
    similar: list[SimilarNeedBody]
    connections: list[ConnectionBody]

    @classmethod
    def from_views(
        cls, need: StandingQuery, near: Nearest, similar: list[SimilarView], connections: list[ConnectionView]
    ) -> Self:
        return cls(
            need=NeedBody.from_domain(need),
            lessons=[NearBody.from_view(one) for one in near.lessons],
            resolutions=[NearBody.from_view(one) for one in near.resolutions],
            documents=[NearBody.from_view(one) for one in near.documents],
            similar=[SimilarNeedBody.from_view(one) for one in similar],
            connections=[ConnectionBody.from_view(one) for one in connections],
        )


class NeedStateBody(BaseModel):
    """`answer` is the address of the item that answered it, where the new state is `answered`."""

    state: StandingState
    answer: str = ""


class NewConnectionBody(BaseModel):
    other: str
    message: str = ""


class NewSearchBody(BaseModel):
    """`text` is a query as it is typed; without a `title` it is called by its first words."""

    text: str
    title: str = ""


class SavedSearchBody(BaseModel):
    """`feed` is an address for whoever has it."""

    id: str
    url: str
    title: str
    text: str
    feed: str
    created_at: datetime | None


class SavedSearchesBody(BaseModel):
    searches: list[SavedSearchBody]


class NoticeBody(BaseModel):
    """`title` and `url` are null for what is no more, or is not for this person any more."""

    id: str
    query: str
    query_title: str
    kind: Subject
    title: str | None
    url: str | None
    reason: str
    passage: str
    score: float | None
    created_at: datetime | None
    read_at: datetime | None
    mailed_at: datetime | None

    @classmethod
    def from_view(cls, view: NoticeView) -> Self:
        notice = view.notice
        return cls(
            id=notice.id,
            query=view.query_url,
            query_title=view.query.title,
            kind=notice.subject,
            title=view.subject.title if view.subject else None,
            url=view.url,
            reason=notice.reason if view.subject else "",
            passage=view.passage,
            score=round(notice.score, 4) if notice.score is not None else None,
            created_at=notice.created_at,
            read_at=notice.read_at,
            mailed_at=notice.mailed_at,
        )


class InboxBody(BaseModel):
    total: int
    unread: int
    page: int
    pages: int
    notices: list[NoticeBody]


class ReadBody(BaseModel):
    """One `notice`, or all of one `query`, or all."""

    notice: str | None = None
    query: str | None = None
