"""A lesson in a file, at the command line: what is proposed of it. Nothing of the site is touched."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api.reading import reader_limits
from api.settings import Settings
from corpus.gazetteer import BODIES, CITIES
from corpus.lesson_form import FIELD_NAMES, LessonForm
from corpus.text.numbers import to_persian_digits
from ingest.readers.blocks import Reading
from ingest.readers.kinds import SHEETS
from ingest.readers.sandbox import read_file
from ingest.structure.document import structure_document
from ingest.structure.lesson import ProposedLesson, propose_lesson
from ingest.structure.lesson.sheet import ProposedSheet, SheetRow, read_sheet
from ingest.structure.places import PlaceNames


def lesson_in(path: Path, settings: Settings) -> ProposedLesson | ProposedSheet:
    """The lesson that the file tells; of a spreadsheet its rows.

    Raises `UploadRefused`, `UnreadableFile`, `NotLesson` or `UnusableSheet`.
    """
    with read_file(path, path.name, reader_limits(settings)) as reading:
        return _proposed(reading, path.name)


def lesson_json(found: ProposedLesson | ProposedSheet) -> dict[str, Any]:
    """A lesson as `{fields, confidence, sources, notices}`; a table as `{sheet, columns, rows, notices}`."""
    if isinstance(found, ProposedSheet):
        return {
            "sheet": found.sheet,
            "columns": [asdict(column) for column in found.columns],
            "rows": [
                {"number": row.number, "fields": _filled(row.form), "problems": dict(row.problems)}
                for row in found.rows
            ],
            "notices": list(found.notices),
        }
    return {
        "fields": _filled(found.form),
        "confidence": {name: round(confidence, 2) for name, confidence in found.confidences.items()},
        "sources": {name: list(span) for name, span in found.sources.items()},
        "notices": list(found.notices),
    }


def lesson_text(found: ProposedLesson | ProposedSheet) -> str:
    """What was found as lines for people."""
    return "\n".join(_sheet_lines(found) if isinstance(found, ProposedSheet) else _lines(found))


def _proposed(reading: Reading, file_name: str) -> ProposedLesson | ProposedSheet:
    names = PlaceNames(CITIES, BODIES)
    if reading.media_type in SHEETS:
        return read_sheet(reading, names)
    structure = structure_document(reading, file_name, CITIES)
    return propose_lesson(structure.text, structure.blocks, names)


def _filled(form: LessonForm) -> dict[str, str]:
    return {name: getattr(form, name) for name in FIELD_NAMES if getattr(form, name)}


def _lines(found: ProposedLesson) -> Iterator[str]:
    for name, text in _filled(found.form).items():
        sure = to_persian_digits(round(100 * found.confidences[name]))
        yield f"{FIELD_NAMES[name]} ({sure}٪): {text}"
    yield from (f"توجه: {notice}" for notice in found.notices)


def _sheet_lines(found: ProposedSheet) -> Iterator[str]:
    for column in found.columns:
        if column.field:
            yield f"ستون «{column.header}»: {FIELD_NAMES[column.field]}"
    yield f"{to_persian_digits(len(found.good_rows))} ردیف از {to_persian_digits(len(found.rows))} ردیف درست است."
    yield from (line for row in found.rows for line in _row_lines(row))
    yield from (f"توجه: {notice}" for notice in found.notices)


def _row_lines(row: SheetRow) -> Iterator[str]:
    yield from (
        f"ردیف {to_persian_digits(row.number)}، {FIELD_NAMES[name]}: {said}" for name, said in row.problems.items()
    )
