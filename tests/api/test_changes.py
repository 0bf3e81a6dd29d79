"""What differs between two texts, as the pages mark it."""

from markupsafe import Markup

from api.pages.changes import changes


def test_only_the_words_that_changed_are_marked_in_a_line() -> None:
    before = "بند یکم\n\nپل <میانی> آسیب دید و باز شد\n\nپایان"
    after = "بند یکم\n\nپل <میانی> آسیب ندید و باز شد\n\nپایان"
    (first, changed, last) = changes(before, after)
    assert first is None and last is None
    assert changed == "پل &lt;میانی&gt; آسیب <del>دید</del> <ins>ندید</ins> و باز شد"


def test_what_has_little_in_common_is_shown_as_a_whole() -> None:
    assert changes("یک دو سه", "چهار پنج") == [Markup("<del>یک دو سه</del>\n<ins>چهار پنج</ins>")]


def test_lines_that_changed_side_by_side_are_compared_each_with_its_own() -> None:
    assert changes("ویرایش نخست\n۳ آبان ۱۳۹۵\nپایان", "ویرایش دوم\n۱۴ مهر ۱۴۰۱\nپایان") == [
        Markup("ویرایش <del>نخست</del> <ins>دوم</ins>\n<del>۳ آبان ۱۳۹۵</del>\n<ins>۱۴ مهر ۱۴۰۱</ins>"),
        None,
    ]


def test_a_line_that_another_follows_is_the_same_line() -> None:
    assert changes("پل آسیب دید", "پل آسیب دید\nو بسته شد") == [None, Markup("<ins>و بسته شد</ins>")]
    (grown,) = changes("پل بزرگ آسیب دید.", "پل آسیب دید.\nو بسته شد")
    assert grown == "پل <del>بزرگ</del> آسیب دید.\n<ins>و بسته شد</ins>"


def test_the_same_text_has_no_changes() -> None:
    assert changes("متن", "متن") == []


def test_texts_too_large_to_compare_are_shown_as_wholes() -> None:
    before, after = "الف " * 3000, "الف " * 2999 + "ب"
    assert changes(before, after) == [Markup("<del>{}</del> \n<ins>{}</ins>").format(before.rstrip(), after)]
