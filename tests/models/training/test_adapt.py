"""Learning from a site's own texts: what belongs together there, what is held back, and what is found."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from corpus.errors import InvalidModel
from corpus.text.keys import Analyzer
from corpus.types import ItemKind, Lesson, Meeting, Passage, Resolution
from models.training.adapt import HeldBackQuery, Trial, adapt, hold_back, site_trial
from models.training.folder import read_model, write_model
from models.training.site import SiteItem, site_items
from models.training.sources import Pair
from models.training.words import Words, choose_words

KNOWN = ("پل", "تونل", "درز", "آب", "قیر", "قنات")


@pytest.fixture
def words() -> Words:
    return choose_words(KNOWN, {"پلک": 9, "تونلک": 9})


def _passage(item: str, ordinal: int, text: str, section: str = "") -> Passage:
    return Passage(
        f"{item}-{ordinal}", ItemKind.DOCUMENT, item, 1, ordinal, text, 0, len(text), "", section, None, item
    )


def _texts(items: list[SiteItem]) -> dict[str, set[tuple[str, str]]]:
    return {item.id: {(pair.a, pair.b) for pair in item.pairs} for item in items}


def test_what_was_written_is_read_as_it_was(words: Words, tmp_path: Path) -> None:
    vectors = np.random.default_rng(3).standard_normal((words.row_count, 16), dtype=np.float32)
    vectors[0] = 0
    write_model(tmp_path, words, vectors)
    read, stored = read_model(tmp_path)
    assert read == words
    assert np.abs(stored - vectors).max() <= np.abs(vectors).max() / 127
    write_model(tmp_path / "again", read, stored)
    assert np.array_equal(read_model(tmp_path / "again")[1], stored)


@pytest.mark.parametrize("missing", ["mapping", "weights"])
def test_other_static_models_are_not_taken_for_ours(words: Words, tmp_path: Path, missing: str) -> None:
    write_model(tmp_path, words, np.ones((words.row_count, 4), dtype=np.float32))
    tensors = load_file(tmp_path / "model.safetensors")
    del tensors[missing]
    save_file(tensors, tmp_path / "model.safetensors")
    with pytest.raises(InvalidModel, match="از نوع مدل خود ما نیست"):
        read_model(tmp_path)


def test_a_tokenizer_that_cuts_otherwise_is_not_taken_for_ours(words: Words, tmp_path: Path) -> None:
    from tokenizers.pre_tokenizers import Whitespace

    write_model(tmp_path, words, np.ones((words.row_count, 4), dtype=np.float32))
    tokenizer = words.tokenizer()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(InvalidModel, match="به شیوهٔ دیگری"):
        read_model(tmp_path)


def test_titles_and_headings_belong_to_the_texts_under_them_and_neighbours_to_each_other() -> None:
    passages = [
        _passage("d1", 1, "سیلاب آمد.", "سیلاب"),
        _passage("d1", 0, "گزارش پل\nعلت\nدرز شکست.", "علت"),
        _passage("d2", 0, "علت\nقیر بد بود.", "علت"),
    ]
    found = _texts(site_items({"d1": "گزارش پل", "d2": "گزارش آسفالت"}, passages, [], []))
    assert found == {
        "d1": {
            ("گزارش پل", "درز شکست."),
            ("گزارش پل", "سیلاب آمد."),
            ("سیلاب", "سیلاب آمد."),
            ("درز شکست.", "سیلاب آمد."),
        },
        # «علت» is a heading of both, and so of neither.
        "d2": {("گزارش آسفالت", "قیر بد بود.")},
    }


def test_lessons_and_minutes_are_held_together_with_the_file_that_they_came_from() -> None:
    lesson = Lesson("l1", "نشست نوار", None, "نوار نشست.", "", "تراکم آزموده شود.", action="کنده شد.", document_id="d1")
    meeting = Meeting("m1", 17, "نشست", agenda=("ترمیم حفاری", "تونل"))
    resolutions = [Resolution("r1", "m1", 1, "دستورالعمل نوشته شود."), Resolution("r2", "m1", 2, "گود پایش شود.")]
    found = _texts(site_items({"d1": "کاربرگ"}, [_passage("d1", 0, "متن.")], [lesson], [(meeting, resolutions)]))
    assert found == {
        "d1": {("کاربرگ", "متن."), ("نوار نشست.", "کنده شد.\nتراکم آزموده شود."), ("نشست نوار", "نوار نشست.")},
        "m1": {("ترمیم حفاری\nتونل", "دستورالعمل نوشته شود."), ("ترمیم حفاری\nتونل", "گود پایش شود.")},
    }


def test_whole_items_are_held_back_and_nothing_of_them_is_learned_elsewhere() -> None:
    items = [
        SiteItem(
            f"d{number}", (Pair("site", f"عنوان {number}", f"متن {number}"), Pair("site", "نامه", f"پیوست {number}"))
        )
        for number in range(400)
    ]
    learned, held = hold_back(items)
    assert 20 <= len(held) <= 60
    assert {item.id for item in learned}.isdisjoint(item.id for item in held)
    assert len(learned) + len(held) == 400
    seen = {text for item in learned for pair in item.pairs for text in (pair.a, pair.b)}
    assert seen.isdisjoint(text for item in held for pair in item.pairs for text in (pair.a, pair.b))
    assert hold_back(items[::-1])[1] == held[::-1]


def test_a_trial_ranks_by_cosine_and_never_finds_the_question_itself(words: Words, analyzer: Analyzer) -> None:
    vectors = np.zeros((words.row_count, 2), dtype=np.float32)
    vectors[1], vectors[2], vectors[3] = (1, 0), (3, 1), (0, 1)
    trial = Trial([HeldBackQuery("d", "پل", frozenset({"تونل"}))], ["درز", "پل", "تونل", "تونل"], words, analyzer)
    [ranking] = trial.rankings(vectors)
    assert [text for text in ranking if text != "پل"] == ["تونل", "درز"]
    assert ranking[0] != "پل"


def test_a_question_that_several_items_ask_is_answered_by_each(words: Words, analyzer: Analyzer) -> None:
    items = [SiteItem("a", (Pair("site", "پل", "درز"),)), SiteItem("b", (Pair("site", "پل", "آب"),))]
    trial = site_trial(items, items[:1], words, analyzer)
    assert [query.relevant for query in trial.queries] == [frozenset({"درز", "آب"})]


def test_what_the_site_puts_together_comes_together_and_the_given_vectors_stay(analyzer: Analyzer) -> None:
    names = [f"w{number}" for number in range(500)]
    words = choose_words([*names, "پل", "آب"], {})
    vectors = np.random.default_rng(5).standard_normal((words.row_count, 16), dtype=np.float32) / 20
    vectors[0] = 0
    given = vectors.copy()
    items = [SiteItem(name, (Pair("site", name, other),)) for name, other in zip(names[::2], names[1::2], strict=True)]
    learned = adapt(vectors, words, analyzer, items, seed=1)
    trial = site_trial(items, items, words, analyzer)

    def at_first(of: np.ndarray) -> int:
        return sum(
            ranking[0] in query.relevant for query, ranking in zip(trial.queries, trial.rankings(of), strict=True)
        )

    assert at_first(learned) > at_first(vectors) + 20
    assert np.array_equal(vectors, given)
    assert not learned[0].any()
