"""Published lessons over HTTP: read, listed, exported, used, vouched for, linked; and nobody is told more than is theirs."""

import csv
from io import BytesIO, StringIO

import pytest
from docx import Document
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

from api.samples import publish_sample_lessons, publish_samples, sample_id
from api.services import Services
from corpus.access import Role
from corpus.files import StoredFile
from corpus.people import AuditFilter
from corpus.repository.audit import AuditRepository
from corpus.repository.files import FileRepository
from corpus.repository.lessons import LessonRepository
from corpus.submissions import Attachment
from tests.api.lesson_site import FORM, Site

SCRIPT = "<script>alert(1)</script>"
USE = {"project": "ترمیم خیابان بهار", "outcome": "نوار نشست نکرد.", "date": "خرداد ۱۴۰۴", "key": "k1"}


@pytest.fixture
def site(services: Services) -> Site:
    return Site(services)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with the sample sessions and lessons published; its tests only read."""
    from api.settings import Settings

    services = Services(Settings(data_dir=tmp_path_factory.mktemp("samples"), database_url=""))
    services.ownership.take()
    services.migrate()
    publish_samples(services)
    assert publish_sample_lessons(services) == 80
    assert publish_sample_lessons(services) == 0
    services.indexer.run_until_idle()
    return Site(services)


def _page(site: Site, path: str) -> LexborHTMLParser:
    response = site.visitor.get(path)
    assert response.status_code == 200, response.text[:300]
    return LexborHTMLParser(response.text)


def _text(content: bytes) -> str:
    document = Document(BytesIO(content))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_page_tells_the_lesson_and_what_to_read_beside_it(samples: Site) -> None:
    page = _page(samples, f"/lessons/{sample_id('L001')}")
    text = page.text()
    for said in ("نشست نوار حفاری گاز", "مشهد", "مهر ۱۳۹۹", "تجربهٔ ناموفق", "۱۸ میلیارد ریال", "نوسازی شبکه گاز"):
        assert said in text
    assert page.css_first("#citation").text().startswith("تجربهٔ ۱، مشهد، مهر ۱۳۹۹، http")
    near = [link.attributes["href"] or "" for link in page.css('[aria-labelledby="nearest-title"] .card-title a')]
    assert any(one.startswith("/lessons/") for one in near) and any(one.startswith("/resolutions/") for one in near)
    assert f"/lessons/{sample_id('L001')}" not in near
    assert page.css_first('dd a[href^="/search?q="]')
    assert not page.css("form[action$='/uses'], form[action$='/state']"), "a visitor has nothing to change"


def test_the_list_is_narrowed_sorted_and_paged_by_its_address(samples: Site) -> None:
    whole = samples.visitor.get("/api/v1/lessons").json()
    assert (whole["total"], whole["pages"], len(whole["lessons"])) == (80, 4, 20)
    mashhad = samples.visitor.get("/api/v1/lessons", params={"city": "mashhad", "page_size": 200}).json()["lessons"]
    assert mashhad and {one["city"] for one in mashhad} == {"مشهد"}
    told = {"polarity": "risk", "year": "۱۳۹۹", "about": "گاز", "sort": "used"}
    narrowed = samples.visitor.get("/api/v1/lessons", params=told).json()["lessons"]
    assert all(one["polarity"] == "risk" and one["date"]["year"] == 1399 for one in narrowed)
    page = _page(samples, "/lessons?city=mashhad")
    assert len(page.css(".lesson-cards > li")) == min(20, len(mashhad))
    first, second = (
        {link.attributes["href"] for link in _page(samples, f"/lessons?page={n}").css(".lesson-cards .card-title a")}
        for n in (1, 2)
    )
    assert len(first) == len(second) == 20 and not first & second
    assert "هیچ" not in page.text() and "با این گزینه‌ها نیست" in _page(samples, "/lessons?about=ناپیدا").text()


@pytest.mark.parametrize("wrong", ["city=atlantis", "year=99", "polarity=odd", "sort=odd", "state=draft"])
def test_a_field_that_cannot_be_used_is_named(samples: Site, wrong: str) -> None:
    refused = samples.visitor.get(f"/api/v1/lessons?{wrong}")
    assert refused.status_code == 422 and wrong.partition("=")[0] in refused.json()["detail"]
    assert samples.visitor.get(f"/lessons.xlsx?{wrong}").status_code == 422
    assert samples.visitor.get(f"/lessons?{wrong}").status_code == 200


def test_search_finds_lessons_and_leads_to_their_page(samples: Site) -> None:
    page = _page(samples, "/search?q=" + "نوار حفاری گاز بولوار تازه آسفالت")
    card = next(one for one in page.css(".result") if one.css_first(f'a[href="/lessons/{sample_id("L001")}"]'))
    facts = [fact.text(strip=True) for fact in card.css(".facts li:not(.why)")]
    assert "تجربه" in card.css_first(".result-kind").text()
    assert facts == ["مشهد", "مهر ۱۳۹۹", "تجربهٔ ناموفق"]
    assert card.css("mark")


def test_files_of_the_list_hold_what_it_holds(samples: Site) -> None:
    book = load_workbook(BytesIO(samples.visitor.get("/lessons.xlsx?city=mashhad").content))
    rows = list(book.active.iter_rows(values_only=True))
    lines = list(csv.reader(StringIO(samples.visitor.get("/lessons.csv?city=mashhad").content.decode("utf-8-sig"))))
    total = samples.visitor.get("/api/v1/lessons?city=mashhad").json()["total"]
    assert len(rows) == len(lines) == total + 1
    assert list(rows[0]) == lines[0] and {row[2] for row in rows[1:]} == {"مشهد"}


def test_a_formula_in_a_field_is_text_in_every_file(site: Site) -> None:
    lesson_id = site.publish(
        project='=HYPERLINK("http://x")', outcome="+۲ سانتی‌متر نشست ماند.", contact_role="@SUM(A1)"
    )
    book = load_workbook(BytesIO(site.visitor.get("/lessons.xlsx").content))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=HYPERLINK" in site.visitor.get("/lessons.csv").text
    assert not any(
        cell.startswith(("=", "+", "@", "-"))
        for line in csv.reader(StringIO(site.visitor.get("/lessons.csv").content.decode("utf-8-sig")))
        for cell in line
    )
    assert '=HYPERLINK("http://x")' in _text(site.visitor.get(f"/lessons/{lesson_id}/lesson.docx").content)


def test_script_in_any_field_is_text_everywhere(site: Site) -> None:
    names = [name for name in type(FORM).__dataclass_fields__ if name not in ("city", "date", "polarity")]
    fields = {name: f"{name} {SCRIPT} نوار" for name in names}
    submission = site.hand_in(**fields)
    lesson_id = site.publish(**fields)
    site.engineer.post(f"/lessons/{lesson_id}/uses", data={**USE, "project": SCRIPT, "outcome": SCRIPT})
    site.reviewer.post(f"/lessons/{lesson_id}/links", data={"title": SCRIPT})
    pages = [f"/lessons/{lesson_id}", f"/lessons/{lesson_id}/versions", "/lessons", "/search?q=نوار"]
    answers = [site.visitor.get(path).text for path in pages]
    answers += [site.reviewer.get(f"/reviews/{submission.id}").text, site.reviewer.get("/reviews").text]
    answers.append(
        site.reviewer.post(f"/reviews/{submission.id}", data={"title": SCRIPT, "do": "publish", "rev": "1"}).text
    )
    for answer in answers:
        assert "<script>alert" not in answer and "&lt;script&gt;" in answer
    assert SCRIPT in _text(site.visitor.get(f"/lessons/{lesson_id}/lesson.docx").content)
    assert b"<script>" not in BytesIO(site.visitor.get(f"/lessons/{lesson_id}/lesson.docx").content).getvalue()


def test_whoever_used_it_says_so_once(site: Site) -> None:
    lesson_id = site.publish()
    path = f"/lessons/{lesson_id}/uses"
    assert site.visitor.post(path, data=USE).status_code in (303, 401, 403)
    refused = site.engineer.post(path, data={"project": "پل", "date": "فردا شاید"})
    page = LexborHTMLParser(refused.text)
    assert refused.status_code == 422 and page.css_first("#f-outcome-error") and page.css_first("#f-date-error")
    assert page.css_first("#f-project").attributes["value"] == "پل"
    for _ in range(2):
        assert site.engineer.post(path, data=USE).status_code == 303
    body = site.engineer.get(f"/api/v1/lessons/{lesson_id}").json()
    (use,) = body["uses"]
    assert (use["city_id"], use["project"], use["by"], use["date"]["month"]) == (
        "karaj",
        USE["project"],
        "مهندس کرجی",
        3,
    )
    assert body["counts"]["uses"] == 1
    assert site.visitor.get(f"/api/v1/lessons/{lesson_id}").json()["uses"][0]["by"] == ""
    assert "۱ بار به کار رفته" in _page(site, "/lessons").text()
    assert "۱ بار به کار رفته" in _page(site, "/search?q=تراکم").text()
    with site.services.database.reading() as connection:
        entry = AuditRepository(connection).entries(AuditFilter(item_id=lesson_id))[0]
    assert (entry.action, entry.name) == ("lesson.use", "مهندس کرجی")


def test_one_vouches_once_can_take_it_back_and_not_for_ones_own(site: Site) -> None:
    lesson_id = site.publish()

    def count() -> int:
        number: int = site.visitor.get(f"/api/v1/lessons/{lesson_id}").json()["counts"]["endorsements"]
        return number

    for _ in range(2):
        assert site.engineer.post(f"/lessons/{lesson_id}/endorsement", data={"endorses": "1"}).status_code == 303
    assert count() == 1
    assert "برداشتن تأیید من" in site.engineer.get(f"/lessons/{lesson_id}").text
    colleague = site.client_as(Role.ENGINEER, "mashhad", name="همکار مشهدی")
    assert colleague.post(f"/lessons/{lesson_id}/endorsement", data={"endorses": "1"}).status_code == 422
    assert "تأیید می‌کنم" not in colleague.get(f"/lessons/{lesson_id}").text
    assert site.engineer.delete(f"/api/v1/lessons/{lesson_id}/endorsement").status_code == 200
    assert count() == 0
    assert site.visitor.put(f"/api/v1/lessons/{lesson_id}/endorsement").status_code == 401


def test_a_resolution_and_a_standard_take_it_in(published: Services) -> None:
    site = Site(published)
    lesson_id = site.publish()
    assert site.engineer.post(f"/lessons/{lesson_id}/links", data={"title": "۱۸/۷"}).status_code == 403
    assert site.reviewer.post(f"/lessons/{lesson_id}/links", data={"title": "۹۹/۹"}).status_code == 422
    for title in ("۱۸/۷", "دستورالعمل ترمیم حفاری، ۱۴۰۴", "18/7"):
        assert site.reviewer.post(f"/lessons/{lesson_id}/links", data={"title": title}).status_code == 303
    links = site.visitor.get(f"/api/v1/lessons/{lesson_id}").json()["links"]
    known = sample_id("R18-7")
    assert {(one["title"], one["resolution_id"]) for one in links} == {
        ("دستورالعمل ترمیم حفاری، ۱۴۰۴", None), ("مصوبهٔ ۷ نشست ۱۸", known),
    }  # fmt: skip
    taken = _page(site, f"/resolutions/{known}").css_first('[aria-labelledby="taken-in-title"]')
    assert FORM.title in taken.text()
    link = next(one["id"] for one in links if one["resolution_id"])
    assert site.reviewer.post(f"/lessons/{lesson_id}/links/{link}/remove").status_code == 303
    assert not _page(site, f"/resolutions/{known}").css('[aria-labelledby="taken-in-title"]')


def test_readers_are_counted_and_nobody_else(site: Site) -> None:
    lesson_id = site.publish()
    path = f"/lessons/{lesson_id}"
    visitor = site.visitor
    for _ in range(2):
        visitor.get(path)
    site.engineer.get(path)
    site.author.get(path)
    visitor.head(path)
    for agent in ("Googlebot/2.1", "curl/8", "python-requests/2", ""):
        visitor.get(path, headers={"User-Agent": agent})
    visitor.get(path, headers={"Sec-Purpose": "prefetch"})
    visitor.get(f"/api/v1/lessons/{lesson_id}")
    assert visitor.get(f"/api/v1/lessons/{lesson_id}").json()["counts"]["reads"] == 3


def test_files_and_photographs_go_out_as_what_they_are(site: Site) -> None:
    lesson_id = site.publish()
    picture = site.services.files.add(BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 20), max_bytes=1000)
    page = site.services.files.add(BytesIO(b"<script>alert(1)</script>"), max_bytes=1000)
    letter = site.services.files.add(BytesIO(b"%PDF-1.7 " + b"0" * 20), max_bytes=1000)
    drawing = site.services.files.add(BytesIO(b"<svg onload='alert(1)'/>"), max_bytes=1000)
    names: list[tuple[StoredFile, str]] = [
        (picture, "عکس.png"), (page, "دروغ.png"), (letter, "نامه.PDF"), (drawing, "نقشه.svg")
    ]  # fmt: skip
    with site.services.database.transaction() as connection:
        for stored, _ in names:
            FileRepository(connection).save(stored)
        files = [Attachment(stored.sha256, name, stored.size) for stored, name in names]
        LessonRepository(connection).attach(lesson_id, files)
    shown = site.visitor.get(f"/lessons/{lesson_id}/files/{picture.sha256}")
    forged = site.visitor.get(f"/lessons/{lesson_id}/files/{page.sha256}")
    assert (shown.headers["content-type"], forged.headers["content-type"]) == ("image/png", "application/octet-stream")
    assert forged.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%")
    assert {shown.headers["x-content-type-options"], forged.headers["x-content-type-options"]} == {"nosniff"}
    read, saved = (site.visitor.get(f"/lessons/{lesson_id}/files/{one.sha256}") for one in (letter, drawing))
    assert (read.headers["content-type"], saved.headers["content-type"]) == (
        "application/pdf",
        "application/octet-stream",
    )
    assert [one.headers["content-disposition"].partition(";")[0] for one in (shown, read, saved)] == [
        "inline", "inline", "attachment"
    ]  # fmt: skip
    assert all("default-src 'none'" in one.headers["content-security-policy"] for one in (shown, forged, read, saved))
    assert "sandbox" in shown.headers["content-security-policy"]
    assert _page(site, f"/lessons/{lesson_id}").css_first(f'img[src$="{picture.sha256}"]')
    assert site.visitor.get(f"/lessons/{lesson_id}/files/{'0' * 64}").status_code == 404


def test_a_city_that_asked_not_to_be_named_is_named_nowhere(site: Site) -> None:
    lesson_id = site.publish(anonymous=True, contact_role="رئیس ادارهٔ نظارت مشهد")
    site.author.post(f"/lessons/{lesson_id}/uses", data={**USE, "project": "خیابان دیگر"})
    twin = site.hand_in(anonymous=True, title="همین تجربه")
    assert site.act(twin, "merge", target="1")["state"] == "merged"
    doors = [
        f"/lessons/{lesson_id}", f"/lessons/{lesson_id}/versions", "/lessons", "/search?q=تراکم",
        f"/api/v1/lessons/{lesson_id}", f"/api/v1/lessons/{lesson_id}/versions", "/api/v1/lessons",
        "/api/v1/search?q=تراکم", "/lessons.csv",
    ]  # fmt: skip
    for client in (site.visitor, site.engineer):
        for door in doors:
            answer = client.get(door)
            assert answer.status_code == 200
            # The list's filter names every city.
            told = LexborHTMLParser(answer.text).css_first(".lesson-cards").html if door == "/lessons" else answer.text
            assert "مشهد" not in told and "mashhad" not in told, door
        assert "مشهد" not in _text(client.get(f"/lessons/{lesson_id}/lesson.docx").content)
        cells = load_workbook(BytesIO(client.get("/lessons.xlsx").content)).active.iter_rows(
            min_row=2, values_only=True
        )
        assert not [cell for row in cells for cell in row if cell and "مشهد" in str(cell)]
        assert client.get("/api/v1/lessons?city=mashhad").json()["total"] == 0
        assert client.get("/api/v1/search", params={"q": "شهر:مشهد"}).json()["total"] == 0
    for client in (site.author, site.reviewer):
        body = client.get(f"/api/v1/lessons/{lesson_id}").json()
        assert (body["city"], body["contact_role"]) == ("مشهد", "رئیس ادارهٔ نظارت مشهد")
        assert client.get("/api/v1/lessons?city=mashhad").json()["total"] == 1


def test_what_is_not_for_one_is_not_there(site: Site) -> None:
    for visibility, seen in (("members", (False, True, True)), ("city", (False, False, True))):
        submission = site.hand_in(title=f"برای {visibility}")
        answer = site.act(submission, "publish", visibility=visibility)
        site.services.indexer.run_until_idle()
        lesson_id = answer["lesson_id"]
        for client, sees in zip((site.visitor, site.engineer, site.author), seen, strict=True):
            for door in ("", "/versions", "/lesson.docx"):
                assert client.get(f"/lessons/{lesson_id}{door}").status_code == (200 if sees else 404)
            assert client.get(f"/api/v1/lessons/{lesson_id}").status_code == (200 if sees else 404)
            listed = [one["id"] for one in client.get("/api/v1/lessons").json()["lessons"]]
            hits = [hit["id"] for hit in client.get("/api/v1/search", params={"q": "تراکم"}).json()["hits"]]
            assert [lesson_id in listed, lesson_id in hits, lesson_id in client.get("/lessons.csv").text] == [sees] * 3
    engineer = site.engineer.post(f"/lessons/{lesson_id}/uses", data=USE)
    assert engineer.status_code == 404


def test_only_its_own_city_and_the_secretariat_begin_a_revision(site: Site) -> None:
    lesson_id = site.publish()
    other = site.client_as(Role.CONTRIBUTOR, "tehran", name="نویسندهٔ تهرانی")
    assert site.engineer.post(f"/lessons/{lesson_id}/revise").status_code == 403
    assert other.post(f"/lessons/{lesson_id}/revise").status_code == 404
    for client in (site.author, site.reviewer):
        assert client.post(f"/lessons/{lesson_id}/revise").headers["location"].startswith("/submissions/")
    assert site.author.post("/lessons/none/revise").status_code == 404
