"""From a file of minutes to resolutions that are found, in headless Chromium: with and without JavaScript."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.services import Services
from corpus.samples.minutes import render_minutes, resolution_table
from corpus.samples.source import meetings

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
TYPED = "شهرداری کرج دیوارهٔ گابیون رودخانه را بازسازی کند و گزارش دهد."


@pytest.fixture
def address(services: Services, serve: Callable[[Services], str]) -> str:
    return serve(services)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """The minutes of the last sample session."""
    path = tmp_path / "صورتجلسه نشست ۲۷.docx"
    render_minutes(meetings()[-1], resolution_table).save(path)
    return path


def hand_in(page, address: str, paper: Path, wait_until) -> None:
    """Give the file on the page of uploads and go on to its review."""
    page.goto(f"{address}/uploads")
    page.locator("input[type=file]").set_input_files(paper)
    page.locator("form.drop button").click()
    page.wait_for_url("**/uploads?**")

    def ready() -> bool:
        page.goto(f"{address}/uploads")
        return page.get_by_role("link", name="آمادهٔ بازبینی").count() > 0

    wait_until(ready)
    page.get_by_role("link", name="آمادهٔ بازبینی").first.click()
    page.wait_for_url("**/minutes/**")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_file_is_reviewed_mended_confirmed_and_its_resolution_found(
    browser, address: str, paper: Path, wait_until, enter, excess_width, script: bool, viewport: dict
) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    enter(page, address)
    hand_in(page, address, paper, wait_until)
    first = page.locator("fieldset.resolution").first
    first.get_by_label("متن مصوبه", exact=True).fill(TYPED)
    date = page.get_by_label("تاریخ", exact=True)
    right = date.input_value()
    date.fill("۳۱ آبان ۱۴۰۲")
    page.get_by_role("button", name="تأیید و ثبت").click()
    # What is impossible is told at its field, and everything typed is still there.
    expect(page.locator("#f-date-error")).to_be_visible()
    expect(date).to_have_value("۳۱ آبان ۱۴۰۲")
    expect(first.get_by_label("متن مصوبه", exact=True)).to_have_value(TYPED)
    date.fill(right)
    assert excess_width(page) == 0
    if script:
        date.press("Control+Enter")
    else:
        page.get_by_role("button", name="تأیید و ثبت").click()
    page.wait_for_url("**/minutes?done=**")
    expect(page.locator(".flash")).to_contain_text("نشست ۲۷")

    def found() -> bool:
        page.goto(f"{address}/search?q=دیوارهٔ گابیون رودخانه&expand=0")
        return page.locator("li.result a[href^='/resolutions/']").count() > 0

    wait_until(found)
    assert "گابیون" in page.locator("li.result mark").all_inner_texts()
    assert problems == []


def test_the_field_in_hand_lights_up_where_it_was_read(browser, address: str, paper: Path, wait_until, enter) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    enter(page, address)
    hand_in(page, address, paper, wait_until)
    last = page.locator("fieldset.resolution").last.get_by_label("متن مصوبه", exact=True)
    last.focus()
    lit = page.locator(".original mark.current")
    assert "".join(lit.all_inner_texts()).split() == last.input_value().split()
    in_view = """() => {
      const pane = document.querySelector(".original").getBoundingClientRect();
      const mark = document.querySelector(".original mark.current").getBoundingClientRect();
      return mark.top >= pane.top && mark.top < pane.bottom;
    }"""
    wait_until(lambda: page.evaluate(in_view))


def test_a_resolution_is_cut_where_the_caret_stands(browser, address: str, paper: Path, wait_until, enter) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    enter(page, address)
    hand_in(page, address, paper, wait_until)
    text = page.locator("#f-p0-text")
    words = text.input_value()
    cut = words.index(" ", len(words) // 2)
    text.evaluate("(area, at) => area.setSelectionRange(at, at)", cut)
    page.locator("#resolution-p0").get_by_role("button", name="جدا کردن").click()
    page.wait_for_selector("#f-n1-text")
    expect(text).to_have_value(words[:cut])
    expect(page.locator("#f-n1-text")).to_have_value(words[cut:].strip())
