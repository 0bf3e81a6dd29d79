"""The way of a new user in the secretariat, all of it in the browser: from the file of a session's minutes to confirmed
resolutions, a follow-up with its evidence, and the overdue list as a file."""

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from api.services import Services
from corpus.samples.corpus import sample_files

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
MINUTES = "صورتجلسه نشست 23 - اهواز.docx"


@pytest.fixture
def address(services: Services, serve: Callable[[Services], str]) -> str:
    """An empty site with its worker."""
    return serve(services)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_a_file_to_the_overdue_list(
    browser, address: str, tmp_path: Path, wait_until, enter, excess_width, script: bool, viewport: dict
) -> None:
    page = browser.new_context(viewport=viewport, java_script_enabled=script, accept_downloads=True).new_page()
    enter(page, address)
    (minutes,) = [path for path in sample_files() if path.name == MINUTES]

    # The file goes in, and its review is one click from where it went in.
    page.goto(f"{address}/uploads")
    page.locator("input[type=file]").set_input_files(minutes)
    page.locator("form.drop button").click()
    page.wait_for_url("**/uploads?**")

    def ready() -> bool:
        page.goto(f"{address}/uploads")
        return page.get_by_role("link", name="آمادهٔ بازبینی").count() > 0

    wait_until(ready)
    page.get_by_role("link", name="آمادهٔ بازبینی").first.click()
    page.wait_for_url("**/minutes/**")
    expect(page.locator("fieldset.resolution")).to_have_count(11)
    page.get_by_role("button", name="تأیید و ثبت").click()
    page.wait_for_url("**/minutes?done=**")

    # From the desk to one that is overdue, and what is heard of it.
    page.goto(f"{address}/desk")
    page.get_by_role("link", name="مهلت گذشته", exact=True).click()
    page.wait_for_url("**overdue=1**")
    overdue = page.locator("tr.resolution.late")
    count = overdue.count()
    assert count > 1
    overdue.first.locator("td.words a").click()
    page.wait_for_url("**/resolutions/*")
    evidence = tmp_path / "نامهٔ شهرداری.txt"
    evidence.write_text("انجام شد.", encoding="utf-8")
    page.get_by_label("خبر از").fill("دبیرخانه")
    page.get_by_label("وضعیت", exact=True).select_option("done")
    page.get_by_label("پیشرفت (درصد)").fill("۱۰۰")
    page.get_by_label("شرح", exact=True).fill("شهرداری پایان کار را گزارش داد.")
    page.get_by_label("پیوست (اختیاری)").set_input_files(evidence)
    page.get_by_role("button", name="ثبت پیگیری").click()
    page.wait_for_url("**/resolutions/*message=*")
    entry = page.locator(".timeline > li", has_text="شهرداری پایان کار را گزارش داد.")
    expect(entry.locator("a")).to_have_text("پیوست: نامهٔ شهرداری.txt")
    assert excess_width(page) == 0

    # What is done is overdue no more; the rest goes out as a file.
    page.goto(f"{address}/desk?overdue=1")
    expect(page.locator("tr.resolution.late")).to_have_count(count - 1)
    with page.expect_download() as download:
        page.locator("a[href^='/desk.xlsx']").first.click()
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    rows = [row for row in book.active.iter_rows(values_only=True) if any(row)]
    assert sum(isinstance(row[1], int) or isinstance(row[0], int) for row in rows) == count - 1
