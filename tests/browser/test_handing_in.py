"""A lesson is handed in by form, file and spreadsheet in headless Chromium: with and without JavaScript."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import expect

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


@contextmanager
def kept(page, text: str) -> Iterator[None]:
    """Until this text, which is typed within, has been kept on the site, and the page says so and has its address."""

    def sent(answer) -> bool:
        asked = answer.request
        return "/api/v1/submissions" in answer.url and asked.method != "GET" and text in asked.post_data_json.values()

    with page.expect_response(sent) as answer:
        yield
    assert answer.value.ok
    expect(page.locator("[data-autosave]")).to_have_text("نگه داشته شد")
    page.wait_for_url("**/submissions/**")


@BOTH_WAYS
@ON_BOTH
def test_five_questions_are_answered_kept_mended_and_handed_in(
    browser, address: str, enter, excess_width, script: bool, viewport: dict
) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    enter(page, address, "author", PASSWORD)
    page.goto(f"{address}/lessons/new")
    one_by_one = script and viewport == PHONE
    assert page.locator("#f-city").input_value() == "مشهد"

    def answer_all() -> None:
        for name, text in (ANSWERS | {"cause": ""}).items():
            expect(page.locator(".question:visible")).to_have_count(1 if one_by_one else len(REQUIRED) + 1)
            page.locator(f"#f-{name}").fill(text)
            if viewport == PHONE:
                page.locator(f"#q-{name} .next").click()

    if script:
        with kept(page, ANSWERS[REQUIRED[-1]]):
            answer_all()
    else:
        answer_all()
        page.get_by_role("button", name="نگه‌داشتن", exact=True).last.click()
        page.wait_for_url("**/submissions/**")
    page.goto(page.url.split("#")[0])
    if not one_by_one:
        expect(page.locator("#f-recommendation")).to_have_value(ANSWERS["recommendation"])
    assert excess_width(page) == 0
    page.get_by_role("button", name="فرستادن برای بازبینی").click()
    page.wait_for_selector("#f-cause-error", state="visible")
    page.locator("#f-cause").fill(ANSWERS["cause"])
    page.get_by_role("button", name="فرستادن برای بازبینی").click()
    page.wait_for_selector(".submission-page")
    expect(page.locator(".facts").first).to_contain_text("در انتظار بازبینی")
    assert problems == []


def test_what_is_typed_offline_stays_on_the_device_and_is_kept_afterwards(browser, address: str, enter) -> None:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    enter(page, address, "author", PASSWORD)
    page.goto(f"{address}/lessons/new")
    with kept(page, ANSWERS["title"]):
        page.locator("#f-title").fill(ANSWERS["title"])
    url = page.url
    context.set_offline(True)
    page.locator("#f-problem").fill(ANSWERS["problem"])
    page.wait_for_selector("[data-autosave].failed")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    with kept(again, ANSWERS["problem"]):
        again.goto(url)
        expect(again.locator("#f-problem")).to_have_value(ANSWERS["problem"])
    fresh = browser.new_context(viewport=WIDE).new_page()
    enter(fresh, address, "author", PASSWORD)
    fresh.goto(url)
    expect(fresh.locator("#f-problem")).to_have_value(ANSWERS["problem"])
    assert again.evaluate("localStorage.length") == 0


def test_who_leaves_the_page_at_once_finds_what_was_typed_again(browser, address: str, enter) -> None:
    page = browser.new_context(viewport=WIDE).new_page()
    enter(page, address, "author", PASSWORD)
    page.goto(f"{address}/lessons/new")
    page.locator("#f-title").fill(ANSWERS["title"])
    page.goto(f"{address}/about")
    with kept(page, ANSWERS["title"]):
        page.goto(f"{address}/lessons/new")
        expect(page.locator("#f-title")).to_have_value(ANSWERS["title"])
    with kept(page, ANSWERS["problem"]):
        page.locator("#f-problem").fill(ANSWERS["problem"])
        # Nothing is said to be kept while it is not.
        expect(page.locator("[data-autosave]")).to_have_text("")
    expect(page.locator("[data-autosave]")).to_have_text("نگه داشته شد")


def test_two_on_one_draft_hear_of_each_other_and_lose_nothing(browser, address: str, enter) -> None:
    mine = browser.new_context(viewport=WIDE).new_page()
    enter(mine, address, "author", PASSWORD)
    mine.goto(f"{address}/lessons/new")
    with kept(mine, ANSWERS["title"]):
        mine.locator("#f-title").fill(ANSWERS["title"])
    theirs = browser.new_context(viewport=WIDE).new_page()
    enter(theirs, address, "colleague", PASSWORD)
    theirs.goto(mine.url)
    with kept(theirs, "علتی که همکار نوشت"):
        theirs.locator("#f-cause").fill("علتی که همکار نوشت")
    mine.locator("#f-cause").fill("علتی که نویسنده نوشت")
    mine.wait_for_selector("[data-autosave].failed")
    expect(mine.locator("[data-autosave]")).to_contain_text("همکار مشهدی")
    mine.get_by_role("button", name="نگه‌داشتن", exact=True).last.click()
    mine.wait_for_selector("#conflicts-title")
    expect(mine.locator(".review-note")).to_contain_text("علتی که همکار نوشت")
    expect(mine.locator("#f-cause")).to_have_value("علتی که نویسنده نوشت")


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
    expect(page.locator(".hint-list > li > a").first).to_have_attribute("href", f"/lessons/{lesson_id}")


@BOTH_WAYS
def test_a_file_fills_the_form(browser, address: str, enter, tmp_path: Path, script: bool) -> None:
    path = tmp_path / "درس‌آموخته.docx"
    render_lesson(lessons()[0], SHAPES[0]).save(path)
    page = browser.new_context(viewport=WIDE, java_script_enabled=script).new_page()
    enter(page, address, "author", PASSWORD)
    page.goto(f"{address}/lessons/new")
    page.get_by_role("link", name="پرونده‌ای دارم").click()
    page.wait_for_url("**/lessons/new/file")
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
    page.wait_for_url("**/submissions/*/sheet")
    expect(page.locator(".sheet-counts")).to_contain_text("۵ ردیف درست")
    page.get_by_role("button", name="گرفتن ۵ سطر درست").click()
    page.wait_for_url("**/submissions?**")
    expect(page.locator(".flash")).to_contain_text("۵ تجربه فرستاده شد")
    expect(page.locator(".submission-row")).to_have_count(5)
