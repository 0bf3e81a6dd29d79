"""The floor at the door to search: nothing that fits is said plainly, and what comes nearest is a choice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.services import Services
from corpus.text.keys import Analyzer
from ingest.indexer import Encoders
from models.catalog import ModelSpec
from models.dense import DenseEncoder
from models.sparse import SparseEncoder

# «قیر» means what «آسفالت» means; the cosine of «ماسه» and «آسفالت» is 0.6.
MEANINGS = {"آسفالت": (1.0, 0.0), "قیر": (1.0, 0.0), "ماسه": (0.6, 0.8)}
PAVING = "روسازی\n\nآسفالت خیابان در گرما شیار افتاد و باید تراشیده شود."
BRIDGE = "بازدید شهر تهران\n\nدرز انبساط در زمستان آسیب دید و باید هر سال بازدید شود."
FLOOR = 0.7


@pytest.fixture
def site(
    make_services: Callable[..., Services],
    make_model: Callable[..., Path],
    ingest: Callable[..., None],
    analyzer: Analyzer,
) -> Services:
    """A site whose model counts a cosine once, with the floor between what is meant and what only lies near."""
    spec = ModelSpec("small", make_model(MEANINGS), weight=1.0, floor=FLOOR)
    services = make_services(model="")
    services.__dict__["encoders"] = Encoders(SparseEncoder(analyzer), DenseEncoder(spec))
    services.ownership.take()
    services.migrate()
    ingest(services, paving=PAVING, bridge=BRIDGE)
    return services


def test_what_is_meant_fits_though_no_word_is_shared(site: Services) -> None:
    answer = site.searcher.search("قیر")
    assert answer.legs == ("lexical", "dense")
    assert (answer.fits, answer.weaker, answer.topics) == (True, 0, ())
    assert answer.hits[0].document.file_name == "paving.txt"
    assert answer.hits[0].score == pytest.approx(1.0, abs=1e-3)


def test_under_the_floor_there_are_no_hits_unless_they_are_asked_for(site: Services) -> None:
    answer = site.searcher.search("ماسه")
    assert (answer.fits, answer.hits, answer.total, answer.pages) == (False, (), 0, 0)
    # The bridge has nothing of it, neither by words nor by meaning.
    assert answer.weaker == 1
    weak = site.searcher.search("ماسه", weak=True)
    assert (weak.fits, weak.total) == (False, 1)
    assert weak.hits[0].document.file_name == "paving.txt"
    assert 0 < weak.hits[0].score < FLOOR
    assert weak.hits[0].score == pytest.approx(0.6, abs=1e-3)


def test_weak_changes_nothing_where_something_fits(site: Services) -> None:
    plain, weak = site.searcher.search("قیر"), site.searcher.search("قیر", weak=True)
    assert (weak.fits, weak.hits) == (plain.fits, plain.hits)


def test_an_exact_phrase_that_is_there_always_fits(site: Services) -> None:
    assert site.searcher.search("انبساط ماسه زعفران گلاب هل").fits is False
    answer = site.searcher.search('"انبساط" ماسه زعفران گلاب هل')
    assert answer.fits is True
    assert [hit.document.file_name for hit in answer.hits] == ["bridge.txt"]
    missing = site.searcher.search('"انبساط درز" ماسه')
    assert (missing.fits, missing.weaker) == (False, 0)


def test_a_query_of_fields_alone_fits_where_it_finds_something(site: Services) -> None:
    answer = site.searcher.search("شهر:تهران")
    assert (answer.fits, [hit.document.file_name for hit in answer.hits]) == (True, ["bridge.txt"])
    assert site.searcher.search("شهر:قم").fits is False


def test_by_words_alone_the_floor_does_not_apply(site: Services, make_services: Callable[..., Services]) -> None:
    mostly_unknown = "انبساط ماسه زعفران گلاب هل"
    assert site.searcher.search(mostly_unknown).fits is False
    site.close()
    # The same index for a site without a model: one leg is left.
    words_only = make_services(model="")
    answer = words_only.searcher.search(mostly_unknown)
    assert answer.legs == ("lexical",)
    assert (answer.fits, [hit.document.file_name for hit in answer.hits]) == (True, ["bridge.txt"])
    assert answer.hits[0].score < FLOOR
    nothing = words_only.searcher.search("زعفران گلاب")
    assert (nothing.fits, nothing.weaker, nothing.hits) == (False, 0, ())


def test_a_correction_is_searched_where_what_was_typed_does_not_fit(site: Services) -> None:
    answer = site.searcher.search("آسفالط ماسه")
    assert (answer.fits, answer.query, answer.typed) == (True, "آسفالت ماسه", "آسفالط ماسه")
    exact = site.searcher.search("آسفالط ماسه", exact=True)
    assert (exact.fits, exact.query, exact.hits) == (False, "آسفالط ماسه", ())


def test_a_correction_that_does_not_fit_either_is_not_offered(site: Services) -> None:
    answer = site.searcher.search("انبصاط ماسه زعفران گلاب هل دارچین")
    assert (answer.fits, answer.corrected, answer.suggestion) == (False, False, None)
