"""Half-spaces that were lost are put back only where they surely belong."""

import gzip
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.display import display_text
from corpus.text.half_space import repair_half_spaces

Z = "\u200c"
WORD = re.compile(r"[\u0621-\u063a\u0641-\u064a\u0670-\u06d3\u200c]+")


@pytest.mark.parametrize(
    "word",
    [
        *("کلان‌شهرهای", "شهرداری‌های", "مأموریت‌ها", "ماموریت‌های", "سازمان‌های", "نشست‌های", "آیین‌نامه", "برنامه‌ریزی"),
        *("اولویت‌بندی", "فوق‌الاشاره", "می‌بایست", "پروژه‌های", "کمیته‌ها", "می‌شود", "گردهمایی‌ها", "صورت‌جلسه"),
    ],
)
def test_words_that_were_joined_are_mended(word: str) -> None:
    assert repair_half_spaces(word.replace(Z, "")) == word


@pytest.mark.parametrize(
    "text", ["میدان میراث میلگرد میانجی میدانی", "تنها بها شهرها", "کارشناس همکار", "1- متن C25/30، ۳٫۵"]
)
def test_what_is_right_stays(text: str) -> None:
    assert repair_half_spaces(text) == text


def test_the_commission_gets_back_what_it_lost(shared_data: Path) -> None:
    text = display_text((shared_data / "documents" / "commission.txt").read_text(encoding="utf-8"))
    repaired = repair_half_spaces(text)
    assert text.count(Z) == 0 and repaired.count(Z) >= 35
    assert repaired.replace(Z, "") == text


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.sampled_from([*"ابپتدرسشکیهمنو آئ۱a.\n", Z])))
def test_only_half_spaces_are_added(text: str) -> None:
    assert repair_half_spaces(text).replace(Z, "") == text.replace(Z, "")


@pytest.mark.slow
def test_what_is_put_back_is_what_careful_writers_write(shared_data: Path) -> None:
    """Against the spelling that most of the passages have for each word: 98 of 100 half-spaces are theirs."""
    with gzip.open(shared_data / "text" / "qa_passages_nontest.txt.gz", "rt", encoding="utf-8") as file:
        text = display_text(file.read())
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word in WORD.findall(text):
        spellings[word.replace(Z, "")][word] += 1
    right = wrong = 0
    for joined, counts in spellings.items():
        restored = _places(repair_half_spaces(joined))
        written = _places(counts.most_common(1)[0][0])
        right += counts.total() * len(restored & written)
        wrong += counts.total() * len(restored - written)
    assert right > 9_000
    assert right / (right + wrong) > 0.98


def _places(word: str) -> set[int]:
    return {match.start() - count for count, match in enumerate(re.finditer(Z, word))}
