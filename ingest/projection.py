"""What an index holds of an item: its passages and the payload that searches filter by, read from the record."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from corpus.index.port import Payload
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.types import Document, ItemKind, Passage

Item = tuple[ItemKind, str]


@dataclass(frozen=True, slots=True)
class Projection:
    """An item as it is now; one that is gone has no passages."""

    item: Item
    rev: int
    payload: Payload
    passages: tuple[Passage, ...]


def project_items(connection: Connection, items: Sequence[Item]) -> list[Projection]:
    """The current state of each item, in the order asked for."""
    documents = DocumentRepository(connection).summaries([i for kind, i in items if kind is ItemKind.DOCUMENT])
    passages: dict[Item, list[Passage]] = {}
    for passage in PassageRepository(connection).of_items(items):
        passages.setdefault((passage.item_kind, passage.item_id), []).append(passage)
    return [_projection(item, documents.get(item[1]), passages.get(item, [])) for item in items]


def payloads(connection: Connection, items: Sequence[Item]) -> dict[Item, Payload]:
    """The payloads alone, for passages that are at hand already."""
    documents = DocumentRepository(connection).summaries([i for kind, i in items if kind is ItemKind.DOCUMENT])
    return {item: _payload(item, documents.get(item[1])) for item in items}


def _projection(item: Item, document: Document | None, passages: list[Passage]) -> Projection:
    rev = document.rev if document else 0
    return Projection(item, rev, _payload(item, document), tuple(passages))


def _payload(item: Item, document: Document | None) -> Payload:
    payload: Payload = {"item_kind": item[0].value, "item_id": item[1]}
    if document:
        payload |= {
            "document_id": document.id,
            "kind": document.kind,
            "city": document.city_id,
            "body": document.body_id,
            "session": document.session_number,
            "year": document.date.year if document.date else None,
            "visibility": document.visibility.value,
            "rev": document.rev,
        }
    return {name: value for name, value in payload.items() if value is not None}
