"""Cities and bodies."""

from sqlalchemy import Connection, delete, insert, select

from corpus import tables
from corpus.repository.rows import save_row
from corpus.types import Body, BodyKind, City


class PlaceRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def cities(self) -> list[City]:
        rows = self.connection.execute(select(tables.cities).order_by(tables.cities.c.name)).mappings()
        return [City(r["id"], r["name"], r["province"], tuple(r["aliases"]), r["metropolis"]) for r in rows]

    def bodies(self) -> list[Body]:
        """Every body with the ids of its direct predecessors."""
        links = tables.body_predecessors
        predecessors: dict[str, list[str]] = {}
        for body_id, predecessor_id in self.connection.execute(
            select(links.c.body_id, links.c.predecessor_id).order_by(links.c.predecessor_id)
        ):
            predecessors.setdefault(body_id, []).append(predecessor_id)
        rows = self.connection.execute(select(tables.bodies).order_by(tables.bodies.c.name)).mappings()
        return [Body(r["id"], r["name"], BodyKind(r["kind"]), tuple(predecessors.get(r["id"], ()))) for r in rows]

    def save_city(self, city: City) -> None:
        values = {
            "name": city.name,
            "province": city.province,
            "aliases": list(city.aliases),
            "metropolis": city.metropolis,
        }
        save_row(self.connection, tables.cities, {"id": city.id}, values)

    def save_body(self, body: Body) -> None:
        """Save the body; its predecessors must be there already."""
        values = {"name": body.name, "kind": body.kind.value}
        save_row(self.connection, tables.bodies, {"id": body.id}, values)
        links = tables.body_predecessors
        self.connection.execute(delete(links).where(links.c.body_id == body.id))
        if body.predecessor_ids:
            rows = [{"body_id": body.id, "predecessor_id": other} for other in body.predecessor_ids]
            self.connection.execute(insert(links), rows)
