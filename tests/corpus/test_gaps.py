"""Questions that nothing fitted are counted, one row a question, whoever asks at the same time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from corpus.database import Database
from corpus.repository.gaps import GapRepository
from corpus.types import Gap, GapReason

FIRST, LATER = date(2026, 3, 21), date(2026, 4, 2)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'record.db'}")
    database.migrate()
    yield database
    database.close()


def test_a_question_is_one_row_that_counts_and_remembers_its_days(database: Database) -> None:
    with database.transaction() as connection:
        gaps = GapRepository(connection)
        gaps.note("k1", "زعفران شهر:قم", "شهر:قم", GapReason.NOTHING, FIRST)
        gaps.note("k1", "زعفران‌ها شهر:قم", "شهر:قم", GapReason.UNDER_FLOOR, LATER)
        gaps.note("k2", "گلاب", "", GapReason.NOTHING, LATER)
    with database.reading() as connection:
        assert GapRepository(connection).most_asked(10) == [
            Gap("زعفران شهر:قم", "شهر:قم", GapReason.UNDER_FLOOR, 2, FIRST, LATER),
            Gap("گلاب", "", GapReason.NOTHING, 1, LATER, LATER),
        ]
        assert [gap.query for gap in GapRepository(connection).most_asked(1)] == ["زعفران شهر:قم"]
        assert [gap.query for gap in GapRepository(connection).most_asked(1, LATER + timedelta(days=1))] == []


def test_of_two_asked_equally_often_the_later_comes_first(database: Database) -> None:
    with database.transaction() as connection:
        for query, day in (("گلاب", FIRST), ("زعفران", LATER)):
            GapRepository(connection).note(query, query, "", GapReason.NOTHING, day)
        assert [gap.query for gap in GapRepository(connection).most_asked(2)] == ["زعفران", "گلاب"]


def test_those_who_ask_at_the_same_time_are_all_counted(database: Database) -> None:
    def ask(_number: int) -> None:
        with database.transaction() as connection:
            GapRepository(connection).note("k", "زعفران", "", GapReason.NOTHING, FIRST)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(40)))
    with database.reading() as connection:
        assert [gap.count for gap in GapRepository(connection).most_asked(2)] == [40]
