"""Lessons as files of the kinds that cities send, through the readers: which fields are proposed of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from bench.lesson_shapes import TOLD, card, grid, letter, report
from bench.lessons import judge
from corpus.errors import NotLesson
from corpus.gazetteer import BODIES, CITIES
from corpus.lesson_form import LessonForm
from corpus.samples.lessons import SHAPES, Shape, render_lesson
from corpus.samples.minutes import LAYOUTS, render_minutes
from corpus.samples.noise import NOISES, Noise, unchanged
from corpus.samples.source import lessons, meetings
from corpus.types import CELL_LINE_SEPARATOR
from ingest.readers.child import read
from ingest.readers.workspace import Workspace
from ingest.structure.document import Structure, structure_document
from ingest.structure.lesson import ProposedLesson, propose_lesson
from ingest.structure.places import PlaceNames

NAMES = PlaceNames(CITIES, BODIES)
# A few of the eighty: the whole is measured by `python -m bench lessons`.
SAMPLES = lessons()[::16]


@pytest.fixture
def structured(tmp_path: Path) -> Callable[[Path], Structure]:
    return lambda path: structure_document(read(path, path.name, Workspace(tmp_path)), path.name, CITIES)


@pytest.fixture
def proposed(structured: Callable[[Path], Structure]) -> Callable[[Path], ProposedLesson]:
    def propose(path: Path) -> ProposedLesson:
        structure = structured(path)
        return propose_lesson(structure.text, structure.blocks, NAMES)

    return propose


@pytest.fixture
def text(tmp_path: Path, proposed: Callable[[Path], ProposedLesson]) -> Callable[..., ProposedLesson]:
    """The lesson that a plain text or a web page tells."""

    def propose(body: str, suffix: str = ".txt") -> ProposedLesson:
        path = tmp_path / f"تجربه{suffix}"
        path.write_text("\n".join(line.strip() for line in body.strip().split("\n")), encoding="utf-8")
        return proposed(path)

    return propose


@pytest.mark.parametrize("noise", [unchanged, *NOISES], ids=lambda noise: noise.__name__)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_field_of_a_sample_is_read(
    tmp_path: Path, proposed: Callable[[Path], ProposedLesson], shape: Shape, noise: Noise
) -> None:
    right = there = 0
    for lesson in SAMPLES:
        path = tmp_path / f"{lesson.id}.docx"
        render_lesson(lesson, shape, noise).save(str(path))
        counted = judge(lesson, proposed(path).form)
        right += sum(count for name, count in counted.items() if not name.endswith(" there"))
        there += sum(count for name, count in counted.items() if name.endswith(" there"))
    assert right >= 0.98 * there


@pytest.mark.parametrize("shape", [letter, report, card, grid], ids=lambda shape: shape.__name__)
def test_shapes_that_are_no_samples_are_read(
    tmp_path: Path, proposed: Callable[[Path], ProposedLesson], shape: Shape
) -> None:
    path = tmp_path / "تجربه.docx"
    for lesson in SAMPLES:
        render_lesson(lesson, shape, NOISES[-1]).save(str(path))
        told = TOLD[shape.__name__]
        counted = judge(lesson, proposed(path).form, told)
        assert [name for name in told if counted[name] != counted[f"{name} there"]] == []


def test_values_are_cut_from_the_display_text(tmp_path: Path, structured: Callable[[Path], Structure]) -> None:
    for shape in SHAPES:
        path = tmp_path / "تجربه.docx"
        render_lesson(lessons()[3], shape, NOISES[-1]).save(str(path))
        structure = structured(path)
        found = propose_lesson(structure.text, structure.blocks, NAMES)
        filled = {name for name in LessonForm.__dataclass_fields__ if getattr(found.form, name)}
        assert set(found.sources) == set(found.confidences) == filled
        for name, (start, end) in found.sources.items():
            if name != "polarity":
                said = structure.text[start:end].replace(CELL_LINE_SEPARATOR, "\n")
                assert said.strip() == getattr(found.form, name)
        assert all(0 < confidence <= 1 for confidence in found.confidences.values())


GLUED = """
    بسمه تعالی
    عنوان: ترک‌خوردن دال پل در زمستان
    شهرداری: تبریز    تاریخ وقوع: ۱۴۰۱/۱۱/۰۵
    بیان مسئله: در دال پل ترک‌های طولی پدید آمد.
    ترک‌ها در یک هفته به دو میلی‌متر رسید.
    علل بروز: بتن در دمای زیر صفر ریخته شد.
    راه حل: ترک‌ها با رزین پر شد.
    نتایج: نشت آب بند آمد.
    توصیه: در دمای زیر پنج درجه بتن‌ریزی نشود.
    هزینه: ۲ میلیارد ریال
    کلمات کلیدی: پل، بتن، ترک
"""


def test_labels_at_the_beginning_of_lines(text: Callable[..., ProposedLesson]) -> None:
    form = text(GLUED).form
    assert form.title == "ترک‌خوردن دال پل در زمستان"
    assert (form.city, form.date) == ("تبریز", "۱۴۰۱/۱۱/۰۵")
    assert form.problem == "در دال پل ترک‌های طولی پدید آمد.\nترک‌ها در یک هفته به دو میلی‌متر رسید."
    assert form.cause == "بتن در دمای زیر صفر ریخته شد."
    assert (form.action, form.outcome) == ("ترک‌ها با رزین پر شد.", "نشت آب بند آمد.")
    assert form.recommendation == "در دمای زیر پنج درجه بتن‌ریزی نشود."
    assert (form.cost, form.keywords) == ("۲ میلیارد ریال", "پل، بتن، ترک")


def test_labels_from_an_arabic_keyboard_without_half_spaces(text: Callable[..., ProposedLesson]) -> None:
    body = (
        "شرح مشكل : لوله شكست.\nريشه يابي : فشار آب بالا بود.\nدرسهاي آموخته : شير فشارشكن گذاشته شود.\nشهرداري : كرمان"
    )
    form = text(body).form
    assert (form.problem, form.cause) == ("لوله شکست.", "فشار آب بالا بود.")
    assert (form.recommendation, form.city) == ("شیر فشارشکن گذاشته شود.", "کرمان")


def test_numbered_headings_with_lists_under_them(text: Callable[..., ProposedLesson]) -> None:
    form = text("""
        گزارش نشست کف زیرگذر میدان آزادی
        ۱- شرح مشکل
        کف زیرگذر دوازده سانتی‌متر نشست.
        آب در آن ماند.
        ۲- ریشه‌یابی مشکل
        - لولهٔ آب زیر کف ترکیده بود.
        - خاک زیر کف شسته شد.
        ۳) اقدامات انجام شده
        لوله عوض شد.
        ۴. پیشنهادها
        پیش از روکش، لوله‌ها آزمایش شود.
        شهرداری: یزد
    """).form
    assert form.title == "گزارش نشست کف زیرگذر میدان آزادی"
    assert form.problem == "کف زیرگذر دوازده سانتی‌متر نشست.\nآب در آن ماند."
    assert "لولهٔ آب زیر کف ترکیده بود." in form.cause and "خاک زیر کف شسته شد." in form.cause
    assert (form.action, form.recommendation) == ("لوله عوض شد.", "پیش از روکش، لوله‌ها آزمایش شود.")
    assert form.city == "یزد"


def test_a_page_in_the_style_of_nasa(text: Callable[..., ProposedLesson]) -> None:
    found = text(
        """
        <html dir="rtl"><body><h1>قطع برق پمپاژ در سیلاب</h1>
        <h2>چکیده</h2><p>پمپ‌ها در سیلاب خاموش شدند.</p>
        <h2>رویداد</h2><p>برق ایستگاه در اوج بارش قطع شد و زیرگذر را آب گرفت.</p>
        <h2>درس آموخته</h2><p>یک خط برق برای ایستگاه پمپاژ کافی نیست.</p>
        <h2>توصیه‌ها</h2><p>برای هر ایستگاه، مولد اضطراری نصب شود.</p>
        <p>تماس: مدیر تأسیسات، شهرداری اهواز</p></body></html>
        """,
        ".html",
    )
    assert found.form.title == "قطع برق پمپاژ در سیلاب"
    assert found.form.summary == "پمپ‌ها در سیلاب خاموش شدند."
    assert found.form.problem == "برق ایستگاه در اوج بارش قطع شد و زیرگذر را آب گرفت."
    assert found.form.recommendation == "برای هر ایستگاه، مولد اضطراری نصب شود."
    assert found.form.city == "اهواز"
    # Such pages name no cause: what was learned is offered for it, and a person is told to look.
    assert found.form.cause == "یک خط برق برای ایستگاه پمپاژ کافی نیست."
    assert found.confidences["cause"] < 0.6 and any("علت" in notice for notice in found.notices)


def test_a_table_with_a_row_of_headers_and_one_lesson(
    tmp_path: Path, proposed: Callable[[Path], ProposedLesson]
) -> None:
    document = Document()
    document.add_paragraph("فرم ثبت درس‌آموخته")
    rows = (
        ("ردیف", "عنوان", "شهرداری", "چالش", "دلایل", "راهکار", "پیشنهاد"),
        ("۱", "لق‌شدن درز پل", "قم", "درز لق شد.", "ملات ضعیف بود.", "درز عوض شد.", "ملات زودگیر به کار رود."),
    )
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, said in zip(row.cells, texts, strict=True):
            cell.text = said
    path = tmp_path / "جدول.docx"
    document.save(str(path))
    form = proposed(path).form
    assert (form.title, form.city, form.problem) == ("لق‌شدن درز پل", "قم", "درز لق شد.")
    assert (form.cause, form.action, form.recommendation) == (
        "ملات ضعیف بود.",
        "درز عوض شد.",
        "ملات زودگیر به کار رود.",
    )


def test_a_form_of_four_columns_and_of_cells_over_one_another(
    tmp_path: Path, proposed: Callable[[Path], ProposedLesson]
) -> None:
    document = Document()
    table = document.add_table(4, 4)
    for row, texts in zip(
        table.rows[:2],
        (("نام پروژه:", "تعریض پل کابلی", "شهر:", "همدان"), ("مرحله", "اجرا", "تاریخ", "تیر ۱۴۰۰")),
        strict=True,
    ):
        for cell, said in zip(row.cells, texts, strict=True):
            cell.text = said
    for row, (label, said) in zip(
        table.rows[2:],
        (("شرح مشکل (حداکثر ۲۰۰ واژه)", "کابل‌ها پاره شد."), ("علت", "کشش بیش از اندازه بود.")),
        strict=True,
    ):
        row.cells[0].text = label
        row.cells[1].merge(row.cells[3]).text = said
    document.add_paragraph("درس‌های آموخته‌شده:")
    document.add_paragraph("کشش کابل‌ها هر ماه اندازه گرفته شود.")
    path = tmp_path / "کاربرگ.docx"
    document.save(str(path))
    form = proposed(path).form
    assert (form.project, form.city, form.phase, form.date) == ("تعریض پل کابلی", "همدان", "اجرا", "تیر ۱۴۰۰")
    assert (form.problem, form.cause) == ("کابل‌ها پاره شد.", "کشش بیش از اندازه بود.")
    assert form.recommendation == "کشش کابل‌ها هر ماه اندازه گرفته شود."


def test_a_letter_in_plain_prose(text: Callable[..., ProposedLesson]) -> None:
    found = text("""
        فرونشست معبر در کنار ایستگاه مترو

        شهرداری اصفهان در سال ۱۳۹۹ ایستگاه تازهٔ مترو را می‌ساخت. متأسفانه پیاده‌رو کنار گود سی سانتی‌متر پایین رفت.
        علت این بود که پمپ‌ها آب زیرزمینی را بی‌برنامه می‌کشیدند.
        برای رفع مشکل، چاه‌های تغذیه کنده شد. در نتیجه نشست در دو ماه ایستاد.
        به دیگر شهرها پیشنهاد می‌شود پیش از گودبرداری، برنامهٔ زه‌کشی به تأیید ناظر برسد.
    """)
    form = found.form
    assert form.title == "فرونشست معبر در کنار ایستگاه مترو"
    assert form.city == "اصفهان"
    assert form.problem == "متأسفانه پیاده‌رو کنار گود سی سانتی‌متر پایین رفت."
    assert form.cause == "پمپ‌ها آب زیرزمینی را بی‌برنامه می‌کشیدند."
    assert form.action == "برای رفع مشکل، چاه‌های تغذیه کنده شد."
    assert form.outcome == "در نتیجه نشست در دو ماه ایستاد."
    assert form.recommendation.endswith("برنامهٔ زه‌کشی به تأیید ناظر برسد.")
    assert found.confidences["cause"] < 1


def test_several_lessons_in_a_table_are_said_to_be_so(
    tmp_path: Path, proposed: Callable[[Path], ProposedLesson]
) -> None:
    document = Document()
    rows = (
        ("عنوان", "مشکل", "علت", "پیشنهاد"),
        ("نخست", "لوله شکست.", "فشار آب.", "شیر نصب شود."),
        ("دوم", "پل ترک خورد.", "سرما.", "در سرما نریزند."),
    )
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, said in zip(row.cells, texts, strict=True):
            cell.text = said
    path = tmp_path / "جدول.docx"
    document.save(str(path))
    found = proposed(path)
    assert found.form.title == "نخست"
    assert any("۲ تجربه" in notice for notice in found.notices)


def test_what_is_missing_is_told(text: Callable[..., ProposedLesson]) -> None:
    found = text("شرح مشکل: لوله شکست.\nعلت: فشار آب بالا بود.")
    assert found.form.recommendation == ""
    assert any("پیشنهاد به دیگران" in notice and "شهر" in notice for notice in found.notices)


@pytest.mark.parametrize(
    "body",
    [
        "شهرداری تهران\nآگهی مناقصه خرید قیر\nمهلت ارسال پیشنهاد تا پایان مهر است.",
        "شعر نو\nآب را گل نکنیم.\nدر فرودست انگار کفتری می‌خورد آب.",
        "شرح مشکل: لوله شکست.",
    ],
)
def test_other_papers_are_no_lessons(text: Callable[..., ProposedLesson], body: str) -> None:
    with pytest.raises(NotLesson):
        text(body)


def test_minutes_are_no_lessons(tmp_path: Path, proposed: Callable[[Path], ProposedLesson]) -> None:
    path = tmp_path / "صورتجلسه.docx"
    render_minutes(meetings()[0], LAYOUTS[0]).save(str(path))
    with pytest.raises(NotLesson):
        proposed(path)


def test_a_form_in_a_workbook(tmp_path: Path, proposed: Callable[[Path], ProposedLesson]) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    for pair in (
        ("عنوان", "لق‌شدن درز پل"),
        ("شهر", "قم"),
        ("مشکل", "درز لق شد."),
        ("علت", "ملات ضعیف بود."),
        ("توصیه", "ملات زودگیر."),
    ):
        workbook.active.append(pair)
    path = tmp_path / "کاربرگ.xlsx"
    workbook.save(path)
    form = proposed(path).form
    assert (form.title, form.city, form.problem, form.cause, form.recommendation) == (
        "لق‌شدن درز پل",
        "قم",
        "درز لق شد.",
        "ملات ضعیف بود.",
        "ملات زودگیر.",
    )


def test_a_long_text_without_an_end_takes_no_long_time(text: Callable[..., ProposedLesson]) -> None:
    """Nothing here is measured in seconds: what is quadratic would not come back."""
    body = "شرح مشکل: " + "لوله شکست و آب رفت؛ " * 20_000 + "\nعلت: " + "الف: " * 20_000 + "\nتوصیه: شیر نصب شود."
    assert text(body).form.recommendation == "شیر نصب شود."
