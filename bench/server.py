"""`tajrobe serve` as a process of its own, on a free port, watched from outside."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

LONGEST_START = 300.0
BETWEEN_LOOKS = 0.02


class Server:
    """A served site at `url`; `start_seconds` is from the process's start to its first ready answer."""

    url: str

    def __init__(self, data_dir: Path, model: str = "") -> None:
        self._card = data_dir / "owner.json"
        self._card.unlink(missing_ok=True)
        changes = {"DATA_DIR": str(data_dir), "MODEL": model or "none", "DATABASE_URL": "", "QDRANT_URL": ""}
        began = perf_counter()
        self._process = subprocess.Popen(
            [str(Path(sys.executable).with_name("tajrobe")), "serve", "--port", "0"],
            env=os.environ | {f"TAJROBE_{name}": value for name, value in changes.items()},
            stdout=subprocess.DEVNULL,
        )
        self._connection = self._wait(began + LONGEST_START)
        self.start_seconds = perf_counter() - began

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(60)

    def ask(self, query: str) -> bytes:
        """The JSON answer to a search, over the one connection that is kept open."""
        self._connection.request("GET", f"/api/v1/search?{urlencode({'q': query})}")
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{response.status}: {body.decode('utf-8', 'replace')}")
        return body

    def resident_megabytes(self) -> float:
        """The memory that the process has now, pages of files that it has mapped included."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))

    def _wait(self, deadline: float) -> HTTPConnection:
        while perf_counter() < deadline and self._process.poll() is None:
            with suppress(OSError, ValueError, TypeError):
                self.url = json.loads(self._card.read_text(encoding="utf-8"))["url"]
                address = urlsplit(self.url)
                connection = HTTPConnection(address.hostname or "", address.port, timeout=LONGEST_START)
                connection.request("GET", "/health/ready")
                response = connection.getresponse()
                response.read()
                if response.status == 200:
                    return connection
            sleep(BETWEEN_LOOKS)
        self._process.kill()
        raise RuntimeError("the server did not become ready")
