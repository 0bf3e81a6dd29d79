"""What every test may use: a whole site in a folder of its own, made the way the program makes it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.services import Services
from api.settings import Settings
from corpus.text.keys import Analyzer

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real Persian data that lies beside the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data folder is not beside the repository")
    return SHARED_DATA


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture
def make_services(tmp_path: Path, analyzer: Analyzer) -> Iterator[Callable[..., Services]]:
    """Makes services over this test's own data folder; the analyzer is shared because it takes seconds to load."""
    made: list[Services] = []

    def make(**settings: object) -> Services:
        values = {"data_dir": tmp_path / "var", "port": 0} | settings
        services = Services(Settings.model_construct(**Settings().model_dump() | values))
        services.__dict__["analyzer"] = analyzer
        made.append(services)
        return services

    yield make
    for services in made:
        services.close()
        services.ownership.release()


@pytest.fixture
def services(make_services: Callable[..., Services]) -> Services:
    """A site that owns its empty data folder."""
    services = make_services()
    services.ownership.take()
    services.migrate()
    return services
