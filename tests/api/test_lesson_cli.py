"""`tajrobe lesson`: what it prints for people and for programs, and how it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from corpus.samples.lessons import form, render_lesson, render_sheet
from corpus.samples.source import WrittenLesson, lessons


@pytest.fixture
def written() -> WrittenLesson:
    return lessons()[0]


@pytest.fixture
def lesson_file(tmp_path: Path, written: WrittenLesson) -> Path:
    path = tmp_path / "تجربه.docx"
    render_lesson(written, form).save(str(path))
    return path


def _run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["lesson", str(path), *options])


def test_json_has_every_field(lesson_file: Path, written: WrittenLesson) -> None:
    done = _run(lesson_file, "--json")
    body = json.loads(done.stdout)
    assert done.exit_code == 0
    for name in ("title", "city", "problem", "cause", "recommendation", "polarity", "contact_role"):
        assert body["fields"][name] == getattr(written, name)
    assert body["fields"].keys() == body["confidence"].keys() == body["sources"].keys()


def test_people_read_lines(lesson_file: Path, written: WrittenLesson) -> None:
    done = _run(lesson_file)
    assert done.exit_code == 0
    assert f"عنوان (۱۰۰٪): {written.title}" in done.stdout


def test_a_sheet_is_told_row_by_row(tmp_path: Path) -> None:
    book = render_sheet(lessons()[:3])
    book.active["C3"] = "لندن"
    path = tmp_path / "تجربه‌ها.xlsx"
    book.save(str(path))
    body = json.loads(_run(path, "--json").stdout)
    assert [row["number"] for row in body["rows"]] == [2, 3, 4]
    assert [list(row["problems"]) for row in body["rows"]] == [[], ["city"], []]
    text = _run(path).stdout
    assert "۲ ردیف از ۳ ردیف درست است." in text and "ردیف ۳، شهر: شهر «لندن» شناخته نشد." in text


def test_what_is_no_lesson_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "نامه.txt"
    path.write_text("با سلام\nجلسه فردا برگزار می‌شود.", encoding="utf-8")
    done = _run(path, "--json")
    assert done.exit_code == 4
    assert json.loads(done.stdout)["error"]["type"] == "NotLesson"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "خالی.docx"
    path.write_bytes(b"")
    assert _run(path).exit_code == 3
