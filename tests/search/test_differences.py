"""What differs between a draft and a resolution, and what is only spelling."""

import pytest

from search.differences import differing_figures, differing_names


@pytest.mark.parametrize(
    ("draft", "resolution"),
    [
        ("ذخیره ۲٬۰۰۰ تن نمک", "دو هزار تن"),
        ("۵۰۰ میلیارد ریال", "پانصد میلیارد ریال"),
        ("۸۰ درصد", "هشتاد ٪"),
        ("۲.۵ متر", "٢٫٥ متر"),
        ("یک کارشناس", "دو کارشناس"),
        ("تا ۱۴۰۲/۵/۳", "1402/05/03"),
    ],
)
def test_another_spelling_of_a_figure_is_no_difference(draft: str, resolution: str) -> None:
    assert differing_figures(draft, resolution) is None


@pytest.mark.parametrize(
    ("draft", "resolution", "only"),
    [
        ("2000 تن", "۲۵۰۰ تن", (("2000 تن",), ("۲۵۰۰ تن",))),
        ("۲٫۵ متر", "۲۵ متر", (("۲٫۵ متر",), ("۲۵ متر",))),
        ("بتن C25", "بتن C30", (("C25",), ("C30",))),
        ("هر شش متر", "هر متر", (("شش متر",), ())),
    ],
)
def test_other_figures_are_shown_as_written(draft: str, resolution: str, only: tuple[object, object]) -> None:
    found = differing_figures(draft, resolution)
    assert found is not None
    assert (found.draft, found.resolution) == only


def test_names_are_compared_without_their_spelling() -> None:
    assert differing_names(["شهرداري مشهد"], ["شهرداری\u200cمشهد"]) is None
    assert differing_names(["شهرداری مشهد"], ["شهرداری قم"]) is not None
