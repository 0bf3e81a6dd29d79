"""The house rules, checked: one-way imports, light starts, nothing sent home, and documentation that cannot rot."""

import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import command_names
from api.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "hazm", "sentence_transformers")


def test_imports_point_one_way() -> None:
    # In a process of its own: it silences every logger that it finds.
    command = [Path(sys.executable).with_name("lint-imports"), "--config", "pyproject.toml", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "module", ["api.app", "api.services", "corpus.text.keys", "corpus.index.edge", "ingest.worker"]
)
def test_importing_does_not_load_what_only_running_needs(module: str) -> None:
    script = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=True)
    # Haystack itself loads torch where torch is installed; none of our modules does.
    loaded = set(done.stdout.strip("[]\n").replace("'", "").split(", ")) - {"", "torch"}
    assert not loaded


def test_nothing_is_sent_to_the_makers_of_haystack() -> None:
    script = (
        "import search.pipeline, ingest.pipeline; from haystack.telemetry import _telemetry as t; print(t.telemetry)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.strip() == "None"


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for package in ("api", "corpus", "ingest", "models", "search")
        for path in (ROOT / package).rglob("*.py")
        if "environ.get" in path.read_text() or "getenv" in path.read_text() or 'environ["TAJROBE' in path.read_text()
    }
    assert readers == set()


def test_the_documentation_names_every_setting_and_command() -> None:
    documentation = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    missing = [
        f"TAJROBE_{name.upper()}" for name in Settings.model_fields if f"`TAJROBE_{name.upper()}`" not in documentation
    ]
    missing += [name for name in command_names() if f"`tajrobe {name}" not in documentation]
    assert missing == []


def test_no_file_names_a_path_of_the_machine_that_wrote_it() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    marks = [str(ROOT.parent).encode() + b"/", str(Path.home()).encode() + b"/"]
    guilty = [
        name.decode()
        for name in tracked.split(b"\0")
        if name and (path := ROOT / name.decode()).is_file() and any(mark in path.read_bytes() for mark in marks)
    ]
    assert guilty == []
