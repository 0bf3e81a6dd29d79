"""Help for the hand: what was meant is found from the corpus's own words, and what is known is left alone."""

import pytest

from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer, fold
from search.complete import Completer, CompletionKind
from search.keyboard import as_typed_in_persian, neighbours
from search.query import parse_query
from search.suggest import Reason, Suggester, slip_cost

TEXTS = (
    "شهرداری تهران برای ترمیم نوار حفاری و آسفالت خیابان با پیمانکار قرارداد بست.",
    "آب‌گرفتگی زیرگذر در باران، خرابی درز انبساط پل و پل هوایی عابر گزارش شد.",
    "کمیسیون فنی و عمرانی کلان‌شهرها دربارهٔ مسیل، زهکشی و ایمنی کارگاه مصوبه داد. هزینه مسیل پرداخت شد.",
)


@pytest.fixture(scope="module")
def vocabulary(analyzer: Analyzer) -> Vocabulary:
    vocabulary = Vocabulary()
    for text in TEXTS * 3:
        terms = analyzer.terms(text)
        vocabulary.add({term.key for term in terms}, len(terms))
    return vocabulary


@pytest.fixture(scope="module")
def suggester(analyzer: Analyzer) -> Suggester:
    return Suggester(analyzer)


def correct(text: str, analyzer: Analyzer, suggester: Suggester, vocabulary: Vocabulary) -> str | None:
    correction = suggester.correct(parse_query(text, analyzer), vocabulary)
    return correction.text if correction else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("آسفالط", "آسفالت"),
        ("پیمانکتر", "پیمانکار"),
        ("کمیسون فنی", "کمیسیون فنی"),
        ("خیابن", "خیابان"),
        ("زیرگدر", "زیرگذر"),
        ("حفازی نوار", "حفاری نوار"),
        ("شهردرای", "شهرداری"),
        ("aivnhvd", "شهرداری"),
        ("hsthgj", "اسفالت"),
        ("\\dlhk;hv", "پیمانکار"),
        ("کل انشهر", "کلانشهر"),
        ("خیابانپیمانکار", "خیابان پیمانکار"),
    ],
)
def test_slips_of_the_hand_are_mended(
    typed: str, meant: str, analyzer: Analyzer, suggester: Suggester, vocabulary: Vocabulary
) -> None:
    corrected = correct(typed, analyzer, suggester, vocabulary)
    assert corrected is not None
    stems = [[token.stem for token in analyzer.tokens(text)] for text in (corrected, meant)]
    assert stems[0] == stems[1], corrected


@pytest.mark.parametrize(
    "text",
    [
        "شهرداری تهران",
        "كلان شهرها",
        "زعفران قائنات",
        "قنت",
        "C25/30",
        "TQM",
        "۱۴۰۲/۰۵/۱۴",
        '"آسفالط خیابان"',
        "پل -آسفالط",
        "https://example.ir",
    ],
)
def test_what_is_known_or_meant_as_it_is_stays(
    text: str, analyzer: Analyzer, suggester: Suggester, vocabulary: Vocabulary
) -> None:
    assert correct(text, analyzer, suggester, vocabulary) is None


def test_the_rest_of_the_query_is_kept_as_typed(
    analyzer: Analyzer, suggester: Suggester, vocabulary: Vocabulary
) -> None:
    query = parse_query('درز -پیاده "نوار حفاری" آسفالط، ۱۴۰۲', analyzer)
    correction = suggester.correct(query, vocabulary)
    assert correction is not None
    (change,) = correction.changes
    assert (change.original, change.reason) == ("آسفالط", Reason.SPELLING)
    assert correction.text == str(query).replace("آسفالط", change.replacement)


def test_the_commoner_of_two_words_equally_near_is_meant(analyzer: Analyzer, suggester: Suggester) -> None:
    vocabulary = Vocabulary()
    for _ in range(30):
        vocabulary.add({"زهکشی"}, 1)
    vocabulary.add({"زهکشد"}, 1)
    meant = correct("زهکشط", analyzer, suggester, vocabulary)
    assert meant is not None
    assert fold(meant) == "زهکشی"


def test_new_words_of_a_growing_corpus_are_suggested(analyzer: Analyzer) -> None:
    suggester, vocabulary = Suggester(analyzer), Vocabulary()
    vocabulary.add({"پل"}, 1)
    assert correct("ژئوتکستال", analyzer, suggester, vocabulary) is None
    vocabulary.add({"ژیوتکستایل"}, 1)
    assert correct("ژئوتکستال", analyzer, suggester, vocabulary) == "ژیوتکستایل"


def test_an_empty_corpus_suggests_nothing(analyzer: Analyzer, suggester: Suggester) -> None:
    assert correct("آسفالط", analyzer, suggester, Vocabulary()) is None


def test_slips_cost_what_they_are_worth() -> None:
    assert slip_cost("پل", "پل") == 0
    assert slip_cost("آسفالط", "آسفالت") < slip_cost("آسفالم", "آسفالت")
    assert slip_cost("شهردرای", "شهرداری") < slip_cost("شهدذاری", "شهرداری")
    assert neighbours("ت") >= {"ا", "ن"}


def test_english_layout_typing_is_read_by_its_keys() -> None:
    assert "شهرداری" in as_typed_in_persian("aivnhvd")
    assert "آسفالت" in as_typed_in_persian("Hsthgj")
    assert list(as_typed_in_persian("a=b")) == []


@pytest.mark.parametrize("typed", ["گزارش پا", "گزارش پايش پ", "گزارش پایش پُل"])
def test_titles_are_completed_however_they_are_spelt(typed: str) -> None:
    completer = Completer(["گزارش پایش پل میانی", "دستورالعمل ترمیم حفاری", "گزارش روسازی"])
    assert "گزارش پایش پل میانی" in [completion.text for completion in completer.complete(typed)]


def test_terms_are_completed_in_the_spelling_of_most_titles() -> None:
    completer = Completer(["ایمنی کلان‌شهرها", "برنامهٔ کلان‌شهرها", "طرح کلانشهرها"])
    terms = [c.text for c in completer.complete("کلانش") if c.kind is CompletionKind.TERM]
    assert terms == ["کلان‌شهرها"]


@pytest.mark.parametrize("typed", ["", "  ", "؟", "\u200c"])
def test_nothing_typed_completes_nothing(typed: str) -> None:
    assert Completer(["گزارش پایش"]).complete(typed) == []
