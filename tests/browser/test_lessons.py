"""A lesson is reviewed, published, found, used and vouched for in headless Chromium: on wide screens and phones, with and
without JavaScript."""

from collections.abc import Callable

import pytest

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


def _fits(page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@WAYS
def test_one_is_returned_and_one_published_found_used_and_vouched_for(
    browser, address: str, enter, services: Services, wait_until, viewport: dict, script: bool
) -> None:
    site = Site(services)
    back, good = site.hand_in(title="ناتمام"), site.hand_in()
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    enter(page, address, "reviewer", PASSWORD)
    page.goto(f"{address}/reviews")
    page.get_by_role("link", name="ناتمام").click()
    page.get_by_role("button", name="به عهده می‌گیرم").click()
    page.get_by_role("button", name="برگرداندن به نویسنده").click()
    assert page.locator("#f-remarks-error").is_visible()
    page.locator("#f-remarks").fill("علت را بنویسید.")
    page.get_by_role("button", name="برگرداندن به نویسنده").click()
    page.wait_for_url("**/reviews?**")
    assert site.submission(back.id).state is SubmissionState.RETURNED

    page.goto(f"{address}/reviews/{good.id}")
    assert _fits(page) if script else True
    page.locator("#f-title").fill("نشست نوار حفاری")
    for criterion in Criterion:
        page.locator(f'[name="criterion"][value="{criterion.value}"]').check()
    page.get_by_role("button", name="انتشار", exact=True).click()
    page.wait_for_url("**/lessons/**")
    assert page.locator("h1").inner_text() == "نشست نوار حفاری"

    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    enter(page, address, "engineer", PASSWORD)
    wait_until(lambda: page.goto(f"{address}/search?q=تراکم") is not None and page.locator("[data-result]").count() > 0)
    page.get_by_role("link", name="نشست نوار حفاری").first.click()
    assert _fits(page) if script else True
    page.get_by_text("از این استفاده کردیم").click()
    assert page.locator("#f-city").input_value() == "کرج"
    page.locator("#f-project").fill("خیابان بهار")
    page.locator("#f-outcome").fill("نوار نشست نکرد.")
    page.get_by_role("button", name="ثبت به‌کارگیری").click()
    page.wait_for_url("**message=**")
    page.get_by_role("button", name="تأیید می‌کنم").click()
    page.wait_for_url("**message=**")
    assert page.locator(".use-list > li").count() == 1
    assert "۱ تأیید" in page.locator(".counters").inner_text()
