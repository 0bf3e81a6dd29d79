"""Presentations: a slide a page, read in the order in which its audience reads it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pptx
import pytest
from lxml import etree
from pptx.oxml.ns import qn
from pptx.util import Cm

from corpus.errors import NoText
from corpus.types import BlockKind
from ingest.readers.blocks import Block, Page
from ingest.readers.slides import SlidesReader
from ingest.readers.workspace import Workspace

# This reader leaves nothing in it.
WORKSPACE = Workspace(Path("nowhere"))
TITLE_AND_TEXT, TITLE_ONLY, BLANK = 1, 5, 6

Build = Callable[[Any], None]


@pytest.fixture
def slides(tmp_path: Path) -> Callable[[Build], tuple[Page, ...]]:
    """Reads what a presentation says that the given function has filled."""

    def make(build: Build) -> tuple[Page, ...]:
        presentation = pptx.Presentation()
        build(presentation)
        presentation.save(str(tmp_path / "a.pptx"))
        return SlidesReader().read(tmp_path / "a.pptx", WORKSPACE).pages

    return make


def add_slide(presentation: Any, layout: int, title: str = "") -> Any:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    return slide


def add_text(shapes: Any, text: str, left: float, top: float) -> None:
    shapes.add_textbox(Cm(left), Cm(top), Cm(8), Cm(2)).text_frame.text = text


def texts(page: Page) -> list[str]:
    return [block.text for block in page.blocks]


def test_title_points_and_notes(slides: Callable[[Build], tuple[Page, ...]]) -> None:
    def build(presentation: Any) -> None:
        slide = add_slide(presentation, TITLE_AND_TEXT, "گزارش پیشرفت\vپروژه‌ها")
        frame = slide.placeholders[1].text_frame
        frame.text = "بتن C25/30"
        for text, level, tag, attributes in (
            ("یکم", 0, "buAutoNum", {"type": "arabicPeriod", "startAt": "3"}),
            ("زیر آن", 1, "buAutoNum", {"type": "arabic1Minus"}),
            ("دوم", 0, "buAutoNum", {"type": "arabicPeriod", "startAt": "3"}),
            ("بی‌نشان", 0, "buNone", {}),
        ):
            paragraph = frame.add_paragraph()
            paragraph.text, paragraph.level = text, level
            etree.SubElement(paragraph._p.get_or_add_pPr(), qn(f"a:{tag}"), attributes)
        slide.notes_slide.notes_text_frame.text = "یادداشت سخنران\nدربارهٔ بودجه"

    (page,) = slides(build)
    assert page.blocks == (
        Block(BlockKind.HEADING, "گزارش پیشرفت پروژه‌ها", 1),
        Block(BlockKind.LIST_ITEM, "• بتن C25/30", 1),
        Block(BlockKind.LIST_ITEM, "۳. یکم", 1),
        Block(BlockKind.LIST_ITEM, "الف- زیر آن", 2),
        Block(BlockKind.LIST_ITEM, "۴. دوم", 1),
        Block(BlockKind.PARAGRAPH, "بی‌نشان"),
        Block(BlockKind.FOOTNOTE, "یادداشت سخنران\nدربارهٔ بودجه"),
    )


def test_persian_slides_are_read_from_the_right_and_others_from_the_left(
    slides: Callable[[Build], tuple[Page, ...]],
) -> None:
    def build(presentation: Any) -> None:
        for words in (("پایین", "چپ", "راست"), ("below", "left", "right")):
            slide = add_slide(presentation, BLANK)
            for text, left, top in zip(words, (1, 1, 14), (12, 5.3, 5), strict=True):
                add_text(slide.shapes, text, left, top)

    persian, english = slides(build)
    assert texts(persian) == ["راست", "چپ", "پایین"]
    assert texts(english) == ["left", "right", "below"]


def test_a_group_stands_where_it_is_and_is_read_by_itself(slides: Callable[[Build], tuple[Page, ...]]) -> None:
    def build(presentation: Any) -> None:
        slide = add_slide(presentation, BLANK)
        add_text(slide.shapes, "آخر", 1, 15)
        group = slide.shapes.add_group_shape()
        add_text(group.shapes, "دوم", 2, 2)
        add_text(group.shapes, "یکم", 12, 2)

    assert texts(slides(build)[0]) == ["یکم", "دوم", "آخر"]


def test_tables_have_their_cells(slides: Callable[[Build], tuple[Page, ...]]) -> None:
    def build(presentation: Any) -> None:
        slide = add_slide(presentation, TITLE_ONLY, "هزینه‌ها")
        table = slide.shapes.add_table(3, 2, Cm(1), Cm(6), Cm(10), Cm(4)).table
        for at, text in enumerate(("شرح", "ردیف", "روکش", "۱", "جمع", "")):
            table.cell(at // 2, at % 2).text = text
        table.cell(2, 0).merge(table.cell(2, 1))

    _, table = slides(build)[0].blocks
    # Drawn from the left, but its last column counts.
    assert table.cells == (("ردیف", "شرح"), ("۱", "روکش"), ("", "جمع"))


def test_hidden_and_wordless_slides_are_said_to_be_so(slides: Callable[[Build], tuple[Page, ...]]) -> None:
    def build(presentation: Any) -> None:
        add_slide(presentation, TITLE_ONLY, "پنهان")._element.set("show", "0")
        add_slide(presentation, BLANK)

    hidden, blank = slides(build)
    assert texts(hidden) == ["پنهان"]
    assert "پنهان" in hidden.warnings[0]
    assert "نوشته‌ای ندارد" in blank.warnings[0]


def test_a_presentation_without_a_word_has_no_text(slides: Callable[[Build], tuple[Page, ...]]) -> None:
    with pytest.raises(NoText):
        slides(lambda presentation: None)
