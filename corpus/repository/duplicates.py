"""Documents that say almost the same: the sketches they are found by, and the links between them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, or_, select

from corpus import tables
from corpus.repository.documents import MAXIMUM_IDS, DocumentRepository
from corpus.repository.rows import save_row
from corpus.types import NearDuplicate, Version


class DuplicateRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save_sketch(self, document_id: str, rules: int, signature: bytes, bands: Sequence[bytes]) -> None:
        """Write what the document is compared by, in place of what it was compared by before."""
        values = {"rules": rules, "signature": signature}
        save_row(self.connection, tables.document_sketches, {"document_id": document_id}, values)
        table = tables.document_bands
        self.connection.execute(delete(table).where(table.c.document_id == document_id))
        if bands:
            self.connection.execute(insert(table), [{"document_id": document_id, "hash": band} for band in bands])

    def sharing_bands(self, document_id: str, rules: int, bands: Sequence[bytes], limit: int) -> dict[str, bytes]:
        """The signatures, by id, of the other documents that share the most bands with this one, up to the limit.

        Where thousands share bands, those that come first in the index are looked at.
        """
        if not bands:
            return {}
        table, sketches = tables.document_bands, tables.document_sketches
        others = select(table.c.document_id).where(table.c.hash.in_(bands), table.c.document_id != document_id)
        looked_at = others.limit(limit * len(bands)).subquery()
        sharing = (
            select(looked_at.c.document_id)
            .group_by(looked_at.c.document_id)
            .order_by(func.count().desc(), looked_at.c.document_id)
            .limit(limit)
            .subquery()
        )
        query = (
            select(sketches.c.document_id, sketches.c.signature)
            .join(sharing, sharing.c.document_id == sketches.c.document_id)
            .where(sketches.c.rules == rules)
        )
        return {row.document_id: row.signature for row in self.connection.execute(query)}

    def unsketched(self, rules: int, limit: int) -> list[str]:
        """Ids of documents that have no sketch by these rules."""
        documents, sketches = tables.documents, tables.document_sketches
        query = (
            select(documents.c.id)
            .outerjoin(sketches, (sketches.c.document_id == documents.c.id) & (sketches.c.rules == rules))
            .where(sketches.c.document_id.is_(None))
            .order_by(documents.c.id)
            .limit(limit)
        )
        return list(self.connection.execute(query).scalars())

    def link(self, document_id: str, links: Sequence[NearDuplicate]) -> None:
        """Make these the document's links, in place of all that it had."""
        table = tables.near_duplicates
        self.connection.execute(delete(table).where(_of(document_id)))
        if links:
            self.connection.execute(
                insert(table),
                [{"newer_id": x.newer_id, "older_id": x.older_id, "similarity": x.similarity} for x in links],
            )

    def versions(self, document_id: str) -> tuple[list[Version], list[Version]]:
        """(newer, older) versions of the document without their text, the most similar first."""
        links = self._select(_of(document_id))
        ids = [link.older_id if link.newer_id == document_id else link.newer_id for link in links]
        seen = DocumentRepository(self.connection).summaries(ids)
        newer = [Version(seen[x.newer_id], x.similarity) for x in links if x.newer_id in seen]
        older = [Version(seen[x.older_id], x.similarity) for x in links if x.older_id in seen]
        return newer, older

    def among(self, document_ids: Sequence[str]) -> list[NearDuplicate]:
        """The links between any two of these documents, the most similar first."""
        asked = set(document_ids)
        found: list[NearDuplicate] = []
        for start in range(0, len(document_ids), MAXIMUM_IDS):
            newer = tables.near_duplicates.c.newer_id.in_(document_ids[start : start + MAXIMUM_IDS])
            found += [link for link in self._select(newer) if link.older_id in asked]
        return sorted(found, key=_most_similar_first)

    def _select(self, condition: ColumnElement[bool]) -> list[NearDuplicate]:
        rows = self.connection.execute(select(tables.near_duplicates).where(condition)).mappings()
        return sorted(map(_near_duplicate, rows), key=_most_similar_first)


def _of(document_id: str) -> ColumnElement[bool]:
    table = tables.near_duplicates
    return or_(table.c.newer_id == document_id, table.c.older_id == document_id)


def _near_duplicate(row: RowMapping) -> NearDuplicate:
    return NearDuplicate(row["newer_id"], row["older_id"], row["similarity"])


def _most_similar_first(link: NearDuplicate) -> tuple[float, str, str]:
    return -link.similarity, link.newer_id, link.older_id
