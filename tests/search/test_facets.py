"""Choices, facets and orders at the door of search, over the sample sessions and lessons."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.samples import publish_sample_lessons, publish_samples
from api.services import Services
from api.settings import Settings
from corpus.access import PROGRAM, Role, Viewer, seen_by
from corpus.errors import InvalidQuery
from corpus.repository.lessons import LessonRepository
from corpus.types import JalaliDate, Lesson, LessonState, Visibility
from ingest.lesson_publishing import publish_lesson
from search.answer import Answer, Hit
from search.choices import CHOSEN_IN, Choices, FacetField, Sort
from search.facets import FacetValue

OpenSite = Callable[..., Services]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The samples, published and indexed by words and by the shipped model; made once, copied for each test."""
    made = {}
    for model in ("none", "tajrobe-fa"):
        folder = made[model] = tmp_path_factory.mktemp(model)
        with Services(Settings(data_dir=folder, model=model, database_url="")).owning() as services:
            publish_samples(services)
            publish_sample_lessons(services)
            services.indexer.run_until_idle()
    return made


@pytest.fixture
def open_site(make_services: Callable[..., Services], folders: dict[str, Path], tmp_path: Path) -> OpenSite:
    def opened(model: str = "none") -> Services:
        shutil.copytree(folders[model], tmp_path / "var")
        services: Services = make_services(model=model)
        services.ownership.take()
        return services

    return opened


@pytest.fixture
def site(open_site: OpenSite) -> Services:
    return open_site()


def values(answer: Answer, field: FacetField) -> tuple[FacetValue, ...]:
    return next(facet.values for facet in answer.facets if facet.field is field)


def counts(answer: Answer, field: FacetField) -> dict[str, int]:
    return {value.value: value.count for value in values(answer, field)}


def choosing(field: FacetField, value: str) -> Choices:
    if field is FacetField.YEAR:
        return Choices(year_from=int(value), year_to=int(value))
    chosen: dict[str, Any] = {CHOSEN_IN[field]: (value,)}
    return Choices(**chosen)


def year_of(hit: Hit) -> int:
    dated = hit.meeting or hit.lesson or hit.document
    return dated.date.year if dated and dated.date else 0


@pytest.mark.parametrize("query", ["نوار حفاری", "پل", "نظارت بر پیمانکار"])
def test_a_value_finds_as_many_as_it_says(site: Services, query: str) -> None:
    answer = site.searcher.search(query, facets=True)
    assert sum(counts(answer, FacetField.KIND).values()) == answer.total > 0
    for facet in answer.facets:
        for value in facet.values:
            found = site.searcher.search(query, choices=choosing(facet.field, value.value))
            assert found.total == value.count, (facet.field, value.label)


def test_a_value_finds_as_many_as_it_says_by_meaning_too(open_site: OpenSite) -> None:
    site = open_site("tajrobe-fa")
    query = "زیرگذر هر بار که باران می‌آید پر از آب می‌شود"
    answer = site.searcher.search(query, facets=True)
    assert 0 < answer.total < 150 and answer.weaker > 0
    for field in (FacetField.KIND, FacetField.CITY, FacetField.YEAR):
        for value in values(answer, field):
            found = site.searcher.search(query, choices=choosing(field, value.value))
            # Where fewer compete, one more can come so far up by one leg that the other scores it too.
            assert abs(found.total - value.count) <= 1, value.label


def test_what_lies_far_behind_is_there_when_asked_for(open_site: OpenSite) -> None:
    site = open_site("tajrobe-fa")
    near = site.searcher.search("شیارشدگی آسفالت", page_size=100)
    every = site.searcher.search("شیارشدگی آسفالت", page_size=100, weak=True)
    assert every.total == near.total + near.weaker > near.total
    assert {hit.id for hit in near.hits} <= {hit.id for hit in every.hits}
    assert min(hit.score for hit in near.hits) >= near.hits[0].score / 4


def test_a_question_that_fits_keeps_fitting_where_one_looks_elsewhere(open_site: OpenSite) -> None:
    """Whether there is an answer is a matter of the question; where it is from is another's."""
    site = open_site("tajrobe-fa")
    answer = site.searcher.search("نشست نوار حفاری", facets=True)
    least = min(values(answer, FacetField.CITY), key=lambda value: value.count)
    narrowed = site.searcher.search("نشست نوار حفاری", choices=choosing(FacetField.CITY, least.value))
    assert narrowed.fits and narrowed.total >= 1
    by_id = {hit.id: hit.score for hit in site.searcher.search("نشست نوار حفاری", page_size=100, weak=True).hits}
    assert all(by_id[hit.id] == pytest.approx(hit.score) for hit in narrowed.hits)


def test_a_chosen_field_is_counted_as_if_it_were_not_and_the_others_shrink(site: Services) -> None:
    free = site.searcher.search("پل", facets=True)
    chosen = site.searcher.search("پل", facets=True, choices=Choices(kinds=("lesson",)))
    assert counts(chosen, FacetField.KIND) == counts(free, FacetField.KIND)
    assert [value.value for value in values(chosen, FacetField.KIND) if value.chosen] == ["lesson"]
    assert chosen.total == counts(free, FacetField.KIND)["lesson"]
    assert sum(counts(chosen, FacetField.CITY).values()) < sum(counts(free, FacetField.CITY).values())
    assert counts(chosen, FacetField.HORIZON) == {}
    both = site.searcher.search("پل", choices=Choices(kinds=("lesson", "resolution")))
    assert both.total == free.total


def test_years_have_no_hole_and_bounds_are_included(site: Services) -> None:
    answer = site.searcher.search("پل", facets=True)
    years = [int(year) for year in counts(answer, FacetField.YEAR)]
    assert years == list(range(years[0], years[-1] + 1))
    from_on = site.searcher.search("پل", choices=Choices(year_from=years[3]), page_size=100)
    assert {year_of(hit) >= years[3] for hit in from_on.hits} == {True}


def test_a_body_finds_its_predecessors(site: Services) -> None:
    found = site.searcher.search("", choices=Choices(bodies=("commission",), year_to=1390), page_size=100)
    # There was no commission before 1396, only committees and working groups.
    assert {hit.meeting.session_number for hit in found.hits if hit.meeting} >= {16, 17}


def test_choices_alone_bring_up_what_passes_them(site: Services) -> None:
    lessons = site.searcher.search("", choices=Choices(kinds=("lesson",)), facets=True)
    assert (lessons.total, lessons.query, lessons.fits) == (80, "", True)
    assert counts(lessons, FacetField.KIND)["lesson"] == 80
    of_session = site.searcher.search("", choices=Choices(session=20), page_size=100)
    assert {hit.meeting.session_number for hit in of_session.hits if hit.meeting} == {20}
    with pytest.raises(InvalidQuery):
        site.searcher.search("")


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        (Choices(cities=("atlantis",)), "atlantis"),
        (Choices(kinds=("poem",)), "poem"),
        (Choices(topics=("dragons",)), "dragons"),
        (Choices(year_from=1400, year_to=1390), "۱۴۰۰"),
    ],
)
def test_what_nobody_knows_is_refused_by_name(site: Services, choices: Choices, told: str) -> None:
    with pytest.raises(InvalidQuery, match=told):
        site.searcher.search("پل", choices=choices)


def test_orders(site: Services) -> None:
    def asked(sort: Sort) -> list[Hit]:
        return list(site.searcher.search("پل", sort=sort, page_size=100).hits)

    by_date, relevant, recent = asked(Sort.DATE), asked(Sort.RELEVANCE), asked(Sort.RECENT)
    assert [year_of(hit) for hit in by_date] == sorted(map(year_of, relevant), reverse=True)
    assert {hit.id for hit in by_date} == {hit.id for hit in relevant} == {hit.id for hit in recent}
    assert [hit.score for hit in relevant] == sorted((hit.score for hit in relevant), reverse=True)
    first = len(recent) // 3
    young = [sum(map(year_of, hits[:first])) / first for hits in (relevant, recent, by_date)]
    assert young[0] < young[1] <= young[2]


def test_what_has_no_date_comes_last_by_date_and_gains_nothing_by_youth(site: Services) -> None:
    text = "زنبق کاشتن در رفوژ خیابان آبیاری را نصف کرد."
    dates = {"undated": None, "old": JalaliDate(1380, 5), "young": JalaliDate(1402), "younger": JalaliDate(1402, 2, 3)}
    with seen_by(PROGRAM), site.database.transaction() as connection:
        for name, date in dates.items():
            publish_lesson(connection, Lesson(name, "زنبق", "tehran", text, text, text, date=date))
    site.indexer.run_until_idle()

    def ids(sort: Sort) -> list[str]:
        return [hit.id for hit in site.searcher.search("زنبق رفوژ", sort=sort).hits if hit.id in dates]

    assert ids(Sort.DATE) == ["younger", "young", "old", "undated"]
    assert ids(Sort.RECENT) == ids(Sort.DATE)
    years = counts(site.searcher.search("زنبق", facets=True), FacetField.YEAR)
    assert (sum(years.values()), years["1402"], years["1390"]) == (3, 2, 0)


def test_an_item_counts_once_with_its_older_version_and_is_found_by_either(site: Services) -> None:
    text = "زنبق کاشتن در رفوژ خیابان آبیاری را نصف کرد."
    old = Lesson("old", "زنبق", "tehran", text, text, text, date=JalaliDate(1390), superseded_by_id="new")
    new = Lesson("new", "زنبق", "tehran", text, text, text, date=JalaliDate(1400))
    with seen_by(PROGRAM), site.database.transaction() as connection:
        for lesson in (new, replace(old, state=LessonState.SUPERSEDED)):
            publish_lesson(connection, lesson)
    site.indexer.run_until_idle()
    answer = site.searcher.search("زنبق رفوژ", facets=True)
    assert [(hit.id, [one.id for one in hit.superseded]) for hit in answer.hits[:1]] == [("new", ["old"])]
    assert counts(answer, FacetField.KIND)["lesson"] == answer.total
    for field, value in ((FacetField.YEAR, "1390"), (FacetField.YEAR, "1400"), (FacetField.STATUS, "superseded")):
        found = site.searcher.search("زنبق رفوژ", choices=choosing(field, value))
        assert found.total == counts(answer, field)[value] >= 1, value
    everything = site.searcher.search("زنبق", facets=True)
    assert (everything.total, counts(everything, FacetField.CITY)) == (1, {"tehran": 1})


def test_what_is_hidden_is_in_no_count(site: Services) -> None:
    def total(viewer: Viewer) -> dict[str, int]:
        with seen_by(viewer):
            return counts(site.searcher.search("", choices=Choices(kinds=("lesson",)), facets=True), FacetField.CITY)

    visitor = Viewer()
    before = total(visitor)
    with seen_by(PROGRAM), site.database.transaction() as connection:
        lessons = LessonRepository(connection)
        hidden = next(one for one in lessons.listed(limit=100)[1] if one.city_id == "mashhad")
        publish_lesson(connection, replace(hidden, visibility=Visibility.MEMBERS))
    site.indexer.run_until_idle()
    after = total(visitor)
    assert after["mashhad"] == before["mashhad"] - 1
    assert total(Viewer(Role.ENGINEER, "e", "مهندس", "karaj"))["mashhad"] == before["mashhad"]
