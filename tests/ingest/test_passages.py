"""Passages: whole sentences, within their limits, never across a heading, and always a slice of the display text."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.spans import MOST_WORDS
from corpus.types import BlockKind, Document, DocumentBlock, DocumentPage
from ingest.passages import WITH_SEPARATE_SECTIONS, split_document

SENTENCE = "شهرداری برای پایش نشست پل میانی قرارداد تازه‌ای با مشاور بست و نتیجه را گزارش کرد. "


def _document(*blocks: tuple[BlockKind, str], title: str = "گزارش پل") -> Document:
    laid, position = [], 0
    for kind, text in blocks:
        laid.append(DocumentBlock(kind, position, position + len(text), 1 if kind is BlockKind.HEADING else None))
        position += len(text) + 1
    text = "\n".join(text for _kind, text in blocks)
    pages = (DocumentPage(1, 0, len(text), "test"),)
    return Document(
        id="d",
        title=title,
        file_sha256="",
        file_name="",
        media_type="",
        text=text,
        blocks=tuple(laid),
        pages=pages,
        session_number=20,
    )


def test_passages_are_of_whole_sentences_between_80_and_180_words() -> None:
    passages = split_document(_document((BlockKind.PARAGRAPH, (SENTENCE * 60).strip())))
    assert len(passages) > 3
    for passage in passages[:-1]:
        assert 80 <= len(passage.text.split()) <= 180
        assert passage.text.rstrip().endswith("کرد.")


def test_a_heading_begins_a_passage_and_names_it() -> None:
    document = _document(
        (BlockKind.HEADING, "مقدمه"),
        (BlockKind.PARAGRAPH, (SENTENCE * 6).strip()),
        (BlockKind.HEADING, "روش پایش"),
        (BlockKind.PARAGRAPH, (SENTENCE * 6).strip()),
    )
    first, second = split_document(document, city_name="کرج")
    assert first.text.startswith("مقدمه")
    assert second.text.startswith("روش پایش")
    assert second.header == "گزارش پل › روش پایش › نشست ۲۰ › کرج"


def test_sections_too_short_to_be_passages_go_together_but_rows_of_a_sheet_do_not() -> None:
    blocks = [
        (BlockKind.HEADING, "چکیده"),
        (BlockKind.PARAGRAPH, SENTENCE),
        (BlockKind.HEADING, "زمینه"),
        (BlockKind.PARAGRAPH, SENTENCE),
    ]
    (together,) = split_document(_document(*blocks))
    assert together.header == "گزارش پل › چکیده › نشست ۲۰"
    sheet = replace(_document(*blocks), media_type=WITH_SEPARATE_SECTIONS[0])
    assert [passage.text.split()[0] for passage in split_document(sheet)] == ["چکیده", "زمینه"]


def test_a_passage_that_holds_the_title_has_it_once() -> None:
    (passage,) = split_document(_document((BlockKind.PARAGRAPH, "گزارش پل\n" + SENTENCE)))
    assert passage.header == "نشست ۲۰"


def test_what_the_title_says_already_is_not_said_again() -> None:
    (passage,) = split_document(
        _document((BlockKind.PARAGRAPH, SENTENCE), title="گزارش نشست ۲۰ در کرج"), city_name="کرج"
    )
    assert passage.header == "گزارش نشست ۲۰ در کرج"


def test_numbers_and_initials_do_not_end_a_sentence() -> None:
    text = "طول پل ۱۲.۵ متر و عرض آن ۹ متر است. م. ناظر آن را پذیرفت. " * 20
    for passage in split_document(_document((BlockKind.PARAGRAPH, text))):
        assert not passage.text.startswith(("۵ متر", "ناظر"))


def test_a_sentence_without_end_is_cut_at_the_limit() -> None:
    passages = split_document(_document((BlockKind.PARAGRAPH, "واژه " * 1_000)))
    assert [len(p.text.split()) for p in passages[:-1]] == [MOST_WORDS] * (len(passages) - 1)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM]),
            st.text(alphabet="اب م.؟\n۱2 ", min_size=1, max_size=400),
        ),
        max_size=12,
    )
)
def test_every_word_is_in_exactly_one_passage(blocks: list[tuple[BlockKind, str]]) -> None:
    document = _document(*blocks)
    passages = split_document(document)
    assert [p.text for p in passages] == [document.text[p.start : p.end] for p in passages]
    assert " ".join(" ".join(p.text.split()) for p in passages).split() == document.text.split()
    assert all(len(p.text.split()) <= MOST_WORDS for p in passages)
    assert len({p.id for p in passages}) == len(passages)
