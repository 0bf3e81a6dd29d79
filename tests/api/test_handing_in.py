"""A lesson is handed in by form, by file and by the API; what is typed is kept, and another city's is not there."""

from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from api.services import Services
from corpus.access import Role
from corpus.lesson_form import REQUIRED, LessonForm
from corpus.people import AuditFilter
from corpus.repository.audit import AuditRepository
from corpus.repository.submissions import SubmissionRepository
from corpus.samples.lessons import SHAPES, Shape, render_lesson
from corpus.samples.source import lessons
from corpus.submissions import Submission, SubmissionSource, SubmissionState
from corpus.types import Visibility
from tests.api.lesson_site import FORM, Site

FIELDS = asdict(FORM)
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def site(services: Services) -> Site:
    return Site(services)


@pytest.fixture
def colleague(site: Site) -> TestClient:
    return site.client_as(Role.CONTRIBUTOR, "mashhad", name="همکار مشهدی")


@pytest.fixture
def stranger(site: Site) -> TestClient:
    return site.client_as(Role.CONTRIBUTOR, "tabriz", name="نویسندهٔ تبریزی")


def _begin(client: TestClient, **fields: str) -> dict[str, object]:
    answer = client.post("/api/v1/submissions", json=FIELDS | fields)
    assert answer.status_code == 201, answer.text
    body: dict[str, object] = answer.json()
    return body


def _page(answer: httpx2.Response) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def _value(page: LexborHTMLParser, name: str) -> str:
    field = page.css_first(f"[name={name}]")
    assert field is not None
    return field.attributes.get("value") or field.text().strip()


def _id(answer: httpx2.Response) -> str:
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["location"]).path.split("/")[2]


def _all(site: Site) -> list[Submission]:
    with site.services.database.reading() as connection:
        return SubmissionRepository(connection).listed(list(SubmissionState), limit=100)[1]


def test_the_form_begins_with_the_persons_own_city_and_the_first_save_makes_the_draft(site: Site) -> None:
    page = _page(site.author.get("/lessons/new"))
    assert _value(page, "city") == "مشهد"
    assert _all(site) == []
    typed = {"title": "نیمه‌کاره", "city": "مشهد", "key": _value(page, "key"), "do": "save"}
    first, again = (site.author.post("/lessons/new", data=typed) for _ in range(2))
    assert _id(first) == _id(again)
    (draft,) = _all(site)
    assert (draft.state, draft.form.title, draft.city_id) == (SubmissionState.DRAFT, "نیمه‌کاره", "mashhad")
    reopened = _page(site.author.get(f"/submissions/{draft.id}"))
    assert _value(reopened, "title") == "نیمه‌کاره"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *((name, "") for name in REQUIRED),
        ("city", "اتلانتیس"),
        ("date", "۳۱ آبان ۱۴۰۲"),
        ("polarity", "شاید"),
        ("title", "دراز " * 100),
    ],
)
def test_what_holds_it_back_is_told_beside_the_field_and_nothing_is_lost(site: Site, field: str, text: str) -> None:
    answer = site.author.post("/lessons/new", data=FIELDS | {field: text, "key": "k", "do": "submit"})
    assert answer.status_code == 422
    page = _page(answer)
    assert page.css_first(f"#f-{field}-error") is not None
    assert len(page.css(".field-error")) == 1
    (draft,) = _all(site)
    assert draft.state is SubmissionState.DRAFT
    assert draft.form == replace(FORM, **{field: text.strip()})
    kept = "cause" if field != "cause" else "problem"
    assert _value(page, kept) == FIELDS[kept]


def test_a_whole_lesson_is_handed_in_and_can_be_taken_back_until_it_is_reviewed(site: Site) -> None:
    sent = site.author.post("/lessons/new", data=FIELDS | {"key": "k", "do": "submit", "visibility": "members"})
    submission_id = _id(sent)
    found = site.submission(submission_id)
    assert (found.state, found.form, found.visibility) == (SubmissionState.SUBMITTED, FORM, Visibility.MEMBERS)
    page = site.author.get(f"/submissions/{submission_id}")
    assert FORM.problem in page.text
    assert "در انتظار بازبینی" in page.text
    site.author.post(f"/submissions/{submission_id}", data={"do": "withdraw", "rev": found.rev})
    assert site.submission(submission_id).state is SubmissionState.WITHDRAWN
    site.author.post(f"/submissions/{submission_id}", data={"do": "restore", "rev": found.rev + 1})
    restored = site.submission(submission_id)
    assert (restored.state, restored.form) == (SubmissionState.DRAFT, FORM)


def test_what_is_under_review_is_neither_changed_nor_taken_back(site: Site) -> None:
    submission = site.hand_in()
    site.reviewer.post(f"/api/v1/reviews/{submission.id}", json={"action": "take", "rev": submission.rev})
    taken = site.submission(submission.id)
    assert taken.state is SubmissionState.IN_REVIEW
    for action in ("withdraw", "save", "submit"):
        answer = site.author.post(
            f"/submissions/{submission.id}", data=FIELDS | {"title": "دیگر", "do": action, "rev": taken.rev}
        )
        assert answer.status_code == 409
        assert "دیگر" in answer.text
    assert site.submission(submission.id) == taken


def test_a_returned_lesson_shows_the_remark_and_is_handed_in_again(site: Site) -> None:
    submission = site.hand_in()
    site.act(submission, "return", remarks="علت را روشن‌تر بنویسید.")
    returned = site.submission(submission.id)
    assert returned.state is SubmissionState.RETURNED
    page = site.author.get(f"/submissions/{submission.id}").text
    assert "علت را روشن‌تر بنویسید." in page
    assert "علت را روشن‌تر بنویسید." in site.author.get("/submissions").text
    mended = FIELDS | {"cause": "تراکم لایه‌ها آزموده نشد.", "do": "submit", "rev": returned.rev}
    assert site.author.post(f"/submissions/{submission.id}", data=mended).status_code == 303
    assert site.submission(submission.id).state is SubmissionState.SUBMITTED


def test_two_people_on_one_draft_lose_nothing_and_hear_who_it_was(site: Site, colleague: TestClient) -> None:
    draft = _begin(site.author)
    url, twin = f"/submissions/{draft['id']}", f"/api/v1/submissions/{draft['id']}"
    theirs = colleague.put(twin, json=FIELDS | {"cause": "علتی که همکار نوشت", "rev": draft["rev"]})
    assert theirs.status_code == 200
    late = site.author.put(twin, json=FIELDS | {"cause": "علتی که نویسنده نوشت", "rev": draft["rev"]})
    assert (late.status_code, late.json()["code"]) == (409, "DraftConflict")
    assert "همکار مشهدی" in late.json()["detail"]
    typed = FIELDS | {"cause": "علتی که نویسنده نوشت", "do": "save", "rev": str(draft["rev"])}
    conflict = site.author.post(url, data=typed)
    assert conflict.status_code == 409
    assert "همکار مشهدی" in conflict.text
    assert "علتی که همکار نوشت" in conflict.text
    page = _page(conflict)
    assert _value(page, "cause") == "علتی که نویسنده نوشت"
    assert site.submission(str(draft["id"])).form.cause == "علتی که همکار نوشت"
    # Whoever has seen both may go on.
    assert site.author.post(url, data=typed | {"rev": _value(page, "rev")}).status_code == 303
    assert site.submission(str(draft["id"])).form.cause == "علتی که نویسنده نوشت"


def test_the_same_text_from_an_old_revision_is_no_conflict(site: Site) -> None:
    draft = _begin(site.author)
    twin = f"/api/v1/submissions/{draft['id']}"
    changed = FIELDS | {"title": "تازه", "rev": draft["rev"]}
    assert [site.author.put(twin, json=changed).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("who", ["stranger", "engineer", "visitor", "reviewer"])
def test_anothers_draft_is_there_by_no_door(site: Site, stranger: TestClient, who: str) -> None:
    draft = _begin(site.author)
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    attached = site.author.post(f"/api/v1/submissions/{draft['id']}/files", files={"files": ("عکس.png", png)}).json()
    (file,) = attached["submission"]["attachments"]
    client = {"stranger": stranger, "engineer": site.engineer, "visitor": site.visitor, "reviewer": site.reviewer}[who]
    refused = {"visitor": (303, 401), "engineer": (403,)}.get(who, (404,))
    page, twin = f"/submissions/{draft['id']}", f"/api/v1/submissions/{draft['id']}"
    answers = [
        client.get(page),
        client.get(f"{page}/sheet"),
        client.get(f"{page}/sheet/errors.xlsx"),
        client.get(file["url"]),
        client.post(page, data=FIELDS | {"do": "submit", "rev": 2}),
        client.post(page, data={"do": "withdraw", "rev": 2}),
        client.post(f"{page}/sheet", data={"rev": 2}),
        client.get(twin),
        client.put(twin, json=FIELDS | {"title": "x", "rev": 2}),
        client.post(f"{twin}/submit", json={"rev": 2}),
        client.post(f"{twin}/withdraw", json={"rev": 2}),
        client.post(f"{twin}/files", files={"files": ("a.txt", b"a")}),
        client.delete(f"{twin}/files/{file['sha256']}"),
    ]
    assert all(answer.status_code in refused for answer in answers), [answer.status_code for answer in answers]
    assert FORM.title not in client.get("/submissions").text
    assert site.submission(str(draft["id"])).form == FORM


def test_a_colleague_of_the_city_goes_on_with_the_draft(site: Site, colleague: TestClient) -> None:
    draft = _begin(site.author)
    assert FORM.title in colleague.get("/submissions").text
    assert FORM.title not in colleague.get("/submissions?whose=mine").text
    assert colleague.post(f"/api/v1/submissions/{draft['id']}/submit", json={"rev": draft["rev"]}).status_code == 200


def test_who_reviews_is_sent_to_the_review_of_what_was_handed_in(site: Site) -> None:
    submission = site.hand_in()
    answer = site.reviewer.get(f"/submissions/{submission.id}")
    assert answer.headers["location"] == f"/reviews/{submission.id}"


def test_photographs_are_shown_and_files_are_saved_by_their_name(site: Site) -> None:
    draft = _begin(site.author)
    url = f"/submissions/{draft['id']}"
    files = [
        ("files", ("عکس کارگاه.png", BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 20))),
        ("files", ("صفحه.html", BytesIO(SCRIPT.encode()))),
        ("files", ("خالی.txt", BytesIO(b""))),
    ]
    answer = site.author.post(url, data=FIELDS | {"do": "save", "rev": str(draft["rev"])}, files=files)
    assert answer.status_code == 303
    assert "خالی.txt" in parse_qs(urlsplit(answer.headers["location"]).query)["error"][0]
    page = _page(site.author.get(url))
    assert [image.attributes["alt"] for image in page.css(".attachments img")] == ["عکس کارگاه.png"]
    links = [link.attributes["href"] or "" for link in page.css(".attachments > li > a:last-of-type")]
    photograph, html = (site.author.get(link) for link in links)
    assert photograph.headers["content-type"] == "image/png"
    assert html.headers["content-type"].startswith("application/octet-stream")
    assert html.headers["content-disposition"] == "attachment; filename*=UTF-8''%D8%B5%D9%81%D8%AD%D9%87.html"
    assert html.headers["x-content-type-options"] == "nosniff"
    (first, _) = site.submission(str(draft["id"])).attachments
    rev = site.submission(str(draft["id"])).rev
    site.author.post(url, data=FIELDS | {"do": f"remove:{first.file_sha256}", "rev": str(rev)})
    assert [one.file_name for one in site.submission(str(draft["id"])).attachments] == ["صفحه.html"]
    assert site.author.get(links[0]).status_code == 404


def test_files_come_along_although_somebody_changed_the_text(site: Site, colleague: TestClient) -> None:
    draft = _begin(site.author)
    url = f"/submissions/{draft['id']}"
    colleague.put(f"/api/v1{url}", json=FIELDS | {"cause": "دیگر", "rev": draft["rev"]})
    data = FIELDS | {"do": "save", "rev": str(draft["rev"])}
    answer = site.author.post(url, data=data, files=[("files", ("a.txt", BytesIO(b"a")))])
    assert answer.status_code == 409
    assert [one.file_name for one in site.submission(str(draft["id"])).attachments] == ["a.txt"]


def test_script_in_any_field_is_shown_as_text(site: Site) -> None:
    wild = {name: f"{SCRIPT}{name}" for name in FIELDS}
    sent = site.author.post("/lessons/new", data=wild | {"key": "k", "do": "submit"})
    assert sent.status_code == 422
    (draft,) = _all(site)
    files = {"files": (f"{SCRIPT}.txt", b"a")}
    site.author.post(f"/api/v1/submissions/{draft.id}/files", files=files)
    shown = [sent.text, site.author.get(f"/submissions/{draft.id}").text, site.author.get("/submissions").text]
    told = {name: text for name, text in wild.items() if name not in ("city", "date", "polarity")}
    submission = site.hand_in(anonymous=False, lesson_id=None, **told)
    shown += [site.author.get(f"/submissions/{submission.id}").text, site.author.get("/submissions?group=waiting").text]
    for text in shown:
        assert SCRIPT not in text
        assert "&lt;script&gt;alert(1)" in text


# By file.


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_file_fills_the_form_and_stays_attached(site: Site, tmp_path: Path, shape: Shape) -> None:
    lesson = lessons()[0]
    path = tmp_path / "درس.docx"
    render_lesson(lesson, shape).save(path)
    answer = site.author.post("/lessons/new/file", files={"files": (path.name, path.read_bytes())})
    found = site.submission(_id(answer))
    assert (found.source, found.state) == (SubmissionSource.FILE, SubmissionState.DRAFT)
    assert all(getattr(found.form, name) for name in REQUIRED)
    assert [one.file_name for one in found.attachments] == [path.name]
    page = _page(site.author.get(answer.headers["location"]))
    assert _value(page, "problem") == found.form.problem
    sent = site.author.post(
        f"/submissions/{found.id}", data=asdict(found.form) | {"do": "submit", "rev": str(found.rev)}
    )
    assert sent.status_code == 303
    assert site.submission(found.id).state is SubmissionState.SUBMITTED


def test_what_was_guessed_is_to_be_looked_at(site: Site) -> None:
    prose = (
        "نشست نوار حفاری در خیابان امام\n\n"
        "در پاییز گذشته سطح نوار حفاری پایین رفت و لبه‌های آسفالت شکست. "
        "دلیل آن این بود که خاک برگشتی در یک لایهٔ ضخیم ریخته شد. "
        "پیشنهاد می‌شود پیش از پخش آسفالت برگهٔ تراکم لایه‌ها گرفته شود."
    )
    answer = site.author.post("/lessons/new/file", files={"files": ("گزارش.txt", prose.encode())})
    page = _page(site.author.get(answer.headers["location"]))
    assert "بازبینی کنید" in page.text()
    assert page.css(".field.doubtful")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("شکسته.docx", b"PK\x03\x04 broken"),
        ("ناشناخته.bin", bytes(range(256))),
        ("نامه.txt", "جلسهٔ فردا ساعت ۱۰ در سالن است.".encode()),
    ],
)
def test_a_file_of_which_nothing_is_understood_stays_with_an_empty_form(site: Site, name: str, body: bytes) -> None:
    answer = site.author.post("/lessons/new/file", files={"files": (name, body)})
    found = site.submission(_id(answer))
    assert [one.file_name for one in found.attachments] == [name]
    assert found.form == LessonForm(city="مشهد")
    page = _page(site.author.get(answer.headers["location"]))
    assert page.css_first(".flash.failed") is not None
    assert "گم نشده" in page.text()


def test_without_a_file_the_page_says_so(site: Site) -> None:
    for name in ("", "خالی.txt"):
        answer = site.author.post("/lessons/new/file", files={"files": (name, b"")})
        assert "error" in parse_qs(urlsplit(answer.headers["location"]).query)
    assert _all(site) == []


# By the API.


def test_the_api_takes_a_lesson_once_by_its_key(site: Site) -> None:
    body = FIELDS | {"visibility": "members", "anonymous": True, "key": "سامانهٔ ما ۱۷"}
    first, again = (site.author.post("/api/v1/lessons", json=body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["state"] == "submitted"
    (found,) = _all(site)
    assert (found.source, found.anonymous, found.visibility) == (SubmissionSource.API, True, Visibility.MEMBERS)


def test_the_same_key_of_another_person_is_another_lesson(site: Site, stranger: TestClient) -> None:
    answers = [client.post("/api/v1/lessons", json=FIELDS | {"key": "1"}) for client in (site.author, stranger)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(_all(site)) == 2


def test_the_api_tells_what_is_wrong_by_field_and_writes_nothing(site: Site) -> None:
    answer = site.author.post("/api/v1/lessons", json=FIELDS | {"city": "اتلانتیس", "cause": " "})
    assert answer.status_code == 422
    error = answer.json()
    assert (error["code"], set(error["fields"])) == ("InvalidRecord", {"city", "cause"})
    assert site.author.post("/api/v1/lessons", json=FIELDS | {"titel": "x"}).status_code == 422
    assert _all(site) == []


def test_a_draft_goes_its_way_through_the_api(site: Site) -> None:
    draft = _begin(site.author, cause="")
    twin = f"/api/v1/submissions/{draft['id']}"
    held = site.author.post(f"{twin}/submit", json={"rev": draft["rev"]})
    assert (held.status_code, set(held.json()["fields"])) == (422, {"cause"})
    kept = site.author.put(twin, json=FIELDS | {"rev": draft["rev"]}).json()
    sent = site.author.post(f"{twin}/submit", json={"rev": kept["rev"]})
    assert sent.json()["state"] == "submitted"
    assert [one["id"] for one in site.author.get("/api/v1/submissions?state=submitted").json()["submissions"]] == [
        draft["id"]
    ]
    assert site.author.get(twin).json()["events"][-1]["state"] == "submitted"
    assert site.author.put(twin, json=FIELDS | {"title": "x", "rev": sent.json()["rev"]}).status_code == 409


def test_who_may_not_hand_in_is_told_so(site: Site) -> None:
    assert site.visitor.post("/api/v1/lessons", json=FIELDS).status_code == 401
    assert site.engineer.post("/api/v1/lessons", json=FIELDS).status_code == 403
    assert site.engineer.get("/lessons/new").status_code == 403
    assert site.visitor.get("/lessons/new").status_code == 303


def test_what_is_far_too_long_is_refused_and_stays_in_the_form(site: Site) -> None:
    text = "د" * 100_001
    answer = site.author.post("/lessons/new", data=FIELDS | {"problem": text, "key": "k", "do": "save"})
    assert answer.status_code == 422
    assert text in answer.text
    assert site.author.post("/api/v1/lessons", json=FIELDS | {"problem": text}).status_code == 422


def test_published_lessons_that_tell_the_same_are_shown(site: Site) -> None:
    lesson_id = site.publish()
    draft = _begin(site.author, title="پایین رفتن نوار حفاری گاز")
    page = _page(site.author.get(f"/submissions/{draft['id']}"))
    hints = [link.attributes["href"] for link in page.css(".hint-list > li > a")]
    assert hints == [f"/lessons/{lesson_id}"]
    asked = {"title": FORM.title, "problem": FORM.problem, "cause": FORM.cause}
    assert f"/lessons/{lesson_id}" in site.author.get("/lessons/similar", params=asked).text
    twin = site.author.post("/api/v1/lessons/similar", json=asked).json()
    assert [one["id"] for one in twin["similar"]] == [lesson_id]


def test_contributors_see_what_became_of_theirs(site: Site) -> None:
    lesson_id = site.publish()
    site.visitor.get(f"/lessons/{lesson_id}")
    page = site.author.get("/submissions?group=published").text
    assert f"/lessons/{lesson_id}" in page
    assert "۱ بار خوانده شد" in page


def test_every_step_is_in_the_trail(site: Site) -> None:
    draft = _begin(site.author)
    site.author.post(f"/api/v1/submissions/{draft['id']}/submit", json={"rev": draft["rev"]})
    with site.services.database.reading() as connection:
        entries = AuditRepository(connection).entries(AuditFilter(item_id=str(draft["id"])))
    assert [(entry.action, entry.name) for entry in entries] == [
        ("submit", "نویسندهٔ مشهدی"),
        ("begin", "نویسندهٔ مشهدی"),
    ]
