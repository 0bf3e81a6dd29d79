"""How items are cited: one line in words, the page where one is known, and an address that stays."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from api.app import create_app
from api.citation import document_citation, lesson_citation, permanent_url, resolution_citation
from api.pages.facts import CityNames
from api.samples import publish_sample_lessons, sample_id
from api.services import Services
from corpus.access import Role, Viewer, seen_by
from corpus.gazetteer import CITIES
from corpus.repository.documents import DocumentRepository
from corpus.repository.meetings import MeetingRepository
from corpus.types import Document, ItemKind, JalaliDate, Lesson, Meeting, Resolution

NAMES = CityNames(CITIES)
MEETING = Meeting("m", 20, "نشست بیستم", host_city="طهران", host_city_id="tehran", date=JalaliDate(1389, 8, 12))
PAPER = Document("d", "راهنمای ترمیم", "0" * 64, "راهنما.pdf", "application/pdf", "متن")
LESSON = Lesson("l", "نشست نوار", "mashhad", "مشکل", "علت", "پیشنهاد", number=12, date=JalaliDate(1399, 7))


def test_a_resolution_is_cited_by_its_session() -> None:
    resolution = Resolution("r", "m", 4, "متن")
    assert resolution_citation(resolution, MEETING, NAMES) == "نشست بیستم، تهران، ۱۳۸۹، مصوبهٔ ۴"
    bare = replace(MEETING, session_number=123, host_city=None, host_city_id=None, date=None)
    assert resolution_citation(resolution, bare, NAMES) == "نشست صد و بیست و سوم، مصوبهٔ ۴"
    unknown = replace(MEETING, host_city="ورامین", host_city_id=None)
    assert resolution_citation(resolution, unknown, NAMES) == "نشست بیستم، ورامین، ۱۳۸۹، مصوبهٔ ۴"


def test_a_document_is_cited_by_its_title_and_minutes_by_their_session() -> None:
    assert document_citation(PAPER, NAMES) == "«راهنمای ترمیم»"
    known = replace(PAPER, city_id="tabriz", session_number=18, date=JalaliDate(1390, 7, 14))
    assert document_citation(known, NAMES, 3) == "«راهنمای ترمیم»، نشست هجدهم، تبریز، ۱۴ مهر ۱۳۹۰، صفحهٔ ۳"
    assert document_citation(known, NAMES, 3, minutes_of=MEETING) == "صورتجلسهٔ نشست بیستم، تهران، ۱۳۸۹، صفحهٔ ۳"


def test_the_city_of_an_anonymous_lesson_is_cited_to_nobody_else() -> None:
    with seen_by(Viewer()):
        assert lesson_citation(LESSON, NAMES) == "تجربهٔ ۱۲، مشهد، مهر ۱۳۹۹"
        assert lesson_citation(replace(LESSON, anonymous=True), NAMES) == "تجربهٔ ۱۲، مهر ۱۳۹۹"
    with seen_by(Viewer(Role.ENGINEER, "p", city_id="mashhad")):
        assert "مشهد" in lesson_citation(replace(LESSON, anonymous=True), NAMES)


@pytest.mark.parametrize("kind", ItemKind)
def test_the_permanent_address_is_the_items_own_page(kind: ItemKind) -> None:
    assert permanent_url(kind, "abc") == f"/{kind.value}s/abc"


def test_every_items_page_tells_how_to_cite_it(
    published: Services, make_services: Callable[..., Services], ingest: Callable[..., None]
) -> None:
    publish_sample_lessons(published)
    ingest(published, یادداشت="یادداشت فنی پل\n\nدرز انبساط پل باید هر سال بازدید شود.")
    with published.database.reading() as connection:
        (document,) = DocumentRepository(connection).recent(1)
    cited = {
        f"/resolutions/{sample_id('R18-7')}": "نشست هجدهم، تبریز، ۱۳۹۰، مصوبهٔ ۷",
        f"/lessons/{sample_id('L001')}": "تجربهٔ ۱، مشهد، مهر ۱۳۹۹",
        f"/documents/{document.id}": "«یادداشت فنی پل»",
    }
    # What the reader sees, whatever address they came by.
    settings = published.settings.model_copy(update={"site_url": "https://tajrobe.example/"})
    published.__dict__["settings"] = settings
    client = TestClient(create_app(published))
    for path, citation in cited.items():
        line = LexborHTMLParser(client.get(path).text).css_first("#citation")
        assert line is not None
        assert line.text() == f"{citation}، https://tajrobe.example{path}"
        assert client.get(path).status_code == 200


def test_the_pages_of_minutes_are_cited_by_their_session(published: Services, ingest: Callable[..., None]) -> None:
    pages = "\f".join(f"صفحهٔ {n}\n\nدر این صفحه از پل {n} گفته شد." for n in ("نخست", "دیگر"))
    ingest(published, صورتجلسه=pages)
    with published.database.transaction() as connection:
        (document,) = DocumentRepository(connection).recent(1)
        meeting = MeetingRepository(connection).numbered(20)[0]
        MeetingRepository(connection).save(replace(meeting, document_id=document.id))
    page = LexborHTMLParser(TestClient(create_app(published)).get(f"/documents/{document.id}").text)
    line = page.css_first("#citation")
    assert line is not None and line.text().startswith("صورتجلسهٔ نشست بیستم، تهران، ۱۳")
