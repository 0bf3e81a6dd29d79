"""What is not for its reader is in no answer: every read of the index is narrowed, whatever is asked of it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import update

from api.services import Services
from corpus import tables
from corpus.access import Role, Viewer, seen_by
from corpus.index.port import Filter, Match
from corpus.repository.documents import DocumentRepository
from corpus.repository.outbox import OutboxRepository
from corpus.types import ItemKind, Lesson, Meeting, Resolution, Visibility
from corpus.vocabulary.thesaurus import Concept, Thesaurus
from ingest.indexer import Encoders
from ingest.lesson_publishing import publish_lesson
from ingest.publishing import publish_meeting
from models.catalog import ModelSpec
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.precedents import Draft

VISITOR = Viewer()
OF_KARAJ = Viewer(Role.ENGINEER, "e", "مهندس", "karaj")
OF_TEHRAN = Viewer(Role.CONTRIBUTOR, "c", "کارشناس", "tehran")
OF_NO_CITY = Viewer(Role.ENGINEER, "n", "بی‌شهر")
SECRETARIAT = Viewer(Role.SECRETARIAT, "s", "دبیرخانه")

SEES = (
    (VISITOR, {"public"}),
    (OF_NO_CITY, {"public", "members"}),
    (OF_KARAJ, {"public", "members", "karaj"}),
    (OF_TEHRAN, {"public", "members", "tehran"}),
    (SECRETARIAT, {"public", "members", "karaj", "tehran"}),
)
# For whom, of which city, and a word that stands in nothing else.
ITEMS = (
    ("public", Visibility.PUBLIC, "karaj", "زنبق"),
    ("members", Visibility.MEMBERS, "karaj", "لادن"),
    ("karaj", Visibility.CITY, "karaj", "نسترن"),
    ("tehran", Visibility.CITY, "tehran", "ارغوان"),
)
TEXT = "آب‌گرفتگی زیرگذر در باران تند و خاموشی پمپ"
# «سیلاب» means what the items tell and stands in none of them.
MEANINGS = {"زیرگذر": (1.0, 0.0), "باران": (0.9, 0.1), "سیلاب": (1.0, 0.0), "زعفران": (0.0, 1.0)}


@pytest.fixture(params=["words", "meaning"])
def site(
    request: pytest.FixtureRequest, make_services: Callable[..., Services], make_model: Callable[..., Path]
) -> Services:
    """Four lessons and as many resolutions, by words alone and with a model that sees them all near each other."""
    services = make_services()
    if request.param == "meaning":
        dense = DenseEncoder(ModelSpec("small", make_model(MEANINGS), weight=1.0, floor=0.1))
        services.__dict__["encoders"] = Encoders(SparseEncoder(services.analyzer), dense)
    concepts = tuple(Concept(word, word, definition="باران زیرگذر") for *_, word in ITEMS)
    services.__dict__["thesaurus"] = Thesaurus(concepts, services.analyzer)
    services.ownership.take()
    services.migrate()
    with services.database.transaction() as connection:
        for name, visibility, city, word in ITEMS:
            text = f"{TEXT} {word}"
            lesson = Lesson(name, f"{TEXT} {word}", city, text, text, text, visibility=visibility)
            publish_lesson(connection, lesson)
            number = len(name) + len(city) * 10
            meeting = Meeting(f"m-{name}", number, "نشست", host_city_id=city)
            publish_meeting(connection, meeting, [Resolution(f"r-{name}", meeting.id, 1, text, visibility=visibility)])
    services.indexer.run_until_idle()
    return services


def _both(names: set[str]) -> set[str]:
    return names | {f"r-{name}" for name in names}


@pytest.mark.parametrize("query", ["زیرگذر", "نوع:تجربه", "زیرگذر نوع:تجربه", '"آب‌گرفتگی زیرگذر"', "وضعیت:ابلاغ‌شده"])
def test_search_brings_up_what_one_may_see_and_counts_no_more(site: Services, query: str) -> None:
    for who, sees in SEES:
        resolutions = {f"r-{name}" for name in sees}
        wanted = sees if "تجربه" in query else resolutions if "وضعیت" in query else sees | resolutions
        for weak in (False, True):
            with seen_by(who):
                answer = site.searcher.search(query, weak=weak, page_size=100)
            assert {hit.id for hit in answer.hits} == wanted
            assert answer.total == len(wanted)


def test_what_is_not_for_one_is_not_found_by_the_word_that_only_it_has(site: Services) -> None:
    for who, sees in SEES:
        for name, _, _, word in ITEMS:
            with seen_by(who):
                found = {hit.id for hit in site.searcher.search(word, weak=True).hits}
            assert (name in found) is (name in sees)
            assert found <= _both(sees)


def test_by_meaning_too(site: Services) -> None:
    for who, sees in SEES:
        with seen_by(who):
            found = {hit.id for hit in site.searcher.search("سیلاب", exact=True).hits}
        assert found == (_both(sees) if site.encoders.dense else set())


def test_similar_lessons_and_precedents_are_among_what_one_may_see(site: Services) -> None:
    for who, sees in SEES:
        with seen_by(who):
            similar = site.similar_lessons.find(f"{TEXT} {' '.join(word for *_, word in ITEMS)}")
            precedents = site.precedents.find(Draft(TEXT))
        assert {match.lesson.id for match in similar.matches} == sees
        assert similar.compared == len(sees)
        assert {match.resolution.id for match in precedents.matches} <= {f"r-{name}" for name in sees}
        assert precedents.compared == len(sees)


def test_topics_titles_and_corrections_tell_no_word_of_the_rest(site: Services) -> None:
    slips = {"نسترن": "نسترنن", "ارغوان": "ارغوانن"}
    for who, sees in SEES:
        known = {word for name, _, _, word in ITEMS if name in sees}
        with seen_by(who):
            # Nothing fits a question that excludes what stands in everything.
            topics = {topic.label for topic in site.searcher.search("باران -زیرگذر").topics}
            titles = {completion.text for completion in site.completer.complete("آب‌گرفتگی", 20)}
            meant = {word: site.searcher.search(f"زیرگذر {slip}").suggestion for word, slip in slips.items()}
        assert topics == known
        assert {title for title in titles if title.startswith(TEXT)} == {f"{TEXT} {word}" for word in known}
        for word, suggestion in meant.items():
            assert (suggestion is not None and word in suggestion) is (word in known)


def test_no_read_of_the_engine_goes_round_it(site: Services) -> None:
    lessons = Filter(must=(Match("item_kind", ("lesson",)),))
    for who, sees in SEES:
        with seen_by(who), site.live.use() as opened:
            assert opened is not None
            assert {hit.payload["item_id"] for hit in opened.engine.scroll(limit=100, where=lessons)} == sees
            assert {hit.payload["item_id"] for hit in opened.engine.scroll(limit=100)} == _both(sees)
            assert set(opened.engine.facet("item_id", limit=100)) == _both(sees)
            # A lesson of this length is two passages, a resolution one.
            assert opened.engine.count(lessons) == 2 * len(sees)
            assert opened.engine.count() == 3 * len(sees)


def test_the_index_holds_everything_whoever_is_looking_when_it_is_written(services: Services) -> None:
    with seen_by(SECRETARIAT), services.database.transaction() as connection:
        publish_lesson(connection, Lesson("l", TEXT, "tehran", TEXT, TEXT, TEXT, visibility=Visibility.CITY))
    with seen_by(VISITOR):
        services.indexer.run_until_idle()
        services.rebuild(owning=True)
        assert services.searcher.search("زیرگذر").total == 0
    with seen_by(OF_TEHRAN):
        assert services.searcher.search("زیرگذر").total == 1


def test_a_document_is_for_its_own_city(services: Services) -> None:
    services.ingestor.accept(BytesIO(f"زیرگذر\n\n{TEXT}".encode()), "paper.txt")
    services.ingestor.process_next()
    with services.database.transaction() as connection:
        document = DocumentRepository(connection).recent(1)[0]
        connection.execute(update(tables.documents).values(visibility="city", city_id="tehran"))
        OutboxRepository(connection).add(ItemKind.DOCUMENT, document.id)
    services.indexer.run_until_idle()
    for who, found in ((VISITOR, 0), (OF_KARAJ, 0), (OF_TEHRAN, 1), (SECRETARIAT, 1)):
        with seen_by(who):
            assert services.searcher.search("زیرگذر", weak=True).total == found


def test_an_anonymous_lesson_is_of_no_city(services: Services) -> None:
    with services.database.transaction() as connection:
        publish_lesson(connection, Lesson("l", TEXT, "tehran", TEXT, TEXT, TEXT, anonymous=True))
    services.indexer.run_until_idle()
    for who in (VISITOR, OF_KARAJ, OF_TEHRAN, SECRETARIAT):
        with seen_by(who):
            assert services.searcher.search("زیرگذر").total == 1
            assert services.searcher.search("زیرگذر شهر:تهران", exact=True).total == 0
            assert services.searcher.search("تهران", exact=True).total == 0
