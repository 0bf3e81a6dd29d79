"""How what is in the record is cited: one line for people, and the address that stays."""

from fastapi import Request

from api.addresses import item_url
from api.pages.facts import CityNames
from api.rendering import site_of, to_jalali, to_persian
from api.services import Services
from corpus import terms
from corpus.repository.lessons import shown_city
from corpus.text.numbers import ordinal_in_words
from corpus.types import Document, ItemKind, JalaliDate, Lesson, Meeting, Resolution
from search.answer import Hit


def resolution_citation(resolution: Resolution, meeting: Meeting, cities: CityNames) -> str:
    """«نشست بیستم، تهران، ۱۳۸۹، مصوبهٔ ۴», as far as it is known."""
    return _joined(*_session(meeting, cities), f"مصوبهٔ {to_persian(resolution.number)}")


def lesson_citation(lesson: Lesson, cities: CityNames) -> str:
    """«تجربهٔ ۱۲، مشهد، مهر ۱۳۹۹», as far as it may be told to the viewer."""
    city_id = shown_city(lesson)
    return terms.lesson_citation(lesson, cities[city_id] if city_id else None)


def document_citation(
    document: Document, cities: CityNames, page: int | None = None, *, minutes_of: Meeting | None = None
) -> str:
    """««راهنمای ترمیم نوار حفاری»، تبریز، ۱۴ مهر ۱۳۹۰، صفحهٔ ۳», as far as it is known.

    The minutes of a session are cited by it: «صورتجلسهٔ نشست بیستم، تهران، ۱۳۸۹، صفحهٔ ۳».
    """
    place = f"صفحهٔ {to_persian(page)}" if page is not None else None
    if minutes_of:
        session, *where_and_when = _session(minutes_of, cities)
        return _joined(f"صورتجلسهٔ {session}", *where_and_when, place)
    return _joined(
        f"«{document.title}»",
        f"نشست {ordinal_in_words(document.session_number)}" if document.session_number else None,
        cities[document.city_id] if document.city_id else None,
        to_jalali(document.date) if document.date else None,
        place,
    )


def hit_citation(hit: Hit, cities: CityNames) -> str:
    """How what a search found is cited; a document at the page of its best passage."""
    if hit.resolution and hit.meeting:
        return resolution_citation(hit.resolution, hit.meeting, cities)
    if hit.lesson:
        return lesson_citation(hit.lesson, cities)
    assert hit.document is not None, "what was found is a document, a resolution or a lesson"
    return document_citation(hit.document, cities, hit.passage.page)


def permanent_url(kind: ItemKind, item_id: str) -> str:
    """The path at which the item can always be found; ids are never given twice."""
    return item_url(kind, item_id)


def permanent_link(request: Request, services: Services, kind: ItemKind, item_id: str) -> str:
    """The whole address: under the one that the site goes by, or else the one that it was asked at."""
    site = services.settings.site_url.rstrip("/") or site_of(request)
    return site + permanent_url(kind, item_id)


def _session(meeting: Meeting, cities: CityNames) -> tuple[str | None, ...]:
    """«نشست بیستم» · «تهران» · «۱۳۸۹»."""
    host = cities[meeting.host_city_id] if meeting.host_city_id else meeting.host_city
    date: JalaliDate | None = meeting.date
    return f"نشست {ordinal_in_words(meeting.session_number)}", host, to_persian(date.year) if date else None


def _joined(*parts: str | None) -> str:
    return "، ".join(part for part in parts if part)
