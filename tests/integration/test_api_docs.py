"""docs/api.md is what the API does: every example is run against a site, and every operation stands in it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.samples import publish_sample_lessons, publish_samples
from api.services import Services
from api.serving import bind
from api.settings import Settings
from tests.api.curl import run
from tests.api.documented_site import DocumentedSite, fill

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "docs" / "api.md", *sorted((ROOT / "docs" / "api").glob("*.md")))
EXAMPLES = ROOT / "examples"
MOST_LINES = 60

# A command, and what it is answered with where the page shows that: «json» or «json 422».
_EXAMPLE = re.compile(r"```sh\n(curl .*?)```(?:\s*```json ?(\d*)\n(.*?)```)?", re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentedSite]:
    import uvicorn

    folder = tmp_path_factory.mktemp("documented")
    with Services(Settings(data_dir=folder, database_url="", model="none")).owning() as services:
        publish_samples(services)
        publish_sample_lessons(services)
        services.indexer.run_until_idle()
        listener = bind("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="error"))
        services.worker.start()
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        deadline = monotonic() + 60
        while not server.started:
            assert monotonic() < deadline, "the server did not start"
            sleep(0.1)
        try:
            yield fill(services, f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_does_what_stands_below_it(site: DocumentedSite, page: Path) -> None:
    examples = _EXAMPLE.findall(page.read_text(encoding="utf-8"))
    assert examples
    for command, status, body in examples:
        here = (
            site.filled(command)
            .replace("http://127.0.0.1:8000", site.url)
            .replace("Bearer TOKEN", f"Bearer {site.token}")
        )
        answer = run(here, site.token)
        if body:
            assert answer.status_code == int(status or 200), (command, answer.text)
            _compare(json.loads(body), answer.json(), command)
        else:
            assert answer.is_success, (command, answer.text)


def test_every_operation_is_documented(site: DocumentedSite) -> None:
    told = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [
        f"{method.upper()} {path}" for path, method, _ in _operations(site) if f"`{method.upper()} {path}`" not in told
    ]
    assert not missing, missing


def test_every_page_is_named_in_the_contents() -> None:
    contents = PAGES[0].read_text(encoding="utf-8")
    assert all(f"(api/{page.name})" in contents for page in PAGES[1:])


def test_the_description_says_what_each_operation_does_and_how_it_fails(site: DocumentedSite) -> None:
    schema = httpx.get(f"{site.url}/api/openapi.json").json()
    assert schema["info"]["title"] and schema["servers"] and schema["components"]["securitySchemes"]
    tags = {tag["name"]: tag["description"] for tag in schema["tags"]}
    names = [operation["operationId"] for _, _, operation in _operations(site)]
    assert len(names) == len(set(names))
    for path, method, operation in _operations(site):
        assert operation.get("description") and operation["summary"], (method, path)
        assert all(tags.get(tag) for tag in operation["tags"]), operation["tags"]
        failures = {status: one for status, one in operation["responses"].items() if status[0] in "45d"}
        assert all(set(one["content"]) == {"application/problem+json"} for one in failures.values()), (method, path)
    for reference in set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(schema))):
        assert reference in schema["components"]["schemas"]


def test_the_example_of_searching_prints_what_the_api_finds(site: DocumentedSite) -> None:
    found = httpx.get(f"{site.url}/api/v1/search", params={"q": "نشست نوار حفاری", "kind": "lesson"}).json()
    printed = _program("search.py", site.url, "نشست نوار حفاری", "kind=lesson")
    assert found["hits"] and all(hit["title"] in printed.stdout for hit in found["hits"])
    assert f"{site.url}/lessons/{found['hits'][0]['id']}" in printed.stdout
    refused = _program("search.py", site.url, "؟", fails=True)
    assert refused.stderr.startswith("InvalidQuery: ")


def test_the_example_of_harvesting_keeps_a_copy_up(site: DocumentedSite, tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    _program("harvest.py", site.url, str(copy))
    first = json.loads(copy.read_text(encoding="utf-8"))["items"]
    assert {one["kind"] for one in first.values()} == {"document", "lesson", "resolution"}
    hidden = next(one["id"] for one in first.values() if one["kind"] == "resolution")
    site.ask("PUT", f"/api/v1/resolutions/{hidden}/visibility", json={"visibility": "members"})
    assert _program("harvest.py", site.url, str(copy)).stdout.endswith(" 1 dropped\n")
    second = json.loads(copy.read_text(encoding="utf-8"))["items"]
    assert hidden not in second and set(first) - set(second) == {hidden}


def test_the_examples_are_short_enough_to_be_copied() -> None:
    for program in EXAMPLES.glob("*.py"):
        assert len(program.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def _operations(site: DocumentedSite) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(path, method, what is said of it)."""
    for path, methods in httpx.get(f"{site.url}/api/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _compare(shown: Any, told: Any, place: str) -> None:
    """Whether the answer has the shape that is shown; «…» stands for more, an empty list or object for any."""
    if isinstance(shown, dict) and shown:
        assert isinstance(told, dict), place
        named = shown.keys() - {"…"}
        assert named <= told.keys() and ("…" in shown or named == told.keys()), (place, shown.keys() ^ told.keys())
        for name in named:
            _compare(shown[name], told[name], f"{place} {name}")
    elif isinstance(shown, list) and shown:
        assert isinstance(told, list), place
        for one in told[:1]:
            _compare(shown[0], one, f"{place} []")
    elif shown is not None and told is not None:
        assert _kind(shown) == _kind(told), (place, shown, told)


def _kind(value: Any) -> str:
    if isinstance(value, bool | str):
        return type(value).__name__
    return "number" if isinstance(value, int | float) else "list" if isinstance(value, Sequence) else "object"


def _program(name: str, *arguments: str, fails: bool = False) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    assert bool(done.returncode) is fails, done.stderr
    return done
