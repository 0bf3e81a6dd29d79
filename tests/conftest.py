"""What every test may use: a whole site in a folder of its own, made the way the program makes it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from api.services import Services
from api.settings import Settings
from corpus.text.keys import Analyzer
from corpus.vocabulary.concepts import read_concepts
from corpus.vocabulary.thesaurus import Thesaurus

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


@pytest.fixture
def services(make_services: Callable[..., Services]) -> Services:
    """A site that owns its empty data folder."""
    services = make_services()
    services.ownership.take()
    services.migrate()
    return services
