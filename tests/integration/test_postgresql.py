"""A whole site on PostgreSQL, which goes the same way as on SQLite: samples, every kind of page, people at the same time."""

import os
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, make_url, select, text

from api.app import create_app
from api.ingestion import ingest_files
from api.samples import publish_sample_lessons, publish_samples
from api.services import Services
from corpus import tables
from corpus.access import Role
from corpus.repository.gaps import GapRepository
from corpus.repository.outbox import OutboxRepository
from corpus.samples.corpus import sample_files
from corpus.types import GapReason, ItemKind

DAY = date(2026, 3, 21)
# Of addresses that differ in their numbers and ids only, so many are asked for.
OF_ONE_SHAPE, MOST_PAGES = 2, 250
FIRST_PAGES = (
    "/", "/search?q=نوار حفاری", "/desk?overdue=1&q=پل", "/lessons?q=پل", "/needs", "/sessions", "/cities", "/bodies",
    "/explore", "/audit", "/reports", "/uploads", "/minutes", "/reviews", "/people", "/account", "/inbox",
    "/precedents?text=ترمیم نوار حفاری", "/similar?text=ترمیم نوار حفاری گاز", "/api/v1/items", "/api/v1/suggest?q=نو",
    "/api/v1/search?q=پل&facets=1&sort=date", "/reports/gaps.xlsx",
)  # fmt: skip


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database of its own on the server that the environment names."""
    server = os.environ.get("TAJROBE_TEST_POSTGRESQL_URL")
    if not server:
        pytest.skip("TAJROBE_TEST_POSTGRESQL_URL names no PostgreSQL server")
    name = f"tajrobe_test_{uuid4().hex}"
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def site(url: str, make_services: Callable[..., Services]) -> Services:
    services = make_services(database_url=url)
    services.ownership.take()
    services.migrate()
    return services


def test_the_migrations_make_the_schema_and_go_back(site: Services) -> None:
    from alembic import command

    from corpus.database import _alembic_config

    with site.database.transaction() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        command.downgrade(_alembic_config(connection), "base")
        command.upgrade(_alembic_config(connection), "head")
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_the_sample_corpus_goes_in_and_every_kind_of_page_is_shown(site: Services, sign_in) -> None:
    assert not ingest_files(site, list(sample_files()), owning=True, progress=lambda *_: None).failed
    publish_samples(site)
    assert publish_sample_lessons(site) == 80
    site.indexer.run_until_idle()
    site.notifier.run_until_idle()
    with TestClient(create_app(site), headers={"User-Agent": "Mozilla/5.0"}) as client:
        sign_in(client, Role.ADMINISTRATOR)
        answer = client.get("/api/v1/search", params={"q": "نشست نوار حفاری گاز"}).json()
        hit, search = answer["hits"][0], f"/api/v1/searches/{answer['search_id']}"
        assert hit["kind"] == "lesson"
        for what, body in (
            ("clicks", {"kind": hit["kind"], "id": hit["id"], "position": 1}),
            ("votes", {"kind": hit["kind"], "id": hit["id"], "useful": True}),
            ("votes", {"kind": hit["kind"], "id": hit["id"], "useful": False}),
            ("satisfaction", {"satisfied": False}),
        ):
            assert client.post(f"{search}/{what}", json=body).status_code == 204
        assert client.get("/api/v1/reports").json()["unsatisfied"] == 1
        shown = _walk(client)
    assert len(shown) > 100
    assert [path for path, status in shown.items() if status >= 400] == []


def _walk(client: TestClient) -> dict[str, int]:
    """(status by address) of pages that lead to one another, a few of each shape."""
    shown: dict[str, int] = {}
    shapes: Counter[str] = Counter()
    waiting = deque(FIRST_PAGES)
    while waiting and len(shown) < MOST_PAGES:
        address = waiting.popleft()
        parts = urlsplit(address)
        fields = sorted(field.partition("=")[0] for field in parts.query.split("&"))
        shape = re.sub(r"[0-9a-f-]{8,}|\d+", "N", parts.path) + "?".join(fields)
        if address in shown or shapes[shape] >= OF_ONE_SHAPE:
            continue
        shapes[shape] += 1
        response = client.get(address)
        shown[address] = response.status_code
        if response.headers.get("content-type", "").startswith("text/html"):
            waiting += (link.replace("&amp;", "&") for link in re.findall(r'href="(/(?!static)[^"#]*)', response.text))
    return shown


def test_those_who_ask_at_the_same_time_are_all_counted(site: Services) -> None:
    def ask(_number: int) -> None:
        with site.database.transaction() as connection:
            GapRepository(connection).note("k", "زعفران", "", GapReason.NOTHING, DAY)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(40)))
    with site.database.reading() as connection:
        assert [gap.count for gap in GapRepository(connection).most_asked(2)] == [40]


def test_who_follows_the_outbox_misses_no_change_that_is_made_at_the_same_time(site: Services) -> None:
    def change(number: int) -> None:
        with site.database.transaction() as connection:
            OutboxRepository(connection).add(ItemKind.DOCUMENT, f"d{number}")

    followed: list[int] = []

    def follow() -> None:
        with site.database.reading() as connection:
            followed.extend(entry.seq for entry in OutboxRepository(connection).after(max(followed, default=0), 100))

    with ThreadPoolExecutor(8) as threads:
        changes = [threads.submit(change, number) for number in range(60)]
        while not all(one.done() for one in changes):
            follow()
        for one in changes:
            one.result()
    follow()
    with site.database.reading() as connection:
        written = list(connection.execute(select(tables.outbox.c.seq).order_by(tables.outbox.c.seq)).scalars())
    assert len(written) == 60 and followed == written
