"""A resolution over HTTP: its page, what is added to its history, and how it stands to others."""

from collections.abc import Callable
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from api.app import create_app
from api.samples import sample_id
from api.services import Services
from corpus.repository.outbox import OutboxRepository
from corpus.repository.relations import RelationRepository
from corpus.text.dates import find_dates
from corpus.types import RelationState

OPEN = sample_id("R18-7")
ENTRY = {"by": "دبیرخانه", "note": "نامه فرستاده شد.", "date": "۱۴۰۴/۵/۱۴", "status": "in_progress", "progress": "۴۰"}


@pytest.fixture
def site(published: Services, sign_in: Callable[..., TestClient]) -> TestClient:
    return sign_in(TestClient(create_app(published), raise_server_exceptions=False, follow_redirects=False))


def _page(site: TestClient, resolution: str) -> LexborHTMLParser:
    response = site.get(f"/resolutions/{resolution}")
    assert response.status_code == 200, response.text[:500]
    return LexborHTMLParser(response.text)


def _body(site: TestClient, resolution: str) -> dict[str, object]:
    body: dict[str, object] = site.get(f"/api/v1/resolutions/{resolution}").json()
    return body


def test_the_page_tells_what_is_owed_and_what_followed(site: TestClient) -> None:
    page = _page(site, OPEN)
    text = page.text()
    for said in ("مصوبهٔ ۷ نشست ۱۸", "شناسنامه فنی", "همه کلان‌شهرها", "میان‌مدت", "از مهلت گذشته"):
        assert said in text
    steps = [step.text(strip=True) for step in page.css(".timeline > li")]
    assert "تصویب در نشست ۱۸" in steps[0]
    assert "امروز" in steps[-1]
    days = [step.css_first("time").text() for step in page.css(".timeline > li")]  # type: ignore[union-attr]
    when = [find_dates(day)[0].date.iso for day in days]
    assert when == sorted(when)  # type: ignore[type-var]
    assert sum("پایان مهلت" in step for step in steps) == 1
    assert len(steps) >= len(_body(site, OPEN)["follow_ups"]) + 2  # type: ignore[arg-type]


def test_its_twin_tells_the_same(site: TestClient) -> None:
    body = _body(site, OPEN)
    assert (body["session_number"], body["number"], body["overdue"]) == (18, 7, True)
    assert site.get("/api/v1/resolutions/none").json()["code"] == "NotFound"
    assert site.get("/resolutions/none").status_code == 404


def test_a_follow_up_with_evidence_is_added_once_and_indexed_anew(site: TestClient, published: Services) -> None:
    with published.database.reading() as connection:
        seq = OutboxRepository(connection).newest() or 0
    name = "نامه «۱۲»; x=.pdf"
    for _ in range(2):
        form = {**ENTRY, "key": "of-the-form"}
        answer = site.post(
            f"/resolutions/{OPEN}/follow-ups", data=form, files={"evidence": (name, BytesIO(b"<script>1</script>"))}
        )
        assert answer.status_code == 303
    body = _body(site, OPEN)
    added = [one for one in body["follow_ups"] if one["note"] == ENTRY["note"]]  # type: ignore[attr-defined]
    assert len(added) == 1
    assert (body["status"], body["progress"]) == ("in_progress", 40)
    file = site.get(added[0]["evidence"]["url"])
    assert file.content == b"<script>1</script>"
    assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert file.headers["x-content-type-options"] == "nosniff"
    with published.database.reading() as connection:
        assert [one.item_id for one in OutboxRepository(connection).after(seq, 10)] == [OPEN]


def test_evidence_that_does_no_harm_is_looked_at(site: TestClient) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    files = {"evidence": ("عکس.png", BytesIO(picture))}
    assert site.post(f"/resolutions/{OPEN}/follow-ups", data=ENTRY, files=files).status_code == 303
    (evidence,) = [one["evidence"] for one in _body(site, OPEN)["follow_ups"] if one["evidence"]]  # type: ignore[attr-defined]
    shown = site.get(evidence["url"])
    assert (shown.content, shown.headers["content-type"]) == (picture, "image/png")
    assert shown.headers["content-disposition"].startswith("inline; filename*=UTF-8''")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert shown.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"progress": "101"}, "progress"),
        ({"progress": "نیمی"}, "progress"),
        ({"date": "۳۱ آبان ۱۴۰۴"}, "date"),
        ({"date": "۱۴۹۰/۱/۱"}, "date"),
        ({"date": "۱۳۸۰/۱/۱"}, "date"),
        ({"date": "۱۴۰۴"}, "date"),
        ({"date": ""}, "date"),
        ({"by": " "}, "by"),
        ({"note": ""}, "note"),
        ({"note": "م" * 5000}, "note"),
        ({"status": "finished"}, "status"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(
    site: TestClient, given: dict[str, str], field: str
) -> None:
    before = _body(site, OPEN)
    answer = site.post(f"/resolutions/{OPEN}/follow-ups", data={**ENTRY, **given})
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    assert page.css_first(f"#f-{field}-error") is not None
    assert len(page.css(".field-error")) == 1
    kept = "note" if field != "note" else "by"
    shown = page.css_first(f"#f-{kept}")
    assert shown is not None
    assert ENTRY[kept] in (shown.attributes.get("value") or shown.text())
    assert _body(site, OPEN) == before


def test_an_empty_evidence_file_is_refused(site: TestClient) -> None:
    answer = site.post(f"/resolutions/{OPEN}/follow-ups", data=ENTRY, files={"evidence": ("a.pdf", BytesIO(b""))})
    assert answer.status_code == 422
    assert "f-evidence-error" in answer.text


def test_what_is_typed_is_shown_as_text(site: TestClient) -> None:
    site.post(f"/resolutions/{OPEN}/follow-ups", data={**ENTRY, "note": "<script>alert(1)</script>", "by": "<b>x</b>"})
    text = site.get(f"/resolutions/{OPEN}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_twin_adds_and_refuses_too(site: TestClient) -> None:
    url = f"/api/v1/resolutions/{OPEN}/follow-ups"
    entry = {"date": "14/5/1404", "by": "دبیرخانه", "note": "شد.", "status": "done", "progress": 100}
    added = site.post(url, json=entry)
    assert added.status_code == 201
    assert added.json()["status"] == "done"
    refused = site.post(url, json={**entry, "progress": 101})
    assert (refused.status_code, refused.json()["code"]) == (422, "InvalidRecord")


def test_the_story_goes_over_sessions_and_names_how_each_stands_to_the_one_before(site: TestClient) -> None:
    newest = sample_id("R23-4")
    steps = _page(site, newest).css(".story-steps > li")
    titles = [step.css_first(".step-title").text(strip=True) for step in steps]  # type: ignore[union-attr]
    assert [title.split("،")[0][:16] for title in titles][:2] == ["مصوبهٔ ۳ نشست ۱۶", "مصوبهٔ ۳ نشست ۱۸"]
    assert "جایگزین مصوبهٔ ۳ نشست ۱۸" in steps[-1].text()
    assert "here" in (steps[-1].attributes["class"] or "")


def test_relations_are_proposed_judged_and_added(site: TestClient, published: Services) -> None:
    published.indexer.run_until_idle()
    twin = f"/api/v1/resolutions/{sample_id('R26-4')}/relations"
    relation = {"other": "۱۶/۱", "kind": "repeats", "by": "دبیرخانه"}
    assert site.post(twin, json=relation).status_code == 201
    refused = site.post(twin, json={**relation, "other": "۹۹/۱"})
    assert refused.status_code == 422
    page = f"/resolutions/{sample_id('R26-4')}/relations"
    answer = site.post(page, data={"other": sample_id("R26-4"), "kind": "repeats", "by": ""})
    assert answer.status_code == 422
    assert {"f-other-error", "f-relation_by-error"} <= {
        one.attributes["id"] for one in LexborHTMLParser(answer.text).css(".field-error")
    }
    pair = (sample_id("R26-4"), sample_id("R16-1"))
    judged = site.post(f"{page}/{pair[0]}/{pair[1]}", data={"verdict": "reject", "by": "ناظر"})
    assert judged.status_code == 303
    with published.database.reading() as connection:
        (known,) = [r for r in RelationRepository(connection).of([pair[0]]) if r.older_id == pair[1]]
    assert (known.state, known.by) == (RelationState.REJECTED, "ناظر")
    assert site.post(f"{page}/{pair[1]}/{pair[0]}", data={"verdict": "confirm"}).status_code == 404


def test_likely_relations_are_proposed_and_nobody_is_asked_twice(site: TestClient, published: Services) -> None:
    published.indexer.run_until_idle()
    newer, older = sample_id("R20-2"), sample_id("R18-4")
    with published.database.transaction() as connection:
        RelationRepository(connection).remove(newer, older)
    assert site.post(f"/resolutions/{newer}/relations/propose").status_code == 303
    assert [r["older_id"] for r in _body(site, newer)["relations"] if r["state"] == "proposed"]  # type: ignore[attr-defined]
    form = _page(site, newer).css_first("form.proposal")
    assert form is not None
    assert site.post(form.attributes["action"] or "", data={"verdict": "reject", "by": "دبیرخانه"}).status_code == 303
    site.post(f"/resolutions/{newer}/relations/propose")
    rejected = [r for r in _body(site, newer)["relations"] if r["state"] == "rejected"]  # type: ignore[attr-defined]
    assert len(rejected) == 1


def test_precedents_over_http(site: TestClient, published: Services) -> None:
    published.indexer.run_until_idle()
    draft = {"text": "حفر ترانشه با عمق بیش از ۲٫۵ متر بدون مهار یا جعبه محافظ ممنوع است.", "due": "۱۴۰۵/۱/۱"}
    body = site.post("/api/v1/resolutions/precedents", json=draft).json()
    assert body["precedents"][0]["id"] == sample_id("R18-8")
    assert body["precedents"][0]["numbers"] == {"draft": ["۲٫۵ متر"], "resolution": ["۱٫۲ متر"]}
    page = site.post("/precedents", data=draft)
    assert "مصوبهٔ ۸ نشست ۱۸" in page.text
    assert "پیشینه‌ای پیدا نشد" in site.post("/precedents", data={"text": "کلاس شنا برگزار شود"}).text
    assert site.post("/precedents", data={"text": " "}).status_code == 422
    wrong = site.post("/precedents", data={**draft, "due": "۳۱ آبان ۱۴۰۴"})
    assert wrong.status_code == 422
    assert draft["text"] in wrong.text
    assert site.post("/api/v1/resolutions/precedents", json={"text": ""}).status_code == 422
