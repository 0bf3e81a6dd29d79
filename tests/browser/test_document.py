"""From a search to a document, its hits, what is like it, and its citation: with and without the script, and by keyboard."""

import re
import shutil
from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from api.samples import publish_samples
from api.services import Services
from corpus.repository.documents import DocumentRepository
from corpus.samples.corpus import sample_files
from corpus.text.numbers import to_persian_digits

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]

WIDE = {"width": 1280, "height": 900}
QUERY = "حفاری"


@pytest.fixture
def address(services: Services, serve: Callable[[Services], str]) -> str:
    """A site with papers of several pages, and the sample sessions."""
    papers = [path for path in sample_files() if path.suffix == ".pdf"][:3]
    texts = [path for path in sample_files() if path.suffix in (".docx", ".txt") and "حفاری" in path.name][:3]
    for path in (*papers, *texts):
        services.ingestor.accept(BytesIO(path.read_bytes()), path.name)
    while services.ingestor.process_next():
        pass
    publish_samples(services)
    services.indexer.run_until_idle()
    return serve(services)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_search_document_next_hit_similar_citation(browser, address: str, script: bool) -> None:
    context = browser.new_context(viewport=WIDE, java_script_enabled=script)
    if script:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(f"{address}/search?q={QUERY}&kind=document")
    page.locator("a[href^='/documents/']").first.click()
    page.wait_for_url("**/documents/**")
    hits = page.locator(".document-text mark").count()
    assert hits > 1
    page.locator(".hit-steps .next").click()
    expect(page).to_have_url(re.compile("#hit-1$"))
    if script:
        # The step leads on once the page has heard where it is.
        expect(page.locator(".hit-steps .place")).to_contain_text("۱ از")
        page.locator(".hit-steps .next").click()
        expect(page).to_have_url(re.compile("#hit-2$"))
        expect(page.locator(".hit-steps .place")).to_contain_text("۲ از")
    # The citation can be copied, and without the script selected.
    citation = page.locator("#citation").inner_text()
    address_of_it = page.url.split("?")[0]
    assert address_of_it in citation and "«" in citation
    if script:
        page.locator("button[data-copy=citation]").click()
        expect(page.locator("[data-copy=citation]")).to_contain_text("رونوشت شد")
        assert page.evaluate("navigator.clipboard.readText()").strip() == citation.strip()
    else:
        expect(page.locator("button[data-copy=citation]")).to_be_hidden()
    page.locator("[aria-labelledby=nearest-title] > p a").click()
    page.wait_for_url("**/similar?**")
    assert page.locator("li.result .pair dd").count() >= 2
    page.locator("li.result h2 a").first.click()
    page.wait_for_url(lambda url: "/similar" not in url)
    expect(page.locator("#citation")).to_have_count(1)


def test_by_keyboard_alone(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{address}/search?q={QUERY}&kind=document")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/**")
    for key, hit in (("n", 1), ("n", 2), ("p", 1)):
        page.keyboard.press(key)
        page.wait_for_url(f"**#hit-{hit}")
        # The next step leads on once the page has heard where it is.
        expect(page.locator(".hit-steps .place[aria-live]")).to_contain_text(f"{to_persian_digits(hit)} از")
    # In a field they are letters.
    page.locator("#q").focus()
    page.keyboard.press("n")
    assert page.url.endswith("#hit-1")
    page.locator("[aria-labelledby=nearest-title] > p a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/similar?**")
    page.locator("li.result h2 a").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('[data-result]').id") == "result-2"
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/similar" not in url)
    expect(page.locator("#citation")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_page_is_turned_to_by_its_number(browser, services: Services, address: str, script: bool) -> None:
    with services.database.reading() as connection:
        documents = DocumentRepository(connection)
        paper = next(one for one in map(documents.get, documents.summaries(_ids(documents))) if len(one.pages) > 1)
    page = browser.new_context(viewport=WIDE, java_script_enabled=script).new_page()
    page.goto(f"{address}/documents/{paper.id}?q={QUERY}")
    page.locator("#page-number").fill("۲")
    page.locator(".page-jump button").click()
    page.wait_for_url("**#page-2")
    assert f"q={QUERY}" in unquote(page.url)
    expect(page.locator("#citation")).to_contain_text("صفحهٔ ۲")
    expect(page.locator("#citation a")).to_have_attribute("href", re.compile(rf"/documents/{paper.id}\?page=2$"))
    page.locator("#page-number").fill("۹۹۹")
    page.locator(".page-jump button").click()
    expect(page.locator(".flash")).to_contain_text("۹۹۹")


def test_the_section_that_is_read_is_marked_in_the_contents(browser, services: Services, address: str) -> None:
    with services.database.reading() as connection:
        documents = DocumentRepository(connection)
        found = map(documents.get, documents.summaries(_ids(documents)))
        paper = next(one for one in found if sum(block.kind.value == "heading" for block in one.blocks) > 4)
    page = browser.new_context(viewport={"width": 1280, "height": 500}).new_page()
    page.goto(f"{address}/documents/{paper.id}")
    third = page.locator(".contents a").nth(2)
    page.locator(third.get_attribute("href") or "").evaluate("heading => heading.scrollIntoView({ block: 'start' })")
    expect(third).to_have_attribute("aria-current", "location")
    expect(page.locator(".contents a[aria-current]")).to_have_count(1)


def _ids(documents: DocumentRepository) -> list[str]:
    return [one.id for one in documents.recent(None)]
