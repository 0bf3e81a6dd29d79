"""Sketches are found by the bands that they share, and links can be read from both ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from corpus import tables
from corpus.database import Database
from corpus.repository.documents import DocumentRepository
from corpus.repository.duplicates import DuplicateRepository
from corpus.repository.rows import now
from corpus.types import Document, NearDuplicate

RULES = 7


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'record.db'}")
    database.migrate()
    with database.transaction() as connection:
        connection.execute(insert(tables.files).values(sha256="f", size=1, created_at=now()))
        for name in "abcd":
            document = Document(name, f"سند {name}", "f", f"{name}.txt", "text/plain", "متن")
            DocumentRepository(connection).save(document)
    yield database
    database.close()


def _bands(*numbers: int) -> list[bytes]:
    return [number.to_bytes(8, "big") for number in numbers]


def test_those_that_share_the_most_bands_come_with_their_signatures(database: Database) -> None:
    with database.transaction() as connection:
        duplicates = DuplicateRepository(connection)
        duplicates.save_sketch("a", RULES, b"A", _bands(1, 2, 3))
        duplicates.save_sketch("b", RULES, b"B", _bands(3, 4, 5))
        duplicates.save_sketch("c", RULES, b"C", _bands(2, 3, 5))
        duplicates.save_sketch("d", RULES, b"D", _bands(6))
        assert duplicates.sharing_bands("a", RULES, _bands(1, 2, 3), limit=5) == {"b": b"B", "c": b"C"}
        assert duplicates.sharing_bands("a", RULES, _bands(1, 2, 3), limit=1) == {"c": b"C"}
        assert duplicates.sharing_bands("a", RULES, [], limit=5) == {}


def test_a_sketch_by_other_rules_is_not_compared_and_waits_to_be_made_anew(database: Database) -> None:
    with database.transaction() as connection:
        duplicates = DuplicateRepository(connection)
        assert duplicates.unsketched(RULES, limit=3) == ["a", "b", "c"]
        duplicates.save_sketch("a", RULES, b"A", _bands(1))
        duplicates.save_sketch("b", RULES - 1, b"B", _bands(1))
        duplicates.save_sketch("c", RULES, b"", [])
        assert duplicates.sharing_bands("a", RULES, _bands(1), limit=5) == {}
        assert duplicates.unsketched(RULES, limit=5) == ["b", "d"]


def test_a_new_sketch_takes_the_place_of_the_old_one(database: Database) -> None:
    with database.transaction() as connection:
        duplicates = DuplicateRepository(connection)
        duplicates.save_sketch("a", RULES, b"A", _bands(1, 2))
        duplicates.save_sketch("a", RULES, b"Z", _bands(2, 9))
        assert duplicates.sharing_bands("b", RULES, _bands(1), limit=5) == {}
        assert duplicates.sharing_bands("b", RULES, _bands(9), limit=5) == {"a": b"Z"}


def test_links_are_read_from_both_ends_and_replaced_together(database: Database) -> None:
    near, nearer = NearDuplicate("a", "b", 0.5), NearDuplicate("c", "a", 0.9)
    with database.transaction() as connection:
        duplicates = DuplicateRepository(connection)
        duplicates.link("a", [near, nearer])
        newer, older = duplicates.versions("a")
        assert [(v.document.title, v.similarity) for v in newer] == [("سند c", 0.9)]
        assert [(v.document.title, v.similarity) for v in older] == [("سند b", 0.5)]
        assert [[v.document.id for v in side] for side in duplicates.versions("b")] == [["a"], []]
        assert duplicates.among(["a", "b", "c", "d"]) == [nearer, near]
        assert duplicates.among(["b", "c"]) == []
        duplicates.link("a", [NearDuplicate("d", "a", 0.7)])
        assert duplicates.versions("b") == ([], [])
        assert [v.document.id for v in duplicates.versions("a")[0]] == ["d"]


def test_links_among_more_documents_than_a_statement_takes_are_found(database: Database) -> None:
    with database.transaction() as connection:
        duplicates = DuplicateRepository(connection)
        link = NearDuplicate("d", "a", 0.7)
        duplicates.link("a", [link])
        assert duplicates.among(["a", *(f"x{n}" for n in range(1200)), "d"]) == [link]
