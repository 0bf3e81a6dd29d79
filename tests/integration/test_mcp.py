"""`tajrobe mcp` as assistants use it: a client of the official SDK over standard input and output."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import anyio
import httpx
import pytest
from mcp import StdioServerParameters
from mcp.client.client import Client

from api.people.tokens import make_token
from api.samples import sample_id
from api.services import Services
from api.settings import Settings
from corpus.access import Role
from corpus.people import Person
from corpus.repository.people import PersonRepository
from corpus.types import Visibility

pytestmark = pytest.mark.slow

TAJROBE = Path(sys.executable).with_name("tajrobe")
LONG = "دستورالعمل لایروبی کانال‌ها\n\n" + "\n\n".join(
    f"بند {n}: کانال منطقهٔ {n} پیش از فصل بارش لایروبی می‌شود و صورت‌وضعیت آن به تأیید ناظر می‌رسد. " * 3
    for n in range(1, 80)
)
HIDDEN = "گزارش داخلی زهکش\n\nزهکش دیوار پروژهٔ KZ7791 در بازرسی شکسته بود."
DRAFT = "پل‌های شهر قبل از رسیدن زمستان بازدید شوند و هر کدام تعمیر فوری لازم دارد به دبیرخانه گزارش شود."

Use = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, published_record: Path) -> Path:
    """A data folder with the sample sessions, a long document and one for members, indexed; nobody owns it."""
    folder = tmp_path_factory.mktemp("stocked") / "var"
    folder.mkdir()
    shutil.copy(published_record, folder)
    with Services(Settings(data_dir=folder)).owning() as services:
        for name, text in (("long", LONG), ("hidden", HIDDEN)):
            services.ingestor.accept(BytesIO(text.encode()), f"{name}.txt")
        while services.ingestor.process_next():
            pass
        services.indexer.run_until_idle()
        hidden = services.searcher.search("KZ7791").hits[0]
        assert hidden.document
        from api.people.audience import set_document_audience

        assert not set_document_audience(services, hidden.id, Visibility.MEMBERS.value, "")
        services.indexer.run_until_idle()
    return folder


@pytest.fixture
def folder(stocked: Path, tmp_path: Path) -> Path:
    shutil.copytree(stocked, tmp_path / "var")
    return tmp_path / "var"


def _use(folder: Path, use: Use, *arguments: str) -> Any:
    """What the client makes of the server's tools; the server ends with it."""
    environment = {**os.environ, "TAJROBE_DATA_DIR": str(folder)}

    async def run() -> Any:
        server = StdioServerParameters(command=str(TAJROBE), args=["mcp", *arguments], env=environment)
        async with Client(server, read_timeout_seconds=120) as client:
            return await use(client)

    return anyio.run(run)


async def _call(client: Client, tool: str, **arguments: object) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return dict(result.structured_content)


async def _refusal(client: Client, tool: str, **arguments: object) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [str(TAJROBE), "serve", "--port", "0"],
        env=os.environ | {"TAJROBE_DATA_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = monotonic() + 120
        while True:
            assert process.poll() is None and monotonic() < deadline, "the server did not start"
            card = folder / "owner.json"
            url = json.loads(card.read_text())["url"] if card.exists() else None
            try:
                if url and httpx.get(f"{url}/health/live", timeout=5, trust_env=False).status_code == 200:
                    break
            except httpx.HTTPError:
                pass
            sleep(0.05)
        yield str(url)
    finally:
        process.terminate()
        process.wait(60)


def _token(folder: Path, role: Role) -> str:
    """A token that only reads."""
    services = Services(Settings(data_dir=folder))
    person = Person(role.value, role.value, "کارشناس آزمون", role, "karaj")
    with services.database.transaction() as connection:
        PersonRepository(connection).add(person)
    _, secret = make_token(services, person, "دستیار", "read", 30)
    services.close()
    return secret


def test_the_tools_tell_what_they_are_for_and_that_they_only_read(folder: Path) -> None:
    async def use(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in _use(folder, use)}
    assert set(tools) == {"search", "item", "precedents", "similar"}
    for tool in tools.values():
        assert any("آ" <= letter <= "ی" for letter in tool.description)
        assert tool.annotations.read_only_hint is True and tool.output_schema is not None
    assert set(tools["search"].input_schema["properties"]) == {
        *("query", "kind", "city", "year_from", "year_to", "limit")
    }


async def _walk(client: Client) -> dict[str, Any]:
    """From a question to a text, read in pieces, and to what was decided before."""
    found = await _call(client, "search", query="لایروبی کانال منطقه", limit=3)
    item = found["items"][0]
    pieces = [await _call(client, "item", kind=item["kind"], id=item["id"])]
    while pieces[-1]["next_start"] is not None:
        pieces.append(await _call(client, "item", kind=item["kind"], id=item["id"], start=pieces[-1]["next_start"]))
    resolution = await _call(client, "item", kind="resolution", id=sample_id("R18-2"))
    precedents = await _call(client, "precedents", text=DRAFT)
    nothing = await _call(client, "search", query="زنبورداری کوهستانی")
    return {
        "found": found,
        "pieces": pieces,
        "resolution": resolution,
        "precedents": precedents,
        "nothing": nothing,
        "chosen": await _call(
            client, "search", query="شهرداری", kind="resolution", city="اصفهان", year_from=1388, year_to=1388, limit=20
        ),
        "similar": await _call(client, "similar", text=resolution["text"]),
        "hidden": await _call(client, "search", query="KZ7791"),
    }


def _check(walked: dict[str, Any], site: str) -> None:
    item = walked["found"]["items"][0]
    assert walked["found"]["fits"] and "لایروبی" in item["passage"]
    assert item["url"] == f"{site}/documents/{item['id']}" and item["citation"]
    pieces = walked["pieces"]
    assert len(pieces) > 1
    text = "".join(piece["text"] for piece in pieces)
    assert len(text) == pieces[0]["length"] and "بند 79" in text
    assert {piece["url"] for piece in pieces} == {item["url"]}
    resolution = walked["resolution"]
    assert resolution["url"] == f"{site}/resolutions/{sample_id('R18-2')}"
    assert "هجدهم" in resolution["citation"] and "آسفالت" in resolution["text"]
    assert walked["precedents"]["precedents"][0]["id"] == sample_id("R16-6")
    assert walked["precedents"]["precedents"][0]["url"] == f"{site}/resolutions/{sample_id('R16-6')}"
    chosen = {found["id"] for found in walked["chosen"]["items"]}
    assert chosen and chosen <= {sample_id(f"R16-{number}") for number in range(1, 30)}
    assert walked["similar"]["fits"] and walked["similar"]["items"][0]["id"] == sample_id("R18-2")
    assert "هجدهم" in walked["similar"]["items"][0]["citation"]
    assert all("نشست شانزدهم" in found["citation"] for found in walked["chosen"]["items"])
    assert walked["nothing"]["fits"] is False and walked["nothing"]["items"] == []


def test_alone_the_tools_answer_in_their_own_process(folder: Path) -> None:
    walked = _use(folder, _walk)
    _check(walked, "http://127.0.0.1:8000")
    # The operator of the data folder sees everything.
    assert walked["hidden"]["fits"]


def test_between_questions_the_folder_is_free_and_a_server_that_starts_answers_the_next(folder: Path) -> None:
    async def use(client: Client) -> tuple[Any, Any, Any]:
        before = await _call(client, "search", query="لایروبی کانال")
        with _served(folder) as url:
            beside = await _call(client, "search", query="لایروبی کانال")
            assert beside["items"][0]["url"].startswith(url)
        after = await _call(client, "search", query="لایروبی کانال")
        return before, beside, after

    before, beside, after = _use(folder, use)
    ids = [[item["id"] for item in answer["items"]] for answer in (before, beside, after)]
    assert ids[0] == ids[1] == ids[2] != []


def test_two_assistants_share_a_folder(folder: Path) -> None:
    async def use(client: Client) -> list[Any]:
        other = StdioServerParameters(
            command=str(TAJROBE), args=["mcp"], env={**os.environ, "TAJROBE_DATA_DIR": str(folder)}
        )
        answers: list[Any] = []

        async def ask(one: Client) -> None:
            answers.append(await _call(one, "search", query="لایروبی کانال"))

        async with Client(other, read_timeout_seconds=120) as second, anyio.create_task_group() as tasks:
            for asked in (client, second, client, second):
                tasks.start_soon(ask, asked)
        return answers

    answers = _use(folder, use)
    assert len(answers) == 4 and all(answer["items"] == answers[0]["items"] != [] for answer in answers)


def test_beside_a_server_and_elsewhere_the_tools_go_through_it(folder: Path, tmp_path: Path) -> None:
    with _served(folder) as url:
        walked = _use(folder, _walk)
        _check(walked, url)
        assert walked["hidden"]["fits"]
        # From a machine that has no data folder, as a visitor.
        walked = _use(tmp_path / "nothing here", _walk, "--url", url)
    _check(walked, url)
    assert not walked["hidden"]["fits"]
    assert not (tmp_path / "nothing here").exists()


@pytest.mark.parametrize("served", [False, True])
def test_with_a_token_the_tools_see_what_its_holder_may_see(folder: Path, served: bool) -> None:
    engineer = _token(folder, Role.ENGINEER)

    async def look(client: Client) -> tuple[bool, str]:
        found = await _call(client, "search", query="KZ7791")
        return found["fits"], json.dumps(await _call(client, "precedents", text=DRAFT), ensure_ascii=False)

    async def fail(client: Client) -> str:
        return await _refusal(client, "search", query="زهکش")

    def see() -> None:
        fits, precedents = _use(folder, look, "--token", engineer)
        assert fits and sample_id("R16-6") in precedents
        assert "شناخته نشد" in _use(folder, fail, "--token", "tjr_nobody")

    if served:
        with _served(folder):
            see()
    else:
        see()


def test_errors_are_sentences_for_the_assistant(folder: Path) -> None:
    async def use(client: Client) -> list[str]:
        return [
            await _refusal(client, "search", query="   "),
            await _refusal(client, "search", query="آسفالت", city="آتلانتیس"),
            await _refusal(client, "item", kind="document", id="nothing"),
            await _refusal(client, "item", kind="lesson", id=sample_id("R18-2")),
            await _refusal(client, "precedents", text=""),
        ]

    for sentence in _use(folder, use):
        assert any("آ" <= letter <= "ی" for letter in sentence) and "Traceback" not in sentence


def test_nothing_but_the_protocol_is_on_standard_output(folder: Path) -> None:
    asked = [
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        },
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "search", "arguments": {"query": "لایروبی کانال"}},
        },
    ]
    environment = os.environ | {"TAJROBE_DATA_DIR": str(folder), "TAJROBE_LOG_LEVEL": "DEBUG"}
    with subprocess.Popen(
        [str(TAJROBE), "mcp"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin and process.stdout
        process.stdin.write("".join(json.dumps(one) + "\n" for one in asked).encode())
        process.stdin.flush()
        said = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        rest = process.stdout.read()
    assert [one["id"] for one in said] == [1, 2] and all(one["jsonrpc"] == "2.0" for one in said)
    assert "تجربه" in said[0]["result"]["instructions"]
    assert said[1]["result"]["structuredContent"]["fits"] is True
    assert rest == b"" and process.returncode == 0
