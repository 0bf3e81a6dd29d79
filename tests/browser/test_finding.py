"""The whole way of an engineer: a question, a facet, an item, what is like it, and its citation; with the mouse with and
without the script, and by the keyboard alone."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.services import Services

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 900}
LESSONS = '.facets [data-focus="kind-lesson"]'
SIMILAR = "[aria-labelledby=nearest-title] > p a"
# As many stops as a page may have before the one that is wanted.
MOST_STOPS = 200


@pytest.fixture
def address(
    make_services: Callable[..., Services], serve: Callable[[Services], str], sample_folder: Path, tmp_path: Path
) -> str:
    shutil.copytree(sample_folder, tmp_path / "var", ignore=shutil.ignore_patterns("owner.lock"))
    services = make_services()
    services.ownership.take()
    return serve(services)


def cited(page) -> str:
    """The citation of the item that is open; it ends with the address that the item stays at."""
    citation = page.locator("#citation").inner_text()
    assert citation.endswith(page.url.split("?")[0].split("#")[0])
    assert re.search(r"تجربهٔ [۰-۹]+|نشست \S+", citation)
    return citation


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_search_facet_item_similar_citation(browser, address: str, script: bool) -> None:
    page = browser.new_context(viewport=WIDE, java_script_enabled=script).new_page()
    page.goto(address)
    page.get_by_label("پرسش شما").fill("آسفالت")
    page.get_by_role("button", name="جست‌وجو", exact=True).click()
    page.locator(LESSONS).click()
    page.wait_for_url("**kind=lesson**")
    page.wait_for_selector("[data-swap=found]:not([aria-busy])")
    title = page.locator(".result-title").first.inner_text()
    page.locator(".result-title a").first.click()
    page.wait_for_url("**/lessons/**")
    expect(page.locator("h1")).to_have_text(title)
    page.locator(SIMILAR).click()
    page.wait_for_url("**/similar?**")
    assert title not in page.locator("li.result h2").all_inner_texts()
    page.locator("li.result h2 a").first.click()
    page.wait_for_url(lambda url: "/similar" not in url)
    cited(page)


def test_the_same_by_keyboard_alone(browser, address: str) -> None:
    context = browser.new_context(viewport=WIDE)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()

    def tab_to(selector: str) -> None:
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"no way to {selector} by Tab")

    page.goto(f"{address}/about")
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.insert_text("آسفالت")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    tab_to(LESSONS)
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=lesson**")
    page.wait_for_selector("[data-swap=found]:not([aria-busy])")
    page.keyboard.press("/")
    for key in ("Escape", "/", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('[data-result]').id") == "result-1"
    page.keyboard.press("Enter")
    page.wait_for_url("**/lessons/**")
    tab_to(SIMILAR)
    page.keyboard.press("Enter")
    page.wait_for_url("**/similar?**")
    tab_to("li.result h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/similar" not in url)
    tab_to("[data-copy=citation]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-copy=citation]")).to_contain_text("رونوشت شد")
    assert page.evaluate("navigator.clipboard.readText()").strip() == cited(page).strip()
