"""How resolutions stand to earlier ones: proposed by similarity, held once a person confirmed it."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, delete, or_, select

from corpus import tables
from corpus.repository.resolutions import seen_resolutions
from corpus.repository.rows import now, save_row
from corpus.types import Relation, RelationKind, RelationState


class RelationRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, relation: Relation) -> None:
        """Write the relation of the two, in place of the one that was there."""
        key = {"newer_id": relation.newer_id, "older_id": relation.older_id}
        values = {
            "kind": relation.kind.value,
            "state": relation.state.value,
            "similarity": relation.similarity,
            "by": relation.by,
            "updated_at": now(),
        }
        save_row(self.connection, tables.resolution_relations, key, values)

    def propose(self, relations: Sequence[Relation]) -> None:
        """Write those that no person has judged and none are there for; nobody is asked twice about the same two."""
        known = {(r.newer_id, r.older_id) for one in relations for r in self.of([one.newer_id])}
        for relation in relations:
            if (relation.newer_id, relation.older_id) not in known:
                self.save(relation)

    def of(self, ids: Sequence[str]) -> list[Relation]:
        """Every relation, of any state, that one of the resolutions has a part in; of those that the viewer may see."""
        table = tables.resolution_relations
        query = select(table).where(or_(table.c.newer_id.in_(list(ids)), table.c.older_id.in_(list(ids))))
        if seen := seen_resolutions():
            both = select(tables.resolutions.c.id).where(*seen)
            query = query.where(table.c.newer_id.in_(both), table.c.older_id.in_(both))
        rows = self.connection.execute(query.order_by(table.c.newer_id, table.c.older_id)).mappings()
        return [_relation(row) for row in rows]

    def story(self, resolution_id: str) -> list[Relation]:
        """The confirmed relations of the resolution, of those related to it, of those related to these, and so on."""
        known: set[str] = set()
        found: dict[tuple[str, str], Relation] = {}
        reached = {resolution_id}
        while reached - known:
            relations = [r for r in self.of(sorted(reached - known)) if r.state is RelationState.CONFIRMED]
            known |= reached
            found |= {(r.newer_id, r.older_id): r for r in relations}
            reached = {name for r in relations for name in (r.newer_id, r.older_id)}
        return [found[key] for key in sorted(found)]

    def remove(self, newer_id: str, older_id: str) -> None:
        table = tables.resolution_relations
        self.connection.execute(delete(table).where(table.c.newer_id == newer_id, table.c.older_id == older_id))


def _relation(row: RowMapping) -> Relation:
    return Relation(
        newer_id=row["newer_id"],
        older_id=row["older_id"],
        kind=RelationKind(row["kind"]),
        state=RelationState(row["state"]),
        similarity=row["similarity"],
        by=row["by"],
    )
