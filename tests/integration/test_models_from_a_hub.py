"""Models from a hub: a small mirror of one in this process, the commands in processes of their own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

import pytest

from models.folder import check_files

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAME = "city/tiny"
# Where nothing listens: the discard port.
NOWHERE = "http://127.0.0.1:9"


class Mirror(ThreadingHTTPServer):
    """Serves one folder as a hub serves a model. Files in `withheld` break off the connection."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.folder = folder
        self.withheld: set[str] = set()
        self.sent: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def files(self) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())


class _Answer(BaseHTTPRequestHandler):
    server: Mirror
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        files = self.server.files()
        if path.startswith(f"/api/models/{NAME}/tree/"):
            entries = [
                {"type": "file", "path": name, "size": self._size(name), "oid": self._oid(name)} for name in files
            ]
            self._send(json.dumps(entries).encode())
        elif path.startswith(f"/api/models/{NAME}"):
            siblings = [{"rfilename": name} for name in files]
            self._send(json.dumps({"id": NAME, "sha": COMMIT, "siblings": siblings}).encode())
        elif path.startswith(f"/{NAME}/resolve/{COMMIT}/"):
            name = path.removeprefix(f"/{NAME}/resolve/{COMMIT}/")
            if name in self.server.withheld:
                self.close_connection = True
                return
            if self.command == "GET":
                self.server.sent.append(name)
            etag = {"ETag": f'"{self._oid(name)}"', "X-Repo-Commit": COMMIT}
            self._send((self.server.folder / name).read_bytes(), **etag)
        else:
            self.send_error(404)

    def _size(self, name: str) -> int:
        return (self.server.folder / name).stat().st_size

    def _oid(self, name: str) -> str:
        return sha1((self.server.folder / name).read_bytes()).hexdigest()

    def _send(self, body: bytes, **headers: str) -> None:
        self.send_response(200)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing is said at the terminal."""


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    torch.manual_seed(7)
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "پل": 1}, unk_token="[UNK]"))
    folder = tmp_path / "published"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=4)], device="cpu").save(str(folder))
    server = Mirror(folder)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def tajrobe(tmp_path: Path):
    """Runs a command with a hub at that address, and a cache of its own."""

    def run(hub: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        variables = os.environ | {
            "TAJROBE_DATA_DIR": str(tmp_path / "var"),
            "TAJROBE_MODEL": "",
            "HF_ENDPOINT": hub,
            "HF_HOME": str(tmp_path / "hub"),
        }
        command = [str(Path(sys.executable).with_name("tajrobe")), "models", *arguments]
        return subprocess.run(command, env=variables, capture_output=True, encoding="utf-8", timeout=300, check=False)

    return run


def test_without_a_network_fetch_and_use_say_what_was_not_reached_and_how_to_carry_it(tajrobe, tmp_path: Path) -> None:
    folder = tmp_path / "e5"
    fetched = tajrobe(NOWHERE, "fetch", "intfloat/multilingual-e5-small", "--to", str(folder))
    assert fetched.returncode == 1
    assert NOWHERE in fetched.stderr
    assert "tajrobe models use FOLDER" in fetched.stderr
    assert "Traceback" not in fetched.stderr
    assert not folder.exists()
    used = tajrobe(NOWHERE, "use", "intfloat/multilingual-e5-small", "--json")
    assert used.returncode == 1
    assert json.loads(used.stdout)["error"]["type"] == "ModelUnavailable"
    listed = json.loads(tajrobe(NOWHERE, "list", "--json").stdout)["models"]
    assert [model["name"] for model in listed if model["in_force"]] == ["tajrobe-fa"]


def test_a_fetch_that_breaks_off_is_refused_until_it_is_gone_on_with(tajrobe, mirror: Mirror, tmp_path: Path) -> None:
    folder = tmp_path / "carried"
    mirror.withheld = {name for name in mirror.files() if name.endswith(".safetensors")}
    broken = tajrobe(mirror.url, "fetch", NAME, "--to", str(folder))
    assert broken.returncode == 1, broken.stdout
    refused = tajrobe(NOWHERE, "use", str(folder))
    assert refused.returncode == 1
    assert "ناتمام" in refused.stderr
    already, mirror.withheld, mirror.sent = set(mirror.sent), set(), []
    again = tajrobe(mirror.url, "fetch", NAME, "--to", str(folder), "--json")
    assert again.returncode == 0, again.stderr
    assert not already & set(mirror.sent)
    manifest = check_files(folder, thoroughly=True)
    assert manifest is not None
    assert (manifest.name, manifest.revision, manifest.dimension) == (NAME, COMMIT, 4)
    assert sorted(manifest.files) == mirror.files()
    island = Path(shutil.move(folder, tmp_path / "island"))
    used = tajrobe(NOWHERE, "use", str(island), "--json")
    assert used.returncode == 0, used.stderr
    assert json.loads(used.stdout)["model"] == str(island)


def test_a_model_used_by_name_is_downloaded_once_and_found_without_the_network(tajrobe, mirror: Mirror) -> None:
    used = tajrobe(mirror.url, "use", NAME, "--json")
    assert used.returncode == 0, used.stderr
    assert json.loads(used.stdout)["identity"] == f"{NAME}@{COMMIT[:12]}"
    offline = tajrobe(NOWHERE, "use", NAME, "--json")
    assert offline.returncode == 0, offline.stderr
    assert json.loads(offline.stdout)["identity"] == f"{NAME}@{COMMIT[:12]}"
    unknown = tajrobe(mirror.url, "use", "city/unknown")
    assert unknown.returncode == 1
    assert "city/unknown" in unknown.stderr
