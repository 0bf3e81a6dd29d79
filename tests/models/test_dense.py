"""Embedding with real transformer models, from a folder to what a search finds."""

import shutil
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from api.services import Services
from corpus.errors import IndexMismatch, InvalidModel, ModelUnavailable
from corpus.text.keys import Analyzer
from models.catalog import Reads, spec
from models.dense import DenseEncoder
from models.training.folder import write_model
from models.training.words import choose_words

PERSIAN = {
    "bridge": "درز انبساط پل در زمستان شکست و آب به زیر دال رفت.",
    "paving": "گرما آسفالت خیابان را شیار انداخت و قیر نامناسب بود.",
    "qanat": "قنات زیر خیابان فروریخت و گزارش آن نوشته شد.",
}
ENGLISH = {
    "bridge": "The expansion joint of the bridge cracked in the frost and water leaked below the deck.",
    "paving": "In summer the asphalt of the avenue softened and ruts appeared under buses.",
    "trees": "Gardeners planted rows of young plane trees beside the boulevard.",
}


@pytest.fixture
def open_site(
    make_services: Callable[..., Services], ingest: Callable[..., None]
) -> Callable[[Path, dict[str, str]], Services]:
    def open_site(model: Path, texts: dict[str, str]) -> Services:
        services = make_services(model=str(model))
        services.ownership.take()
        services.migrate()
        ingest(services, **texts)
        return services

    return open_site


def found(services: Services, query: str) -> list[str]:
    return [hit.document.file_name.removesuffix(".txt") for hit in services.searcher.search(query).hits]


def test_a_site_with_a_transformer_ranks_by_its_cosines_where_no_word_is_shared(open_site, tiny_bert: Path) -> None:
    from sentence_transformers import SentenceTransformer

    services = open_site(tiny_bert, PERSIAN)
    query = "پرسش متن تونل"
    answer = services.searcher.search(query)
    assert answer.legs == ("lexical", "dense")
    with services.live.use() as opened:
        assert opened is not None
        assert opened.manifest.dimension == 32
    texts = [hit.passage.text for hit in answer.hits]
    assert sorted(texts) == sorted(PERSIAN.values())
    assert all(hit.parts.by_words == 0 for hit in answer.hits)
    model = SentenceTransformer(str(tiny_bert), device="cpu")
    asked, *vectors = model.encode([query, *texts], normalize_embeddings=True)
    cosines = np.asarray(vectors) @ asked
    assert list(cosines) == sorted(cosines, reverse=True)


def test_a_real_model_finds_by_meaning_what_shares_no_word_with_the_question(open_site, english_model: Path) -> None:
    services = open_site(english_model, ENGLISH)
    answer = services.searcher.search("overpass damaged during cold winter")
    assert answer.hits[0].document.file_name == "bridge.txt"
    assert answer.hits[0].parts.by_words == 0
    assert found(services, "hot weather deforms roads")[0] == "paving"
    assert found(services, "greenery for streets")[0] == "trees"


def test_the_prefixes_are_what_the_model_is_given(tiny_bert: Path) -> None:
    plain = DenseEncoder(spec(str(tiny_bert)))
    prefixed = DenseEncoder(replace(plain.spec, query_prefix="پرسش: ", passage_prefix="متن: "))
    text = "درز انبساط پل"
    assert np.allclose(prefixed.encode_query(text), plain.encode_query(f"پرسش: {text}"), atol=1e-5)
    assert np.allclose(prefixed.encode_passages([text])[0], plain.encode_query(f"متن: {text}"), atol=1e-5)
    assert not np.allclose(prefixed.encode_query(text), plain.encode_query(text), atol=1e-3)
    assert not np.allclose(prefixed.encode_query(text), prefixed.encode_passages([text])[0], atol=1e-3)


def test_vectors_are_unit_vectors_of_the_models_length(tiny_bert: Path) -> None:
    encoder = DenseEncoder(spec(str(tiny_bert)))
    vectors = encoder.encode_queries(["پل", "", "واژه‌ای که هیچ‌جا نیست"])
    assert vectors.shape == (3, encoder.dimension) == (3, 32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, 32)


def test_a_text_is_cut_at_the_specs_length_and_never_beyond_the_models_own(tiny_bert: Path) -> None:
    known = spec(str(tiny_bert))
    start = "پل تونل درز"
    whole, cut = DenseEncoder(known), DenseEncoder(replace(known, max_tokens=5))
    assert np.allclose(cut.encode_query(start), cut.encode_query(f"{start} آب قیر"), atol=1e-5)
    assert not np.allclose(whole.encode_query(start), whole.encode_query(f"{start} آب قیر"), atol=1e-3)
    # The tiny model has 32 positions: 512 tokens would be past its end.
    assert DenseEncoder(replace(known, max_tokens=512)).encode_query("پل " * 100).shape == (32,)


def test_a_model_of_keys_does_not_see_the_spelling(tiny_bert: Path, analyzer: Analyzer) -> None:
    text = DenseEncoder(spec(str(tiny_bert)))
    keys = DenseEncoder(replace(text.spec, reads=Reads.KEYS), analyzer)
    one, other = "تونل‌های خیابان", "تونل خیابانها"
    assert np.allclose(keys.encode_query(one), keys.encode_query(other), atol=1e-6)
    assert not np.allclose(text.encode_query(one), text.encode_query(other), atol=1e-3)
    stems = " ".join(token.stem for token in analyzer.tokens(one))
    assert np.allclose(keys.encode_query(one), text.encode_query(stems), atol=1e-6)
    assert analyzer.version in keys.identity
    with pytest.raises(ValueError, match="analyzer"):
        DenseEncoder(keys.spec)


def test_a_static_model_of_keys_gives_the_vectors_that_the_library_gives(tmp_path: Path, analyzer: Analyzer) -> None:
    from sentence_transformers import SentenceTransformer

    words = choose_words(["تونل", "خیابان", "پل", "آسفالت"], {"آسفالتکار": 9, "پلاک": 9})
    write_model(tmp_path, words, np.random.default_rng(7).standard_normal((words.row_count, 16)).astype(np.float32))
    encoder = DenseEncoder(replace(spec(str(tmp_path)), reads=Reads.KEYS), analyzer)
    texts = ["تونل‌های خیابان و پل‌ها", "", "آسفالتکار ۱۲۳ xyz", "؟!", "آسفالت\nآسفالتها پلاک"]
    stems = [" ".join(token.stem for token in analyzer.tokens(text)) for text in texts]
    expected = SentenceTransformer(str(tmp_path), device="cpu").encode(stems, normalize_embeddings=True)
    assert np.abs(expected).max() > 0.1
    for _first_and_kept in range(2):
        assert np.allclose(encoder.encode_passages(texts), expected, atol=1e-5)
    assert np.allclose([encoder.encode_query(text) for text in texts], expected, atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, 16)


def test_other_weights_under_the_same_name_are_another_model(tiny_bert: Path, tmp_path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(tiny_bert), device="cpu")
    with torch.no_grad():
        next(model.parameters()).add_(0.1)
    retrained = tmp_path / tiny_bert.name
    model.save(str(retrained))
    old, new = DenseEncoder(spec(str(tiny_bert))), DenseEncoder(spec(str(retrained)))
    copy = tmp_path / "copy" / tiny_bert.name
    shutil.copytree(tiny_bert, copy)
    assert old.spec.name == new.spec.name == "tiny-bert"
    assert old.identity != new.identity
    assert DenseEncoder(spec(str(copy))).identity == old.identity


def test_an_index_is_not_searched_with_a_model_retrained_under_its_name(
    open_site, make_services, tiny_bert: Path, tmp_path: Path
) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    folder = tmp_path / "model"
    shutil.copytree(tiny_bert, folder)
    services = open_site(folder, PERSIAN)
    services.close()
    services.ownership.release()
    model = SentenceTransformer(str(folder), device="cpu")
    with torch.no_grad():
        next(model.parameters()).add_(torch.randn(next(model.parameters()).shape))
    model.save(str(folder))
    retrained = make_services(model=str(folder))
    retrained.ownership.take()
    with pytest.raises(IndexMismatch, match="tajrobe rebuild"):
        retrained.check_model()
    assert retrained.searcher.search("پل").legs == ("lexical",)
    retrained.rebuild(owning=True)
    answer = retrained.searcher.search("پرسش متن تونل")
    assert answer.legs == ("lexical", "dense")
    dense = retrained.encoders.dense
    cosines = dense.encode_passages([hit.passage.text for hit in answer.hits]) @ dense.encode_query("پرسش متن تونل")
    assert list(cosines) == sorted(cosines, reverse=True)


def test_a_folder_is_loaded_without_asking_the_network(tiny_bert: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(*arguments: object, **_named: object) -> None:
        asked.append(arguments)
        raise OSError("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert DenseEncoder(spec(str(tiny_bert))).dimension == 32
    assert asked == []


def test_a_model_that_is_not_there_says_so_each_time_and_is_found_once_it_is(tiny_bert: Path, tmp_path: Path) -> None:
    missing = DenseEncoder(spec(str(tmp_path / "no" / "model")))
    for _try in range(2):
        with pytest.raises(ModelUnavailable, match="پیدا نشد"):
            missing.encode_query("پل")
    shutil.copytree(tiny_bert, tmp_path / "no" / "model")
    assert DenseEncoder(missing.spec).dimension == 32


def test_onnx_that_is_not_installed_is_a_clear_refusal(tiny_bert: Path) -> None:
    pytest.importorskip("torch")
    try:
        import onnxruntime  # noqa: F401
    except ImportError:
        with pytest.raises(ModelUnavailable, match=r"sentence-transformers\[onnx\]"):
            _ = DenseEncoder(spec(str(tiny_bert)), backend="onnx").dimension
    else:
        pytest.skip("ONNX Runtime is installed here")


def test_vectors_that_are_not_numbers_are_refused(tiny_bert: Path, tmp_path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(tiny_bert), device="cpu")
    huge = next(weights for name, weights in model.named_parameters() if "word_embeddings" in name)
    word = model.tokenizer.convert_tokens_to_ids("قنات")
    with torch.no_grad():
        # Finite weights, but the layer's norm runs over for this word.
        huge[word] = 3e38
    model.save(str(tmp_path / "overflowing"))
    encoder = DenseEncoder(spec(str(tmp_path / "overflowing")))
    with pytest.raises(InvalidModel, match="NaN"):
        encoder.encode_passages(["قنات"])
