"""A lesson that was handed in is taken, mended, returned, published or merged; and two reviewers lose nothing."""

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from api.rendering import today
from api.services import Services
from corpus.people import AuditFilter
from corpus.repository.audit import AuditRepository
from corpus.repository.lessons import LessonRepository
from corpus.submissions import Criterion, Submission, SubmissionState
from corpus.types import LessonState
from tests.api.lesson_site import FORM, Site


@pytest.fixture
def site(services: Services) -> Site:
    return Site(services)


def _fields(submission: Submission, **changed: str) -> dict[str, str]:
    names = type(submission.form).__dataclass_fields__
    return (
        {name: getattr(submission.form, name) for name in names}
        | {"rev": str(submission.rev), "visibility": "public"}
        | changed
    )


def _ticked(**fields: str | list[str]) -> dict[str, str | list[str]]:
    return {"criterion": [one.value for one in Criterion], **fields}


def _lessons(site: Site) -> int:
    total: int = site.visitor.get("/api/v1/lessons").json()["total"]
    return total


def test_the_queue_is_the_secretariats_alone(site: Site) -> None:
    submission = site.hand_in()
    assert site.visitor.get("/reviews").status_code in (303, 401)
    assert site.visitor.get("/api/v1/reviews").status_code == 401
    for client in (site.author, site.engineer):
        assert client.get("/reviews").status_code == 403
        assert client.get(f"/api/v1/reviews/{submission.id}").status_code == 403
        assert client.post(f"/api/v1/reviews/{submission.id}", json={"action": "take", "rev": 1}).status_code == 403
    assert site.reviewer.get("/api/v1/reviews").json()["reviews"][0]["title"] == FORM.title


def test_a_draft_is_nobodys_but_its_authors(site: Site) -> None:
    from dataclasses import replace

    from corpus.repository.submissions import SubmissionRepository

    submission = site.hand_in()
    with site.services.database.transaction() as connection:
        SubmissionRepository(connection).add(replace(submission, id="draft", state=SubmissionState.DRAFT))
    assert site.reviewer.get("/reviews/draft").status_code == 404
    assert site.reviewer.get("/api/v1/reviews/draft").json()["code"] == "NotFound"
    assert site.reviewer.get("/api/v1/reviews/none").status_code == 404


def test_who_takes_it_is_named_with_the_day_until_which(site: Site) -> None:
    first, second = site.hand_in(), site.hand_in(title="آب‌گرفتگی زیرگذر")
    form = {"do": "take", "rev": "1"}
    assert site.reviewer.post(f"/reviews/{first.id}", data=form).status_code == 303
    assert site.second_reviewer.post(f"/reviews/{second.id}", data=form | {"do": "take-urgent"}).status_code == 303
    taken, urgent = site.submission(first.id), site.submission(second.id)
    assert taken.reviewer_id == site.owner(site.reviewer).id
    assert (taken.target_date, urgent.target_date) == (today() + timedelta(30), today() + timedelta(10))
    assert taken.form == FORM
    rows = [row.text() for row in LexborHTMLParser(site.reviewer.get("/reviews").text).css("tbody tr")]
    assert [("بازبین دوم" in row, "بازبین نخست" in row) for row in rows] == [(True, False), (False, True)]


def test_what_is_overdue_is_marked(site: Site) -> None:
    from dataclasses import replace

    from corpus.repository.submissions import SubmissionRepository

    submission = site.hand_in()
    late = replace(submission, state=SubmissionState.IN_REVIEW, target_date=today() - timedelta(3))
    with site.services.database.transaction() as connection:
        SubmissionRepository(connection).save(late, seen_rev=1)
    assert site.reviewer.get("/api/v1/reviews?state=in_review").json()["reviews"][0]["overdue"] is True
    assert "۳ روز از مهلت گذشته" in site.reviewer.get("/reviews?state=in_review").text
    assert "۳ روز از مهلت گذشته" in site.reviewer.get(f"/reviews/{submission.id}").text


def test_it_goes_back_with_remarks_and_never_without(site: Site) -> None:
    submission = site.hand_in()
    refused = site.reviewer.post(f"/reviews/{submission.id}", data=_fields(submission, do="return", cause="علتی تازه"))
    page = LexborHTMLParser(refused.text)
    assert refused.status_code == 422
    assert page.css_first("#f-remarks-error") and page.css_first("#f-cause").text() == "علتی تازه"
    assert site.submission(submission.id).state is SubmissionState.SUBMITTED
    sent = _fields(submission, do="return", remarks="علت را <b>روشن‌تر</b> بنویسید.")
    assert site.reviewer.post(f"/reviews/{submission.id}", data=sent).status_code == 303
    assert site.submission(submission.id).state is SubmissionState.RETURNED
    events = site.reviewer.get(f"/api/v1/reviews/{submission.id}").json()["events"]
    assert events[-1]["remark"] == "علت را <b>روشن‌تر</b> بنویسید." and events[-1]["by"] == "بازبین نخست"
    assert "&lt;b&gt;" in site.reviewer.get(f"/reviews/{submission.id}").text


def test_it_is_published_as_the_reviewer_left_it_and_can_be_found(site: Site) -> None:
    submission = site.hand_in()
    sent = _ticked(**_fields(submission, do="publish", title="نشست نوار حفاری"))
    answer = site.reviewer.post(f"/reviews/{submission.id}", data=sent)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/lessons/")
    site.services.indexer.run_until_idle()
    done = site.submission(submission.id)
    body = site.visitor.get(f"/api/v1/lessons/{done.lesson_id}").json()
    assert (done.state, body["title"], body["number"], body["city"]) == (
        SubmissionState.PUBLISHED, "نشست نوار حفاری", 1, "مشهد",
    )  # fmt: skip
    assert (body["keywords"], body["date"]["month"], body["impact"]["cost"]) == (
        ["حفاری", "تراکم", "گاز"],
        7,
        FORM.cost,
    )
    assert body["citation"] == "تجربهٔ ۱، مشهد، مهر ۱۳۹۹"
    hits = site.visitor.get("/api/v1/search", params={"q": "تراکم لایه"}).json()["hits"]
    assert [(hit["kind"], hit["id"]) for hit in hits] == [("lesson", done.lesson_id)]


def test_every_criterion_holds_or_the_reviewer_insists(site: Site) -> None:
    submission = site.hand_in()
    held = site.reviewer.post(
        f"/reviews/{submission.id}", data=_fields(submission, do="publish", criterion="effective")
    )
    page = LexborHTMLParser(held.text)
    assert held.status_code == 422 and page.css_first("#f-checklist-error")
    assert "مؤثر" not in page.css_first("#f-checklist-error").text()
    assert page.css_first('[name="criterion"][value="effective"][checked]')
    assert page.css_first('[name="insist"]') and _lessons(site) == 0
    sent = _fields(submission, do="publish", criterion="effective", insist="1")
    assert site.reviewer.post(f"/reviews/{submission.id}", data=sent).status_code == 303
    assert _lessons(site) == 1
    with site.services.database.reading() as connection:
        entries = AuditRepository(connection).entries(AuditFilter(kind="lesson"))
    assert "معتبر" in entries[0].what and entries[0].name == "بازبین نخست"


@pytest.mark.parametrize(
    ("field", "value"), [("title", ""), ("city", "ناکجاآباد"), ("date", "دیروزها"), ("cause", " ")]
)
def test_what_cannot_be_a_lesson_is_not_published(site: Site, field: str, value: str) -> None:
    submission = site.hand_in()
    sent = _ticked(**_fields(submission, do="publish", **{field: value}))
    refused = site.reviewer.post(f"/reviews/{submission.id}", data=sent)
    assert refused.status_code == 422
    assert LexborHTMLParser(refused.text).css_first(f"#f-{field}-error")
    assert _lessons(site) == 0
    assert site.act(submission, "publish", fields={field: value})["code"] == "InvalidRecord"  # type: ignore[index]


def test_two_reviewers_at_once_lose_nothing_and_are_told_who_changed_what(site: Site) -> None:
    submission = site.hand_in()
    first = _fields(submission, do="keep", cause="خاک تر بود.", outcome="یکسان")
    assert site.reviewer.post(f"/reviews/{submission.id}", data=first).status_code == 303
    second = _ticked(**_fields(submission, do="publish", cause="ناظر نبود.", outcome="یکسان"))
    late = site.second_reviewer.post(f"/reviews/{submission.id}", data=second)
    page = LexborHTMLParser(late.text)
    told = [item.text() for item in page.css(".review-note .note-list li")]
    assert late.status_code == 409 and "بازبین نخست" in page.text()
    assert len(told) == 1 and "خاک تر بود." in told[0] and "ناظر نبود." in told[0]
    assert page.css_first("#f-cause").text() == "ناظر نبود."
    assert site.submission(submission.id).form.cause == "خاک تر بود." and _lessons(site) == 0
    # The page that tells of it carries the present revision: sending it again is deliberate.
    again = second | {"rev": page.css_first('#review [name="rev"]').attributes["value"] or ""}
    assert site.second_reviewer.post(f"/reviews/{submission.id}", data=again).status_code == 303
    assert _lessons(site) == 1


def test_who_is_late_is_told_so_whatever_else_is_wrong(site: Site) -> None:
    submission = site.hand_in()
    first = _fields(submission, do="keep", cause="خاک تر بود.")
    assert site.reviewer.post(f"/reviews/{submission.id}", data=first).status_code == 303
    for wrong in ({"do": "publish"}, {"do": "return"}, {"do": "merge", "target_number": "۹۹"}):
        late = site.second_reviewer.post(f"/reviews/{submission.id}", data=_fields(submission, **wrong))
        assert late.status_code == 409 and "خاک تر بود." in late.text, wrong
    odd_day = _fields(submission, do="keep", target_date="دیروزها")
    page = LexborHTMLParser(site.second_reviewer.post(f"/reviews/{submission.id}", data=odd_day).text)
    assert page.css_first('#review [name="rev"]').attributes["value"] == "1", "what was seen, not what is there"


def test_what_another_reviewer_has_decided_stays_decided(site: Site) -> None:
    submission = site.hand_in()
    assert site.act(submission, "publish")["state"] == "published"
    late = site.act(submission, "return", site.second_reviewer, remarks="برگشت")
    assert late["code"] == "DraftConflict" and "بازبین نخست" in late["detail"]  # type: ignore[index]
    page = site.second_reviewer.post(
        f"/reviews/{submission.id}", data=_fields(submission, do="return", remarks="برگشت")
    )
    assert page.status_code == 409 and "بازبین نخست" in page.text
    assert site.submission(submission.id).state is SubmissionState.PUBLISHED


def test_a_lesson_that_tells_the_same_goes_into_the_one_that_is_there(site: Site) -> None:
    lesson_id = site.publish()
    twin = site.hand_in(title="فرونشست ترانشهٔ گاز", city="کرج")
    page = LexborHTMLParser(site.reviewer.get(f"/reviews/{twin.id}").text)
    assert page.css_first('[name="target"][value="1"]'), "the near-duplicate is offered"
    missing = site.reviewer.post(f"/reviews/{twin.id}", data=_fields(twin, do="merge"))
    unknown = site.reviewer.post(f"/reviews/{twin.id}", data=_fields(twin, do="merge", target_number="۹۹"))
    assert [missing.status_code, unknown.status_code] == [422, 422]
    done = site.reviewer.post(f"/reviews/{twin.id}", data=_fields(twin, do="merge", target_number="۱"))
    assert done.headers["location"].startswith(f"/lessons/{lesson_id}")
    merged = site.submission(twin.id)
    assert (merged.state, merged.lesson_id, merged.form.title) == (SubmissionState.MERGED, lesson_id, twin.form.title)
    (text,) = site.visitor.get(f"/api/v1/lessons/{lesson_id}").json()["merged"]
    assert text["fields"]["title"] == "فرونشست ترانشهٔ گاز" and text["city_id"] == "mashhad"
    assert "فرونشست ترانشهٔ گاز" in site.visitor.get(f"/lessons/{lesson_id}").text
    assert _lessons(site) == 1


def test_a_new_version_keeps_the_number_and_the_old_text(site: Site) -> None:
    lesson_id = site.publish()
    begun = site.author.post(f"/lessons/{lesson_id}/revise")
    draft = site.submission(begun.headers["location"].rsplit("/", 1)[-1])
    assert (draft.state, draft.lesson_id, draft.form.title, draft.form.city) == (
        SubmissionState.DRAFT, lesson_id, FORM.title, "مشهد",
    )  # fmt: skip
    version = site.hand_in(lesson_id=lesson_id, cause="ناظر نبود.")
    page = LexborHTMLParser(site.reviewer.get(f"/reviews/{version.id}").text)
    assert "ناظر نبود." in page.css_first(".original ins").text()
    rev = page.css_first('[name="lesson_rev"]').attributes["value"] or ""
    sent = _ticked(**_fields(version, do="publish", lesson_rev=rev))
    assert site.reviewer.post(f"/reviews/{version.id}", data=sent).status_code == 303
    body = site.visitor.get(f"/api/v1/lessons/{lesson_id}").json()
    assert (body["number"], body["rev"], body["cause"], body["versions"]) == (1, 2, "ناظر نبود.", 2)
    versions = site.visitor.get(f"/api/v1/lessons/{lesson_id}/versions").json()
    assert [one["fields"]["cause"] for one in versions] == ["ناظر نبود.", FORM.cause]
    shown = LexborHTMLParser(site.visitor.get(f"/lessons/{lesson_id}/versions").text)
    assert shown.css_first("del") and "ناظر نبود." in shown.css_first("ins").text()
    assert _lessons(site) == 1


def test_a_new_version_of_a_lesson_that_changed_meanwhile_is_looked_at_again(site: Site) -> None:
    lesson_id = site.publish()
    first, second = (site.hand_in(lesson_id=lesson_id, cause=cause) for cause in ("نخست", "دوم"))
    assert site.act(first, "publish")["state"] == "published"
    late = site.reviewer.post(f"/reviews/{second.id}", data=_ticked(**_fields(second, do="publish", lesson_rev="1")))
    assert late.status_code == 422 and "در این میان تغییر کرده" in late.text
    assert site.visitor.get(f"/api/v1/lessons/{lesson_id}").json()["cause"] == "نخست"


def test_a_successor_takes_the_place_of_an_older_lesson(site: Site) -> None:
    old = site.publish()
    submission = site.hand_in(title="نشست نوار، پس از سه سال")
    sent = _ticked(**_fields(submission, do="supersede", target_number="1"))
    assert site.reviewer.post(f"/reviews/{submission.id}", data=sent).status_code == 303
    new = site.submission(submission.id).lesson_id
    body = site.visitor.get(f"/api/v1/lessons/{old}").json()
    assert (body["state"], body["successor"]["id"]) == ("superseded", new)
    page = LexborHTMLParser(site.visitor.get(f"/lessons/{old}").text)
    assert page.css_first(f'.notice a[href="/lessons/{new}"]')
    assert [one["id"] for one in site.visitor.get("/api/v1/lessons").json()["lessons"]] == [new]


def test_a_lesson_is_archived_and_published_again_and_the_index_follows(site: Site) -> None:
    lesson_id = site.publish()

    def settle(state: LessonState, rev: int, successor: str = "") -> int:
        form = {"state": state.value, "rev": str(rev), "successor": successor}
        status = site.reviewer.post(f"/lessons/{lesson_id}/state", data=form).status_code
        site.services.indexer.run_until_idle()
        return status

    def found() -> int:
        total: int = site.visitor.get("/api/v1/search", params={"q": "تراکم"}).json()["total"]
        return total

    assert site.author.post(f"/lessons/{lesson_id}/state", data={"state": "archived", "rev": "1"}).status_code == 403
    assert (settle(LessonState.ARCHIVED, 1), found(), _lessons(site)) == (303, 0, 0)
    assert "بایگانی شده" in site.visitor.get(f"/lessons/{lesson_id}").text
    assert (settle(LessonState.PUBLISHED, 1), found()) == (422, 0), "somebody changed it in between"
    assert (settle(LessonState.PUBLISHED, 2), found(), _lessons(site)) == (303, 1, 1)
    assert settle(LessonState.SUPERSEDED, 3, "1") == 422, "nothing supersedes itself"
    other = site.publish(title="دیگری")
    assert settle(LessonState.SUPERSEDED, 3, "۲") == 303
    circle = site.reviewer.put(
        f"/api/v1/lessons/{other}/state", json={"state": "superseded", "rev": 1, "successor": "1"}
    )
    assert circle.status_code == 422


def test_an_anonymous_lesson_whose_text_names_its_city_is_pointed_out(site: Site) -> None:
    submission = site.hand_in(anonymous=True, problem="در مشهد نوار نشست.")
    notice = LexborHTMLParser(site.reviewer.get(f"/reviews/{submission.id}").text).css_first(".review-fields .notice")
    assert "چه پیش آمد" in notice.text() and "چرا" not in notice.text()
    other = site.hand_in(anonymous=True)
    assert not LexborHTMLParser(site.reviewer.get(f"/reviews/{other.id}").text).css(".review-fields .notice")


def test_publishing_twice_makes_one_lesson(site: Site) -> None:
    submission = site.hand_in()
    answers = [site.act(submission, "publish") for _ in range(2)]
    assert answers[0]["state"] == "published" and answers[1]["code"] == "DraftConflict"
    with site.services.database.reading() as connection:
        assert len(LessonRepository(connection).published()) == 1
