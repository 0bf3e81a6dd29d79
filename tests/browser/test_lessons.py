"""A lesson is reviewed, published, found, used and vouched for in headless Chromium: on wide screens and phones, with and
without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from api.people.passwords import hash_password
from api.services import Services
from corpus.access import Role
from corpus.people import Person
from corpus.repository.people import PersonRepository
from corpus.submissions import Criterion, SubmissionState
from tests.api.lesson_site import Site

pytestmark = pytest.mark.browser

PASSWORD = "کرانهٔ آرام زاینده‌رود"
WAYS = pytest.mark.parametrize(
    ("viewport", "script"),
    [
        ({"width": 1280, "height": 900}, True),
        ({"width": 390, "height": 844}, True),
        ({"width": 390, "height": 844}, False),
    ],
    ids=["wide", "phone", "phone-without-script"],
)


@pytest.fixture
def address(services: Services, serve: Callable[[Services], str]) -> str:
    with services.database.transaction() as connection:
        people = PersonRepository(connection)
        for login, role, city in (("reviewer", Role.SECRETARIAT, None), ("engineer", Role.ENGINEER, "karaj")):
            people.add(Person(login, login, login, role, city))
            people.set_password(login, hash_password(PASSWORD))
    return serve(services)


@WAYS
def test_one_is_returned_and_one_published_found_used_and_vouched_for(
    browser, address: str, enter, excess_width, services: Services, wait_until, viewport: dict, script: bool
) -> None:
    site = Site(services)
    back, good = site.hand_in(title="ناتمام"), site.hand_in()
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    enter(page, address, "reviewer", PASSWORD)
    page.goto(f"{address}/reviews")
    page.get_by_role("link", name="ناتمام").click()
    page.get_by_role("button", name="به عهده می‌گیرم").click()
    page.wait_for_url("**message=**")
    page.get_by_role("button", name="برگرداندن به نویسنده").click()
    expect(page.locator("#f-remarks-error")).to_be_visible()
    page.locator("#f-remarks").fill("علت را بنویسید.")
    page.get_by_role("button", name="برگرداندن به نویسنده").click()
    page.wait_for_url("**/reviews?**")
    assert site.submission(back.id).state is SubmissionState.RETURNED

    page.goto(f"{address}/reviews/{good.id}")
    assert excess_width(page) == 0
    page.locator("#f-title").fill("نشست نوار حفاری")
    for criterion in Criterion:
        page.locator(f'[name="criterion"][value="{criterion.value}"]').check()
    page.get_by_role("button", name="انتشار", exact=True).click()
    page.wait_for_url("**/lessons/**")
    expect(page.locator("h1")).to_have_text("نشست نوار حفاری")

    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    enter(page, address, "engineer", PASSWORD)
    wait_until(lambda: page.goto(f"{address}/search?q=تراکم") is not None and page.locator("[data-result]").count() > 0)
    page.get_by_role("link", name="نشست نوار حفاری").first.click()
    page.wait_for_url("**/lessons/**")
    assert excess_width(page) == 0
    page.get_by_text("از این استفاده کردیم").click()
    expect(page.locator("#f-city")).to_have_value("کرج")
    page.locator("#f-project").fill("خیابان بهار")
    page.locator("#f-outcome").fill("نوار نشست نکرد.")
    page.get_by_role("button", name="ثبت به‌کارگیری").click()
    page.wait_for_url("**message=**")
    page.get_by_role("button", name="تأیید می‌کنم").click()
    expect(page.locator(".counters")).to_contain_text("۱ تأیید")
    expect(page.locator(".use-list > li")).to_have_count(1)
