"""The map and the start page in headless Chromium: wide and on a phone, without JavaScript, by keyboard alone."""

import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from api.samples import publish_sample_lessons
from api.services import Services

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        shutil.which("chromium") is None, reason="Chromium is not installed (Debian: apt-get install chromium)"
    ),
]

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def address(published: Services, serve: Callable[[Services], str]) -> str:
    """A site with the sample sessions and lessons."""
    publish_sample_lessons(published)
    published.rebuild(owning=True)
    return serve(published)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_the_start_page_over_the_map_to_what_there_is_about_a_topic(
    browser, address: str, excess_width, script: bool, viewport: dict
) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    page.goto(address)
    assert excess_width(page) == 0
    page.locator(".to-map").get_by_role("link", name="موضوع‌ها").click()
    page.wait_for_url("**/explore#topics")
    assert excess_width(page) == 0
    area = page.locator(".topic-tree > .branch > li > details").first
    number = area.locator("> summary .tally").inner_text()
    area.locator("> summary").click()
    area.locator("> .own").get_by_role("link", name="دربارهٔ").click()
    page.wait_for_url("**/explore/topics/**")
    assert excess_width(page) == 0
    page.locator(".to-search a").click()
    page.wait_for_url("**/search?topic=*")
    expect(page.locator("main")).to_contain_text(number, use_inner_text=True)
    assert page.locator("li.result").count() > 0


def test_a_topic_is_unfolded_and_opened_by_keyboard_alone(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{address}/explore#topics")
    first = page.locator(".topic-tree summary").first
    first.focus()
    assert not page.locator(".topic-tree .own").first.is_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".topic-tree .own").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore/topics/*")


def test_every_city_of_the_map_is_reached_by_keyboard_and_says_what_it_holds(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{address}/explore#cities")
    tiles = page.locator(".city-map a")
    assert tiles.count() >= 10
    tiles.first.focus()
    reached = []
    for _ in range(tiles.count()):
        reached.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Tab")
    assert len(set(reached)) == tiles.count() and all("مصوبه" in one or "تجربه" in one for one in reached)
    tiles.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?city=*")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_names_stay_within_their_tiles_and_bars_are_large_enough_to_hit(
    browser, address: str, viewport: dict, scheme: str
) -> None:
    page = browser.new_context(viewport=viewport, color_scheme=scheme).new_page()
    page.goto(f"{address}/explore")
    page.evaluate("document.fonts.ready")
    spilled = page.locator(".city-map").evaluate(
        """map => [...map.querySelectorAll('rect')].filter(rect => {
            const [tile, name] = [rect.getBoundingClientRect(), rect.nextElementSibling.getBoundingClientRect()];
            return name.left < tile.left || name.right > tile.right;
        }).map(rect => rect.nextElementSibling.textContent)"""
    )
    assert spilled == []
    for box in (tile.bounding_box() for tile in page.locator(".city-map a").all()):
        assert box["width"] >= 40 and box["height"] >= 36
    assert page.locator(".year-chart a").count() > 5


def test_the_tables_hold_what_the_drawings_show_on_a_phone_too(browser, address: str, excess_width) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{address}/explore#years")
    for section in ("#cities", "#years"):
        page.locator(f"{section} .as-table summary").click()
        table = page.get_by_role("table").and_(page.locator(f"{section} table"))
        expect(table.get_by_role("columnheader", name="مصوبه")).to_be_visible()
        assert table.get_by_role("row").count() > 5
    assert excess_width(page) == 0
