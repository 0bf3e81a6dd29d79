"""Synonyms in a search: what is added, what it counts, and that what is shown is what was searched."""

from collections.abc import Callable, Iterator
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from api.app import create_app
from api.asking import answer_text, ask
from api.services import Services
from corpus.errors import InvalidQuery
from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer
from corpus.vocabulary.concepts import read_concepts
from corpus.vocabulary.thesaurus import Concept, Thesaurus
from models.sparse import SparseEncoder
from search.answer import Answer
from search.evaluation.evaluate import evaluate
from search.evaluation.judgements import JudgedPassage, JudgedQuery, JudgedSet
from search.expand import WEIGHT, Expansion, added_weights, expand
from search.query import parse_query

REBAR = Concept(
    "rebar",
    "میلگرد",
    synonyms=("آرماتور", "میلگرد آجدار", "فولاد تقویت بتن"),
    everyday=("آهن بتن",),
    english=("rebar",),
)
UNDERPASS = Concept("underpass", "زیرگذر", synonyms=("گذر زیرسطحی",), abbreviations=("UP",), official=("گذر تحتانی",))
STEEL = Concept("steel", "فولاد", synonyms=("آرماتور",))
CONCEPTS = (REBAR, UNDERPASS, STEEL, Concept("lesson", "تجربه", synonyms=("درس‌آموخته",)))


@pytest.fixture(scope="module")
def thesaurus(analyzer: Analyzer) -> Thesaurus:
    return Thesaurus(CONCEPTS, analyzer)


def vocabulary_of(thesaurus: Thesaurus) -> Vocabulary:
    """Of a corpus in which every label stands once, and the word «بتن» everywhere."""
    vocabulary = Vocabulary()
    for concept in thesaurus.concepts:
        for label in concept.labels:
            keys = {*thesaurus.analyzer.keys(label), "بتن"}
            vocabulary.add(keys, len(keys))
    return vocabulary


@pytest.fixture(scope="module")
def shipped_vocabulary(shipped_thesaurus: Thesaurus) -> Vocabulary:
    return vocabulary_of(shipped_thesaurus)


def expansions_of(text: str, thesaurus: Thesaurus, vocabulary: Vocabulary | None = None) -> tuple[Expansion, ...]:
    query = parse_query(text, thesaurus.analyzer)
    return expand(query, thesaurus, vocabulary or vocabulary_of(thesaurus))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("خوردگی میلگردهای ستون", [("rebar", "میلگردهای", ("آرماتور", "فولاد تقویت بتن"))]),
        (
            "خم آرماتور",
            [("rebar", "آرماتور", ("میلگرد", "میلگرد آجدار", "فولاد تقویت بتن")), ("steel", "آرماتور", ("فولاد",))],
        ),
        ("آهن بتن", [("rebar", "آهن بتن", ("میلگرد", "آرماتور", "میلگرد آجدار", "فولاد تقویت بتن"))]),
        ("rebar", [("rebar", "rebar", ("میلگرد", "آرماتور", "میلگرد آجدار", "فولاد تقویت بتن"))]),
        ("آب در گذر تحتانی", [("underpass", "گذر تحتانی", ("زیرگذر", "گذر زیرسطحی", "UP"))]),
        (
            "میلگرد و گذر زیرسطحی",
            [("rebar", "میلگرد", ("آرماتور", "فولاد تقویت بتن")), ("underpass", "گذر زیرسطحی", ("زیرگذر", "UP"))],
        ),
        ("زیرگذر یا گذر زیرسطحی", [("underpass", "زیرگذر", ("UP",))]),
        ("قنات", []),
    ],
)
def test_what_a_query_names_is_searched_by_what_it_is_also_called(
    text: str, told: list[tuple[str, str, tuple[str, ...]]], thesaurus: Thesaurus
) -> None:
    found = [(expansion.concept, expansion.found, expansion.added) for expansion in expansions_of(text, thesaurus)]
    assert found == told


@pytest.mark.parametrize("text", ['"میلگرد"', "«زیرگذر» آب", "بتن -میلگرد", "بتن نوع:تجربه"])
def test_phrases_exclusions_and_fields_are_not_expanded(text: str, thesaurus: Thesaurus) -> None:
    assert expansions_of("تجربه", thesaurus)
    assert expansions_of(text, thesaurus) == ()


def test_what_the_query_excludes_is_not_added(thesaurus: Thesaurus) -> None:
    (expansion,) = expansions_of("میلگرد -تقویت", thesaurus)
    assert expansion.added == ("آرماتور",)


def test_a_label_with_a_word_that_the_corpus_lacks_is_not_added(thesaurus: Thesaurus) -> None:
    vocabulary = Vocabulary()
    vocabulary.add(["میلگرد", "فولاد", "بتن", "ارماتور"], 4)
    (expansion,) = expansions_of("میلگرد", thesaurus, vocabulary)
    assert expansion.added == ("آرماتور",)


def test_a_label_counts_for_at_most_half_of_the_words_it_stands_for(thesaurus: Thesaurus) -> None:
    vocabulary = vocabulary_of(thesaurus)
    (expansion,) = expansions_of("میلگرد", thesaurus, vocabulary)
    asked = vocabulary.idf("میلگرد")
    assert expansion.weights["ارماتور"] == pytest.approx(WEIGHT * min(1, asked / vocabulary.idf("ارماتور")))
    long = sum(expansion.weights[key] * vocabulary.idf(key) for key in ("فولاد", "تقویت", "بتن"))
    assert long == pytest.approx(WEIGHT * asked)


def test_synonyms_count_in_the_score_but_not_towards_a_full_match(analyzer: Analyzer) -> None:
    sparse, terms = SparseEncoder(analyzer), list(parse_query("خوردگی میلگرد", analyzer).terms)
    plain = sparse.encode_query(terms, lambda key: 1.0)
    wider = sparse.encode_query(terms, lambda key: 1.0, {"ارماتور": 0.5})
    assert wider.greatest == plain.greatest
    assert wider.keys - plain.keys == {"ارماتور"}
    assert sum(wider.vector.values) == pytest.approx(sum(plain.vector.values) + 0.5)


SHIPPED_LABELS = st.sampled_from([label for concept in read_concepts() for label in concept.labels])


@settings(max_examples=300, deadline=None)
@given(text=st.lists(SHIPPED_LABELS | st.text(max_size=10) | st.sampled_from('-"«»:'), max_size=6).map(" ".join))
@example(text="دور کف")
@example(text='پل -روگذر "زیرگذر" شهر:تهران')
def test_expansions_of_any_text_add_only_what_was_not_asked(
    shipped_thesaurus: Thesaurus, shipped_vocabulary: Vocabulary, text: str
) -> None:
    analyzer = shipped_thesaurus.analyzer
    try:
        query = parse_query(text, analyzer)
    except InvalidQuery:
        return
    expansions = expand(query, shipped_thesaurus, shipped_vocabulary)
    assert expansions == expand(query, shipped_thesaurus, shipped_vocabulary)
    asked = {term.key for term in query.terms}
    excluded = {key for words in query.excluded for key in analyzer.keys(words)}
    added = added_weights(expansions)
    assert added.keys().isdisjoint(asked | excluded)
    assert all(0 < weight <= WEIGHT for weight in added.values())
    for expansion in expansions:
        assert expansion.found in query.text
        assert expansion.added
        assert set(expansion.added) <= set(shipped_thesaurus.by_id[expansion.concept].interchangeable)
        labels = {token.stem for label in expansion.added for token in analyzer.tokens(label)}
        assert expansion.weights.keys() == {stem for stem in labels - asked if not analyzer.is_stop(stem)}


# At the doors: a site whose texts use one name each.

STEEL_TEXT = "تعویض آرماتور\n\n" + "آرماتور ستون‌های سکو زنگ زده بود و با آستر ضدخوردگی تعویض شد. " * 3
UNDERPASS_TEXT = "زیرگذر دانشگاه\n\n" + "زیرگذر دانشگاه در بارندگی پر از آب شد و پمپ اضطراری کار نکرد. " * 3
OTHER_TEXT = "نهال‌کاری\n\n" + "کاشت نهال در بوستان‌های شهر در اسفند انجام شد و آبیاری آن منظم بود. " * 3


@pytest.fixture
def site(services: Services, ingest: Callable[..., None]) -> Services:
    ingest(services, steel=STEEL_TEXT, underpass=UNDERPASS_TEXT, other=OTHER_TEXT)
    return services


@pytest.fixture
def client(site: Services) -> Iterator[TestClient]:
    with TestClient(create_app(site), raise_server_exceptions=False) as client:
        yield client


def files(answer: Answer) -> list[str]:
    return [hit.document.file_name for hit in answer.hits]


@pytest.mark.parametrize(
    ("asked", "file"), [("میلگرد", "steel.txt"), ("گذر زیرسطحی", "underpass.txt"), ("پارک محله", "other.txt")]
)
def test_a_passage_is_found_by_a_name_that_it_does_not_hold(asked: str, file: str, site: Services) -> None:
    assert files(site.searcher.search(asked)) == [file]
    plain = site.searcher.search(asked, expand=False)
    assert (plain.hits, plain.expansions) == ((), ())


def test_what_matched_by_another_name_is_marked(site: Services) -> None:
    passage = site.searcher.search("میلگرد").hits[0].passage
    assert {passage.text[start:end] for start, end in passage.highlights} == {"آرماتور"}


def test_the_words_of_the_question_outrank_their_synonyms(site: Services) -> None:
    own = "میلگرد ستون\n\n" + "میلگرد ستون‌های سکو زنگ زده بود و با آستر ضدخوردگی تعویض شد. " * 3
    site.ingestor.accept(BytesIO(own.encode()), "own.txt")
    while site.ingestor.process_next():
        pass
    site.indexer.run_until_idle()
    wider, plain = site.searcher.search("میلگرد"), site.searcher.search("میلگرد", expand=False)
    assert (files(wider), files(plain)) == (["own.txt", "steel.txt"], ["own.txt"])
    assert wider.hits[0].parts.by_words == pytest.approx(plain.hits[0].parts.by_words)
    assert wider.hits[1].parts.by_words <= WEIGHT * 1.1 * wider.hits[0].parts.by_words


def test_an_exact_phrase_stays_exact(site: Services) -> None:
    assert site.searcher.search('"میلگرد"').hits == ()


def test_a_corrected_question_is_expanded_as_it_was_meant(site: Services) -> None:
    answer = site.searcher.search("آرماتورر بوستانن")
    assert answer.corrected
    assert [expansion.found for expansion in answer.expansions] == [
        expansion.found for expansion in site.searcher.search(answer.query).expansions
    ]


def test_the_body_says_what_was_searched_and_can_be_told_not_to(client: TestClient) -> None:
    body = client.get("/api/v1/search", params={"q": "میلگرد ستون"}).json()
    assert body["expansions"] == [{"concept": "rebar", "found": "میلگرد", "added": ["آرماتور"]}]
    (hit,) = body["hits"]
    text = hit["passage"]["text"]
    marked = {text[start:end] for start, end in hit["passage"]["highlights"]}
    assert {"آرماتور", "ستون‌های"} <= marked
    plain = client.get("/api/v1/search", params={"q": "میلگرد ستون", "expand": 0}).json()
    assert plain["expansions"] == []
    assert plain["hits"][0]["score"] < hit["score"]


def test_the_page_says_so_and_leads_to_the_search_without_them_and_back(client: TestClient) -> None:
    page = LexborHTMLParser(client.get("/search", params={"q": "میلگرد"}).text)
    line = page.css_first(".synonyms")
    assert " ".join(line.text().split()) == "هم‌معنی‌ها هم جست‌وجو شد: میلگرد ← آرماتور · بدون هم‌معنی‌ها"
    assert page.css_first(".result")
    without = line.css_first("a").attributes["href"]
    assert parse_qs(urlsplit(without or "").query) == {"q": ["میلگرد"], "expand": ["0"]}
    plain = LexborHTMLParser(client.get(without or "").text)
    assert not plain.css_first(".result")
    back = plain.css_first(".synonyms a").attributes["href"]
    assert parse_qs(urlsplit(back or "").query) == {"q": ["میلگرد"]}


def test_a_document_opened_from_a_result_is_marked_as_the_result_is(client: TestClient) -> None:
    def opened(**fields: object) -> tuple[str, set[str]]:
        page = LexborHTMLParser(client.get("/search", params={"q": "میلگرد ستون"} | fields).text)
        address = page.css_first(".result-title a").attributes["href"] or ""
        document = LexborHTMLParser(client.get(address).text)
        back = document.css_first(".back a").attributes["href"] or ""
        assert parse_qs(urlsplit(back).query).get("expand") == parse_qs(urlsplit(address).query).get("expand")
        return address, {mark.text() for mark in document.css("mark")}

    address, marks = opened()
    assert (parse_qs(urlsplit(address).query), marks) == ({"q": ["میلگرد ستون"]}, {"آرماتور", "ستون‌های"})
    address, marks = opened(expand=0)
    assert parse_qs(urlsplit(address).query) == {"q": ["میلگرد ستون"], "expand": ["0"]}
    assert marks == {"ستون‌های"}


def test_the_terminal_names_what_was_searched_as_well(site: Services) -> None:
    body = ask(site, "میلگرد", 5, owning=True)
    assert "هم‌معنی‌ها هم جست‌وجو شد: میلگرد ← آرماتور" in answer_text(body).splitlines()


def test_the_choice_is_kept_from_page_to_page_and_in_the_twin(services: Services) -> None:
    for n in range(11):
        services.ingestor.accept(BytesIO(f"گزارش {n}\n\nزیرگذر شماره {n} بازدید شد.".encode()), f"{n}.txt")
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    with TestClient(create_app(services)) as client:
        page = LexborHTMLParser(client.get("/search", params={"q": "زیرگذر", "expand": 0}).text)
        links = [
            page.css_first(selector).attributes["href"] or "" for selector in (".pagination .next", ".narrowing a")
        ]
        assert [parse_qs(urlsplit(link).query)["expand"] for link in links] == [["0"], ["0"]]
        following = LexborHTMLParser(client.get(links[0]).text)
        assert len(following.css(".result")) == 1
        assert "expand=0" in (following.css_first(".pagination .previous").attributes["href"] or "")
        assert client.get(links[1]).json()["total"] == 11


def test_a_page_without_synonyms_says_nothing_of_them(client: TestClient) -> None:
    page = LexborHTMLParser(client.get("/search", params={"q": "آبیاری منظم"}).text)
    assert page.css_first(".result")
    assert not page.css_first(".synonyms")


def test_an_evaluation_with_a_thesaurus_searches_synonyms(thesaurus: Thesaurus) -> None:
    passages = (JudgedPassage("a", "خم آرماتور"), JudgedPassage("b", "آب زیرگذر"))
    judged = JudgedSet(passages, (JudgedQuery("میلگرد", {"a": 1}), JudgedQuery("زیرگذر", {"b": 1})))
    sparse = SparseEncoder(thesaurus.analyzer)
    assert evaluate(judged, ["lexical"], sparse, None).legs["lexical"]["mrr"] == 0.5
    assert evaluate(judged, ["lexical"], sparse, None, thesaurus=thesaurus).legs["lexical"]["mrr"] == 1.0
