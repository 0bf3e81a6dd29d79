"""The model that comes with the program: whole, small, and as good as docs/relevance.md says."""

from pathlib import Path

import pytest

from api.modelling.evaluation import evaluate_files
from bench.judged_samples import main as write_samples
from corpus.text.keys import Analyzer
from corpus.vocabulary.thesaurus import Thesaurus
from models.catalog import DEFAULT, WEIGHTS, spec
from models.dense import DenseEncoder
from models.folder import check_files

MOST_BYTES = 24_000_000


@pytest.fixture(scope="module")
def dense(analyzer: Analyzer) -> DenseEncoder:
    return DenseEncoder(spec(DEFAULT), analyzer)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    write_samples(folder)
    return folder


def test_its_folder_is_whole_and_small_and_the_catalogue_says_what_its_manifest_says() -> None:
    manifest = check_files(WEIGHTS / DEFAULT, thoroughly=True)
    assert manifest is not None
    known = spec(DEFAULT)
    assert (manifest.dimension, manifest.reads, manifest.weight, manifest.floor) == (
        known.dimension,
        known.reads,
        known.weight,
        known.floor,
    )
    assert sum(path.stat().st_size for path in (WEIGHTS / DEFAULT).rglob("*") if path.is_file()) <= MOST_BYTES


def test_sentence_transformers_loads_it_as_it_is() -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(WEIGHTS / DEFAULT), device="cpu")
    vectors = model.encode(["آسفالت خیابان", "روسازی معبر", "داستان کودکان"], normalize_embeddings=True)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


@pytest.mark.parametrize(
    "spelling", ["درز انبساط پل‌ها", "درز انبساط پلها", "درز انبساط پل ها", "درز انبساط پل‌هاي", "درز  انبساط پُل‌ها"]
)
def test_spelling_does_not_move_a_text(spelling: str, dense: DenseEncoder) -> None:
    assert dense.encode_query(spelling) @ dense.encode_query("درز انبساط پل") == pytest.approx(1.0, abs=1e-5)


def test_an_unknown_word_is_near_the_words_that_it_is_made_of(dense: DenseEncoder) -> None:
    made_up = dense.encode_query("آسفالتریزانی")
    assert made_up @ dense.encode_query("آسفالت") > made_up @ dense.encode_query("بانک") + 0.2


@pytest.mark.parametrize(
    ("kind", "leg", "least"),
    [
        ("natural", "dense", 0.55),
        ("natural", "hybrid", 0.55),
        ("keyword", "hybrid", 0.89),
        ("resolution", "hybrid", 0.89),
        ("noisy", "hybrid", 0.88),
    ],
)
def test_it_finds_the_samples(
    kind: str,
    leg: str,
    least: float,
    samples: Path,
    analyzer: Analyzer,
    shipped_thesaurus: Thesaurus,
    dense: DenseEncoder,
) -> None:
    files = samples / "samples.passages.jsonl", samples / f"samples_{kind}.queries.jsonl"
    report = evaluate_files(*files, [leg], False, analyzer, dense, thesaurus=shipped_thesaurus)
    assert report.legs[leg]["ndcg@10"] >= least


def test_it_finds_real_peoples_questions(
    shared_data: Path, analyzer: Analyzer, shipped_thesaurus: Thesaurus, dense: DenseEncoder
) -> None:
    files = (shared_data / "judged" / f"parsinlu_rc.{part}.jsonl.gz" for part in ("passages", "queries"))
    legs = evaluate_files(*files, ["dense", "hybrid"], False, analyzer, dense, thesaurus=shipped_thesaurus).legs
    assert legs["dense"]["ndcg@10"] >= 0.70
    assert legs["dense"]["recall@100"] >= 0.97
    assert legs["hybrid"]["ndcg@10"] >= 0.79
    assert legs["hybrid"]["recall@100"] >= 0.985


def test_the_floor_turns_general_questions_away_and_its_own_hardly_ever(
    samples: Path, shared_data: Path, analyzer: Analyzer, shipped_thesaurus: Thesaurus, dense: DenseEncoder
) -> None:
    passages, own = samples / "samples.passages.jsonl", samples / "samples.queries.jsonl"
    general = shared_data / "judged" / "parsinlu_rc.queries.jsonl.gz"
    refused = evaluate_files(
        passages, general, ["hybrid"], False, analyzer, dense, answerable=False, thesaurus=shipped_thesaurus
    )
    lost = evaluate_files(passages, own, ["hybrid"], False, analyzer, dense, thesaurus=shipped_thesaurus)
    assert refused.legs["hybrid"]["nothing"] >= 0.80
    assert lost.legs["hybrid"]["nothing"] <= 0.03
