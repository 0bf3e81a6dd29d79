"""`tajrobe models train`: from a small data folder to a model that is accepted, and nothing half-made."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from api.modelling.modelling import use_model
from api.modelling.training import train_model
from api.services import Services
from corpus.errors import ConfigurationError
from models.dense import DenseEncoder
from models.folder import check_files
from models.training import recipe
from models.training.sources import DataFolder, is_held_back, own_notes

CITIES = ("تهران", "مشهد", "اصفهان", "شیراز", "تبریز", "کرج", "اهواز", "قم")


def _data(folder: Path) -> Path:
    """The shapes that a data folder has, with little in them: most of what is learned are our own notes."""
    for name in ("text", "pairs", "written"):
        (folder / name).mkdir(parents=True)
    _write(folder / "text" / "news.txt.gz", "\n".join(note.text for note in own_notes()[:50]))
    questions = [
        {"a": f"مرکز استان شمارهٔ {n} کجاست؟", "b": f"مرکز استان {n} شهر {city} است."}
        for n, city in enumerate(CITIES * 8)
    ]
    _write(folder / "pairs" / "pquad_validation.jsonl.gz", "\n".join(map(json.dumps, questions)))
    articles = [{"law": "قانون شهرداری", "heading": "مادهٔ ۱۰۰", "article": "100", "text": "مالکان باید پروانه بگیرند."}]
    _write(folder / "pairs" / "law_articles.jsonl.gz", "\n".join(map(json.dumps, articles)))
    passages = [
        {"id": f"p{n}", "title": "", "text": f"شهرداری {city} پل را بست."} for n, city in enumerate(CITIES * 12)
    ]
    _write(folder / "written" / "query_passages.jsonl.gz", "\n".join(map(json.dumps, passages)))
    queries = [{"id": row["id"], "queries": ["پل بسته شد", "گذر از رودخانه بند آمد"]} for row in passages]
    (folder / "written" / "queries_0.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    return folder


def _write(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode()))


@pytest.mark.slow
def test_it_learns_and_is_accepted(
    tmp_path: Path, make_services: Callable[..., Services], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "SKIP_GRAM_EPOCHS", 1)
    monkeypatch.setattr(recipe, "CONTRAST_EPOCHS", 2)
    services, said = make_services(), list[str]()
    trained = train_model(services, _data(tmp_path / "data"), tmp_path / "model", seed=1, say=said.append)
    manifest = check_files(tmp_path / "model", thoroughly=True)
    assert manifest is not None
    assert (manifest.weight, manifest.floor) == (trained.fusion.weight, trained.fusion.floor)
    assert str(trained.trained.pairs) in "".join(said)
    assert "tajrobe-fa" in (tmp_path / "model" / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert use_model(services, str(tmp_path / "model")).dimension == recipe.DIMENSION
    dense: DenseEncoder = services.dense_encoder(str(tmp_path / "model"))
    asked = dense.encode_query("آسفالت خیابان ترک خورده است")
    assert asked @ dense.encode_query("ترک‌های روسازی") > asked @ dense.encode_query("قیمت سکه و دلار")
    assert not (tmp_path / "model.incoming").exists()


def test_what_is_held_back_is_in_no_pair(tmp_path: Path) -> None:
    data = DataFolder(_data(tmp_path / "data"))
    held = {pair.b for pair in data.questions() if is_held_back(pair.b)}
    assert held, "the small set has some"
    assert held.isdisjoint(pair.b for pair in data.public_pairs())
    assert any(asked.held_back for asked in data.asked())


def test_a_folder_that_holds_something_and_data_that_is_none_are_refused(
    tmp_path: Path, make_services: Callable[..., Services]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(ConfigurationError, match="خالی نیست"):
        train_model(make_services(), tmp_path, tmp_path / "full", seed=1, say=print)
    with pytest.raises(ConfigurationError, match="پوشهٔ دادهٔ آموزش نیست"):
        train_model(make_services(), tmp_path, tmp_path / "new", seed=1, say=print)
