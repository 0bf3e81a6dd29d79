"""The door to search, over a small site made of real files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.services import Services
from corpus.errors import InvalidQuery
from search.answer import Answer

BRIDGE = "بازدید پل\n\n" + "درز انبساط پل‌های شهری در زمستان آسیب می‌بیند و باید هر سال بازدید شود. " * 3
TUNNEL = "تونل مشترک\n\n" + "همکاری شهرداریهای کلانشهرها در ساخت تونل تأسیسات صرفه‌جویی آورد. " * 3
PAVING = "روسازی\n\n" + "شیار افتادن آسفالت در گرما با قیر مناسب کم می‌شود و شهردار منطقه آن را پذیرفت. " * 3


@pytest.fixture
def site(services: Services, ingest: Callable[..., None]) -> Services:
    ingest(services, bridge=BRIDGE, tunnel=TUNNEL, paving=PAVING)
    return services


def _marked(answer: Answer) -> list[str]:
    passage = answer.hits[0].passage
    return [passage.text[start:end] for start, end in passage.highlights]


def test_the_item_with_the_words_is_found_and_its_words_are_marked(site: Services) -> None:
    answer = site.searcher.search("درز انبساط پل")
    assert answer.hits[0].document.file_name == "bridge.txt"
    assert set(_marked(answer)) >= {"درز", "انبساط"}
    assert answer.hits[0].parts.by_words > 0
    assert answer.legs == ("lexical",)
    assert any("معنایی" in notice for notice in answer.notices)


@pytest.mark.parametrize("query", ["کلان‌شهرها", "كلان شهرها", "کلانشهر", "کلان‌شهرهای"])
def test_a_word_is_found_however_it_is_spelt_and_marked_as_the_text_spells_it(site: Services, query: str) -> None:
    answer = site.searcher.search(query)
    assert [hit.document.file_name for hit in answer.hits] == ["tunnel.txt"]
    assert "کلانشهرها" in _marked(answer)


def test_words_that_nobody_wrote_find_nothing(site: Services) -> None:
    answer = site.searcher.search("زعفران قائنات")
    assert (answer.hits, answer.total) == ((), 0)


def test_function_words_alone_do_not_make_a_hit(site: Services) -> None:
    assert site.searcher.search("زعفران در و با").total == 0


def test_a_site_without_documents_answers_empty(services: Services) -> None:
    assert services.searcher.search("پل").hits == ()


def test_an_item_comes_once_with_its_further_passages(services: Services, ingest: Callable[..., None]) -> None:
    long = "\n".join(f"بند {n}: درز انبساط پل شماره {n} بازدید شد و گزارش آن در پرونده است." * 8 for n in range(20))
    ingest(services, long=long, other=PAVING)
    answer = services.searcher.search("درز انبساط")
    assert [hit.document.file_name for hit in answer.hits] == ["long.txt"]
    assert len(answer.hits[0].more) == 2
    scores = [answer.hits[0].passage.score, *(passage.score for passage in answer.hits[0].more)]
    assert scores == sorted(scores, reverse=True)


def test_pages_hold_every_item_once(services: Services, ingest: Callable[..., None]) -> None:
    ingest(services, **{f"f{n}": f"گزارش شماره {n}\n\nلایروبی کانال منطقه {n} انجام شد." for n in range(25)})
    pages = [services.searcher.search("لایروبی کانال", page=page, page_size=10) for page in (1, 2, 3, 4)]
    ids = [hit.id for answer in pages for hit in answer.hits]
    assert [len(answer.hits) for answer in pages] == [10, 10, 5, 0]
    assert len(set(ids)) == 25
    assert all((answer.total, answer.pages) == (25, 3) for answer in pages)


def test_more_than_the_engines_default_of_ten_candidates_are_fused(
    services: Services, ingest: Callable[..., None]
) -> None:
    ingest(services, **{f"f{n}": f"گزارش شماره {n}\n\nلایروبی کانال منطقه {n} انجام شد." for n in range(60)})
    assert len(services.searcher.search("لایروبی کانال", page_size=50).hits) == 50


@pytest.mark.parametrize("query", ["", "   ", "؟!.،", "\x00", "\u200c", "ا" * 10_000], ids=repr)
def test_a_query_that_cannot_be_searched_is_refused_with_a_sentence(site: Services, query: str) -> None:
    with pytest.raises(InvalidQuery, match=r"\w"):
        site.searcher.search(query)


@pytest.mark.parametrize("query", ["\ud800پل", "پل\x00", "\u202eپل", "😀 پل"])
def test_odd_characters_do_not_keep_a_word_from_being_found(site: Services, query: str) -> None:
    assert site.searcher.search(query).hits[0].document.file_name == "bridge.txt"


def test_a_page_that_cannot_be_is_refused(site: Services) -> None:
    with pytest.raises(InvalidQuery):
        site.searcher.search("پل", page=0)


def test_an_exact_phrase_must_stand_together_in_the_same_forms(site: Services) -> None:
    assert [hit.title for hit in site.searcher.search('"انبساط پل‌های شهری"').hits] == ["بازدید پل"]
    assert [hit.title for hit in site.searcher.search('"انبساط پلهای شهری"').hits] == ["بازدید پل"]
    assert site.searcher.search('"پل‌های انبساط شهری"').hits == ()
    assert site.searcher.search('"انبساط پل"').hits == ()


def test_what_shares_no_word_and_means_nothing_alike_is_not_found(
    make_services: Callable[..., Services], make_model: Callable[..., Path], ingest: Callable[..., None]
) -> None:
    meanings = {"پل": (1.0, 0.0), "معبر": (1.0, 0.1), "نهال": (-1.0, 0.0), "جاده": (-1.0, -0.1)}
    services = make_services(model=str(make_model(meanings)))
    services.ownership.take()
    services.migrate()
    ingest(services, bridge="پل", tree="نهال", road="جاده و معبر")
    answer = services.searcher.search("معبر", weak=True)
    assert answer.legs == ("lexical", "dense")
    assert {hit.document.file_name for hit in answer.hits} == {"bridge.txt", "road.txt"}
    assert all(hit.parts.by_words > 0 or hit.parts.by_meaning > 0 for hit in answer.hits)


def test_what_is_excluded_in_any_form_is_not_found(services: Services, ingest: Callable[..., None]) -> None:
    ingest(
        services,
        a="گزارش لایروبی کانال شرقی",
        b="گزارش لایروبی کانال با پیمانکارها",
        c="گزارش لایروبی قنات",
    )
    titles = lambda query: sorted(hit.document.file_name[0] for hit in services.searcher.search(query).hits)  # noqa: E731
    assert titles("لایروبی -پیمانکار") == ["a", "c"]
    assert titles('لایروبی -"کانال شرقی"') == ["b", "c"]
    assert titles("لایروبی -کانال") == ["c"]


def test_fields_narrow_the_answer_and_stand_alone(services: Services, ingest: Callable[..., None]) -> None:
    ingest(
        services,
        tehran="گزارش شهرداری تهران ۱۴ مهر ۱۴۰۱\n\nلایروبی کانال انجام شد.",
        qom="گزارش شهرداری قم ۳ آبان ۱۳۹۵\n\nلایروبی کانال انجام شد.",
    )
    names = lambda query: [hit.document.file_name for hit in services.searcher.search(query).hits]  # noqa: E731
    assert names("لایروبی شهر:تهران") == ["tehran.txt"]
    assert names("لایروبی سال:۱۳۹۰..۱۳۹۹") == ["qom.txt"]
    assert names("شهر:قم") == ["qom.txt"]
    assert names("سال:1390..") == ["tehran.txt", "qom.txt"]
    assert names("لایروبی شهر:یزد") == []
    assert services.searcher.search("لایروبی شهر:تهران").reading == ("شهر: تهران",)


def test_a_misspelt_query_that_finds_nothing_is_searched_as_it_was_meant_and_says_so(site: Services) -> None:
    answer = site.searcher.search("آسفالط")
    assert answer.hits[0].document.file_name == "paving.txt"
    assert (answer.typed, answer.corrected) == ("آسفالط", True)
    assert site.searcher.search("آسفالط", exact=True).hits == ()


def test_a_misspelt_word_beside_known_ones_is_only_asked_about(site: Services) -> None:
    answer = site.searcher.search("آسفالط گرما")
    assert answer.corrected is False
    assert answer.suggestion is not None
    assert site.searcher.search(answer.suggestion).suggestion is None


def test_what_cannot_be_mended_finds_nothing(site: Services) -> None:
    answer = site.searcher.search("زعفران قائنات")
    assert (answer.total, answer.corrected, answer.suggestion) == (0, False, None)
