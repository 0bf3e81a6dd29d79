"""Headless Chromium, and sites for it to look at."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread
from time import monotonic, sleep

import pytest

from api.app import create_app
from api.services import Services
from api.serving import bind

CHROMIUM = shutil.which("chromium")


@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Waits until something holds, two minutes at most."""
    return _wait_until


@pytest.fixture
def serve() -> Iterator[Callable[[Services], str]]:
    """Serves a site with its worker on a free port of this machine until the test ends; gives its address."""
    with ExitStack() as open_sites:
        yield lambda services: open_sites.enter_context(_served(services))


@contextmanager
def _served(services: Services) -> Iterator[str]:
    import uvicorn

    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="error"))
    services.worker.start()
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    _wait_until(lambda: server.started)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(30)


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = monotonic() + 120
    while not holds():
        assert monotonic() < deadline, "it did not come about"
        sleep(0.2)
