"""Cities and bodies."""

from sqlalchemy import Connection, delete, insert, select, update

from corpus import tables
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
        changed = self.connection.execute(update(tables.cities).where(tables.cities.c.id == city.id).values(values))
        if not changed.rowcount:
            self.connection.execute(insert(tables.cities).values(id=city.id, **values))

    def save_body(self, body: Body) -> None:
        """Save the body; its predecessors must be there already."""
        values = {"name": body.name, "kind": body.kind.value}
        changed = self.connection.execute(update(tables.bodies).where(tables.bodies.c.id == body.id).values(values))
        if not changed.rowcount:
            self.connection.execute(insert(tables.bodies).values(id=body.id, **values))
        links = tables.body_predecessors
        self.connection.execute(delete(links).where(links.c.body_id == body.id))
        if body.predecessor_ids:
            rows = [{"body_id": body.id, "predecessor_id": other} for other in body.predecessor_ids]
            self.connection.execute(insert(links), rows)
