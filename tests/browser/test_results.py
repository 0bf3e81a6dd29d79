"""The results page in headless Chromium: from a question by a facet to an item and back, suggestions, and the years."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from api.services import Services

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
QUESTION = "آسفالت"
LESSONS = '.facets [data-focus="kind-lesson"]'


@pytest.fixture
def address(
    make_services: Callable[..., Services], serve: Callable[[Services], str], sample_folder: Path, tmp_path: Path
) -> str:
    shutil.copytree(sample_folder, tmp_path / "var", ignore=shutil.ignore_patterns("owner.lock"))
    services = make_services()
    services.ownership.take()
    return serve(services)


def found(page) -> int:
    said = page.locator(".count b").inner_text()
    return int(re.sub(r"\D", "", said) or 0)


def settled(page, url_part: str) -> None:
    """The address has changed and so has what is shown."""
    page.wait_for_url(lambda url: url_part in url)
    page.wait_for_selector("[data-swap=found]:not([aria-busy])")


def type_in(page, text: str) -> None:
    """Types letter by letter, and waits for what is offered for all of it: what is offered on the way, where typing is
    slow, would be gone the moment it is read, and is held back."""
    page.route(lambda url: "/suggest?" in url and not unquote(url).endswith(f"?q={text}"), lambda route: route.abort())
    page.get_by_role("combobox").press_sequentially(text)
    page.locator("#suggestions li").first.wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_a_question_by_a_facet_to_an_item_and_back(
    browser, address: str, excess_width, script: bool, viewport: dict
) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    page.goto(f"{address}/about")
    page.goto(address)
    page.get_by_label("پرسش شما").fill(QUESTION)
    page.get_by_label("پرسش شما").press("Enter")
    page.wait_for_url("**/search?**")
    everything = found(page)

    # The facets are beside the results on a wide screen, and folded above them on a phone.
    expect(page.locator(LESSONS)).to_be_visible(visible=viewport is WIDE)
    if viewport is PHONE:
        page.locator(".facets-fold > summary").click()
    lessons = int(page.locator(f"{LESSONS} .number").inner_text())
    assert 0 < lessons < everything
    page.locator(LESSONS).click()
    settled(page, "kind=lesson")
    assert found(page) == lessons
    assert set(page.locator(".result-kind b").all_inner_texts()) == {"تجربه"}
    assert excess_width(page) == 0

    title = page.locator(".result-title").first.inner_text()
    page.locator(".result-title a").first.click()
    page.wait_for_url("**/lessons/**")
    expect(page.locator("h1")).to_contain_text(title)
    page.go_back()
    settled(page, "kind=lesson")
    assert found(page) == lessons

    page.locator(".chips a").first.click()
    page.wait_for_url(lambda url: "kind" not in url)
    page.wait_for_selector("[data-swap=found]:not([aria-busy])")
    assert found(page) == everything


def test_what_changes_in_place_is_what_a_whole_page_would_be(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()

    # What differs from one asking to the next: how long it took, its number, and the token of its forms.
    passing = re.compile(r"در \S+ هزارم|/searches/[\w-]+|name=\"csrf_token\" value=\"[^\"]*\"|data-asked=\"\"")

    def shown() -> tuple[str, ...]:
        parts = page.locator("h1, [data-swap]").evaluate_all("all => all.map(one => one.innerHTML)")
        return (*(passing.sub("", part) for part in parts), page.title())

    page.goto(f"{address}/search?q={QUESTION}")
    page.evaluate("window.here = true")
    before = shown()
    for link in (LESSONS, ".facets [data-focus^=city-] >> nth=0", ".sorts a >> nth=2", ".histogram a >> nth=0"):
        url = page.url
        page.locator(link).click()
        page.wait_for_url(lambda new, url=url: new != url)
        page.wait_for_selector("[data-swap=found]:not([aria-busy])")
        # Said once to who cannot see it.
        assert page.locator("#told").inner_text() == re.sub(r"\s+", " ", page.locator("#count").inner_text())
    assert page.evaluate("window.here") is True, "the page was never left"
    in_place, url = shown(), page.url
    other = browser.new_context(viewport=WIDE).new_page()
    page, whole = other, page
    page.goto(url)
    assert shown() == in_place
    # Every step is one back.
    page = whole
    for _ in range(4):
        url = page.url
        page.go_back()
        page.wait_for_url(lambda new, url=url: new != url)
        page.wait_for_selector("[data-swap=found]:not([aria-busy])")
    assert page.evaluate("window.here") is True
    assert shown() == before


def test_a_search_that_fails_in_place_is_told_of_by_the_page(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{address}/search?q={QUESTION}")
    page.locator("#year-from").fill("سال")
    page.locator(".year-form button").click()
    page.wait_for_url("**year_from=**")
    expect(page.locator("#q-error, .status-code")).to_have_count(1)


def test_all_of_it_by_keyboard_alone(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    keys = page.keyboard
    page.goto(f"{address}/about")
    keys.press("/")
    keys.type(QUESTION)
    keys.press("Enter")
    page.wait_for_url("**/search?**")
    for _ in range(80):
        if page.evaluate("document.activeElement.dataset?.focus") == "kind-lesson":
            break
        keys.press("Tab")
    keys.press("Enter")
    settled(page, "kind=lesson")
    # One stays where one was, so that the next value is a step away.
    expect(page.locator(":focus")).to_have_attribute("data-focus", "kind-lesson")

    keys.press("/")
    focused = "document.activeElement.closest('[data-result]')?.id ?? document.activeElement.id"
    assert page.evaluate(focused) == "q"
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        keys.press(key)
        walked.append(page.evaluate(focused))
    assert walked == ["result-1", "result-2", "result-1"]
    keys.press("Escape")
    assert page.evaluate(focused) == "q"
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_url("**/lessons/**")
    page.go_back()
    settled(page, "kind=lesson")


def test_years_are_brushed_and_typed(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{address}/search?q={QUESTION}")
    bars = page.locator(".histogram [data-year]")
    years = sorted(int(year) for year in bars.evaluate_all("all => all.map(one => one.dataset.year)"))
    first, last = (page.locator(f'.histogram [data-year="{year}"]').bounding_box() for year in (years[1], years[3]))
    middle = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in (first, last)]
    # The first year stands at the right.
    assert middle[0][0] > middle[1][0]
    page.mouse.move(*middle[0])
    page.mouse.down()
    page.mouse.move(*middle[1], steps=5)
    page.mouse.up()
    settled(page, f"year_from={years[1]}")
    assert f"year_to={years[3]}" in page.url
    expect(page.locator("#year-from")).to_have_value("".join(chr(0x06F0 + int(digit)) for digit in str(years[1])))
    brushed = found(page)

    plain = browser.new_context(viewport=WIDE, java_script_enabled=False).new_page()
    plain.goto(f"{address}/search?q={QUESTION}")
    plain.locator("#year-from").fill(page.locator("#year-from").input_value())
    plain.locator("#year-to").fill(str(years[3]))
    plain.locator(".year-form button").click()
    settled(plain, "year_from=")
    assert found(plain) == brushed


def test_suggestions_are_chosen_by_arrows_and_by_touch(browser, address: str, excess_width) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(address)
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    type_in(page, "نوار حفا")
    expect(field).to_have_attribute("aria-expanded", "true")
    offered = page.locator("#suggestions bdi").all_inner_texts()
    field.press("ArrowDown")
    chosen = page.locator('#suggestions [aria-selected="true"]')
    assert chosen.get_attribute("id") == field.get_attribute("aria-activedescendant")
    expect(field).to_have_value(offered[0])
    field.press("ArrowUp")
    expect(field).to_have_value("نوار حفا")
    field.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(field).to_have_value("نوار حفا")
    expect(page.locator("#q")).to_be_focused()

    # A concept is searched, the title of an item opens it.
    field.fill("")
    type_in(page, "نوار حفا")
    lesson = page.locator("#suggestions li", has=page.locator("span", has_text="تجربه")).first
    title = lesson.locator("bdi").inner_text()
    lesson.click()
    page.wait_for_url("**/lessons/**")
    expect(page.locator("h1")).to_have_text(title)

    phone = browser.new_context(viewport=PHONE, has_touch=True).new_page()
    phone.goto(address)
    type_in(phone, "آسفا")
    concept = phone.locator("#suggestions li", has=phone.locator("span", has_text="مفهوم")).first
    words = concept.locator("bdi").inner_text()
    assert excess_width(phone) == 0
    concept.tap()
    phone.wait_for_url("**/search?**")
    expect(phone.locator("#q")).to_have_value(words)


def test_what_was_searched_before_stays_in_this_browser_until_it_is_cleared(browser, address: str, enter) -> None:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    for question in (QUESTION, "زیرگذر"):
        page.goto(f"{address}/search?q={question}")
    asked.clear()
    page.goto(address)
    field = page.get_by_role("combobox")
    field.press("ArrowDown")
    expect(page.locator("#suggestions bdi")).to_have_text(["زیرگذر", QUESTION, "پاک کردن جست‌وجوهای پیشین"])
    assert not [url for url in asked if "suggest" in url or "%D8%A2" in url]
    page.locator("#suggestions li").last.click()
    field.press("ArrowDown")
    expect(page.locator("#suggestions")).to_be_hidden()
    assert page.evaluate("localStorage.getItem('tajrobe:searches')") is None

    # They leave with the person.
    enter(page, address)
    page.goto(f"{address}/search?q={QUESTION}")
    assert page.evaluate("localStorage.getItem('tajrobe:searches')") is not None
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="خروج").click()
    page.wait_for_url("**/sign-in?out=1")
    assert page.evaluate("localStorage.getItem('tajrobe:searches')") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(browser, address: str, excess_width, scheme: str) -> None:
    page = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme).new_page()
    for query in (
        f"q={QUESTION}&explain=1",
        f"q={QUESTION}&kind=lesson&city=tehran&sort=date",
        "q=",
        "q=قورباغه&kind=lesson",
    ):
        page.goto(f"{address}/search?{query}")
        for fold in page.locator("main details").all():
            fold.evaluate("one => { one.open = true; }")
        assert excess_width(page) == 0, query


def test_results_are_printed_without_what_is_for_the_screen(browser, address: str) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    page.goto(f"{address}/search?q={QUESTION}&kind=lesson")
    page.emulate_media(media="print")
    shown = {name: page.locator(name).first.is_visible() for name in (".result-title", ".passage", ".chips", ".count")}
    assert all(shown.values()), shown
    hidden = (".facets", ".sorts", ".search-field", ".narrowing", ".pagination", ".site-nav")
    assert not [name for name in hidden if page.locator(name).first.is_visible()]
