"""The sample corpus as a newcomer searches it: any spelling of a word gives the same first page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.ingestion import ingest_files
from api.services import Services
from api.settings import Settings
from corpus.samples.corpus import judged_queries, manifest, sample_files
from corpus.text.keys import Analyzer

SPELLINGS = (
    ("کلان‌شهرها", "کلانشهرها", "كلان شهرها", "کلان شهرها", "كلانشهرها"),
    ("آب‌گرفتگی زیرگذر", "آبگرفتگی زیر گذر", "آب گرفتگی زیر‌گذر", "ابگرفتگي زيرگذر"),
    ("صورت‌جلسه", "صورتجلسه", "صورت جلسه", "صورتـجلسه"),
    ("مسئول پیگیری", "مسؤول پي‌گيري", "مسئول پی گیری"),
    ("بهره‌برداری", "بهره برداری", "بهرهبرداری", "بهره‌برداري"),
    ("نشست ۲۰", "نشست 20", "نشست ٢٠"),
    ("۱۴۰۲/۰۸/۱۴", "1402/8/14", "۱۴۰۲-۰۸-۱۴"),
    ("می‌شود ترمیم", "میشود ترمیم", "می شود ترمیم"),
    ("برنامه‌ریزی", "برنامه ریزی", "برنامهریزی"),
    ("پیاده‌رو", "پیاده رو", "پیادهرو"),
    ("۱۵ درصد", "15%", "۱۵٪", "١٥ درصد"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> Iterator[Services]:
    services = Services(Settings(data_dir=tmp_path_factory.mktemp("samples") / "var"))
    services.__dict__["analyzer"] = analyzer
    with services.owning():
        summary = ingest_files(services, sample_files(), owning=True, progress=lambda done, total, what: None)
        assert not summary.failed
        yield services


def _first_page(site: Services, query: str) -> list[str]:
    return [hit.document.file_name for hit in site.searcher.search(query).hits]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda spellings: spellings[0])
def test_any_spelling_gives_the_same_first_page(site: Services, spellings: tuple[str, ...]) -> None:
    first, *others = (_first_page(site, spelling) for spelling in spellings)
    assert first
    for spelling, page in zip(spellings[1:], others, strict=True):
        assert page == first, spelling


def test_a_session_is_found_by_its_number_in_words_or_digits(site: Services) -> None:
    for query in ("نشست ۲۰", "نشست بیستم", "بیستمین نشست", "مصوبات نشست 20"):
        assert _first_page(site, query)[0] == "صورتجلسه نشست 20 - تهران.docx", query


def test_what_was_judged_to_answer_a_keyword_query_is_on_its_first_page(site: Services) -> None:
    files_of: dict[str, str] = {i: Path(path).name for path, ids in manifest().items() for i in ids}
    keyword_queries = [query for query in judged_queries() if query.kind == "keyword"]
    found = [
        bool({files_of[i] for i, grade in query.relevant.items() if grade == 2} & set(_first_page(site, query.query)))
        for query in keyword_queries
    ]
    assert len(found) == 40
    assert sum(found) >= 38


def test_the_commissions_description_answers_what_is_asked_of_it(site: Services, shared_data: Path) -> None:
    ingest_files(
        site, [shared_data / "documents" / "commission.txt"], owning=True, progress=lambda done, total, what: None
    )
    ask: Callable[[str], str] = lambda query: _first_page(site, query)[0]  # noqa: E731
    assert ask("همکاری کلانشهرها در انتقال تجربه") == "commission.txt"
    assert ask("وظایف دبیرخانه کمیسیون") == "commission.txt"
    hit = site.searcher.search("همکاری کلانشهرها در انتقال تجربه").hits[0]
    marked = {hit.passage.text[start:end] for start, end in hit.passage.highlights}
    assert {"کلانشهرهای", "تجربیات", "همکاری"} <= marked


def test_a_sheet_of_many_cities_is_not_given_the_city_of_its_first_row(site: Services) -> None:
    sheets = [
        hit.document for hit in site.searcher.search("آب‌گرفتگی زیرگذر").hits if hit.document.file_name.endswith("xlsx")
    ]
    assert [(sheet.city_id, sheet.date) for sheet in sheets] == [(None, None)]
