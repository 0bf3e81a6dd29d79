"""A person's inbox as JSON."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.dependencies import ServicesDep, requires
from api.needs.inbox import notice_views
from api.schemas.needs import InboxBody, NoticeBody, ReadBody
from api.services import Services
from corpus.access import Role, viewer
from corpus.repository.notices import NoticeRepository

router = APIRouter(prefix="/inbox", tags=["inbox"], dependencies=[Depends(requires(Role.ENGINEER))])

PAGE_SIZE, LARGEST_PAGE = 20, 100


@router.get("")
def inbox(
    services: ServicesDep,
    query: str = "",
    unread: bool = False,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> InboxBody:
    """What you are told of, the newest first; of one need or kept search where `query` is its id."""
    return _body(services, query or None, unread, page, page_size)


@router.post("/read")
def read(body: ReadBody, services: ServicesDep) -> InboxBody:
    """Mark one notice read, or all of one query, or all; answers with what is left unread."""
    with services.database.transaction() as connection:
        NoticeRepository(connection).mark_read(viewer().person_id or "", body.notice, body.query)
    return _body(services, None, True, 1, PAGE_SIZE)


def _body(services: Services, query_id: str | None, unread: bool, page: int, page_size: int) -> InboxBody:
    person_id = viewer().person_id or ""
    with services.database.reading() as connection:
        records = NoticeRepository(connection)
        total, found = records.inbox(
            person_id, query_id=query_id, unread=unread, limit=page_size, offset=(page - 1) * page_size
        )
        return InboxBody(
            total=total,
            unread=records.unread(person_id),
            page=page,
            pages=max(1, -(-total // page_size)),
            notices=[NoticeBody.from_view(view) for view in notice_views(connection, found)],
        )
