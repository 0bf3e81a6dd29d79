"""A city's page: what it shared, what it needs, and who to call."""

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from corpus.access import Role
from corpus.lesson_use import LessonUse
from corpus.people import AuditFilter
from corpus.repository.audit import AuditRepository
from corpus.repository.lessons import LessonRepository

OFFICE = {
    "office": "معاونت فنی و عمرانی",
    "role": "رئیس ادارهٔ پل‌ها",
    "phone": "۰۲۶-۳۲۱۴۵",
    "email": "fani@example.ir",
    "note": "تا ساعت ۱۴",
}
SCRIPT = "<script>alert(1)</script>"


def section(client: Any, name: str, city: str = "karaj") -> str:
    page = LexborHTMLParser(client.get(f"/cities/{city}").text)
    return page.css_first(f'section[aria-labelledby="{name}-title"]').text()


def test_what_a_city_shared_says_how_often_it_was_used(site: Any) -> None:
    site.publish(city_id="karaj")
    with site.services.database.transaction() as connection:
        LessonRepository(connection).add_use(
            LessonUse("u", "underpass", None, "کارشناس", "tehran", "زیرگذر نواب", "خوب")
        )
    assert site.lesson.title in section(site.client(), "shared")
    assert "۱ بار به کار رفته" in section(site.client(), "shared")
    (lesson,) = site.client().get("/api/v1/cities/karaj").json()["lessons"]
    assert (lesson["id"], lesson["uses"]) == ("underpass", 1)


def test_an_anonymous_lesson_is_on_its_citys_page_for_that_city_and_the_secretariat_alone(site: Any) -> None:
    site.publish(city_id="karaj", anonymous=True)
    own, secretariat = site.person(Role.ENGINEER, "karaj"), site.person(Role.SECRETARIAT)
    other = site.person(Role.CONTRIBUTOR, "tehran")
    seen = [site.lesson.title in section(site.client(one), "shared") for one in (None, other, own, secretariat)]
    assert seen == [False, False, True, True]
    told = [len(site.client(one).get("/api/v1/cities/karaj").json()["lessons"]) for one in (None, other, own)]
    assert told == [0, 0, 1]


def test_open_needs_are_on_the_citys_page(site: Any) -> None:
    client = site.client_as(Role.ENGINEER, "karaj")
    need_id = site.post(client)
    assert site.need["title"] in section(site.client(), "needs")
    assert [one["id"] for one in site.client().get("/api/v1/cities/karaj").json()["needs"]] == [need_id]
    client.post(f"/api/v1/needs/{need_id}/state", json={"state": "closed"})
    assert site.need["title"] not in section(site.client(), "needs")


def test_offices_are_written_by_the_city_and_the_secretariat_alone(site: Any) -> None:
    own, other = site.person(Role.CONTRIBUTOR, "karaj"), site.person(Role.CONTRIBUTOR, "tehran")
    engineer = site.person(Role.ENGINEER, "karaj")
    assert [site.client(one).post("/cities/karaj/offices", data=OFFICE).status_code for one in (other, engineer)] == [
        403, 403,
    ]  # fmt: skip
    assert site.client().post("/api/v1/cities/karaj/offices", json=OFFICE).status_code == 401
    client = site.client(own)
    assert client.post("/cities/karaj/offices", data=OFFICE).status_code == 303
    (office,) = site.client().get("/api/v1/cities/karaj").json()["offices"]
    assert office | OFFICE == office
    text = section(site.client(), "offices")
    assert "معاونت فنی و عمرانی" in text and "۰۲۶-۳۲۱۴۵" in text and "برداشتن" not in text
    form = LexborHTMLParser(client.get(f"/cities/karaj?office={office['id']}").text).css_first("#office-form")
    assert form.css_first('input[name="phone"]').attributes["value"] == OFFICE["phone"]
    changed = OFFICE | {"office_id": office["id"], "phone": "۱۳۷"}
    assert client.post("/cities/karaj/offices", data=changed).status_code == 303
    assert "۱۳۷" in section(site.client(), "offices") and "۳۲۱۴۵" not in section(site.client(), "offices")
    # Another city's office is not there to be changed or removed through one's own.
    wrong = {**OFFICE, "office_id": office["id"]}
    assert site.client(other).post("/cities/tehran/offices", data=wrong).status_code == 404
    assert site.client(other).post(f"/cities/tehran/offices/{office['id']}/remove").status_code == 404
    secretariat = site.client_as(Role.SECRETARIAT)
    assert secretariat.delete(f"/api/v1/cities/karaj/offices/{office['id']}").status_code == 204
    assert site.client().get("/api/v1/cities/karaj").json()["offices"] == []
    with site.services.database.reading() as connection:
        entries = AuditRepository(connection).entries(AuditFilter(kind="office"))
    assert [one.action for one in entries] == ["remove", "save", "save"]
    assert client.post("/cities/nowhere/offices", data=OFFICE).status_code in (403, 404)


@pytest.mark.parametrize(
    ("values", "problem"),
    [({"office": " "}, "نام دفتر"), ({"email": "fani"}, "رایانامه درست نیست"), ({"phone": "ندارد"}, "با رقم"),
     ({"note": "ا" * 301}, "۳۰۰ نویسه")],
)  # fmt: skip
def test_a_wrong_office_is_told_of_and_what_was_typed_stays(site: Any, values: dict[str, str], problem: str) -> None:
    client = site.client_as(Role.CONTRIBUTOR, "karaj")
    response = client.post("/cities/karaj/offices", data=OFFICE | values)
    assert response.status_code == 422 and problem in response.text
    assert (
        LexborHTMLParser(response.text).css_first('#office-form input[name="role"]').attributes["value"]
        == OFFICE["role"]
    )
    assert site.client().get("/api/v1/cities/karaj").json()["offices"] == []


def test_script_in_an_office_is_text(site: Any) -> None:
    client = site.client_as(Role.CONTRIBUTOR, "karaj")
    client.post("/cities/karaj/offices", data=OFFICE | {"office": SCRIPT, "note": SCRIPT})
    page = client.get("/cities/karaj").text
    assert SCRIPT not in page and page.count("&lt;script&gt;") >= 2
