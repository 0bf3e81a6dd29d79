"""Cross-encoders: loaded from a folder, or refused with the reason."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from api.modelling.modelling import fetch_model, use_model
from api.services import Services
from api.settings import Settings
from corpus.errors import InvalidModel, ModelUnavailable
from models.catalog import ModelSpec, Task, spec
from models.folder import MANIFEST
from models.reranker import Reranker


def test_scores_tell_passages_apart_and_are_the_same_every_time(tiny_reranker: Path) -> None:
    reranker = Reranker(spec(str(tiny_reranker)))
    passages = ["درز انبساط پل", "قیر و آسفالت", "درز انبساط پل"]
    scores = reranker.scores("پل", passages)
    assert scores.shape == (3,)
    assert scores[0] == pytest.approx(scores[2], abs=1e-6)
    assert abs(scores[0] - scores[1]) > 1e-3
    assert np.array_equal(scores, Reranker(spec(str(tiny_reranker))).scores("پل", passages))


def test_a_folder_without_weights_is_refused(tiny_reranker: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_reranker, tmp_path / "model"))
    (folder / "model.safetensors").unlink()
    with pytest.raises(InvalidModel):
        Reranker(spec(str(folder))).scores("پل", ["پل"])


def test_a_model_of_vectors_is_no_reranker(make_model: Callable[..., Path]) -> None:
    folder = make_model({"پل": [1.0, 0.0]})
    with pytest.raises(ModelUnavailable):
        Reranker(ModelSpec("vectors", folder)).scores("پل", ["پل"])


def test_a_model_with_several_labels_is_no_reranker(tiny_reranker: Path, tmp_path: Path) -> None:
    from transformers import BertForSequenceClassification

    folder = Path(shutil.copytree(tiny_reranker, tmp_path / "model"))
    BertForSequenceClassification.from_pretrained(folder, num_labels=3, ignore_mismatched_sizes=True).save_pretrained(
        folder
    )
    with pytest.raises(InvalidModel, match="یک امتیاز"):
        Reranker(spec(str(folder))).scores("پل", ["پل"])


def test_one_can_be_carried_in_a_folder_with_checksums(
    tiny_reranker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, services: Services
) -> None:
    import api.modelling.modelling

    known = ModelSpec("test/reranker", tiny_reranker, Task.RERANKING)
    monkeypatch.setattr(api.modelling.modelling, "spec", lambda name: known)
    fetched = fetch_model(Settings(), "test/reranker", tmp_path / "carried")
    assert (fetched.task, fetched.dimension) == ("reranking", None)
    assert (tmp_path / "carried" / MANIFEST).is_file()
    carried = spec(str(tmp_path / "carried"))
    assert carried.task is Task.RERANKING
    assert Reranker(carried).scores("پل", ["پل", "قیر"]).shape == (2,)
    # A site cannot search by it.
    monkeypatch.undo()
    with pytest.raises(InvalidModel, match="بازچین"):
        use_model(services, str(tmp_path / "carried"))
    (tmp_path / "carried" / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(InvalidModel, match=r"model\.safetensors"):
        Reranker(carried).scores("پل", ["پل"])
