"""Nothing fits, seen from outside: the page, its JSON twin and the command line; and what is noted of it."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.asking import answer_text, ask
from api.search_log.gaps import most_asked
from api.services import Services
from corpus.text.keys import Analyzer
from corpus.types import GapReason
from ingest.indexer import Encoders
from models.catalog import ModelSpec
from models.dense import DenseEncoder
from models.sparse import SparseEncoder

PAVING = "روسازی\n\nآسفالت خیابان در گرما شیار افتاد و باید تراشیده شود."
NOTED = "یادداشت می‌شود"
ALL_THE_SAME = "نزدیک‌ترین نتیجه‌ها را با این حال نشان بده"


@pytest.fixture
def site(make_services: Callable[..., Services], make_model: Callable[..., Path], analyzer: Analyzer) -> Services:
    """One document about paving; the cosine of «ماسه» and it is 0.4, under the floor."""
    folder = make_model({"آسفالت": (1.0, 0.0), "ماسه": (0.4, 0.9165)})
    services = make_services(model="")
    dense = DenseEncoder(ModelSpec("small", folder, weight=1.0, floor=0.5))
    services.__dict__["encoders"] = Encoders(SparseEncoder(analyzer), dense)
    services.ownership.take()
    services.migrate()
    services.ingestor.accept(BytesIO(PAVING.encode()), "paving.txt")
    services.ingestor.process_next()
    services.indexer.run_until_idle()
    return services


@pytest.fixture
def client(site: Services) -> Iterator[TestClient]:
    with TestClient(create_app(site)) as client:
        yield client


def _noted(site: Services) -> list[tuple[str, int]]:
    return [(gap.query, gap.count) for gap in most_asked(site, 10)]


def test_the_api_says_that_nothing_fits_and_gives_the_nearest_when_asked(client: TestClient) -> None:
    body = client.get("/api/v1/search", params={"q": "ماسه"}).json()
    assert (body["fits"], body["weaker"], body["total"], body["hits"]) == (False, 1, 0, [])
    weak = client.get("/api/v1/search", params={"q": "ماسه", "weak": 1}).json()
    assert (weak["fits"], weak["total"], weak["hits"][0]["title"]) == (False, 1, "روسازی")
    fitting = client.get("/api/v1/search", params={"q": "آسفالت"}).json()
    assert (fitting["fits"], fitting["weaker"], fitting["topics"], fitting["total"]) == (True, 0, [], 1)


def test_the_page_says_so_and_leads_to_the_nearest_and_back(client: TestClient) -> None:
    page = client.get("/search", params={"q": "ماسه", "exact": 1}).text
    assert "چیزی پیدا نشد" in page
    assert "شیار" not in page
    assert NOTED in page
    assert ALL_THE_SAME in page
    address = page.split(f">{ALL_THE_SAME}")[0].rsplit('href="', 1)[1].rstrip('"').replace("&amp;", "&")
    assert address.endswith("&exact=1&weak=1")
    weak = client.get(address).text
    assert "تنها نزدیک‌ترین متن‌ها هستند" in weak
    assert "شیار" in weak
    assert NOTED not in weak
    assert ALL_THE_SAME not in weak
    assert "weak=1" in weak.split("/api/v1/search?")[1].split('"')[0]


def test_where_nothing_at_all_was_found_nothing_nearest_is_promised(client: TestClient) -> None:
    page = client.get("/search", params={"q": '"عبارتی که نیست"'}).text
    assert "چیزی پیدا نشد" in page
    assert ALL_THE_SAME not in page


def test_a_question_is_noted_once_an_asking_however_it_is_spelt(client: TestClient, site: Services) -> None:
    for query in ("ماسه و سنگ", "سنگ ماسه", "سنگ‌های ماسه"):
        client.get("/search", params={"q": query})
    client.get("/api/v1/search", params={"q": "سنگ و ماسه شهر:قم"})
    first, second = most_asked(site, 10)
    assert (first.query, first.filters, first.count, first.reason) == ("ماسه و سنگ", "", 3, GapReason.UNDER_FLOOR)
    assert (second.query, second.filters, second.count) == ("سنگ و ماسه شهر:قم", "شهر:قم", 1)
    assert second.reason is GapReason.NOTHING
    assert type(first.first_day) is date
    assert first.first_day <= first.last_day


def test_what_fits_further_pages_and_the_nearest_are_not_noted(client: TestClient, site: Services) -> None:
    for fields in ({"q": "آسفالت"}, {"q": "ماسه", "page": 2}, {"q": "ماسه", "weak": 1}, {"q": "آسفالط"}, {"q": "؟"}):
        for address in ("/search", "/api/v1/search"):
            client.get(address, params=fields)
    assert _noted(site) == []


def test_a_record_that_cannot_note_costs_a_warning_and_no_answer(
    client: TestClient, site: Services, caplog: pytest.LogCaptureFixture
) -> None:
    with site.database.transaction() as connection:
        connection.execute(text("DROP TABLE gaps"))
    with caplog.at_level(logging.WARNING, "api.search_log.log"):
        for address in ("/search", "/api/v1/search"):
            assert client.get(address, params={"q": "ماسه"}).status_code == 200
    assert [record.levelname for record in caplog.records if record.name == "api.search_log.log"] == [
        "WARNING",
        "WARNING",
    ]


def test_the_command_line_says_what_the_page_says(site: Services) -> None:
    plain = answer_text(ask(site, "ماسه", 10, owning=True))
    assert "چیزی پیدا نشد" in plain
    assert "--weak" in plain
    assert "شیار" not in plain
    weak = answer_text(ask(site, "ماسه", 10, owning=True, weak=True))
    assert "تنها نزدیک‌ترین نتیجه‌ها" in weak
    assert "شیار" in weak
    assert "--weak" not in weak
    assert _noted(site) == []


def test_the_gaps_are_listed_by_a_command_the_most_asked_first(client: TestClient, site: Services) -> None:
    for query in ("زعفران", "ماسه", "ماسه"):
        client.get("/search", params={"q": query})
    client.close()
    site.close()
    site.ownership.release()
    tajrobe = Path(sys.executable).with_name("tajrobe")
    environment = os.environ | {"TAJROBE_DATA_DIR": str(site.settings.data_dir)}

    def run(*arguments: str) -> str:
        command = [str(tajrobe), "gaps", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=True
        ).stdout

    gaps = json.loads(run("--json"))["gaps"]
    assert [(gap["query"], gap["count"]) for gap in gaps] == [("ماسه", 2), ("زعفران", 1)]
    assert gaps[0]["reason"] == "under_floor"
    assert date.fromisoformat(gaps[0]["first_day"])
    (line,) = run("--limit", "1").splitlines()
    assert "ماسه" in line


def test_the_nearest_topics_are_offered_as_links_and_as_data(client: TestClient) -> None:
    (topic, *_more) = client.get("/api/v1/search", params={"q": '"رویهٔ گرم و تراشیدن خیابان"'}).json()["topics"]
    assert topic.keys() == {"concept", "label"}
    page = client.get("/search", params={"q": '"رویهٔ گرم و تراشیدن خیابان"'}).text
    link = f'<a href="/search?{urlencode({"q": topic["label"]})}"><bdi>{topic["label"]}</bdi></a>'
    assert link in page
    assert client.get("/api/v1/search", params={"q": topic["label"]}).json()["total"] == 1
