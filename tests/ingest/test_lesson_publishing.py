"""A lesson that is published can be found, in its newest text, and can be taken away or succeeded by another."""

from dataclasses import replace

import pytest

from api.services import Services
from corpus.errors import NotFound
from corpus.lesson_text import lesson_text
from corpus.repository.documents import PassageRepository
from corpus.repository.outbox import OutboxRepository
from corpus.text.dates import jalali_date
from corpus.text.spans import MOST_WORDS
from corpus.types import Impact, ItemKind, Lesson, LessonState, Polarity, Visibility
from ingest.lesson_publishing import lesson_passages, publish_lesson, settle_lesson
from ingest.projection import payloads

LESSON = Lesson(
    "trench",
    "نشست نوار حفاری",
    "tehran",
    problem="نوار ترمیم‌شده فرونشست.",
    cause="خاک در یک لایهٔ ضخیم کوبیده شد.",
    recommendation="سپرده گرفته شود.",
    action="دوباره باز و لایه‌لایه پر شد.",
    project="نوسازی شبکهٔ گاز",
    impact=Impact(cost="۱۸ میلیارد ریال"),
    polarity=Polarity.NEGATIVE,
    date=jalali_date(1399, 7),
    keywords=("نوار حفاری", "تراکم خاک"),
)


def _publish(services: Services, lesson: Lesson) -> None:
    with services.database.transaction() as connection:
        publish_lesson(connection, lesson)
    services.indexer.run_until_idle()


def _settle(services: Services, *what: object) -> None:
    with services.database.transaction() as connection:
        settle_lesson(connection, *what)  # type: ignore[arg-type]
    services.indexer.run_until_idle()


def _found(services: Services, query: str) -> list[str]:
    return [hit.id for hit in services.searcher.search(query, exact=True).hits]


def test_passages_cut_the_lesson_s_own_text_with_the_case_and_the_answer_apart() -> None:
    text = lesson_text(LESSON).text
    case, answer = lesson_passages(LESSON, "تهران")
    assert [case.text, answer.text] == [text[case.start : case.end], text[answer.start : answer.end]]
    assert "فرونشست" in case.text and "کوبیده" in case.text
    assert "سپرده" in answer.text and "لایه‌لایه" in answer.text and "۱۸ میلیارد" in answer.text
    assert case.header == answer.header == "نشست نوار حفاری › تهران › نوسازی شبکهٔ گاز › نوار حفاری، تراکم خاک"
    assert case.id != answer.id


def test_an_anonymous_lesson_is_indexed_without_its_city() -> None:
    assert all("تهران" not in one.header for one in lesson_passages(replace(LESSON, anonymous=True), "تهران"))


def test_a_long_lesson_is_cut_into_passages_that_leave_nothing_out() -> None:
    long = replace(LESSON, problem="در این خیابان آب از درز جدول به زیر رویه رسید. " * 200)
    passages = lesson_passages(long, None)
    assert all(len(one.text.split()) <= MOST_WORDS for one in passages)
    assert sum(one.text.count("درز جدول") for one in passages) == 200
    assert len({one.id for one in passages}) == len(passages)


def test_a_lesson_of_nothing_but_its_required_fields_is_found(services: Services) -> None:
    _publish(services, Lesson("short", "پل", None, "زنبق", "لادن", "نسترن"))
    assert all(_found(services, word) == ["short"] for word in ("زنبق", "لادن", "نسترن", "پل"))


def test_a_hit_has_its_lesson_its_words_marked_and_its_fields(services: Services) -> None:
    _publish(services, LESSON)
    hit = services.searcher.search("فرونشست نوار").hits[0]
    assert (hit.kind, hit.title, hit.lesson and hit.lesson.id) == (ItemKind.LESSON, LESSON.title, LESSON.id)
    marked = {hit.passage.text[start:end] for start, end in hit.passage.highlights}
    assert "فرونشست" in marked
    text = lesson_text(LESSON).text
    assert text[hit.passage.start :].startswith(hit.passage.text)
    fields = ("نوع:تجربه", "شهر:تهران", "سال:۱۳۹۹", "برچسب:«نوار حفاری»", "برچسب:تراکم‌خاک", "نوار شهر:تهران نوع:تجربه")
    assert all(_found(services, query) == [LESSON.id] for query in fields)
    assert all(_found(services, query) == [] for query in ("شهر:کرج", "سال:۱۴۰۰", "نوع:مصوبه", "برچسب:پل"))


def test_the_payload_says_what_searches_narrow_by(services: Services) -> None:
    _publish(services, replace(LESSON, visibility=Visibility.CITY, anonymous=True))
    item = (ItemKind.LESSON, LESSON.id)
    with services.database.reading() as connection:
        payload = payloads(connection, [item])[item]
    assert payload["visibility"] == "city:tehran"
    assert "city" not in payload
    assert (payload["status"], payload["polarity"], payload["year"]) == ("published", "negative", 1399)


def test_a_newer_text_takes_the_place_of_the_older(services: Services) -> None:
    _publish(services, replace(LESSON, problem="زنبق"))
    _publish(services, replace(LESSON, problem="لادن"))
    assert _found(services, "زنبق") == []
    assert _found(services, "لادن") == [LESSON.id]


def test_nothing_is_lined_up_when_the_transaction_is_undone(services: Services) -> None:
    with pytest.raises(ZeroDivisionError), services.database.transaction() as connection:
        publish_lesson(connection, LESSON)
        raise ZeroDivisionError
    with services.database.reading() as connection:
        assert OutboxRepository(connection).newest() == 0
        assert PassageRepository(connection).count() == 0


def test_an_archived_lesson_is_not_found_until_it_is_published_again(services: Services) -> None:
    _publish(services, LESSON)
    _settle(services, LESSON.id, LessonState.ARCHIVED)
    assert _found(services, "فرونشست") == []
    services.rebuild(owning=True)
    assert _found(services, "فرونشست") == []
    _settle(services, LESSON.id, LessonState.PUBLISHED)
    assert _found(services, "فرونشست") == [LESSON.id]


def test_a_lesson_that_is_not_there_cannot_be_settled(services: Services) -> None:
    with pytest.raises(NotFound):
        _settle(services, "nothing", LessonState.ARCHIVED)


def test_superseded_lessons_stand_under_the_last_of_their_successors(services: Services) -> None:
    for name in ("first", "second", "third"):
        _publish(services, replace(LESSON, id=name))
    _settle(services, "first", LessonState.SUPERSEDED, "second")
    _settle(services, "second", LessonState.SUPERSEDED, "third")
    hits = services.searcher.search("فرونشست نوار").hits
    assert [hit.id for hit in hits] == ["third"]
    assert {lesson.id for lesson in hits[0].superseded} == {"first", "second"}
    assert hits[0].successor is None


def test_a_superseded_lesson_that_is_found_alone_names_its_successor(services: Services) -> None:
    _publish(services, replace(LESSON, id="old", problem="زنبق"))
    _publish(services, replace(LESSON, id="new"))
    _settle(services, "old", LessonState.SUPERSEDED, "new")
    hit = services.searcher.search("زنبق").hits[0]
    assert (hit.id, hit.successor and hit.successor.id) == ("old", "new")
    # One that leads to nothing that one may see stands by itself.
    _settle(services, "new", LessonState.SUPERSEDED, "old")
    assert {hit.id for hit in services.searcher.search("زنبق").hits} == {"old"}
