"""The cities' offices: who to call."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, select

from corpus import tables
from corpus.errors import NotFound
from corpus.repository.rows import save_row
from corpus.standing import Office

_offices = tables.city_offices.c


class OfficeRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def of_city(self, city_id: str | None) -> list[Office]:
        """By their names; none for the secretariat."""
        return self.of_cities([city_id] if city_id else [])

    def of_cities(self, city_ids: Sequence[str]) -> list[Office]:
        query = select(tables.city_offices).where(_offices.city_id.in_(list(city_ids)))
        rows = self.connection.execute(query.order_by(_offices.office, _offices.id)).mappings()
        return [Office(**row) for row in rows]

    def get(self, city_id: str, office_id: str) -> Office:
        """Raises `NotFound`."""
        found = next((one for one in self.of_city(city_id) if one.id == office_id), None)
        if found is None:
            raise NotFound("دفتری با این نشانی پیدا نشد.")
        return found

    def save(self, office: Office) -> None:
        values = asdict(office)
        save_row(self.connection, tables.city_offices, {"id": values.pop("id")}, values)

    def remove(self, city_id: str, office_id: str) -> None:
        """Raises `NotFound`."""
        of_office = (_offices.city_id == city_id, _offices.id == office_id)
        if not self.connection.execute(delete(tables.city_offices).where(*of_office)).rowcount:
            raise NotFound("دفتری با این نشانی پیدا نشد.")
