"""A record of an earlier version comes up to the newest one with everything that was in it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, insert, inspect, select

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
    database.migrate()
    with database.transaction() as connection:
        assert _rows(connection) == held | {"gaps": []}
        GapRepository(connection).note("k", "زعفران", "", GapReason.NOTHING, date(2026, 3, 21))
    with database.transaction() as connection:
        command.downgrade(_alembic_config(connection), "0001")
        assert _rows(connection) == held
        assert "gaps" not in inspect(connection).get_table_names()
