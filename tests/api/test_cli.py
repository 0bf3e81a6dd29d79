"""The command line, run as people run it: in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

TEXT = "درز انبساط پل\n\nدرز انبساط پل میانی در سرمای زمستان شکست و آب به زیر دال رفت."


@pytest.fixture
def tajrobe(tmp_path: Path):
    """Runs the command over this test's own data folder."""
    command = Path(sys.executable).with_name("tajrobe")

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        variables = os.environ | {"TAJROBE_DATA_DIR": str(tmp_path / "var")} | environment
        return subprocess.run(
            [str(command), *arguments], env=variables, capture_output=True, encoding="utf-8", timeout=300, check=False
        )

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "زیرپوشه").mkdir(parents=True)
    (folder / "پل.txt").write_text(TEXT, encoding="utf-8")
    (folder / "زیرپوشه" / "خراب.pdf").write_bytes(b"%PDF-1.4\nbroken")
    (folder / ".پنهان.txt").write_text("hidden", encoding="utf-8")
    return folder


def test_help_loads_no_heavy_library() -> None:
    script = (
        "import sys; from typer.testing import CliRunner; from api.cli import app; "
        "result = CliRunner().invoke(app, ['--help']); assert result.exit_code == 0, result.output; "
        "heavy = {'torch', 'hazm', 'haystack', 'sentence_transformers', 'qdrant_client', 'numpy', 'fastapi'} & set(sys.modules); "
        "print(sorted(heavy)); sys.exit(bool(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ingest_reads_what_it_can_and_explains_what_it_cannot(tajrobe, folder: Path) -> None:
    first = tajrobe("ingest", str(folder), "--json")
    body = json.loads(first.stdout)
    assert first.returncode == 3
    assert body["read"] == ["پل.txt"]
    assert [(f["file_name"], f["type"]) for f in body["failed"]] == [("خراب.pdf", "DamagedFile")]
    again = tajrobe("ingest", str(folder))
    assert again.returncode == 3
    assert "پیش‌تر بود: 1" in again.stdout
    assert "خراب.pdf" in again.stdout
    good = tajrobe("ingest", str(folder / "پل.txt"))
    assert good.returncode == 0


def test_search_prints_the_body_of_the_api(tajrobe, folder: Path) -> None:
    tajrobe("ingest", str(folder / "پل.txt"))
    done = tajrobe("search", "درز انبساط", "--json")
    body = json.loads(done.stdout)
    assert done.returncode == 0
    (hit,) = body["hits"]
    start, end = hit["passage"]["highlights"][0]
    assert hit["passage"]["text"][start:end] == "درز"
    plain = tajrobe("search", "درز انبساط")
    assert "درز انبساط پل" in plain.stdout
    nothing = tajrobe("search", "زعفران")
    assert nothing.returncode == 0
    assert "چیزی پیدا نشد" in nothing.stdout


def test_errors_are_sentences_for_people_and_types_for_programs(tajrobe) -> None:
    plain = tajrobe("search", "؟؟؟")
    assert plain.returncode == 1
    assert "واژه‌ای برای جست‌وجو نیست" in plain.stderr
    assert "Traceback" not in plain.stderr
    typed = tajrobe("search", "؟؟؟", "--json")
    assert json.loads(typed.stdout)["error"]["type"] == "InvalidQuery"
    setting = tajrobe("doctor", TAJROBE_PORT="many")
    assert setting.returncode == 1
    assert "TAJROBE_PORT" in setting.stderr
    missing = tajrobe("ingest", "no/such/file")
    assert missing.returncode == 2


def test_doctor_migrate_and_rebuild(tajrobe, folder: Path) -> None:
    assert json.loads(tajrobe("migrate", "--json").stdout)["revision"]
    tajrobe("ingest", str(folder / "پل.txt"))
    rebuilt = json.loads(tajrobe("rebuild", "--json").stdout)
    assert rebuilt["passages"] == 1
    doctor = tajrobe("doctor", "--json")
    assert doctor.returncode == 0, doctor.stdout
    assert all(finding["good"] for finding in json.loads(doctor.stdout)["findings"])
    assert json.loads(tajrobe("search", "انبساط", "--json").stdout)["total"] == 1


def test_read_prints_what_is_understood_and_touches_nothing(tajrobe, folder: Path, tmp_path: Path) -> None:
    done = tajrobe("read", str(folder / "پل.txt"), "--json")
    assert done.returncode == 0, done.stderr
    heading, paragraph = TEXT.split("\n\n")
    assert json.loads(done.stdout) == {
        "media_type": "text/plain",
        "warnings": [],
        "pages": [
            {
                "number": 1,
                "reader": "text",
                "quality": None,
                "warnings": [],
                "blocks": [{"kind": "paragraph", "text": heading}, {"kind": "paragraph", "text": paragraph}],
            }
        ],
    }
    assert paragraph in tajrobe("read", str(folder / "پل.txt")).stdout
    (tmp_path / "a.csv").write_text("شهر,شرح\nيزد,بتن\n", encoding="utf-8")
    (block,) = json.loads(tajrobe("read", str(tmp_path / "a.csv"), "--json").stdout)["pages"][0]["blocks"]
    # Texts are as people see them.
    assert block["cells"] == [["شهر", "شرح"], ["یزد", "بتن"]]
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(folder / "پل.txt", "پل.txt")
    body = json.loads(tajrobe("read", str(tmp_path / "a.zip"), "--json").stdout)
    assert (body["pages"], body["members"]) == ([], ["پل.txt"])
    assert not (tmp_path / "var").exists()


def test_read_refuses_with_a_type_and_status_3(tajrobe, folder: Path, tmp_path: Path) -> None:
    refused = tajrobe("read", str(folder / "زیرپوشه" / "خراب.pdf"), "--json")
    assert refused.returncode == 3
    error = json.loads(refused.stdout)["error"]
    assert error["type"] == "DamagedFile" and error["message"]
    (tmp_path / "empty.pdf").touch()
    empty = tajrobe("read", str(tmp_path / "empty.pdf"))
    assert empty.returncode == 3
    assert "خالی" in empty.stderr and empty.stdout == ""
    assert tajrobe("read", str(folder / "پل.txt"), "--method", "guess").returncode == 2


def test_ingest_sums_up_what_was_inside(tajrobe, folder: Path, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(folder / "پل.txt", "پل.txt")
        archive.write(folder / "زیرپوشه" / "خراب.pdf", "خراب.pdf")
    body = json.loads(tajrobe("ingest", str(tmp_path / "a.zip"), "--json").stdout)
    assert body["read"] == ["a.zip", "a.zip › پل.txt"]
    assert [failed["file_name"] for failed in body["failed"]] == ["a.zip › خراب.pdf"]
