"""What a results page weighs on the wire, counted in headless Chromium with an empty cache."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from api.samples import publish_sample_lessons, publish_samples
from bench.figures import Figure, Table
from bench.server import Server
from bench.site import ingest, site
from corpus.samples.corpus import sample_files

if TYPE_CHECKING:
    from playwright.sync_api import Request

QUESTIONS = ("ترمیم نوار حفاری", "زیرگذر هر بار که باران می‌آید پر از آب می‌شود", "پل")
MOST_WITH_FONT, MOST_WITHOUT_FONT = 120_000, 30_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer that the browser got; `size` in bytes as they were sent, headers included."""

    kind: str
    url: str
    size: int


def tables() -> Iterator[Table]:
    """One table a question; says so when there is no Chromium to ask with."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("page: skipped, Chromium is not installed (Debian: apt-get install chromium)")
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        with site(folder) as services:
            ingest(services, sample_files())
            publish_samples(services)
            publish_sample_lessons(services)
            services.indexer.run_until_idle()
        server = stack.enter_context(Server(folder))
        for question in QUESTIONS:
            fetched = _fetch(chromium, f"{server.url}/search?q={quote(question)}")
            yield _table(question, fetched, server.url)


def _fetch(chromium: str, url: str) -> list[Fetched]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        finished: list[Request] = []
        page.on("requestfinished", lambda request: finished.append(request))
        page.goto(url)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        fetched = []
        for request in finished:
            sizes = request.sizes()
            size = sizes["responseBodySize"] + sizes["responseHeadersSize"]
            fetched.append(Fetched(request.resource_type, request.url, size))
        browser.close()
    return fetched


def _table(question: str, fetched: Sequence[Fetched], address: str) -> Table:
    whole = sum(one.size for one in fetched)
    fonts = sum(one.size for one in fetched if one.kind == "font")
    foreign = [one.url for one in fetched if urlsplit(one.url).netloc != urlsplit(address).netloc]
    figures = [
        Figure("whole page", whole, "bytes", f"at most {MOST_WITH_FONT:,}"),
        Figure("without the font", whole - fonts, "bytes", f"at most {MOST_WITHOUT_FONT:,}"),
    ]
    for kind in ("document", "stylesheet", "script", "font", "image", "fetch", "other"):
        of_kind = [one for one in fetched if one.kind == kind]
        if of_kind:
            figures.append(Figure(kind, sum(one.size for one in of_kind), "bytes", f"{len(of_kind)} requests"))
    figures.append(Figure("requests to others", len(foreign), "", "none are allowed"))
    single = all(sum(one.kind == kind for one in fetched) == 1 for kind in ("stylesheet", "script"))
    fits = whole <= MOST_WITH_FONT and whole - fonts <= MOST_WITHOUT_FONT and single and not foreign
    return Table(
        f"the results page of «{question}»", tuple(figures), "within the budget." if fits else "OVER the budget."
    )
