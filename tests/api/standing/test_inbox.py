"""The inbox, kept searches and the feeds that are one person's: whose they are, and what is read in them."""

from typing import Any
from uuid import uuid4

import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from corpus.access import Role
from corpus.people import Person
from corpus.repository.notices import NoticeRepository
from corpus.repository.people import PersonRepository
from corpus.standing import Notice, Subject
from corpus.types import Visibility

ATOM = "{http://www.w3.org/2005/Atom}"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def engineer(site: Any) -> Person:
    return site.person(Role.ENGINEER, "karaj")


def feed_of(page: str) -> str:
    return LexborHTMLParser(page).css_first(".note a[href^='/feeds/']").attributes["href"] or ""


def titles(feed: bytes) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in etree.fromstring(feed).iter(f"{ATOM}entry")]


def test_a_kept_search_is_told_of_what_comes_and_honours_its_fields(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    page = LexborHTMLParser(client.get("/search", params={"q": "زیرگذر رگبار"}).text)
    form = page.css_first('form[action="/saved-searches"]')
    sent = {one.attributes["name"]: one.attributes["value"] for one in form.css("input")}
    kept = client.post("/saved-searches", data=sent)
    assert kept.status_code == 303
    narrow = client.post("/api/v1/saved-searches", json={"text": "شهر:تبریز زیرگذر رگبار"}).json()["id"]
    site.publish()
    (notice,) = site.inbox(engineer)
    assert notice["query"] == kept.headers["location"].split("?")[0] and notice["query_title"] == "زیرگذر رگبار"
    site.publish(id="tabriz", city_id="tabriz")
    assert len(client.get("/api/v1/inbox", params={"query": narrow}).json()["notices"]) == 1
    assert "/lessons/tabriz" in client.get(f"/saved-searches/{narrow}").text
    # Keeping it again is no second one; once dropped it is told nothing.
    assert client.post("/api/v1/saved-searches", json={"text": "شهر:تبریز زیرگذر رگبار"}).json()["id"] == narrow
    assert client.post(f"/saved-searches/{narrow}/remove").status_code == 303
    assert client.get(f"/saved-searches/{narrow}").status_code == 404


@pytest.mark.parametrize("text", ["", "  ", "ا" * 3000])
def test_what_cannot_be_searched_is_not_kept(site: Any, engineer: Person, text: str) -> None:
    assert site.client(engineer).post("/api/v1/saved-searches", json={"text": text}).status_code == 422
    assert site.client().post("/api/v1/saved-searches", json={"text": "پل"}).status_code == 401


def test_nobody_reaches_what_is_anothers_by_guessing_its_address(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    search_id = client.post("/api/v1/saved-searches", json={"text": "زیرگذر رگبار"}).json()["id"]
    site.publish()
    (notice,) = site.inbox(engineer)
    for person in (site.person(Role.CONTRIBUTOR, "karaj"), site.person(Role.ADMINISTRATOR)):
        other = site.client(person)
        assert other.get(f"/saved-searches/{search_id}").status_code == 404
        assert other.get(f"/api/v1/saved-searches/{search_id}").status_code == 404
        assert other.delete(f"/api/v1/saved-searches/{search_id}").status_code == 404
        assert other.get("/api/v1/inbox", params={"query": search_id}).json()["notices"] == []
        other.post("/api/v1/inbox/read", json={"notice": notice["id"]})
    assert site.inbox(engineer)[0]["read_at"] is None
    assert site.client().get("/inbox").status_code in (303, 307)
    assert site.client().get("/api/v1/inbox").status_code == 401


def test_reading_one_and_all_and_the_count_in_the_header(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    need_id = site.post(client)
    for number in range(3):
        site.publish(id=f"lesson-{number}")

    def badge() -> str | None:
        found = LexborHTMLParser(client.get("/needs").text).css_first(".badge")
        return found.text().strip()[-1] if found else None

    assert badge() == "۳"
    page = LexborHTMLParser(client.get("/inbox").text)
    assert len(page.css(".notice-item.unread")) == 3
    assert [link.attributes["href"] for link in page.css(".result-title a")] == [
        f"/lessons/lesson-{number}" for number in (2, 1, 0)
    ]
    first = page.css_first('.notice-item input[name="notice"]').attributes["value"]
    assert client.post("/inbox/read", data={"notice": first, "back": "//evil.example"}).headers["location"] == "/inbox"
    assert badge() == "۲"
    assert client.get("/api/v1/inbox", params={"unread": True}).json()["total"] == 2
    client.post("/inbox/read", data={"query": need_id})
    assert badge() is None
    assert client.get("/api/v1/inbox").json() | {"notices": []} == {
        "total": 3, "unread": 0, "page": 1, "pages": 1, "notices": [],
    }  # fmt: skip


def test_what_a_person_may_no_longer_see_is_told_of_without_a_word_of_it(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    site.post(client)
    site.publish()
    feed = feed_of(client.get("/inbox").text)
    assert titles(site.client().get(feed).content) == [f"تجربه: {site.lesson.title}"]
    site.publish(visibility=Visibility.CITY)
    (notice,) = site.inbox(engineer)
    assert (notice["title"], notice["url"], notice["passage"], notice["reason"]) == (None, None, "", "")
    page = client.get("/inbox").text
    assert site.lesson.title not in page and "پمپ‌ها از کار" not in page and "دیگر در دسترس نیست" in page
    assert titles(site.client().get(feed).content) == []


def test_the_personal_feed_is_for_whoever_has_its_address_until_it_is_renewed(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    search_id = client.post("/api/v1/saved-searches", json={"text": "زیرگذر رگبار"}).json()["id"]
    site.post(client)
    site.publish()
    feed, own = feed_of(client.get("/inbox").text), client.get(f"/api/v1/saved-searches/{search_id}").json()["feed"]
    visitor = site.client()
    assert len(titles(visitor.get(feed).content)) == 2 and len(titles(visitor.get(own).content)) == 1
    assert feed.removeprefix("/feeds/").removesuffix(".atom") not in (
        etree.fromstring(visitor.get(feed).content).findtext(f"{ATOM}id") or ""
    )
    forged = feed[:-9] + ("A" if feed[-9] != "A" else "B") + feed[-8:]
    assert visitor.get(forged).status_code == 404
    assert visitor.get("/feeds/nonsense.atom").status_code == 404
    client.post("/inbox/feed")
    assert visitor.get(feed).status_code == visitor.get(own).status_code == 404
    fresh = feed_of(client.get("/inbox").text)
    assert visitor.get(fresh).status_code == 200
    with site.services.database.transaction() as connection:
        people = PersonRepository(connection)
        from dataclasses import replace

        people.save(replace(people.get(engineer.id), disabled=True))
    assert visitor.get(fresh).status_code == 404


def test_public_feeds_hold_what_visitors_may_see(site: Any, engineer: Person) -> None:
    site.publish(title=f"زیرگذر {SCRIPT}")
    site.publish(id="members", title="تنها برای همکاران", visibility=Visibility.MEMBERS)
    site.publish(id="hidden", title="شهری که نامش نمی‌آید", city_id="karaj", anonymous=True)
    visitor = site.client().get("/lessons.atom")
    assert visitor.headers["content-type"].startswith("application/atom+xml")
    assert sorted(titles(visitor.content)) == ["زیرگذر <script>alert(1)</script>", "شهری که نامش نمی‌آید"]
    assert SCRIPT not in visitor.text and "کرج" not in visitor.text
    assert len(titles(site.client(engineer).get("/lessons.atom").content)) == 3
    site.post(site.client(engineer))
    assert titles(site.client().get("/needs.atom").content) == [site.need["title"]]
    assert site.client().get("/feeds/resolutions.atom").status_code == 200


def test_a_long_inbox_is_paged(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    need_id = site.post(client)
    with site.services.database.transaction() as connection:
        notices = [
            Notice(uuid4().hex, engineer.id, need_id, Subject.DOCUMENT, f"gone-{number}", "", "")
            for number in range(45)
        ]
        assert NoticeRepository(connection).add(notices) == 45
        assert NoticeRepository(connection).add(notices) == 0
    body = client.get("/api/v1/inbox", params={"page": 3}).json()
    assert (body["total"], body["pages"], len(body["notices"])) == (45, 3, 5)
    page = LexborHTMLParser(client.get("/inbox", params={"page": "2"}).text)
    assert len(page.css(".notice-item")) == 20
    assert page.css_first("a.next").attributes["href"] == "/inbox?page=3"


def test_script_in_a_lesson_is_text_in_the_inbox(site: Any, engineer: Person) -> None:
    client = site.client(engineer)
    site.post(client, title=f"زیرگذر رگبار {SCRIPT}")
    site.publish(title=f"زیرگذر {SCRIPT}", problem=f"زیرگذر در رگبار {SCRIPT} پر از آب شد و پمپ‌ها از کار افتاد.")
    feed = feed_of(client.get("/inbox").text)
    for path in ("/inbox", feed):
        text = client.get(path).text
        assert SCRIPT not in text and "&lt;script&gt;" in text, path
