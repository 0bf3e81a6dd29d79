"""What is remembered of searches, what people make of the results, and what the secretariat is told is missing."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from api.app import create_app
from api.rendering import today
from api.search_log.judgements import PASSAGES, QUERIES, export_judgements
from api.services import Services
from corpus import tables
from corpus.access import Role
from corpus.errors import ConfigurationError
from corpus.text.private import without_personal_data
from search.evaluation.judgements import read_judged_set

TRENCH = "ترمیم نوار حفاری\n\nخاک نوار حفاری در لایه‌های بیست سانتی‌متری کوبیده شود تا نشست نکند."
BRIDGE = "درز انبساط پل\n\nدرز انبساط پل هر سال بازدید و لاستیک آن عوض شود."


@pytest.fixture
def client(services: Services, ingest: Callable[..., None]) -> Iterator[TestClient]:
    ingest(services, trench=TRENCH, bridge=BRIDGE)
    with TestClient(create_app(services), follow_redirects=False, headers={"User-Agent": "Mozilla/5.0"}) as client:
        yield client


def ask(client: TestClient, query: str, **fields: object) -> dict:
    return client.get("/api/v1/search", params={"q": query} | fields).json()


def rows(services: Services, table) -> list[dict]:
    with services.database.reading() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def feedback(client: TestClient, answer: dict, what: str, **fields: object) -> int:
    hit = answer["hits"][0]
    body = {"kind": hit["kind"], "id": hit["id"]} | fields
    return client.post(f"/api/v1/searches/{answer['search_id']}/{what}", json=body).status_code


def test_a_search_is_remembered_by_what_was_asked_and_what_came_of_it(client: TestClient, services: Services) -> None:
    found = ask(client, "نوار حفاری", kind="document", sort="date")
    ask(client, "فضاپیما")
    ask(client, "نوار حفاری", page=2)
    first, second = sorted(rows(services, tables.searches), key=lambda row: row["total"], reverse=True)
    assert first | {"took_ms": 0} == {
        "id": found["search_id"],
        "day": today(),
        "query": "نوار حفاری",
        "filters": "kind=document&sort=date",
        "sort": "date",
        "legs": "lexical",
        "outcome": "found",
        "total": 1,
        "took_ms": 0,
        "satisfied": None,
    }
    assert (second["query"], second["outcome"]) == ("فضاپیما", "nothing")


def test_the_record_has_no_place_for_who_asked() -> None:
    named = {
        column.name for table in (tables.searches, tables.search_clicks, tables.search_votes) for column in table.c
    }
    assert not named & {"person_id", "name", "ip", "agent", "cookie", "session", "city_id", "at", "created_at"}


def test_what_points_at_a_person_is_not_written_down(client: TestClient, services: Services) -> None:
    ask(client, "نوار حفاری 09121234567 و ali@example.ir سال ۱۴۰۲/۰۵/۱۴")
    assert [row["query"] for row in rows(services, tables.searches)] == ["نوار حفاری … و … سال ۱۴۰۲/۰۵/۱۴"]
    assert all("0912" not in gap["query"] and "@" not in gap["query"] for gap in rows(services, tables.gaps))


@given(st.text(alphabet="0123456789۰۱۲۳۴۵۶۷۸۹", min_size=8, max_size=26), st.sampled_from(["", " ", "-"]))
def test_long_numbers_are_blanked_however_they_are_parted(digits: str, gap: str) -> None:
    cleaned = without_personal_data(f"شماره {gap.join(digits)} است")
    assert cleaned == "شماره … است"


@given(st.text(alphabet="ابپتثجچحخ دذرزسش0123456/.:", max_size=60))
def test_texts_without_a_long_number_or_an_address_stay_as_they_are(text: str) -> None:
    if not re.search(r"\d(\D{0,2}\d){7}", text):
        assert without_personal_data(text) == text


@pytest.mark.parametrize(
    "text", ["سال‌های ۱۴۰۲-۱۴۰۳", "1399 1400 1401 1402", "۱۴۰۲/۰۵/۱۴–۱۴۰۲/۰۶/۱۴", "۱۴۰۲-۰۵-۱۴ ۱۴۰۳"]
)
def test_years_and_days_side_by_side_are_no_personal_numbers(text: str) -> None:
    assert without_personal_data(text) == text


@pytest.mark.parametrize(("days", "kept"), [(400, ["فضاپیما"]), (0, [])])
def test_the_server_forgets_searches_in_time_by_itself_and_gaps_never(
    client: TestClient, services: Services, make_services: Callable[..., Services], days: int, kept: list[str]
) -> None:
    old = ask(client, "نوار حفاری")
    assert feedback(client, old, "votes", useful=True) == 204
    with services.database.transaction() as connection:
        connection.execute(update(tables.searches).values(day=today() - timedelta(days=401)))
    ask(client, "فضاپیما")
    services.ownership.release()
    again = make_services(search_log_days=days)
    again.worker.start()
    deadline = monotonic() + 60
    try:
        while [row["query"] for row in rows(again, tables.searches)] != kept:
            assert monotonic() < deadline, "old searches are still there"
            sleep(0.05)
    finally:
        again.worker.stop()
    assert rows(again, tables.search_votes) == []
    assert [row["query"] for row in rows(again, tables.gaps)] == ["فضاپیما"]


def test_a_site_may_remember_nothing(make_services: Callable[..., Services], ingest: Callable[..., None]) -> None:
    services = make_services(search_log_days=0)
    services.ownership.take()
    services.migrate()
    ingest(services, trench=TRENCH)
    with TestClient(create_app(services)) as client:
        answer = ask(client, "نوار حفاری")
        assert answer["search_id"] is None and rows(services, tables.searches) == []
        page = client.get("/search", params={"q": "نوار حفاری"}).text
    assert 'id="votes"' not in page and "به کارم آمد" not in page


def test_a_failing_log_does_not_fail_the_search(client: TestClient, services: Services) -> None:
    with services.database.transaction() as connection:
        tables.searches.drop(connection)
    assert ask(client, "نوار حفاری")["total"] == 1


def test_clicks_and_votes_count_once_and_for_what_was_found_only(client: TestClient, services: Services) -> None:
    answer = ask(client, "نوار حفاری")
    for position in (1, 4):
        assert feedback(client, answer, "clicks", position=position) == 204
    for useful in (True, False):
        assert feedback(client, answer, "votes", useful=useful) == 204
    assert [row["position"] for row in rows(services, tables.search_clicks)] == [1]
    assert [row["useful"] for row in rows(services, tables.search_votes)] == [False]
    assert feedback(client, answer, "clicks", position=101) == 422
    assert feedback(client, answer | {"search_id": "guessed"}, "votes", useful=True) == 404
    assert feedback(client, answer, "votes", useful=True, id="no-such-item") == 404


def test_a_no_to_the_whole_list_is_a_question_without_an_answer_and_counts_once(
    client: TestClient, services: Services, sign_in
) -> None:
    answer, weak = ask(client, "نوار حفاری"), ask(client, "فضاپیما")
    for search, satisfied in ((answer, False), (answer, True), (answer, False), (weak, False)):
        sent = client.post(f"/api/v1/searches/{search['search_id']}/satisfaction", json={"satisfied": satisfied})
        assert sent.status_code == 204
    assert client.post("/api/v1/searches/guessed/satisfaction", json={"satisfied": True}).status_code == 404
    counted = {row["query"]: (row["count"], row["reason"]) for row in rows(services, tables.gaps)}
    assert counted == {"نوار حفاری": (1, "not_satisfied"), "فضاپیما": (1, "nothing")}
    report = sign_in(client).get("/api/v1/reports").json()
    assert (report["unsatisfied"], report["helped"]) == (2, 0)


def test_a_no_without_a_script_leads_to_a_need(client: TestClient, services: Services) -> None:
    page = client.get("/search", params={"q": "نوار حفاری"}).text
    token, action = (
        re.search(pattern, page)[1]
        for pattern in (r'name="csrf_token" value="([^"]+)"', r'formaction="([^"]+/satisfaction)"')
    )
    sent = {"csrf_token": token, "satisfied": "0", "back": "/search?q=نوار+حفاری"}
    told = client.post(action, data=sent)
    assert told.status_code == 200
    assert "/needs/new?title=%D9%86%D9%88%D8%A7%D8%B1" in told.text and 'href="/search?q=' in told.text
    assert [row["satisfied"] for row in rows(services, tables.searches)] == [False]
    assert "/needs/new" not in client.post(action, data=sent | {"satisfied": "1"}).text
    assert client.post(action, data=sent | {"satisfied": "perhaps"}).status_code == 422
    assert client.post(action, data=sent | {"csrf_token": "x"}).status_code == 403


def test_a_vote_without_a_script_says_that_it_was_taken_and_leads_back(client: TestClient, services: Services) -> None:
    page = client.get("/search", params={"q": "نوار حفاری"}).text
    token, action = (
        re.search(pattern, page)[1]
        for pattern in (r'name="csrf_token" value="([^"]+)"', r'id="votes" method="post" action="([^"]+)"')
    )
    value = re.search(r'name="vote" value="([^"]+:1)"', page)[1]
    sent = {"csrf_token": token, "vote": value, "back": "/search?q=x"}
    told = client.post(action, data=sent)
    assert told.status_code == 200 and 'href="/search?q=x"' in told.text
    assert [row["useful"] for row in rows(services, tables.search_votes)] == [True]
    elsewhere = client.post(action, data=sent | {"back": "https://example.org/"})
    assert "example.org" not in elsewhere.text
    assert client.post(action, data=sent | {"vote": "nonsense"}).status_code == 422
    assert client.post(action, data=sent | {"csrf_token": "x"}).status_code == 403


def test_openings_of_every_kind_are_counted_but_not_by_programs(
    client: TestClient, services: Services, sign_in
) -> None:
    url = ask(client, "نوار حفاری")["hits"][0]["url"]
    client.get(url)
    client.get(url, headers={"User-Agent": "curl/8"})
    client.get("/documents/no-such-document")
    assert [(row["item_kind"], row["count"]) for row in rows(services, tables.item_reads)] == [("document", 1)]
    report = sign_in(client).get("/api/v1/reports").json()
    assert [(item["url"], item["count"]) for item in report["most_read"]] == [(url, 1)]


def test_the_secretariat_is_told_what_is_missing(client: TestClient, services: Services, sign_in) -> None:
    for query in ("سکوی پرتاب فضاپیما", "پرتاب فضاپیما", "سکوی پرتاب فضاپیما", "قطار مغناطیسی"):
        ask(client, query)
    feedback(client, ask(client, "درز انبساط پل"), "clicks", position=1)
    sign_in(client)
    report = client.get("/api/v1/reports").json()
    assert (report["searches"], report["unanswered"], report["helped"]) == (5, 4, 1)
    groups = [(group["label"], group["count"], len(group["gaps"])) for group in report["gaps"]]
    assert groups == [("سکوی پرتاب فضاپیما", 3, 2), ("قطار مغناطیسی", 1, 1)]
    assert "expansion-joint-bridge" in {topic["concept"] for topic in report["wanted"]}
    assert report["topics_read"]
    page = client.get("/reports").text
    assert "/needs/new?title=%D8%B3%DA%A9%D9%88%DB%8C" in page
    assert client.get("/reports", params={"period": 7}).status_code == 422
    assert client.get("/reports/gaps.xlsx").content.startswith(b"PK")
    lines = client.get("/reports/gaps.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4 and lines[1].startswith("سکوی پرتاب فضاپیما,سکوی پرتاب فضاپیما,2,")


def test_questions_of_one_meaning_stand_together(
    make_services: Callable[..., Services], ingest: Callable[..., None], sign_in
) -> None:
    services = make_services(model="tajrobe-fa")
    services.ownership.take()
    services.migrate()
    ingest(services, bridge=BRIDGE)
    with TestClient(create_app(services)) as client:
        for query in ("خاموشی چراغ راهنمایی سر چهارراه", "از کار افتادن چراغ راهنما در تقاطع", "مجوز نصب بنر تبلیغاتی"):
            ask(client, query)
        groups = sign_in(client).get("/api/v1/reports").json()["gaps"]
    together = [{gap["query"] for gap in group["gaps"]} for group in groups]
    assert {"خاموشی چراغ راهنمایی سر چهارراه", "از کار افتادن چراغ راهنما در تقاطع"} in together


def test_judgements_become_queries_that_evaluation_reads(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError):
        export_judgements(services, tmp_path / "nothing")
    useful, beside = ask(client, "نوار حفاری"), ask(client, "درز پل")
    feedback(client, useful, "votes", useful=True)
    feedback(client, beside, "votes", useful=False)
    exported = export_judgements(services, tmp_path / "judged")
    assert (exported.queries, exported.left_out) == (1, 1)
    judged = read_judged_set(tmp_path / "judged" / PASSAGES, tmp_path / "judged" / QUERIES)
    (query,) = judged.queries
    texts = {passage.id: passage.text for passage in judged.passages}
    assert query.text == "نوار حفاری" and list(query.relevant.values()) == [2]
    assert "لایه‌های بیست سانتی‌متری" in texts[next(iter(query.relevant))]
    with pytest.raises(ConfigurationError):
        export_judgements(services, tmp_path / "judged")


def test_the_commands_export_what_was_found_useful_and_measure_search_with_it(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    for query in ("نوار حفاری", "درز انبساط"):
        feedback(client, ask(client, query), "votes", useful=True)
    folder = tmp_path / "judged"

    def tajrobe(*arguments: str, data_dir: Path) -> dict:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("tajrobe")), *arguments, "--json"],
            env=os.environ | {"TAJROBE_DATA_DIR": str(data_dir)},
            capture_output=True, encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    exported = tajrobe("judgements", "--to", str(folder), data_dir=services.settings.data_dir)
    assert (exported["queries"], exported["judgements"]) == (2, 2)
    measured = tajrobe("evaluate", str(folder / PASSAGES), str(folder / QUERIES), data_dir=tmp_path / "another")
    assert measured["legs"]["lexical"]["ndcg@10"] == 1.0


def test_what_is_hidden_is_in_no_export(client: TestClient, services: Services, tmp_path: Path, sign_in) -> None:
    kept, hidden = ask(client, "نوار حفاری"), ask(client, "درز انبساط پل")
    for answer in (kept, hidden):
        feedback(client, answer, "votes", useful=True)
    document = hidden["hits"][0]["id"]
    with services.database.transaction() as connection:
        connection.execute(
            update(tables.documents).where(tables.documents.c.id == document).values(visibility="members")
        )
    exported = export_judgements(services, tmp_path / "judged")
    assert exported.queries == 1
    assert "لاستیک" not in (tmp_path / "judged" / PASSAGES).read_text(encoding="utf-8")
    assert all(json.loads(line) for line in (tmp_path / "judged" / QUERIES).read_text(encoding="utf-8").splitlines())


def test_reports_are_for_the_secretariat(client: TestClient, sign_in) -> None:
    assert client.get("/reports").status_code == 303
    assert sign_in(client, Role.ENGINEER).get("/reports").status_code == 403
