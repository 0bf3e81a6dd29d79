"""CSV as the programs of Persian offices write it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import DamagedFile, NoText
from ingest.readers.blocks import Reading
from ingest.readers.delimited import DelimitedReader
from ingest.readers.workspace import Workspace

# This reader leaves nothing in it.
WORKSPACE = Workspace(Path("nowhere"))

ROWS = (("شهر", "شرح"), ("مشهد", "روکش, آسفالت؛ و غيره"), ("يزد", "بتن"))


@pytest.fixture
def cells(tmp_path: Path) -> Callable[[bytes], list[tuple[tuple[str, ...], ...]]]:
    def read(data: bytes) -> list[tuple[tuple[str, ...], ...]]:
        (tmp_path / "a.csv").write_bytes(data)
        (page,) = DelimitedReader().read(tmp_path / "a.csv", WORKSPACE).pages
        return [block.cells for block in page.blocks if block.cells]

    return read


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_delimiter_in_any_encoding(cells: Callable[[bytes], list[object]], delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)
    assert cells(text.encode(encoding)) == [(ROWS[0], ROWS[1]), (ROWS[0], ROWS[2])]


def test_commas_inside_numbers_do_not_part_rows_of_semicolons(cells: Callable[[bytes], list[object]]) -> None:
    assert cells("کد;مبلغ\nالف;3,5\nب;1,250,000\n".encode()) == [
        (("کد", "مبلغ"), ("الف", "3,5")),
        (("کد", "مبلغ"), ("ب", "1,250,000")),
    ]


def test_the_first_line_may_name_the_delimiter(cells: Callable[[bytes], list[object]]) -> None:
    assert cells("sep=;\nشهر;شرح\nیزد;الف,ب\n".encode()) == [(("شهر", "شرح"), ("یزد", "الف,ب"))]


def test_quoted_cells_hold_lines_and_rows_may_be_short(cells: Callable[[bytes], list[object]]) -> None:
    assert cells('شهر,شرح,سال\nیزد,"دو\nسطر"\n'.encode()) == [(("شهر", "شرح", "سال"), ("یزد", "دو\nسطر", ""))]


def test_a_list_of_one_column_is_read_whole(cells: Callable[[bytes], list[object]]) -> None:
    assert cells("تهران، مشهد\nیزد\n".encode()) == [(("تهران، مشهد",),), (("یزد",),)]


def test_what_is_no_table_says_so(cells: Callable[[bytes], list[object]]) -> None:
    with pytest.raises(NoText):
        cells(b"\n\n,,,\n")
    with pytest.raises(DamagedFile):
        cells(b"a,b\n" + b"x" * (2 << 20))


def test_the_name_tells_csv_from_text(tmp_path: Path, read: Callable[..., Reading]) -> None:
    (tmp_path / "a.csv").write_text("شهر,شرح\nیزد,بتن\n", encoding="utf-8")
    assert read(tmp_path / "a.csv").media_type == "text/csv"
    assert read(tmp_path / "a.csv", "a.txt").media_type == "text/plain"
