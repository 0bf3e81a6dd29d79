"""The way of a lesson, all of it as its people walk it: a city hands in by form, file, spreadsheet and API; a reviewer returns
one and publishes three; an engineer finds them and uses one; and the city whose need is answered hears of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from api.people.passwords import hash_password
from api.services import Services
from corpus.access import Role
from corpus.lesson_form import REQUIRED
from corpus.people import Person
from corpus.repository.people import PersonRepository
from corpus.samples.lessons import SHAPES, render_lesson, render_sheet
from corpus.samples.source import WrittenLesson, lessons
from corpus.submissions import Criterion

pytestmark = pytest.mark.browser

PASSWORD = "کرانهٔ آرام زاینده‌رود"
PEOPLE = {
    "author": ("کارشناس مشهد", Role.CONTRIBUTOR, "mashhad"),
    "engineer": ("مهندس کرج", Role.ENGINEER, "karaj"),
    "owner": ("کارشناس قم", Role.CONTRIBUTOR, "qom"),
}
WAYS = pytest.mark.parametrize(
    ("viewport", "script"),
    [({"width": 1280, "height": 900}, True), ({"width": 390, "height": 844}, False)],
    ids=["wide", "phone-without-script"],
)
BY_FORM, BY_FILE, BY_SHEET, BY_API = (
    replace(lesson, title=f"{lesson.title} – {way}")
    for lesson, way in zip(
        (lessons()[40], lessons()[0], lessons()[10], lessons()[24]), ("فرم", "پرونده", "صفحه", "برنامه"), strict=True
    )
)
NEED = {
    "title": "نشست نوار حفاری پس از ترمیم",
    "text": "نوارهای حفاری گاز در معابر ما چند ماه پس از ترمیم آسفالت نشست می‌کند. دیگران برای تراکم خاک چه کرده‌اند؟",
}


@pytest.fixture
def address(services: Services, serve: Callable[[Services], str]) -> str:
    with services.database.transaction() as connection:
        people = PersonRepository(connection)
        for login, (name, role, city) in PEOPLE.items():
            people.add(Person(login, login, name, role, city))
            people.set_password(login, hash_password(PASSWORD))
    return serve(services)


def answers(lesson: WrittenLesson) -> dict[str, str]:
    return {name: getattr(lesson, name) for name in REQUIRED}


def hand_in_by_form(page, address: str, form: Mapping[str, str], script: bool) -> None:
    page.goto(f"{address}/lessons/new")
    for name, text in form.items():
        page.locator(f"#f-{name}").fill(text)
    if script:
        page.locator("[data-autosave]", has_text="نگه داشته شد").wait_for()
    page.get_by_role("button", name="فرستادن برای بازبینی").click()
    page.wait_for_selector(".submission-page")


def hand_in_by_file(page, address: str, path: Path, form: Mapping[str, str]) -> None:
    page.goto(f"{address}/lessons/new/file")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("form.drop button").click()
    page.wait_for_url("**/submissions/**")
    assert {name: page.locator(f"#f-{name}").input_value() for name in REQUIRED} == form
    page.get_by_role("button", name="فرستادن برای بازبینی").click()
    page.wait_for_selector(".submission-page")


def hand_in_by_sheet(page, address: str, path: Path) -> None:
    page.goto(f"{address}/lessons/new/sheet")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("form.drop button").click()
    page.wait_for_url("**/submissions/*/sheet")
    page.get_by_role("button", name="گرفتن ۱ سطر درست").click()
    page.wait_for_url("**/submissions?**")


def hand_in_by_api(page, address: str, form: Mapping[str, str]) -> None:
    """With a token that the author makes for a program of theirs; it is shown once."""
    page.goto(f"{address}/account")
    tokens = page.locator("form[action='/account/tokens']")
    tokens.locator("[name=label]").fill("برنامهٔ شهرداری")
    tokens.locator("[name=scope]").select_option("write")
    tokens.get_by_role("button", name="ساختن توکن").click()
    token = page.locator("#secret").inner_text()
    page.goto(f"{address}/account")
    assert page.get_by_text(token).count() == 0
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{address}/api/v1/lessons", json={**form, "key": "1"}, headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text


def publish(page, address: str, title: str) -> None:
    page.goto(f"{address}/reviews")
    page.get_by_role("link", name=title).click()
    for criterion in Criterion:
        page.locator(f'[name="criterion"][value="{criterion.value}"]').check()
    page.get_by_role("button", name="انتشار", exact=True).click()
    page.wait_for_url("**/lessons/**")
    expect(page.locator("h1")).to_have_text(title)


@WAYS
def test_from_handing_in_to_the_one_who_needed_it(
    browser, address: str, tmp_path: Path, wait_until, enter, excess_width, viewport: dict, script: bool
) -> None:
    def person(*login: str):
        page = browser.new_context(viewport=viewport, java_script_enabled=script).new_page()
        enter(page, address, *login)
        return page

    # A city needs something that nobody has told of yet.
    owner = person("owner", PASSWORD)
    owner.goto(f"{address}/needs/new")
    owner.locator("#f-title").fill(NEED["title"])
    owner.locator("#f-text").fill(NEED["text"])
    owner.get_by_role("button", name="ثبت نیاز").click()
    owner.wait_for_url(re.compile(r"/needs/\w{8,}"))
    need_url = owner.url.split("?")[0]
    owner.goto(f"{address}/inbox")
    assert owner.locator(".notice-item").count() == 0

    # Another hands in what it learned, by each of the four ways.
    author = person("author", PASSWORD)
    render_lesson(BY_FILE, SHAPES[1]).save(tmp_path / "تجربه.docx")
    render_sheet([BY_SHEET]).save(str(tmp_path / "تجربه‌ها.xlsx"))
    hand_in_by_form(author, address, answers(BY_FORM), script)
    hand_in_by_file(author, address, tmp_path / "تجربه.docx", answers(BY_FILE))
    hand_in_by_sheet(author, address, tmp_path / "تجربه‌ها.xlsx")
    hand_in_by_api(author, address, answers(BY_API))

    # A reviewer returns one with remarks and publishes three.
    reviewer = person()
    reviewer.goto(f"{address}/reviews")
    assert reviewer.locator("main a[href^='/reviews/']").count() >= 4
    reviewer.get_by_role("link", name=BY_FORM.title).click()
    reviewer.locator("#f-remarks").fill("علت را با اندازه‌ها بنویسید.")
    reviewer.get_by_role("button", name="برگرداندن به نویسنده").click()
    reviewer.wait_for_url("**/reviews?**")
    for lesson in (BY_FILE, BY_SHEET, BY_API):
        publish(reviewer, address, lesson.title)

    # The author reads why, and can go on with it.
    author.goto(f"{address}/submissions?state=returned")
    author.get_by_role("link", name=BY_FORM.title).click()
    expect(author.get_by_text("علت را با اندازه‌ها بنویسید.").first).to_be_visible()
    expect(author.locator("#f-problem")).to_have_value(BY_FORM.problem)

    # An engineer finds all three, and not the one that was returned.
    engineer = person("engineer", PASSWORD)

    def finds(lesson: WrittenLesson) -> bool:
        engineer.goto(f"{address}/search?q={lesson.title}&expand=0")
        return engineer.locator("li.result").get_by_role("link", name=lesson.title).count() > 0

    for lesson in (BY_FILE, BY_SHEET, BY_API):
        wait_until(lambda lesson=lesson: finds(lesson))
    assert not finds(BY_FORM)
    assert finds(BY_FILE)
    engineer.locator("li.result").get_by_role("link", name=BY_FILE.title).first.click()
    engineer.wait_for_url("**/lessons/**")
    engineer.get_by_text("از این استفاده کردیم").first.click()
    engineer.locator("#f-project").fill("ترمیم حفاری خیابان بهار")
    engineer.locator("#f-outcome").fill("نوار پس از یک زمستان نشست نکرد.")
    engineer.get_by_role("button", name="ثبت به‌کارگیری").click()
    engineer.wait_for_url("**message=**")
    expect(engineer.locator(".use-list")).to_contain_text("ترمیم حفاری خیابان بهار")

    # Whose need it answers hears of that one, with the reason and the passage.
    def told() -> bool:
        owner.goto(f"{address}/inbox")
        return owner.locator(".notice-item", has_text=BY_FILE.title).count() > 0

    wait_until(told)
    notice = owner.locator(".notice-item", has_text=BY_FILE.title)
    assert NEED["title"] in notice.inner_text()
    assert notice.locator(".passage").inner_text().strip() and notice.locator(".why").inner_text().strip()
    assert owner.locator(".personal-nav .badge").count() == 1
    notice.get_by_role("link", name=BY_FILE.title).click()
    expect(owner.locator("h1")).to_have_text(BY_FILE.title)
    expect(owner.locator(".use-list")).to_contain_text("ترمیم حفاری خیابان بهار")
    owner.goto(need_url)
    assert owner.get_by_role("link", name=BY_FILE.title).count() > 0
    assert excess_width(owner) == 0
