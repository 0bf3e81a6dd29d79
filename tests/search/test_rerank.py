"""A site's own cross-encoder orders the first results, and only orders them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.services import Services
from search.answer import Answer

TEXTS = {
    "bridge": "درز انبساط پل در زمستان شکست و آب از آن گذشت.",
    "tunnel": "در تونل درز انبساط دیوار هر سال بازدید می‌شود.",
    "road": "درز ساخت آسفالت با انبساط رویه در گرما باز شد.",
    "drain": "کانال آب درز انبساط ندارد و ترک خورده است.",
    "wall": "دیوار حایل بدون درز انبساط ساخته شد و در تابستان ترک خورد.",
    "report": "گزارش بازدید از درز انبساط هفت پل شهر به دبیرخانه رسید.",
    "market": "کف بازار با درز انبساط هر شش متر سنگ شد.",
}
QUESTION = "درز انبساط پل"


@pytest.fixture
def site(make_services: Callable[..., Services], ingest: Callable[..., None]) -> Callable[..., Services]:
    def make(**settings: str) -> Services:
        services = make_services(**settings)
        services.ownership.take()
        services.migrate()
        ingest(services, **TEXTS)
        return services

    return make


def _names(answer: Answer) -> list[str]:
    return [hit.document.file_name.removesuffix(".txt") for hit in answer.hits]


def test_the_first_results_are_in_the_cross_encoders_order(site: Callable[..., Services], tiny_reranker: Path) -> None:
    from sentence_transformers import CrossEncoder

    services = site(reranker=str(tiny_reranker))
    answer = services.searcher.search(QUESTION)
    pairs = [(QUESTION, hit.passage.text) for hit in answer.hits]
    expected = CrossEncoder(str(tiny_reranker), device="cpu").predict(pairs)
    assert [hit.reranked for hit in answer.hits] == pytest.approx(sorted(expected, reverse=True), abs=1e-5)
    by_fusion = sorted(answer.hits, key=lambda hit: -hit.score)
    assert list(answer.hits) != by_fusion, "the random model has to disagree with fusion for this test to tell anything"
    assert set(_names(answer)) == set(TEXTS)
    assert answer.total == len(TEXTS)
    assert answer.fits


def test_pages_go_through_one_and_the_same_order(site: Callable[..., Services], tiny_reranker: Path) -> None:
    services = site(reranker=str(tiny_reranker))
    whole = _names(services.searcher.search(QUESTION))
    pages = [_names(services.searcher.search(QUESTION, page=page, page_size=1))[0] for page in range(1, len(TEXTS) + 1)]
    assert pages == whole


def test_without_one_results_stay_as_they_were_fused(site: Callable[..., Services]) -> None:
    answer = site().searcher.search(QUESTION)
    assert [hit.reranked for hit in answer.hits] == [None] * len(TEXTS)
    assert list(answer.hits) == sorted(answer.hits, key=lambda hit: -hit.score)


def test_one_that_cannot_be_loaded_leaves_the_order_and_says_so(site: Callable[..., Services], tmp_path: Path) -> None:
    services = site(reranker=str(tmp_path / "nowhere"))
    answer = services.searcher.search(QUESTION)
    assert set(_names(answer)) == set(TEXTS)
    assert [hit.reranked for hit in answer.hits] == [None] * len(TEXTS)
    (notice,) = [notice for notice in answer.notices if "بازچین" in notice]
    assert "nowhere" in notice
