"""The spreadsheet that a city fills, one lesson a row: the columns by their names, and a sheet that explains them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from corpus.lesson_form import FIELD_NAMES, REQUIRED
from corpus.terms import POLARITY_NAMES

FILE_NAME = "الگوی تجربه‌ها.xlsx"
SHEET, GUIDE = "تجربه‌ها", "راهنما"
# So many rows have lists to choose from; as many are taken in at once.
ROWS = 5_000
REQUIRED_MARK = " *"
HEADING = "هر تجربه را در یک ردیف برگهٔ «تجربه‌ها» بنویسید. ستون‌های ستاره‌دار لازم است و ترتیب ستون‌ها آزاد است."
GUIDE_COLUMNS = (("ستون", 22), ("چه بنویسید", 60), ("نمونه", 70))
CITIES, POLARITIES = "شهرها", "گونه‌های تجربه"

_NARROW = frozenset(("city", "project_type", "phase", "date", "polarity", "working_group"))

# What each column asks for, with an example.
EXPLAINED: dict[str, tuple[str, str]] = {
    "title": ("یک جملهٔ کوتاه که بگوید تجربه دربارهٔ چیست.", "لق‌شدن درز انبساط پل پس از بازگشایی زودهنگام"),
    "city": ("نام شهر؛ از فهرست برگزینید.", "قم"),
    "problem": ("چه رخ داد و چه آسیبی زد، در دو سه جمله.", "نُه درز از بیست‌وچهار درز پل در یک سال لق شد."),
    "cause": ("چرا رخ داد؛ ریشهٔ آن، نه نشانهٔ آن.", "ملات معمولی پیش از رسیدن به مقاومت زیر بار رفت."),
    "recommendation": (
        "دیگران چه کنند تا به این گرفتاری نیفتند یا همین کامیابی را به دست آورند.",
        "پیش از بازگشایی، مقاومت ملات درز آزمایش و برگهٔ آن پیوست شود.",
    ),
    "summary": ("همهٔ تجربه در یک یا دو جمله.", "درزهای پل به‌سبب ملات نامناسب لق شد و دوباره نصب شد."),
    "context": ("اوضاع پیش از رویداد، تا خواننده خود را در آن بازشناسد.", "پل پرترددی باید در سه شب تعمیر می‌شد."),
    "action": ("برای رفع آن چه کردید.", "درزها با ملات زودگیر دوباره نصب شد."),
    "outcome": ("چه نتیجه‌ای داد و چگونه سنجیدید.", "پس از دو زمستان هیچ درزی لق نشده است."),
    "cost": ("اثر آن بر هزینه.", "۲ میلیارد ریال دوباره‌کاری"),
    "time": ("اثر آن بر زمان.", "سه شب بستن پل"),
    "quality": ("اثر آن بر کیفیت.", "رفع ضربهٔ هنگام گذر"),
    "safety": ("اثر آن بر ایمنی.", "رفع خطر پرتاب قطعه"),
    "project": ("نام پروژه.", "تعمیر درزهای پل جنوبی"),
    "project_type": ("گونهٔ کار.", "پل"),
    "phase": ("مرحله‌ای که تجربه در آن رخ داد.", "نگهداری"),
    "date": ("تاریخ شمسی؛ سال، ماه و سال، یا روز.", "مهر ۱۴۰۱"),
    "polarity": ("موفق، ناموفق یا خطر؛ از فهرست برگزینید.", ""),
    "working_group": ("کارگروهی که به آن مربوط است.", "محصول"),
    "keywords": ("چند واژه، با «،» از هم جدا.", "پل، درز انبساط، ملات"),
    "contact_role": ("سمت کسی که پاسخ می‌دهد؛ نام او لازم نیست.", "مدیر نگهداری ابنیه، شهرداری قم"),
}


def lesson_template(city_names: Sequence[str]) -> bytes:
    """The workbook (XLSX), right to left, with lists of these cities and of the kinds of lesson to choose from.

    Every text is written as text: a name that begins like a formula is none.
    """
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, guide = book.add_worksheet(SHEET), book.add_worksheet(GUIDE)
        _explain(book, guide)
        lists = {"city": (CITIES, list(city_names)), "polarity": (POLARITIES, list(POLARITY_NAMES.values()))}
        sheet.right_to_left()
        sheet.freeze_panes(1, 1)
        required = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8F0EC"}
        )
        optional = book.add_format({"bottom": 1, "text_wrap": True, "valign": "top"})
        # Text, so that no program turns «۱۴۰۱/۰۷» or «-» into something else.
        body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for column, (name, label) in enumerate(FIELD_NAMES.items()):
            sheet.set_column(column, column, 16 if name in _NARROW else 34, body)
            mark, look = (REQUIRED_MARK, required) if name in REQUIRED else ("", optional)
            sheet.write_string(0, column, label + mark, look)
            sheet.write_comment(0, column, EXPLAINED[name][0])
            if name in lists:
                _offer(guide, sheet, column, len(GUIDE_COLUMNS) + 1 + list(lists).index(name), *lists[name])
    return file.getvalue()


def _explain(book: Any, guide: Any) -> None:
    """A line for each column, with an example."""
    guide.right_to_left()
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    guide.write_string(0, 0, HEADING)
    for column, (label, width) in enumerate(GUIDE_COLUMNS):
        guide.set_column(column, column, width)
        guide.write_string(2, column, label, bold)
    for row, (name, (asked, example)) in enumerate(EXPLAINED.items(), 3):
        label = FIELD_NAMES[name] + (REQUIRED_MARK if name in REQUIRED else "")
        example = example or next(iter(POLARITY_NAMES.values()))
        for column, text in enumerate((label, asked, example)):
            guide.write_string(row, column, text, wrapped)


def _offer(guide: Any, sheet: Any, column: int, place: int, label: str, choices: Sequence[str]) -> None:
    """Write the choices into a column of the guide and let the cells of the sheet's column choose among them."""
    guide.set_column(place, place, 20)
    guide.write_string(2, place, label)
    for row, choice in enumerate(choices, 3):
        guide.write_string(row, place, choice)
    if choices:
        letter = chr(ord("A") + place)
        # What is not in the list is told when the file is taken in, row by row; a city may have another spelling.
        sheet.data_validation(
            1,
            column,
            ROWS,
            column,
            {
                "validate": "list",
                "source": f"='{GUIDE}'!${letter}$4:${letter}${3 + len(choices)}",
                "error_type": "warning",
                "error_title": label,
                "error_message": "این نوشته در فهرست نیست.",
            },
        )
