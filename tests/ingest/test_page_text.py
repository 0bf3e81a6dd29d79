"""A page's text as people edit it, and back: what was left alone stays what it was."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnusableText
from corpus.types import BY_HAND, BlockKind, Document, DocumentBlock, PageText
from ingest.page_text import corrected, cut, editable, join, lay_out
from ingest.passages import split_document
from ingest.readers.blocks import Block, Page
from ingest.readers.tables import table_block

TABLE = table_block([("ردیف", "شرح", "مبلغ"), ("", "لکه‌گیری", "۱۲٫۵"), ("۲", "", "")])
BLOCKS = (
    Block(BlockKind.HEADER, "سربرگ"),
    Block(BlockKind.HEADING, "هزینه‌ها", 2),
    Block(BlockKind.PARAGRAPH, "سطر نخست\n\nسطر دوم"),
    Block(BlockKind.LIST_ITEM, "۱- یکم"),
    Block(BlockKind.LIST_ITEM, "الف- دیگر"),
    TABLE,
    Block(BlockKind.FOOTNOTE, "یادداشت"),
)
PAGE = lay_out(Page(3, "pdfminer", BLOCKS, 0.5, ("هشدار",)))
EDITABLE = """هزینه‌ها

سطر نخست
سطر دوم

۱- یکم

الف- دیگر

ردیف | شرح | مبلغ
| لکه‌گیری | ۱۲٫۵
۲ |  |

یادداشت"""

_words = st.text("ابپ۱۲ab|-. \n\u200cيك", min_size=1, max_size=12)
_blocks = st.one_of(
    st.builds(Block, st.sampled_from([kind for kind in BlockKind if kind is not BlockKind.TABLE]), _words),
    st.lists(st.tuples(_words, _words, _words), min_size=1, max_size=3).map(table_block),
)


def pieces(page: PageText) -> list[tuple[BlockKind, str]]:
    return [(block.kind, page.text[block.start : block.end]) for block in page.blocks]


def document(pages: Sequence[PageText]) -> Document:
    text, laid, blocks = join(pages)
    return Document("d", "t", "f", "f.pdf", "application/pdf", text, pages=laid, blocks=blocks)


def test_a_page_is_shown_as_text_with_an_empty_line_between_blocks() -> None:
    assert editable(PAGE) == EDITABLE


def test_what_is_left_alone_stays_as_it_was_and_is_confirmed_by_hand() -> None:
    same = corrected(PAGE, EDITABLE.replace("\n", "\r\n"))
    assert (same.text, same.blocks) == (PAGE.text, PAGE.blocks)
    assert (same.reader, same.quality, same.warnings) == (BY_HAND, 1.0, ())


@given(st.lists(_blocks, max_size=6))
def test_every_page_comes_back_from_its_editable_text(blocks: list[Block]) -> None:
    page = lay_out(Page(1, "r", tuple(blocks)))
    if editable(page).strip():
        back = corrected(page, editable(page))
        assert (back.text, back.blocks) == (page.text, page.blocks)


def test_what_is_mended_stays_what_it_was() -> None:
    mended = corrected(PAGE, EDITABLE.replace("هزینه‌ها", "هزینه‌های سال").replace("یادداشت", "یادداشت ۱"))
    assert pieces(mended)[0] == (BlockKind.HEADING, "هزینه‌های سال")
    assert mended.blocks[0].level == 2
    assert pieces(mended)[-1] == (BlockKind.FOOTNOTE, "یادداشت ۱")


def test_a_cell_is_filled_in_its_column() -> None:
    mended = corrected(PAGE, EDITABLE.replace("| لکه‌گیری", "۱ | لکه‌گیری"))
    (table,) = [block for block in mended.blocks if block.kind is BlockKind.TABLE]
    assert mended.text[table.start : table.end] == "ردیف | شرح | مبلغ\n۱ | لکه‌گیری | ۱۲٫۵\n۲"
    assert table.columns is None
    mended = corrected(PAGE, EDITABLE.replace("۲ |  |", "۲ |  | ۴۰"))
    (table,) = [block for block in mended.blocks if block.kind is BlockKind.TABLE]
    assert table.columns == ((0, 1, 2), (1, 2), (0, 2))


def test_what_is_new_is_told_by_its_look() -> None:
    typed = "بند تازه\n\n۱- یکم\n۲- دوم\nدنبالهٔ دوم\n\nالف | ب\nC25/30 | a|b"
    made = corrected(PageText(1, "r", "", ()), typed)
    assert pieces(made) == [
        (BlockKind.PARAGRAPH, "بند تازه"),
        (BlockKind.LIST_ITEM, "۱- یکم"),
        (BlockKind.LIST_ITEM, "۲- دوم\nدنبالهٔ دوم"),
        (BlockKind.TABLE, "الف | ب\nC25/30 | a|b"),
    ]


def test_typed_text_is_display_text() -> None:
    assert corrected(PAGE, " \u200fكتابهاي\u200b ").text == "کتابهای"


@pytest.mark.parametrize("typed", ["", " \r\n \u200b\n", "ا" * 1_000_001], ids=["nothing", "blanks", "a book"])
def test_what_is_no_page_s_text_is_refused(typed: str) -> None:
    with pytest.raises(UnusableText):
        corrected(PAGE, typed)


def test_pages_cut_out_of_a_document_make_it_again() -> None:
    empty = lay_out(Page(2, "pdfminer", (), None, ("خالی",)))
    last = lay_out(Page(4, "pdfminer", ()))
    pages = (lay_out(Page(1, "pdfminer", BLOCKS[1:3])), empty, PAGE, last)
    assert cut(document(pages)) == pages


def test_an_empty_page_takes_nothing_from_the_next_one() -> None:
    text = "متن صفحهٔ سوم " * 20
    pages = [
        lay_out(Page(1, "r", (Block(BlockKind.PARAGRAPH, "صفحهٔ یکم " * 100),))),
        lay_out(Page(2, "r", ())),
        lay_out(Page(3, "r", (Block(BlockKind.HEADING, "سوم"), Block(BlockKind.PARAGRAPH, text * 5)))),
    ]
    made = document(pages)
    assert [page.end - page.start for page in made.pages][1] == 0
    third = [passage for passage in split_document(made) if "صفحهٔ سوم" in passage.text]
    assert third and all(passage.page == 3 for passage in third)


def test_blocks_cut_the_page_s_text() -> None:
    assert all(isinstance(block, DocumentBlock) and PAGE.text[block.start : block.end].strip() for block in PAGE.blocks)
