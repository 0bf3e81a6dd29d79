"""Relevance is a test: what the lexical leg reaches on judged Persian questions, and what a spelling may cost it."""

from pathlib import Path

import pytest

from api.modelling.evaluation import evaluate_files
from corpus.text.keys import Analyzer

pytestmark = pytest.mark.slow


def _judged(shared_data: Path, name: str) -> tuple[Path, Path]:
    folder = shared_data / "judged"
    return folder / f"{name}.passages.jsonl.gz", folder / f"{name}.queries.jsonl.gz"


@pytest.mark.parametrize(("name", "floor"), [("parsinlu_rc", 0.77), ("persianqa", 0.98)])
def test_words_find_what_was_judged_relevant_in_any_spelling(
    name: str, floor: float, shared_data: Path, analyzer: Analyzer
) -> None:
    body = evaluate_files(*_judged(shared_data, name), ["lexical"], True, analyzer, None).as_json()
    reached = body["legs"]["lexical"]["ndcg@10"]
    assert reached >= floor
    for spelling in ("arabic", "joined", "split", "digits"):
        assert body["perturbed"][spelling]["lexical"]["ndcg@10"] >= reached - 0.01, spelling
    assert body["perturbed"]["typo"]["lexical"]["ndcg@10"] >= reached - 0.04
