"""A served site as a process: killed, restarted, shared with the command line."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from PIL import Image

from api.people.identity import command_token
from api.services import Services
from api.settings import Settings

pytestmark = pytest.mark.slow

TAJROBE = Path(sys.executable).with_name("tajrobe")
FILES = 40
PARAGRAPHS = 60
# The last file takes seconds to read, and seconds to index: both states last long enough to be seen from outside.
PARAGRAPHS_OF_LAST = 6_000


class Server:
    """`tajrobe serve` on a free port of this machine; it is always stopped."""

    def __init__(self, data_dir: Path) -> None:
        self.environment = os.environ | {"TAJROBE_DATA_DIR": str(data_dir)}
        # Who can read the data folder may do everything.
        self.services = Services(Settings(data_dir=data_dir))
        self.owner_card = data_dir / "owner.json"
        self.owner_card.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [str(TAJROBE), "serve", "--port", "0"], env=self.environment, stdout=subprocess.DEVNULL
        )
        self.url = self._until(self._announced, "the server did not start")

    def ready(self) -> dict[str, object]:
        body: dict[str, object] = httpx.get(f"{self.url}/health/ready", timeout=120).json()
        return body

    def states(self) -> list[str]:
        headers = {"Authorization": f"Bearer {command_token(self.services)}"}
        body = httpx.get(f"{self.url}/api/v1/uploads", params={"limit": 200}, headers=headers, timeout=120).json()
        return [upload["state"] for upload in body["uploads"]]

    def search(self, query: str) -> dict[str, object]:
        body: dict[str, object] = httpx.get(f"{self.url}/api/v1/search", params={"q": query}, timeout=120).json()
        return body

    def upload(self, path: Path) -> None:
        with path.open("rb") as stream:
            httpx.post(
                f"{self.url}/api/v1/uploads",
                files={"files": (path.name, stream)},
                headers={"Authorization": f"Bearer {command_token(self.services)}"},
                timeout=300,
            ).raise_for_status()

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        self._until(lambda: condition() or None, what)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(30)
        if self.process.poll() is None:
            self.kill()

    def _announced(self) -> str | None:
        assert self.process.poll() is None, "the server ended by itself"
        with suppress(OSError, ValueError, httpx.HTTPError):
            url: str | None = json.loads(self.owner_card.read_text())["url"]
            if url and httpx.get(f"{url}/health/live", timeout=5).status_code == 200:
                return url
        return None

    def _until(self, look: Callable[[], object], what: str):
        deadline = monotonic() + 120
        while not (found := look()):
            assert monotonic() < deadline, what
            sleep(0.02)
        return found


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Server]]:
    started: list[Server] = []

    def start() -> Server:
        (tmp_path / "var").mkdir(exist_ok=True)
        started.append(Server(tmp_path / "var"))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def _write_files(folder: Path) -> list[Path]:
    folder.mkdir()
    paths = []
    for number, paragraphs in enumerate([PARAGRAPHS] * (FILES - 1) + [PARAGRAPHS_OF_LAST]):
        lines = [f"گزارش یکتای K{number}A"]
        lines += [f"بند {n}: کانال منطقه {n} لایروبی شد و صورت‌وضعیت آن تأیید گردید. " * 6 for n in range(paragraphs)]
        paths.append(folder / f"{number}.txt")
        paths[-1].write_text("\n\n".join(lines), encoding="utf-8")
    return paths


def test_whatever_was_accepted_is_searchable_once_after_kills_while_reading_and_while_indexing(
    start: Callable[[], Server], tmp_path: Path
) -> None:
    paths = _write_files(tmp_path / "in")
    server = start()
    for path in paths:
        server.upload(path)
    server.wait_until(lambda: server.states().count("reading") > 0, "no file was being read")
    server.kill()

    server = start()
    server.wait_until(lambda: server.states().count("indexing") > 0, "no file was being indexed")
    server.kill()

    server = start()
    server.wait_until(lambda: server.ready()["waiting"] == 0, "the work was not finished")
    assert server.states() == ["done"] * FILES
    for number in range(FILES):
        hits = server.search(f"K{number}A")["hits"]
        assert [hit["title"] for hit in hits] == [f"گزارش یکتای K{number}A"]
    server.stop()
    doctor = subprocess.run([str(TAJROBE), "doctor"], env=server.environment, capture_output=True, check=False)
    assert doctor.returncode == 0, doctor.stdout.decode()


def test_a_server_that_is_stopped_leaves_what_it_was_reading_as_if_it_had_not_begun(
    start: Callable[[], Server], tmp_path: Path, recogniser: None
) -> None:
    page = Image.new("1", (2480, 3508), "white")
    page.save(tmp_path / "scan.tiff", save_all=True, append_images=[page] * 199, compression="group4")
    server = start()
    server.upload(tmp_path / "scan.tiff")
    server.wait_until(lambda: server.states() == ["reading"], "the file was not being read")
    server.stop()
    with sqlite3.connect(tmp_path / "var" / "tajrobe.db") as record:
        assert record.execute("SELECT state, attempts FROM uploads").fetchall() == [("waiting", 0)]
    assert not server.owner_card.exists()


def test_the_command_line_works_through_a_running_server_and_a_second_one_is_told_what_to_do(
    start: Callable[[], Server], tmp_path: Path
) -> None:
    server = start()
    file = tmp_path / "پل.txt"
    file.write_text("درز انبساط پل\n\nدرز انبساط پل میانی در زمستان شکست.", encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(TAJROBE), *arguments],
            env=server.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    ingested = run("ingest", str(file))
    assert ingested.returncode == 0, ingested.stdout + ingested.stderr
    found = json.loads(run("search", "انبساط", "--json").stdout)
    assert [hit["file_name"] for hit in found["hits"]] == ["پل.txt"]
    rebuilt = run("rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert server.search("انبساط")["total"] == 1
    second = run("serve", "--port", "0")
    assert second.returncode == 1
    assert server.url in second.stderr
    assert "TAJROBE_DATA_DIR" in second.stderr
    taken = subprocess.run(
        [str(TAJROBE), "serve", "--port", server.url.rsplit(":", 1)[1]],
        env=server.environment | {"TAJROBE_DATA_DIR": str(tmp_path / "other")},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert taken.returncode == 1
    assert "--port" in taken.stderr
