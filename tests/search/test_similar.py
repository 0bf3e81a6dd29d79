"""What tells of the same is found from an item and from a text of any length; what is one with it is not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import fmean

import pytest

from api.samples import publish_sample_lessons, sample_id
from api.services import Services
from api.settings import Settings
from bench.likes import recall
from bench.similar_lessons import groups, unrelated
from corpus.access import Viewer, seen_by
from corpus.errors import InvalidQuery, NotFound
from corpus.repository.documents import DocumentRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.samples.source import lessons
from corpus.types import ItemKind, LessonState, Visibility
from ingest.lesson_publishing import publish_lesson, settle_lesson
from search.similar import CUT, MOST_CHARACTERS, MOST_PARTS
from search.similar_lessons import told

WRITTEN = {one.id: one for one in lessons()}

COMMON = (
    "این گزارش برای کمیسیون فنی و عمرانی مجمع شهرداران کلان‌شهرهای ایران تهیه شده است تا در نشست آینده بررسی شود و "
    "تجربهٔ شهرها در دسترس همگان باشد. دبیرخانه از همهٔ شهرداری‌ها خواسته است گزارش خود را در قالب یکسان بفرستند، "
    "مسئول پیگیری را نام ببرند و زمان‌بندی کار را بنویسند. شهرداری‌ها نسخه‌ای از این گزارش را نگه می‌دارند و نتیجهٔ "
    "بررسی در صورتجلسه ثبت می‌شود. هر شهرداری می‌تواند پیشنهاد تکمیلی خود را تا پیش از برگزاری نشست به دبیرخانه بدهد "
    "و دبیرخانه آن را میان اعضای کارگروه پخش می‌کند تا همه با آمادگی در نشست باشند و تصمیم روشن گرفته شود. "
)
# Each of another group.
REPORTS = ("L001", "L011", "L025", "L051", "L059")


def _own(lesson_id: str) -> str:
    one = WRITTEN[lesson_id]
    return " ".join((one.problem, one.cause, one.action, one.outcome, one.recommendation))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The sample lessons, indexed with our own model."""
    folder = tmp_path_factory.mktemp("similar")
    with Services(Settings(data_dir=folder / "var", model="tajrobe-fa")).owning() as services:
        publish_sample_lessons(services)
        services.indexer.run_until_idle()
        yield services


@pytest.fixture
def reports(services: Services, ingest: Callable[..., None]) -> Services:
    """Reports that begin alike and tell of something else each, searched by words alone."""
    ingest(services, **{one: f"گزارش {WRITTEN[one].title}\n\n{COMMON}\n\n{_own(one)}" for one in REPORTS})
    return services


def test_the_others_of_a_group_come_first_from_a_lesson_and_from_its_text(site: Services) -> None:
    from_item, from_text = recall(site, of_text=False), recall(site, of_text=True)
    assert from_item >= 0.9 and from_text >= 0.85, (from_item, from_text)


def test_of_what_nothing_tells_little_is_said_to_fit(site: Services) -> None:
    fits = [site.similar_items.to_text(told(form)).fits for form in unrelated("required fields")]
    assert fmean(fits) <= 0.3


def test_the_part_and_the_passage_that_are_like_one_another_are_shown_together(site: Services) -> None:
    one, other = WRITTEN[groups()[0][0]], WRITTEN["L036"]
    text = f"{COMMON}\n\n{one.problem} {one.cause}\n\n{COMMON}\n\n{other.problem} {other.cause}"
    hits = {hit.id: hit for hit in site.similar_items.to_text(text, limit=20).hits}
    for written in (one, other):
        hit = hits[sample_id(written.id)]
        assert written.problem.split()[0] in hit.asked or written.cause.split()[0] in hit.asked
        assert hit.asked in text and hit.passage.highlights


def test_a_beginning_that_all_have_brings_up_nothing_by_itself(reports: Services) -> None:
    own = WRITTEN["L025"]
    answer = reports.similar_items.to_text(f"{COMMON}\n\n{own.problem} {own.cause} {own.action}")
    first = answer.hits[0]
    assert own.title in first.title
    assert own.cause in first.asked
    assert first.passage.highlights
    assert answer.notices, "without a model it is said"


def test_a_long_text_is_searched_by_its_best_passages_and_cut_where_it_is_too_long(reports: Services) -> None:
    filler = "".join(f"{COMMON} " for _ in range(400))
    answer = reports.similar_items.to_text(f"{_own('L051')}\n\n{filler}")
    assert answer.parts < MOST_PARTS < answer.of, "what is repeated is searched once"
    assert WRITTEN["L051"].title in answer.hits[0].title
    assert CUT in answer.notices
    late = "و " * (MOST_CHARACTERS // 2) + _own("L051")
    with pytest.raises(InvalidQuery):
        reports.similar_items.to_text(late)


@pytest.mark.parametrize("text", ["", "  \n", "و از در به", "؟؟!!"])
def test_a_text_that_says_nothing_is_refused(reports: Services, text: str) -> None:
    with pytest.raises(InvalidQuery):
        reports.similar_items.to_text(text)


def test_where_nothing_is_indexed_nothing_is_like_it(services: Services) -> None:
    assert services.similar_items.to_text(COMMON).hits == ()


def test_a_document_is_not_like_itself_nor_its_other_versions(services: Services, ingest: Callable[..., None]) -> None:
    text = f"گزارش پل\n\n{COMMON}\n\n{_own('L011')}"
    ingest(services, first=text, second=f"{text}\n\nپیوست: نقشه.", third=f"یادداشت\n\n{_own('L012')}")
    with services.database.reading() as connection:
        ids = {one.file_name: one.id for one in DocumentRepository(connection).recent(None)}
    like = [hit.id for hit in services.similar_items.to_item(ItemKind.DOCUMENT, ids["first.txt"]).hits]
    assert like == [ids["third.txt"]]


def test_a_resolution_is_not_like_the_minutes_it_stands_in(published: Services) -> None:
    with published.database.reading() as connection:
        meeting = MeetingRepository(connection).numbered(18)[0]
    similar = published.similar_items
    published.indexer.run_until_idle()
    hits = similar.to_item(ItemKind.RESOLUTION, sample_id("R18-7"), limit=30).hits
    assert hits and all(hit.id not in (sample_id("R18-7"), meeting.document_id) for hit in hits)


def test_what_took_a_lessons_place_and_what_it_replaced_are_left_out(site: Services) -> None:
    first, second, third = groups()[0][:3]
    with site.database.transaction() as connection:
        settle_lesson(connection, sample_id(first), LessonState.SUPERSEDED, sample_id(second))
    site.indexer.run_until_idle()
    try:
        like = [hit.id for hit in site.similar_items.to_item(ItemKind.LESSON, sample_id(second), limit=20).hits]
        assert sample_id(third) in like and sample_id(first) not in like
        like = [hit.id for hit in site.similar_items.to_item(ItemKind.LESSON, sample_id(first), limit=20).hits]
        assert sample_id(third) in like and sample_id(second) not in like
    finally:
        with site.database.transaction() as connection:
            settle_lesson(connection, sample_id(first), LessonState.PUBLISHED)
        site.indexer.run_until_idle()


def test_what_is_not_for_the_viewer_is_neither_like_something_nor_asked_about(site: Services) -> None:
    own, other = groups()[1][:2]

    def show(visibility: Visibility) -> None:
        with site.database.transaction() as connection:
            lesson = LessonRepository(connection).get(sample_id(other))
            publish_lesson(connection, replace(lesson, visibility=visibility))
        site.indexer.run_until_idle()

    show(Visibility.MEMBERS)
    try:
        assert sample_id(other) in [h.id for h in site.similar_items.to_item(ItemKind.LESSON, sample_id(own)).hits]
        with seen_by(Viewer()):
            like = site.similar_items.to_item(ItemKind.LESSON, sample_id(own), limit=50).hits
            assert like and sample_id(other) not in [hit.id for hit in like]
            with pytest.raises(NotFound):
                site.similar_items.to_item(ItemKind.LESSON, sample_id(other))
    finally:
        show(Visibility.PUBLIC)
