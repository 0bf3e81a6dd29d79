"""Judged files that are as they should be, and every way in which they are not."""

import gzip
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from search.evaluation.judgements import JudgedPassage, JudgedQuery, read_judged_set

PASSAGE = '{"id": "a", "text": "ترک آسفالت"}'
QUERY = '{"query": "آسفالت", "relevant": {"a": 2}}'


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    passages, queries = tmp_path / "passages.jsonl", tmp_path / "queries.jsonl"
    passages.write_text(PASSAGE + "\n", encoding="utf-8")
    queries.write_text(QUERY + "\n", encoding="utf-8")
    return passages, queries


def test_plain_and_gzipped_files_read_alike(files: tuple[Path, Path], tmp_path: Path) -> None:
    passages, queries = files
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress(passages.read_bytes()))
    assert read_judged_set(packed, queries) == read_judged_set(passages, queries)
    judged = read_judged_set(passages, queries)
    assert judged.passages == (JudgedPassage("a", "ترک آسفالت"),)
    assert judged.queries == (JudgedQuery("آسفالت", {"a": 2}),)


def test_blank_lines_are_skipped_but_counted_and_a_title_is_kept(files: tuple[Path, Path]) -> None:
    passages, queries = files
    passages.write_text(f'\n{PASSAGE}\n\n{{"id": "b", "text": "پل", "title": "سازه"}}\n{{"id": 3}}', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"سطر 5: «id»"):
        read_judged_set(passages, queries)
    passages.write_text(f'\n{PASSAGE}\n\n{{"id": "b", "text": "پل", "title": "سازه"}}', encoding="utf-8")
    assert read_judged_set(passages, queries).passages[1].title == "سازه"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "JSON درستی نیست"),
        ("[1]", "شیء JSON"),
        ('{"text": "پل"}', "«id»"),
        ('{"id": "b", "text": "  "}', "«text»"),
        ('{"id": "b", "text": "پل", "title": 1}', "«title»"),
        (PASSAGE, "پیش‌تر هم آمده"),
    ],
)
def test_a_bad_passage_is_named_by_its_line(files: tuple[Path, Path], line: str, complaint: str) -> None:
    passages, queries = files
    passages.write_text(f"{PASSAGE}\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"passages\.jsonl، سطر 2: .*{complaint}"):
        read_judged_set(passages, queries)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"relevant": {"a": 1}}', "«query»"),
        ('{"query": "پل"}', "«relevant»"),
        ('{"query": "پل", "relevant": ["a"]}', "«relevant»"),
        ('{"query": "پل", "relevant": {}}', "هیچ قطعهٔ مرتبطی"),
        ('{"query": "پل", "relevant": {"a": 0}}', "هیچ قطعهٔ مرتبطی"),
        ('{"query": "پل", "relevant": {"a": -1}}', "نامنفی"),
        ('{"query": "پل", "relevant": {"a": true}}', "نامنفی"),
        ('{"query": "پل", "relevant": {"a": 0.5}}', "نامنفی"),
        ('{"query": "پل", "relevant": {"z": 1}}', "«z»"),
    ],
)
def test_a_bad_query_is_named_by_its_line(files: tuple[Path, Path], line: str, complaint: str) -> None:
    passages, queries = files
    queries.write_text(f"{QUERY}\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"queries\.jsonl، سطر 2: .*{complaint}"):
        read_judged_set(passages, queries)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "خالی"),
        (b"\n \n", "خالی"),
        (b'{"id": "\xff"}', "UTF-8"),
        (gzip.compress(b"{}", mtime=0)[:-9], "خوانده نشد"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(files: tuple[Path, Path], content: bytes, complaint: str) -> None:
    passages, queries = files
    passages.write_bytes(content)
    with pytest.raises(ConfigurationError, match=rf"passages\.jsonl: .*{complaint}"):
        read_judged_set(passages, queries)


def test_a_missing_file_is_named(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"«none\.jsonl» پیدا نشد"):
        read_judged_set(tmp_path / "none.jsonl", files[1])
