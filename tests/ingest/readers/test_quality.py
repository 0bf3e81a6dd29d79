"""Pages whose words are words are told from pages whose words are not."""

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers.quality import POOR, page_quality

PAGES = 50
CHARACTERS = 1800
USUAL_LETTERS = "اردنیمبتهوشس"
LETTERS = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"


@pytest.fixture(scope="module")
def pages(shared_data: Path) -> list[str]:
    """Pages of real news, cut anywhere between paragraphs."""
    with gzip.open(shared_data / "text" / "isna_news.txt.gz", "rt", encoding="utf-8") as file:
        paragraphs = [line for line in file.read(3_000_000).split("\n") if len(line) > 60]
    dice = random.Random(5)
    starts = [dice.randrange(len(paragraphs) - 50) for _ in range(PAGES)]
    return ["\n".join(paragraphs[start : start + 40])[:CHARACTERS] for start in starts]


def letters_named_wrongly(page: str, dice: random.Random) -> str:
    taken, given = dice.sample(USUAL_LETTERS, 4), dice.sample(LETTERS, 4)
    return page.translate(str.maketrans("".join(taken), "".join(given)))


def letters_put_in(page: str, dice: random.Random) -> str:
    before = set(dice.sample(USUAL_LETTERS, 4))
    return "".join("ع" + letter if letter in before else letter for letter in page)


def letters_lost(page: str, dice: random.Random) -> str:
    lost = set(dice.sample(USUAL_LETTERS, 3))
    return "".join("\ufffd" if letter in lost else letter for letter in page)


def lines_reversed(page: str, _dice: random.Random) -> str:
    return "\n".join(line[::-1] for line in page.split("\n"))


def blanks_lost(page: str, _dice: random.Random) -> str:
    return page.replace(" ", "")


def decoded_wrongly(page: str, _dice: random.Random) -> str:
    return page.replace("ی", "ي").replace("ک", "ك").encode("cp1256", "ignore").decode("latin-1")


DAMAGES = (letters_named_wrongly, letters_put_in, letters_lost, lines_reversed, blanks_lost, decoded_wrongly)


def test_real_pages_pass(pages: list[str]) -> None:
    assert sum(page_quality(page) >= POOR for page in pages) >= 0.98 * PAGES


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_pages_do_not(pages: list[str], damage: Callable[[str, random.Random], str]) -> None:
    dice = random.Random(7)
    assert sum(page_quality(damage(page, dice)) < POOR for page in pages) >= 0.98 * PAGES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "۱۲",
        "فصل سوم",
        "C25/30 ASTM D1557 EN 206",
        "The quick brown fox jumps over the lazy dog",
        "۱ | ۲۳٫۵ | ۱۴۰۲/۰۵/۱۴ | ۳٬۵۰۰٬۰۰۰",
        "سازمان مدیریت پسماند شهرداری رشت",
        "می‌رود نمی‌خواهند شهرهایشان کتاب‌هایی بزرگ‌ترین",
    ],
)
def test_what_says_little_is_not_condemned(text: str) -> None:
    assert page_quality(text) >= POOR


def test_quality_falls_as_more_is_lost() -> None:
    good = "شهرداری طرح اصلاح پل را در شورای شهر تصویب کرد و گزارش آن را به وزارت کشور فرستاد "
    scores = [page_quality(good * 10 + "طعرح شعهر قعانون تعصویب " * times) for times in (0, 5, 20, 80)]
    assert scores == sorted(scores, reverse=True) and scores[0] >= POOR and scores[-1] < 0.5
