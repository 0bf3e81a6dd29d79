"""The site that the examples of docs/api.md are run against: something of everything, and the names that they use for it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from time import monotonic, sleep
from typing import Any

import httpx

from api.people.tokens import make_token
from api.services import Services
from corpus.access import Role
from corpus.people import Person
from corpus.repository.people import PersonRepository
from corpus.samples.minutes import render_minutes, resolution_table
from corpus.samples.source import meetings

PAGE = (
    "<h1>ترمیم نوار حفاری گاز</h1><p>سطح نوار حفاری پس از یک زمستان نشست کرد و لبه‌های آسفالت شکست، چون خاک برگشتی"
    " در یک لایهٔ ضخیم ریخته شده بود و تراکم آن آزموده نشد. {}</p>"
)


@dataclass
class DocumentedSite:
    """`names` are the ids that stand in the examples in capitals; one that has to be looked up anew is asked for."""

    url: str
    token: str
    names: dict[str, str | Callable[[], str]] = field(default_factory=dict)

    def ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.request(method, f"{self.url}{path}", headers=headers, timeout=120, **more)
        assert answer.is_success, (method, path, answer.text)
        return answer.json() if answer.content else None

    def filled(self, text: str) -> str:
        """The example with the ids of this site."""
        for name in sorted(self.names, key=len, reverse=True):
            if name in text:
                value = self.names[name]
                text = text.replace(name, value if isinstance(value, str) else value())
        return text


def fill(services: Services, url: str) -> DocumentedSite:
    """Put something of everything into a served site that has the sample sessions and lessons."""
    administrator = Person("administrator", "modir", "مدیر سامانه", Role.ADMINISTRATOR, "karaj")
    engineer = Person("engineer", "mohandes", "مهندس کرج", Role.ENGINEER, "karaj")
    of_tehran = Person("of-tehran", "hamkar", "همکار تهران", Role.CONTRIBUTOR, "tehran")
    with services.database.transaction() as connection:
        for person in (administrator, engineer, of_tehran):
            PersonRepository(connection).add(person)
    _, token = make_token(services, administrator, "نمونه", "write", 30)
    _, of_other = make_token(services, of_tehran, "نمونه", "write", 30)
    site, other = DocumentedSite(url, token), DocumentedSite(url, of_other)

    for title in ("", "نسخهٔ دوم"):
        _upload(site, f"حفاری {title}.pdf", _pdf(PAGE.format(title)))
    _upload(site, "خراب.pdf", b"%PDF-1.4 broken")
    _upload(site, "صورتجلسه.docx", _minutes())
    papers = {one["file_name"]: one for one in site.ask("GET", "/api/v1/uploads?limit=50")["uploads"]}
    site.names |= {
        "MINUTES_DOCUMENT_ID": papers["صورتجلسه.docx"]["document_id"],
        "DOCUMENT_ID": papers["حفاری .pdf"]["document_id"],
        "FAILED_UPLOAD_ID": papers["خراب.pdf"]["id"],
        "UPLOAD_ID": papers["حفاری .pdf"]["id"],
        "DRAFT_ID": site.ask("GET", "/api/v1/minutes?state=waiting")["drafts"][0]["id"],
    }
    items = site.ask("GET", "/api/v1/items?kind=resolution&limit=200")["items"]
    related = next(one for one in items if any(there["kind"] == "repeats" for there in one["relations"]))
    site.names |= {
        "RESOLUTION_ID": related["id"],
        "OLDER_ID": next(there["item_id"] for there in related["relations"] if there["kind"] == "repeats"),
        "MEETING_ID": related["facts"]["meeting_id"],
    }
    lessons = site.ask("GET", "/api/v1/items?kind=lesson&limit=200")["items"]
    site.names["LESSON_ID"] = next(one["id"] for one in lessons if one["city_id"] not in ("karaj", None))
    site.names["LINK_ID"] = lambda: site.ask("GET", f"/api/v1/lessons/{site.filled('LESSON_ID')}")["links"][0]["id"]

    lesson = {
        "title": "ترک‌خوردگی دال دهانهٔ پل",
        "city": "کرج",
        "problem": "دال دهانه یک سال پس از بهره‌برداری ترک خورد.",
        "cause": "بتن در گرمای ظهر ریخته و عمل‌آوری نشد.",
        "recommendation": "بتن‌ریزی در شب انجام و هفت روز مرطوب نگه داشته شود.",
        "date": "۱۴۰۲",
        "polarity": "negative",
    }
    drafts = [site.ask("POST", "/api/v1/submissions", json=lesson | {"key": name})["id"] for name in ("a", "b")]
    handed_in = site.ask("POST", "/api/v1/lessons", json=lesson | {"title": "رویهٔ پل", "key": "c"})["id"]
    file = {"files": ("عکس.txt", b"picture")}
    attached = site.ask("POST", f"/api/v1/submissions/{drafts[0]}/files", files=file)["submission"]["attachments"]
    site.names |= {
        "OTHER_SUBMISSION_ID": drafts[1],
        "HANDED_IN_ID": handed_in,
        "SUBMISSION_ID": drafts[0],
        "FILE_SHA256": attached[0]["url"].rpartition("/")[2],
    }
    need = {"title": "ترمیم نوار حفاری", "text": "چگونه از نشست نوار حفاری پس از باران جلوگیری شود؟"}
    own, others = (one.ask("POST", "/api/v1/needs", json=need)["need"]["id"] for one in (site, other))
    saved = site.ask("POST", "/api/v1/saved-searches", json={"text": "نشست نوار حفاری"})
    site.names |= {
        "OTHER_NEED_ID": others,
        "NEED_ID": own,
        "SAVED_ID": saved.get("id") or saved["search"]["id"],
        "PERSON_ID": engineer.id,
        "TOKEN_ID": make_token(services, administrator, "دیگر", "read", 1)[0].id,
    }
    bodies = site.ask("GET", "/api/v1/bodies")["bodies"]
    site.names["BODY_ID"] = next(one["id"] for one in bodies if one["standing"]["total"])
    site.names["TOPIC_ID"] = site.ask("GET", "/api/v1/topics")["topics"][0]["id"]
    found = site.ask("GET", "/api/v1/search?q=نشست نوار حفاری&kind=lesson")
    site.names |= {"SEARCH_ID": found["search_id"], "FOUND_ID": found["hits"][0]["id"]}
    # What a change is made from is what stands there now.
    for name, path in (
        ("DRAFT_REV", "/api/v1/minutes/DRAFT_ID"),
        ("HANDED_IN_REV", "/api/v1/reviews/HANDED_IN_ID"),
        ("SUBMISSION_REV", "/api/v1/submissions/SUBMISSION_ID"),
        ("LESSON_REV", "/api/v1/lessons/LESSON_ID"),
    ):
        site.names[name] = lambda path=path: str(_rev(site.ask("GET", site.filled(path))))  # type: ignore[misc]
    site.names["OFFICE_ID"] = lambda: site.ask("GET", "/api/v1/cities/karaj")["offices"][0]["id"]
    return site


def _rev(body: dict[str, Any]) -> int:
    found = body.get("rev") or next(one["rev"] for one in body.values() if isinstance(one, dict) and "rev" in one)
    return int(found)


def _pdf(html: str) -> bytes:
    from weasyprint import HTML

    made: bytes = HTML(string=f"<html lang=fa dir=rtl><body>{html}</body></html>").write_pdf()
    return made


def _minutes() -> bytes:
    content = BytesIO()
    render_minutes(meetings()[-1], resolution_table).save(content)
    return content.getvalue()


def _upload(site: DocumentedSite, name: str, content: bytes) -> None:
    site.ask("POST", "/api/v1/uploads", files={"files": (name, content)})
    deadline = monotonic() + 120
    while (
        json.dumps(site.ask("GET", "/api/v1/uploads")).count('"reading"') or site.ask("GET", "/health/ready")["waiting"]
    ):
        assert monotonic() < deadline, f"{name} was not read"
        sleep(0.2)
