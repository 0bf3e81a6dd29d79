"""What every test may use: a whole site in a folder of its own, made the way the program makes it."""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.people.passwords import hash_password
from api.people.tokens import make_token
from api.services import Services
from api.settings import Settings
from corpus.access import Role
from corpus.people import Person
from corpus.repository.people import PersonRepository
from corpus.terms import ROLE_NAMES
from corpus.text.keys import Analyzer
from corpus.vocabulary.concepts import read_concepts
from corpus.vocabulary.thesaurus import Thesaurus
from ingest.readers.ocr import can_recognise

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session", autouse=True)
def by_words_alone() -> Iterator[None]:
    """What is not about a model is tested without one, in this process and in those that it starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAJROBE_MODEL", "none")
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real Persian data that lies beside the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data folder is not beside the repository")
    return SHARED_DATA


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="session")
def shipped_thesaurus(analyzer: Analyzer) -> Thesaurus:
    """The thesaurus that comes with the program, its labels read once for all tests."""
    return Thesaurus(read_concepts(), analyzer)


@pytest.fixture
def make_services(
    tmp_path: Path, analyzer: Analyzer, shipped_thesaurus: Thesaurus
) -> Iterator[Callable[..., Services]]:
    """Makes services over this test's own data folder; what takes seconds to load is shared."""
    made: list[Services] = []

    def make(**settings: object) -> Services:
        values = {"data_dir": tmp_path / "var", "port": 0} | settings
        services = Services(Settings.model_construct(**Settings().model_dump() | values))
        services.__dict__.update(analyzer=analyzer, thesaurus=shipped_thesaurus)
        made.append(services)
        return services

    yield make
    for services in made:
        services.close()
        services.ownership.release()


@pytest.fixture
def make_model(tmp_path: Path) -> Callable[[Mapping[str, Sequence[float]]], Path]:
    """Makes a real static model of the words given, each with its vector; other words weigh next to nothing."""

    def make(vectors: Mapping[str, Sequence[float]]) -> Path:
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding
        from tokenizers import Tokenizer
        from tokenizers.models import WordLevel
        from tokenizers.pre_tokenizers import Whitespace

        words = ["[UNK]", *vectors]
        tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = Whitespace()
        # Unknown words have a direction of their own, so that two texts without a word given are no opposites.
        known = np.array(list(vectors.values()), dtype=np.float32)
        weights = np.zeros((len(words), known.shape[1] + 1), dtype=np.float32)
        weights[0, -1], weights[1:, :-1] = 1e-4, known
        folder = tmp_path / "model"
        SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(folder))
        return folder

    return make


@pytest.fixture(scope="session")
def print_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Prints HTML as PDF, as people do in Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")

    def print_html(html: str) -> Path:
        folder = tmp_path_factory.mktemp("printed")
        (folder / "page.html").write_text(html, encoding="utf-8")
        switches = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        target = folder / "page.pdf"
        command = [chromium, *switches, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        subprocess.run([*command, (folder / "page.html").as_uri()], capture_output=True, timeout=300, check=True)
        return target

    return print_html


@pytest.fixture
def recogniser() -> None:
    """For tests that recognise letters."""
    if not can_recognise():
        pytest.skip("tesseract with its Persian data is not installed")


@pytest.fixture
def ingest() -> Callable[..., None]:
    """Takes texts in, each by its name, and waits until they can be found."""

    def ingest_texts(services: Services, **texts: str) -> None:
        for name, text in texts.items():
            services.ingestor.accept(BytesIO(text.encode()), f"{name}.txt")
        while services.ingestor.process_next():
            pass
        services.indexer.run_until_idle()

    return ingest_texts


@pytest.fixture
def sign_in() -> Callable[..., TestClient]:
    """Lets a client act as a person of that role and city, who comes into being with it; gives the client back."""

    def as_person(client: TestClient, role: Role = Role.SECRETARIAT, city_id: str | None = None) -> TestClient:
        app = client.app
        assert isinstance(app, FastAPI)
        services: Services = app.state.services
        name = uuid4().hex
        person = Person(name, name, "کارشناس آزمون", role, city_id)
        with services.database.transaction() as connection:
            PersonRepository(connection).add(person)
        _, secret = make_token(services, person, "آزمون", "write", 30)
        client.headers["Authorization"] = f"Bearer {secret}"
        return client

    return as_person


@pytest.fixture
def services(make_services: Callable[..., Services]) -> Services:
    """A site that owns its empty data folder."""
    services = make_services()
    services.ownership.take()
    services.migrate()
    return services


@pytest.fixture
def person() -> Callable[..., Person]:
    """Makes somebody with an account: `person(services, Role.CONTRIBUTOR, "karaj", password="…")`."""

    def make(services: Services, role: Role, city_id: str | None = None, password: str = "", **fields: Any) -> Person:
        name = f"{ROLE_NAMES[role]} {city_id or ''}".strip()
        made = Person(uuid4().hex, f"{role.value}-{uuid4().hex[:6]}", name, role, city_id)
        made = replace(made, **fields)
        with services.database.transaction() as connection:
            people = PersonRepository(connection)
            people.add(made)
            if password:
                people.set_password(made.id, hash_password(password))
            return people.get(made.id)

    return make


@pytest.fixture(scope="session")
def published_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of a site with the sample sessions published, without their files; made once, copied for each test."""
    from api.samples import publish_samples

    folder = tmp_path_factory.mktemp("published")
    with Services(Settings(data_dir=folder, database_url="")).owning() as services:
        publish_samples(services)
    return folder / "tajrobe.db"


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample sessions and lessons published and indexed; made once, copied for each test."""
    from api.samples import publish_sample_lessons, publish_samples

    folder = tmp_path_factory.mktemp("samples")
    with Services(Settings(data_dir=folder, database_url="")).owning() as services:
        publish_samples(services)
        publish_sample_lessons(services)
        services.indexer.run_until_idle()
    return folder


@pytest.fixture
def published(make_services: Callable[..., Services], published_record: Path, tmp_path: Path) -> Services:
    """A site that owns its data folder, with the sample sessions published."""
    services = make_services()
    services.ownership.take()
    shutil.copy(published_record, tmp_path / "var")
    return services


@pytest.fixture(scope="session")
def tiny_reranker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder's folder: a BERT with random weights that reads letters and gives one score."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("reranker")
    letters = [chr(code) for code in (*range(0x0621, 0x063B), *range(0x0641, 0x064B), *map(ord, "پچژکگی"))]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
        num_labels=1,
        # Large enough that no two texts get nearly the same score.
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=256).save_pretrained(folder)
    return folder
