"""What a draft tells that is published already is offered while it is written, and drafts of something new are left alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import fmean

import pytest

from api.samples import publish_sample_lessons, sample_id
from api.services import Services
from api.settings import Settings
from bench.similar_lessons import STAGES, begun, groups, unrelated, whole
from corpus.access import Role, Viewer, seen_by
from corpus.lesson_form import LessonForm
from corpus.repository.lessons import LessonRepository
from corpus.samples.source import lessons
from corpus.types import LessonState, Visibility
from ingest.lesson_publishing import publish_lesson, settle_lesson
from search.similar_lessons import SimilarLessons

WRITTEN = {one.id: one for one in lessons()}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The sample lessons, indexed with our own model."""
    folder = tmp_path_factory.mktemp("similar")
    with Services(Settings(data_dir=folder / "var", model="tajrobe-fa")).owning() as services:
        publish_sample_lessons(services)
        services.indexer.run_until_idle()
        yield services


@pytest.fixture
def similar(site: Services) -> SimilarLessons:
    return site.similar_lessons


def _offered(similar: SimilarLessons, form: LessonForm, own: str = "") -> set[str]:
    return {match.lesson.id for match in similar.find(form, exclude={sample_id(own)}).matches}


@pytest.mark.parametrize(
    ("stage", "least"), [("all fields", 0.8), ("required fields", 0.6), ("title and a sentence", 0.55)]
)
def test_lessons_that_tell_the_same_are_offered_for_a_draft_of_one(
    similar: SimilarLessons, stage: str, least: float
) -> None:
    shares = []
    for group in groups():
        for own in group:
            offered = _offered(similar, STAGES[stage](WRITTEN[own]), own)
            shares.append(fmean(sample_id(other) in offered for other in group if other != own))
    assert fmean(shares) >= least


@pytest.mark.parametrize("stage", STAGES)
def test_a_draft_that_nothing_tells_seldom_brings_up_something(similar: SimilarLessons, stage: str) -> None:
    grouped = {one for group in groups() for one in group}
    alone = [bool(_offered(similar, STAGES[stage](one), one.id)) for one in WRITTEN.values() if one.id not in grouped]
    invented = [bool(_offered(similar, form)) for form in unrelated(stage)]
    assert fmean([*alone, *invented]) < 0.1
    assert fmean(invented) < 0.05


def test_the_same_lesson_in_another_spelling_comes_first(similar: SimilarLessons) -> None:
    written = whole(WRITTEN["L025"])
    arabic = replace(written, problem=written.problem.replace("ی", "ي").replace("ک", "ك").replace("\u200c", " "))
    first, *_ = similar.find(arabic).matches
    assert first.lesson.id == sample_id("L025")
    assert first.similarity > 0.9
    matches = similar.find(arabic).matches
    assert [one.similarity for one in matches] == sorted((one.similarity for one in matches), reverse=True)


def test_the_draft_s_own_lesson_and_what_exceeds_the_limit_are_left_out(similar: SimilarLessons) -> None:
    written = whole(WRITTEN["L025"])
    assert sample_id("L025") not in _offered(similar, written, "L025")
    assert len(similar.find(written, limit=1).matches) == 1
    assert len(similar.find(whole(WRITTEN["L004"])).matches) <= 5


@pytest.mark.parametrize(
    "draft", [LessonForm(), LessonForm(title="پل"), "", "  \n", "و با از", LessonForm(city="تهران")]
)
def test_a_draft_that_says_nothing_yet_brings_up_nothing(similar: SimilarLessons, draft: LessonForm | str) -> None:
    assert similar.find(draft).matches == ()


def test_a_book_is_compared_by_its_beginning(similar: SimilarLessons) -> None:
    assert similar.find("سیل " * 100_000).compared > 0


def test_text_will_do_for_a_form(similar: SimilarLessons) -> None:
    text = f"{WRITTEN['L025'].title}\n{WRITTEN['L025'].summary}\n{WRITTEN['L025'].problem}"
    assert similar.find(text).matches[0].lesson.id == sample_id("L025")


def test_what_is_superseded_archived_or_not_for_one_is_not_offered(site: Services, similar: SimilarLessons) -> None:
    form = begun(WRITTEN["L025"])
    own = sample_id("L025")
    with site.database.transaction() as connection:
        lesson = LessonRepository(connection).get(own)
        publish_lesson(connection, replace(lesson, visibility=Visibility.CITY))
    site.indexer.run_until_idle()
    for who, sees in ((Viewer(), False), (Viewer(Role.ENGINEER, "e", "مهندس", lesson.city_id), True)):
        with seen_by(who):
            assert (own in _offered(similar, form)) is sees
    for state in (LessonState.SUPERSEDED, LessonState.ARCHIVED, LessonState.PUBLISHED):
        with site.database.transaction() as connection:
            settle_lesson(connection, own, state)
        site.indexer.run_until_idle()
        assert (own in _offered(similar, form)) is (state is LessonState.PUBLISHED)


def test_without_a_model_words_alone_are_compared_and_it_is_said(make_services: Callable[..., Services]) -> None:
    with make_services().owning() as services:
        assert services.similar_lessons.find("آب‌گرفتگی زیرگذر در باران").matches == ()
        publish_sample_lessons(services)
        services.indexer.run_until_idle()
        answer = services.similar_lessons.find(whole(WRITTEN["L025"]))
        invented = [services.similar_lessons.find(form).matches for form in unrelated("all fields")]
    assert answer.notices
    assert answer.matches[0].lesson.id == sample_id("L025")
    assert fmean(map(bool, invented)) < 0.1
