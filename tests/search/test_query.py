"""The query language: never fails, says how it read, and prints what it parses."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import InvalidQuery
from corpus.gazetteer import BODIES, CITIES
from corpus.index.port import AnyOf, Between, Match
from corpus.text.keys import Analyzer
from search.fields import FieldCatalog
from search.query import Query, parse_query

FIELDS = FieldCatalog(CITIES, BODIES)


def parse(text: str, analyzer: Analyzer) -> Query:
    return parse_query(text, analyzer, FIELDS)


def test_words_phrases_exclusions_and_fields_are_told_apart(analyzer: Analyzer) -> None:
    query = parse('درز انبساط "پل میانی" -پیاده شهر:تهران سال:۱۳۹۵..۱۴۰۰', analyzer)
    assert query.words == "درز انبساط پل میانی"
    assert query.phrases == ("پل میانی",)
    assert query.excluded == ("پیاده",)
    assert query.where.must == (Match("city", ("tehran",)), Between("year", 1395, 1400))
    assert query.reading == (
        "درست همین عبارت: «پل میانی»",
        "بدون «پیاده»",
        "شهر: تهران",
        "سال: از ۱۳۹۵ تا ۱۴۰۰",
    )


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("شهر:تهران", Match("city", ("tehran",))),
        ("شهر: تهران", Match("city", ("tehran",))),
        ("city:tehran", Match("city", ("tehran",))),
        ('شهر:"بندر عباس"', Match("city", ("bandar-abbas",))),
        ("شهر:بندرعباس", Match("city", ("bandar-abbas",))),
        ("شهر:«خرم آباد»", Match("city", ("khorramabad",))),
        ("سال:1401", Between("year", 1401, 1401)),
        ("سال:۱۴۰۰..", Between("year", 1400, None)),
        ("سال:..۱۳۹۰", Between("year", None, 1390)),
        ("سال:۱۴۰۰..۱۳۹۵", Between("year", 1395, 1400)),
        ("نشست:بیستم", Between("session", 20, 20)),
        ("نشست:۱۶..۲۰", Between("session", 16, 20)),
        ("افق:کوتاه‌مدت", Match("horizon", ("short",))),
        ("افق:كوتاهمدت", Match("horizon", ("short",))),
        ('وضعیت:"در دست اقدام"', Match("status", ("in_progress",))),
        ("نوع:سند", Match("item_kind", ("document",))),
        ("نوع:مصوبه", AnyOf((Match("item_kind", ("resolution",)), Match("kind", ("صورت‌جلسه",))))),
        ("نوع:دستورالعمل", Match("kind", ("دستورالعمل",))),
        ("کارگروه:محصول", Match("body", ("committee-design", "committee-supervision", "group-product"))),
        ("برچسب:حفاری", Match("tags", ("حفاری",))),
    ],
)
def test_every_field_is_understood_in_any_spelling(text: str, condition: object, analyzer: Analyzer) -> None:
    assert parse(f"پل {text}", analyzer).where.must == (condition,)


def test_a_body_is_found_with_all_its_predecessors(analyzer: Analyzer) -> None:
    (condition,) = parse("پل کارگروه:کمیسیون", analyzer).where.must
    assert isinstance(condition, Match)
    assert {"commission", "group-process", "committee-contracts", "deputies-meeting"} <= set(condition.values)


def test_a_field_given_twice_may_hold_either_value(analyzer: Analyzer) -> None:
    query = parse("پل شهر:تهران شهر:قم", analyzer)
    assert query.where.must == (AnyOf((Match("city", ("tehran",)), Match("city", ("qom",)))),)


@pytest.mark.parametrize("text", ["شهر:ناکجا پل", "سال:دور پل", "سال:۹۹۹۹ پل", "افق:هیچ پل"])
def test_a_value_that_is_not_known_is_searched_as_words_and_said(text: str, analyzer: Analyzer) -> None:
    query = parse(text, analyzer)
    assert query.where.must == ()
    assert query.words == text
    assert "شناخته نشد" in query.notes[0]


@pytest.mark.parametrize(
    "text", ["ساعت ۱۰:۳۰ پل", "https://example.ir پل", "نسبت ۱:۲ پل", "۱- تدوین برنامه", "پل - تونل", "C-25"]
)
def test_what_only_looks_like_syntax_stays_words(text: str, analyzer: Analyzer) -> None:
    query = parse(text, analyzer)
    assert (query.words, query.notes, query.excluded) == (text, (), ())


@pytest.mark.parametrize("text", ['"پل', 'پل "', '""', "«پل", "- پل", 'پل -""', "پل شهر:", 'شهر:"" پل'])
def test_broken_syntax_is_searched_for_the_words_in_it(text: str, analyzer: Analyzer) -> None:
    if "پل" not in text:
        with pytest.raises(InvalidQuery):
            parse(text, analyzer)
        return
    assert any(term.key == "پل" for term in parse(text, analyzer).terms)


def test_fields_alone_are_a_query_and_exclusions_alone_are_not(analyzer: Analyzer) -> None:
    assert parse("شهر:تهران", analyzer).terms == ()
    with pytest.raises(InvalidQuery):
        parse("-پل", analyzer)


PIECES = st.sampled_from(
    ["پل", "کلان‌شهر", "شهر:تهران", "شهر:", "شهر: ", "سال:۱۴۰۰", "سال:۱۳۹۰..", '"درز انبساط"', "«پل»", '"', "«", "-", "-پل", '-"پل میانی"',
     ":", " ", "  ", "x:y", "نوع:گزارش", "وضعیت:متوقف", 'وضعیت:"در دست اقدام"', "\u200c", "؟", "۱۰:۳۰", "−", "“", "”"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.lists(PIECES, max_size=10).map("".join), st.lists(PIECES, max_size=8).map(" ".join), st.text(max_size=60)
    )
)
@example('شهر: "" پل')
@example("شهر:-پل")
def test_printing_a_query_gives_an_equivalent_one_and_parsing_never_fails(analyzer: Analyzer, text: str) -> None:
    try:
        query = parse(text, analyzer)
    except InvalidQuery:
        return
    again = parse(str(query), analyzer)
    assert again.parts == query.parts
    assert again.terms == query.terms
    assert again.where == query.where
