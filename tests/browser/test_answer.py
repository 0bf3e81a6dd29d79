"""The short answer on the results page: it comes after the results and moves none of them; without a script it is a link."""

import re
from collections.abc import Callable, Iterator
from threading import Event

import pytest
from playwright.sync_api import expect

from api.services import Services
from tests.api.language_model import LanguageModel, running_model

pytestmark = pytest.mark.browser

PAVING = "روکش آسفالت\n\nدمای پخش آسفالت گرم نباید کمتر از ۱۲۰ درجه باشد و لایهٔ رویه در هوای بارانی اجرا نشود."
HEAT = "دمای پخش آسفالت گرم نباید کمتر از ۱۲۰ درجه باشد"
SEARCH = "/search?q=دمای پخش آسفالت"


@pytest.fixture
def model() -> Iterator[LanguageModel]:
    with running_model() as model:
        model.says(f"{HEAT} [1].")
        yield model


@pytest.fixture
def address(
    make_services: Callable[..., Services],
    ingest: Callable[..., None],
    serve: Callable[[Services], str],
    model: LanguageModel,
) -> str:
    services = make_services(answer_url=model.url, answer_model="tajrobe-test", answer_seconds=20)
    services.ownership.take()
    services.migrate()
    ingest(services, paving=PAVING)
    return serve(services)


def test_it_comes_folded_after_the_results_and_moves_nothing(browser, address: str, model: LanguageModel) -> None:
    seen = Event()
    model.reply = lambda _shown: f"{HEAT} [1]." if seen.wait(60) else None
    page = browser.new_page()
    page.goto(address + SEARCH)
    page.evaluate("document.fonts.ready")
    results = page.locator(".result-list")
    before = results.bounding_box()
    page.get_by_text("در دست نوشتن").wait_for()
    seen.set()
    fold = page.locator(".answer-slot details").first
    fold.wait_for()
    assert results.bounding_box() == before
    assert not page.locator(".written").is_visible()
    page.locator(".answer-slot summary").first.click()
    expect(page.locator(".written")).to_be_visible()
    expect(page.locator(".written")).to_contain_text(HEAT)
    # Every line of it reads from the right.
    assert page.locator(".written").evaluate("it => getComputedStyle(it).direction") == "rtl"
    page.locator(".written sup a").click()
    expect(page).to_have_url(re.compile("#source-1$"))
    expect(page.locator("#source-1")).to_be_visible()
    page.locator("#source-1 a").click()
    page.wait_for_url("**/documents/**")


def test_another_order_does_not_ask_again_and_another_choice_does(browser, address: str, model: LanguageModel) -> None:
    page = browser.new_page()
    page.goto(address + SEARCH)
    fold = page.locator(".answer-slot details").first
    fold.wait_for()
    page.evaluate("document.querySelector('.answer-slot').dataset.first = ''")
    page.locator(".sorts").get_by_text("تاریخ", exact=True).click()
    page.locator(".answer-slot:not([data-first]) details").first.wait_for()
    assert len(model.asked) == 1
    page.evaluate("document.querySelector('.answer-slot').dataset.first = ''")
    page.locator("a[href*='kind=document']").first.click()
    page.locator(".answer-slot:not([data-first]) details").first.wait_for()
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    ("status", "said", "shown"),
    [(200, "در متن‌ها پاسخی نیست.", "در متن‌های یافته‌شده پاسخی نیست"), (500, None, "پاسخ کوتاه در دسترس نیست")],
)
def test_where_there_is_none_one_line_says_so_and_the_results_stay(
    browser, address: str, model: LanguageModel, status: int, said: str | None, shown: str
) -> None:
    model.status = status
    model.says(said)
    page = browser.new_page()
    page.goto(address + SEARCH)
    page.locator(".answer-slot").get_by_text(shown).wait_for()
    expect(page.locator("[data-result]")).to_have_count(1)


def test_without_a_script_it_is_a_page_of_its_own(browser, address: str, model: LanguageModel) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address + SEARCH)
    assert model.asked == []
    page.get_by_role("link", name="پاسخ کوتاه با منبع").click()
    expect(page.locator(".written")).to_contain_text(HEAT)
    page.get_by_role("link", name="همهٔ نتیجه‌های جست‌وجو").click()
    expect(page.locator("[data-result]")).to_have_count(1)
