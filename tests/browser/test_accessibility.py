"""Every page as axe-core sees it: wide and light, and on a phone in the dark."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.app import create_app
from api.people.passwords import hash_password
from api.samples import publish_sample_lessons, publish_samples
from api.services import Services
from corpus.access import Role
from corpus.people import Person
from corpus.repository.people import PersonRepository
from corpus.samples.corpus import sample_files

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "کرانهٔ آرام زاینده‌رود"

# Pages that no link leads to, or whose states differ: tried by name.
ENTRANCES = (
    "/",
    "/search?q=ترمیم نوار حفاری",
    "/search?q=ترمیم نوار حفاری&explain=1",
    "/search?q=قورباغهٔ سبز چمنزار",
    "/search?q=",
    "/nowhere",
    "/sign-in",
    "/welcome/expired",
    "/unsubscribe/expired",
    "/lessons/new",
    "/lessons/new/file",
    "/lessons/new/sheet",
    "/needs/new",
    "/people",
    "/audit",
)
# What these show is a part of another page, and is looked at there.
PARTS = ("/lessons/similar", "/minutes/{draft_id}/precedents", "/precedents/of", "/answer")


@dataclass(frozen=True, slots=True)
class Look:
    name: str
    width: int
    scheme: str


LOOKS = (Look("wide", 1280, "light"), Look("phone-in-the-dark", 390, "dark"))


@pytest.fixture
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm install)")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def site(services: Services) -> Services:
    """A site with something on every page: papers, sessions, lessons, a need, drafts, an administrator."""
    papers = sample_files()
    minutes = [path for path in papers if "نشست" in path.name]
    others = [path for path in papers if path.suffix in (".docx", ".htm", ".xlsx") and path not in minutes]
    for path in (*minutes[-2:], *others[:3], next(path for path in others if path.suffix == ".xlsx")):
        services.ingestor.accept(BytesIO(path.read_bytes()), path.name)
    services.ingestor.accept(BytesIO(b"\x00\x01\x02 no text"), "خراب.docx")
    while services.ingestor.process_next():
        pass
    publish_samples(services)
    publish_sample_lessons(services)
    services.indexer.run_until_idle()
    with services.database.transaction() as connection:
        people = PersonRepository(connection)
        people.add(Person("modir", "modir", "مدیر سامانه", Role.ADMINISTRATOR, "tehran"))
        people.set_password("modir", hash_password(PASSWORD))
    return services


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_no_page_has_a_serious_violation_or_is_wider_than_the_screen(
    browser, site: Services, serve: Callable[[Services], str], enter, excess_width, axe: str, look: Look
) -> None:
    address = serve(site)
    context = browser.new_context(viewport={"width": look.width, "height": 900}, color_scheme=look.scheme)
    page = context.new_page()
    enter(page, address, "modir", PASSWORD)
    page.set_viewport_size({"width": LOOKS[0].width, "height": 900})
    _leave_something_to_see(page, address)
    page.set_viewport_size({"width": look.width, "height": 900})
    found: list[str] = []
    seen: set[str] = set()
    for path in _pages(page, address, create_app(site), seen):
        page.evaluate(axe)
        violations = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)")
        found += [
            f"{path}: {one['impact']} {one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in violations
            if one["impact"] in ("serious", "critical")
        ]
        if wider := excess_width(page):
            found.append(f"{path}: {wider} px wider than the screen")
    assert not found, "\n".join(found)
    assert not _missed(create_app(site), seen), "pages that nobody looked at"


def _leave_something_to_see(page, address: str) -> None:
    """A need, a kept search and a lesson that waits for review."""
    page.goto(f"{address}/needs/new")
    page.locator("[name=title]").fill("آب‌گرفتگی زیرگذر پس از رگبار")
    page.locator("[name=text]").fill("زیرگذرها پس از هر رگبار پر از آب می‌شود و پمپ‌ها از کار می‌افتد.")
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/needs/\w{8,}"))
    page.goto(f"{address}/search?q=ترمیم نوار حفاری")
    page.get_by_role("button", name="این جست‌وجو را نگه دار").first.click()
    page.wait_for_url("**/saved-searches/**")
    page.goto(f"{address}/lessons/new")
    for name, text in {
        "title": "نشست نوار حفاری گاز در زمستان",
        "problem": "سطح نوار با گذشت یک فصل پایین رفت و لبه‌ها شکست.",
        "cause": "خاک برگشتی در یک لایهٔ ضخیم ریخته شد.",
        "recommendation": "پیش از پخش آسفالت برگهٔ تراکم لایه‌ها گرفته شود.",
        "city": "تهران",
    }.items():
        page.locator(f"#f-{name}").fill(text)
    page.locator("[data-autosave]", has_text="نگه داشته شد").wait_for()
    page.get_by_role("button", name="فرستادن برای بازبینی").click()
    page.wait_for_selector(".submission-page")


def _pages(page, address: str, app: FastAPI, seen: set[str]) -> Iterator[str]:
    """Opens one page of every route that links lead to, and what is tried by name; `seen` gathers the routes."""
    waiting, opened = list(ENTRANCES), set(ENTRANCES)
    while waiting:
        path = waiting.pop(0)
        route = _route(app, path)
        if path not in ENTRANCES and (route is None or route in seen):
            continue
        answer = page.goto(address + path)
        if not (answer and answer.headers.get("content-type", "").startswith("text/html")):
            continue
        if route:
            seen.add(route)
        yield path
        links = page.eval_on_selector_all(
            "a[href^='/']:not([download])", "links => links.map((link) => link.getAttribute('href'))"
        )
        for link in dict.fromkeys(link.split("#")[0] for link in links):
            if link not in opened:
                opened.add(link)
                waiting.append(link)


def _route(app: FastAPI, path: str) -> str | None:
    wanted = urlsplit(path).path
    for route in _page_routes(app):
        if route.path_regex.match(wanted):
            return route.path
    return None


def _page_routes(app: FastAPI) -> list[APIRoute]:
    return [
        route
        for route in app.routes
        if isinstance(route, APIRoute)
        and "GET" in route.methods
        and not route.path.startswith(("/api/", "/health"))
        and not re.search(r"\.\w{3,4}$|/file|/attachments/|/evidence", route.path)
    ]


def _missed(app: FastAPI, seen: set[str]) -> set[str]:
    return {route.path for route in _page_routes(app)} - seen - set(PARTS)
