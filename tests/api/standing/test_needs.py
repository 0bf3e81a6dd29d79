"""Needs: what is shown when one is posted, who is told of what comes later, and whom a need is for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from api.services import Services
from corpus.access import Role
from corpus.people import AuditFilter, Person
from corpus.repository.audit import AuditRepository
from corpus.repository.offices import OfficeRepository
from corpus.repository.outbox import NOTICES, OutboxRepository
from corpus.repository.standing import StandingRepository
from corpus.standing import Office
from corpus.types import ItemKind, LessonState, Visibility
from ingest.lesson_publishing import settle_lesson

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def engineer(site: Any) -> Person:
    return site.person(Role.ENGINEER, "karaj")


def test_what_is_there_already_is_shown_at_once_and_is_no_news(site: Any, engineer: Person) -> None:
    site.publish()
    client = site.client(engineer)
    response = client.post("/needs/new", data=site.need)
    assert response.status_code == 303
    page = LexborHTMLParser(client.get(response.headers["location"]).text)
    assert "/lessons/underpass" in [link.attributes["href"] for link in page.css("#lessons-title ~ ul a")]
    site.tell()
    assert site.inbox(engineer) == []


def test_the_owner_is_told_once_of_what_comes_later_with_the_reason_and_the_passage(
    site: Any, engineer: Person
) -> None:
    need_id = site.post(site.client(engineer))
    site.publish()
    (notice,) = site.inbox(engineer)
    assert (notice["kind"], notice["title"], notice["query"]) == ("lesson", site.lesson.title, f"/needs/{need_id}")
    assert "زیرگذر" in notice["reason"] and "تجربهٔ تازه" in notice["reason"]
    assert "زیرگذر" in notice["passage"] and notice["read_at"] is None
    # The same lesson in a new wording is no second notice.
    site.publish(recommendation="پمپ زیرگذر را از دو خط برق تغذیه کنید؛ کانال را پیش از رگبار لای‌روبی کنید.")
    assert len(site.inbox(engineer)) == 1


def test_what_has_nothing_to_do_with_the_need_is_not_told(site: Any, engineer: Person) -> None:
    site.post(site.client(engineer))
    site.publish(
        id="tender",
        title="برندهٔ مناقصه با قیمت نامتعارف",
        problem="پیمانکار با قیمت پایین برنده شد و کار را رها کرد.",
        cause="ارزیابی کیفی انجام نشده بود.",
        recommendation="پیش از مناقصه توان پیمانکار را بسنجید.",
    )
    assert site.inbox(engineer) == []


def test_documents_and_resolutions_are_told_of_too_and_a_status_is_no_news(
    published: Services, ingest: Callable[..., None], make_site: Callable[[Services], Any]
) -> None:
    services, site = published, make_site(published)
    services.indexer.run_until_idle()
    engineer = site.person(Role.ENGINEER, "karaj")
    site.post(site.client(engineer))
    ingest(services, گزارش="گزارش آب‌گرفتگی زیرگذرهای شهر هنگام رگبار و از کار افتادن پمپ‌ها")
    site.tell()
    (notice,) = site.inbox(engineer)
    assert notice["kind"] == "document" and notice["url"].startswith("/documents/")
    with site.services.database.transaction() as connection:
        outbox = OutboxRepository(connection)
        for row in connection.exec_driver_sql("SELECT id FROM resolutions").all():
            outbox.add(ItemKind.RESOLUTION, row[0])
    site.tell()
    assert {one["kind"] for one in site.inbox(engineer)} <= {"document"}


def test_a_city_is_not_told_of_its_own_lesson_nor_of_what_it_may_not_see(site: Any, engineer: Person) -> None:
    site.post(site.client(engineer))
    site.publish(city_id="karaj")
    site.publish(id="hidden", city_id="tehran", visibility=Visibility.CITY)
    assert site.inbox(engineer) == []
    # Once it is for members it is news.
    site.publish(id="hidden", city_id="tehran", visibility=Visibility.MEMBERS)
    assert [one["kind"] for one in site.inbox(engineer)] == ["lesson"]


def test_a_need_that_is_answered_is_told_nothing_until_it_is_opened_again(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    site.publish(id="first")
    need_id = site.post(client)
    wrong = client.post(f"/needs/{need_id}/state", data={"state": "answered", "answer": "/lessons/nowhere"})
    assert wrong.status_code == 422 and "نشانی یک تجربه" in wrong.text
    answer = {"state": "answered", "answer": "http://example.ir/lessons/first?x=1"}
    assert client.post(f"/needs/{need_id}/state", data=answer).status_code == 303
    assert "پاسخ گرفت با" in client.get(f"/needs/{need_id}").text
    assert client.get("/api/v1/needs").json()["total"] == 0
    assert client.get("/api/v1/needs", params={"state": "answered"}).json()["needs"][0]["answer"] == "/lessons/first"
    site.publish(id="second")
    assert site.inbox(engineer) == []
    client.post(f"/api/v1/needs/{need_id}/state", json={"state": "open"})
    site.publish(id="third")
    assert [one["url"] for one in site.inbox(engineer)] == ["/lessons/third"]


def test_an_edited_need_is_matched_by_its_new_words(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    need_id = site.post(client, title="خرید زمین برای بوستان", text="مالکان زمین بوستان را نمی‌فروشند.")
    site.publish(id="before")
    assert site.inbox(engineer) == []
    assert client.post(f"/needs/{need_id}/edit", data=site.need).status_code == 303
    site.publish(id="after")
    assert [one["url"] for one in site.inbox(engineer)] == ["/lessons/after"]


def test_nothing_is_lost_or_told_twice_when_the_process_is_killed(
    site: Any, engineer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post(site.client(engineer))

    def killed(self: OutboxRepository, name: str, seq: int) -> None:
        if name == NOTICES:
            raise KeyboardInterrupt
        advance(self, name, seq)

    advance = OutboxRepository.advance
    with monkeypatch.context() as patch:
        patch.setattr(OutboxRepository, "advance", killed)
        with pytest.raises(KeyboardInterrupt):
            site.publish()
    assert site.inbox(engineer) == []
    del site.services.__dict__["notifier"]
    site.tell()
    assert len(site.inbox(engineer)) == 1
    with site.services.database.transaction() as connection:
        OutboxRepository(connection).advance(NOTICES, 0)
        connection.exec_driver_sql("DELETE FROM announced_items")
    site.tell()
    assert len(site.inbox(engineer)) == 1


def test_what_came_while_no_index_could_be_told_waits_for_a_new_index(site: Any, engineer: Person) -> None:
    """Changing over to a fresh index forgets what it has seen; not what the notices have not."""
    site.publish(id="earlier")
    site.post(site.client(engineer))
    site.write(id="later")
    site.services.rebuild(owning=True)
    del site.services.__dict__["indexer"]
    site.tell()
    assert [one["url"] for one in site.inbox(engineer)] == ["/lessons/later"]


def test_a_superseded_lesson_is_no_news(site: Any, engineer: Person) -> None:
    site.publish(id="old")
    site.publish(id="new")
    site.post(site.client(engineer))
    with site.services.database.transaction() as connection:
        settle_lesson(connection, "old", LessonState.SUPERSEDED, "new")
    site.tell()
    assert site.inbox(engineer) == []


def test_cities_with_the_same_need_are_candidates_and_one_click_connects_them(site: Any, engineer: Person) -> None:
    site.publish()
    other = site.person(Role.CONTRIBUTOR, "tehran")
    theirs = site.post(site.client(other), title="پر شدن زیرگذرها از آب در رگبار")
    stranger = site.person(Role.ENGINEER, "qom")
    unlike = site.post(site.client(stranger), title="خرید زمین", text="مالکان زمین بوستان را نمی‌فروشند.")
    with site.services.database.transaction() as connection:
        OfficeRepository(connection).save(Office("o", "tehran", "معاونت فنی و عمرانی", "رئیس اداره", "02112345678"))
    client = site.client(engineer)
    mine = site.post(client)
    body = client.get(f"/api/v1/needs/{mine}").json()
    assert [one["id"] for one in body["similar"]] == [theirs] and unlike != theirs
    # Somebody who speaks for neither may not.
    refused = site.client(stranger).post(f"/needs/{mine}/connections", data={"other": theirs})
    assert refused.status_code == 403
    sent = {"other": theirs, "message": f"هماهنگ شویم {SCRIPT}"}
    assert client.post(f"/needs/{mine}/connections", data=sent).status_code == 303
    again = site.client(other).post(f"/needs/{theirs}/connections", data={"other": mine})
    assert again.status_code == 303
    for person, own, beyond in ((engineer, mine, theirs), (other, theirs, mine)):
        (notice,) = site.inbox(person)
        assert ("تماس: معاونت فنی" in notice["passage"]) == (person is engineer)
        assert (notice["kind"], notice["url"], notice["query"]) == ("need", f"/needs/{beyond}", f"/needs/{own}")
        page = site.client(person).get(f"/needs/{own}").text
        assert SCRIPT not in page and "&lt;script&gt;" in page
    page = client.get(f"/needs/{mine}").text
    assert "معاونت فنی و عمرانی" in page and "۰۲۱۱۲۳۴۵۶۷۸" in page
    # What was written to one another is not for visitors.
    assert "هماهنگ شویم" not in site.client().get(f"/needs/{mine}").text


def test_a_need_of_one_city_alone_is_not_connected(site: Any, engineer: Person) -> None:
    other = site.person(Role.CONTRIBUTOR, "tehran")
    theirs = site.post(site.client(other))
    client = site.client(engineer)
    mine = site.post(client, visibility="city")
    assert client.post(f"/api/v1/needs/{mine}/connections", json={"other": theirs}).status_code == 422


@pytest.mark.parametrize("visibility", ["members", "city"])
def test_a_need_is_there_for_those_that_it_is_for_alone(site: Any, engineer: Person, visibility: str) -> None:
    need_id = site.post(site.client(engineer), visibility=visibility)
    foreigner = site.person(Role.CONTRIBUTOR, "tehran")
    colleague = site.person(Role.CONTRIBUTOR, "karaj")
    secretariat = site.person(Role.SECRETARIAT)
    seen = {
        name: site.client(person).get(f"/needs/{need_id}").status_code
        for name, person in (("visitor", None), ("foreigner", foreigner), ("own", colleague), ("all", secretariat))
    }
    foreign = 200 if visibility == "members" else 404
    assert seen == {"visitor": 404, "foreigner": foreign, "own": 200, "all": 200}
    for path in ("/needs", "/needs.atom", "/api/v1/needs", "/cities/karaj", "/api/v1/cities/karaj"):
        assert site.need["title"] not in site.client().get(path).text, path
    assert site.client().get(f"/api/v1/needs/{need_id}").status_code == 404
    if visibility == "city":
        change = site.client(foreigner).post(f"/api/v1/needs/{need_id}/state", json={"state": "closed"})
        assert change.status_code == 404


def test_who_may_post_and_change(site: Any, engineer: Person) -> None:
    visitor = site.client()
    assert visitor.post("/api/v1/needs", json=site.need).status_code == 401
    nowhere = site.person(Role.ENGINEER)
    assert site.client(nowhere).post("/api/v1/needs", json=site.need).status_code == 403
    need_id = site.post(site.client(engineer))
    colleague = site.person(Role.ENGINEER, "karaj")
    assert site.client(colleague).put(f"/api/v1/needs/{need_id}", json=site.need).status_code == 403
    contributor = site.person(Role.CONTRIBUTOR, "karaj")
    assert site.client(contributor).put(f"/api/v1/needs/{need_id}", json=site.need).status_code == 200
    secretariat = site.person(Role.SECRETARIAT)
    assert site.client(secretariat).post(f"/needs/{need_id}/state", data={"state": "closed"}).status_code == 303
    with site.services.database.reading() as connection:
        entries = AuditRepository(connection).entries(AuditFilter(kind="need"))
        need = StandingRepository(connection).need(need_id)
    assert [(one.action, one.person_id) for one in entries] == [
        ("settle", secretariat.id), ("edit", contributor.id), ("post", engineer.id),
    ]  # fmt: skip
    assert need.person_id == engineer.id


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"title": " "}, "در یک جمله"),
        ({"text": ""}, "مسئله چیست"),
        ({"title": "ا" * 201}, "۲۰۰ نویسه"),
        ({"text": "ا" * 4001}, "۴٬۰۰۰ نویسه"),
        ({"visibility": "nobody"}, "شناخته نیست"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    site: Any, engineer: Person, values: dict[str, str], problem: str
) -> None:
    response = site.client(engineer).post("/needs/new", data=site.need | values)
    assert response.status_code == 422 and problem in response.text
    page = LexborHTMLParser(response.text)
    typed = (site.need | values)["text"]
    assert page.css_first("textarea").text() == typed


def test_script_in_a_need_is_text_in_the_page_the_list_and_the_feed(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    need_id = site.post(client, title=f"زیرگذر {SCRIPT}", text=f"رگبار {SCRIPT} \x0b ]]>")
    for path in (f"/needs/{need_id}", "/needs", "/cities/karaj", "/needs.atom"):
        response = client.get(path)
        assert response.status_code == 200
        assert SCRIPT not in response.text and "&lt;script&gt;" in response.text, path


def test_needs_are_listed_by_city_and_state_and_paged(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    ids = [site.post(client, title=f"نیاز شمارهٔ {number}") for number in range(25)]
    other = site.person(Role.CONTRIBUTOR, "tehran")
    site.post(site.client(other))
    paged: list[str] = []
    url: str | None = "/needs?city=karaj"
    while url:
        page = LexborHTMLParser(client.get(url).text)
        paged += [(link.attributes["href"] or "").removeprefix("/needs/") for link in page.css(".need-title a")]
        following = page.css_first("nav.pagination a.next")
        url = following.attributes["href"] if following else None
    assert paged == ids[::-1]
    body = client.get("/api/v1/needs", params={"city": "karaj", "page_size": 100}).json()
    assert [one["id"] for one in body["needs"]] == paged and body["total"] == 25
    assert client.get("/needs", params={"page": "9999"}).status_code == 200


def test_only_what_came_after_the_posting_is_told(site: Any, engineer: Person) -> None:
    """What was written before but is indexed after."""
    site.write(id="written")
    need_id = site.post(site.client(engineer))
    site.tell()
    assert site.inbox(engineer) == []
    with site.services.database.reading() as connection:
        posted = StandingRepository(connection).need(need_id).created_at
    assert posted and datetime.now(UTC) - posted < timedelta(minutes=5)


def test_the_worker_tells_by_itself(site: Any, engineer: Person) -> None:
    site.post(site.client(engineer))
    site.services.worker.start()
    try:
        site.write()
        deadline = monotonic() + 60
        while not site.inbox(engineer):
            assert monotonic() < deadline, "nobody was told"
            sleep(0.1)
    finally:
        site.services.worker.stop()
