"""Keys: spellings of one word meet, different words stay apart, and every span is true."""

import gc
import gzip
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.text.display import display_text
from corpus.text.keys import Analyzer, Term, TermKind, fold

HERE = Path(__file__).parent
Z = "\u200c"


def lines(name: str) -> Iterator[str]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.replace("{z}", Z).replace("{rlm}", "\u200f").replace("{lrm}", "\u200e")


SAME = [line.split(" = ") for line in lines("same.txt")]
DIFFERENT = [line.split(" = ") for line in lines("different.txt")]
DESIGNATIONS = [(key, text) for line in lines("designations.txt") for key, texts in [line.split(": ", 1)]
                for text in texts.split(" = ")]  # fmt: skip


def of_kind(terms: list[Term], kind: TermKind) -> list[str]:
    return [term.key for term in terms if term.kind is kind]


def stems(analyzer: Analyzer, text: str) -> list[str]:
    return of_kind(analyzer.terms(text), TermKind.STEM)


def test_there_are_enough_examples() -> None:
    assert len(SAME) >= 120 and len(DIFFERENT) >= 80 and len(DESIGNATIONS) >= 80


@pytest.mark.parametrize("group", SAME, ids=lambda group: group[0])
def test_spellings_and_forms_of_one_word_meet(analyzer: Analyzer, group: list[str]) -> None:
    expected = stems(analyzer, group[0])
    assert {text: stems(analyzer, text) for text in group} == dict.fromkeys(group, expected)


@pytest.mark.parametrize("pair", DIFFERENT, ids=" ".join)
def test_different_words_stay_apart(analyzer: Analyzer, pair: list[str]) -> None:
    one, other = pair
    assert not set(stems(analyzer, one)) & set(stems(analyzer, other))


@pytest.mark.parametrize(("key", "text"), DESIGNATIONS)
def test_a_designator_and_its_number_are_one_key(analyzer: Analyzer, key: str, text: str) -> None:
    assert key in of_kind(analyzer.terms(text), TermKind.DESIGNATOR)


@pytest.mark.parametrize(
    "text",
    [
        "نشست دو روزه",
        "جلسه ۱۴۰۲/۵/۳",
        "ماده واحده",
        "بند و ماده",
        "بخش عمده",
        "نشست یک‌روزه",
        "ماده‌ای از قانون",
        "ده ماده",
    ],
)
def test_a_designator_without_a_number_is_only_a_word(analyzer: Analyzer, text: str) -> None:
    assert of_kind(analyzer.terms(text), TermKind.DESIGNATOR) == []


def test_an_exact_form_has_a_key_of_its_own(analyzer: Analyzer) -> None:
    inflected, plain = analyzer.terms(f"شهرداری{Z}های"), analyzer.terms("شهرداری")
    assert of_kind(inflected, TermKind.SURFACE) == ["=شهرداریهای"]
    assert of_kind(plain, TermKind.SURFACE) == []
    assert of_kind(inflected, TermKind.STEM) == of_kind(plain, TermKind.STEM) == ["شهرداری"]


def test_a_compound_is_found_by_its_words_however_it_is_spaced(analyzer: Analyzer) -> None:
    for text in ("صورت جلسه", f"صورت{Z}جلسه", "صورتجلسه"):
        assert of_kind(analyzer.terms(text), TermKind.COMPOUND) == ["صورت", "جلسه"]
    assert of_kind(analyzer.terms("حمل و نقل"), TermKind.COMPOUND) == ["حمل", "نقل"]
    # «کار» says nothing of a «کارشناس».
    assert of_kind(analyzer.terms("کار شناس"), TermKind.COMPOUND) == []
    # A compound that no list holds is cut where the text cuts it.
    assert of_kind(analyzer.terms(f"داده{Z}محور"), TermKind.COMPOUND) == ["داده", "محور"]


def test_quantities_and_codes_are_found_by_their_parts(analyzer: Analyzer) -> None:
    assert of_kind(analyzer.terms("۲۵۰ کیلوگرم"), TermKind.COMPOUND) == ["250", "کیلوگرم"]
    assert of_kind(analyzer.terms("۱۴۰۲/۰۳/۰۵"), TermKind.COMPOUND) == ["1402"]
    assert of_kind(analyzer.terms("C25/30"), TermKind.COMPOUND) == ["c25", "30"]
    assert of_kind(analyzer.terms("info@example.org"), TermKind.STEM) == ["info@example.org"]


def test_each_kind_of_term_covers_exactly_what_it_stands_for(analyzer: Analyzer) -> None:
    text = "در صورت جلسه نشست بیستم، ماده ۱۰ و کلان شهر های دیگر، ۲۵۰ کیلوگرم و می شود"
    covered = {(term.key, text[term.start : term.end]) for term in analyzer.terms(text)}
    assert covered >= {
        ("صورتجلسه", "صورت جلسه"),
        ("جلسه", "جلسه"),
        ("نشست#20", "نشست بیستم"),
        ("ماده#10", "ماده ۱۰"),
        ("کلانشهر", "کلان شهر های"),
        ("شهر", "شهر های"),
        ("250kg", "۲۵۰ کیلوگرم"),
        ("250", "۲۵۰"),
        ("شدن", "می شود"),
    }


def test_only_one_blank_joins_what_is_written_apart(analyzer: Analyzer) -> None:
    for text in ("صورت، جلسه", "صورت. جلسه", "صورت\n\nجلسه", "صورت (جلسه)"):
        assert stems(analyzer, text) == ["صورت", "جلسه"]


def test_keys_of_different_kinds_never_collide(analyzer: Analyzer, shared_data: Path) -> None:
    with gzip.open(shared_data / "text" / "legal.txt.gz", "rt", encoding="utf-8") as file:
        terms = analyzer.terms(display_text(file.read(400_000)))
    for term in terms:
        assert ("#" in term.key) == (term.kind is TermKind.DESIGNATOR)
        assert term.key.startswith("=") == (term.kind is TermKind.SURFACE)


def test_function_words_are_few_and_known(analyzer: Analyzer) -> None:
    function_words = f"و در به از که را با برای این آن است شد می{Z}شود می{Z}باشد باید بر تا هر نیز"
    assert all(analyzer.is_stop(stem) for stem in stems(analyzer, function_words))
    content = "شهرداری پل آسفالت ایمنی بودجه تجربه جلسه زیر بالا بزرگ نو کار سال روز آب جزء"
    assert not any(analyzer.is_stop(stem) for stem in stems(analyzer, content))


def test_the_commission_is_found_by_good_spelling(analyzer: Analyzer, shared_data: Path) -> None:
    keys = set(analyzer.keys(display_text((shared_data / "documents" / "commission.txt").read_text(encoding="utf-8"))))
    query = (
        f"کلان{Z}شهرها آیین{Z}نامهٔ کمیسیون، اولویت{Z}بندی مأموریت{Z}ها، تجربه، پروژه{Z}های زیرساختی، نشست بیست و چهارم"
    )
    assert set(of_kind(analyzer.terms(query), TermKind.STEM)) <= keys
    assert {"نشست#20", "نشست#22", "نشست#24", "نشست#16"} <= keys


def test_the_version_names_rules_lists_and_lexicon(analyzer: Analyzer) -> None:
    rules, digest, hazm = analyzer.version.split("-")
    assert rules.isdigit() and len(digest) == 8 and hazm.startswith("hazm")


def test_a_full_cache_changes_no_key(analyzer: Analyzer) -> None:
    text = " ".join(text for group in SAME for text in group)
    small = Analyzer(cache_size=3)
    assert small.terms(text) == analyzer.terms(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (f"کلان{Z}شهر", "کلانشهر"),
        ("أإآٱ مسؤول رئیس سورة نامۀ نامهٔ", "اااا مسیول رییس سوره نامه نامه"),
        ("اجراء جزء", "اجرا جز"),
        ("ماده ۱۰ و ١١", "ماده 10 و 11"),
        ("مُهَندِسِ BIM", "مهندس bim"),
        ("علي كاظمي", "علی کاظمی"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded == fold(folded)


# Whatever is typed.

WORDS = [text for group in SAME + DIFFERENT for text in group] + [text for _key, text in DESIGNATIONS]
MARKS = [Z, "ـ", "\xad", "\u200f", "\u064e", "\ud800", "\x00", "😀", "ﻻ", "ﯼ"]
LETTERS = [*"ابپتدرسشکیهمنو آئءۀ۱٢3aB%٪/.,-_#=«»()\n\t", *MARKS]
PHRASES = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
TEXTS = PHRASES | st.text(alphabet=st.sampled_from(LETTERS)) | st.text()
TWINS = str.maketrans("یک۰۱۲۳۴۵۶۷۸۹", "يك٠١٢٣٤٥٦٧٨٩")
checked = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@checked
@given(text=TEXTS)
def test_spans_cut_the_text(analyzer: Analyzer, text: str) -> None:
    tokens, terms = analyzer.tokens(text), analyzer.terms(text)
    assert all(text[token.start : token.end] == token.surface for token in tokens)
    assert all(one.end <= other.start for one, other in pairwise(tokens))
    assert all(0 <= term.start < term.end <= len(text) and term.key for term in terms)
    assert [(t.start, t.end, t.stem) for t in tokens] == [
        (t.start, t.end, t.key) for t in terms if t.kind is TermKind.STEM
    ]
    assert sorted(analyzer.keys(text)) == sorted(term.key for term in terms)


@checked
@given(text=TEXTS)
def test_arabic_twins_of_letters_and_digits_change_no_key(analyzer: Analyzer, text: str) -> None:
    assert analyzer.keys(text.translate(TWINS)) == analyzer.keys(text)


@checked
@given(text=PHRASES)
def test_display_text_has_the_keys_of_the_raw_text(analyzer: Analyzer, text: str) -> None:
    assert analyzer.keys(display_text(text)) == analyzer.keys(text)


NASTY = {
    "one endless word": "م",
    "half-spaces": Z,
    "blank, half-space": f" {Z}",
    "tatweel": "ـ",
    "stretched letters": "مـ",
    "lost half-spaces": "م¬",
    "soft hyphens": "\xad",
    "می alone": "می ",
    "endings alone": "ها ",
    "endings in one word": "هایهای",
    "an endless date": "۱/",
    "an endless code": "a-",
    "controls": "😀\x00",
    "heads of compounds": "پیاده ",
    "a compound without end": "حمل و ",
    "designators": "ماده ",
    "a list of sessions": f"نشست{Z}های بیستم و ",
    "ordinals first": "بیستمین نشست ",
    "units": "۲۵۰ کیلوگرم بر ",
    "numbers in words": "یکصد و ",
    "percent": "%",
}


def _work(analyzer: Analyzer, text: str) -> tuple[int, float]:
    """How many terms the text has, and the seconds of processor that they took: the least of three, without what
    collecting the garbage of other tests takes."""
    seconds = []
    gc.disable()
    try:
        for _ in range(3):
            began = process_time()
            count = len(analyzer.terms(display_text(text)))
            seconds.append(process_time() - began)
    finally:
        gc.enable()
    return count, min(seconds)


@pytest.mark.parametrize("piece", NASTY.values(), ids=NASTY)
def test_ten_times_the_text_is_about_ten_times_the_work(analyzer: Analyzer, piece: str) -> None:
    counts, seconds = zip(
        *(_work(analyzer, piece * (length // len(piece))) for length in (10_000, 100_000)), strict=True
    )
    assert counts[1] in (counts[0], *range(9 * counts[0], 11 * counts[0] + 12))
    # Quadratic work would be a hundred times as much; the rest is room for a busy machine.
    assert seconds[1] < 60 * max(seconds[0], 0.02)


@given(st.text())
def test_matches_are_the_spans_of_the_terms_with_those_keys(analyzer: Analyzer, text: str) -> None:
    text = f"صورت‌جلسهٔ ماده ۱۰ کلان‌شهرهای {text} ۲۵۰ کیلوگرم"
    terms = analyzer.terms(text)
    for keys in ({term.key for term in terms[::2]}, {"شهر", "ماده#10", "=کلانشهرهای"}):
        expected = {(term.start, term.end) for term in terms if term.key in keys}
        assert set(analyzer.matches(text, keys)) == expected
    assert analyzer.counted_keys(text) == (analyzer.keys(text), len(analyzer.tokens(text)))
