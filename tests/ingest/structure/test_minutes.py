"""Minutes as offices build them, each in another way: what is understood, and where it stands."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.gazetteer import BODIES, CITIES
from corpus.minutes import Parsed, ParsedMinutes, ParsedResolution
from corpus.minutes_json import as_json, from_json
from corpus.samples.noise import NOISES, Noise, unchanged
from corpus.types import BlockKind, Horizon, JalaliDate, ResolutionStatus
from ingest.readers.blocks import Block, Page, Reading
from ingest.readers.lines import line_block
from ingest.structure.document import Structure, structure_document
from ingest.structure.minutes import parse_minutes
from ingest.structure.places import PlaceNames

NAMES = PlaceNames(CITIES, BODIES)
Part = str | list[tuple[str, ...]]


def _structure(parts: Iterable[Part], noise: Noise = unchanged) -> Structure:
    """Texts of lines, and tables as rows of cells."""
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, str):
            blocks += [line_block(noise(line.strip())) for line in part.split("\n") if line.strip()]
        else:
            rows = tuple(tuple(noise(cell) for cell in row) for row in part)
            blocks.append(Block(BlockKind.TABLE, "\n".join(" | ".join(row) for row in rows), cells=rows))
    return structure_document(Reading("text/plain", (Page(1, "text", tuple(blocks)),)), "پرونده.txt", CITIES)


def _sessions(*parts: Part, noise: Noise = unchanged) -> tuple[ParsedMinutes, ...]:
    structure = _structure(parts, noise)
    return parse_minutes(structure.text, structure.blocks, NAMES)


def _minutes(*parts: Part, noise: Noise = unchanged) -> ParsedMinutes:
    (minutes,) = _sessions(*parts, noise=noise)
    return minutes


def _day(parsed: Parsed[JalaliDate | None]) -> tuple[int, int | None, int | None] | None:
    return (parsed.value.year, parsed.value.month, parsed.value.day) if parsed.value else None


def _texts(minutes: ParsedMinutes) -> list[str]:
    return [one.text.value for one in minutes.resolutions]


def _numbers(minutes: ParsedMinutes) -> list[int | None]:
    return [one.number.value for one in minutes.resolutions]


def _responsible(one: ParsedResolution) -> list[str]:
    return [party.value for party in one.responsible]


COUNCIL = """هجدهمین جلسه شوراي اسلامي شهر يزد در ساعت 7 صبح روزیکشنبه مورخ8/3/86 با حضور کلیه اعضاء تشكيل و تصمیماتی بشرح ذیل اتخاذ گردید.
    1- درخصوص بررسی توافقنامه مقرر گردید موضوع طی جلسه ای با حضور رؤسای کمیسیونها بررسی گردد.
    2- درخصوص اسکان کارکنان مقرر گردید شهرداری در اسرع وقت نسبت به تامین منزل اقدام نماید.
    3ـ با افزایش بهای بلیت اتوبوس از ابتدای تیر ماه موافقت شد."""


def test_a_council_writes_one_sentence_and_a_list() -> None:
    minutes = _minutes(COUNCIL)
    assert minutes.session_number.value == 18
    assert minutes.body.value == "شورای اسلامی شهر یزد"
    assert _day(minutes.date) == (1386, 3, 8)
    # Which of the three is the year is a guess, and is said to be one.
    assert minutes.date.confidence < 0.8
    assert "8/3/86" in (minutes.date.doubt or "")
    assert [one.value for one in minutes.present] == ["کلیه اعضاء"]
    assert _numbers(minutes) == [1, 2, 3]
    # What the decision is about stands before the verb, and stays.
    assert _texts(minutes)[0].startswith("درخصوص بررسی توافقنامه مقرر گردید")
    assert minutes.resolutions[1].horizon.value is Horizon.URGENT


def test_resolutions_are_counted_over_the_years_and_voted_on_in_a_line() -> None:
    minutes = _minutes(
        """جلسه شماره 94 مورخ 1401/03/18 – مصوبات شماره 248-249
        248 مقرر گردید جلسه ای با حضور ادارات ذیربط در هفته آینده برگزار گردد.
        با اتفاق آراء مورد تصویب اعضای حاضر قرار گرفت.
        249مقرر گردید شهرداری نسبت به تملک پلاک مجاور پارک اقدام نماید.
        با ۵ رای موافق و ۲ رای مخالف تصویب شد."""
    )
    assert minutes.session_number.value == 94
    assert _numbers(minutes) == [248, 249]
    assert _texts(minutes)[1] == "شهرداری نسبت به تملک پلاک مجاور پارک اقدام نماید."
    assert [one.vote.value for one in minutes.resolutions] == [
        "با اتفاق آراء مورد تصویب اعضای حاضر قرار گرفت", "با ۵ رای موافق و ۲ رای مخالف تصویب شد",
    ]  # fmt: skip


def test_of_a_commissions_talk_only_what_was_decided_is_a_resolution() -> None:
    minutes = _minutes(
        """کمیسیون عمران و شهرسازی
        موضوع کمیسیون: پروژه اتصال خیابان
        تاریخ: 1401/5/12
        حاضرین: رئیس کمیسیون، مهندس ناظر، مدیر عمران شهرداری
        مشروح جلسه:
        *- آقای مهندس ناظر؛ پیشرفت فیزیکی را ۴۰ درصد اعلام کرد.
        * – مقرر گردید ورودی کوچه‌ها تا پایان مهر آسفالت گردد.
        *- مقرر شد معاونت فنی شهرداری گزارش پیشرفت را ظرف دو هفته ارائه کند."""
    )
    assert minutes.body.value == "کمیسیون عمران و شهرسازی"
    assert len(minutes.present) == 3
    assert _texts(minutes) == [
        "ورودی کوچه‌ها تا پایان مهر آسفالت گردد.", "معاونت فنی شهرداری گزارش پیشرفت را ظرف دو هفته ارائه کند.",
    ]  # fmt: skip
    assert [_day(one.due) for one in minutes.resolutions] == [(1401, 7, 30), (1401, 5, 26)]
    assert _responsible(minutes.resolutions[1]) == ["معاونت فنی شهرداری"]
    assert any("۴۰ درصد" in one.value for one in minutes.discussion)


def test_a_table_may_have_names_of_its_own_and_no_numbers() -> None:
    minutes = _minutes(
        "صورتجلسه کارگروه تخصصی روسازی\nشماره جلسه: ۷\nتاریخ جلسه: ۱۴۰۲/۰۲/۱۷",
        [
            ("تصمیمات جلسه", "دستگاه اجرایی مسئول", "تاریخ تحویل", "درجه اهمیت"),
            ("تدوین دستورالعمل روکش گرم", "سازمان عمران مشهد", "۱۴۰۲/۰۵/۳۰", "فوری"),
            ("خرید دستگاه ضخامت‌سنج", "شهرداری تبریز", "ظرف سه ماه", "میان مدت"),
        ],
    )
    first, second = minutes.resolutions
    assert (minutes.session_number.value, minutes.body.value) == (7, "کارگروه تخصصی روسازی")
    assert (first.text.value, _responsible(first), _day(first.due)) == (
        "تدوین دستورالعمل روکش گرم", ["سازمان عمران مشهد"], (1402, 5, 30),
    )  # fmt: skip
    assert (second.horizon.value, _day(second.due), second.due_text.value) == (
        Horizon.MEDIUM, (1402, 5, 17), "ظرف سه ماه",
    )  # fmt: skip
    # Their numbers are only their places.
    assert _numbers(minutes) == [1, 2]
    assert first.number.doubt


def test_a_table_without_a_head_is_understood_by_what_stands_in_it() -> None:
    minutes = _minutes(
        "صورتجلسه نشست نوزدهم\nتاریخ: ۱۲ آبان ۱۳۹۲\nمصوبات:",
        [
            ("۱", "تهیه نقشه قنات‌های شهر و بارگذاری آن در سامانه مشترک", "شهرداری یزد", "۱۳۹۳/۰۲/۳۱", "در دست اقدام"),
            ("۲", "تشکیل بانک اطلاعات پیمانکاران تونل و انتشار آن", "دبیرخانه", "پایان خرداد ۱۳۹۳", ""),
        ],
    )
    first, second = minutes.resolutions
    assert minutes.session_number.value == 19
    assert (_responsible(first), first.status.value) == (["شهرداری یزد"], ResolutionStatus.IN_PROGRESS)
    assert _day(second.due) == (1393, 3, 31)


def test_merged_cells_stand_for_all_the_rows_that_they_span() -> None:
    minutes = _minutes(
        "صورتجلسه نشست بیستم",
        [
            ("افق", "ردیف", "شرح مصوبه", "مسئول"),
            ("اضطراری", "۱", "بازدید از پل‌های روگذر", "شهرداری قم\nشهرداری کرج"),
            ("", "۲", "تهیه فهرست قنات‌ها", "شهرداری یزد و کرمان"),
            ("", "", "و بارگذاری آن در سامانه", ""),
        ],
    )
    first, second = minutes.resolutions
    assert [one.horizon.value for one in minutes.resolutions] == [Horizon.URGENT] * 2
    assert _responsible(first) == ["شهرداری قم", "شهرداری کرج"]
    assert _responsible(second) == ["شهرداری یزد", "کرمان"]
    assert second.text.value == "تهیه فهرست قنات‌ها و بارگذاری آن در سامانه"


def test_letters_number_too_and_who_leads_is_told_in_the_opening() -> None:
    minutes = _minutes(
        """صورتجلسه شماره ۱۲
        روز دوشنبه ۴ تیر ۱۴۰۳ جلسه کمیته ایمنی پل‌ها به ریاست معاون فنی شهرداری شیراز و با حضور نمایندگان سازمان آتش‌نشانی و پلیس راهور برگزار شد.
        تصمیمات:
        الف- بازدید ماهانه از پل‌های روگذر انجام شود.
        ب- مقرر شد سازمان آتش‌نشانی ظرف یک ماه دستورالعمل را ابلاغ کند.
        ج- نصب محدودکننده ارتفاع تا پایان شهریور ۱۴۰۳."""
    )
    assert (minutes.session_number.value, minutes.body.value) == (12, "کمیته ایمنی پل‌ها")
    assert minutes.chair.value == "معاون فنی شهرداری شیراز"
    assert len(minutes.resolutions) == 3
    assert _responsible(minutes.resolutions[1]) == ["سازمان آتش‌نشانی"]
    assert _day(minutes.resolutions[2].due) == (1403, 6, 31)


def test_decisions_in_the_run_of_a_paragraph_are_cut_out_of_it() -> None:
    minutes = _minutes(
        """صورتجلسه کمیسیون فنی
        جلسه مورخ ۱۴۰۱/۰۹/۰۸ در محل شهرداری اصفهان تشکیل شد.
        ابتدا گزارش قنات‌ها ارائه شد و اعضا نظر دادند. پس از بررسی مقرر گردید شهرداری اصفهان نقشه مسیر قنات‌ها را تا پایان دی ماه تکمیل کند. سپس موضوع بودجه مطرح شد و مقرر شد معاونت برنامه‌ریزی ردیف مستقلی پیش‌بینی نماید.
        جلسه ساعت ۱۲ پایان یافت."""
    )
    assert _texts(minutes) == [
        "شهرداری اصفهان نقشه مسیر قنات‌ها را تا پایان دی ماه تکمیل کند.",
        "معاونت برنامه‌ریزی ردیف مستقلی پیش‌بینی نماید.",
    ]
    assert _day(minutes.resolutions[0].due) == (1401, 10, 30)
    assert all(one.confidence < 0.8 and one.text.doubt for one in minutes.resolutions)


def test_a_file_may_hold_several_sessions() -> None:
    first, second = _sessions(
        """صورتجلسه نشست بیستم
        تاریخ: ۱۳۹۳/۰۷/۱۰
        میزبان: شهرداری تهران
        مصوبات:
        ۱- تدوین آیین‌نامه حفاری. مسئول: شهرداری تهران. مهلت: ۱۳۹۳/۱۲/۲۹
        ۲- نشست بیست و یکم در کرج برگزار شود. مسئول: دبیرخانه
        صورتجلسه نشست بیست و یکم
        تاریخ: ۱۳۹۴/۰۷/۱۰
        میزبان: شهرداری کرج
        مصوبات:
        ۱- بازنگری آیین‌نامه حفاری. مسئول: شهرداری کرج. مهلت: ۱۳۹۴/۱۲/۲۹"""
    )
    assert [(m.session_number.value, m.host_city.value, len(m.resolutions)) for m in (first, second)] == [
        (20, "تهران", 2), (21, "کرج", 1),
    ]  # fmt: skip
    assert first.source.end <= second.source.start


def test_paragraphs_under_their_heading_need_no_marks() -> None:
    minutes = _minutes(
        """باسمه تعالی
        صورت جلسه هماهنگی پروژه تقاطع غیرهمسطح
        تاریخ ۱۴۰۰/۱۱/۰۳ محل: دفتر فنی شهرداری کرج
        حاضران
        معاون فنی
        مدیر پروژه
        موارد مصوب
        پیمانکار برنامه زمان‌بندی اصلاحی را ظرف یک هفته ارائه نماید.
        مشاور نقشه‌های اجرایی عرشه را تا تاریخ ۱۴۰۰/۱۱/۲۰ تحویل دهد.
        جابجایی تأسیسات برق توسط شرکت توزیع برق انجام شود.
        امضا"""
    )
    assert [one.value for one in minutes.present] == ["معاون فنی", "مدیر پروژه"]
    assert [_responsible(one) for one in minutes.resolutions] == [["پیمانکار"], ["مشاور"], ["شرکت توزیع برق"]]
    assert [_day(one.due) for one in minutes.resolutions] == [(1400, 11, 10), (1400, 11, 20), None]


FLAT = """صورتجلسه بیست و چهارمین نشست کمیسیون فنی و عمرانی
    شماره نشست: ۲۴   تاریخ: ۱۴۰۲/۰۵/۱۴   ساعت: ۱۰:۳۰   محل: تهران
    رئیس جلسه: مهندس الف   دبیر: مهندس ب   میزبان: شهرداری تهران
    حاضرین: معاون فنی شهرداری اصفهان، معاون فنی شهرداری مشهد
    غایبین: شهرداری اهواز
    دستور جلسه:
    ۱- بررسی ایمنی پل‌ها
    2ـ پیگیری مصوبات نشست پیشین
    مشروح مذاکرات:
    پس از بحث و تبادل نظر گزارش‌ها ارائه شد و مقرر شد نتیجه بررسی شود.
    مصوبات:
    1ـ مقرر گردید شهرداری اصفهان ظرف مدت دو ماه گزارش ایمنی پل‌ها را
    ارائه نماید. (اضطراری)
    ۲) مقرر شد دبیرخانه نسبت به تدوین دستورالعمل روسازی تا پایان مهر ماه ۱۴۰۲ اقدام کند. کوتاه مدت
    بند ۳- برگزاری نمایشگاه عمران شهری. مسئول پیگیری: شهرداری تهران. مهلت: ۱۴۰۲/۱۲/۲۰ (میان‌مدت)
    امضا"""


@pytest.mark.parametrize("noise", [unchanged, *NOISES])
def test_a_flat_text_with_broken_lines_and_three_kinds_of_marks(noise: Noise) -> None:
    minutes = _minutes(FLAT, noise=noise)
    assert (minutes.session_number.value, minutes.host_city.value) == (24, "تهران")
    assert (minutes.chair.value, minutes.secretary.value) == ("مهندس الف", "مهندس ب")
    assert [len(part) for part in (minutes.present, minutes.absent, minutes.agenda)] == [2, 1, 2]
    assert _numbers(minutes) == [1, 2, 3]
    assert [one.horizon.value for one in minutes.resolutions] == [Horizon.URGENT, Horizon.SHORT, Horizon.MEDIUM]
    assert [_day(one.due) for one in minutes.resolutions] == [(1402, 7, 14), (1402, 7, 30), (1402, 12, 20)]
    assert [_responsible(one) for one in minutes.resolutions] == [["شهرداری اصفهان"], ["دبیرخانه"], ["شهرداری تهران"]]
    assert _texts(minutes)[2] == "برگزاری نمایشگاه عمران شهری."
    # The line that the text was broken at is in it, as the original has it.
    assert _texts(minutes)[0].endswith("را\nارائه نماید.")


def test_a_form_has_speakers_and_decisions_in_one_table() -> None:
    minutes = _minutes(
        [("شماره جلسه", "۳۳", "تاریخ", "۱۴۰۲/۳/۲"), ("دستور جلسه", "بررسی وضعیت زهکشی")],
        [
            ("نام گوینده", "خلاصه مذاکرات", "تصمیمات متخذه", "پیگیری کننده", "زمان اجرا"),
            ("مدیر عمران", "مشکل زهکشی خیابان‌ها مطرح شد", "نقشه زهکشی شهر تهیه شود", "معاونت فنی", "یک ماه"),
            ("مدیر مالی", "کمبود اعتبار", "ردیف اعتباری در متمم پیش‌بینی شود", "معاونت مالی", "پایان تیر"),
        ],
    )
    assert (minutes.session_number.value, [one.value for one in minutes.agenda]) == (33, ["بررسی وضعیت زهکشی"])
    assert _texts(minutes) == ["نقشه زهکشی شهر تهیه شود", "ردیف اعتباری در متمم پیش‌بینی شود"]
    assert [_day(one.due) for one in minutes.resolutions] == [(1402, 4, 2), (1402, 4, 31)]


def test_headings_tell_the_horizon_of_what_follows() -> None:
    minutes = _minutes(
        """مصوبات نشست نوزدهم معاونین فنی و عمرانی (مشهد، مهر ۱۳۹۲)
        الف) مصوبات اضطراری
        ۱- بازدید از پل‌ها. (شهرداری‌ها)
        ب) مصوبات کوتاه مدت
        ۲- تدوین شیوه‌نامه زهکشی. (شهرداری رشت)
        ج) بلندمدت
        ۳- ایجاد بانک اطلاعات قنات."""
    )
    assert (minutes.session_number.value, minutes.host_city.value) == (19, "مشهد")
    assert [one.horizon.value for one in minutes.resolutions] == [Horizon.URGENT, Horizon.SHORT, Horizon.LONG]
    assert [_responsible(one) for one in minutes.resolutions] == [["شهرداری‌ها"], ["شهرداری رشت"], []]


def test_a_list_inside_a_resolution_is_part_of_it() -> None:
    minutes = _minutes(
        """صورتجلسه نشست ۲۲
        مصوبات:
        ۱- برای ایمنی ترانشه اقدامات زیر انجام شود:
        الف) مهار جداره
        ب) نصب علائم هشدار
        مسئول: همه شهرداری‌ها
        ۲- گزارش ماهانه ارسال شود.
        مسئول: شهرداری قم"""
    )
    assert _numbers(minutes) == [1, 2]
    assert "نصب علائم هشدار" in _texts(minutes)[0]
    assert _responsible(minutes.resolutions[0]) == ["همه شهرداری‌ها"]


def test_days_that_are_not_and_deadlines_that_were_are_pointed_out() -> None:
    minutes = _minutes(
        """صورتجلسه نشست هفتم
        تاریخ: ۱۴۰۲/۰۸/۱۰
        مصوبات
        ۱- تهیه گزارش. مهلت: ۳۱ آبان ۱۴۰۲
        ۱- تهیه نقشه. مهلت: ۱۴۰۱/۰۱/۱۰
        بند سوم: آزمایش بتن C25/30 تا پایان آبان هر سال انجام شود."""
    )
    assert _numbers(minutes) == [1, 1, 3]
    assert [_day(one.due) for one in minutes.resolutions] == [None, (1401, 1, 10), None]
    assert minutes.resolutions[0].due_text.value == "۳۱ آبان ۱۴۰۲"
    told = " ".join(minutes.notices)
    for said in ("«۳۱ آبان ۱۴۰۲» در تقویم نیست", "مهلت مصوبهٔ ۱ پیش از تاریخ نشست", "۲ مصوبه شمارهٔ ۱ دارند"):
        assert said in told


def test_minutes_without_resolutions_are_minutes_and_say_so() -> None:
    minutes = _minutes(
        """صورتجلسه نشست هفتم
        تاریخ: ۱۴۰۲/۰۸/۱۰
        حاضرین: معاون فنی، مدیر پروژه
        مذاکرات:
        اعضا درباره مشکلات گفت‌وگو کردند و تصمیم‌گیری به نشست بعد موکول شد."""
    )
    assert minutes.resolutions == ()
    assert "مصوبه‌ای در این صورتجلسه پیدا نشد." in minutes.notices


REGULATION = """آیین‌نامه حفاری معابر
    ماده ۱- این آیین‌نامه در جلسه مورخ ۱۳۹۰/۰۲/۰۳ شورای شهر تصویب شد.
    ماده ۲- متقاضی موظف است مجوز حفاری دریافت کند.
    ماده ۳- شهرداری بر ترمیم نظارت می‌کند."""
LESSON = """درس‌آموخته نشست آسفالت
    شرح مشکل: نوار حفاری نشست کرد.
    اقدام: مقرر شد تراکم آزموده شود.
    نتیجه: نشست کم شد."""
NEWS = """یکصد و شانزدهمین نشست مجمع شهرداران کلانشهرها ۱۹ اردیبهشت ماه سال جاری به میزبانی شهرداری تبریز برگزار شد.
    به گفته شهردار، مصوبات نشست پیشین پیگیری شده است."""


@pytest.mark.parametrize(
    "text", [REGULATION, LESSON, NEWS, "سلام", ""], ids=["regulation", "lesson", "news", "word", "empty"]
)
def test_other_papers_are_no_minutes(text: str) -> None:
    assert _sessions(text) == ()


def _parsed_fields(minutes: ParsedMinutes) -> Iterable[Parsed[str | None]]:
    for one in minutes.resolutions:
        yield from (one.text, *one.responsible, one.due_text, one.working_group, one.vote)
    yield from (minutes.title, minutes.body, minutes.host_city, minutes.chair, *minutes.present, *minutes.agenda)


@pytest.mark.parametrize("noise", [unchanged, *NOISES])
def test_every_value_is_a_slice_of_the_original(noise: Noise) -> None:
    for text in (COUNCIL, FLAT):
        structure = _structure([text], noise)
        (minutes,) = parse_minutes(structure.text, structure.blocks, NAMES)
        for parsed in _parsed_fields(minutes):
            if parsed.value is not None and parsed.source is not None:
                assert structure.text[parsed.source.start : parsed.source.end] == parsed.value


@given(
    st.lists(
        st.sampled_from(
            [*COUNCIL.split("\n"), *FLAT.split("\n"), "مصوبات", "1-", "الف)", ":", "(", "|", "ردیف: ۱", "۳۱ آبان"]
        ),
        max_size=12,
    )
)
def test_nothing_that_is_written_breaks_the_parser(lines: list[str]) -> None:
    structure = _structure(["\n".join(lines)])
    for minutes in parse_minutes(structure.text, structure.blocks, NAMES):
        assert from_json(as_json(minutes)) == minutes
        assert 0 <= minutes.source.start <= minutes.source.end <= len(structure.text)
