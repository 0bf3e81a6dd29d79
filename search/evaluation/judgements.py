"""Judged sets: JSON lines, plain or gzipped.

passages   {"id": "a1", "text": "…", "title": "…"}       the title is optional and indexed as a passage's header is
queries    {"query": "…", "relevant": {"a1": 2}}         a grade of 0 says that the passage was read and is no answer
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError

GZIP_MARK = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class JudgedPassage:
    id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """`relevant` maps passage ids to grades, at least one of them above 0; it is empty where there is no answer."""

    text: str
    relevant: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Either every query can be answered or none can."""

    passages: tuple[JudgedPassage, ...]
    queries: tuple[JudgedQuery, ...]

    @property
    def answerable(self) -> bool:
        return any(query.relevant for query in self.queries)


def read_judged_set(passages: Path, queries: Path, *, answerable: bool = True) -> JudgedSet:
    """Both files, checked against each other.

    Unless the queries are `answerable` by the passages, it is left unread what was relevant to them elsewhere.

    Raises `ConfigurationError` that names the file, the line and what is wrong with it.
    """
    by_id: dict[str, JudgedPassage] = {}
    for line, row in _rows(passages):
        passage = _passage(row, line)
        if passage.id in by_id:
            raise line.error(f"شناسهٔ «{passage.id}» پیش‌تر هم آمده است.")
        by_id[passage.id] = passage
    known = by_id if answerable else None
    return JudgedSet(tuple(by_id.values()), tuple(_query(row, line, known) for line, row in _rows(queries)))


@dataclass(frozen=True, slots=True)
class _Line:
    file: str
    number: int

    def error(self, what: str) -> ConfigurationError:
        return ConfigurationError(f"{self.file}، سطر {self.number}: {what}")


def _rows(path: Path) -> Iterator[tuple[_Line, dict[str, Any]]]:
    found = False
    for number, text in enumerate(_lines(path), 1):
        if text.strip():
            found = True
            line = _Line(path.name, number)
            yield line, _row(text, line)
    if not found:
        raise ConfigurationError(f"{path.name}: پرونده خالی است.")


def _lines(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
        if content.startswith(GZIP_MARK):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise ConfigurationError(f"پروندهٔ «{path.name}» پیدا نشد.") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path.name}: متن پرونده UTF-8 نیست.") from error
    except (OSError, EOFError) as error:
        raise ConfigurationError(f"{path.name}: پرونده خوانده نشد: {error}") from error


def _row(text: str, line: _Line) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except ValueError as error:
        raise line.error("این سطر JSON درستی نیست.") from error
    if not isinstance(row, dict):
        raise line.error("هر سطر باید یک شیء JSON باشد.")
    return row


def _passage(row: dict[str, Any], line: _Line) -> JudgedPassage:
    title = row.get("title", "")
    if not isinstance(title, str):
        raise line.error("«title» باید متن باشد.")
    return JudgedPassage(_text_of(row, "id", line), _text_of(row, "text", line), title)


def _query(row: dict[str, Any], line: _Line, passages: Mapping[str, JudgedPassage] | None) -> JudgedQuery:
    if passages is None:
        return JudgedQuery(_text_of(row, "query", line), {})
    relevant = row.get("relevant")
    if not isinstance(relevant, dict):
        raise line.error("«relevant» نیست یا شیئی از شناسه و درجه نیست.")
    for passage_id, grade in relevant.items():
        if type(grade) is not int or grade < 0:
            raise line.error(f"درجهٔ «{passage_id}» باید عددی درست و نامنفی باشد.")
        if passage_id not in passages:
            raise line.error(f"قطعه‌ای با شناسهٔ «{passage_id}» در پروندهٔ قطعه‌ها نیست.")
    if not any(relevant.values()):
        raise line.error("برای این پرسش هیچ قطعهٔ مرتبطی داده نشده است.")
    return JudgedQuery(_text_of(row, "query", line), relevant)


def _text_of(row: dict[str, Any], name: str, line: _Line) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise line.error(f"«{name}» نیست یا متنی در آن نیست.")
    return value
