"""The template of a spreadsheet of lessons: what it holds, and that a filled one is understood whole."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from api.exports.lesson_template import EXPLAINED, GUIDE, SHEET, lesson_template
from bench.lessons import written_form
from corpus.gazetteer import BODIES, CITIES
from corpus.lesson_form import FIELD_NAMES, REQUIRED
from corpus.samples.source import lessons
from corpus.terms import POLARITY_NAMES
from corpus.types import Polarity
from ingest.readers.sandbox import ReaderLimits, read_file
from ingest.structure.lesson.sheet import ProposedSheet, read_sheet
from ingest.structure.places import PlaceNames


@pytest.fixture
def book() -> Workbook:
    return load_workbook(BytesIO(lesson_template([city.name for city in CITIES])))


@pytest.fixture
def understood(tmp_path: Path) -> Callable[[Workbook], ProposedSheet]:
    def understand(book: Workbook) -> ProposedSheet:
        path = tmp_path / "تجربه‌ها.xlsx"
        book.save(path)
        with read_file(path, path.name, ReaderLimits()) as reading:
            return read_sheet(reading, PlaceNames(CITIES, BODIES))

    return understand


def test_it_has_a_column_for_each_field_with_the_required_ones_marked(book: Workbook) -> None:
    sheet = book[SHEET]
    assert sheet.sheet_view.rightToLeft and book[GUIDE].sheet_view.rightToLeft
    headers = [cell.value for cell in sheet[1]]
    marked = {name for name, header in zip(FIELD_NAMES, headers, strict=True) if str(header).endswith("*")}
    assert marked == set(REQUIRED)
    assert [str(header).removesuffix(" *") for header in headers] == list(FIELD_NAMES.values())


def test_the_guide_explains_every_column(book: Workbook) -> None:
    assert EXPLAINED.keys() == FIELD_NAMES.keys()
    labels = [
        str(row[0].value).removesuffix(" *") for row in book[GUIDE].iter_rows(min_row=4, max_row=3 + len(FIELD_NAMES))
    ]
    assert labels == list(FIELD_NAMES.values())


def test_cities_and_kinds_are_chosen_from_lists(book: Workbook) -> None:
    lists = {str(rule.sqref): rule.formula1 for rule in book[SHEET].data_validations.dataValidation}
    offered = []
    for source in lists.values():
        cells = book[GUIDE][source.split("!")[1].replace("$", "")]
        offered.append([row[0].value for row in cells])
    assert [city.name for city in CITIES] in offered
    assert list(POLARITY_NAMES.values()) in offered


def test_a_filled_template_is_understood_whole(book: Workbook, understood: Callable[[Workbook], ProposedSheet]) -> None:
    forms = [written_form(lesson) for lesson in lessons()[:5]]
    for row, form in enumerate(forms, 2):
        for column, name in enumerate(FIELD_NAMES, 1):
            text = getattr(form, name)
            book[SHEET].cell(row, column, POLARITY_NAMES[Polarity(text)] if name == "polarity" else text)
    found = understood(book)
    assert found.mapping == dict(enumerate(FIELD_NAMES))
    assert [row.form for row in found.good_rows] == forms


def test_the_guides_example_is_a_good_row(book: Workbook, understood: Callable[[Workbook], ProposedSheet]) -> None:
    for column in range(1, len(FIELD_NAMES) + 1):
        book[SHEET].cell(2, column, book[GUIDE].cell(3 + column, 3).value)
    found = understood(book)
    assert len(found.rows) == 1 and found.rows[0].problems == {}


def test_nothing_in_it_is_a_formula() -> None:
    book = load_workbook(BytesIO(lesson_template(["=1+1", "@SUM(A1)", "+قم"])))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
