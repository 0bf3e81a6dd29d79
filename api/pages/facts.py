"""The one line of facts under a title: session, city, date."""

from collections.abc import Sequence

from api.rendering import to_jalali, to_persian
from corpus.types import City, Document


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
