"""Minutes from file to record over HTTP: drafts, the review form, and everything that people type wrong."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from api.app import create_app
from api.services import Services
from corpus.repository.meetings import MeetingRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.samples.minutes import clauses, dashed_paragraphs, render_minutes, resolution_table
from corpus.samples.source import WrittenMeeting, meetings
from corpus.text.dates import jalali_date
from corpus.types import FollowUp, Meeting, Resolution
from ingest.publishing import follow_up

LAST = meetings()[-1]
FIRST = meetings()[5]


def docx(written: WrittenMeeting, layout: Callable[..., None] = resolution_table) -> bytes:
    content = BytesIO()
    render_minutes(written, layout).save(content)
    return content.getvalue()


def changed(written: WrittenMeeting, **texts: str) -> WrittenMeeting:
    """The session with the texts of some of its resolutions changed, by «r3»."""
    resolutions = (replace(one, text=texts.get(f"r{one.number}", one.text)) for one in written.resolutions)
    return replace(written, resolutions=tuple(resolutions))


class Site:
    """A site as its visitors use it, with files read at once."""

    def __init__(self, services: Services, sign_in: Callable[..., TestClient]) -> None:
        self.services = services
        client = TestClient(create_app(services), raise_server_exceptions=False, follow_redirects=False)
        self.client = sign_in(client)

    def take(self, name: str, content: bytes) -> str:
        """Hand a file in and wait until it is read; returns its document's id."""
        arrival = self.services.ingestor.accept(BytesIO(content), name)
        while self.services.ingestor.process_next():
            pass
        upload = self.client.get(f"/api/v1/uploads/{arrival.upload.id}").json()
        assert upload["document_id"], upload
        return str(upload["document_id"])

    def drafts(self, state: str = "waiting") -> list[dict[str, Any]]:
        return list(self.client.get("/api/v1/minutes", params={"state": state}).json()["drafts"])

    def review(self, draft_id: str) -> dict[str, Any]:
        response = self.client.get(f"/api/v1/minutes/{draft_id}")
        assert response.status_code == 200, response.text
        return dict(response.json())

    def page(self, path: str) -> LexborHTMLParser:
        response = self.client.get(path)
        assert response.status_code == 200, response.text[:300]
        return LexborHTMLParser(response.text)

    def form(self, draft_id: str) -> dict[str, Any]:
        """The review form as a browser would send it."""
        return form_of(self.page(f"/minutes/{draft_id}"))

    def press(self, draft_id: str, form: dict[str, Any], action: str) -> Any:
        return self.client.post(f"/minutes/{draft_id}", data=form | {"action": action})

    def confirm(self, draft_id: str, form: dict[str, Any] | None = None) -> Any:
        return self.press(draft_id, form or self.form(draft_id), "confirm")

    def record(self) -> tuple[list[Meeting], list[Resolution]]:
        with self.services.database.reading() as connection:
            held = MeetingRepository(connection).register()
            return held, [one for meeting in held for one in ResolutionRepository(connection).of_meeting(meeting.id)]


def form_of(page: LexborHTMLParser) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for node in page.css("#review input, #review textarea, #review select"):
        name, value = node.attributes.get("name"), node.attributes.get("value") or ""
        if node.tag == "textarea":
            value = node.text().removeprefix("\n")
        elif node.tag == "select":
            chosen = node.css_first("option[selected]")
            value = (chosen.attributes.get("value") or "") if chosen else ""
        if node.attributes.get("type") == "checkbox" and "checked" not in node.attributes:
            continue
        if name in ("key", "removal"):
            fields.setdefault(name, []).append(value)
        elif name:
            fields[name] = value
    return fields


def problems_of(response: Any) -> dict[str, str]:
    page = LexborHTMLParser(response.text)
    found = page.css("[id^='f-'][id$='-error']")
    return {(one.attributes["id"] or "")[2:-6]: one.text().strip() for one in found}


def follow(services: Services, resolution_id: str) -> None:
    entry = FollowUp("f1", resolution_id, jalali_date(1404, 1, 20), "دبیرخانه", "پیگیری شد.", 30)
    with services.database.transaction() as connection:
        follow_up(connection, entry)


@pytest.fixture
def site(services: Services, sign_in: Callable[..., TestClient]) -> Site:
    return Site(services, sign_in)


@pytest.fixture
def draft(site: Site) -> str:
    """The draft of the last sample session, waiting."""
    site.take("صورتجلسه ۲۷.docx", docx(LAST))
    return str(site.drafts()[0]["id"])


def test_a_file_of_minutes_waits_for_review_and_confirming_makes_records_of_all_of_it(site: Site, draft: str) -> None:
    assert site.record() == ([], [])
    review = site.review(draft)
    assert review["form"]["session_number"] == "۲۷"
    assert len(review["form"]["resolutions"]) == len(LAST.resolutions)
    assert review["problems"] == {}
    response = site.confirm(draft)
    assert response.status_code == 303, problems_of(response)
    [meeting], resolutions = site.record()
    assert (meeting.session_number, meeting.host_city) == (27, LAST.host_city)
    assert meeting.host_city_id and meeting.body_id and meeting.date
    assert [one.text for one in resolutions] == [one.text for one in LAST.resolutions]
    assert [[party.name for party in one.responsible] for one in resolutions] == [
        list(one.responsible) for one in LAST.resolutions
    ]
    [done] = site.drafts("confirmed")
    assert done["meeting_id"] == meeting.id
    assert site.drafts() == []


def test_what_stands_in_the_text_is_marked_and_each_field_leads_there(site: Site, draft: str) -> None:
    page = site.page(f"/minutes/{draft}")
    for name in ("session_number", "date", "p0-text", "p3-due"):
        assert page.css_first(f"a.to-source[href='#source-{name}']"), name
        assert page.css_first(f"#source-{name}"), name
    marked = "".join(one.text() for one in page.css("mark[data-fields~='p0-text']"))
    assert marked == LAST.resolutions[0].text


def test_published_resolutions_know_where_they_stand_also_when_others_were_edited(site: Site, draft: str) -> None:
    form = site.form(draft)
    form["p1-text"] = "متن دیگری که در سند نیست."
    assert site.confirm(draft, form).status_code == 303
    [meeting], resolutions = site.record()
    text = site.client.get(f"/api/v1/documents/{meeting.document_id}").json()["text"]
    first, second = resolutions[:2]
    assert first.source and text[slice(*first.source)] == first.text
    assert second.source is None


def test_doubtful_fields_come_first_with_their_reason_until_a_person_changes_them(site: Site, draft: str) -> None:
    doubts = site.review(draft)["doubts"]
    assert "chair" in doubts
    listed = [one.attributes["href"] for one in site.page(f"/minutes/{draft}").css("#doubts-title ~ ul a")]
    assert listed[0] == "#f-chair"
    form = site.form(draft) | {"chair": "رئیس دیگر"}
    site.press(draft, form, "save")
    assert "chair" not in site.review(draft)["doubts"]


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("date", "۳۱ آبان ۱۴۰۲", "آبان ۱۴۰۲ روز ۳۱ ندارد"),
        ("date", "۱۴۰۲/۱۳/۱", "ماه باید میان ۱ و ۱۲ باشد."),
        ("date", "دیروز", "تاریخ خوانده نشد"),
        ("p0-due", "۱۴۰۳/۱۲/۳۱", "روز ۳۱ ندارد"),
        ("session_number", "", "شمارهٔ نشست را بنویسید."),
        ("session_number", "بسیار", "شمارهٔ نشست باید عددی"),
        ("p0-number", "۰", "شمارهٔ مصوبه باید عددی"),
        ("p0-number", "۲", "دو مصوبه شمارهٔ ۲ دارند."),
        ("p0-text", "  \n ", "متن مصوبه خالی است"),
        ("p0-horizon", "هرگز", "یکی از گزینه‌ها را برگزینید."),
        ("p0-agenda_item", "۹۹", "دستور جلسه چنین بندی ندارد."),
        ("p0-text", "الف" * 20_000, "نویسه بلندتر است"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, draft: str, name: str, typed: str, told: str
) -> None:
    form = site.form(draft) | {name: typed, "secretary": "دبیر تازه"}
    response = site.confirm(draft, form)
    assert response.status_code == 422
    problems = problems_of(response)
    if told.startswith("آبان"):
        assert "آبان" in problems[name] and "۱۴۰۲" in problems[name], problems
    else:
        assert told in problems[name], problems
    assert site.record() == ([], [])
    # It is kept in the draft, too: whoever opens the page again finds it.
    again = site.form(draft)
    assert again[name].strip() == typed.strip() and again["secretary"] == "دبیر تازه"


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("p0-due", "۱۴۰۲/۰۱/۱۵", "مهلت پیش از تاریخ نشست است."),
        ("date", "", "تاریخ نشست نوشته نشده است"),
        ("date", "۱۴۹۹/۱/۱", "تاریخ نشست هنوز نرسیده است."),
    ],
)
def test_what_a_person_may_insist_on_is_asked_again_once(
    site: Site, draft: str, name: str, typed: str, told: str
) -> None:
    response = site.confirm(draft, site.form(draft) | {name: typed})
    assert response.status_code == 422
    page = LexborHTMLParser(response.text)
    assert told in page.css_first(f"#f-{name}-warning").text()
    assert site.record() == ([], [])
    assert site.confirm(draft, form_of(page)).status_code == 303
    assert len(site.record()[0]) == 1


def test_minutes_without_resolutions_say_so_and_may_still_be_recorded(site: Site) -> None:
    site.take("بی‌مصوبه.docx", docx(replace(LAST, resolutions=())))
    [waiting] = site.drafts()
    assert waiting["resolutions"] == 0
    response = site.confirm(waiting["id"])
    assert response.status_code == 422 and "مصوبه‌ای ندارد" in response.text
    assert site.confirm(waiting["id"], form_of(LexborHTMLParser(response.text))).status_code == 303
    assert site.record()[1] == []


def test_resolutions_are_added_cut_joined_left_out_and_put_back(site: Site, draft: str) -> None:
    count = len(LAST.resolutions)
    form = site.form(draft)
    words = form["p0-text"].split()
    form["p0-text"] = " ".join(words[:5]) + "\n\n" + " ".join(words[5:])
    assert site.press(draft, form, "split:p0").status_code == 303
    form = site.form(draft)
    assert form["key"][:2] == ["p0", "n1"]
    assert (form["p0-text"], form["n1-text"]) == (" ".join(words[:5]), " ".join(words[5:]))
    assert form["n1-responsible"] == form["p0-responsible"]
    review = site.review(draft)
    assert "n1-text" in review["sources"], "what was cut still stands in the text"
    site.press(draft, form, "merge:p0")
    form = site.form(draft)
    assert form["p0-text"] == LAST.resolutions[0].text and "n1" not in form["key"]
    site.press(draft, form, "remove:p1")
    form = site.form(draft)
    assert "p1" not in form["key"]
    site.press(draft, form, "restore:p1")
    form = site.form(draft)
    assert form["key"].index("p1") == 1 and form["p1-text"] == LAST.resolutions[1].text
    site.press(draft, form, "add")
    form = site.form(draft)
    assert len(form["key"]) == count + 1
    form[f"{form['key'][-1]}-text"] = "مصوبه‌ای که در متن جا مانده بود."
    assert site.confirm(draft, form).status_code == 303
    assert [one.text for one in site.record()[1]][-1] == "مصوبه‌ای که در متن جا مانده بود."


def test_a_cut_needs_its_place(site: Site, draft: str) -> None:
    response = site.press(draft, site.form(draft) | {"chair": "کسی"}, "split:p0")
    assert response.status_code == 422
    assert "یک سطر خالی" in problems_of(response)["p0-text"]
    assert site.form(draft)["chair"] == "کسی"


def test_of_two_reviewers_the_second_is_told_what_changed_and_loses_nothing(site: Site, draft: str) -> None:
    mine, theirs = site.form(draft), site.form(draft)
    site.press(draft, theirs | {"host_city": "قم", "by": "خانم الف"}, "save")
    response = site.press(draft, mine | {"host_city": "یزد", "p0-text": "متن من"}, "confirm")
    assert response.status_code == 409
    page = LexborHTMLParser(response.text)
    told = page.css_first("#conflicts-title").parent.text()
    assert "خانم الف" in told and "قم" in told and "یزد" in told and "متن من" in told
    kept = form_of(page)
    assert (kept["host_city"], kept["p0-text"]) == ("یزد", "متن من")
    assert site.form(draft)["host_city"] == "قم"
    assert site.record() == ([], [])
    # Saving again is then deliberate.
    assert site.press(draft, kept, "save").status_code == 303
    assert site.form(draft)["host_city"] == "یزد"
    stale = site.client.put(f"/api/v1/minutes/{draft}", json={"rev": 1, "form": {}})
    assert stale.status_code == 409 and stale.json()["code"] == "DraftConflict"


def test_a_failure_while_confirming_leaves_nothing_behind_and_the_draft_waiting(
    site: Site, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, count = site.review(draft), 0
    add = OutboxRepository.add

    def fail_at_the_third(self: OutboxRepository, *entry: Any) -> int:
        nonlocal count
        count += 1
        if count == 3:
            raise OSError("the disk is full")
        return add(self, *entry)

    with monkeypatch.context() as patch:
        patch.setattr(OutboxRepository, "add", fail_at_the_third)
        assert site.confirm(draft).status_code == 500
    assert site.record() == ([], [])
    assert site.review(draft) == before
    with site.services.database.reading() as connection:
        pending = OutboxRepository(connection).after(0, 100)
    assert {one.item_kind.value for one in pending} == {"document"}
    assert site.confirm(draft).status_code == 303


def test_a_process_that_dies_after_confirming_finds_its_resolutions_at_the_next_start(
    site: Site, draft: str, make_services: Callable[..., Services], sign_in: Callable[..., TestClient]
) -> None:
    assert site.confirm(draft).status_code == 303
    # Nothing is indexed yet, and what was to be is written down.
    site.services.close()
    site.services.ownership.release()
    again = make_services()
    again.ownership.take()
    again.indexer.run_until_idle()
    found = Site(again, sign_in).client.get("/api/v1/search", params={"q": "ذخیره سه‌بارشی و آب‌نمک", "expand": 0}).json()
    assert LAST.resolutions[1].text in [hit["passage"]["text"] for hit in found["hits"]]


def test_precedents_of_a_new_resolution_are_of_earlier_sessions(
    published: Services, sign_in: Callable[..., TestClient]
) -> None:
    site = Site(published, sign_in)
    published.indexer.run_until_idle()
    site.take("صورتجلسه ۲۷.docx", docx(LAST))
    [waiting] = site.drafts()
    path = f"/minutes/{waiting['id']}/precedents"
    known = meetings()[2].resolutions[0].text
    assert "مصوبهٔ ۱ نشست ۱۸" in site.client.get(path, params={"text": known}).text
    assert "پیدا نشد" in site.client.get(path, params={"text": "خرید گلدان برای راهرو"}).text
    form = site.form(waiting["id"]) | {"session_number": "۱۸"}
    site.press(waiting["id"], form, "save")
    assert "مصوبهٔ ۱ نشست ۱۸" not in site.client.get(path, params={"text": known}).text
    assert site.client.get(path, params={"text": ""}).status_code == 422


def test_the_same_session_again_is_a_new_version_that_keeps_ids_and_follow_ups(site: Site, draft: str) -> None:
    site.confirm(draft)
    [meeting], before = site.record()
    follow(site.services, before[2].id)
    fresh = changed(LAST, r3=LAST.resolutions[2].text.rstrip(".") + " و گزارش آن به نشست بعد داده شود.")
    fresh = replace(fresh, resolutions=fresh.resolutions[:-1])
    site.take("صورتجلسه اصلاحی ۲۷.docx", docx(fresh, clauses))
    [again] = site.drafts()
    differences = site.review(again["id"])["differences"]
    assert [one["change"] for one in differences].count("gone") == 1
    assert next(one for one in differences if one["change"] == "changed" and one["key"] == "p2")
    page = site.page(f"/minutes/{again['id']}")
    assert "گزارش آن به نشست بعد داده شود" in " ".join(one.text() for one in page.css(".difference ins"))
    assert site.confirm(again["id"]).status_code == 303
    [same], after = site.record()
    assert same.id == meeting.id
    assert [one.id for one in after] == [one.id for one in before], "one that is not in the new text stays"
    assert after[2].follow_ups and after[2].text.endswith("داده شود.")
    assert same.document_id == again["document_id"]
    assert after[-1].source is None and after[0].source


def test_what_is_not_in_the_new_text_goes_only_when_asked_and_never_with_follow_ups(site: Site, draft: str) -> None:
    site.confirm(draft)
    [_], before = site.record()
    follow(site.services, before[-1].id)
    site.take("کوتاه‌شده.docx", docx(replace(LAST, resolutions=LAST.resolutions[:-2])))
    [again] = site.drafts()
    boxes = site.page(f"/minutes/{again['id']}").css("input[name=removal]")
    assert [one.attributes["value"] for one in boxes] == [before[-2].id]
    refused = site.confirm(again["id"], site.form(again["id"]) | {"removal": [before[-1].id]})
    assert refused.status_code == 422 and "پیگیری دارد و حذف‌شدنی نیست" in refused.text
    assert len(site.record()[1]) == len(before)
    assert site.confirm(again["id"], site.form(again["id"]) | {"removal": [before[-2].id]}).status_code == 303
    assert [one.id for one in site.record()[1]] == [*(one.id for one in before[:-2]), before[-1].id]


def test_a_new_resolution_cannot_take_the_number_of_one_that_stays(site: Site, draft: str) -> None:
    site.confirm(draft)
    last = LAST.resolutions[-1]
    other = replace(last, text="شهرداری‌ها فهرست پل‌های عابر پیاده را هر سال به‌روز و برای دبیرخانه ارسال کنند.")
    two = replace(LAST.resolutions[0], number=last.number + 1)
    site.take("دیگر.docx", docx(replace(LAST, resolutions=(*LAST.resolutions[1:-1], other, two))))
    [again] = site.drafts()
    response = site.confirm(again["id"])
    # The first resolution moved to the end under a new number: it is still the same resolution.
    assert response.status_code == 303, problems_of(response)
    after = site.record()[1]
    assert len(after) == len(LAST.resolutions)
    assert {one.number: one.text for one in after}[last.number + 1] == two.text


def test_a_session_published_meanwhile_is_shown_before_it_is_written_over(site: Site, draft: str) -> None:
    site.take("نسخهٔ دوم.docx", docx(LAST, dashed_paragraphs))
    first, second = site.drafts()
    form = site.form(second["id"])
    site.confirm(first["id"])
    response = site.confirm(second["id"], form)
    assert response.status_code == 422
    assert "پیش‌تر ثبت شده است" in response.text
    assert site.confirm(second["id"], form_of(LexborHTMLParser(response.text))).status_code == 303
    assert len(site.record()[0]) == 1


def test_two_sessions_with_one_number_in_a_file_are_refused_until_one_is_mended(site: Site) -> None:
    twice = sheet_of(LAST, FIRST)
    site.take("دو نشست.csv", twice.encode())
    first, second = site.drafts()
    assert (first["session_number"], second["session_number"]) == ("۲۷", "۲۱")
    response = site.confirm(second["id"], site.form(second["id"]) | {"session_number": "27"})
    assert response.status_code == 422
    assert "در همین پرونده نشست دیگری هم" in problems_of(response)["session_number"]
    form = site.form(second["id"]) | {"session_number": "۲۱"}
    assert site.confirm(second["id"], form).status_code == 303
    assert [meeting.session_number for meeting in site.record()[0]] == [21]


def sheet_of(*written: WrittenMeeting) -> str:
    """A spreadsheet of several sessions, one resolution a row."""
    rows = ["نشست,تاریخ نشست,ردیف,متن مصوبه,مسئول,مهلت"]
    for session in written:
        for one in session.resolutions:
            responsible = " و ".join(one.responsible)
            rows.append(
                f'{session.number},{session.date_jalali.replace("-", "/")},{one.number},"{one.text}",{responsible},'
            )
    return "\n".join(rows) + "\n"


def test_what_is_no_minutes_is_said_to_be_none_and_stays_a_document(site: Site) -> None:
    document = site.take("یادداشت.txt", ("درز انبساط پل‌ها هر سال در بهار بازدید شود. " * 20).encode())
    assert site.drafts() == []
    response = site.client.post(f"/documents/{document}/minutes")
    assert response.status_code == 303
    assert "صورتجلسه به نظر نمی‌رسد" in site.page(response.headers["location"]).css_first("main").text()
    refused = site.client.post(f"/api/v1/documents/{document}/minutes")
    assert (refused.status_code, refused.json()["code"]) == (422, "NotMinutes")
    assert site.client.post("/api/v1/documents/none/minutes").status_code == 404


def test_a_parser_that_breaks_costs_no_file_and_minutes_can_be_drafted_later(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a layout that nobody thought of")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.drafting.parse_minutes", broken)
        document = site.take("صورتجلسه.docx", docx(LAST))
    assert site.drafts() == []
    page = site.page(f"/documents/{document}")
    assert "استخراج مصوبه‌ها" in page.css_first("main").text()
    response = site.client.post(f"/documents/{document}/minutes")
    assert response.headers["location"] == f"/minutes/{site.drafts()[0]['id']}"
    # Asking twice makes no second draft.
    assert site.client.post(f"/api/v1/documents/{document}/minutes").json()["total"] == 1


def test_a_document_read_again_keeps_what_people_edited_and_says_so(site: Site, draft: str) -> None:
    form = site.form(draft) | {"p0-text": "متن ویرایش‌شده", "secretary": "دبیر"}
    site.press(draft, form, "save")
    document = site.drafts()[0]["document_id"]
    text = site.client.get(f"/api/v1/documents/{document}/pages/1/text").json()
    fresh = text["text"].replace(LAST.resolutions[1].text, "متن تازهٔ مصوبهٔ دوم.")
    body = {"text": fresh, "base_version": text["version"]}
    assert site.client.post(f"/api/v1/documents/{document}/pages/1/text", json=body).status_code == 200
    review = site.review(draft)
    assert review["stale"] and review["form"]["resolutions"][0]["text"] == "متن ویرایش‌شده"
    assert "دوباره خوانده یا اصلاح شده" in site.page(f"/minutes/{draft}").css_first("main").text()
    site.press(draft, site.form(draft), "anew")
    review = site.review(draft)
    assert not review["stale"]
    assert review["form"]["resolutions"][1]["text"] == "متن تازهٔ مصوبهٔ دوم."


def test_an_untouched_draft_follows_the_text(site: Site, draft: str) -> None:
    document = site.drafts()[0]["document_id"]
    text = site.client.get(f"/api/v1/documents/{document}/pages/1/text").json()
    fresh = text["text"].replace(LAST.resolutions[1].text, "متن تازهٔ مصوبهٔ دوم.")
    site.client.post(
        f"/api/v1/documents/{document}/pages/1/text", json={"text": fresh, "base_version": text["version"]}
    )
    review = site.review(draft)
    assert not review["stale"] and review["form"]["resolutions"][1]["text"] == "متن تازهٔ مصوبهٔ دوم."


def test_a_draft_is_put_aside_with_what_was_typed_and_brought_back(site: Site, draft: str) -> None:
    site.press(draft, site.form(draft) | {"chair": "کسی"}, "discard")
    assert site.drafts() == [] and len(site.drafts("discarded")) == 1
    site.press(draft, site.form(draft), "bring-back")
    assert site.form(draft)["chair"] == "کسی" and len(site.drafts()) == 1


def test_confirming_leads_to_the_next_that_waits_and_tells_what_was_done(site: Site, draft: str) -> None:
    site.take("صورتجلسه ۲۱.docx", docx(FIRST, clauses))
    first, second = site.drafts()
    response = site.confirm(first["id"])
    assert response.headers["location"].startswith(f"/minutes/{second['id']}?done=")
    assert "نشست ۲۷ با ۱۲ مصوبه ثبت شد" in site.page(response.headers["location"]).css_first("main").text()
    response = site.confirm(second["id"])
    assert response.headers["location"].startswith("/minutes?done=")
    assert "نشست ۲۱" in site.page(response.headers["location"]).css_first(".flash").text()


def test_a_confirmed_session_can_be_mended_in_place(site: Site, draft: str) -> None:
    site.confirm(draft)
    [meeting], before = site.record()
    form = site.form(draft) | {"p0-number": "۲", "p1-number": "۱", "host_city": "قم"}
    assert site.confirm(draft, form).status_code == 303
    [same], after = site.record()
    assert (same.id, same.host_city) == (meeting.id, "قم")
    assert [one.id for one in after[:2]] == [before[1].id, before[0].id], "numbers change hands, ids stay"


def test_the_json_twin_edits_confirms_and_tells_what_holds_it_back(site: Site, draft: str) -> None:
    review = site.review(draft)
    form = review["form"]
    form["date"] = "۳۱ آبان ۱۴۰۲"
    saved = site.client.put(f"/api/v1/minutes/{draft}", json={"rev": 1, "form": form}).json()
    assert "آبان" in saved["problems"]["date"]
    held = site.client.post(f"/api/v1/minutes/{draft}/confirm", json={"rev": saved["draft"]["rev"]})
    assert held.status_code == 422 and held.json()["code"] == "DraftIncomplete"
    form["date"] = ""
    form["resolutions"].append({"number": "۹۹", "text": "مصوبهٔ افزوده", "due_text": "ظرف دو ماه"})
    body = {"rev": held.json()["review"]["draft"]["rev"], "form": form}
    held = site.client.post(f"/api/v1/minutes/{draft}/confirm", json=body)
    assert list(held.json()["review"]["warnings"]) == ["date"]
    body = {"rev": held.json()["review"]["draft"]["rev"], "insist": ["date"]}
    assert site.client.post(f"/api/v1/minutes/{draft}/confirm", json=body).status_code == 200
    assert site.record()[1][-1].number == 99
    assert site.client.get("/api/v1/minutes/none").status_code == 404
    assert site.client.put(f"/api/v1/minutes/{draft}", json={"form": {}}).status_code == 422


def test_resolutions_sent_without_a_key_or_with_one_twice_get_their_own(site: Site, draft: str) -> None:
    path = f"/api/v1/minutes/{draft}"
    ones = [{"text": "یک"}, {"key": "n1", "text": "دو"}, {"key": "n1", "text": "سه"}, {"key": "p0", "text": "چهار"}]
    saved = site.client.put(path, json={"rev": 1, "form": {"resolutions": ones}}).json()
    kept = saved["form"]["resolutions"]
    assert [one["text"] for one in kept] == ["یک", "دو", "سه", "چهار"]
    assert (kept[1]["key"], kept[3]["key"]) == ("n1", "p0") and len({one["key"] for one in kept}) == 4
    odd = {"rev": saved["draft"]["rev"], "form": {"resolutions": [{"key": "p0-text"}]}}
    assert site.client.put(path, json=odd).status_code == 422


def test_a_deadline_in_words_is_reckoned_from_the_session(site: Site, draft: str) -> None:
    form = site.form(draft) | {"p0-due": "", "p0-due_text": "ظرف دو ماه"}
    site.confirm(draft, form)
    [meeting], resolutions = site.record()
    assert meeting.date and resolutions[0].due
    assert (resolutions[0].due.month or 0) - (meeting.date.month or 0) == 2


def test_what_people_typed_is_shown_as_text(site: Site, draft: str) -> None:
    attack = "</textarea><script>alert(1)</script>"
    response = site.confirm(draft, site.form(draft) | {"p0-text": attack, "host_city": '"><b>', "date": "x"})
    page = LexborHTMLParser(response.text)
    assert not page.css("main script") and not page.css("main .review-fields b:not(.note-list b)")
    assert form_of(page)["p0-text"] == attack


def test_a_file_of_many_pages_is_shown_in_parts(site: Site) -> None:
    talk = tuple(f"دربارهٔ بند {number} گفت‌وگو شد و گزارش شهرداری‌ها شنیده شد." for number in range(900))
    site.take("بلند.docx", docx(replace(LAST, discussion=talk)))
    [waiting] = site.drafts()
    page = site.page(f"/minutes/{waiting['id']}")
    assert len(page.css(".original p")) < 250
    button = page.css_first("button.to-source")
    action = button.attributes["value"] or ""
    response = site.press(waiting["id"], site.form(waiting["id"]) | {"chair": "کسی"}, action)
    assert response.status_code == 303
    shown = site.page(response.headers["location"])
    assert shown.css_first(f"#source-{action.split(':')[-1]}")
    assert form_of(shown)["chair"] == "کسی"


def test_sample_sessions_are_confirmed_and_the_last_waits(site: Site) -> None:
    from api.samples import publish_samples

    site.take("صورتجلسه ۲۱.docx", docx(FIRST))
    site.take("صورتجلسه ۲۷.docx", docx(LAST))
    publish_samples(site.services)
    assert [one["session_number"] for one in site.drafts()] == ["۲۷"]
    [done] = site.drafts("confirmed")
    assert done["session_number"] == "۲۱" and done["meeting_id"]
    assert site.review(done["id"])["published_meeting_id"] == done["meeting_id"]
