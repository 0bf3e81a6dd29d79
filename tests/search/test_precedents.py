"""What was decided before is found, in bands, with what differs; and where there is nothing it is said so."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from api.samples import publish_samples, sample_id
from api.services import Services
from bench.precedent_drafts import LIKE, UNLIKE
from corpus.errors import InvalidQuery
from corpus.samples.source import meetings
from search.precedents import Band, Draft, Precedents, band_of

TEXT = "دستورالعمل مشترک ترمیم نوار حفاری دستگاه‌های خدمات‌رسان شامل ضخامت لایه‌ها، درصد تراکم و آزمایش‌های لازم تهیه و به شهرداری‌ها ارسال شود."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The sample sessions, indexed with our own model."""
    from api.settings import Settings

    folder = tmp_path_factory.mktemp("precedents")
    with Services(Settings(data_dir=folder / "var", model="tajrobe-fa")).owning() as services:
        publish_samples(services)
        services.indexer.run_until_idle()
        yield services


@pytest.fixture
def precedents(site: Services) -> Precedents:
    return site.precedents


def test_the_same_decision_in_other_spelling_is_the_same(precedents: Precedents) -> None:
    for text in (TEXT, TEXT.replace("ی", "ي").replace("ک", "ك"), TEXT.replace("\u200c", " ")):
        match = precedents.find(Draft(text)).matches[0]
        assert match.resolution.id == sample_id("R16-3")
        assert match.band is Band.SAME
        assert match.similarity > 0.9
        assert match.numbers is None


def test_what_differs_is_told_and_only_that(precedents: Precedents) -> None:
    draft = Draft("حفر ترانشه با عمق بیش از ۲٫۵ متر بدون مهار ممنوع است.", ("همه کلانشهرها",), date(2030, 1, 1))
    match = precedents.find(draft).matches[0]
    assert match.resolution.id == sample_id("R18-8")
    assert match.numbers is not None
    assert (match.numbers.draft, match.numbers.resolution) == (("۲٫۵ متر",), ("۱٫۲ متر",))
    # «همه کلانشهرها» is «همه کلان‌شهرها».
    assert match.responsible is None
    assert match.due is not None
    assert match.due.draft == ("2030-01-01",)


def test_the_marked_relations_are_among_the_first_three(precedents: Precedents) -> None:
    found = there = 0
    for meeting in meetings()[:-1]:
        for written in meeting.resolutions:
            if not written.relates_to:
                continue
            answer = precedents.find(Draft(written.text), before_session=meeting.number)
            first = {match.resolution.id for match in answer.matches[:3]}
            there += len(written.relates_to)
            found += sum(sample_id(f"R{one.meeting}-{one.number}") in first for one in written.relates_to)
    assert found / there >= 0.85


def test_what_was_decided_is_found_in_other_words(precedents: Precedents) -> None:
    first = [{match.resolution.id for match in precedents.find(Draft(text)).matches[:3]} for text, _ in LIKE]
    found = sum(sample_id(name) in ids for (_, name), ids in zip(LIKE, first, strict=True))
    assert found / len(LIKE) >= 0.85


def test_a_draft_like_nothing_brings_up_next_to_nothing(precedents: Precedents) -> None:
    answers = [precedents.find(Draft(text)) for text in UNLIKE]
    assert sum(not answer.matches for answer in answers) / len(answers) >= 0.85
    assert all(match.band is Band.RELATED for answer in answers for match in answer.matches)
    assert all(answer.compared > 0 for answer in answers)


def test_the_resolution_itself_and_later_ones_can_be_left_out(precedents: Precedents) -> None:
    own = sample_id("R18-3")
    text = next(one.text for one in meetings()[2].resolutions if one.number == 3)
    assert precedents.find(Draft(text)).matches[0].resolution.id == own
    left = precedents.find(Draft(text), exclude={own}, before_session=18).matches
    assert left
    assert all(match.meeting.session_number < 18 for match in left)


@pytest.mark.parametrize("text", ["", "  \n", "\u200c", "م" * 10_001])
def test_no_text_or_a_book_is_refused(precedents: Precedents, text: str) -> None:
    with pytest.raises(InvalidQuery):
        precedents.find(Draft(text))


def test_without_a_model_words_alone_are_compared_and_it_is_said(
    make_services: Callable[..., Services],
) -> None:
    with make_services().owning() as services:
        assert services.precedents.find(Draft(TEXT)).matches == ()
        publish_samples(services)
        services.indexer.run_until_idle()
        answer = services.precedents.find(Draft(TEXT))
    assert answer.notices
    assert answer.matches[0].resolution.id == sample_id("R16-3")


def test_bands_follow_each_other() -> None:
    bands = [band_of(similarity / 100) for similarity in range(101)]
    assert [band for band, before in zip(bands, [object(), *bands], strict=False) if band != before] == [
        None, Band.RELATED, Band.SIMILAR, Band.SAME,
    ]  # fmt: skip
