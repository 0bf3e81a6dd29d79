"""Atom feeds of lessons, needs, and of what one person is told of."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.exports.feed import ATOM, FeedEntry, as_feed
from api.needs.inbox import NoticeView, notice_views
from api.needs.subjects import lesson_facts, need_facts
from api.pages.facts import CityNames
from api.rendering import site_of
from corpus.access import seen_by
from corpus.errors import NotFound
from corpus.repository.lessons import LessonRepository
from corpus.repository.notices import NoticeRepository
from corpus.repository.places import PlaceRepository
from corpus.repository.standing import StandingRepository

router = APIRouter(include_in_schema=False)

MOST_ENTRIES = 50


@router.get("/lessons.atom")
def lessons(request: Request, services: ServicesDep) -> Response:
    """The newest lessons, as this viewer may see them."""
    with services.database.reading() as connection:
        names = CityNames(PlaceRepository(connection).cities())
        _total, found = LessonRepository(connection).listed(limit=MOST_ENTRIES)
    entries = [
        FeedEntry(
            urn=f"urn:tajrobe:lesson:{one.id}",
            title=one.title,
            updated=one.updated_at,
            path=f"/lessons/{one.id}",
            summary="، ".join(lesson_facts(one, names)),
            content=f"{one.problem}\n\n{one.recommendation}",
        )
        for one in found
        if one.updated_at
    ]
    body = as_feed(entries, "تجربه‌های تازه", "/lessons.atom", site_of(request), page="/lessons")
    return Response(body, media_type=ATOM)


@router.get("/needs.atom")
def needs(request: Request, services: ServicesDep) -> Response:
    """The newest open needs, as this viewer may see them."""
    with services.database.reading() as connection:
        names = CityNames(PlaceRepository(connection).cities())
        _total, found = StandingRepository(connection).needs(limit=MOST_ENTRIES)
    entries = [
        FeedEntry(
            urn=f"urn:tajrobe:need:{one.id}",
            title=one.title,
            updated=one.updated_at,
            path=f"/needs/{one.id}",
            summary="، ".join(need_facts(one, names)),
            content=one.text,
        )
        for one in found
        if one.updated_at
    ]
    body = as_feed(entries, "نیازهای شهرها", "/needs.atom", site_of(request), page="/needs")
    return Response(body, media_type=ATOM)


@router.get("/feeds/{token}.atom")
def feed(request: Request, token: str, services: ServicesDep) -> Response:
    """A person's notices for whoever has the address, as that person may see them now. Raises `NotFound`."""
    owner, query_id = services.links.feed_owner(token)
    with seen_by(owner), services.database.reading() as connection:
        title = "خبرهای من در تجربه"
        if query_id:
            found_query = StandingRepository(connection).by_ids([query_id]).get(query_id)
            if found_query is None:
                raise NotFound("خبرخوانی با این نشانی پیدا نشد.")
            title = found_query.title
        person_id = owner.person_id or ""
        _total, notices = NoticeRepository(connection).inbox(person_id, query_id=query_id, limit=MOST_ENTRIES)
        views = [view for view in notice_views(connection, notices) if view.subject]
    body = as_feed(
        [_entry(view) for view in views],
        title,
        request.url.path,
        site_of(request),
        page="/inbox",
        name=f"{person_id}/{query_id or ''}",
    )
    return Response(body, media_type=ATOM, headers={"Cache-Control": "private"})


def _entry(view: NoticeView) -> FeedEntry:
    assert view.subject is not None and view.notice.created_at is not None
    return FeedEntry(
        urn=f"urn:tajrobe:notice:{view.notice.id}",
        title=f"{view.kind}: {view.title}",
        updated=view.notice.created_at,
        path=view.url or "/inbox",
        summary=view.notice.reason,
        content=view.passage,
    )
