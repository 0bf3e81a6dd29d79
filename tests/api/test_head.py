"""`HEAD`: the headers of a `GET` on every page and in the whole API, and no trace of a reader."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from api.app import create_app
from api.headers_only import HeadersOnly
from api.services import Services
from corpus import tables
from corpus.access import Role
from corpus.repository.documents import DocumentRepository

TEXT = "درز انبساط پل\n\n" + "درز انبساط پل هر سال بازدید و لاستیک آن عوض شود. " * 40
# What a form is bound to is other each time, and so is the length of compressed pages that carry it.
VOLATILE = {"set-cookie"}


@pytest.fixture
def client(services: Services, ingest: Callable[..., None]) -> Iterator[TestClient]:
    ingest(services, پل=TEXT)
    with TestClient(create_app(services), follow_redirects=False, headers={"User-Agent": "Mozilla/5.0"}) as client:
        yield client


@pytest.fixture
def document_id(client: TestClient, services: Services) -> str:
    with services.database.reading() as connection:
        (document,) = DocumentRepository(connection).recent(None)
    return document.id


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize(
    "path",
    [
        "/", "/search?q=پل", "/documents/{id}", "/documents/{id}/original", "/lessons", "/lessons.csv", "/nothing", "/account",
        "/static/app.css", "/api/openapi.json", "/api/v1/documents/{id}", "/api/v1/documents/{id}/file", "/api/v1/items",
        "/api/v1/items/nothing", "/api/v1/account", "/api/v1/search?q=", "/health/live",
    ],
)  # fmt: skip
def test_the_headers_are_those_of_the_whole_answer(
    client: TestClient, document_id: str, path: str, encoding: str
) -> None:
    path = path.format(id=document_id)
    whole = client.get(path, headers={"Accept-Encoding": encoding})
    client.cookies.clear()
    head = client.head(path, headers={"Accept-Encoding": encoding})
    assert head.content == b""
    assert head.status_code == whole.status_code
    left_out = VOLATILE | ({"content-length"} if "text/html" in whole.headers.get("content-type", "") else set())
    told, wanted = ({n: v for n, v in answer.headers.items() if n not in left_out} for answer in (head, whole))
    assert told == wanted
    assert head.headers.keys() == whole.headers.keys()


def test_who_has_the_answer_is_told_so(client: TestClient, document_id: str) -> None:
    path = f"/api/v1/documents/{document_id}"
    etag = client.head(path).headers["etag"]
    assert client.head(path, headers={"If-None-Match": etag}).status_code == 304


def test_what_is_only_sent_cannot_be_asked_so(client: TestClient, sign_in: Callable[..., TestClient]) -> None:
    assert client.head("/api/v1/similar/file").status_code == client.get("/api/v1/similar/file").status_code == 405
    assert sign_in(client, Role.SECRETARIAT).head("/reports").status_code == 200


def test_it_counts_no_reader_and_writes_no_search_down(
    client: TestClient, document_id: str, services: Services
) -> None:
    paths = (f"/documents/{document_id}", "/search?q=پل", "/api/v1/search?q=پل", "/search?q=فضاپیما")
    written = (tables.item_reads, tables.searches, tables.gaps)

    def counted() -> list[int]:
        with services.database.reading() as connection:
            return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in written]

    for path in paths:
        assert client.head(path).status_code == 200
    assert counted() == [0, 0, 0]
    for path in paths:
        client.get(path)
    assert counted() == [1, 3, 1]


def test_no_part_of_the_answer_is_asked_for() -> None:
    sent: list[str] = []

    async def endless(request: Request) -> StreamingResponse:
        async def parts() -> AsyncIterator[str]:
            while True:
                sent.append("part")
                yield "part"

        return StreamingResponse(parts())

    app = HeadersOnly(Starlette(routes=[Route("/", endless, methods=["GET"])]))
    assert TestClient(app).head("/").status_code == 200
    assert sent == []


def test_the_description_has_each_operation_once(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert not [path for path, operations in paths.items() if "head" in operations]
