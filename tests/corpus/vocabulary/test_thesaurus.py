"""The thesaurus: what holds together, and what a text names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ConfigurationError
from corpus.text.keys import Analyzer
from corpus.vocabulary.concepts import read_concepts
from corpus.vocabulary.thesaurus import Concept, Thesaurus

ROADS = Concept("roads", "راه و روسازی")
BRIDGE = Concept("bridge", "پل", synonyms=("سازهٔ پل",), broader="roads")
FOOTBRIDGE = Concept("footbridge", "پل عابر پیاده", synonyms=("روگذر پیاده",), everyday=("پل هوایی",), broader="bridge")
TAKEOFF = Concept("takeoff", "متره", everyday=("متر کردن",))
CONTRACT = Concept("contract", "پیمان", abbreviations=("FIDIC",), everyday=("توافق کاری",))
AGREEMENT = Concept("agreement", "تفاهم‌نامه", everyday=("توافق کاری",))
CONCEPTS = (ROADS, BRIDGE, FOOTBRIDGE, TAKEOFF, CONTRACT, AGREEMENT)


@pytest.fixture(scope="module")
def thesaurus(analyzer: Analyzer) -> Thesaurus:
    return Thesaurus(CONCEPTS, analyzer)


def named(thesaurus: Thesaurus, text: str) -> list[tuple[str, list[str]]]:
    mentions = thesaurus.find(text)
    return [(text[start:end], [concept.id for concept in concepts]) for start, end, concepts in mentions]


def test_concepts_stand_in_areas(thesaurus: Thesaurus) -> None:
    assert thesaurus.areas == (ROADS, TAKEOFF, CONTRACT, AGREEMENT)
    assert thesaurus.narrower(ROADS) == (BRIDGE,)
    assert thesaurus.narrower(FOOTBRIDGE) == ()
    assert thesaurus.by_id["bridge"] is BRIDGE


def test_every_shipped_concept_lies_in_one_area(shipped_thesaurus: Thesaurus) -> None:
    reached, waiting = set(), list(shipped_thesaurus.areas)
    while waiting:
        concept = waiting.pop()
        assert concept.id not in reached
        reached.add(concept.id)
        waiting += shipped_thesaurus.narrower(concept)
    assert reached == shipped_thesaurus.by_id.keys()
    assert 20 <= len(shipped_thesaurus.areas) <= 30


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("درز پل‌های شهر", [("پل‌های", ["bridge"])]),
        ("سازه پل", [("سازه پل", ["bridge"])]),
        ("پل عابر پیادهٔ میدان و پل آن", [("پل عابر پیادهٔ", ["footbridge"]), ("پل", ["bridge"])]),
        ("روگذرهای پیاده", [("روگذرهای پیاده", ["footbridge"])]),
        ("پل هوايي", [("پل هوايي", ["footbridge"])]),
        ("شرایط fidic", [("fidic", ["contract"])]),
        ("توافق کاری", [("توافق کاری", ["contract", "agreement"])]),
        ("", []),
        ("قنات", []),
    ],
)
def test_a_label_names_its_concept_however_it_is_spelled(
    text: str, found: list[tuple[str, list[str]]], thesaurus: Thesaurus
) -> None:
    assert named(thesaurus, text) == found


def test_one_word_of_a_label_names_nothing(thesaurus: Thesaurus) -> None:
    assert named(thesaurus, "ده متر پیاده و عابر راه") == []


@pytest.mark.parametrize(
    ("concepts", "told"),
    [
        ((BRIDGE, ROADS, Concept("bridge", "پلک")), "bridge"),
        ((BRIDGE, ROADS, Concept("other", "پل")), "پل"),
        ((BRIDGE,), "roads"),
        ((Concept("a", "الف", related=("b",)),), "b"),
        ((Concept("a", "الف", broader="a"),), "a"),
        ((Concept("a", "الف", broader="b"), Concept("b", "ب", broader="a")), "a"),
    ],
)
def test_concepts_that_do_not_hold_together_are_refused(
    concepts: tuple[Concept, ...], told: str, analyzer: Analyzer
) -> None:
    with pytest.raises(ConfigurationError, match=f"«{told}»"):
        Thesaurus(concepts, analyzer)


def test_a_thesaurus_may_be_empty(analyzer: Analyzer) -> None:
    empty = Thesaurus((), analyzer)
    assert (empty.find("پل"), empty.areas) == ((), ())


WORDS = st.sampled_from(
    sorted({word for concept in read_concepts() for label in concept.labels for word in label.split()})
)


@settings(max_examples=200, deadline=None)
@given(text=st.lists(WORDS | st.text(max_size=8), max_size=12).map(" ".join))
def test_mentions_are_whole_apart_and_in_order(shipped_thesaurus: Thesaurus, text: str) -> None:
    mentions = shipped_thesaurus.find(text)
    assert mentions == shipped_thesaurus.find(text)
    ends = [0]
    for mention in mentions:
        assert ends[-1] <= mention.start < mention.end <= len(text)
        assert mention.concepts
        ends.append(mention.end)
        again = shipped_thesaurus.find(text[mention.start : mention.end])
        assert again, "what was found is found where it stands alone"
