"""Files made of the desk's list, opened with what people open them with."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from urllib.parse import unquote

import pytest
from docx import Document
from docx.oxml.ns import qn
from fastapi.testclient import TestClient
from icalendar import Calendar
from lxml import etree
from openpyxl import load_workbook

from api.app import create_app
from api.exports.feed import NAMESPACE
from api.samples import sample_id
from api.services import Services
from corpus.repository.resolutions import ResolutionRepository
from corpus.types import Party, Resolution

ATTACKS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


@pytest.fixture
def site(published: Services, sign_in: Callable[..., TestClient]) -> TestClient:
    return sign_in(TestClient(create_app(published), raise_server_exceptions=False))


def change(services: Services, name: str, **changes: object) -> Resolution:
    with services.database.transaction() as connection:
        records = ResolutionRepository(connection)
        records.save(replace(records.get(sample_id(name)), **changes))
        return records.get(sample_id(name))


def listed(site: TestClient, query: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = site.get(f"/api/v1/desk?page_size=500&{query}").json()["rows"]
    return rows


@pytest.mark.parametrize("query", ["", "overdue=1", "city=karaj&status=open&sort=session&order=asc"])
def test_the_spreadsheets_hold_exactly_the_filtered_list(site: TestClient, query: str) -> None:
    expected = [(row["session_number"], row["number"], row["text"]) for row in listed(site, query)]
    sheet = load_workbook(BytesIO(site.get(f"/desk.xlsx?{query}").content)).active
    assert sheet is not None
    assert sheet.sheet_view.rightToLeft
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][:3] == ("نشست", "شماره", "متن مصوبه")
    assert [line[:3] for line in lines[1:]] == expected
    assert len(expected) > 5
    response = site.get(f"/desk.csv?{query}")
    assert response.content.startswith(b"\xef\xbb\xbf")
    plain = list(csv.reader(StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert [(int(one[0]), int(one[1]), one[2]) for one in plain[1:]] == expected
    assert "مصوبه‌ها" in unquote(response.headers["content-disposition"])


def test_dates_are_jalali_text_and_numbers_are_numbers(site: TestClient) -> None:
    sheet = load_workbook(BytesIO(site.get("/desk.xlsx?session_from=26&session_to=26&sort=session&order=asc").content))
    head, first, *_ = list(sheet.active.iter_rows(values_only=True))
    row = dict(zip(head, first, strict=True))
    assert (row["نشست"], row["شماره"], row["مهلت"]) == (26, 1, "۳۱ شهریور ۱۴۰۱")
    assert isinstance(row["پیشرفت (درصد)"], int)
    assert row["مهلت گذشته"] == "بله"


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_is_a_formula(site: TestClient, published: Services, attack: str) -> None:
    change(published, "R20-1", text=attack, responsible=(Party(attack),))
    query = "session_from=20&session_to=20&sort=session&order=asc"
    sheet = load_workbook(BytesIO(site.get(f"/desk.xlsx?{query}").content)).active
    assert sheet is not None
    for cell in (sheet.cell(2, 3), sheet.cell(2, 4)):
        assert cell.data_type == "s"
        assert str(cell.value).startswith("'")
    plain = list(csv.reader(StringIO(site.get(f"/desk.csv?{query}").content.decode("utf-8-sig"), newline="")))
    assert plain[1][2] == plain[1][3] == f"'{attack}"


def test_a_list_that_was_asked_for_wrongly_is_no_file(site: TestClient) -> None:
    for kind in ("xlsx", "csv", "ics"):
        response = site.get(f"/desk.{kind}?city=nowhere&due_to=1403/8/31")
        assert response.status_code == 422
        assert "due_to" in response.text


def test_the_letter_tells_a_city_what_it_owes(site: TestClient) -> None:
    owed = site.get("/api/v1/cities/karaj").json()["owed"]
    response = site.get("/cities/karaj/letter.docx")
    assert "کرج" in unquote(response.headers["content-disposition"])
    letter = Document(BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert "شهرداری کرج" in text
    assert "امضا" in text
    assert "تاریخ:" in text
    (table,) = letter.tables
    assert [row.cells[3].text for row in table.rows[1:]] == [" ".join(row["text"].split()) for row in owed]
    late = ["مهلت گذشته" in row.cells[4].text for row in table.rows[1:]]
    assert late == [row["overdue"] for row in owed]
    # Right to left, and in a Persian font, in Word's own terms.
    assert table._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    paragraphs = [*letter.paragraphs, *(one for row in table.rows for cell in row.cells for one in cell.paragraphs)]
    assert all(one._p.pPr.find(qn("w:bidi")) is not None for one in paragraphs)
    runs = [run for paragraph in paragraphs for run in paragraph.runs if run.text]
    assert all(run._r.rPr.find(qn("w:rtl")) is not None for run in runs)
    assert {run._r.rPr.rFonts.get(qn("w:cs")) for run in runs} == {"B Nazanin"}


def test_a_city_that_owes_nothing_gets_a_letter_that_says_so(site: TestClient) -> None:
    letter = Document(BytesIO(site.get("/cities/ilam/letter.docx").content))
    assert not letter.tables
    assert any("مصوبهٔ بازی" in paragraph.text for paragraph in letter.paragraphs)
    assert site.get("/cities/nowhere/letter.docx").status_code == 404


def test_the_calendar_has_every_deadline_of_the_list_on_its_day(site: TestClient, published: Services) -> None:
    change(published, "R26-1", text="خط نخست، با ویرگول؛ و نقطه‌ویرگول; \\ \nخط دوم " + "بسیار بلند " * 40)
    content = site.get("/desk.ics?city=karaj&role=any").content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    content = site.get("/desk.ics").content
    events = {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}
    with_deadline = {f"{row['id']}@tajrobe": row for row in listed(site, "") if row["due_by"]}
    assert events.keys() == with_deadline.keys()
    for uid, event in events.items():
        assert event.decoded("dtstart") == date.fromisoformat(str(with_deadline[uid]["due_by"]))
        assert str(with_deadline[uid]["text"]) in str(event["description"])
    again = Calendar.from_ical(site.get("/desk.ics").content)
    assert {str(event["uid"]) for event in again.walk("VEVENT")} == events.keys()


def test_the_feed_begins_with_the_latest_news_and_keeps_its_ids(site: TestClient, published: Services) -> None:
    change(published, "R18-2", text="متن <b>تازه</b> & \x0b ناروا")
    feeds = [etree.fromstring(site.get("/feeds/resolutions.atom").content) for _ in range(2)]
    names = {"a": NAMESPACE}
    ids = [feed.xpath("//a:entry/a:id/text()", namespaces=names) for feed in feeds]
    assert ids[0] == ids[1]
    assert ids[0][0] == f"urn:tajrobe:resolution:{sample_id('R18-2')}"
    assert len(ids[0]) == len(set(ids[0])) == 50
    content = feeds[0].xpath("//a:entry/a:content/text()", namespaces=names)[0]
    assert "<b>تازه</b> &" in content
    updated = feeds[0].xpath("//a:entry/a:updated/text()", namespaces=names)
    assert updated == sorted(updated, reverse=True)
    assert feeds[0].xpath("string(a:updated)", namespaces=names) == updated[0]
    assert feeds[0].xpath("string(a:link[@rel='self']/@href)", namespaces=names).endswith("/feeds/resolutions.atom")


@pytest.mark.parametrize(
    ("path", "query"), [("cities/karaj", "city=karaj&role=any"), ("bodies/group-process", "body=group-process")]
)
def test_cities_and_bodies_have_feeds_of_their_own(site: TestClient, path: str, query: str) -> None:
    feed = etree.fromstring(site.get(f"/feeds/{path}.atom").content)
    ids = {one.removeprefix("urn:tajrobe:resolution:") for one in feed.xpath("//*[local-name()='entry']/*[1]/text()")}
    assert ids
    assert ids <= {row["id"] for row in listed(site, query)}
    assert site.get(f"/feeds/{path}x.atom").status_code == 404
