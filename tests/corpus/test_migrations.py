"""A record of an earlier version comes up to the newest one with everything that was in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select

from corpus.database import Database, _alembic_config
from corpus.repository.gaps import GapRepository
from corpus.types import GapReason

CITY = {"id": "qom", "name": "قم", "province": "قم", "aliases": ["شهر قم"], "metropolis": True}
VECTOR = {"model": "m", "text_hash": "h", "vector": b"\x00\x00\x80\x3f"}
CURSOR = {"index_name": "i", "seq": 7}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'record.db'}")
    yield database
    database.close()


def _rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    tables = MetaData()
    tables.reflect(connection)
    return {
        name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for name, table in tables.tables.items()
        if name != "alembic_version"
    }


def test_gaps_come_to_a_record_of_the_first_version_and_nothing_is_lost(database: Database) -> None:
    with database.transaction() as connection:
        command.upgrade(_alembic_config(connection), "0001")
        before = MetaData()
        before.reflect(connection)
        for table, row in (("cities", CITY), ("embeddings", VECTOR), ("index_cursors", CURSOR)):
            connection.execute(insert(before.tables[table]), row)
        held = _rows(connection)
    assert "gaps" not in held
    assert (held["cities"], held["embeddings"], held["index_cursors"]) == ([CITY], [VECTOR], [CURSOR])
    with database.transaction() as connection:
        command.upgrade(_alembic_config(connection), "0002")
        assert _rows(connection) == held | {"gaps": []}
        GapRepository(connection).note("k", "زعفران", "", GapReason.NOTHING, date(2026, 3, 21))
    with database.transaction() as connection:
        command.downgrade(_alembic_config(connection), "0001")
        assert _rows(connection) == held
        assert "gaps" not in inspect(connection).get_table_names()


def test_uploads_and_documents_of_the_second_version_are_all_there_after_the_third(database: Database) -> None:
    moment = datetime(2026, 3, 21, tzinfo=UTC)
    file = {"sha256": "f", "size": 3, "created_at": moment}
    document = {
        "id": "d",
        "title": "پل",
        "file_sha256": "f",
        "file_name": "پل.txt",
        "media_type": "text/plain",
        "rev": 1,
    }
    document |= {"visibility": "public", "warnings": [], "created_at": moment, "text": "پل", "blocks": []}
    upload = {"id": "u", "file_sha256": "f", "file_name": "پل.txt", "state": "done", "document_id": "d", "attempts": 1}
    upload |= {"created_at": moment, "updated_at": moment}
    with database.transaction() as connection:
        command.upgrade(_alembic_config(connection), "0002")
        tables = MetaData()
        tables.reflect(connection)
        for name, row in (("files", file), ("documents", document), ("uploads", upload)):
            connection.execute(insert(tables.tables[name]), row)
        held = _rows(connection)
    database.migrate()
    with database.transaction() as connection:
        now = _rows(connection)
        assert now["documents"] == held["documents"]
        fresh = {"parent_id": None, "pages_done": None, "pages_total": None}
        assert now["uploads"] == [row | fresh for row in held["uploads"]]
        assert now["near_duplicates"] == []
        command.downgrade(_alembic_config(connection), "0002")
        assert _rows(connection) == held


def test_pages_of_the_third_version_are_at_their_first_text_after_the_fourth(database: Database) -> None:
    moment = datetime(2026, 3, 21, tzinfo=UTC)
    document = {"id": "d", "title": "پل", "file_sha256": "f", "file_name": "پل.pdf", "media_type": "application/pdf"}
    document |= {"rev": 1, "visibility": "public", "warnings": [], "created_at": moment, "text": "پل", "blocks": []}
    page = {"document_id": "d", "number": 1, "start": 0, "end": 2, "reader": "pdfminer", "quality": 0.5, "warnings": []}
    with database.transaction() as connection:
        command.upgrade(_alembic_config(connection), "0003")
        tables = MetaData()
        tables.reflect(connection)
        connection.execute(insert(tables.tables["files"]), {"sha256": "f", "size": 3, "created_at": moment})
        connection.execute(insert(tables.tables["documents"]), document)
        connection.execute(insert(tables.tables["document_pages"]), page)
        held = _rows(connection)
    with database.transaction() as connection:
        command.upgrade(_alembic_config(connection), "0004")
        now = _rows(connection)
        assert now["document_pages"] == [held["document_pages"][0] | {"version": 1}]
        assert now["page_versions"] == []
        command.downgrade(_alembic_config(connection), "0003")
        assert _rows(connection) == held


def test_people_come_to_a_record_of_the_fifth_version_and_go_again(database: Database) -> None:
    with database.transaction() as connection:
        command.upgrade(_alembic_config(connection), "0005")
        tables = MetaData()
        tables.reflect(connection)
        connection.execute(insert(tables.tables["cities"]), CITY)
        held = _rows(connection)
    with database.transaction() as connection:
        command.upgrade(_alembic_config(connection), "0006")
        fresh = ("people", "sign_ins", "sign_in_attempts", "welcome_links", "api_tokens", "audit")
        assert _rows(connection) == held | {name: [] for name in fresh}
        command.downgrade(_alembic_config(connection), "0005")
        assert _rows(connection) == held


def test_what_a_record_of_the_tenth_version_holds_is_harvested_in_the_order_of_its_last_change(
    database: Database,
) -> None:
    def at(day: int) -> datetime:
        return datetime(2026, 3, day, tzinfo=UTC)

    with database.transaction() as connection:
        command.upgrade(_alembic_config(connection), "0010")
        tables = MetaData()
        tables.reflect(connection)
        rows = (
            ("cities", CITY),
            ("files", {"sha256": "f", "created_at": at(1)}),
            ("meetings", {"id": "m", "session_number": 20, "host_city_id": "qom"}),
            ("resolutions", {"id": "r", "meeting_id": "m", "visibility": "city", "updated_at": at(3)}),
            ("lessons", {"id": "l", "visibility": "members", "published_at": at(1), "updated_at": at(4)}),
            ("documents", {"id": "d", "file_sha256": "f", "visibility": "public", "created_at": at(2)}),
            ("documents", {"id": "e", "file_sha256": "f", "visibility": "city", "created_at": at(5)}),
        )
        for name, row in rows:
            connection.execute(insert(tables.tables[name]), _filled(tables.tables[name], row))
        held = _rows(connection)
    with database.transaction() as connection:
        command.upgrade(_alembic_config(connection), "0011")
        now = _rows(connection)
        order = [one["item_id"] for one in sorted(now["item_changes"], key=lambda one: one["seq"])]
        assert order == ["d", "r", "l", "e"]
        # Below all that is yet to come, whatever the outbox has counted to.
        assert all(one["seq"] < 0 for one in now["item_changes"])
        audiences = {one["item_id"]: one["audience"] for one in now["item_audiences"]}
        assert audiences == {"d": "public", "r": "city:qom", "l": "members", "e": "city:"}
        assert audiences == {one["item_id"]: one["audience"] for one in now["item_changes"]}
        command.downgrade(_alembic_config(connection), "0010")
        assert _rows(connection) == held


def _filled(table: Table, given: dict[str, Any]) -> dict[str, Any]:
    """The row with something in each column that has to hold anything."""
    empty = {"INTEGER": 1, "BOOLEAN": False, "JSON": [], "DATETIME": datetime(2026, 3, 1, tzinfo=UTC)}
    needed = [one for one in table.columns if not one.nullable and one.name not in given]
    return {one.name: empty.get(str(one.type), "x") for one in needed} | given
