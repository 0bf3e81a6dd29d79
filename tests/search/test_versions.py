"""Older versions of a paper stand under the newest one that was found, and nothing is lost by it."""

from collections.abc import Callable, Sequence

import pytest

from api.services import Services
from corpus.samples import source
from corpus.types import ItemKind, NearDuplicate
from search.answer import Answer
from search.fuse import Score, ScoredItem, ScoredPassage
from search.versions import fold_versions

TRENCHES = "\n".join(f"{section.heading}\n{section.text}" for section in source.documents()[1].sections)
UNDERPASSES = "\n".join(f"{section.heading}\n{section.text}" for section in source.documents()[0].sections)


def _item(name: str, score: float) -> ScoredItem:
    passage = ScoredPassage(f"p{name}", 1, score, Score(score, 1.0, 1.0, 0.0, 0.0))
    return ScoredItem(ItemKind.DOCUMENT, name, (passage,))


def _ranking(names: str) -> list[ScoredItem]:
    return [_item(name, 1 - place / 10) for place, name in enumerate(names)]


def _links(*pairs: str) -> list[NearDuplicate]:
    """«ba» says that b is newer than a."""
    return [NearDuplicate(newer, older, 0.9 - place / 10) for place, (newer, older) in enumerate(pairs)]


def _shown(items: Sequence[ScoredItem]) -> list[str]:
    return [item.id + "".join(folded.item.id for folded in item.older) for item in items]


@pytest.mark.parametrize(
    ("names", "pairs", "shown"),
    [
        ("abc", (), ["a", "b", "c"]),
        ("abc", ("ac",), ["ac", "b"]),
        ("abc", ("ca",), ["ca", "b"]),
        ("xacb", ("ba",), ["x", "ba", "c"]),
        ("abc", ("cb", "ca", "ba"), ["cba"]),
        # No link between the newest and the oldest: each stands only under what it is like.
        ("abc", ("cb", "ba"), ["a", "cb"]),
        # Dates and arrivals in a circle.
        ("abc", ("ab", "bc", "ca"), ["ab", "c"]),
    ],
)
def test_the_older_go_under_the_newest_at_the_better_place(names: str, pairs: Sequence[str], shown: list[str]) -> None:
    items = fold_versions(_ranking(names), _links(*pairs))
    assert _shown(items) == shown
    assert [item.score for item in items] == sorted((item.score for item in items), reverse=True)


@pytest.fixture
def site(services: Services, ingest: Callable[..., None]) -> Services:
    ingest(
        services,
        old=f"شیوه‌نامه شهرداری قم ۳ آبان ۱۳۹۵\n{TRENCHES}",
        new=f"شیوه‌نامه شهرداری تهران ۱۴ مهر ۱۴۰۱\n{TRENCHES}",
        other=UNDERPASSES,
    )
    return services


def _names(answer: Answer) -> list[str]:
    return [hit.document.file_name for hit in answer.hits]


def test_a_paper_and_its_older_version_are_one_result(site: Services) -> None:
    answer = site.searcher.search("نوار ترانشه")
    (hit,) = (hit for hit in answer.hits if hit.older)
    assert hit.document.file_name == "new.txt"
    assert [version.document.file_name for version in hit.older] == ["old.txt"]
    assert hit.older[0].similarity > 0.9
    assert "old.txt" not in _names(answer)
    assert answer.total == len(answer.hits)


def test_the_newer_stands_where_the_older_matched_better(site: Services) -> None:
    answer = site.searcher.search("شیوه‌نامه قم آبان")
    assert _names(answer)[0] == "new.txt"
    assert [version.document.file_name for version in answer.hits[0].older] == ["old.txt"]


def test_the_older_is_found_by_itself_where_a_filter_bars_the_newer(site: Services) -> None:
    for query in ("نوار ترانشه شهر:قم", "نوار ترانشه سال:۱۳۹۵", "شهر:قم"):
        answer = site.searcher.search(query)
        assert _names(answer) == ["old.txt"]
        assert answer.hits[0].older == ()


def test_a_query_of_fields_alone_folds_as_well(site: Services) -> None:
    answer = site.searcher.search("سال:۱۳۹۰..۱۴۰۵")
    assert _names(answer) == ["new.txt"]
    assert (answer.total, len(answer.hits[0].older)) == (1, 1)


def test_pages_and_totals_count_what_stands_by_itself(services: Services, ingest: Callable[..., None]) -> None:
    papers = {f"p{n}": f"شیوه‌نامه شماره {n}\n{TRENCHES}" for n in range(6)}
    ingest(services, **papers, other=UNDERPASSES + "\nحفاری و ترانشه نیز دیده شد.")
    pages = [services.searcher.search("حفاری ترانشه", page=page, page_size=1) for page in (1, 2, 3)]
    assert [(len(answer.hits), answer.total, answer.pages) for answer in pages] == [(1, 2, 2), (1, 2, 2), (0, 2, 2)]
    assert sorted(len(answer.hits[0].older) for answer in pages[:2]) == [0, 5]
