"""The desk in headless Chromium: with and without JavaScript, wide and on a phone."""

import re
import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from api.services import Services

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def address(published: Services, serve: Callable[[Services], str]) -> str:
    """A site with the sample sessions published."""
    return serve(published)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_the_matrix_to_many_changed_at_once(
    browser, address: str, enter, excess_width, script: bool, viewport: dict
) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    enter(page, address)
    page.goto(f"{address}/desk")
    cell = page.locator("table.matrix tr.overdue td a").last
    count = int(cell.inner_text())
    cell.click()
    page.wait_for_url(re.compile("overdue=1"))
    expect(page.locator("tr.resolution.late")).to_have_count(min(count, 50))
    bar = page.locator("fieldset.bulk")
    expect(bar).to_be_visible(visible=not script)
    for number in range(2):
        page.locator("td.pick input").nth(number).check()
    expect(bar).to_be_visible()
    if script:
        expect(bar.locator(".chosen-count")).to_contain_text("۲ مصوبه")
    bar.get_by_label("وضعیت تازه").select_option("stalled")
    bar.get_by_label("خبر از").fill("دبیرخانه")
    # Without a note nothing is written, and what was typed and chosen stays.
    bar.get_by_role("button", name="ثبت").click()
    expect(page.locator("#b-note-error")).to_be_visible()
    expect(page.locator("td.pick input:checked")).to_have_count(2)
    bar.get_by_label("یادداشت").fill("اعتبار نرسید.")
    bar.get_by_role("button", name="ثبت").click()
    page.wait_for_url("**/desk?overdue=1**")
    expect(page.locator(".flash")).to_contain_text("۲ مصوبه")
    assert excess_width(page) == 0


@pytest.mark.parametrize(
    "path", ["/desk?due_from=9999&city=nowhere", "/sessions", "/cities/karaj", "/bodies/commission"]
)
def test_nothing_is_wider_than_a_phone(browser, address: str, excess_width, path: str) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(address + path)
    assert excess_width(page) == 0
    assert problems == []


def test_one_tick_at_the_head_chooses_the_page(browser, address: str, enter) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    enter(page, address)
    page.goto(f"{address}/desk")
    page.get_by_label("برگزیدن همهٔ این صفحه").check()
    expect(page.locator("td.pick input:checked")).to_have_count(50)
