"""Reading concepts: what is shipped holds together, and what is no concept is refused by its line."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ConfigurationError
from corpus.text.display import display_text
from corpus.text.keys import Analyzer
from corpus.vocabulary.concepts import read_concepts
from corpus.vocabulary.thesaurus import Concept

KERB = {"id": "kerb", "preferred": "جدول", "definition": "لبهٔ میان سواره‌رو و پیاده‌رو."}


def test_the_shipped_concepts_are_written_as_texts_are_shown() -> None:
    concepts = read_concepts()
    assert len(concepts) > 1_500
    assert not [label for concept in concepts for label in concept.labels if display_text(label) != label]


def test_no_label_of_a_shipped_concept_only_repeats_another(analyzer: Analyzer) -> None:
    for concept in read_concepts():
        stems = [tuple(token.stem for token in analyzer.tokens(label)) for label in concept.labels]
        assert len(set(stems)) == len(stems), concept.id


def test_a_concept_is_read_as_it_is_written(tmp_path: Path) -> None:
    row = KERB | {"synonyms": ["سنگ جدول"], "abbreviations": [], "broader": "road", "related": ["gutter"]}
    path = tmp_path / "concepts.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n\n", encoding="utf-8")
    assert read_concepts(path) == (
        Concept(
            "kerb", "جدول", synonyms=("سنگ جدول",), broader="road", related=("gutter",), definition=KERB["definition"]
        ),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": 7},
        {"preferred": None},
        {"preferred": " "},
        {"broader": 3},
        {"synonyms": "سنگ جدول"},
        {"synonyms": [1]},
        {"official": [""]},
        {"definition": None},
    ],
)
def test_what_is_no_concept_is_refused_by_its_line(change: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "concepts.jsonl"
    path.write_text(f"{json.dumps(KERB)}\n{json.dumps(KERB | change)}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"concepts\.jsonl، سطر 2"):
        read_concepts(path)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe"])
def test_a_file_of_something_else_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "concepts.jsonl"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"concepts\.jsonl"):
        read_concepts(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"concepts\.jsonl"):
        read_concepts(tmp_path / "concepts.jsonl")
