"""What is told of results in headless Chromium: an opening, a vote on a result, a word on the whole list."""

from collections.abc import Callable
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import expect
from sqlalchemy import Table, select

from api.services import Services
from corpus import tables

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
TRENCH = "ترمیم نوار حفاری\n\nخاک نوار حفاری در لایه‌های بیست سانتی‌متری کوبیده شود تا نشست نکند."
QUESTION = "نوار حفاری"
USEFUL, USELESS = "به کارم آمد", "ربطی نداشت"
WAYS = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])


@pytest.fixture
def address(services: Services, ingest: Callable[..., None], serve: Callable[[Services], str]) -> str:
    ingest(services, trench=TRENCH)
    return serve(services)


@pytest.fixture
def told(services: Services, wait_until: Callable[..., None]) -> Callable[[Table, str, list], None]:
    """Waits until the column of the table holds just that."""

    def values(table: Table, column: str) -> list:
        with services.database.reading() as connection:
            return list(connection.execute(select(table.c[column])).scalars())

    return lambda table, column, expected: wait_until(lambda: values(table, column) == expected)


@WAYS
def test_a_result_is_voted_on(browser, address: str, told, script: bool) -> None:
    page = browser.new_context(viewport=PHONE, java_script_enabled=script).new_page()
    page.goto(f"{address}/search?q={QUESTION}")
    if script:
        # A later word takes the place of an earlier one.
        for name, useful in ((USEFUL, True), (USELESS, False)):
            page.get_by_role("button", name=name).click()
            expect(page.locator("button[form=votes][aria-pressed=true]")).to_contain_text(name)
            told(tables.search_votes, "useful", [useful])
    else:
        page.get_by_role("button", name=USELESS).click()
        expect(page.locator("h1")).to_have_text("ثبت شد")
        told(tables.search_votes, "useful", [False])
        page.get_by_role("link", name="بازگشت به نتیجه‌ها").click()
        expect(page.locator("[data-result]")).to_have_count(1)


@WAYS
def test_a_list_without_what_was_looked_for_leads_to_a_need(browser, address: str, told, script: bool) -> None:
    page = browser.new_context(viewport=PHONE, java_script_enabled=script).new_page()
    page.goto(f"{address}/search?q={QUESTION}")
    need = page.get_by_role("link", name="به نام نیاز ثبت کنید")
    expect(need).to_be_hidden()
    page.get_by_role("button", name="نه", exact=True).click()
    expect(need).to_be_visible()
    told(tables.searches, "satisfied", [False])
    told(tables.gaps, "query", [QUESTION])
    assert QUESTION in unquote_plus(need.get_attribute("href") or "")


def test_an_opening_is_told_and_a_menu_over_the_link_is_none(browser, address: str, told) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{address}/search?q={QUESTION}")
    title = page.locator(".result-title a")
    title.click(button="right")
    page.get_by_role("button", name=USEFUL).click()
    told(tables.search_votes, "useful", [True])
    told(tables.search_clicks, "position", [])
    title.click()
    told(tables.search_clicks, "position", [1])
