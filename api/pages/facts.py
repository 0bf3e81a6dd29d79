"""The one line of facts under a title: session, city, date."""

from collections.abc import Sequence

from api.rendering import to_jalali, to_persian, today
from corpus.lesson_use import LessonCounts
from corpus.repository.lessons import shown_city
from corpus.terms import LESSON_STATE_NAMES, POLARITY_NAMES, STATUS_NAMES, session_name
from corpus.types import City, Document, Lesson, LessonState, Meeting, Resolution

NO_CITY_NAMED = "شهر نام خود را نخواسته است"


class CityNames:
    """City names by id."""

    def __init__(self, cities: Sequence[City]) -> None:
        self._names = {city.id: city.name for city in cities}

    def __getitem__(self, city_id: str) -> str:
        return self._names.get(city_id, city_id)


def document_facts(document: Document, cities: CityNames) -> list[str]:
    """«نشست ۱۸» · «تبریز» · «۱۴ مهر ۱۳۹۰», as far as they are known."""
    facts = []
    if document.session_number:
        facts.append(f"نشست {to_persian(document.session_number)}")
    if document.city_id:
        facts.append(cities[document.city_id])
    if document.date:
        facts.append(to_jalali(document.date))
    return facts


def resolution_facts(resolution: Resolution, meeting: Meeting, cities: CityNames) -> list[str]:
    """«نشست ۱۸» · «تبریز» · «۱۴ مهر ۱۳۹۰» · «در دست اقدام» · «مهلت گذشته», as far as they are known."""
    facts = [session_name(meeting)]
    if meeting.host_city_id or meeting.host_city:
        facts.append(cities[meeting.host_city_id] if meeting.host_city_id else str(meeting.host_city))
    if meeting.date:
        facts.append(to_jalali(meeting.date))
    facts.append(STATUS_NAMES[resolution.status])
    if resolution.overdue(today()):
        facts.append("مهلت گذشته")
    return facts


def lesson_facts(lesson: Lesson, cities: CityNames, counts: LessonCounts | None = None) -> list[str]:
    """«مشهد» · «مهر ۱۳۹۹» · «تجربهٔ ناموفق» · «۳ بار به کار رفته», as far as they are known and may be told."""
    facts = []
    city_id = shown_city(lesson)
    if city_id:
        facts.append(cities[city_id])
    elif lesson.anonymous:
        facts.append(NO_CITY_NAMED)
    if lesson.date:
        facts.append(to_jalali(lesson.date))
    facts.append(POLARITY_NAMES[lesson.polarity])
    if lesson.state is not LessonState.PUBLISHED:
        facts.append(LESSON_STATE_NAMES[lesson.state])
    if counts and counts.uses:
        facts.append(f"{to_persian(counts.uses)} بار به کار رفته")
    return facts
