"""Choosing, fetching and carrying models; every bad folder is refused with its reason and the old choice stays."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from api.modelling.choice import choose_model, model_in_force
from api.modelling.modelling import fetch_model, list_models, listing_text, use_model
from api.services import Services
from corpus.errors import ConfigurationError, InvalidModel, ModelUnavailable
from models.catalog import DEFAULT
from models.folder import MANIFEST, check_files, mark_incomplete, write_manifest

WEIGHTS = "model.safetensors"


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder with our manifest: a vector a word, 8 dimensions."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    torch.manual_seed(7)
    words = ["[UNK]", "پل", "تونل", "درز", "انبساط"]
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    folder = tmp_path_factory.mktemp("models") / "small"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)], device="cpu").save(str(folder))
    write_manifest(folder, name="test/small", source="test/small", revision=None, dimension=8)
    return folder


@pytest.fixture
def site(make_services: Callable[..., Services]) -> Services:
    return make_services(model="")


@pytest.fixture
def carried(small_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_model, tmp_path / "carried"))


def _weights(folder: Path) -> Path:
    (path,) = folder.rglob(WEIGHTS)
    return path


def _lose_weights(folder: Path) -> None:
    _weights(folder).unlink()


def _lose_weights_and_manifest(folder: Path) -> None:
    _weights(folder).unlink()
    (folder / MANIFEST).unlink()


def _truncate(folder: Path) -> None:
    _weights(folder).write_bytes(_weights(folder).read_bytes()[:-20])


def _truncate_without_manifest(folder: Path) -> None:
    _truncate(folder)
    (folder / MANIFEST).unlink()


def _change_one_byte(folder: Path) -> None:
    content = bytearray(_weights(folder).read_bytes())
    content[-1] ^= 1
    _weights(folder).write_bytes(content)


def _claim_another_dimension(folder: Path) -> None:
    write_manifest(folder, name="test/small", source="test/small", revision=None, dimension=16)


def _spoil_weights(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(_weights(folder))
    for tensor in tensors.values():
        tensor[-1, 0] = float("nan")
    save_file(tensors, _weights(folder))
    write_manifest(folder, name="test/small", source="test/small", revision=None, dimension=8)


def _be_something_else(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "notes.txt").write_text("nothing of a model")


def _be_garbage(folder: Path) -> None:
    (folder / MANIFEST).unlink()
    (folder / "modules.json").write_bytes(b"\x00\xff garbage")


def _spoil_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text('{"name": "test/small"}')


def _be_unfinished(folder: Path) -> None:
    mark_incomplete(folder, "test/small")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (_lose_weights, WEIGHTS + ".*ندارد"),
        (_lose_weights_and_manifest, "بار نشد"),
        (_truncate, WEIGHTS + ".*بایت است و باید"),
        (_truncate_without_manifest, "بار نشد"),
        (_change_one_byte, WEIGHTS + ".*تغییر کرده است"),
        (_claim_another_dimension, "8 بُعد دارند و باید 16"),
        (_spoil_weights, "وزن‌های مدل .* NaN"),
        (_be_something_else, "sentence-transformers نیست"),
        (_be_garbage, "بار نشد"),
        (_spoil_manifest, "شناسنامهٔ مدل"),
        (_be_unfinished, "ناتمام"),
        (shutil.rmtree, "پیدا نشد"),
    ],
)
def test_a_bad_folder_is_refused_with_its_reason_and_the_old_choice_stays(
    site: Services, small_model: Path, carried: Path, damage: Callable[[Path], None], reason: str
) -> None:
    use_model(site, str(small_model))
    damage(carried)
    with pytest.raises(InvalidModel, match=reason):
        use_model(site, str(carried))
    assert model_in_force(site.settings) == str(small_model)


def test_what_was_chosen_is_in_force_until_a_setting_says_otherwise(
    site: Services, make_services: Callable[..., Services], small_model: Path
) -> None:
    assert model_in_force(site.settings) == DEFAULT
    choice = use_model(site, str(small_model))
    assert (choice.dimension, choice.overruled) == (8, False)
    assert choice.identity is not None
    assert choice.identity.startswith("test/small@")
    assert "tajrobe rebuild" in choice.as_text()
    assert model_in_force(make_services(model="  ").settings) == str(small_model)
    assert make_services(model="").encoders.dense.identity == choice.identity
    assert model_in_force(make_services(model="none").settings) is None
    overruled = make_services(model="someone/other")
    assert model_in_force(overruled.settings) == "someone/other"
    assert "TAJROBE_MODEL" in use_model(overruled, str(small_model)).as_text()
    use_model(site, "none")
    assert model_in_force(site.settings) is None
    assert make_services(model="").encoders.dense is None


def test_a_choice_that_cannot_be_read_names_the_command_that_mends_it(site: Services, small_model: Path) -> None:
    choose_model(site.settings, DEFAULT)
    (site.settings.data_dir / "model.json").write_text("[]")
    with pytest.raises(ConfigurationError, match="tajrobe models use"):
        model_in_force(site.settings)
    use_model(site, str(small_model))
    assert model_in_force(site.settings) == str(small_model)


def test_the_list_has_the_catalogue_and_marks_what_is_in_force_and_what_is_here(
    site: Services, small_model: Path
) -> None:
    assert [model.name for model in list_models(site.settings) if model.in_force] == [DEFAULT]
    use_model(site, str(small_model))
    models = {model.name: model for model in list_models(site.settings)}
    assert [name for name, model in models.items() if model.in_force] == [str(small_model)]
    assert models[str(small_model)].present
    assert models["BAAI/bge-m3"].licence == "MIT"
    assert models["BAAI/bge-m3"].dimension == 1024
    assert f"★ {small_model}: 8 بُعد" in listing_text(list(models.values()))


def test_a_model_is_copied_into_a_folder_that_can_be_carried_and_is_then_only_checked(
    site: Services, small_model: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "to carry"
    fetched = fetch_model(site.settings, str(small_model), folder)
    assert not fetched.complete_before
    assert (folder / _weights(small_model).relative_to(small_model)).read_bytes() == _weights(small_model).read_bytes()
    manifest = check_files(folder, thoroughly=True)
    assert manifest is not None
    assert (manifest.name, manifest.dimension, manifest.fingerprint) == ("test/small", 8, fetched.fingerprint)
    assert json.loads((folder / MANIFEST).read_text())["source"] == "test/small"
    assert fetch_model(site.settings, str(small_model), folder).complete_before
    assert use_model(site, str(folder)).dimension == 8
    _change_one_byte(folder)
    with pytest.raises(InvalidModel, match="تغییر کرده است"):
        fetch_model(site.settings, str(small_model), folder)


def test_a_model_is_not_fetched_over_something_else(site: Services, small_model: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(small_model, tmp_path / "other"))
    write_manifest(other, name="test/other", source="test/other", revision=None, dimension=8)
    with pytest.raises(ConfigurationError, match="test/other"):
        fetch_model(site.settings, str(small_model), other)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "paper.txt").write_text("keep me")
    with pytest.raises(ConfigurationError):
        fetch_model(site.settings, str(small_model), tmp_path / "papers")
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["paper.txt"]


def test_any_model_is_measured_on_judged_queries_without_being_chosen(small_model: Path, tmp_path: Path) -> None:
    passages, queries = tmp_path / "passages.jsonl", tmp_path / "queries.jsonl"
    texts = {"bridge": "درز پل", "tunnel": "تونل انبساط"}
    passages.write_text("\n".join(json.dumps({"id": key, "text": text}) for key, text in texts.items()))
    queries.write_text(json.dumps({"query": "درز پل", "relevant": {"bridge": 1}}))
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("tajrobe")),
            *("models", "evaluate", str(passages), str(queries), "--model", str(small_model), "--json"),
        ],
        env=os.environ | {"TAJROBE_DATA_DIR": str(tmp_path / "var")},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"dense"' in done.stdout
    assert not (tmp_path / "var" / "model.json").exists()


def test_a_site_whose_model_was_never_there_indexes_and_searches_by_words(
    make_services: Callable[..., Services], tmp_path: Path
) -> None:
    services = make_services(model=str(tmp_path / "gone"))
    services.ownership.take()
    services.migrate()
    services.ingestor.accept(BytesIO("درز انبساط پل در سرما شکست.".encode()), "bridge.txt")
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    answer = services.searcher.search("درز انبساط")
    assert [hit.document.file_name for hit in answer.hits] == ["bridge.txt"]
    assert "پیدا نشد" in answer.notices[0]
    with pytest.raises(ModelUnavailable):
        services.rebuild(owning=True)
