"""The pages in headless Chromium, with and without JavaScript, wide and on a phone."""

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.services import Services
from corpus.samples.corpus import sample_files

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def address(services: Services, serve: Callable[[Services], str]) -> str:
    """A site with a few of the samples."""
    minutes = [path for path in sample_files() if "نشست" in path.name][:4]
    for path in minutes:
        services.ingestor.accept(BytesIO(path.read_bytes()), path.name)
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    return serve(services)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_question_to_the_marked_place_in_the_document(
    browser, address: str, excess_width, script: bool, viewport: dict
) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    page.goto(address)
    page.get_by_label("پرسش شما").fill("ترمیم نوار حفاری")
    page.get_by_label("پرسش شما").press("Enter")
    page.wait_for_url("**/search?q=**")
    first = page.locator("li.result").first
    assert first.locator("mark").count() > 0
    first.locator("a").first.click()
    page.wait_for_url("**/documents/**")
    expect(page.locator("#hit-1")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert excess_width(page) == 0


def test_an_unreadable_file_is_told_of_on_the_uploads_page_and_stays(
    browser, address: str, enter, wait_until, tmp_path: Path
) -> None:
    page = browser.new_context(viewport=WIDE, java_script_enabled=False).new_page()
    enter(page, address)
    page.goto(f"{address}/uploads")
    bad = tmp_path / "بریده.pdf"
    bad.write_bytes(b"%PDF-1.7\n1 0 obj")
    page.locator("input[type=file]").set_input_files(bad)
    page.locator("form.drop button").click()
    page.wait_for_url("**/uploads?**")
    wait_until(lambda: page.reload() is not None and page.get_by_text("خوانده نشد").count() > 0)
    assert page.get_by_text("بریده.pdf").count() > 0


def test_slash_takes_the_keyboard_to_the_field(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{address}/about")
    page.keyboard.press("/")
    expect(page.locator("[name=q]")).to_be_focused()


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
    page.locator("#suggestions li", has_text="صورتجلسه نشست").first.wait_for(timeout=60_000)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_page_s_text_is_corrected_found_and_set_back(
    browser, address: str, enter, wait_until, viewport: dict
) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=False).new_page()
    enter(page, address)

    def finds(word: str) -> bool:
        page.goto(f"{address}/search?q={word}&expand=0")
        return page.locator("li.result").count() > 0

    assert finds("گابیون") is False
    page.goto(f"{address}/search?q=ترمیم نوار حفاری")
    page.locator("li.result a").first.click()
    page.wait_for_url("**/documents/**")
    document = page.url.split("?")[0]
    page.locator(".page-reading summary").first.click()
    page.get_by_role("link", name="ویرایش متن").first.click()
    area = page.get_by_label("متن", exact=True)
    old = area.input_value()
    area.fill(f"{old}\n\nدیوارهٔ گابیون ساخته شد.")
    page.get_by_role("button", name="ذخیرهٔ متن").click()
    expect(page.get_by_text("با دست اصلاح شده است")).to_have_count(1)
    assert page.url.startswith(document)
    wait_until(lambda: finds("گابیون"))
    page.goto(f"{document}/pages/1/versions")
    expect(page.locator("ins")).to_have_text("دیوارهٔ گابیون ساخته شد.")
    assert page.locator("body").bounding_box()["width"] <= viewport["width"]
    # It comes back to the address that it left.
    with page.expect_navigation():
        page.get_by_role("button", name="برگرداندن این نسخه").click()
    wait_until(lambda: not finds("گابیون"))
    page.goto(f"{document}/pages/1/text")
    expect(page.get_by_label("متن", exact=True)).to_have_value(old)
