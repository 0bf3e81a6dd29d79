"""Everything new is asked what people wait for: whoever it answers is told, and nobody of what is not for them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from api.samples import publish_sample_lessons
from api.services import Services
from api.settings import Settings
from bench.needs import projected, written_needs
from corpus.access import PROGRAM, Role, Viewer
from corpus.index.conditions import holds
from corpus.index.port import AmongIds, AnyOf, Between, Filter, Match
from corpus.types import ItemKind, Lesson, Visibility
from ingest.indexer import Encoders
from ingest.lesson_publishing import publish_lesson
from ingest.projection import Projection, project_items
from models.catalog import ModelSpec
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.standing import StandingQueries, Watched

LESSON = Lesson(
    "underpass",
    "آب‌گرفتگی زیرگذر",
    "tehran",
    problem="در باران تند، پمپ‌ها خاموش شد و زیرگذر زیر آب رفت.",
    cause="برق پشتیبان نبود.",
    recommendation="دیزل ژنراتور نصب شود.",
    keywords=("زیرگذر",),
)
OF_KARAJ = Viewer(Role.ENGINEER, "e", "مهندس", "karaj")
OF_TEHRAN = Viewer(Role.ENGINEER, "t", "مهندس", "tehran")


def _project(site: Services, lesson: Lesson) -> Projection:
    with site.database.transaction() as connection:
        publish_lesson(connection, lesson)
    site.indexer.run_until_idle()
    with site.database.reading() as connection:
        return project_items(connection, [(ItemKind.LESSON, lesson.id)])[0]


def _told(standing: StandingQueries, item: Projection) -> list[str]:
    return [match.query_id for match in standing.match(item.payload, item.passages)]


def _asks(site: Services, item: Projection, *texts: str, viewer: Viewer = PROGRAM) -> list[bool]:
    site.standing_queries.replace_all(Watched(str(number), text, viewer) for number, text in enumerate(texts))
    told = _told(site.standing_queries, item)
    return [str(number) in told for number in range(len(texts))]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The sample lessons, indexed with our own model."""
    folder = tmp_path_factory.mktemp("standing")
    with Services(Settings(data_dir=folder / "var", model="tajrobe-fa")).owning() as services:
        publish_sample_lessons(services)
        services.indexer.run_until_idle()
        yield services


def test_who_needs_a_lesson_in_other_words_is_told_of_it_and_not_of_most_others(samples: Services) -> None:
    asked = written_needs()
    standing = samples.standing_queries
    standing.replace_all(Watched(str(number), text, PROGRAM) for number, (text, _, _) in enumerate(asked))
    heard: list[set[str]] = [set() for _ in asked]
    surely: list[set[str]] = [set() for _ in asked]
    for written, item in projected(samples).items():
        for match in standing.match(item.payload, item.passages):
            heard[int(match.query_id)].add(written)
            if match.strong:
                surely[int(match.query_id)].add(written)
    pairs = list(zip(asked, heard, strict=True))
    assert len(asked) == 80
    assert [text for (text, wanted, _), of in pairs if not wanted <= of] == []
    assert sum(len(of - allowed) for (_, _, allowed), of in pairs) / len(pairs) < 8
    assert sum(len(of - allowed) for (_, _, allowed), of in zip(asked, surely, strict=True)) / len(pairs) < 1
    assert sum(wanted <= of for (_, wanted, _), of in zip(asked, surely, strict=True)) >= 76


def test_an_item_answers_a_question_with_the_score_that_a_search_gives_it(samples: Services) -> None:
    question = "آب‌گرفتگی زیرگذر"
    hit = samples.searcher.search(question, expand=False).hits[0]
    standing = samples.standing_queries
    standing.replace_all([Watched("asked", question, PROGRAM)])
    with samples.database.reading() as connection:
        item = project_items(connection, [(hit.kind, hit.id)])[0]
    match = standing.match(item.payload, item.passages)[0]
    assert match.score == pytest.approx(hit.score, abs=0.01)
    assert match.passage_id == hit.passage.id
    # The second time it is the very same.
    assert standing.match(item.payload, item.passages) == [match]


def test_without_a_model_words_are_enough_and_needed(services: Services) -> None:
    item = _project(services, LESSON)
    asked = ("آب‌گرفتگی زیرگذر", "زیر‌گذر آبگرفتگي", "درز انبساط پل", "باران و سیل و برف و توفان و زلزله")
    assert _asks(services, item, *asked) == [True, True, False, False]


def test_meaning_is_enough(make_services: Callable[..., Services], make_model: Callable[..., Path]) -> None:
    services = make_services()
    model = make_model({"زیرگذر": (1.0, 0.0), "پمپ": (1.0, 0.0), "سیلاب": (1.0, 0.0), "زعفران": (0.0, 1.0)})
    dense = DenseEncoder(ModelSpec("small", model, weight=1.0, floor=0.5))
    services.__dict__["encoders"] = Encoders(SparseEncoder(services.analyzer), dense)
    services.ownership.take()
    services.migrate()
    item = _project(services, LESSON)
    assert _asks(services, item, "سیلاب", "زعفران") == [True, False]


def test_fields_phrases_and_exclusions_are_honoured(services: Services) -> None:
    item = _project(services, LESSON)
    wanted = {
        "زیرگذر شهر:تهران": True,
        "زیرگذر شهر:کرج": False,
        "شهر:تهران": True,
        "نوع:تجربه": True,
        "نوع:مصوبه": False,
        "برچسب:زیرگذر شهر:تهران شهر:کرج": True,
        '"خاموش شد"': True,
        '"شد خاموش"': False,
        '"آب‌گرفتگی زیرگذر" -پل': True,
        "زیرگذر -ژنراتور": False,
        "زیرگذر -قطار": True,
    }
    assert dict(zip(wanted, _asks(services, item, *wanted), strict=True)) == wanted


@pytest.mark.parametrize(
    ("visibility", "told"),
    [
        (Visibility.PUBLIC, [True, True, True]),
        (Visibility.MEMBERS, [False, True, True]),
        (Visibility.CITY, [False, False, True]),
    ],
)
def test_nobody_is_told_of_what_they_may_not_see(services: Services, visibility: Visibility, told: list[bool]) -> None:
    item = _project(services, replace(LESSON, visibility=visibility))
    for question in ("زیرگذر", '"خاموش شد"', "نوع:تجربه"):
        asked = [_asks(services, item, question, viewer=who)[0] for who in (Viewer(), OF_KARAJ, OF_TEHRAN)]
        assert asked == told


def test_an_anonymous_lesson_does_not_answer_for_its_city(services: Services) -> None:
    item = _project(services, replace(LESSON, anonymous=True))
    assert _asks(services, item, "زیرگذر", "زیرگذر شهر:تهران", "تهران") == [True, False, False]


def test_questions_come_change_and_go(services: Services) -> None:
    item = _project(services, LESSON)
    standing = services.standing_queries
    assert _told(standing, item) == []
    standing.replace_all([Watched("a", "زیرگذر", PROGRAM), Watched("b", "پل", PROGRAM)])
    standing.put(Watched("c", "آب‌گرفتگی زیرگذر", PROGRAM))
    assert (_told(standing, item), len(standing)) == (["a", "c"], 3)
    standing.put(Watched("a", "تونل", PROGRAM))
    standing.put(Watched("b", "زیرگذر", PROGRAM))
    assert (sorted(_told(standing, item)), len(standing)) == (["b", "c"], 3)
    standing.remove("b")
    standing.remove("never")
    # A row that was given up is taken again, and keeps nothing of who had it.
    standing.put(Watched("d", "برق پشتیبان", PROGRAM))
    assert sorted(_told(standing, item)) == ["c", "d"]
    standing.replace_all([])
    assert (_told(standing, item), len(standing)) == ([], 0)


@pytest.mark.parametrize("text", ["", "  ", "،؛", "م" * 2_001])
def test_what_is_no_question_is_not_held_and_hurts_no_other(services: Services, text: str) -> None:
    item = _project(services, LESSON)
    standing = services.standing_queries
    standing.replace_all([Watched("bad", text, PROGRAM), Watched("good", "زیرگذر", PROGRAM)])
    assert (_told(standing, item), len(standing)) == (["good"], 1)
    standing.put(Watched("good", text, PROGRAM))
    assert len(standing) == 0


def test_an_item_that_is_gone_answers_nothing(services: Services) -> None:
    services.standing_queries.put(Watched("all", "نوع:تجربه", PROGRAM))
    assert services.standing_queries.match({"item_kind": "lesson", "item_id": "gone", "visibility": "public"}, ()) == []


def test_threads_may_change_it_while_it_is_matched(services: Services) -> None:
    item = _project(services, LESSON)
    standing = services.standing_queries
    standing.put(Watched("kept", "زیرگذر", PROGRAM))
    failures: list[BaseException] = []

    def change(name: str) -> None:
        try:
            for number in range(60):
                standing.put(Watched(f"{name}{number}", f"پل شماره {number} {name}", PROGRAM))
                standing.remove(f"{name}{number - 1}")
        except BaseException as error:
            failures.append(error)

    threads = [Thread(target=change, args=(name,)) for name in ("الف", "ب")]
    for thread in threads:
        thread.start()
    told = [_told(standing, item) for _ in range(30)]
    for thread in threads:
        thread.join()
    assert failures == []
    assert all("kept" in one for one in told)
    assert len(standing) == 3


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(), True),
        (Filter(must=(Match("city", ("tehran", "qom")),)), True),
        (Filter(must=(Match("city", ("qom",)),)), False),
        (Filter(must=(Between("year", 1390, 1400),)), True),
        (Filter(must=(Between("year", least=1400),)), False),
        (Filter(must=(Between("session", most=20),)), False),
        (Filter(must_not=(Match("kind", ("گزارش",)),)), False),
        (Filter(must=(AnyOf((Match("city", ("qom",)), Between("year", most=1399))),)), True),
        (Filter(must=(AmongIds(("x",)),)), False),
    ],
)
def test_a_payload_at_hand_passes_the_filters_that_the_engine_would_let_it_pass(where: Filter, expected: bool) -> None:
    assert holds(where, {"city": ["karaj", "tehran"], "year": 1399, "kind": "گزارش"}) is expected
