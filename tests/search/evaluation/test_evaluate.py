"""The bench from files to figures, on a set small enough to know what must come out."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from api.modelling.evaluation import evaluate_files
from corpus.errors import ConfigurationError, ModelUnavailable
from corpus.text.keys import Analyzer
from models.catalog import spec
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.evaluation.evaluate import evaluate
from search.evaluation.judgements import JudgedPassage, JudgedQuery, JudgedSet
from search.evaluation.report import Legs

PASSAGES = {
    "asphalt": "شیارشدگی آسفالت در خیابان‌های پرتردد و روش ترمیم آن",
    "bridge": "درز انبساط پل بزرگراه پس از دو سال آسیب دید",
    "tunnel": "نشست ساختمان مجاور تونل مترو در سال ۱۴۰۱",
    "pipe": "برخورد بیل مکانیکی با لولهٔ گاز هنگام حفاری",
}
QUERIES = [
    ("شیار شدگی آسفالت خیابان", {"asphalt": 2}),
    ("درز انبساط پل‌ها", {"bridge": 1}),
    ("نشست تونل در ۱۴۰۱", {"tunnel": 1}),
    # The passage that holds the words is not the one that was judged: found second or not at all.
    ("حفاری تونل مترو", {"pipe": 1}),
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    passages, queries = tmp_path / "passages.jsonl", tmp_path / "queries.jsonl"
    passages.write_text("\n".join(json.dumps({"id": i, "text": t}) for i, t in PASSAGES.items()), encoding="utf-8")
    queries.write_text("\n".join(json.dumps({"query": q, "relevant": r}) for q, r in QUERIES), encoding="utf-8")
    return passages, queries


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory) -> DenseEncoder:
    """A real static model of a few words: «قیر» means what «آسفالت» means, «ریل» what «مترو» means."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    meanings = {"[UNK]": 3, "آسفالت": 0, "قیر": 0, "مترو": 1, "ریل": 1, "پل": 2}
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(meanings)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.eye(4, dtype=np.float32)[list(meanings.values())]
    # An unknown word says nothing, as in the shipped model.
    weights[0] = 0
    folder = tmp_path_factory.mktemp("model")
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(folder))
    return DenseEncoder(spec(str(folder)))


def test_the_lexical_leg_finds_what_the_words_say(files: tuple[Path, Path], analyzer: Analyzer) -> None:
    body = evaluate_files(*files, ["lexical"], False, analyzer, None).as_json()
    assert set(body) == {"legs"}
    figures = body["legs"]["lexical"]
    assert list(figures) == ["ndcg@10", "mrr", "recall@10", "recall@100"]
    assert figures["mrr"] == pytest.approx((1 + 1 + 1 + 1 / 2) / 4)
    assert figures["ndcg@10"] == pytest.approx((3 + 1 / np.log2(3)) / 4, abs=1e-4)
    assert figures["recall@10"] == figures["recall@100"] == 1.0


def test_each_leg_is_measured_by_itself(dense: DenseEncoder, analyzer: Analyzer) -> None:
    passages = tuple(JudgedPassage(name, text) for name, text in PASSAGES.items())
    judged = JudgedSet(passages, (JudgedQuery("قیر", {"asphalt": 1}), JudgedQuery("انبساط", {"bridge": 1})))
    legs = evaluate(judged, ["lexical", "dense", "hybrid"], SparseEncoder(analyzer), dense).as_json()["legs"]
    assert legs["lexical"]["mrr"] == 0.5, "only the second question is asked in the passage's own words"
    assert legs["dense"]["mrr"] < 1, "the model knows nothing of the second question"
    assert legs["hybrid"]["mrr"] == 1.0


def test_the_floor_is_told_as_a_share_and_hides_nothing_from_the_other_figures(
    dense: DenseEncoder, analyzer: Analyzer
) -> None:
    passages = tuple(JudgedPassage(name, PASSAGES[name]) for name in ("asphalt", "bridge"))
    # «قیر» and «آسفالت» have the cosine 1; of the second question the index knows one word of four, the model none.
    queries = (JudgedQuery("قیر", {"asphalt": 1}), JudgedQuery("انبساط زعفران گلاب هل", {"bridge": 1}))

    def legs_under(floor: float) -> Legs:
        floored = DenseEncoder(replace(dense.spec, weight=1.0, floor=floor))
        return evaluate(JudgedSet(passages, queries), ["lexical", "hybrid"], SparseEncoder(analyzer), floored).legs

    low, between, high = legs_under(0.0), legs_under(0.9), legs_under(99.0)
    assert [legs["hybrid"]["nothing"] for legs in (low, between, high)] == [0.0, 0.5, 1.0]
    assert "nothing" not in low["lexical"]
    assert high["hybrid"] == low["hybrid"] | {"nothing": 1.0}
    assert high["hybrid"]["mrr"] == 1.0


def test_of_questions_that_nothing_answers_only_the_share_is_told(
    files: tuple[Path, Path], dense: DenseEncoder, analyzer: Analyzer
) -> None:
    passages, queries = files
    passages.write_text(json.dumps({"id": "asphalt", "text": PASSAGES["asphalt"]}), encoding="utf-8")
    rows = [{"query": "پایتخت فرانسه", "relevant": {}}, {"query": "قیر", "relevant": {"elsewhere": 1}}, {"query": "؟"}]
    queries.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="هیچ قطعهٔ مرتبطی"):
        evaluate_files(passages, queries, ["hybrid"], False, analyzer, dense)
    floored = DenseEncoder(replace(dense.spec, weight=1.0, floor=0.9))
    report = evaluate_files(passages, queries, ["hybrid"], False, analyzer, floored, answerable=False)
    assert report.as_json() == {"legs": {"hybrid": {"nothing": pytest.approx(2 / 3, abs=1e-4)}}}
    assert [line.split() for line in report.as_text().splitlines()[2:]] == [
        ["leg", "queries", "nothing"],
        ["hybrid", "as", "typed", "0.6667"],
    ]
    with pytest.raises(ConfigurationError, match="hybrid"):
        evaluate_files(passages, queries, ["lexical", "hybrid"], False, analyzer, floored, answerable=False)


def test_the_share_is_a_column_of_the_table_that_other_legs_leave_blank(
    files: tuple[Path, Path], dense: DenseEncoder, analyzer: Analyzer
) -> None:
    lines = evaluate_files(*files, ["lexical", "hybrid"], False, analyzer, dense).as_text().splitlines()[2:]
    assert lines[0].split()[-1] == "nothing"
    assert [len(line.split()) for line in lines] == [7, 7, 8]


def test_perturbed_queries_are_measured_each_by_itself(files: tuple[Path, Path], analyzer: Analyzer) -> None:
    report = evaluate_files(*files, ["lexical"], True, analyzer, None)
    body = report.as_json()
    assert list(body["perturbed"]) == ["arabic", "joined", "split", "digits", "typo"]
    for name in ("arabic", "joined", "split", "digits"):
        assert body["perturbed"][name] == body["legs"], name
    assert body["perturbed"]["typo"]["lexical"]["ndcg@10"] <= body["legs"]["lexical"]["ndcg@10"]
    assert report.changed["arabic"] == 2
    assert report.changed["digits"] == 1


def test_only_a_query_with_a_typo_is_searched_as_it_was_meant(analyzer: Analyzer) -> None:
    judged = JudgedSet((JudgedPassage("a", "آسفالت"), JudgedPassage("b", "پل")), (JudgedQuery("اسفالط", {"a": 1}),))
    plain = evaluate(judged, ["lexical"], SparseEncoder(analyzer), None, perturb=True)
    assert plain.perturbed["typo"]["lexical"]["mrr"] == 0.0
    meant = evaluate(
        judged, ["lexical"], SparseEncoder(analyzer), None, perturb=True, correct=lambda query, words: "آسفالت"
    )
    assert meant.perturbed["typo"]["lexical"]["mrr"] == 1.0
    assert meant.legs["lexical"]["mrr"] == meant.perturbed["arabic"]["lexical"]["mrr"] == 0.0


def test_phrases_are_exact_as_in_the_product(analyzer: Analyzer) -> None:
    passages = (JudgedPassage("a", "پل بزرگ شهر"), JudgedPassage("b", "پل شهر"))
    judged = JudgedSet(passages, (JudgedQuery('"پل شهر"', {"a": 1}),))
    assert evaluate(judged, ["lexical"], SparseEncoder(analyzer), None).legs["lexical"]["recall@100"] == 0.0


def test_a_query_without_words_finds_nothing(analyzer: Analyzer) -> None:
    judged = JudgedSet((JudgedPassage("a", "پل"),), (JudgedQuery("؟؟", {"a": 1}), JudgedQuery("پل", {"a": 1})))
    assert evaluate(judged, ["lexical"], SparseEncoder(analyzer), None).legs["lexical"]["mrr"] == 0.5


def test_the_table_has_a_line_for_each_leg_and_perturbation(files: tuple[Path, Path], analyzer: Analyzer) -> None:
    lines = evaluate_files(*files, ["lexical"], True, analyzer, None).as_text().splitlines()
    assert lines[0] == "4 پرسش، 4 قطعه"
    assert lines[2].split() == ["leg", "queries", "ndcg@10", "mrr", "recall@10", "recall@100", "cost", "changed"]
    assert [line.split()[1] for line in lines[3:]] == ["as", "arabic", "joined", "split", "digits", "typo"]
    assert len(evaluate_files(*files, ["lexical"], False, analyzer, None).as_text().splitlines()) == 4


def test_nothing_is_left_behind(
    files: tuple[Path, Path], analyzer: Analyzer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    evaluate_files(*files, ["lexical"], False, analyzer, None)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("legs", [[], ["lexical", "words"]])
def test_an_unknown_leg_is_refused(files: tuple[Path, Path], analyzer: Analyzer, legs: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="lexical، dense، hybrid"):
        evaluate_files(*files, legs, False, analyzer, None)


def test_the_dense_leg_needs_a_model(files: tuple[Path, Path], analyzer: Analyzer) -> None:
    with pytest.raises(ModelUnavailable):
        evaluate_files(*files, ["lexical", "dense"], False, analyzer, None)
