"""The texts that pages of documents have had; rows are added and never changed."""

from sqlalchemy import Connection, RowMapping, insert, select

from corpus import tables
from corpus.repository.documents import block_from, block_values
from corpus.repository.rows import as_utc
from corpus.types import PageText, PageVersion


class PageVersionRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def of_page(self, document_id: str, number: int) -> list[PageVersion]:
        """The page's texts, the first one first; none of a page that was never changed."""
        table = tables.page_versions
        query = select(table).where(table.c.document_id == document_id, table.c.number == number)
        return [_version(row) for row in self.connection.execute(query.order_by(table.c.version)).mappings()]

    def numbers(self, document_id: str) -> frozenset[int]:
        """Which of the document's pages have more than one text."""
        table = tables.page_versions
        query = select(table.c.number).where(table.c.document_id == document_id).distinct()
        return frozenset(self.connection.execute(query).scalars())

    def add(self, version: PageVersion) -> None:
        page = version.page
        values = {
            "document_id": version.document_id,
            "number": page.number,
            "version": page.version,
            "reader": page.reader,
            "quality": page.quality,
            "warnings": list(page.warnings),
            "created_at": version.created_at,
            "text": page.text,
            "blocks": [block_values(block) for block in page.blocks],
        }
        self.connection.execute(insert(tables.page_versions).values(values))


def _version(row: RowMapping) -> PageVersion:
    page = PageText(
        number=row["number"],
        reader=row["reader"],
        text=row["text"],
        blocks=tuple(block_from(*values) for values in row["blocks"]),
        quality=row["quality"],
        warnings=tuple(row["warnings"]),
        version=row["version"],
    )
    return PageVersion(row["document_id"], page, as_utc(row["created_at"]))
