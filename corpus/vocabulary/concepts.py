"""The concepts that every site knows from the start: written for this project, one JSON object a line."""

import json
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError
from corpus.vocabulary.thesaurus import Concept

SHIPPED = Path(__file__).parent / "concepts.jsonl"

_LISTS = ("synonyms", "everyday", "official", "english", "abbreviations", "related")


def read_concepts(path: Path = SHIPPED) -> tuple[Concept, ...]:
    """The file's concepts in its order. Raises `ConfigurationError` that names the line that is no concept."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"واژگان «{path.name}» خوانده نشد: {error}") from error
    return tuple(_concept(line, f"{path.name}، سطر {number}") for number, line in enumerate(lines, 1) if line.strip())


def _concept(line: str, place: str) -> Concept:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ConfigurationError(f"{place}: این سطر JSON درستی نیست.") from error
    if not isinstance(row, dict):
        raise ConfigurationError(f"{place}: هر سطر باید یک شیء JSON باشد.")
    return Concept(
        id=_text(row, "id", place),
        preferred=_text(row, "preferred", place),
        broader=_text(row, "broader", place) if row.get("broader") is not None else None,
        definition=_text(row, "definition", place),
        **{name: _texts(row, name, place) for name in _LISTS},
    )


def _text(row: dict[str, Any], name: str, place: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{place}: «{name}» نیست یا متنی در آن نیست.")
    return value


def _texts(row: dict[str, Any], name: str, place: str) -> tuple[str, ...]:
    values = row.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise ConfigurationError(f"{place}: «{name}» باید فهرستی از متن‌ها باشد.")
    return tuple(values)
