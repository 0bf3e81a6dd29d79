"""`tajrobe minutes`: what it prints for people and for programs, and how it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from corpus.samples.minutes import render_minutes, resolution_table
from corpus.samples.source import WrittenMeeting, meetings


@pytest.fixture
def written() -> WrittenMeeting:
    return next(iter(meetings()))


@pytest.fixture
def minutes_file(tmp_path: Path, written: WrittenMeeting) -> Path:
    path = tmp_path / "صورتجلسه.docx"
    render_minutes(written, resolution_table).save(str(path))
    return path


def _run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["minutes", str(path), *options])


def test_json_has_every_field(minutes_file: Path, written: WrittenMeeting) -> None:
    done = _run(minutes_file, "--json")
    body = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (body["session_number"], body["date_jalali"], body["host_city"]) == (
        written.number, written.date_jalali, written.host_city,
    )  # fmt: skip
    assert body["attendees"] == list(written.attendees)
    assert body["agenda"] == list(written.agenda)
    for one, resolution in zip(body["resolutions"], written.resolutions, strict=True):
        assert (one["number"], one["text"]) == (resolution.number, resolution.text)
        assert (one["horizon"], one["status"]) == (resolution.horizon, resolution.status)
        assert one["responsible"] == list(resolution.responsible)
        assert (one["due_jalali"] == resolution.due_jalali) or one["due_text"] == resolution.due_text
        assert 0 < one["confidence"] <= 1
        assert "working_group" in one


def test_people_read_a_summary(minutes_file: Path, written: WrittenMeeting) -> None:
    done = _run(minutes_file)
    assert done.exit_code == 0
    assert written.resolutions[0].text in done.stdout
    assert "session_number" not in done.stdout


def test_several_sessions_are_a_list(tmp_path: Path) -> None:
    path = tmp_path / "مصوبات.csv"
    path.write_text("نشست,ردیف,متن مصوبه,مسئول\n18,1,تهیه گزارش پل‌ها,قم\n19,1,تهیه نقشه قنات‌ها,یزد\n", encoding="utf-8")
    body = json.loads(_run(path, "--json").stdout)
    assert [one["session_number"] for one in body["sessions"]] == [18, 19]


def test_what_is_not_minutes_has_a_status_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "یادداشت.txt"
    path.write_text("درز انبساط پل در سرما شکست.", encoding="utf-8")
    done = _run(path, "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]["type"]) == (4, "NotMinutes")
    assert "صورتجلسه به نظر نمی‌رسد" in json.loads(done.stdout)["error"]["message"]


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "خراب.pdf"
    path.write_bytes(b"%PDF-1.4\nbroken")
    done = _run(path, "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]["type"]) == (3, "DamagedFile")
