"""Lessons handed in as a spreadsheet: nothing is taken before the preview, then the good rows once, and all of them."""

from collections.abc import Sequence
from io import BytesIO
from threading import Barrier, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook
from selectolax.lexbor import LexborHTMLParser

from api.services import Services
from corpus.access import Role
from corpus.people import Person
from corpus.repository.submissions import SubmissionRepository
from corpus.submissions import Submission, SubmissionSource, SubmissionState
from corpus.types import Visibility
from ingest.structure.lesson.sheet import MOST_ROWS
from tests.api.lesson_site import FORM, Site

HEADERS = ("عنوان تجربه", "شهر", "شرح مشکل", "علت", "پیشنهاد", "تاریخ", "نوع تجربه")
NAMES = ("title", "city", "problem", "cause", "recommendation", "date", "polarity")
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def site(services: Services) -> Site:
    return Site(services)


def _row(number: int, **cells: Any) -> list[Any]:
    good = {
        "title": f"لق‌شدن درز پل شمارهٔ {number}",
        "city": "مشهد",
        "problem": f"درز پل {number} لق شد.",
        "cause": "ملات ضعیف بود.",
        "recommendation": "ملات زودگیر به کار رود.",
        "date": "مهر ۱۴۰۱",
        "polarity": "ناموفق",
    }
    return [(good | cells)[name] for name in NAMES]


def _workbook(rows: Sequence[Sequence[Any]], headers: Sequence[str] = HEADERS) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in (headers, *rows):
        book.active.append(list(row))
    body = BytesIO()
    book.save(body)
    return body.getvalue()


MIXED = (
    _row(1),
    _row(2, city="اتلانتیس"),
    _row(3, cause=""),
    _row(4, date=True),
    _row(5, problem="=1+1"),
    _row(1),
    _row(7, title=SCRIPT),
    _row(8, polarity='=HYPERLINK("x")'),
)


def _upload(client: TestClient, body: bytes, name: str = "تجربه‌ها.xlsx") -> str:
    """The address of the preview."""
    answer = client.post("/lessons/new/sheet", files={"files": (name, body)})
    assert answer.status_code == 303, answer.text
    url: str = answer.headers["location"]
    assert url.endswith("/sheet")
    return url


def _page(answer: httpx2.Response) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def _take(client: TestClient, url: str, **data: str) -> httpx2.Response:
    """Press the button of the preview as it stands."""
    page = _page(client.get(url))
    form = page.css_first("form.sheet-take")
    assert form is not None
    hidden = {one.attributes["name"] or "": one.attributes["value"] or "" for one in form.css("input[type=hidden]")}
    return client.post(urlsplit(url).path, data=hidden | data)


def _taken(site: Site) -> list[Submission]:
    with site.services.database.reading() as connection:
        found = SubmissionRepository(connection).listed([SubmissionState.SUBMITTED], limit=10_000)[1]
    return [one for one in found if one.source is SubmissionSource.SHEET]


def test_the_template_is_understood_as_it_is(site: Site) -> None:
    book = load_workbook(BytesIO(site.author.get("/lessons/template.xlsx").content))
    sheet = book.worksheets[0]
    headers = [str(cell.value) for cell in sheet[1]]
    by_name = {header: cell for header, cell in zip(HEADERS, _row(1), strict=True)}
    assert len(headers) > len(by_name)
    sheet.append([FORM.title, FORM.city, FORM.problem, FORM.cause, FORM.recommendation])
    body = BytesIO()
    book.save(body)
    page = _page(site.author.get(_upload(site.author, body.getvalue())))
    chosen = [option.attributes["value"] for option in page.css(".column-table option[selected]")]
    assert chosen[:5] == ["title", "city", "problem", "cause", "recommendation"]
    assert "" not in chosen


def test_nothing_is_taken_before_the_preview_and_then_the_good_rows_once(site: Site) -> None:
    url = _upload(site.author, _workbook(MIXED))
    page = _page(site.author.get(url))
    assert page.css_first(".sheet-counts").text().startswith("۲ ردیف درست، ۵ نادرست، ۱ تکراری")  # type: ignore[union-attr]
    told = {row.css_first("th").text(): row.text() for row in page.css(".sheet-rows tbody tr")}  # type: ignore[union-attr]
    assert "اتلانتیس" in told["۳"]
    assert "چرا پیش آمد" in told["۴"]
    assert "تاریخ رویداد" in told["۵"]
    assert _taken(site) == []
    assert site.author.get("/submissions").text.count("صفحهٔ گسترده، در انتظار گرفتن") == 1

    answer = _take(site.author, url, visibility="members", anonymous="1")
    assert answer.status_code == 303
    assert "۲ تجربه" in parse_qs(urlsplit(answer.headers["location"]).query)["message"][0]
    taken = _taken(site)
    assert sorted(one.form.title for one in taken) == sorted([SCRIPT, "لق‌شدن درز پل شمارهٔ 1"])
    assert {(one.visibility, one.anonymous, one.city_id) for one in taken} == {(Visibility.MEMBERS, True, "mashhad")}
    assert {one.form.polarity for one in taken} == {"negative"}

    again = site.author.post(url, data={"rev": "1"})
    assert "پیش‌تر" in parse_qs(urlsplit(again.headers["location"]).query)["message"][0]
    assert len(_taken(site)) == 2


def test_two_who_press_at_once_take_each_row_once(site: Site) -> None:
    url = _upload(site.author, _workbook([_row(number) for number in range(1, 6)]))
    _ = site.author.get(url)
    both, answers = Barrier(2), []

    def press() -> None:
        both.wait()
        answers.append(site.author.post(url, data={"rev": "1"}).status_code)

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303, 303]
    assert len(_taken(site)) == 5


def test_the_same_file_again_is_all_repeated(site: Site) -> None:
    body = _workbook([_row(1), _row(2)])
    _take(site.author, _upload(site.author, body))
    colleague = site.client_as(Role.CONTRIBUTOR, "mashhad", name="همکار مشهدی")
    url = _upload(colleague, body, "دوباره.xlsx")
    page = _page(colleague.get(url))
    assert page.css_first(".sheet-counts").text().startswith("۰ ردیف درست، ۰ نادرست، ۲ تکراری")  # type: ignore[union-attr]
    links = [link.attributes["href"] or "" for link in page.css(".sheet-rows td a")]
    assert [colleague.get(link).status_code for link in links] == [200, 200]
    refused = _take(colleague, url)
    assert refused.status_code == 422
    assert len(_taken(site)) == 2
    # What another city handed in is no repetition.
    stranger = site.client_as(Role.CONTRIBUTOR, "tabriz", name="نویسندهٔ تبریزی")
    assert _take(stranger, _upload(stranger, body)).status_code == 303
    assert len(_taken(site)) == 4


def test_bad_rows_come_back_as_a_sheet_that_is_mended_and_sent_again(site: Site) -> None:
    url = _upload(site.author, _workbook(MIXED))
    link = _page(site.author.get(url)).css_first(".exports a")
    assert link is not None
    sheet = load_workbook(BytesIO(site.author.get(link.attributes["href"] or "").content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][-1] == "خطا"
    assert [row[0] for row in rows[1:]] == [3, 4, 5, 6, 7, 9]
    assert "اتلانتیس" in str(rows[1][-1])
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    _take(site.author, url)
    city = rows[0].index("شهر")
    mended = [row[:-1] for row in rows[1:2]]
    mended[0][city] = "مشهد"
    body = _workbook([[str(cell or "") for cell in row] for row in mended], [str(cell) for cell in rows[0][:-1]])
    assert _take(site.author, _upload(site.author, body, "اصلاح‌شده.xlsx")).status_code == 303
    assert "لق‌شدن درز پل شمارهٔ 2" in [one.form.title for one in _taken(site)]


def test_columns_are_corrected_by_hand(site: Site) -> None:
    headers = ("عنوان", "شهر", "ستون یک", "ستون دو", "ستون سه")
    url = _upload(site.author, _workbook([_row(1)[:5], _row(2)[:5]], headers))
    page = _page(site.author.get(url))
    assert page.css_first(".sheet-counts").text().startswith("۰ ردیف درست")  # type: ignore[union-attr]
    chosen = "mapped=1&c0=title&c1=city&c2=problem&c3=cause&c4=recommendation"
    mapped = _page(site.author.get(f"{url}?{chosen}"))
    assert mapped.css_first(".sheet-counts").text().startswith("۲ ردیف درست")  # type: ignore[union-attr]
    assert _take(site.author, f"{url}?{chosen}").status_code == 303
    assert {one.form.cause for one in _taken(site)} == {"ملات ضعیف بود."}


def test_a_column_chosen_twice_is_told_and_can_be_chosen_anew(site: Site) -> None:
    url = _upload(site.author, _workbook([_row(1)]))
    answer = site.author.get(f"{url}?mapped=1&c0=title&c1=title")
    assert answer.status_code == 422
    assert "دو ستون" in answer.text
    assert len(_page(answer).css(".column-table select")) == len(HEADERS)
    assert site.author.get(f"{url}?mapped=1&c99=title").status_code == 422
    assert site.author.get(f"{url}?mapped=1&c0=secret").status_code == 422


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("نامه.txt", "این جدول نیست.".encode()),
        ("شکسته.xlsx", b"PK\x03\x04 broken"),
        ("تهی.csv", b"\n"),
    ],
)
def test_a_file_that_is_no_table_says_why_and_stays(site: Site, name: str, body: bytes) -> None:
    url = _upload(site.author, body, name)
    answer = site.author.get(url)
    assert answer.status_code == 422
    page = _page(answer)
    assert page.css_first(".flash.failed") is not None
    link = page.css_first(".facts a")
    assert link is not None
    assert site.author.get(link.attributes["href"] or "").content == body
    assert page.css_first("form.sheet-take") is None
    assert site.author.post(url, data={"rev": "1"}).status_code == 422


def test_five_thousand_rows_are_previewed_by_pages_and_taken(site: Site) -> None:
    url = _upload(site.author, _workbook([_row(number) for number in range(MOST_ROWS)]))
    page = _page(site.author.get(f"{url}?page=100"))
    assert page.css_first(".sheet-counts").text().startswith("۵۰۰۰ ردیف درست")  # type: ignore[union-attr]
    assert len(page.css(".sheet-rows tbody tr")) == 50
    assert page.css_first(".pagination .next") is None
    assert _take(site.author, url).status_code == 303
    assert len(_taken(site)) == MOST_ROWS
    more = _upload(site.author, _workbook([_row(number) for number in range(MOST_ROWS + 1)]), "بیشتر.xlsx")
    answer = site.author.get(more)
    assert answer.status_code == 422
    assert "۵۰۰۰" in answer.text


def test_script_in_headers_cells_and_names_is_shown_as_text(site: Site) -> None:
    headers = (*HEADERS[:5], SCRIPT, f"{SCRIPT}نوع")
    rows = [[f"{SCRIPT}{number}"] * 7 for number in range(2)]
    text = site.author.get(_upload(site.author, _workbook(rows, headers), f"{SCRIPT}.xlsx")).text
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text


def test_a_spreadsheet_is_not_there_for_others_nor_by_its_digest(site: Site) -> None:
    url = _upload(site.author, _workbook([_row(1)]))
    stranger = site.client_as(Role.CONTRIBUTOR, "tabriz", name="نویسندهٔ تبریزی")
    file = _page(site.author.get(url)).css_first(".facts a")
    assert file is not None
    paths = (url, f"{url}/errors.xlsx", file.attributes["href"] or "")
    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]
    assert stranger.post(url, data={"rev": "1"}).status_code == 404
    draft = stranger.post("/api/v1/submissions", json={"title": "x"}).json()
    digest = (file.attributes["href"] or "").rpartition("/")[2]
    assert stranger.get(f"/submissions/{draft['id']}/files/{digest}").status_code == 404
    # A lesson's draft is no spreadsheet.
    assert stranger.get(f"/submissions/{draft['id']}/sheet").status_code == 404


def test_the_secretariat_cannot_take_for_a_city_that_it_has_not(site: Site) -> None:
    clerk = site.reviewer
    person: Person = site.owner(site.reviewer)
    assert person.city_id is None
    url = _upload(clerk, _workbook([_row(1)]))
    assert _take(clerk, url, visibility="city").status_code == 422
    assert _take(clerk, url, visibility="public").status_code == 303
    assert [one.city_id for one in _taken(site)] == [None]
