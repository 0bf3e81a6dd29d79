"""The one line of facts under a title: session, city, date."""

from collections.abc import Sequence

from api.rendering import to_jalali, to_persian, today
from corpus.terms import STATUS_NAMES, session_name
from corpus.types import City, Document, Meeting, Resolution


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
