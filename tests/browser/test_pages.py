"""The pages in headless Chromium, with and without JavaScript, wide and on a phone."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from api.app import create_app
from api.services import Services
from api.serving import bind
from corpus.samples.corpus import sample_files

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """A site with a few of the samples, served on a free port of this machine."""
    import uvicorn

    minutes = [path for path in sample_files() if "نشست" in path.name][:4]
    for path in minutes:
        services.ingestor.accept(BytesIO(path.read_bytes()), path.name)
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="error"))
    services.worker.start()
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = monotonic() + 30
    while not server.started:
        assert monotonic() < deadline, "the server did not start"
        sleep(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_question_to_the_marked_place_in_the_document(browser, address: str, script: bool, viewport: dict) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    page.goto(address)
    page.get_by_label("پرسش شما").fill("ترمیم نوار حفاری")
    page.get_by_label("پرسش شما").press("Enter")
    assert "/search?q=" in page.url
    first = page.locator("li.result").first
    assert first.locator("mark").count() > 0
    first.locator("a").first.click()
    page.wait_for_url("**/documents/**")
    assert page.locator("#hit-1").count() == 1
    assert page.locator("html").get_attribute("dir") == "rtl"
    # Nothing is wider than the screen.
    assert page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth") if script else True


def test_an_unreadable_file_is_told_of_on_the_uploads_page_and_stays(browser, address: str, tmp_path: Path) -> None:
    page = browser.new_context(viewport=WIDE, java_script_enabled=False).new_page()
    page.goto(f"{address}/uploads")
    bad = tmp_path / "بریده.pdf"
    bad.write_bytes(b"%PDF-1.7\n1 0 obj")
    page.locator("input[type=file]").set_input_files(bad)
    page.locator("form.drop button").click()
    deadline = monotonic() + 30
    while page.get_by_text("خوانده نشد").count() == 0:
        assert monotonic() < deadline, page.content()
        page.reload()
    assert page.get_by_text("بریده.pdf").count() > 0


def test_slash_takes_the_keyboard_to_the_field(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{address}/about")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_no_page_asks_anything_of_a_third_party(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/search?q=پل", "/uploads", "/about"):
        page.goto(address + path)
    assert asked
    assert all(url.startswith(address) for url in asked)


def test_titles_are_offered_while_typing(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(address)
    page.get_by_label("پرسش شما").type("صورتجلسه نش")
    page.wait_for_selector("#completions option", state="attached", timeout=10_000)
    assert "صورتجلسه نشست" in page.locator("#completions option").first.get_attribute("value")
