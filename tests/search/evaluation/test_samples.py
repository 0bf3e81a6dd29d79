"""The sample corpus as a judged set."""

from pathlib import Path

from bench.judged_samples import main
from search.evaluation.judgements import read_judged_set


def test_the_sample_corpus_is_a_judged_set(tmp_path: Path) -> None:
    main(tmp_path)
    judged = read_judged_set(tmp_path / "samples.passages.jsonl", tmp_path / "samples.queries.jsonl")
    assert len(judged.passages) > 200
    kinds = sorted(path.name for path in tmp_path.glob("samples_*.queries.jsonl"))
    assert kinds == [f"samples_{kind}.queries.jsonl" for kind in ("keyword", "natural", "noisy", "resolution")]
    by_kind = [len(read_judged_set(tmp_path / "samples.passages.jsonl", tmp_path / name).queries) for name in kinds]
    assert sum(by_kind) == len(judged.queries) == 120
