"""Display text: readable, nothing hidden in it, and otherwise what was written."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.display import display_text

Z = "\u200c"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("كيفيت على", "کیفیت علی"),
        ("ﺷﻬﺮﺩﺍﺭﯼ ﺗﻬﺮﺍﻥ", "شهرداری تهران"),
        ("ﻻ ﻵ ﻹ ﺁﺏ ﷲ ﷼", "لا لآ لإ آب الله ریال"),
        ("﴿متن﴾", "﴿متن﴾"),
        ("\u200fشهر\u200e \u202bمتن\u202c \u2067متن\u2069", "شهر متن متن"),
        ("متن\u202eبرعکس", "متنبرعکس"),
        ("\ufeffمتن\u200bدراز\x00 \x07", "متندراز "),
        ("soft\xadhyphen", "softhyphen"),
        ("شهرداری\xa0تهران\u2009فنی", "شهرداری تهران فنی"),
        ("یک\r\nدو\rسه\x0bچهار\x0cپنج\tشش", "یک\nدو\nسه\nچهار\nپنج\tشش"),
        ("شـهــرداری", "شهرداری"),
        ("1ـ تدوین", "1- تدوین"),
        ("الف ـ متن", "الف - متن"),
        ("سال ۱۴۲۰ هـ. ق (هـ)", "سال ۱۴۲۰ ه. ق (ه)"),
        ("\nهـ متن", "\nه- متن"),
        (f"می{Z}{Z}شود{Z} که {Z}نمی{Z}\nشد{Z}", f"می{Z}شود که نمی\nشد"),
        ("می\xadشود به¬صورت می\u200fتواند", f"می{Z}شود به{Z}صورت می{Z}تواند"),
        ("a¬b", "a¬b"),
        ("پس\ud800گفت", "پس\ufffdگفت"),
    ],
)
def test_what_is_shown(written: str, shown: str) -> None:
    assert display_text(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "۱۴۰۲/۰۵/۱۴ و 1402-05-14 و ١٤٠٢",
        "بتن C25/30، 250kg/m3، ۱۵٪ و 3,500,000 ریال",
        "https://example.org/a?b=c info@example.org",
        '"نقل" «نقل» ... (TQM)  دو فاصله',
        "بعضاً نامهٔ رأی مسؤول سورة مُهَندس",
        "👷\ufe0f پل → ۲",
    ],
)
def test_digits_spacing_and_style_stay(text: str) -> None:
    assert display_text(text) == text


PIECES = [
    *"abل1یه (.\n\r\t",
    "ـ",
    Z,
    "\xad",
    "¬",
    "\u200f",
    "\u202b",
    "\ud800",
    "\u200b",
    "\xa0",
    "\u064e",
    "ﻻ",
    "ﷺ",
    "ﹱ",
]


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=st.sampled_from(PIECES)) | st.text())
def test_doing_it_twice_changes_nothing_more(text: str) -> None:
    shown = display_text(text)
    assert display_text(shown) == shown
    shown.encode("utf-8")
    assert not {"\x00", "\r", "\ufeff", "\u202e", "ي", "ك", "ـ"} & set(shown)
    assert all(not part.startswith(Z) and not part.endswith(Z) for part in shown.split()) and Z + Z not in shown


def test_real_text_in_presentation_forms_becomes_letters(shared_data: Path) -> None:
    with gzip.open(shared_data / "documents" / "presentation_forms.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [str(value) for line in lines for value in json.loads(line).values()]
    shown = display_text("\n".join(texts))
    assert any("\ufb50" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefc" for text in texts for c in text)
    assert not any("\ufb50" <= c <= "\ufd3d" or "\ufd50" <= c <= "\ufdfc" or "\ufe70" <= c <= "\ufefc" for c in shown)


def test_the_commission_keeps_its_list_and_its_digits(shared_data: Path) -> None:
    written = (shared_data / "documents" / "commission.txt").read_text(encoding="utf-8")
    shown = display_text(written)
    assert "1- تدوین برنامه راهبردی" in shown
    assert "سال 1378" in shown and "(TQM)" in shown and "بعضاً" in shown
