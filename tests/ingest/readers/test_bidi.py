"""Lines as they are seen, back into the order in which they were written."""

import pytest

from ingest.readers.bidi import drawn_brackets, is_right_to_left, written_order


def written(seen: str, **how: bool) -> str:
    return "".join(seen[run.places.start : run.places.stop] for run in written_order(seen, **how))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("۱۴۰۲/۰۵/۱۴ خیرات", "تاریخ ۱۴۰۲/۰۵/۱۴"),
        ("C25/30 نتب", "بتن C25/30"),
        ("(101 هیرشن)", ")نشریه 101("),
        ("%15 شهاک", "کاهش 15%"),
        ("تیفیک (TQM)", ")TQM( کیفیت"),
        ("۱-۳-۲ دنب", "بند ۲-۳-۱"),
        ("3,500,000 غلبم", "مبلغ 3,500,000"),
        ("تسا Total Quality Management (TQM) هخسن", "نسخه Total Quality Management (TQM) است"),
        ("تبث info@tehran.ir ردو Word 2010", "Word 2010 ودر info@tehran.ir ثبت"),
        ("firstCrawl() عبات", "تابع firstCrawl()"),
        ("ریسم “/query”", "“/query” مسیر"),
        ("https://a.ir/x-y? هب", "به https://a.ir/x-y?"),
    ],
)
def test_numbers_codes_and_latin_words_keep_their_own_order(seen: str, expected: str) -> None:
    assert written(seen) == expected


def test_a_number_that_opens_a_paragraph_was_laid_out_from_the_left() -> None:
    assert written("تاصخشم ۲-۳-۱") == "۲-۳-۱ مشخصات"
    assert written("تاصخشم ۱-۳-۲", opens_paragraph=False) == "۲-۳-۱ مشخصات"


def test_persian_in_a_line_from_left_to_right() -> None:
    assert written('"City": "نارهت"', right_to_left=False) == '"City": "تهران"'


def test_direction_is_told_by_the_letters() -> None:
    assert is_right_to_left("نسخه Word")
    assert not is_right_to_left("Agree (موافق) with everything said")
    assert not is_right_to_left("1402/05/14")


def test_brackets_are_turned_only_where_a_font_names_them_as_drawn() -> None:
    assert drawn_brackets(["متن (یک) و (دو)", "«گفت» و «رفت»"]) == {}
    table = drawn_brackets(["متن )یک( و )دو(", "«گفت» و «رفت»"])
    assert "متن )یک( «گفت»".translate(table) == "متن (یک) «گفت»"
    # The marks of a list are brackets without a partner.
    assert drawn_brackets(["۱) نخست (الف)", "۲) دوم", "۳) سوم (ب)"]) == {}
