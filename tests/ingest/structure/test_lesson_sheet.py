"""Lessons in spreadsheets, through the readers: which column is which field, and what is said of bad rows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook

from bench.lessons import HEADER_SETS, written_form
from corpus.errors import NoText, TooManyRows, UnusableSheet
from corpus.gazetteer import BODIES, CITIES
from corpus.lesson_form import FIELD_NAMES, REQUIRED
from corpus.samples.lessons import render_sheet
from corpus.samples.source import lessons
from ingest.readers.child import read
from ingest.readers.workspace import Workspace
from ingest.structure.lesson.sheet import MOST_ROWS, ProposedSheet, read_sheet
from ingest.structure.places import PlaceNames

Rows = Sequence[Sequence[Any]]
Sheet = Callable[..., ProposedSheet]
NAMES = PlaceNames(CITIES, BODIES)
HEADERS = ("عنوان", "شهر", "مشکل", "علت", "پیشنهاد", "تاریخ", "نوع تجربه")
GOOD = ("لق‌شدن درز پل", "قم", "درز پل لق شد.", "ملات ضعیف بود.", "ملات زودگیر به کار رود.", "مهر ۱۴۰۱", "ناموفق")


def changed(**cells: Any) -> tuple[Any, ...]:
    """The good row with other cells."""
    names = ("title", "city", "problem", "cause", "recommendation", "date", "polarity")
    return tuple(cells.get(name, cell) for name, cell in zip(names, GOOD, strict=True))


@pytest.fixture
def proposed(tmp_path: Path) -> Sheet:
    def propose(path: Path, mapping: dict[int, str] | None = None) -> ProposedSheet:
        return read_sheet(read(path, path.name, Workspace(tmp_path)), NAMES, mapping)

    return propose


@pytest.fixture
def sheet(tmp_path: Path, proposed: Sheet) -> Sheet:
    """What is understood of a workbook of one sheet."""

    def propose(rows: Rows, mapping: dict[int, str] | None = None, merged: Sequence[str] = ()) -> ProposedSheet:
        workbook = Workbook()
        assert workbook.active is not None
        for row in rows:
            workbook.active.append(list(row))
        for area in merged:
            workbook.active.merge_cells(area)
        workbook.save(tmp_path / "تجربه‌ها.xlsx")
        return proposed(tmp_path / "تجربه‌ها.xlsx", mapping)

    return propose


@pytest.fixture
def csv(tmp_path: Path, proposed: Sheet) -> Sheet:
    def propose(text: str, mapping: dict[int, str] | None = None) -> ProposedSheet:
        (tmp_path / "تجربه‌ها.csv").write_text(text, encoding="utf-8-sig")
        return proposed(tmp_path / "تجربه‌ها.csv", mapping)

    return propose


def test_the_sample_sheet_is_read_whole(tmp_path: Path, proposed: Sheet) -> None:
    path = tmp_path / "تجربه‌ها.xlsx"
    render_sheet(lessons()).save(str(path))
    found = proposed(path)
    assert [row.form for row in found.rows] == [written_form(lesson) for lesson in lessons()]
    assert all(row.good for row in found.rows)
    assert [row.number for row in found.rows] == list(range(2, len(lessons()) + 2))


@pytest.mark.parametrize("headers", HEADER_SETS, ids=str)
def test_columns_are_matched_without_help(sheet: Sheet, headers: str) -> None:
    columns = HEADER_SETS[headers]
    forms = [written_form(lesson) for lesson in lessons()[:3]]
    rows = [[getattr(form, name) if name else "—" for name, _ in columns] for form in forms]
    found = sheet([[header for _, header in columns], *rows])
    assert found.mapping == {index: name for index, (name, _) in enumerate(columns) if name}
    assert len(found.rows) == 3


def test_titles_and_an_empty_row_over_the_header(sheet: Sheet) -> None:
    found = sheet([["شهرداری قم"], ["فرم تجربه‌های سال", None, "تاریخ: ۱۴۰۲/۰۳/۰۱"], [], HEADERS, GOOD, [], GOOD[:5]])
    assert [row.number for row in found.rows] == [5, 7]
    assert found.rows[0].form.title == GOOD[0] and found.rows[0].good


def test_headers_of_two_rows_with_merged_cells(sheet: Sheet) -> None:
    found = sheet(
        [
            ("عنوان", "شهر", "شرح", None, "پیشنهاد", "اثر بر", None),
            (None, None, "مشکل", "علت", None, "هزینه", "زمان"),
            ("درز پل", "قم", "درز لق شد.", "ملات ضعیف بود.", "ملات زودگیر.", "۲ میلیارد", "۳ ماه"),
        ],
        merged=("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:G1"),
    )
    form = found.rows[0].form
    assert (form.title, form.city, form.problem, form.cause) == ("درز پل", "قم", "درز لق شد.", "ملات ضعیف بود.")
    assert (form.recommendation, form.cost, form.time) == ("ملات زودگیر.", "۲ میلیارد", "۳ ماه")


def test_headers_of_two_rows_without_cells_merged_downwards(sheet: Sheet) -> None:
    found = sheet(
        [
            ("مشخصات", None, "شرح تجربه", None, None),
            ("عنوان", "شهر", "مشکل", "علت", "پیشنهاد"),
            GOOD[:5],
        ],
        merged=("A1:B1", "C1:E1"),
    )
    assert found.mapping == dict(enumerate(REQUIRED))
    assert [row.form.title for row in found.rows] == [GOOD[0]]


def test_what_columns_hold_tells_of_those_without_headers(csv: Sheet) -> None:
    found = csv("نام,محل,مشکل,علت,توصیه,کی\nالف,تهران,م,ع,ت,مهر ۱۴۰۰\nب,شهرداری قم,م۲,ع,ت,۱۳۹۹/۰۲/۰۳\n")
    assert found.mapping[1] == "city"
    assert found.mapping[5] == "date"


def test_a_person_may_say_which_column_is_which(sheet: Sheet) -> None:
    rows = [("الف", "ب", "پ", "ت", "ث"), GOOD[:5], changed(title="دیگری")[:5]]
    assert any("لازم" in notice for notice in sheet(rows).notices)
    found = sheet(rows, dict(enumerate(REQUIRED)))
    assert found.mapping == dict(enumerate(REQUIRED))
    assert [row.form.title for row in found.rows] == [GOOD[0], "دیگری"] and all(row.good for row in found.rows)
    for wrong in ({9: "title"}, {0: "nothing"}, {0: "title", 1: "title"}):
        with pytest.raises(UnusableSheet):
            sheet(rows, wrong)


@pytest.mark.parametrize(
    ("cells", "name", "said"),
    [
        ({"title": None}, "title", "نوشته نشده"),
        ({"recommendation": "  "}, "recommendation", "نوشته نشده"),
        ({"city": "لندن"}, "city", "«لندن» شناخته نشد"),
        ({"date": "۱۴۰۱/۱۳/۰۱"}, "date", "ماه"),
        ({"date": "پارسال"}, "date", "تاریخ"),
        ({"polarity": "متوسط"}, "polarity", "«متوسط»"),
        ({"problem": "=HYPERLINK(A1)"}, "problem", "فرمول"),
        ({"cause": "#REF!"}, "cause", "#REF!"),
        ({"cause": 12.5}, "cause", "12.5"),
        ({"problem": True}, "problem", "بله"),
        ({"title": date(2023, 5, 14)}, "title", "2023-05-14"),
        ({"title": "الف" * 200}, "title", "بلندتر"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_of_its_field(
    sheet: Sheet, cells: dict[str, Any], name: str, said: str
) -> None:
    found = sheet([HEADERS, GOOD, changed(**({"title": "دیگری"} | cells))])
    good, bad = found.rows
    assert good.good and found.good_rows == (good,)
    assert list(bad.problems) == [name] and said in bad.problems[name]
    assert bad.number == 3


def test_a_formula_that_was_computed_is_its_value(tmp_path: Path, proposed: Sheet) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "فرمول.xlsx")) as book:
        page = book.add_worksheet()
        for column, (header, cell) in enumerate(zip(HEADERS, GOOD, strict=True)):
            page.write_string(0, column, header)
            page.write_string(1, column, cell)
        page.write_formula(1, 1, '=CONCATENATE("ق","م")', None, "قم")
        page.write_formula(1, 2, "=Sheet9!A1", None, "#REF!")
    found = proposed(tmp_path / "فرمول.xlsx")
    assert found.rows[0].form.city == "قم"
    assert list(found.rows[0].problems) == ["problem"] and "#REF!" in found.rows[0].problems["problem"]


def test_dates_of_a_spreadsheet_are_turned_into_jalali(sheet: Sheet) -> None:
    dates = (date(2023, 5, 14), 45060, "14020224", "۱۴۰۲/۲/۲۴", 1402)
    found = sheet([HEADERS, *(changed(title=f"تجربهٔ {number}م", date=day) for number, day in enumerate(dates))])
    assert all(row.good for row in found.rows), [row.problems for row in found.rows]
    assert [row.form.date for row in found.rows][:3] == ["۱۴۰۲/۰۲/۲۴"] * 3


def test_kinds_of_lessons_are_read_from_words(sheet: Sheet) -> None:
    words = ("تجربهٔ موفق", "نا موفق", "ریسک", "")
    found = sheet([HEADERS, *(changed(title=f"تجربهٔ {word}م", polarity=word) for word in words)])
    assert [row.form.polarity for row in found.rows] == ["positive", "negative", "risk", ""]


def test_a_row_that_repeats_another_is_named(sheet: Sheet) -> None:
    found = sheet([HEADERS, GOOD, changed(title="دیگری"), changed(title="لق شدن درز پل", cause="دیگر")])
    assert [row.good for row in found.rows] == [True, True, False]
    assert found.rows[2].problems["title"] == "این تجربه تکرار ردیف ۲ است."


def test_five_thousand_rows_are_taken_and_no_more(csv: Sheet) -> None:
    def rows(count: int) -> str:
        body = (f"تجربهٔ {number} از شهر,قم,مشکل {number},علت,پیشنهاد" for number in range(count))
        return "\n".join(("عنوان,شهر,مشکل,علت,پیشنهاد", *body))

    found = csv(rows(MOST_ROWS))
    assert len(found.good_rows) == MOST_ROWS and found.rows[-1].number == MOST_ROWS + 1
    with pytest.raises(TooManyRows, match="۵۰۰۱"):
        csv(rows(MOST_ROWS + 1))


def test_files_without_a_table_are_refused(sheet: Sheet, tmp_path: Path, proposed: Sheet) -> None:
    with pytest.raises(NoText):
        sheet([[]])
    path = tmp_path / "نامه.txt"
    path.write_text("با سلام\nاین نامه جدولی ندارد.", encoding="utf-8")
    with pytest.raises(UnusableSheet):
        proposed(path)


def test_a_table_in_a_word_file_is_as_good(tmp_path: Path, proposed: Sheet) -> None:
    document = Document()
    table = document.add_table(3, len(HEADERS))
    for row, texts in zip(table.rows, (HEADERS, GOOD, changed(title="دیگری")), strict=True):
        for cell, said in zip(row.cells, texts, strict=True):
            cell.text = said
    document.save(str(tmp_path / "جدول.docx"))
    found = proposed(tmp_path / "جدول.docx")
    assert [row.form.title for row in found.rows] == [GOOD[0], "دیگری"] and all(row.good for row in found.rows)


def test_a_form_with_its_labels_in_the_first_column(sheet: Sheet) -> None:
    found = sheet([*zip(HEADERS, GOOD, strict=True)])
    assert [row.form.title for row in found.rows] == [GOOD[0]] and found.rows[0].good


def test_the_sheet_that_looks_like_lessons_is_taken(tmp_path: Path, proposed: Sheet) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    for contact in (("نام", "تلفن"), ("الف", "۱۲۳"), ("ب", "۴۵۶")):
        workbook.active.append(contact)
    lessons_sheet = workbook.create_sheet("درس‌آموخته‌ها")
    for row in (HEADERS, GOOD):
        lessons_sheet.append(row)
    workbook.save(tmp_path / "کتاب.xlsx")
    found = proposed(tmp_path / "کتاب.xlsx")
    assert found.sheet == "درس‌آموخته‌ها" and found.rows[0].form.title == GOOD[0]


def test_script_and_odd_signs_in_cells_stay_text(csv: Sheet) -> None:
    found = csv("عنوان,شهر,مشکل,علت,پیشنهاد\n<script>x</script> درز,قم,\u202eدرز,ع‌لت,ت\n")
    form = found.rows[0].form
    assert form == replace(form, title="<script>x</script> درز", problem="درز", cause="ع‌لت")


def test_every_field_has_its_own_name_for_a_header(sheet: Sheet) -> None:
    """The names that the template bears are the ones understood best."""
    names = list(FIELD_NAMES.values())
    found = sheet([names, [f"متن {number}م" for number in range(len(names))]])
    assert found.mapping == dict(enumerate(FIELD_NAMES))
