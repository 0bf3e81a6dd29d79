"""A lesson is handed in by form, file and spreadsheet in headless Chromium: with and without JavaScript."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from api.people.passwords import hash_password
from api.services import Services
from corpus.access import Role
from corpus.lesson_form import REQUIRED
from corpus.people import Person
from corpus.repository.people import PersonRepository
from corpus.samples.lessons import SHAPES, render_lesson, render_sheet
from corpus.samples.source import lessons
from tests.api.lesson_site import FORM, Site

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PASSWORD = "کرانهٔ آرام زاینده‌رود"
ANSWERS = {name: asdict(FORM)[name] for name in REQUIRED}
BOTH_WAYS = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
ON_BOTH = pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])


@pytest.fixture
def address(services: Services, serve: Callable[[Services], str]) -> str:
    with services.database.transaction() as connection:
        people = PersonRepository(connection)
        for login, name in (("author", "نویسندهٔ مشهدی"), ("colleague", "همکار مشهدی")):
            people.add(Person(login, login, name, Role.CONTRIBUTOR, "mashhad"))
            people.set_password(login, hash_password(PASSWORD))
    return serve(services)


def kept(page) -> None:
    page.locator("[data-autosave]", has_text="نگه داشته شد").wait_for()


@BOTH_WAYS
@ON_BOTH
def test_five_questions_are_answered_kept_mended_and_handed_in(
    browser, address: str, enter, services: Services, script: bool, viewport: dict
) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    enter(page, address, "author", PASSWORD)
    page.goto(f"{address}/lessons/new")
    one_by_one = script and viewport == PHONE
    assert page.locator("#f-city").input_value() == "مشهد"
    for name, text in (ANSWERS | {"cause": ""}).items():
        assert page.locator(".question:visible").count() == (1 if one_by_one else len(REQUIRED) + 1)
        page.locator(f"#f-{name}").fill(text)
        if viewport == PHONE:
            page.locator(f"#q-{name} .next").click()
    if script:
        kept(page)
        page.wait_for_url("**/submissions/**")
    else:
        page.get_by_role("button", name="نگه‌داشتن", exact=True).last.click()
        page.wait_for_url("**/submissions/**")
    page.goto(page.url.split("#")[0])
    if not one_by_one:
        assert page.locator("#f-recommendation").input_value() == ANSWERS["recommendation"]
    if script:
        assert page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")
    page.get_by_role("button", name="فرستادن برای بازبینی").click()
    page.wait_for_selector("#f-cause-error", state="visible")
    page.locator("#f-cause").fill(ANSWERS["cause"])
    page.get_by_role("button", name="فرستادن برای بازبینی").click()
    page.wait_for_selector(".submission-page")
    assert "در انتظار بازبینی" in page.locator(".facts").first.inner_text()
    assert problems == []


def test_what_is_typed_offline_stays_on_the_device_and_is_kept_afterwards(browser, address: str, enter) -> None:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    enter(page, address, "author", PASSWORD)
    page.goto(f"{address}/lessons/new")
    page.locator("#f-title").fill(ANSWERS["title"])
    kept(page)
    url = page.url
    context.set_offline(True)
    page.locator("#f-problem").fill(ANSWERS["problem"])
    page.wait_for_selector("[data-autosave].failed")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(url)
    assert again.locator("#f-problem").input_value() == ANSWERS["problem"]
    kept(again)
    fresh = browser.new_context(viewport=WIDE).new_page()
    enter(fresh, address, "author", PASSWORD)
    fresh.goto(url)
    assert fresh.locator("#f-problem").input_value() == ANSWERS["problem"]
    assert again.evaluate("localStorage.length") == 0


def test_two_on_one_draft_hear_of_each_other_and_lose_nothing(browser, address: str, enter) -> None:
    mine = browser.new_context(viewport=WIDE).new_page()
    enter(mine, address, "author", PASSWORD)
    mine.goto(f"{address}/lessons/new")
    mine.locator("#f-title").fill(ANSWERS["title"])
    kept(mine)
    theirs = browser.new_context(viewport=WIDE).new_page()
    enter(theirs, address, "colleague", PASSWORD)
    theirs.goto(mine.url)
    theirs.locator("#f-cause").fill("علتی که همکار نوشت")
    kept(theirs)
    mine.locator("#f-cause").fill("علتی که نویسنده نوشت")
    mine.wait_for_selector("[data-autosave].failed")
    assert "همکار مشهدی" in mine.locator("[data-autosave]").inner_text()
    mine.get_by_role("button", name="نگه‌داشتن", exact=True).last.click()
    mine.wait_for_selector("#conflicts-title")
    assert "علتی که همکار نوشت" in mine.locator(".review-note").inner_text()
    assert mine.locator("#f-cause").input_value() == "علتی که نویسنده نوشت"


def test_lessons_that_tell_the_same_appear_while_one_writes(
    browser, address: str, enter, services: Services, wait_until
) -> None:
    lesson_id = Site(services).publish()
    page = browser.new_context(viewport=WIDE).new_page()
    enter(page, address, "author", PASSWORD)
    page.goto(f"{address}/lessons/new")
    assert page.locator(".hint-list").count() == 0
    page.locator("#f-title").fill(ANSWERS["title"])
    page.locator("#f-problem").fill(ANSWERS["problem"])
    page.wait_for_selector(".hint-list")
    assert page.locator(".hint-list > li > a").first.get_attribute("href") == f"/lessons/{lesson_id}"


@BOTH_WAYS
def test_a_file_fills_the_form(browser, address: str, enter, tmp_path: Path, script: bool) -> None:
    path = tmp_path / "درس‌آموخته.docx"
    render_lesson(lessons()[0], SHAPES[0]).save(path)
    page = browser.new_context(viewport=WIDE, java_script_enabled=script).new_page()
    enter(page, address, "author", PASSWORD)
    page.goto(f"{address}/lessons/new")
    page.get_by_role("link", name="پرونده‌ای دارم").click()
    page.locator("input[type=file]").set_input_files(path)
    page.locator("form.drop button").click()
    page.wait_for_url("**/submissions/**")
    assert all(page.locator(f"#f-{name}").input_value() for name in REQUIRED)
    page.get_by_role("button", name="فرستادن برای بازبینی").click()
    page.wait_for_selector(".submission-page")


@BOTH_WAYS
@ON_BOTH
def test_a_spreadsheet_is_looked_over_and_taken(
    browser, address: str, enter, tmp_path: Path, script: bool, viewport: dict
) -> None:
    path = tmp_path / "تجربه‌ها.xlsx"
    render_sheet(lessons()[:5]).save(str(path))
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    enter(page, address, "author", PASSWORD)
    page.goto(f"{address}/lessons/new/sheet")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("form.drop button").click()
    page.wait_for_url("**/sheet")
    assert "۵ ردیف درست" in page.locator(".sheet-counts").inner_text()
    page.get_by_role("button", name="گرفتن ۵ سطر درست").click()
    page.wait_for_url("**/submissions?**")
    assert "۵ تجربه فرستاده شد" in page.locator(".flash").inner_text()
    assert page.locator(".submission-row").count() == 5
