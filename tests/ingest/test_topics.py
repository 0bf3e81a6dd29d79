"""What an item is about is read off its own words, follows its changes, and goes with it."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import delete, select

from api.services import Services
from corpus import tables
from corpus.index.port import Filter, Match
from corpus.repository.documents import PassageRepository
from corpus.repository.outbox import OutboxRepository
from corpus.repository.topics import TopicRepository
from corpus.text.keys import Analyzer
from corpus.topics import Topics
from corpus.types import ItemKind, Lesson, LessonState, Meeting, Passage, Resolution
from corpus.vocabulary.thesaurus import Concept, Thesaurus
from ingest.lesson_publishing import publish_lesson, settle_lesson
from ingest.projection import Projection
from ingest.publishing import publish_meeting, withdraw
from ingest.topics import LONG, MOST, TopicReader

CONCEPTS = (
    Concept("roads", "راه‌سازی"),
    Concept("pavement", "روسازی", broader="roads"),
    Concept("asphalt", "آسفالت", ("آسفالت گرم",), broader="pavement"),
    Concept("patching", "لکه‌گیری آسفالت", everyday=("وصله",), broader="pavement"),
    Concept("bridges", "پل‌سازی"),
    Concept("joint", "درز انبساط", broader="bridges"),
    Concept("summary", "چکیده"),
    Concept("risk", "خطر"),
    Concept("bearing", "تکیه‌گاه", broader="bridges"),
    Concept("rest", "آسایشگاه", ("تکیه‌گاه",)),
)


@pytest.fixture(scope="module")
def reader(analyzer: Analyzer) -> TopicReader:
    return TopicReader(Thesaurus(CONCEPTS, analyzer))


@pytest.fixture
def site(services: Services, analyzer: Analyzer) -> Services:
    services.__dict__["thesaurus"] = Thesaurus(CONCEPTS, analyzer)
    return services


def _item(
    *texts: str, kind: ItemKind = ItemKind.DOCUMENT, title: str = "", keywords: tuple[str, ...] = ()
) -> Projection:
    passages = [
        Passage(str(place), kind, "i", 1, place, text, 0, len(text), header=title) for place, text in enumerate(texts)
    ]
    return Projection((kind, "i"), 1, {}, tuple(passages), title, keywords)


def _topics(services: Services, kind: ItemKind, item_id: str) -> tuple[str, ...]:
    with services.database.reading() as connection:
        return TopicRepository(connection).of_items(kind, [item_id]).get(item_id, ())


def _indexed(services: Services, concept_id: str) -> set[str]:
    with services.live.use() as opened:
        assert opened is not None
        return {hit.payload["item_id"] for hit in opened.engine.scroll(limit=100, where=_about(concept_id))}


def _about(concept_id: str) -> Filter:
    return Filter(must=(Match("topics", (concept_id,)),))


def test_what_the_title_names_comes_first_then_what_is_named_most(reader: TopicReader) -> None:
    text = "آسفالت‌ها و روسازی آسفالت دوباره آسفالت شد؛ خطر کم بود."
    assert reader.read(_item(text)).named[0] == "asphalt"
    assert reader.read(_item(text, title="درز انبساط پل")).named[:2] == ("joint", "asphalt")


def test_the_narrower_concept_says_more_than_the_broader_one(reader: TopicReader) -> None:
    assert reader.read(_item("روسازی و درز انبساط")).named == ("joint", "pavement")


def test_what_stands_above_is_counted_as_well_but_not_named(reader: TopicReader) -> None:
    assert reader.read(_item("آسفالت گرم پخش شد.")) == Topics(("asphalt",), ("pavement", "roads"))
    both = reader.read(_item("روسازی با آسفالت گرم پخش شد."))
    assert set(both.named) == {"asphalt", "pavement"} and both.broader == ("roads",)


def test_a_label_of_several_concepts_names_them_all(reader: TopicReader) -> None:
    assert set(reader.read(_item("تکیه‌گاه شکست.")).named) == {"bearing", "rest"}


def test_a_single_word_that_people_say_for_much_else_names_nothing(reader: TopicReader) -> None:
    assert reader.read(_item("وصله زده شد.")) == Topics()


def test_labels_that_stand_before_every_lesson_s_parts_name_nothing(reader: TopicReader) -> None:
    lesson = _item("چکیده: آسفالت ترک خورد.\nزمینه: خیابان", kind=ItemKind.LESSON)
    assert reader.read(lesson).named == ("asphalt",)
    assert "summary" in reader.read(_item("در چکیده آمد", kind=ItemKind.LESSON)).named


def test_keywords_of_a_lesson_that_are_labels_come_first_whatever_else_it_names(reader: TopicReader) -> None:
    lesson = _item("آسفالت آسفالت آسفالت روسازی", kind=ItemKind.LESSON, title="آسفالت", keywords=("خطر", "خطر پل"))
    assert reader.read(lesson).named[:2] == ("risk", "asphalt")


def test_in_a_long_paper_what_is_named_once_is_named_in_passing(reader: TopicReader) -> None:
    long = ["روسازی بد بود."] * (LONG + 1)
    assert reader.read(_item(*long, "درز انبساط شکست.")).named == ("pavement",)
    assert set(reader.read(_item(*long[:2], "درز انبساط شکست.")).named) == {"pavement", "joint"}


def test_an_item_has_at_most_twelve_and_one_that_is_gone_none(analyzer: Analyzer) -> None:
    words = [
        "پل",
        "تونل",
        "آسفالت",
        "قیر",
        "بتن",
        "فولاد",
        "سیمان",
        "جدول",
        "پیاده\u200cرو",
        "زهکش",
        "فاضلاب",
        "مترو",
        "پارکینگ",
        "زیرگذر",
    ]
    many = TopicReader(Thesaurus([Concept(f"c{n}", word) for n, word in enumerate(words)], analyzer))
    assert len(many.read(_item(" ".join(words))).named) == MOST == 12
    assert many.read(_item()) == Topics()


def test_stems_that_are_at_hand_say_the_same(reader: TopicReader, analyzer: Analyzer) -> None:
    item = _item("روسازی با آسفالت گرم", "درزهای انبساط پل")
    cut = [analyzer.stems(passage.text) for passage in item.passages]
    assert reader.read(item, cut) == reader.read(item)


def test_every_kind_of_item_gets_its_topics_in_the_record_and_in_the_index(
    site: Services, ingest: Callable[..., None]
) -> None:
    meeting = Meeting("m", 20, "نشست", host_city_id="tehran")
    with site.database.transaction() as connection:
        publish_lesson(connection, Lesson("l", "لکه‌گیری آسفالت", "karaj", "پ", "ع", "پیش", keywords=("خطر",)))
        decided = Resolution("r", "m", 1, "آسفالت گرم پخش شود.", agenda_item="درز انبساط پل‌ها")
        publish_meeting(connection, meeting, [decided])
    ingest(site, سند="درز انبساط\n\nدرز انبساط در سرمای زمستان شکست و آب به زیر دال رفت.")
    with site.database.reading() as connection:
        (document,) = connection.execute(select(tables.documents.c.id)).scalars()
    assert _topics(site, ItemKind.LESSON, "l") == ("risk", "patching")
    assert _topics(site, ItemKind.RESOLUTION, "r") == ("joint", "asphalt")
    assert _topics(site, ItemKind.DOCUMENT, document) == ("joint",)
    assert _indexed(site, "joint") == {"r", document}
    assert _indexed(site, "pavement") == {"r", "l"}


def test_topics_follow_what_changes_and_go_with_the_item(site: Services) -> None:
    meeting = Meeting("m", 20, "نشست", host_city_id="tehran")
    lesson = Lesson("l", "درز", "karaj", "درز انبساط", "ع", "پیش")
    with site.database.transaction() as connection:
        publish_lesson(connection, lesson)
        publish_meeting(connection, meeting, [Resolution("r", "m", 1, "آسفالت گرم")])
    site.indexer.run_until_idle()
    with site.database.transaction() as connection:
        publish_lesson(connection, replace(lesson, problem="آسفالت گرم"))
    site.indexer.run_until_idle()
    assert _topics(site, ItemKind.LESSON, "l") == ("asphalt",)
    assert _indexed(site, "joint") == set() and _indexed(site, "asphalt") == {"l", "r"}
    with site.database.transaction() as connection:
        settle_lesson(connection, "l", LessonState.ARCHIVED)
        withdraw(connection, "r")
    site.indexer.run_until_idle()
    assert _indexed(site, "asphalt") == set()
    with site.database.reading() as connection:
        assert connection.execute(select(tables.item_topics)).all() == []


def test_a_rebuild_reads_all_topics_anew_with_the_thesaurus_that_is_now(site: Services, analyzer: Analyzer) -> None:
    with site.database.transaction() as connection:
        publish_lesson(connection, Lesson("l", "درز", "karaj", "درز انبساط و گلبرگ", "ع", "پیش"))
    site.indexer.run_until_idle()
    before = _topics(site, ItemKind.LESSON, "l")
    with site.database.transaction() as connection:
        connection.execute(delete(tables.item_topics))
    site.rebuild(owning=True)
    assert _topics(site, ItemKind.LESSON, "l") == before == ("joint",)
    fresh = site.again()
    site.close()
    fresh.__dict__.pop("encoders", None)
    fresh.__dict__["thesaurus"] = Thesaurus([Concept("petal", "گلبرگ")], analyzer)
    fresh.rebuild(owning=True)
    assert _topics(fresh, ItemKind.LESSON, "l") == ("petal",)
    assert _indexed(fresh, "petal") == {"l"} and _indexed(fresh, "joint") == set()
    fresh.close()


@pytest.mark.parametrize("held", [2, 100], ids=["too-large-to-hold", "held"])
def test_a_paper_of_more_passages_than_are_written_at_once_is_about_all_of_it(
    site: Services, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr("ingest.indexer.PASSAGES_A_BATCH", 2)
    monkeypatch.setattr("ingest.indexer.PASSAGES_HELD", held)
    body = "\n\n".join(
        f"بند {n}: آسفالت گرم در خیابان پخش شد. " + "این جمله‌ها تنها بند را پر می‌کنند. " * 20 for n in range(4)
    )
    site.ingestor.accept(BytesIO(f"گزارش\n\n{body}\n\nدرز انبساط و درزهای انبساط شکست.".encode()), "گزارش.txt")
    while site.ingestor.process_next():
        pass
    site.indexer.run_until_idle()
    with site.database.reading() as connection:
        ((kind, document, count),) = PassageRepository(connection).items()
    assert count > 2
    assert set(_topics(site, kind, document)) == {"asphalt", "joint"}
    with site.live.use() as opened:
        assert opened is not None
        assert opened.engine.count(_about("joint")) == opened.engine.count() == count
    with site.database.transaction() as connection:
        OutboxRepository(connection).add(kind, document)
    site.indexer.run_until_idle()
    with site.live.use() as opened:
        assert opened is not None and opened.engine.count(_about("joint")) == count
