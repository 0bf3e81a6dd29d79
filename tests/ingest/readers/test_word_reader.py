"""Word documents: everything a reader of the printed page would see, in its order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.errors import NoText
from corpus.types import BlockKind
from ingest.readers.blocks import Block, Reading
from ingest.readers.word import WordReader
from ingest.readers.workspace import Workspace

# These readers leave nothing in it.
WORKSPACE = Workspace(Path("nowhere"))

Build = Callable[[Any], None]

NUMBERING = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1-"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1-%2-"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="arabicAbjad"/><w:lvlText w:val="%1)"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


@pytest.fixture
def word(tmp_path: Path) -> Callable[[Build], Reading]:
    """Reads what a document says that the given function has filled."""

    def make(build: Build) -> Reading:
        document = docx.Document()
        build(document)
        document.save(str(tmp_path / "a.docx"))
        return WordReader().read(tmp_path / "a.docx", WORKSPACE)

    return make


def numbered(document: Any, text: str, list_id: int, level: int = 0) -> Any:
    paragraph = document.add_paragraph(text)
    properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(properties))
    return paragraph


def use_numbering(document: Any) -> None:
    part = document.part.numbering_part
    part._element = parse_xml(NUMBERING)


def blocks(reading: Reading) -> tuple[Block, ...]:
    (page,) = reading.pages
    return page.blocks


def test_body_and_tables_come_in_order(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        document.core_properties.title = "صورت‌جلسهٔ نشست بیستم"
        document.add_heading("دستور جلسه", level=2)
        document.add_paragraph("بررسی بتن C25/30 (نشریه 101) در کلان‌شهرها")
        table = document.add_table(rows=3, cols=3)
        for row, texts in zip(
            table.rows, (("ردیف", "شرح", "مهلت"), ("۱", "طرح", "۱۴۰۲/۰۵/۱۴"), ("", "", "")), strict=True
        ):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(2, 0).merge(table.cell(2, 1)).text = "جمع"
        document.add_paragraph("پایان")

    reading = word(build)
    assert reading.title == "صورت‌جلسهٔ نشست بیستم"
    heading, paragraph, table, end = blocks(reading)
    assert (heading.kind, heading.text, heading.level) == (BlockKind.HEADING, "دستور جلسه", 2)
    assert paragraph.text == "بررسی بتن C25/30 (نشریه 101) در کلان‌شهرها"
    assert table.cells == (("ردیف", "شرح", "مهلت"), ("۱", "طرح", "۱۴۰۲/۰۵/۱۴"), ("جمع", "", ""))
    assert table.text == "ردیف | شرح | مهلت\n۱ | طرح | ۱۴۰۲/۰۵/۱۴\nجمع |  | "
    assert end.text == "پایان"


def test_cells_merged_downwards_are_not_repeated(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "مشترک"
        table.cell(0, 1).text, table.cell(1, 1).text = "یک", "دو"

    assert blocks(word(build))[0].cells == (("مشترک", "یک"), ("", "دو"))


def test_a_table_drawn_from_the_left_is_read_from_its_counting_column(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=2, cols=2)
        for at, text in enumerate(("شرح", "ردیف", "طرح", "۱")):
            table.cell(at // 2, at % 2).text = text

    assert blocks(word(build))[0].cells == (("ردیف", "شرح"), ("۱", "طرح"))


def test_automatic_numbers_are_counted(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        use_numbering(document)
        numbered(document, "یکم", 1)
        numbered(document, "یکم از یکم", 1, level=1)
        numbered(document, "دوم از یکم", 1, level=1)
        numbered(document, "دوم", 1)
        numbered(document, "یکم از دوم", 1, level=1)
        numbered(document, "به حروف", 2)
        numbered(document, "گلوله", 2, level=1)
        numbered(document, "third roman", 2, level=2)
        numbered(document, "به حروف", 2)
        numbered(document, "از نو", 3)
        numbered(document, "Second in English", 3)

    assert [(block.kind, block.text) for block in blocks(word(build))] == [
        (BlockKind.LIST_ITEM, text)
        for text in (
            "۱- یکم",
            "۱-۱- یکم از یکم",
            "۱-۲- دوم از یکم",
            "۲- دوم",
            "۲-۱- یکم از دوم",
            "الف) به حروف",
            "• گلوله",
            "iii. third roman",
            "ب) به حروف",
            "۱- از نو",
            "2- Second in English",
        )
    ]


def test_a_numbered_heading_and_a_number_that_fills_a_cell(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        use_numbering(document)
        numbered(document, "کلیات", 1).style = document.styles["Heading 1"]
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 1).text = "شرح"
        numbered(table.cell(0, 0), "", 1)

    heading, table = blocks(word(build))
    assert (heading.kind, heading.text) == (BlockKind.HEADING, "۱- کلیات")
    assert table.cells == (("۲-", "شرح"),)


def test_tracked_insertions_stay_and_deletions_go(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("مهلت ")
        for mark, tag, text in (("ins", "t", "شش ماه"), ("del", "delText", "یک سال")):
            paragraph._p.append(
                parse_xml(
                    f'<w:{mark} {nsdecls("w")} w:id="1" w:author="a"><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{mark}>'
                )
            )
        paragraph._p.append(
            parse_xml(f'<w:moveFrom {nsdecls("w")} w:id="2" w:author="a"><w:r><w:t>رفته</w:t></w:r></w:moveFrom>')
        )

    assert [block.text for block in blocks(word(build))] == ["مهلت شش ماه"]


def test_text_in_content_controls_links_and_boxes_is_read(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        body = document.element.body
        control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>در کنترل محتوا</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        body.insert(0, parse_xml(control))
        box = (
            f"<w:r {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:AlternateContent>"
            "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>در کادر</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
            "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>در کادر</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
        paragraph = document.add_paragraph("متن ")
        paragraph._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>پیوند</w:t></w:r></w:hyperlink>"))
        paragraph._p.append(parse_xml(box))

    assert [block.text for block in blocks(word(build))] == ["در کنترل محتوا", "متن پیوند", "در کادر"]


def test_page_headers_and_footers_are_marked_and_said_once(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        document.add_paragraph("متن")
        document.sections[0].header.paragraphs[0].text = "دبیرخانهٔ کمیسیون"
        document.sections[0].footer.paragraphs[0].text = "محرمانه نیست"
        document.add_section()

    assert [(block.kind, block.text) for block in blocks(word(build))] == [
        (BlockKind.HEADER, "دبیرخانهٔ کمیسیون"),
        (BlockKind.PARAGRAPH, "متن"),
        (BlockKind.FOOTER, "محرمانه نیست"),
    ]


def test_footnotes_stand_after_what_they_note(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        notes = (
            f"<w:footnotes {nsdecls('w')}><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
            "<w:footnote w:id='2'><w:p><w:r><w:t>بر پایهٔ نشریهٔ ۱۰۱</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), content_type, notes.encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        mark = f"<w:r {nsdecls('w')}><w:footnoteReference w:id='2'/></w:r>"
        document.add_paragraph("متن")._p.append(parse_xml(mark))
        document.add_paragraph("بعدی")

    assert [(block.kind, block.text) for block in blocks(word(build))] == [
        (BlockKind.PARAGRAPH, "متن"),
        (BlockKind.FOOTNOTE, "بر پایهٔ نشریهٔ ۱۰۱"),
        (BlockKind.PARAGRAPH, "بعدی"),
    ]


def test_a_frame_of_one_column_is_no_table(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "بسمه تعالی"
        cell.add_paragraph("۱- مقرر شد")

    assert [block.kind for block in blocks(word(build))] == [BlockKind.PARAGRAPH, BlockKind.LIST_ITEM]


def test_titles_that_programs_write_are_none(word: Callable[[Build], Reading]) -> None:
    def build(document: Any) -> None:
        document.core_properties.title = "Microsoft Word - گزارش.docx"
        document.add_paragraph("متن")

    assert word(build).title is None


def test_a_document_without_a_word_has_no_text(word: Callable[[Build], Reading]) -> None:
    with pytest.raises(NoText):
        word(lambda document: None)


def test_a_real_document_is_read(real_files: Path) -> None:
    texts = [block.text for block in blocks(WordReader().read(real_files / "note.docx", WORKSPACE))]
    assert len(texts) == 25
    assert "فیلد visited آنها false میباشد" in " ".join(texts)
