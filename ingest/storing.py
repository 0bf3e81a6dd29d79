"""How a document goes into the record, whether a file was read or a page of it was changed: all that hangs on its text
with it, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from corpus.minutes import ParsedMinutes
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.repository.drafts import DraftRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.page_versions import PageVersionRepository
from corpus.repository.rows import now
from corpus.types import Body, City, Document, ItemKind, PageText, PageVersion, Passage, Value
from ingest.drafting import find_sessions
from ingest.duplicates import Sketch, link_duplicates, sketch
from ingest.page_text import cut
from ingest.passages import split_document
from ingest.structure.document import restructure
from ingest.structure.places import PlaceNames


@dataclass(frozen=True, slots=True)
class Prepared(Value):
    """A document with all that is made of its text; `sessions` is None where it could not be looked for minutes."""

    document: Document
    passages: tuple[Passage, ...]
    sketch: Sketch
    sessions: tuple[ParsedMinutes, ...] | None


def prepare(document: Document, cities: Sequence[City], bodies: Sequence[Body]) -> Prepared:
    """The document, cut into passages, sketched and looked through for minutes."""
    city_name = next((city.name for city in cities if city.id == document.city_id), None)
    passages = tuple(split_document(document, city_name=city_name))
    return Prepared(document, passages, sketch(document.text), find_sessions(document, PlaceNames(cities, bodies)))


def store(connection: Connection, prepared: Prepared) -> int:
    """Write the document, its passages, the outbox entry, the links to near-duplicates and the drafts of its minutes;
    returns the entry's seq."""
    document = prepared.document
    rev = DocumentRepository(connection).save(document)
    passages = [replace(passage, rev=rev) for passage in prepared.passages]
    PassageRepository(connection).replace(ItemKind.DOCUMENT, document.id, passages)
    seq = OutboxRepository(connection).add(ItemKind.DOCUMENT, document.id)
    link_duplicates(connection, document.id, prepared.sketch)
    if prepared.sessions is not None:
        DraftRepository(connection).propose(document.id, rev, prepared.sessions)
    return seq


def add_version(connection: Connection, document: Document, fresh: PageText) -> PageText:
    """Keep a further text of a page of the stored document; the page as it is stays its own first version.

    A text that the page had before, from the same reader, is that version again.
    """
    versions = PageVersionRepository(connection)
    known = versions.of_page(document.id, fresh.number)
    if not known:
        first = next(page for page in cut(document) if page.number == fresh.number)
        known = [PageVersion(document.id, first, document.created_at or now())]
        versions.add(known[0])
    for version in known:
        if replace(version.page, version=0) == replace(fresh, version=0):
            return version.page
    added = replace(fresh, version=known[-1].page.version + 1)
    versions.add(PageVersion(document.id, added, now()))
    return added


def with_revisions(connection: Connection, document: Document, cities: Sequence[City]) -> Document:
    """A document that was read again, with what people chose for its pages; the same one where they chose nothing.

    A page that a person corrected, or had read in another way, stays so, and its new reading is kept as a version of it.
    One that is at its first version gives way to the new reading.
    """
    numbers = PageVersionRepository(connection).numbers(document.id)
    if not numbers:
        return document
    stored = DocumentRepository(connection).get(document.id, to_change=True)
    chosen = {page.number: page for page in cut(stored) if page.number in numbers}
    pages = {page.number: page for page in cut(document)}
    for number, page in chosen.items():
        fresh = add_version(connection, stored, pages[number]) if number in pages else page
        pages[number] = page if page.version > 1 else fresh
    return restructure(document, [pages[number] for number in sorted(pages)], cities)
