"""The results page over HTTP: every link in it leads to what it says."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from api.app import create_app
from api.services import Services
from corpus.access import Role
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.text.numbers import to_ascii_digits
from corpus.types import ItemKind


@pytest.fixture
def client(make_services: Callable[..., Services], sample_folder: Path, tmp_path: Path) -> Iterator[TestClient]:
    shutil.copytree(sample_folder, tmp_path / "var", ignore=shutil.ignore_patterns("owner.lock"))
    services = make_services()
    services.ownership.take()
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield client


def page_of(client: TestClient, url: str) -> LexborHTMLParser:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.text[-2000:])
    return LexborHTMLParser(answer.text)


def number(text: str) -> int:
    return int("".join(letter for letter in to_ascii_digits(text) if letter.isdigit()))


def total(page: LexborHTMLParser) -> int:
    said = page.css_first(".count b").text()
    return 0 if "بدون" in said else number(said)


def href(node: LexborNode | None) -> str:
    assert node is not None
    return node.attributes["href"] or ""


def fields(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


@pytest.mark.parametrize("start", ["/search?q=آسفالت", "/search?q=آسفالت&kind=resolution", "/search?kind=lesson"])
def test_every_value_gives_what_its_number_says_and_is_taken_off_again(client: TestClient, start: str) -> None:
    page = page_of(client, start)
    links = page.css(".facets li > a")
    chosen_already = fields(start).keys() - {"q"}
    tried = set()
    for link in links:
        name = (link.attributes["data-focus"] or "").split("-")[0]
        if "chosen" in (link.attributes.get("class") or "") or name in chosen_already:
            continue
        tried.add(name)
        narrowed = page_of(client, href(link))
        assert total(narrowed) == number(link.css_first(".number").text()), href(link)
        (same,) = [
            one
            for one in narrowed.css(".facets a.chosen")
            if one.attributes["data-focus"] == link.attributes["data-focus"]
        ]
        assert total(page_of(client, href(same))) == total(page)
    assert tried >= {"city"}


def test_every_year_gives_what_its_bar_says(client: TestClient) -> None:
    page = page_of(client, "/search?q=آسفالت")
    bars = page.css(".histogram a")
    assert len(bars) > 1
    for bar in bars:
        assert total(page_of(client, href(bar))) == number((bar.attributes["aria-label"] or "").split("،")[1])
    years = [int(bar.attributes["data-year"] or 0) for bar in bars]
    both = page_of(client, f"/search?q=آسفالت&year_from={years[0]}&year_to={years[-1]}")
    assert total(both) == sum(number((bar.attributes["aria-label"] or "").split("،")[1]) for bar in bars)


@pytest.mark.parametrize("digits", ["1389", "۱۳۸۹", "١٣٨٩"])
def test_years_are_typed_in_any_digits_and_one_end_may_be_open(client: TestClient, digits: str) -> None:
    page = page_of(client, f"/search?q=آسفالت&year_from={quote(digits)}&year_to=")
    assert total(page) == total(page_of(client, "/search?q=آسفالت&year_from=1389"))
    chips = [chip.text() for chip in page.css(".chips li")]
    assert len(chips) == 1 and "از ۱۳۸۹" in chips[0]
    assert page.css_first("#year-from").attributes["value"] == "۱۳۸۹"


def test_chips_say_what_is_set_and_each_takes_one_off(client: TestClient) -> None:
    page = page_of(client, "/search?q=آسفالت شهر:تهران -پل&kind=resolution&year_from=1380&session=20&sort=date")
    chips = {" ".join(chip.css_first("bdi").text().split()): href(chip) for chip in page.css(".chips a:not(.clear)")}
    assert set(chips) == {"شهر: تهران", "بدون «پل»", "نوع: مصوبه", "سال: از ۱۳۸۰", "نشست ۲۰"}
    assert fields(chips["شهر: تهران"])["q"] == ["آسفالت -پل"]
    assert fields(chips["بدون «پل»"])["q"] == ["آسفالت شهر:تهران"]
    assert "kind" not in fields(chips["نوع: مصوبه"])
    assert "year_from" not in fields(chips["سال: از ۱۳۸۰"])
    assert "session" not in fields(chips["نشست ۲۰"])
    # Each leaves the others and the order as they are.
    assert all(fields(url)["sort"] == ["date"] for url in chips.values())
    assert fields(chips["نشست ۲۰"]).keys() == {"q", "kind", "year_from", "sort"}
    assert fields(href(page.css_first(".chips .clear"))) == {"q": ["آسفالت"], "sort": ["date"]}


def test_the_last_chip_of_a_search_without_words_leads_to_the_start(client: TestClient) -> None:
    page = page_of(client, "/search?city=tehran")
    assert href(page.css_first(".chips a")) == "/"
    assert total(page) > 0


def test_what_is_chosen_goes_along_and_pages_begin_anew(client: TestClient) -> None:
    page = page_of(
        client, "/search?q=شهرداری/search?q=آسفالت&kind=resolution&page=2&expand=0kind=resolution&page=2&expand=0"
    )
    following = [href(page.css_first(".pagination .previous")), *(href(link) for link in page.css(".sorts a"))]
    for url in following:
        assert fields(url)["kind"] == ["resolution"] and fields(url)["expand"] == ["0"]
        assert "page" not in fields(url)
    assert [fields(url).get("sort") for url in following[1:]] == [None, ["recent"], ["date"]]
    assert not any("page" in fields(href(link)) for link in page.css(".facets a, .chips a"))
    carried = {one.attributes["name"]: one.attributes["value"] for one in page.css(".search-field input[type=hidden]")}
    assert carried == {"kind": "resolution", "expand": "0"}
    twin = client.get(href(page.css_first(".narrowing p a"))).json()
    assert (twin["total"], twin["page"]) == (total(page), 2)


def test_one_order_is_current_and_by_date_the_newest_come_first(client: TestClient) -> None:
    page = page_of(client, "/search?q=آسفالت&kind=resolution&sort=date")
    (current,) = page.css(".sorts [aria-current]")
    assert current.text() == "تاریخ"
    sessions = [number(title.text().split("نشست")[1]) for title in page.css(".result-title")]
    assert sessions == sorted(sessions, reverse=True)


def test_nothing_left_leads_back_to_the_question(client: TestClient) -> None:
    page = page_of(client, "/search?q=آسفالت&city=qom&session=1&kind=lesson")
    assert total(page) == 0
    back = [href(link) for link in page.css(".nothing a") if "بدون پالایش" in link.text()]
    assert total(page_of(client, back[0])) > 0


@pytest.mark.parametrize("bad", ["city=atlantis", "kind=poem", "year_from=abc", "sort=random"])
def test_a_choice_that_there_is_not_is_told_of(client: TestClient, bad: str) -> None:
    answer = client.get(f"/search?q=آسفالت&{bad}")
    assert answer.status_code == 422
    assert "آسفالت" in answer.text
    assert not LexborHTMLParser(answer.text).css(".result")


def test_an_index_that_is_away_is_told_of_with_a_next_step(
    make_services: Callable[..., Services], sample_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(sample_folder, tmp_path / "var", ignore=shutil.ignore_patterns("owner.lock"))
    # Nobody answers at that address.
    services = make_services(qdrant_url="http://127.0.0.1:9")
    services.ownership.take()
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        answer = client.get("/search?q=آسفالت&kind=lesson")
    assert answer.status_code == 503
    page = LexborHTMLParser(answer.text)
    again = href(page.css_first(".nothing li a"))
    assert fields(again) == {"q": ["آسفالت"], "kind": ["lesson"]}
    assert page.css_first("#q").attributes["value"] == "آسفالت"


def test_a_kept_search_holds_what_was_chosen(client: TestClient, sign_in: Callable[..., TestClient]) -> None:
    sign_in(client, Role.ENGINEER, "karaj")
    page = page_of(client, "/search?q=آسفالت&city=tehran&year_from=1380&kind=lesson&kind=resolution")
    form = page.css_first('form[action="/saved-searches"]')
    sent = {one.attributes["name"]: one.attributes["value"] for one in form.css("input")}
    assert sent["text"] == "نوع:تجربه نوع:مصوبه شهر:تهران سال:۱۳۸۰.. آسفالت"
    saved = client.post("/saved-searches", data=sent, follow_redirects=False)
    assert saved.status_code == 303
    kept = page_of(client, saved.headers["location"])
    results = next(href(link) for link in kept.css(".page-links a") if "نتیجه‌های کنونی" in link.text())
    assert total(page_of(client, results)) > 0


def test_numbers_are_shown_when_asked_and_hidden_again(client: TestClient) -> None:
    page = page_of(client, "/search?q=آسفالت&city=tehran")
    link = next(one for one in page.css(".narrowing a") if "امتیاز" in one.text())
    explained = page_of(client, href(link))
    assert len(explained.css(".score-parts")) == len(explained.css(".result"))
    assert fields(href(link))["city"] == ["tehran"]
    hidden = next(one for one in explained.css(".narrowing a") if "امتیاز" in one.text())
    assert not page_of(client, href(hidden)).css(".score-parts")


def test_suggestions_lead_to_items_of_all_three_kinds_and_to_concepts(client: TestClient) -> None:
    def suggested(typed: str) -> list[dict[str, str | None]]:
        body: list[dict[str, str | None]] = client.get("/api/v1/suggest", params={"q": typed}).json()["completions"]
        return body

    (resolution, *_) = [one for one in suggested("مصوبه 4 نشست 2") if one["item_kind"] == "resolution"]
    assert client.get(resolution["url"] or "").status_code == 200
    lesson = next(one for one in suggested("نوار حفا") if one["item_kind"] == "lesson")
    assert (lesson["text"] or "") in client.get(lesson["url"] or "").text
    concepts = [one for one in suggested("آسفا") if one["kind"] == "concept"]
    assert concepts and all(one["url"] is None for one in concepts)
    assert all(total(page_of(client, f"/search?q={quote(one['text'] or '')}")) > 0 for one in concepts)


def test_what_else_was_found_of_an_item_is_counted_and_leads_to_its_marks(
    services: Services, ingest: Callable[..., None]
) -> None:
    parts = "\n\n".join(f"بخش {number}\n\n" + f"زیرگذر شمارهٔ {number} پر از آب شد. " * 25 for number in range(8))
    ingest(services, گزارش=f"گزارش زیرگذرها\n\n{parts}")
    with TestClient(create_app(services)) as client:
        page = page_of(client, "/search?q=زیرگذر&expand=0")
        folded = page.css_first(".further")
        shown = 1 + len(folded.css("li .passage"))
        link = folded.css("li a")[-1]
        assert shown == 3
        assert number(link.text()) == len(passages_of(services)) - shown
        assert href(link).endswith("#hit-1")
        assert 'id="hit-1"' in client.get(href(link)).text


def passages_of(services: Services) -> list[str]:
    with services.database.reading() as connection:
        (document,) = DocumentRepository(connection).recent(None)
        return [
            one.id
            for one in PassageRepository(connection).of_item(ItemKind.DOCUMENT, document.id)
            if "زیرگذر" in one.text
        ]
