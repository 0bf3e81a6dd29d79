"""The quality gate: pages of real text, half of them damaged as broken files damage them, and how each is judged."""

import gzip
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.readers.grid import Grid
from ingest.readers.quality import POOR, page_quality

SEED = 5
PAGES = 200
LINE_CHARACTERS = 90
# Texts of several kinds, as they come: prose, law, news, and manuals full of names and Latin words.
SOURCES = (
    "judged/parsinlu_rc.passages.jsonl.gz",
    "judged/pquad_validation.passages.jsonl.gz",
    "judged/persianqa.passages.jsonl.gz",
    "judged/faq.passages.jsonl.gz",
    "text/legal.txt.gz",
    "text/isna_news.txt.gz",
    "text/progit2_fa.txt.gz",
)
MOST_LINES = 3000
WORDS_A_PAGE = (60, 150, 300)
WORDS_OF_A_TITLE = (6, 25)

_LETTERS = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_PRIVATE = range(0xE000, 0xE0FF)

Damage = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """`damage` names what was done to the page; empty for a page that is as it should be."""

    text: str
    damage: str


def tables(data: Path) -> Iterator[Grid]:
    """One row a kind of page."""
    pages = judged_pages(data, PAGES, SEED)
    scores = [(page.damage, page_quality(page.text)) for page in pages]
    rows = []
    for damage in dict.fromkeys(damage for damage, _ in scores):
        found = [score for name, score in scores if name == damage]
        right = sum((score >= POOR) is (not damage) for score in found)
        rows.append((damage or "as it should be", len(found), right / len(found), min(found), max(found)))
    right = sum((score >= POOR) is (not damage) for damage, score in scores)
    yield Grid(
        "The quality gate",
        ("page", "pages", "judged right", "lowest score", "highest score"),
        (*rows, ("all", len(scores), right / len(scores), None, None)),
    )


def judged_pages(data: Path, count: int, seed: int) -> list[JudgedPage]:
    """So many pages, every second one damaged in one of the ways in turn; the same for the same seed."""
    chance = random.Random(seed)
    sources = [_paragraphs(data / source) for source in SOURCES]
    names = list(DAMAGES)
    pages = []
    for number in range(count):
        text = _page(sources[number // 2 % len(sources)], number // 2, chance)
        name = names[number // 2 % len(names)] if number % 2 else ""
        pages.append(JudgedPage(DAMAGES[name](text, chance) if name else text, name))
    return pages


def _paragraphs(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        raw = [line for _, line in zip(range(MOST_LINES), lines, strict=False)]
    return [json.loads(line)["text"] for line in raw] if ".jsonl" in path.name else raw


def _page(paragraphs: list[str], number: int, chance: random.Random) -> str:
    """A page of prose; every eighth has only a title's words, and every eighth is a table of figures."""
    words: list[str] = []
    length = chance.randint(*WORDS_OF_A_TITLE) if number % 8 == 5 else chance.choice(WORDS_A_PAGE)
    while len(words) < length:
        words += chance.choice(paragraphs).split()
    lines = _lines(" ".join(words[:length]))
    if number % 8 == 7:
        lines = [
            f"{at}  {line[:25].rpartition(' ')[0]}  {chance.randrange(10**6):,}  1402/05/14"
            for at, line in enumerate(lines, 1)
        ]
    return "\n".join(lines)


def _lines(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > LINE_CHARACTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _reversed(text: str, chance: random.Random) -> str:
    return "\n".join(line[::-1] for line in text.split("\n"))


def _spaceless(text: str, chance: random.Random) -> str:
    return text.replace(" ", "")


def _misnamed(text: str, chance: random.Random) -> str:
    """Four letters, one of them common, are given as others: «طرح‌های شهری» as «طرح‌یای شیری»."""
    letters = {_some_common(text, chance)[0], *chance.sample(_LETTERS, 3)}
    return text.translate({ord(letter): chance.choice(_LETTERS.replace(letter, "")) for letter in letters})


def _shuffled(text: str, chance: random.Random) -> str:
    """Every letter is given as another: the font's glyphs are numbered, not named."""
    return text.translate(str.maketrans(_LETTERS, "".join(chance.sample(_LETTERS, len(_LETTERS)))))


def _nameless(text: str, chance: random.Random) -> str:
    return text.translate(dict.fromkeys(map(ord, _some_common(text, chance)), "\ufffd"))


def _private(text: str, chance: random.Random) -> str:
    return text.translate({ord(letter): chr(chance.choice(_PRIVATE)) for letter in _some_common(text, chance)})


def _numbered(text: str, chance: random.Random) -> str:
    return text.translate({ord(letter): f"(cid:{chance.randrange(900)})" for letter in _some_common(text, chance)})


def _greek(text: str, chance: random.Random) -> str:
    """As in «دانشΎاه»: XeTeX names some shapes so."""
    return text.translate({ord(letter): chr(chance.randrange(0x38E, 0x3CE)) for letter in _some_common(text, chance)})


def _some_common(text: str, chance: random.Random) -> list[str]:
    """Three of the ten letters that are the commonest on the page."""
    counted = Counter(sign for sign in text if sign in _LETTERS)
    return chance.sample([letter for letter, _ in counted.most_common(10)], 3)


def _mojibake(text: str, chance: random.Random) -> str:
    """Windows-1256 taken for Latin-1."""
    return text.replace("ی", "ي").encode("windows-1256", "replace").decode("latin-1")


DAMAGES: dict[str, Damage] = {
    "lines reversed": _reversed,
    "blanks lost": _spaceless,
    "some letters misnamed": _misnamed,
    "all letters misnamed": _shuffled,
    "letters without a name": _nameless,
    "letters in the private area": _private,
    "letters as (cid:…)": _numbered,
    "Greek for some letters": _greek,
    "windows-1256 as Latin-1": _mojibake,
}
