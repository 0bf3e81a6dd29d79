"""The topics offered where nothing fits: the nearest by meaning or by words, and only those that lead somewhere."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from api.services import Services
from corpus.text.keys import Analyzer
from corpus.vocabulary.thesaurus import Concept, Thesaurus
from ingest.indexer import Encoders
from models.catalog import ModelSpec
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.answer import Topic

CONCEPTS = (
    Concept("joint", "درز انبساط", definition="فاصله‌ای میان دو بخش عرشه."),
    Concept("asphalt", "آسفالت", synonyms=("قیر",), definition="رویهٔ راه."),
    Concept("sand", "ماسه", synonyms=("شن",), definition="دانه‌های سنگ."),
    Concept("subway", "مترو", synonyms=("ریل",), definition="راه زیر زمین."),
)
MEANINGS = {"آسفالت": (1.0, 0.0, 0.0), "ماسه": (0.6, 0.8, 0.0), "مترو": (0.9, 0.1, 0.0), "جاده": (1.0, 0.0, 0.0)}
ASPHALT, SAND = Topic("asphalt", "آسفالت"), Topic("sand", "ماسه")
# The corpus has asphalt, sand and joints, but nothing of a subway.
TEXT = "روسازی\n\nآسفالت با ماسه ساخته شد و درز انبساط دارد."
# Nothing reaches it: whatever is asked here, nothing fits.
OUT_OF_REACH = 99.0


@pytest.fixture
def make_site(make_services: Callable[..., Services], analyzer: Analyzer) -> Callable[[Path | None], Services]:
    def make(model: Path | None) -> Services:
        services = make_services(model="")
        dense = DenseEncoder(ModelSpec("small", model, weight=1.0, floor=OUT_OF_REACH)) if model else None
        services.__dict__["encoders"] = Encoders(SparseEncoder(analyzer), dense)
        services.__dict__["thesaurus"] = Thesaurus(CONCEPTS, analyzer)
        services.ownership.take()
        services.migrate()
        services.ingestor.accept(BytesIO(TEXT.encode()), "paving.txt")
        services.ingestor.process_next()
        services.indexer.run_until_idle()
        return services

    return make


def test_the_nearest_by_meaning_come_first_and_what_the_corpus_lacks_is_not_offered(
    make_site: Callable[..., Services], make_model: Callable[..., Path]
) -> None:
    answer = make_site(make_model(MEANINGS)).searcher.search("جاده")
    assert answer.fits is False
    # «مترو» lies nearer than «ماسه», but searching it would lead nowhere; «درز انبساط» means nothing to the model.
    assert answer.topics[:2] == (ASPHALT, SAND)
    assert {topic.concept for topic in answer.topics} <= {"asphalt", "sand", "joint"}


def test_where_something_fits_no_topics_are_offered(
    make_site: Callable[..., Services], make_model: Callable[..., Path]
) -> None:
    answer = make_site(make_model(MEANINGS)).searcher.search('"درز انبساط"')
    assert (answer.fits, answer.topics) == (True, ())


def test_the_concepts_are_encoded_once_for_each_model_and_kept_in_the_record(
    make_site: Callable[..., Services], make_model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(make_model(MEANINGS))
    first = site.searcher.search("جاده").topics
    site.close()
    site.ownership.release()
    again = make_site(site.encoders.dense.spec.source)

    def no_model(texts: list[str]) -> None:
        raise AssertionError(f"encoded again: {texts}")

    monkeypatch.setattr(again.encoders.dense, "encode_passages", no_model)
    assert again.searcher.search("جاده").topics == first


@pytest.mark.parametrize(
    "beforehand", [Services.warm_up, lambda site: site.rebuild(owning=True)], ids=["start", "rebuild"]
)
def test_no_question_waits_for_the_concepts_to_be_encoded(
    make_site: Callable[..., Services],
    make_model: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    beforehand: Callable[[Services], object],
) -> None:
    site = make_site(make_model(MEANINGS))
    beforehand(site)

    def no_model(texts: list[str]) -> None:
        raise AssertionError(f"encoded while a question waits: {texts}")

    monkeypatch.setattr(site.encoders.dense, "encode_passages", no_model)
    assert site.searcher.search("جاده").topics[:2] == (ASPHALT, SAND)


def test_without_a_model_the_topics_are_those_that_share_words(make_site: Callable[..., Services]) -> None:
    site = make_site(None)
    answer = site.searcher.search("رویه")
    assert (answer.fits, answer.topics) == (False, (ASPHALT,))
    assert site.searcher.search("زمین").topics == ()
    assert site.searcher.search("زعفران").topics == ()


def test_a_site_without_passages_and_a_query_without_words_have_no_topics(services: Services) -> None:
    assert services.searcher.search("آسفالت").topics == ()
    assert services.searcher.search("شهر:قم").topics == ()


def test_at_most_five_of_the_shipped_thesaurus_are_offered_and_each_finds_something(services: Services) -> None:
    words = "روکش، قیر، بتن، خاک، لوله، پل، تونل، جدول، پیاده‌رو، چاه، آسفالت، شن و ماسه"
    services.ingestor.accept(BytesIO(f"واژه‌ها\n\n{words}.".encode()), "words.txt")
    services.ingestor.process_next()
    services.indexer.run_until_idle()
    topics = services.searcher.search('"ساختن روی زمین و خاک و بستر راه"').topics
    assert 0 < len(topics) <= 5
    for topic in topics:
        assert services.searcher.search(topic.label).total == 1, topic
