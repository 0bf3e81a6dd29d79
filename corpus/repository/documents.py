"""Documents with their pages, and the passages of every kind of item."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, func, insert, or_, select, update

from corpus import tables
from corpus.errors import NotFound
from corpus.repository.rows import Values, as_utc, jalali_from, jalali_values, now, save_revision
from corpus.repository.visibility import visible
from corpus.types import BlockKind, Document, DocumentBlock, DocumentPage, ItemKind, Passage, Visibility

# Below the number of bound values that SQLite takes in one statement.
MAXIMUM_IDS = 500


class DocumentRepository:
    """Reads as the viewer may see: what is not for them is not there."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def save(self, document: Document) -> int:
        """Write the document and its pages, in place of an older revision if there is one; returns the new revision."""
        created_at = document.created_at or now()
        rev = save_revision(
            self.connection, tables.documents, document.id, _document_values(document), {"created_at": created_at}
        )
        self._save_pages(document)
        return rev

    def _save_pages(self, document: Document) -> None:
        table = tables.document_pages
        self.connection.execute(delete(table).where(table.c.document_id == document.id))
        if document.pages:
            self.connection.execute(insert(table), [_page_values(document.id, page) for page in document.pages])

    def get(self, document_id: str, *, to_change: bool = False) -> Document:
        """The whole document with its text; nobody else changes it before a transaction that gets it `to_change` ends.

        Raises `NotFound`.
        """
        found = self._select([document_id], to_change=to_change)
        if not found:
            raise NotFound("سندی با این نشانی پیدا نشد.")
        return found[0]

    def find(self, document_id: str | None) -> Document | None:
        """As `get`, but None where there is none or it is not for the viewer."""
        try:
            return self.get(document_id) if document_id else None
        except NotFound:
            return None

    def by_ids(self, ids: Sequence[str]) -> dict[str, Document]:
        """Whole documents by id, as `get` gives each; unknown ids are left out."""
        found: dict[str, Document] = {}
        for start in range(0, len(ids), MAXIMUM_IDS):
            found |= {document.id: document for document in self._select(ids[start : start + MAXIMUM_IDS])}
        return found

    def summaries(self, ids: Sequence[str]) -> dict[str, Document]:
        """Documents by id, without their text and pages; unknown ids are left out."""
        return {document.id: document for document in self._select_summaries(tables.documents.c.id.in_(list(ids)))}

    def recent(self, limit: int | None) -> list[Document]:
        """The newest documents, or all of them, without their text and pages."""
        return list(self._select_summaries(None, limit))

    def of_session(self, session_number: int) -> list[Document]:
        """The documents of a numbered session, newest first, without their text and pages."""
        return list(self._select_summaries(tables.documents.c.session_number == session_number))

    def of_city(self, city_id: str, limit: int) -> list[Document]:
        """The city's newest documents, without their text and pages."""
        return list(self._select_summaries(tables.documents.c.city_id == city_id, limit))

    def titles(self) -> list[tuple[str, str]]:
        """(id, title) of every document, the newest first."""
        table = tables.documents
        query = select(table.c.id, table.c.title).where(*_seen()).order_by(table.c.created_at.desc())
        return [(row.id, row.title) for row in self.connection.execute(query)]

    def set_audience(self, document_id: str, visibility: Visibility, city_id: str | None) -> None:
        """For whom the document is, and of which city it is; its text and revision stay."""
        values = {"visibility": visibility.value, "city_id": city_id}
        self.connection.execute(update(tables.documents).where(tables.documents.c.id == document_id).values(values))

    def with_page_warning(self, warning: str) -> list[str]:
        """The ids of documents of which some page carries this warning."""
        pages = tables.document_pages
        rows = self.connection.execute(select(pages.c.document_id, pages.c.warnings))
        return list({document_id: None for document_id, warnings in rows if warning in warnings})

    def count(self) -> int:
        return self.connection.execute(select(func.count()).select_from(tables.documents)).scalar_one()

    def _select(self, ids: Sequence[str], *, to_change: bool = False) -> list[Document]:
        table, pages = tables.documents, tables.document_pages
        query = select(table).where(table.c.id.in_(list(ids)), *_seen())
        # SQLite locks the whole record when a transaction begins.
        query = query.with_for_update() if to_change else query
        rows = self.connection.execute(query).mappings().all()
        pages_of: dict[str, list[DocumentPage]] = {row["id"]: [] for row in rows}
        of_these = select(pages).where(pages.c.document_id.in_(list(pages_of)))
        for row in self.connection.execute(of_these.order_by(pages.c.document_id, pages.c.number)).mappings():
            pages_of[row["document_id"]].append(_page(row))
        return [_document(row, row["text"], tuple(pages_of[row["id"]])) for row in rows]

    def _select_summaries(self, condition: ColumnElement[bool] | None, limit: int | None = None) -> Iterator[Document]:
        columns = [column for column in tables.documents.c if column.name not in ("text", "blocks")]
        newest = (tables.documents.c.created_at.desc(), tables.documents.c.id)
        query = select(*columns).where(*_seen()).order_by(*newest).limit(limit)
        if condition is not None:
            query = query.where(condition)
        for row in self.connection.execute(query).mappings():
            yield _document(row, "", ())


class PassageRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def replace(self, item_kind: ItemKind, item_id: str, passages: Sequence[Passage]) -> None:
        """Make these the item's passages, in place of all that it had."""
        self.connection.execute(delete(tables.passages).where(_of_item(item_kind, item_id)))
        if passages:
            self.connection.execute(insert(tables.passages), [_passage_values(passage) for passage in passages])

    def of_item(self, item_kind: ItemKind, item_id: str) -> list[Passage]:
        table = tables.passages
        query = select(table).where(_of_item(item_kind, item_id)).order_by(table.c.ordinal)
        return [_passage(row) for row in self.connection.execute(query).mappings()]

    def of_items(self, items: Sequence[tuple[ItemKind, str]]) -> list[Passage]:
        """The passages of several items, grouped by item."""
        found: list[Passage] = []
        table = tables.passages
        for start in range(0, len(items), MAXIMUM_IDS // 2):
            batch = items[start : start + MAXIMUM_IDS // 2]
            conditions = [
                and_(table.c.item_kind == kind.value, table.c.item_id.in_([i for k, i in batch if k is kind]))
                for kind in {kind for kind, _ in batch}
            ]
            query = select(table).where(or_(*conditions)).order_by(table.c.item_kind, table.c.item_id, table.c.ordinal)
            found += [_passage(row) for row in self.connection.execute(query).mappings()]
        return found

    def by_ids(self, ids: Sequence[str]) -> dict[str, Passage]:
        found: dict[str, Passage] = {}
        for start in range(0, len(ids), MAXIMUM_IDS):
            query = select(tables.passages).where(tables.passages.c.id.in_(ids[start : start + MAXIMUM_IDS]))
            found |= {row["id"]: _passage(row) for row in self.connection.execute(query).mappings()}
        return found

    def batches(self, size: int) -> Iterator[list[Passage]]:
        """Every passage there is, in batches ordered by id; each batch is read when it is asked for."""
        table, last = tables.passages, ""
        while True:
            query = select(table).where(table.c.id > last).order_by(table.c.id).limit(size)
            batch = [_passage(row) for row in self.connection.execute(query).mappings()]
            if not batch:
                return
            yield batch
            last = batch[-1].id

    def items(self) -> list[tuple[ItemKind, str, int]]:
        """Every item that has passages, with how many, for the index: whoever may see it."""
        table = tables.passages
        query = select(table.c.item_kind, table.c.item_id, func.count()).group_by(table.c.item_kind, table.c.item_id)
        rows = self.connection.execute(query.order_by(table.c.item_kind, table.c.item_id))
        return [(ItemKind(kind), item_id, count) for kind, item_id, count in rows]

    def count(self) -> int:
        return self.connection.execute(select(func.count()).select_from(tables.passages)).scalar_one()


def _seen() -> list[ColumnElement[bool]]:
    return visible(tables.documents.c.visibility, tables.documents.c.city_id)


def _of_item(item_kind: ItemKind, item_id: str) -> ColumnElement[bool]:
    return and_(tables.passages.c.item_kind == item_kind.value, tables.passages.c.item_id == item_id)


def _document_values(document: Document) -> Values:
    return {
        "title": document.title,
        "file_sha256": document.file_sha256,
        "file_name": document.file_name,
        "media_type": document.media_type,
        "text": document.text,
        "blocks": [block_values(block) for block in document.blocks],
        "kind": document.kind,
        "city_id": document.city_id,
        "body_id": document.body_id,
        "session_number": document.session_number,
        **jalali_values("date", document.date),
        "visibility": document.visibility.value,
        "warnings": list(document.warnings),
    }


def block_values(block: DocumentBlock) -> list[Any]:
    """A block as it goes into a row of JSON."""
    return [block.kind.value, block.start, block.end, block.level, *([block.columns] if block.columns else [])]


def block_from(
    kind: str, start: int, end: int, level: int | None, columns: list[list[int]] | None = None
) -> DocumentBlock:
    """The block that `block_values` wrote."""
    return DocumentBlock(BlockKind(kind), start, end, level, tuple(map(tuple, columns)) if columns else None)


def _document(row: RowMapping, text: str, pages: tuple[DocumentPage, ...]) -> Document:
    return Document(
        id=row["id"],
        title=row["title"],
        file_sha256=row["file_sha256"],
        file_name=row["file_name"],
        media_type=row["media_type"],
        text=text,
        rev=row["rev"],
        pages=pages,
        blocks=tuple(block_from(*values) for values in row.get("blocks", ())),
        kind=row["kind"],
        city_id=row["city_id"],
        body_id=row["body_id"],
        session_number=row["session_number"],
        date=jalali_from(row, "date"),
        visibility=Visibility(row["visibility"]),
        warnings=tuple(row["warnings"]),
        created_at=as_utc(row["created_at"]),
    )


def _page_values(document_id: str, page: DocumentPage) -> Values:
    return {
        "document_id": document_id,
        "number": page.number,
        "start": page.start,
        "end": page.end,
        "reader": page.reader,
        "quality": page.quality,
        "warnings": list(page.warnings),
        "version": page.version,
    }


def _page(row: RowMapping) -> DocumentPage:
    return DocumentPage(
        row["number"],
        row["start"],
        row["end"],
        row["reader"],
        row["quality"],
        tuple(row["warnings"]),
        row["version"],
    )


def _passage_values(passage: Passage) -> Values:
    return {
        "id": passage.id,
        "item_kind": passage.item_kind.value,
        "item_id": passage.item_id,
        "rev": passage.rev,
        "ordinal": passage.ordinal,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "header": passage.header,
        "section": passage.section,
        "page": passage.page,
        "document_id": passage.document_id,
    }


def _passage(row: RowMapping) -> Passage:
    return Passage(
        id=row["id"],
        item_kind=ItemKind(row["item_kind"]),
        item_id=row["item_id"],
        rev=row["rev"],
        ordinal=row["ordinal"],
        text=row["text"],
        start=row["start"],
        end=row["end"],
        header=row["header"],
        section=row["section"],
        page=row["page"],
        document_id=row["document_id"],
    )
