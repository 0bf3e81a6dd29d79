"""Near-duplicates: the same paper is known again however it comes, and its likes are not taken for it."""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import delete

from api.services import Services
from corpus import tables
from corpus.repository.documents import DocumentRepository
from corpus.repository.duplicates import DuplicateRepository
from corpus.samples import source
from corpus.samples.noise import everything
from ingest.duplicates import LEAST_SIMILARITY, MOST_LINKS, RULES, Sketch, link_duplicates, similarity, sketch
from ingest.ingestor import document_id_of
from search.evaluation.perturb import mistype

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples" / "files"
REPORT, GUIDE, *_ = ("\n".join(f"{s.heading}\n{s.text}" for s in paper.sections) for paper in source.documents())
HEAD = "شهرداری کلانشهر - معاونت فنی و عمرانی - صفحهٔ"


def _linked(one: Sketch, other: Sketch) -> bool:
    """Whether the two would be compared, and be found to be one paper."""
    compared = not set(one.bands).isdisjoint(other.bands)
    return compared and similarity(one.signature, other.signature) >= LEAST_SIMILARITY


# The sketch.


def test_spelling_spacing_and_layout_make_no_difference() -> None:
    plain = sketch(GUIDE)
    respelt = everything(GUIDE).replace(" ", "\u00a0")
    joined = re.sub(r"\s+", "", GUIDE)
    rewrapped = "\n".join(re.findall(r"(?:\S+\s+){1,7}", GUIDE + "\n"))
    assert plain.signature
    assert {sketch(text).signature for text in (respelt, joined, rewrapped)} == {plain.signature}


@pytest.mark.parametrize(
    "text", ["", " \n", "پل", "گزارش بازدید پل میانی و تعمیر درز انبساط آن. " * 200, "0 | 0\n" * 9000]
)
def test_a_text_that_says_too_little_has_no_sketch(text: str) -> None:
    assert sketch(text) == Sketch()


@pytest.mark.parametrize("text", ["\ud800" * 5000, "\u200c" * 5000, "長" * 5000, "😀" * 5000])
def test_odd_text_is_no_error(text: str) -> None:
    assert sketch(text) == Sketch()
    assert similarity(sketch(GUIDE + text).signature, sketch(GUIDE).signature) == 1


def test_similarity_is_the_share_in_common() -> None:
    book = "\n".join((GUIDE, REPORT))
    both, share = sketch(book), len(GUIDE) / len(book)
    assert similarity(both.signature, sketch(GUIDE).signature) == pytest.approx(share, abs=0.1)
    assert similarity(sketch(GUIDE).signature, sketch(REPORT).signature) < 0.05


# Real texts and what happens to them.


def _laws(data: Path) -> dict[str, list[str]]:
    laws: dict[str, list[str]] = {}
    for name in ("documents/municipal_law", "pairs/law_articles"):
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                laws.setdefault(row["law"], []).append(f"{row['article']} {row['text']}")
    return laws


def _mistyped(articles: Sequence[str], share: float, random: Random) -> list[str]:
    def word(found: re.Match[str]) -> str:
        return mistype(found[0], random) if random.random() < share else found[0]

    return [re.sub(r"[آ-ی]{4,}", word, article) for article in articles]


def _copies(articles: Sequence[str], others: Sequence[str], random: Random) -> Iterator[str]:
    """The ways in which the same law comes again."""
    yield "\n".join(_mistyped(articles, 0.05, random))
    yield "\n".join(article for article in articles if random.random() > 0.15)
    start = random.randrange(len(articles))
    yield "\n".join((*articles[start:], *articles[:start]))
    yield "\n".join(f"{HEAD} {n}\n{article}" if n % 8 == 0 else article for n, article in enumerate(articles))
    changed = set(random.sample(range(len(articles)), max(1, len(articles) // 12)))
    yield "\n".join(random.choice(others) if n in changed else article for n, article in enumerate(articles))
    yield everything("\n".join(_mistyped(articles[: -len(articles) // 10 or None], 0.02, random)))


def test_copies_of_real_laws_are_known_again(shared_data: Path) -> None:
    laws = {name: articles for name, articles in _laws(shared_data).items() if len(articles) >= 12}
    others = [article for articles in laws.values() for article in articles]
    random = Random(1389)
    known = []
    for articles in laws.values():
        original = sketch("\n".join(articles))
        known += [_linked(original, sketch(copy)) for copy in _copies(articles, others, random)]
    assert len(known) > 300
    assert sum(known) / len(known) >= 0.98


def test_laws_that_are_alike_are_not_taken_for_one_another(shared_data: Path) -> None:
    sketches = {name: sketch("\n".join(articles)) for name, articles in _laws(shared_data).items()}
    sketches = {name: made for name, made in sketches.items() if made.signature}
    linked = [pair for pair in combinations(sketches, 2) if _linked(sketches[pair[0]], sketches[pair[1]])]
    assert len(sketches) > 70
    # One text under two spellings of its name, and two acts each with the act that mends it.
    families = ("تشکیل دادگاه", "حمایت", "دیوان عدالت")
    assert len(linked) == 3
    assert all(any(family in one and family in other for family in families) for one, other in linked)


# Through the door for files.


def _take_in(services: Services, *texts: str) -> list[str]:
    ids = []
    for text in texts:
        upload = services.ingestor.accept(BytesIO(text.encode()), "سند.txt").upload
        ids.append(document_id_of(upload.file_sha256))
    while services.ingestor.process_next():
        pass
    return ids


def _links(services: Services, *ids: str) -> list[tuple[str, str]]:
    with services.database.reading() as connection:
        return [(link.newer_id, link.older_id) for link in DuplicateRepository(connection).among(ids)]


def _dated(text: str, date: str) -> str:
    return f"شیوه‌نامه، ویرایش {date}\n{text}"


def test_minutes_by_one_template_and_lessons_by_one_form_are_not_linked(services: Services) -> None:
    paths = [*(SAMPLES / "minutes").glob("*.docx"), *sorted((SAMPLES / "lessons").glob("*.docx"))[:8]]
    ids = []
    for path in paths:
        upload = services.ingestor.accept(BytesIO(path.read_bytes()), path.name).upload
        ids.append(document_id_of(upload.file_sha256))
    while services.ingestor.process_next():
        pass
    with services.database.reading() as connection:
        assert len(DocumentRepository(connection).summaries(ids)) == len(paths) >= 20
        assert DuplicateRepository(connection).unsketched(RULES, limit=1) == []
    assert _links(services, *ids) == []


def test_a_copy_is_linked_and_what_arrived_last_is_the_newer(services: Services) -> None:
    first, other, last = _take_in(services, GUIDE, REPORT, everything(GUIDE) + "\nپیوست افزوده شد.")
    assert _links(services, first, other, last) == [(last, first)]


@pytest.mark.parametrize(
    ("first", "second", "newer"),
    [
        ("۱۴ مهر ۱۴۰۲", "۳ آبان ۱۳۹۹", 0),
        ("۳ آبان ۱۳۹۹", "۱۴ مهر ۱۴۰۲", 1),
        ("سال ۱۴۰۲", "۳ آبان ۱۴۰۲", 1),
        ("۳ آبان ۱۴۰۲", "سال ۱۴۰۲", 1),
        ("۱۴ مهر ۱۴۰۲", "تازه", 1),
    ],
)
def test_the_newer_is_by_the_papers_dates_as_far_as_both_say_them(
    services: Services, first: str, second: str, newer: int
) -> None:
    ids = _take_in(services, _dated(GUIDE, first), _dated(GUIDE, second))
    assert _links(services, *ids) == [(ids[newer], ids[1 - newer])]


def test_what_is_read_anew_is_compared_anew(services: Services) -> None:
    ids = _take_in(services, GUIDE, GUIDE + "\nپایان")
    assert len(_links(services, *ids)) == 1
    with services.database.transaction() as connection:
        link_duplicates(connection, ids[0], sketch(REPORT))
    assert _links(services, *ids) == []
    with services.database.transaction() as connection:
        link_duplicates(connection, ids[0], sketch(GUIDE))
    assert _links(services, *ids) == [(ids[1], ids[0])]


def test_a_rebuild_compares_what_was_stored_before_there_were_sketches(services: Services) -> None:
    ids = _take_in(services, GUIDE, GUIDE + "\nپایان", "کوتاه")
    with services.database.transaction() as connection:
        for table in (tables.document_sketches, tables.document_bands, tables.near_duplicates):
            connection.execute(delete(table))
    services.rebuild(owning=True)
    assert _links(services, *ids) == [(ids[1], ids[0])]
    with services.database.reading() as connection:
        newer, older = DuplicateRepository(connection).versions(ids[0])
    assert [version.document.id for version in newer] == [ids[1]]
    assert older == []


def test_of_a_form_filled_in_many_times_only_the_nearest_are_linked(services: Services) -> None:
    ids = _take_in(services, *(f"{GUIDE}\nپیوست شماره {number}" for number in range(MOST_LINKS + 5)))
    with services.database.transaction() as connection:
        link_duplicates(connection, ids[0], sketch(GUIDE))
        newer, older = DuplicateRepository(connection).versions(ids[0])
    assert len(newer) + len(older) == MOST_LINKS


def test_a_link_has_the_measure_of_likeness(services: Services) -> None:
    half = GUIDE[: len(GUIDE) * 7 // 10]
    ids = _take_in(services, GUIDE, half)
    with services.database.reading() as connection:
        (link,) = DuplicateRepository(connection).among(ids)
    assert link.similarity == pytest.approx(0.7, abs=0.1)
