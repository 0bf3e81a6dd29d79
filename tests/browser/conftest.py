"""Headless Chromium, and sites for it to look at."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread
from time import monotonic, sleep

import pytest
from playwright.sync_api import expect, sync_playwright

from api.app import create_app
from api.people.passwords import hash_password
from api.services import Services
from api.serving import bind
from corpus.access import Role
from corpus.people import Person
from corpus.repository.people import PersonRepository

CHROMIUM = shutil.which("chromium")
SECRETARY = "dabir"
PASSWORD = "کرانهٔ آرام زاینده‌رود"
# Machines are slow and shared: what a page is to show is waited for so long.
expect.set_options(timeout=30_000)


@pytest.fixture
def browser():
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
def excess_width() -> Callable[..., int]:
    """By how many pixels a page is wider than the screen. The page that is meant has to be the one that is open:
    after a click, wait for its address or for something of it first."""

    def measure(page) -> int:
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready")
        return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    return measure


@pytest.fixture
def serve() -> Iterator[Callable[[Services], str]]:
    """Serves a site with its worker on a free port of this machine until the test ends; gives its address.

    Its record knows the secretariat, see `enter`.
    """
    with ExitStack() as open_sites:
        yield lambda services: open_sites.enter_context(_served(services))


@pytest.fixture
def enter() -> Callable[..., None]:
    """Signs a page in at a served site: as the secretariat, or as whom its record knows by that login."""

    def sign_in(page, address: str, login: str = SECRETARY, password: str = PASSWORD) -> None:
        page.goto(f"{address}/sign-in")
        page.locator("#f-login").fill(login)
        page.locator("#f-password").fill(password)
        page.locator("main form button").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    return sign_in


@contextmanager
def _served(services: Services) -> Iterator[str]:
    import uvicorn

    with services.database.transaction() as connection:
        people = PersonRepository(connection)
        if people.by_login(SECRETARY) is None:
            people.add(Person(SECRETARY, SECRETARY, "کارشناس دبیرخانه", Role.SECRETARIAT))
            people.set_password(SECRETARY, hash_password(PASSWORD))
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
