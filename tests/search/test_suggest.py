"""Help for the hand: what was meant is found from the corpus's own words, and what is known is left alone."""

import gzip
import json
from pathlib import Path
from random import Random

import pytest

from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer, fold
from corpus.types import ItemKind
from corpus.vocabulary.thesaurus import Concept
from search.complete import Completer, CompletionKind, Titled
from search.evaluation.perturb import LETTERS, mistype
from search.keyboard import as_typed_in_latin, as_typed_in_persian, neighbours
from search.known_words import KnownWords
from search.query import parse_query
from search.slips import slip_cost, sound
from search.suggest import Correction, Reason, Suggester

TEXTS = (
    "شهرداری تهران برای ترمیم نوار حفاری و آسفالت خیابان با پیمانکار قرارداد بست.",
    "آب‌گرفتگی زیرگذر در باران، خرابی درز انبساط پل و پل هوایی عابر گزارش شد.",
    "کمیسیون فنی و عمرانی کلان‌شهرها دربارهٔ TQM، مسیل، زهکشی و ایمنی کارگاه مصوبه داد. هزینه مسیل پرداخت شد.",
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
        ("aivnhvd nv fhvhk", "شهرداری در باران"),
        ("فضپ", "TQM"),
        ("خیابانپیمانکار", "خیابان پیمانکار"),
        ("پلهوایی", "پل هوایی"),
        ("آب گرفطگی", "آب گرفتگی"),
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
        "خیلی درست حالا",
        "نپرداخت",
        "excel",
        "شهر:تهرات",
        "ساعت:آسفالط",
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
    assert correct("ژئوتکستال", analyzer, suggester, vocabulary) == "ژئوتکستایل"


def test_an_empty_corpus_suggests_nothing(analyzer: Analyzer, suggester: Suggester) -> None:
    assert correct("آسفالط", analyzer, suggester, Vocabulary()) is None


def test_a_text_is_corrected_as_its_query_is(analyzer: Analyzer, suggester: Suggester, vocabulary: Vocabulary) -> None:
    text = 'آسفالط "نوار حفازی" شهر:تهرات -پیمانکتر'
    correction = suggester.correct(text, vocabulary)
    assert correction == suggester.correct(parse_query(text, analyzer), vocabulary)
    assert correction is not None
    assert correction.text == text.replace("آسفالط", "آسفالت")


def test_what_was_corrected_needs_no_second_correction(suggester: Suggester, vocabulary: Vocabulary) -> None:
    for typed in ("آسفالط پلهوایی", "aivnhvd", "کل انشهر پیمانکتر", "کلام‌شهر"):
        correction = suggester.correct(typed, vocabulary)
        assert correction is not None
        assert suggester.correct(correction.text, vocabulary) is None


@pytest.mark.parametrize(
    ("held", "typed", "confident"),
    [
        ({"مناقصه": 9}, "مناقثه", True),
        # Either may have been meant.
        ({"تراکم": 9, "تراکت": 9}, "تراکد", False),
        # A real word that sounds like one that the corpus has.
        ({"اساس": 9}, "اثاث", False),
    ],
)
def test_a_correction_says_whether_it_is_sure(
    held: dict[str, int], typed: str, confident: bool, analyzer: Analyzer
) -> None:
    vocabulary = Vocabulary()
    for word, count in held.items():
        for _ in range(count):
            vocabulary.add({word}, 1)
    correction = Suggester(analyzer).correct(typed, vocabulary)
    assert correction is not None
    assert fold(correction.text) in held
    assert (correction.confident, correction.changes[0].confident) == (confident, confident)


def test_half_spaces_and_letters_that_were_right_stay(suggester: Suggester, vocabulary: Vocabulary) -> None:
    correction = suggester.correct("کلام‌شهرها", vocabulary)
    assert correction is not None
    assert correction.text == "کلان‌شهرها"


@pytest.mark.parametrize("slips", [0, 1, 2])
def test_every_word_that_is_near_is_found(slips: int) -> None:
    from rapidfuzz.distance import OSA

    random = Random(7)
    words = {"".join(random.choices(LETTERS, k=random.randint(2, 7))) for _ in range(500)}
    words |= {mistype(word, random) for word in sorted(words)}
    vocabulary = Vocabulary()
    vocabulary.add(words, len(words))
    known = KnownWords(vocabulary)
    for word in sorted(words)[::20]:
        near = {other for other in words if OSA.distance(sound(word), sound(other)) <= slips}
        assert set(known.near(word, slips)) == near


def test_what_is_no_persian_word_is_no_known_word() -> None:
    vocabulary = Vocabulary()
    vocabulary.add({"پل", "=پلها", "ماده#10", "tqm", "c25/30", "1402"}, 6)
    assert KnownWords(vocabulary).counts == {"پل": 1, "پلها": 1}


def test_most_of_what_people_misspelt_is_mended(analyzer: Analyzer, shared_data: Path) -> None:
    with gzip.open(shared_data / "documents" / "spelling_sentences.jsonl.gz", "rt", encoding="utf-8") as lines:
        sentences = [json.loads(line) for line in lines]
    vocabulary = Vocabulary()
    for sentence in sentences:
        keys = analyzer.keys(sentence["right"])
        vocabulary.add(set(keys), len(keys))
    suggester = Suggester(analyzer)
    mended = [
        (correction, meant)
        for typed, meant in misspelt(sentences[:1500], analyzer)
        if (correction := suggester.correct(typed, vocabulary))
    ]
    assert len(mended) > 300
    assert share_right(mended, analyzer) > 0.75
    assert share_right([(each, meant) for each, meant in mended if each.confident], analyzer) > 0.9


def misspelt(sentences: list[dict[str, str]], analyzer: Analyzer) -> list[tuple[str, str]]:
    """What was typed and what was meant, word by word, where two sentences have as many words."""
    pairs = []
    for sentence in sentences:
        typed, meant = ([token.surface for token in analyzer.tokens(sentence[side])] for side in ("wrong", "right"))
        if len(typed) == len(meant):
            pairs += [pair for pair in zip(typed, meant, strict=True) if fold(pair[0]) != fold(pair[1])]
    return pairs


def share_right(mended: list[tuple[Correction, str]], analyzer: Analyzer) -> float:
    def stems(text: str) -> list[str]:
        return [token.stem for token in analyzer.tokens(text)]

    return sum(stems(correction.text) == stems(meant) for correction, meant in mended) / len(mended)


def test_slips_cost_what_they_are_worth() -> None:
    assert slip_cost("پل", "پل") == 0
    assert slip_cost("آسفالط", "آسفالت") < slip_cost("آسفالم", "آسفالت")
    assert slip_cost("شهردرای", "شهرداری") < slip_cost("شهدذاری", "شهرداری")
    assert neighbours("ت") >= {"ا", "ن"}


def test_english_layout_typing_is_read_by_its_keys() -> None:
    assert "شهرداری" in as_typed_in_persian("aivnhvd")
    assert "آسفالت" in as_typed_in_persian("Hsthgj")
    assert list(as_typed_in_persian("a=b")) == []


def test_persian_layout_typing_is_read_by_its_keys() -> None:
    assert "tqm" in as_typed_in_latin("فضپ")
    assert "c25/30" in as_typed_in_latin("ز۲۵/۳۰")
    assert list(as_typed_in_latin("«فضپ»")) == []


def _documents(*titles: str) -> list[Titled]:
    return [Titled(title, ItemKind.DOCUMENT, str(number)) for number, title in enumerate(titles)]


@pytest.mark.parametrize("typed", ["گزارش پا", "گزارش پايش پ", "گزارش پایش پُل"])
def test_titles_are_completed_however_they_are_spelt(typed: str) -> None:
    completer = Completer(_documents("گزارش پایش پل میانی", "دستورالعمل ترمیم حفاری", "گزارش روسازی"))
    assert "گزارش پایش پل میانی" in [completion.text for completion in completer.complete(typed)]


def test_terms_are_completed_in_the_spelling_of_most_titles() -> None:
    completer = Completer(_documents("ایمنی کلان‌شهرها", "برنامهٔ کلان‌شهرها", "طرح کلانشهرها"))
    terms = [c.text for c in completer.complete("کلانش") if c.kind is CompletionKind.TERM]
    assert terms == ["کلان‌شهرها"]


@pytest.mark.parametrize("typed", ["", "  ", "؟", "\u200c"])
def test_nothing_typed_completes_nothing(typed: str) -> None:
    assert Completer(_documents("گزارش پایش")).complete(typed) == []


def test_a_title_leads_to_its_item_unless_two_items_have_it() -> None:
    completer = Completer(_documents("گزارش پایش پل", "گزارش روسازی", "گزارش روسازی"))
    offered = [*completer.complete("گزارش ر"), *completer.complete("گزارش پا")]
    leads = {one.text: one.item_id for one in offered if one.kind is CompletionKind.TITLE}
    assert leads == {"گزارش پایش پل": "0", "گزارش روسازی": None}


def test_concepts_are_offered_by_any_of_their_names_and_first() -> None:
    concepts = [Concept("levee", "دیوار حائل", synonyms=("دیوار نگهبان",)), Concept("bridge", "پل")]
    completer = Completer(_documents("بازدید دیوار نگهبان"), concepts, lambda concept: concept.id != "bridge")
    offered = [(one.text, one.kind) for one in completer.complete("دیوار نگ")]
    assert offered[:2] == [("دیوار حائل", CompletionKind.CONCEPT), ("بازدید دیوار نگهبان", CompletionKind.TITLE)]
    assert completer.complete("پل") == []


def test_a_resolution_is_offered_by_its_number_and_session_in_any_digits() -> None:
    completer = Completer([Titled("مصوبهٔ ۴ نشست ۲۰", ItemKind.RESOLUTION, "r-20-4")])
    (offered,) = completer.complete("مصوبه 4 نشست 2")
    assert (offered.item_kind, offered.item_id) == (ItemKind.RESOLUTION, "r-20-4")
    # Its number finishes no other question.
    assert {one.kind for one in completer.complete("مصو")} == {CompletionKind.TITLE}
