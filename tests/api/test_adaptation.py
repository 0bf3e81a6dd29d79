"""A model learns from the sample corpus as a site would have it: kept when it finds more, and only then."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
import pytest

from api.ingestion import ingest_files
from api.modelling.adaptation import Comparison, adapt_model, is_better, read_items, with_judged
from api.modelling.modelling import use_model
from api.services import Services
from api.settings import Settings
from corpus.errors import ConfigurationError, InvalidModel
from corpus.repository.documents import PassageRepository
from corpus.samples.corpus import sample_files
from corpus.text.keys import Analyzer
from models.catalog import Reads, spec
from models.dense import DenseEncoder
from models.folder import check_files, write_manifest
from models.training.folder import write_model
from models.training.recipe import stems
from models.training.words import Words, choose_words
from search.evaluation.judgements import JudgedPassage, JudgedQuery, JudgedSet

WEIGHT, FLOOR = 0.55, 0.12

# What this site calls by a word of its own, and the word that it explains it with.
JARGON = {
    "سیمرغ": "جرثقیل", "ققنوس": "بتون‌ریزی", "هما": "داربست", "شاهین": "نقشه‌برداری", "عقاب": "پهپاد", "طاووس": "نورپردازی",
    "بلبل": "بلندگو", "کبک": "خاک‌برداری", "غاز": "پمپاژ", "لک‌لک": "دکل", "هدهد": "مکاتبه", "قمری": "نیمکت",
    "طوطی": "گزارش‌گیری", "چکاوک": "بامداد", "سار": "گروهی", "دارکوب": "مته", "جغد": "شبانه", "پرستو": "مهاجرت",
    "کرکس": "زباله", "مرغابی": "تالاب",
}  # fmt: skip
PAPERS = 160


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> Iterator[Services]:
    """The sample corpus and papers in the site's own jargon, owned by this process as by a server."""
    folder = tmp_path_factory.mktemp("adapted")
    papers = [folder / f"{number}.txt" for number in range(PAPERS)]
    random = Random(1)
    for paper in papers:
        words = random.sample(list(JARGON.items()), 3)
        title, told = (" ".join(side) for side in zip(*words, strict=True))
        paper.write_text(f"طرح {title}\n\nدر این طرح کار با {told} انجام شد.", encoding="utf-8")
    services = Services(Settings(data_dir=folder / "var"))
    services.__dict__["analyzer"] = analyzer
    with services.owning():
        assert not ingest_files(services, [*sample_files(), *papers], owning=True, progress=lambda *_: None).failed
        yield services


@pytest.fixture(scope="module")
def words(site: Services, analyzer: Analyzer) -> Words:
    texts = {text for item in read_items(site.database) for pair in item.pairs for text in (pair.a, pair.b)}
    counts = Counter(stem for text in texts for stem in stems(text, analyzer))
    return choose_words([stem for stem, count in counts.most_common() if count > 1], counts)


def _model(folder: Path, words: Words, dimension: int) -> Path:
    vectors = np.random.default_rng(7).standard_normal((words.row_count, dimension), dtype=np.float32) / 20
    vectors[0] = 0
    write_model(folder, words, vectors)
    write_manifest(
        folder,
        name="test/ours",
        source="test",
        revision=None,
        dimension=dimension,
        reads="keys",
        weight=WEIGHT,
        floor=FLOOR,
    )
    return folder


def _with_model(site: Services, model: Path | str) -> Services:
    services = Services(site.settings.model_copy(update={"model": str(model)}))
    services.__dict__.update(analyzer=site.analyzer, database=site.database)
    return services


def _record(site: Services) -> list[str]:
    with sqlite3.connect(site.settings.data_dir / "tajrobe.db") as connection:
        return list(connection.iterdump())


def test_a_model_that_finds_more_is_kept_beside_a_server_and_can_be_used(
    site: Services, words: Words, tmp_path: Path, analyzer: Analyzer
) -> None:
    model = _model(tmp_path / "ours", words, 64)
    record = _record(site)
    # What a run that was killed had left.
    left = site.settings.data_dir / "models" / "tajrobe-fa-1.incoming"
    left.mkdir(parents=True)
    (left / "model.safetensors").write_bytes(b"half")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("tajrobe")), "models", "adapt", "--seed", "3", "--json"],
        env=os.environ | {"TAJROBE_DATA_DIR": str(site.settings.data_dir), "TAJROBE_MODEL": str(model)},
        capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    body = json.loads(done.stdout)
    assert body["kept"], done.stdout
    assert body["site"]["after"] - body["site"]["before"] > body["site"]["noise"] > 0
    assert body["notes"]["after"] >= body["notes"]["before"] - 0.01
    folder = Path(body["folder"])
    assert sorted(path.name for path in folder.parent.iterdir()) == ["tajrobe-fa-1"]
    check_files(folder, thoroughly=True)
    adapted = spec(str(folder))
    assert (adapted.reads, adapted.weight, adapted.floor) == (Reads.KEYS, WEIGHT, FLOOR)
    assert adapted.name != spec(str(model)).name
    assert DenseEncoder(adapted, analyzer).dimension == 64
    choice = use_model(_with_model(site, ""), str(folder))
    assert choice.identity == DenseEncoder(adapted, analyzer).identity
    assert "test/ours@" in (folder / "README.md").read_text(encoding="utf-8")
    assert _record(site) == record


def test_a_model_that_finds_no_more_is_not_kept(site: Services, words: Words, tmp_path: Path) -> None:
    # In one dimension every cosine is 1 or -1: there is nothing to learn.
    services = _with_model(site, _model(tmp_path / "ours", words, 1))
    adapted = adapt_model(services, tmp_path / "new", seed=1, say=lambda step: None)
    assert adapted.folder is None
    assert adapted.site.gain <= adapted.site.noise
    assert "نگه داشته نشد" in adapted.as_text()
    assert [path.name for path in tmp_path.iterdir()] == ["ours"]


def test_a_question_is_learned_with_the_file_that_it_was_answered_from(site: Services) -> None:
    items = read_items(site.database)
    with site.database.reading() as connection:
        passage = next(one for batch in PassageRepository(connection).batches(50) for one in batch if one.document_id)
    judged = JudgedSet(
        (JudgedPassage(passage.id, passage.text), JudgedPassage("elsewhere", "متنی از سایتی دیگر")),
        (JudgedQuery("پرسش نخست", {passage.id: 2, "elsewhere": 0}), JudgedQuery("پرسش دوم", {"elsewhere": 1})),
    )
    before, after = (
        {item.id: [(pair.a, pair.b) for pair in item.pairs] for item in some}
        for some in (items, with_judged(items, judged, {passage.id: passage.document_id or ""}))
    )
    home = before.get(passage.document_id or "", [])
    assert after.pop(passage.document_id or "") == [*home, ("پرسش نخست", passage.text)]
    assert after.pop("elsewhere") == [("پرسش دوم", "متنی از سایتی دیگر")]
    assert after.items() <= before.items()


def test_better_is_more_than_noise_without_forgetting() -> None:
    same = Comparison(100, 0.5, 0.5, 0.02)
    gained, lost = Comparison(100, 0.3, 0.4, 0.05), Comparison(100, 0.5, 0.48, 0.05)
    assert is_better(gained, same)
    assert not is_better(Comparison(100, 0.3, 0.34, 0.05), same)
    assert not is_better(gained, lost)


def test_only_a_model_of_our_kind_can_be_adapted(site: Services, words: Words, tmp_path: Path) -> None:
    for model, reason in (("none", "مدلی در کار نیست"), ("intfloat/multilingual-e5-small", "از نوع مدل خود ما")):
        with pytest.raises(ConfigurationError, match=reason):
            adapt_model(_with_model(site, model), None, seed=1, say=lambda step: None)
    damaged = _model(tmp_path / "damaged", words, 4)
    (damaged / "tokenizer.json").unlink()
    with pytest.raises(InvalidModel, match=r"tokenizer\.json"):
        adapt_model(_with_model(site, damaged), None, seed=1, say=lambda step: None)


def test_a_folder_that_holds_something_is_left_alone(site: Services, words: Words, tmp_path: Path) -> None:
    model = _model(tmp_path / "ours", words, 4)
    before = {path.name: path.read_bytes() for path in model.iterdir()}
    with pytest.raises(ConfigurationError, match="خالی نیست"):
        adapt_model(_with_model(site, model), model, seed=1, say=lambda step: None)
    assert {path.name: path.read_bytes() for path in model.iterdir()} == before


def test_a_site_with_little_to_learn_from_is_told_so(make_services, words: Words, tmp_path: Path) -> None:
    services = make_services(model=str(_model(tmp_path / "ours", words, 4)))
    with pytest.raises(ConfigurationError, match="tajrobe migrate"):
        adapt_model(services, None, seed=1, say=lambda step: None)
    services.migrate()
    services.ingestor.accept(BytesIO("درز پل\n\nدرز انبساط پل در زمستان شکست.".encode()), "پل.txt")
    while services.ingestor.process_next():
        pass
    with pytest.raises(ConfigurationError, match="دست‌کم 200 جفت"):
        adapt_model(services, None, seed=1, say=lambda step: None)


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("tajrobe")), "models", "adapt", "--json"],
        env=os.environ | {"TAJROBE_DATA_DIR": str(tmp_path / "var")},
        capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["type"] == "ConfigurationError"
