"""Minutes as files of the kinds that offices send, through the readers: what is understood of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from corpus.gazetteer import BODIES, CITIES
from corpus.minutes import Parsed, ParsedMinutes, ParsedResolution
from corpus.types import Horizon, JalaliDate, ResolutionStatus
from ingest.readers.child import read
from ingest.readers.workspace import Workspace
from ingest.structure.document import structure_document
from ingest.structure.minutes import parse_minutes
from ingest.structure.places import PlaceNames

Rows = Sequence[Sequence[str | int | None]]
Sessions = tuple[ParsedMinutes, ...]


@pytest.fixture
def parsed(tmp_path: Path) -> Callable[[Path], Sessions]:
    def parse(path: Path) -> Sessions:
        structure = structure_document(read(path, path.name, Workspace(tmp_path)), path.name, CITIES)
        return parse_minutes(structure.text, structure.blocks, PlaceNames(CITIES, BODIES))

    return parse


@pytest.fixture
def text(tmp_path: Path, parsed: Callable[[Path], Sessions]) -> Callable[[str], Sessions]:
    """The sessions of a plain text."""

    def parse(body: str, suffix: str = ".txt") -> Sessions:
        path = tmp_path / f"پرونده{suffix}"
        path.write_text("\n".join(line.strip() for line in body.split("\n")), encoding="utf-8")
        return parsed(path)

    return parse


@pytest.fixture
def sheet(tmp_path: Path, parsed: Callable[[Path], Sessions]) -> Callable[..., Sessions]:
    """The sessions of a workbook of one sheet."""

    def parse(rows: Rows, merged: Sequence[str] = ()) -> Sessions:
        workbook = Workbook()
        assert workbook.active is not None
        for row in rows:
            workbook.active.append(list(row))
        for area in merged:
            workbook.active.merge_cells(area)
        workbook.save(tmp_path / "پرونده.xlsx")
        return parsed(tmp_path / "پرونده.xlsx")

    return parse


@pytest.fixture
def word(tmp_path: Path, parsed: Callable[[Path], Sessions]) -> Callable[..., Sessions]:
    """The sessions of a Word file of lines («# » before a heading) and tables."""

    def parse(*parts: str | Sequence[Sequence[str]]) -> Sessions:
        document = Document()
        for part in parts:
            if isinstance(part, str):
                for line in filter(None, (line.strip() for line in part.split("\n"))):
                    document.add_heading(line[2:], 1) if line.startswith("# ") else document.add_paragraph(line)
            else:
                table = document.add_table(len(part), len(part[0]))
                for row, cells in zip(table.rows, part, strict=True):
                    for cell, said in zip(row.cells, cells, strict=True):
                        cell.text = said
        document.save(str(tmp_path / "پرونده.docx"))
        return parsed(tmp_path / "پرونده.docx")

    return parse


def _day(parsed: Parsed[JalaliDate | None]) -> tuple[int, int | None, int | None] | None:
    return (parsed.value.year, parsed.value.month, parsed.value.day) if parsed.value else None


def _told(minutes: ParsedMinutes) -> list[tuple[int | None, str, list[str]]]:
    return [(one.number.value, one.text.value, _responsible(one)) for one in minutes.resolutions]


def _responsible(one: ParsedResolution) -> list[str]:
    return [party.value for party in one.responsible]


def test_a_citys_working_group(text) -> None:
    (minutes,) = text(
        """شهرداری کلانشهر اهواز
        صورتجلسه کارگروه روسازی و آسفالت
        شماره: ۱۲/ف/۴۵۸
        جلسه: هشتم
        تاریخ برگزاری: دوشنبه ۲۳ مرداد ماه ۱۴۰۲
        محل برگزاری: سالن اجتماعات شهرداری اهواز
        اعضای حاضر در جلسه: 1-مدیر عمران منطقه ۲ 2-مدیرعامل سازمان عمران 3-نماینده آزمایشگاه
        غائبین: ندارد
        تصمیمات اتخاذ شده:
        ۱. سازمان عمران موظف است برنامه بهسازی را تا ۱۵ شهریور ۱۴۰۲ ارائه نماید.
        ۲. مقرر شد آزمایشگاه مکانیک خاک ضمن نمونه‌برداری مجدد، گزارش را حداکثر ظرف ۲۰ روز ارسال کند.
        ۳. منطقه ۳ ظرف ۴۸ ساعت نسبت به ایمن‌سازی گود اقدام نماید.
        ۴. کارگروه تا نشست بعد فهرست را به‌روز کند.
        جلسه در ساعت ۱۲ با ذکر صلوات پایان یافت.
        رونوشت: دفتر شهردار"""
    )
    assert (minutes.session_number.value, minutes.host_city.value, _day(minutes.date)) == (8, "اهواز", (1402, 5, 23))
    assert [one.value for one in minutes.present] == [
        "مدیر عمران منطقه ۲", "مدیرعامل سازمان عمران", "نماینده آزمایشگاه",
    ]  # fmt: skip
    assert minutes.absent == ()
    assert [_responsible(one) for one in minutes.resolutions[:3]] == [
        ["سازمان عمران"], ["آزمایشگاه مکانیک خاک"], ["منطقه ۳"],
    ]  # fmt: skip
    assert [_day(one.due) for one in minutes.resolutions] == [(1402, 6, 15), (1402, 6, 12), (1402, 5, 25), None]
    last = minutes.resolutions[-1]
    # What ends the session is no part of the last resolution.
    assert (last.text.value, last.due_text.value) == ("کارگروه تا نشست بعد فهرست را به‌روز کند.", "تا نشست بعد")


def test_a_page_broken_into_lines(text) -> None:
    (minutes,) = text(
        """بسمه تعالی
        صورتجلسه بیست و سومین نشست کمیسیون فنی و عمرانی مجمع
        شهرداران کلانشهرهای ایران
        این نشست در روز چهارشنبه مورخ ۱۴۰۰/۰۹/۱۷ به میزبانی شهرداری
        کرمانشاه و با حضور نمایندگان چهارده کلانشهر تشکیل گردید و
        پس از بحث و بررسی تصمیمات زیر اتخاذ شد:
        ۱- مقرر شد شهرداری‌های اصفهان و شیراز تجربیات خود را در زمینه بازچرخانی
        نخاله ساختمانی تا پایان دی‌ماه به دبیرخانه ارسال نمایند.
        ۲- با پیشنهاد شهرداری قم مبنی بر تشکیل کمیته زهکشی موافقت شد. دبیرخانه
        ظرف یک ماه نسبت به ابلاغ احکام اعضا اقدام کند.
        صفحه ۱ از ۲
        ۳- شهرداری تهران نرم‌افزار مدیریت روسازی خود را در اختیار سایر
        کلانشهرها قرار دهد.
        دبیر کمیسیون                رئیس کمیسیون"""
    )
    assert (minutes.session_number.value, minutes.host_city.value) == (23, "کرمانشاه")
    assert [(one.number.value, _responsible(one), _day(one.due)) for one in minutes.resolutions] == [
        (1, ["شهرداری‌های اصفهان و شیراز"], (1400, 10, 30)),
        (2, ["دبیرخانه"], (1400, 10, 17)),
        (3, ["شهرداری تهران"], None),
    ]
    assert minutes.resolutions[2].text.value.endswith("سایر\nکلانشهرها قرار دهد.")


def test_every_topic_has_its_own_decision(word) -> None:
    (minutes,) = word(
        """صورتجلسه دهمین جلسه کمیته فنی
        تاریخ: ۱۵ بهمن ۱۴۰۱
        دستور اول: بررسی نشست زمین
        مذاکرات: گزارش ژئوتکنیک ارائه شد.
        تصمیم: شهرداری منطقه ۴ عملیات تزریق را تا پایان اسفند آغاز کند.
        دستور دوم: بودجه پل جنوبی
        تصمیم: معاونت مالی متمم بودجه را ظرف یک ماه ارائه کند."""
    )
    assert [one.value for one in minutes.agenda] == ["بررسی نشست زمین", "بودجه پل جنوبی"]
    assert [(one.agenda_item, _day(one.due)) for one in minutes.resolutions] == [
        (0, (1401, 12, 29)),
        (1, (1401, 12, 15)),
    ]


def test_numbers_of_two_levels_under_numbered_groups(word) -> None:
    (minutes,) = word(
        """صورتجلسه نشست بیست‌وهفتم
        تاریخ: ۱۴۰۳/۰۲/۰۵  میزبان: یزد
        بخش مصوبات
        ۱- کارگروه محصول
        ۱-۱- پایش فرونشست (مسئول: شهرداری اصفهان – مهلت: یک سال)
        ۲- کارگروه فرآیند
        ۲-۱- بازنگری شرایط پیمان (مسئول: دبیرخانه – مهلت: ۱۴۰۳/۰۹/۳۰)"""
    )
    assert [(one.text.value, one.working_group.value, _day(one.due)) for one in minutes.resolutions] == [
        ("پایش فرونشست", "کارگروه محصول", (1404, 2, 5)),
        ("بازنگری شرایط پیمان", "کارگروه فرآیند", (1403, 9, 30)),
    ]


def test_a_table_for_each_horizon(word) -> None:
    (minutes,) = word(
        "مصوبات نشست شانزدهم (اصفهان – ۱۳۸۸/۰۸/۲۰)",
        [("ردیف", "اضطراری", "مسئول", "مهلت"), ("۱", "ایمن‌سازی گودها", "همه شهرداری‌ها", "۱۳۸۸/۱۰/۳۰")],
        [("ردیف", "کوتاه‌مدت", "عهده", "تا"), ("۲", "تدوین فهرست بها", "شهرداری اصفهان", "اسفند ۸۹")],
    )
    assert _told(minutes) == [
        (1, "ایمن‌سازی گودها", ["همه شهرداری‌ها"]), (2, "تدوین فهرست بها", ["شهرداری اصفهان"]),
    ]  # fmt: skip
    assert [one.horizon.value for one in minutes.resolutions] == [Horizon.URGENT, Horizon.SHORT]
    assert _day(minutes.resolutions[1].due) == (1389, 12, 29)
    assert [one.working_group.value for one in minutes.resolutions] == [None, None]


def test_a_heading_of_no_known_kind_ends_the_list_of_those_present(word) -> None:
    (minutes,) = word(
        "# صورت‌جلسه هماهنگی پروژه قطار شهری",
        [("موضوع جلسه", "رفع معارض خط ۲"), ("شماره جلسه", "۴۱"), ("تاریخ", "۱۴۰۱/۱۱/۲۵")],
        "# حاضران",
        [("ردیف", "نام", "سمت"), ("۱", "آقای الف", "معاون حمل و نقل")],
        "# موارد مطروحه و تصمیمات",
        [("موضوع", "نظر کمیسیون", "پیگیری"), ("تغییر مسیر کانال", "کانال به شمال معبر منتقل شود", "مدیریت آب")],
    )
    assert [one.value for one in minutes.present] == ["آقای الف، معاون حمل و نقل"]
    assert _told(minutes) == [(1, "کانال به شمال معبر منتقل شود", ["مدیریت آب"])]


def test_one_row_a_resolution_and_a_column_for_the_session(sheet) -> None:
    first, second = sheet(
        [
            ("جدول پیگیری مصوبات کمیسیون فنی",),
            ("شماره جلسه", "تاریخ جلسه", "مصوبه", "متن مصوبه", "متولی", "مهلت", "نوع", "آخرین وضعیت"),
            (31, "1403/02/11", 1, "تهیه شناسنامه فنی پل‌ها", "شهرداری تبریز", "1403/06/31", "کوتاه‌مدت", "انجام شد"),
            (31, "1403/02/11", 2, "یکسان‌سازی فهرست بها", "دبیرخانه", "دو ماه", "میان‌مدت", "در دست اقدام"),
            (32, "1403/08/20", 1, "تدوین سند راهبردی آسفالت", "کارگروه محصول", "دو ماه", "بلندمدت", "اقدام نشده"),
        ]
    )
    assert [(one.session_number.value, _day(one.date)) for one in (first, second)] == [
        (31, (1403, 2, 11)), (32, (1403, 8, 20)),
    ]  # fmt: skip
    assert [number for number, _, _ in (*_told(first), *_told(second))] == [1, 2, 1]
    # A deadline is reckoned from the day of its own session.
    assert [_day(one.due) for one in (*first.resolutions, *second.resolutions)] == [
        (1403, 6, 31), (1403, 4, 11), (1403, 10, 20),
    ]  # fmt: skip
    assert [one.status.value for one in first.resolutions] == [ResolutionStatus.DONE, ResolutionStatus.IN_PROGRESS]


@pytest.mark.parametrize(
    "preface",
    [
        (("تاریخ: ۱۴۰۳/۰۵/۰۴", None, "میزبان: شهرداری ارومیه"),),
        (("شماره نشست", 28, "تاریخ", "۱۴۰۳/۰۵/۰۴"), ("میزبان", "شهرداری ارومیه", "ساعت", "۱۰:۳۰")),
    ],
    ids=["in one cell", "in two"],
)
def test_what_stands_over_the_table_is_no_head_of_it(sheet, preface) -> None:
    (minutes,) = sheet(
        [
            ("صورتجلسه نشست ۲۸ کمیسیون فنی و عمرانی",),
            *preface,
            ("ردیف", "شرح مصوبه", "مسئول", "مهلت", "افق"),
            (1, "احیای رودخانه شهرچای", "شهرداری ارومیه", "۱۴۰۴/۰۵/۰۱", "بلندمدت"),
            (2, "تبادل تجربه بازیافت", "شهرداری تبریز", "سه‌ماهه دوم ۱۴۰۴", "کوتاه‌مدت"),
            (3, "پایش نشست زمین", "شهرداری ارومیه", "۳ ماه", None),
        ],
        merged=["A1:E1", f"E{len(preface) + 4}:E{len(preface) + 5}"],
    )
    assert (minutes.session_number.value, minutes.host_city.value, _day(minutes.date)) == (28, "ارومیه", (1403, 5, 4))
    assert [one.horizon.value for one in minutes.resolutions] == [Horizon.LONG, Horizon.SHORT, Horizon.SHORT]
    assert [_day(one.due) for one in minutes.resolutions] == [(1404, 5, 1), (1404, 6, 31), (1403, 8, 4)]


def test_a_sheet_without_a_head(sheet) -> None:
    (minutes,) = sheet(
        [
            (1, "بازنگری ضوابط طراحی پیاده‌رو برای نابینایان", "شهرداری رشت", "1402/07/30", "در حال اجرا"),
            (2, "نصب دوربین پایش در تونل‌های شهری", "شهرداری تهران", "1402/09/30", "انجام نشده"),
            (3, "برگزاری کارگاه آموزشی قیر پلیمری", "شهرداری اصفهان", "1402/10/15", "انجام شده"),
        ]
    )
    assert [(one.number.value, _responsible(one), one.status.value) for one in minutes.resolutions] == [
        (1, ["شهرداری رشت"], ResolutionStatus.IN_PROGRESS),
        (2, ["شهرداری تهران"], ResolutionStatus.ANNOUNCED),
        (3, ["شهرداری اصفهان"], ResolutionStatus.DONE),
    ]


def test_a_list_of_values_between_semicolons(text) -> None:
    (minutes,) = text(
        """نشست;شرح;اقدام کننده;تاریخ سررسید;توضیحات
        18;تکمیل پیاده‌رو خیابان امام;منطقه ۱;1403/02/31;انجام شد
        18;ساماندهی کابل‌های هوایی;شرکت توزیع برق;1403/05/31;۵۰ درصد پیشرفت""",
        ".csv",
    )
    assert minutes.session_number.value == 18
    assert [(_responsible(one), _day(one.due), one.status.value) for one in minutes.resolutions] == [
        (["منطقه ۱"], (1403, 2, 31), ResolutionStatus.DONE),
        (["شرکت توزیع برق"], (1403, 5, 31), ResolutionStatus.IN_PROGRESS),
    ]


def test_a_session_known_by_its_month_alone(word) -> None:
    (minutes,) = word(
        """# صورتجلسه نشست ۲۵ – تهران – آبان ۱۴۰۲
        # مصوبات
        ۱- ایجاد سامانه ثبت تجربه — مسئول: دبیرخانه — مهلت: شش ماه"""
    )
    assert (_day(minutes.date), minutes.host_city.value) == ((1402, 8, None), "تهران")
    assert _told(minutes) == [(1, "ایجاد سامانه ثبت تجربه", ["دبیرخانه"])]


INVITATION = """دعوت‌نامه نشست سی و یکم کمیسیون فنی و عمرانی
    تاریخ: ۱۴۰۳/۰۹/۰۱
    دستور جلسه:
    ۱- گزارش دبیرخانه
    خواهشمند است در جلسه حضور به هم رسانید."""
CONTRACT = """قرارداد پیمانکاری شماره ۱۲۳
    ماده ۱- موضوع قرارداد: احداث زیرگذر
    ماده ۲- مدت قرارداد: ۱۲ ماه
    تبصره ۱- جریمه مطابق صورتجلسه تحویل موقت محاسبه می‌شود.
    ماده ۳- اختلاف در جلسه هیئت حل اختلاف مطرح و تصمیم‌گیری می‌شود."""
LETTER = """به: شهرداری محترم مشهد
    موضوع: ارسال گزارش
    خواهشمند است گزارش پیشرفت مصوبات نشست هجدهم را حداکثر تا ۱۴۰۰/۰۲/۰۱ ارسال نمایند."""


@pytest.mark.parametrize("body", [INVITATION, CONTRACT, LETTER], ids=["invitation", "contract", "letter"])
def test_papers_that_only_speak_of_sessions(text, body: str) -> None:
    assert text(body) == ()


def test_a_sheet_of_prices_is_no_minutes(sheet) -> None:
    rows = [
        ("ردیف", "شرح", "واحد", "بها"),
        (1, "خاک‌برداری در زمین نرم", "متر مکعب", 125000),
        (2, "بتن‌ریزی", "متر مکعب", 90),
    ]
    assert sheet(rows) == ()


def test_five_hundred_pages(text) -> None:
    lines = "\n".join(f"{n}- شهرداری قم گزارش ایمنی پل {n} را ظرف دو ماه ارائه کند." for n in range(1, 4001))
    (minutes,) = text(f"صورتجلسه نشست بیستم\nتاریخ: ۱۴۰۲/۰۵/۱۴\nمصوبات:\n{lines}")
    assert [one.number.value for one in minutes.resolutions] == list(range(1, 4001))
